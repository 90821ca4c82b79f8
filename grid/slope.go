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

// entry is a slope within one tile of a row. Rows and columns of local fit 26 bits.
type entry struct {
	column, sign int32
	low, high    vec // its ends, relative to the tile's lattice point
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
			s.takeRing(g, r)
		}
	}
	for i := range o.keepOuts {
		if o.keepOuts[i].inside {
			for _, r := range o.keepOuts[i].rings {
				s.takeRing(g, r)
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
	if len(s.order) < radixFrom {
		slices.SortFunc(s.order, func(a, b event) int { return cmp.Compare(a.key, b.key) })
		return nil
	}
	s.spare = slices.Grow(s.spare[:0], len(s.order))[:len(s.order)]
	for shift := 0; shift < bits.Len64(uint64(s.lastRow-s.firstRow)); shift += radixBits {
		countingPass(s.spare, s.order, shift)
		s.order, s.spare = s.spare, s.order
		if err := work.tick(int64(len(s.order))); err != nil {
			return err
		}
	}
	return nil
}

func (s *slopes) takeRing(g *Grid, r ring) {
	o := g.outline
	for a := r.first; a < r.end; a++ {
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
		e := slope{low: o.vertices[low], high: o.vertices[high], lowV: g.v[low], highV: g.v[high], lowU: g.u[low], highU: g.u[high],
			sign: sign, along: side.double()}
		e.up = cross128(d, g.local.B).double() - float64(g.shear*e.along)
		s.list = append(s.list, e)
	}
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

// cut enters a slope within the heights of a row's tiles, tile by tile. A vertex within them is an end of all its slopes,
// at the same place for each, and where a slope leaves a tile it enters the next, so that terms cancel.
func (s *slopes) cut(g *Grid, t *tile, e *slope, row int64) error {
	j := float64(row)
	lowV, highV := e.lowV-j, e.highV-j
	if lowV >= t.high || highV <= -t.high {
		return nil
	}
	var low, high vec // relative to the lattice point of each one's own column
	var column, end int64
	if lowV > -t.high {
		low, column = g.beside(e.low, e.lowU, row)
	} else {
		low, column = g.atHeight(e, row, -t.high)
	}
	if highV < t.high {
		high, end = g.beside(e.high, e.highU, row)
	} else {
		high, end = g.atHeight(e, row, t.high)
	}
	if low.v >= high.v {
		return nil
	}
	if column == end {
		if err := g.work.spendShares(1); err != nil {
			return err
		}
		s.enterTile(e.sign, column, low, high)
		return nil
	}
	step, edge := int64(1), 0.5
	if end < column {
		step, edge = -1, -0.5
	}
	width := float64(end-column) + (high.u - low.u)
	if float64(float64(step)*width) <= 0 {
		high.u, end = edge, column // along the border of two tiles
	}
	rise := (high.v - low.v) / width // rows for each column; negative where it goes up to the left
	n := (end-column)*step + 1
	if err := g.work.spendShares(n); err != nil {
		return err
	}
	first, foot := len(s.entries), low
	for k := column; k != end; k += step {
		v := low.v + float64((float64(k-column)+edge-low.u)*rise)
		to := vec{edge, min(max(v, foot.v), high.v)}
		s.enterTile(e.sign, k, foot, to)
		foot = vec{-edge, to.v}
	}
	s.enterTile(e.sign, end, foot, high)
	if step < 0 {
		slices.Reverse(s.entries[first:])
	}
	return nil
}

// enterTile enters a slope within a tile, where it has any height.
func (s *slopes) enterTile(sign int32, column int64, low, high vec) {
	if low.v < high.v {
		s.entries = append(s.entries, entry{int32(column), sign, low, high})
	}
}

// way leads from one point to another, in um.
func way(from, to Point) Vector {
	return Vector{X: int64(to.X) - int64(from.X), Y: int64(to.Y) - int64(from.Y)}
}

// beside is the place of p, which has about so many columns, relative to the lattice point of the row nearest to it.
func (g *Grid) beside(p Point, columns float64, row int64) (vec, int64) {
	column := g.columnOf(columns, row)
	o, at := g.local.ideal(column, row), exactly(p)
	x, y := float64(at.X-o.X), float64(at.Y-o.Y)
	return inColumn(vec{float64(x*g.ux) + float64(y*g.uy), float64(x*g.vx) + float64(y*g.vy)}, column)
}

// columnOf is the column of the row's lattice point nearest to u.
func (g *Grid) columnOf(u float64, row int64) int64 {
	return int64(math.Floor(u - float64(g.shear*float64(row)) + 0.5))
}

// inColumn takes a place relative to the lattice point of a column over to that of its own column.
func inColumn(p vec, column int64) (vec, int64) {
	off := math.Floor(p.u + 0.5)
	return vec{p.u - off, p.v}, column + int64(off)
}

// atHeight is where a slope crosses the height v over a row, relative to the row's lattice point nearest to it:
// D x (o + u A + v V - low) = 0, where o is the lattice point.
func (g *Grid) atHeight(e *slope, row int64, v float64) (vec, int64) {
	part := (float64(row) + v - e.lowV) / (e.highV - e.lowV)
	column := g.columnOf(e.lowU+float64(min(max(part, 0), 1)*(e.highU-e.lowU)), row)
	o, from := g.local.ideal(column, row), exactly(e.low)
	off := cross128(way(e.low, e.high), Vector{o.X - from.X, o.Y - from.Y}).double()
	return inColumn(vec{-(off + float64(v*e.up)) / e.along, v}, column)
}
