package grid

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// slope is an edge of the region from its lower to its upper end, across the rows.
type slope struct {
	low, high   Point
	lowV, highV float64 // rows, true to the rounding of the frame
	lowU, highU float64 // columns, likewise
	sign        int32   // of what lies to its right: 1 where the ring goes down
	at          int32   // about its first column in the row
	// With D from end to end: D x A, and D x V, where V = B - shear A goes up one row.
	along, up float64
}

// slopes is the edges of the region and how far a sweep over the rows has come.
type slopes struct {
	list         []slope
	order, spare []event // slopes by the row, from firstRow, in which they come into the sweep
	firstRow     int64
	lastRow      int64   // in which one may still be
	next         int     // of order
	active       []int32 // slopes that reach the row, about from left to right
	entries      []entry // of the row, from left to right
}

// take takes the edges of the polygons and of the keep-outs inside them, without those along the rows. Each comes into the
// sweep so many rows below itself.
func (s *slopes) take(g *Grid, reach float64) error {
	s.list, s.active, s.next = s.list[:0], s.active[:0], 0
	o := g.outline
	for i := range o.polygons {
		for _, r := range o.polygons[i].rings {
			if err := s.takeRing(g, r); err != nil {
				return err
			}
		}
	}
	for i := range o.keepOuts {
		if o.keepOuts[i].inside {
			for _, r := range o.keepOuts[i].rings {
				if err := s.takeRing(g, r); err != nil {
					return err
				}
			}
		}
	}
	if len(s.list) == 0 {
		s.firstRow, s.lastRow = 1, 0
		return nil
	}
	low, high := math.Inf(1), math.Inf(-1)
	for i := range s.list {
		low, high = min(low, s.list[i].lowV), max(high, s.list[i].highV)
	}
	s.firstRow, s.lastRow = int64(math.Floor(low-reach)), int64(math.Ceil(high+reach))
	return s.sortStarts(g.work, reach)
}

// sortStarts sorts the slopes by the rows in which they start.
func (s *slopes) sortStarts(work *Work, reach float64) error {
	s.order = slices.Grow(s.order[:0], len(s.list))
	for i := range s.list {
		s.order = append(s.order, event{key: uint64(int64(math.Floor(s.list[i].lowV-reach)) - s.firstRow), vertex: int32(i)})
	}
	s.spare = slices.Grow(s.spare[:0], len(s.order))[:len(s.order)]
	if len(s.order) < radixFrom {
		s.order, s.spare = mergeRuns(s.order, s.spare)
		return nil
	}
	for shift := 0; shift < bits.Len64(uint64(s.lastRow-s.firstRow)); shift += radixBits {
		countingPass(s.spare, s.order, shift)
		s.order, s.spare = s.spare, s.order
		if err := work.tick(int64(len(s.order))); err != nil {
			return err
		}
	}
	return nil
}

func (s *slopes) takeRing(g *Grid, r ring) error {
	o := g.outline
	for a := r.first; a < r.end; a++ {
		if err := g.work.tick(32); err != nil {
			return err
		}
		low, high, sign := a, int(o.next[a]), int32(-1)
		d := way(o.vertices[low], o.vertices[high])
		side := cross128(d, g.local.A)
		switch side.sign() {
		case 0:
			continue
		case 1:
			low, high, sign = high, low, 1
			d, side = Vector{-d.X, -d.Y}, int128{}.sub(side)
		}
		e := slope{low: o.vertices[low], high: o.vertices[high], sign: sign, along: side.double()}
		e.lowU, e.lowV = g.at(e.low)
		e.highU, e.highV = g.at(e.high)
		e.up = cross128(d, g.local.B).double() - float64(g.shear*e.along)
		s.list = append(s.list, e)
	}
	return nil
}

// advance makes the slopes active that have come into the sweep, less those that end more than reach below a row.
func (s *slopes) advance(row int64, reach, shear float64) {
	j := float64(row)
	kept := s.active[:0]
	for _, i := range s.active {
		if s.list[i].highV >= j-reach {
			kept = append(kept, i)
		}
	}
	s.active = kept
	for ; s.next < len(s.order) && int64(s.order[s.next].key) <= row-s.firstRow; s.next++ {
		i := s.order[s.next].vertex
		s.list[i].at = int32(s.list[i].lowU - float64(shear*j))
		s.active = append(s.active, i)
	}
}

// enter cuts the active slopes to the tiles of a row.
func (s *slopes) enter(g *Grid, t *tile, row int64) error {
	s.entries = s.entries[:0]
	if len(s.active) <= insertion {
		// By the columns of the row before, which leaves little to sort.
		for i := 1; i < len(s.active); i++ {
			e, k := s.active[i], i
			for at := s.list[e].at; k > 0 && s.list[s.active[k-1]].at > at; k-- {
				s.active[k] = s.active[k-1]
			}
			s.active[k] = e
		}
	}
	sorted := true
	for _, i := range s.active {
		n := len(s.entries)
		if err := s.cut(g, t, &s.list[i], row); err != nil {
			return err
		}
		if n < len(s.entries) {
			s.list[i].at = s.entries[n].column
			sorted = sorted && (n == 0 || s.entries[n-1].column <= s.entries[n].column)
		}
	}
	if !sorted {
		s.sort()
	}
	return nil
}

// insertion is the most that is sorted by insertion.
const insertion = 64

// sort sorts the entries by column. Their order within one does not matter: what they do is added up in integers.
func (s *slopes) sort() {
	if len(s.entries) > insertion {
		slices.SortFunc(s.entries, func(a, b entry) int { return cmp.Compare(a.column, b.column) })
		return
	}
	for i := 1; i < len(s.entries); i++ {
		e, k := s.entries[i], i
		for ; k > 0 && s.entries[k-1].column > e.column; k-- {
			s.entries[k] = s.entries[k-1]
		}
		if k < i {
			s.entries[k] = e
		}
	}
}
