package grid

import (
	"cmp"
	"math"
	"slices"
)

// The sharing of the region among the points. For each lattice row a sweep goes along the tiles that reach into it.
// What lies to the right of an edge, at its heights, counts as 1 where the edge goes down and as -1 where it goes up:
// the sum over all edges is 1 in the region, which lies left of its edges, and 0 elsewhere. So the part of a tile in
// the region is a sum over edges, each term continuous in the coordinates, and nothing is decided. Terms are whole
// numbers of 2^-60 tiles, so that they cancel without rest and their order does not matter.

// parts is how many parts a tile has.
const parts = 1 << 60

// sharing is the memory of AppendAreas.
type sharing struct {
	tile
	out []holding // of each lattice point, in delivery order

	runs     []run   // members, by row and column
	rowStart []int32 // of the runs of each row from firstRow, and the end of the last
	firstRow int64
	points   int

	slopes  []slope // edges of the region by their lower ends, without level ones
	active  []int32 // slopes that reach the row
	cuts    []cut
	entries []entry
	left    winding

	members     []member // near an orphan
	piece, rest []vec    // of its tile
	spare       [2][]vec
}

// holding is an area: so many whole tiles and 0 to less than parts more.
type holding struct{ tiles, parts int64 }

// add adds parts of a tile, which may be less than none by rounding.
func (h *holding) add(n int64) {
	n += h.parts
	h.tiles += n >> 60
	h.parts = n & (parts - 1)
}

// run is members side by side in a row, delivered one after another.
type run struct {
	row, first, last int64
	index            int // of first in delivery order
	step             int // 1, or -1 where the row runs backwards
}

// slope is an edge of the region from its lower to its upper end, across the rows.
type slope struct {
	low, high   Point
	lowV, highV float64 // rows, true to the rounding of the frame
	lowU, highU float64 // columns, likewise
	sign        int8    // of what lies to its right: 1 where the ring goes down
}

// cut is a slope within the heights of a row's tiles. Its ends are relative to lattice points of the row near them, so
// that they are true to the rounding of a tile's own size, however far the ends of the slope may be.
type cut struct {
	low, high             vec
	lowColumn, highColumn int64
	sign                  int8
}

// entry is what a cut does to a column: it takes a part of that tile, or, from there on, the same part of each tile.
type entry struct {
	column  int64
	cut     int32
	onwards bool
	part    int64 // modulo 2^64
}

// takeRuns scans the grid for its members. Beyond most of them it only counts; 0: it takes all.
func (s *sharing) takeRuns(g *Grid, most int) error {
	s.runs, s.points = s.runs[:0], 0
	g.Rewind()
	for g.nextScan() {
		if g.current < 0 {
			continue
		}
		if most > 0 && s.points+g.bandPoints > most {
			s.points += g.bandPoints
			continue
		}
		backwards := g.reverse
		for r := range g.rows {
			g.spans = appendSpans(g.spans[:0], g.members.row(r))
			if len(g.spans) == 0 {
				continue
			}
			index, n := s.points, 0
			for _, sp := range g.spans {
				n += sp.end - sp.first
			}
			s.points += n
			for _, sp := range g.spans {
				m := run{row: g.first + int64(r), first: g.base[r] + int64(sp.first), last: g.base[r] + int64(sp.end-1), step: 1, index: index}
				index += sp.end - sp.first
				if backwards {
					// The last of the row comes first.
					m.step, m.index = -1, 2*(s.points)-n-1-m.index
				}
				s.runs = append(s.runs, m)
			}
			backwards = !backwards
		}
	}
	if g.stop != nil {
		return g.stop
	}
	slices.SortFunc(s.runs, func(a, b run) int { return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.first, b.first)) })
	s.rowStart = s.rowStart[:0]
	if len(s.runs) == 0 {
		return nil
	}
	s.firstRow = s.runs[0].row
	for i, m := range s.runs {
		for s.firstRow+int64(len(s.rowStart)) <= m.row {
			s.rowStart = append(s.rowStart, int32(i))
		}
	}
	s.rowStart = append(s.rowStart, int32(len(s.runs)))
	return nil
}

// runsOf is the runs of a row.
func (s *sharing) runsOf(row int64) []run {
	k := row - s.firstRow
	if k < 0 || k >= int64(len(s.rowStart)-1) {
		return nil
	}
	return s.runs[s.rowStart[k]:s.rowStart[k+1]]
}

// sweep fills out with what each member has of its own tile and, where they are shared out too, of orphans.
func (s *sharing) sweep(g *Grid, orphans bool) error {
	s.out = slices.Grow(s.out[:0], s.points)[:s.points]
	clear(s.out)
	s.takeSlopes(g)
	if len(s.slopes) == 0 {
		return nil
	}
	top := math.Inf(-1)
	for _, e := range s.slopes {
		top = max(top, e.highV)
	}
	// A row more to either side takes the rounding of the frame.
	next, reach := 0, s.high+1
	s.active = s.active[:0]
	for row := int64(math.Floor(s.slopes[0].lowV - reach)); float64(row) <= top+reach; row++ {
		j := float64(row)
		for ; next < len(s.slopes) && s.slopes[next].lowV < j+reach; next++ {
			s.active = append(s.active, int32(next))
		}
		s.active = slices.DeleteFunc(s.active, func(i int32) bool { return s.slopes[i].highV < j-reach })
		if err := g.work.spendShares(int64(len(s.active)) + 1); err != nil {
			return err
		}
		if err := s.cross(g, row); err != nil {
			return err
		}
		if err := s.walkRow(g, row, orphans); err != nil {
			return err
		}
	}
	return nil
}

// takeSlopes takes the edges of the polygons and of the keep-outs inside them, without those along the rows.
func (s *sharing) takeSlopes(g *Grid) {
	o := g.outline
	s.slopes = s.slopes[:0]
	take := func(r ring) {
		for a := r.first; a < r.end; a++ {
			b := int(o.next[a])
			p, q := o.vertices[a], o.vertices[b]
			switch cross128(g.local.A, Vector{int64(q.X) - int64(p.X), int64(q.Y) - int64(p.Y)}).sign() {
			case 1:
				s.slopes = append(s.slopes, slope{p, q, g.v[a], g.v[b], g.u[a], g.u[b], -1})
			case -1:
				s.slopes = append(s.slopes, slope{q, p, g.v[b], g.v[a], g.u[b], g.u[a], 1})
			}
		}
	}
	for i := range o.polygons {
		for _, r := range o.polygons[i].rings {
			take(r)
		}
	}
	for i := range o.keepOuts {
		if o.keepOuts[i].inside {
			for _, r := range o.keepOuts[i].rings {
				take(r)
			}
		}
	}
	slices.SortFunc(s.slopes, func(a, b slope) int {
		return cmp.Or(cmp.Compare(a.lowV, b.lowV), cmp.Compare(a.low.X, b.low.X), cmp.Compare(a.low.Y, b.low.Y),
			cmp.Compare(a.high.X, b.high.X), cmp.Compare(a.high.Y, b.high.Y), cmp.Compare(a.sign, b.sign))
	})
}

// cross cuts the active slopes to the row and enters what they do to its columns.
func (s *sharing) cross(g *Grid, row int64) error {
	s.cuts, s.entries = s.cuts[:0], s.entries[:0]
	for _, i := range s.active {
		c, ok := s.cut(g, &s.slopes[i], row)
		if !ok {
			continue
		}
		first := min(c.lowColumn+int64(math.Floor(c.low.u+0.5)), c.highColumn+int64(math.Floor(c.high.u+0.5)))
		end := max(c.lowColumn+int64(math.Ceil(c.low.u+0.5)), c.highColumn+int64(math.Ceil(c.high.u+0.5)))
		if err := g.work.spendShares(end - first + 1); err != nil {
			return err
		}
		n := int32(len(s.cuts))
		s.cuts = append(s.cuts, c)
		for column := first; column < end; column++ {
			part := s.wholeParts(s.rightOf(s.corners, c, column))
			s.entries = append(s.entries, entry{column, n, false, int64(c.sign) * part})
		}
		slab := s.wholeParts(s.below(c.high.v)) - s.wholeParts(s.below(c.low.v))
		s.entries = append(s.entries, entry{end, n, true, int64(c.sign) * slab})
	}
	slices.SortFunc(s.entries, func(a, b entry) int {
		if c := cmp.Compare(a.column, b.column); c != 0 {
			return c
		}
		return cmp.Compare(a.cut, b.cut)
	})
	return nil
}

// cut cuts a slope to the heights of a row's tiles; false where nothing is left. A vertex within them is an end of all
// its slopes, at the same place for each, so that their terms cancel.
func (s *sharing) cut(g *Grid, e *slope, row int64) (cut, bool) {
	j := float64(row)
	low, high := e.lowV-j, e.highV-j
	if low >= s.high || high <= -s.high {
		return cut{}, false
	}
	c := cut{sign: e.sign}
	if low > -s.high {
		c.low, c.lowColumn = g.beside(e.low, e.lowU, row)
	} else {
		c.low, c.lowColumn = g.atHeight(e, row, -s.high)
	}
	if high < s.high {
		c.high, c.highColumn = g.beside(e.high, e.highU, row)
	} else {
		c.high, c.highColumn = g.atHeight(e, row, s.high)
	}
	return c, c.low.v < c.high.v
}

// beside is the place of p, which has about so many columns, relative to the lattice point of the row nearest to it.
func (g *Grid) beside(p Point, columns float64, row int64) (vec, int64) {
	column := g.columnOf(columns, row)
	o, at := g.local.ideal(column, row), exactly(p)
	x, y := float64(at.X-o.X), float64(at.Y-o.Y)
	return vec{float64(x*g.ux) + float64(y*g.uy), float64(x*g.vx) + float64(y*g.vy)}, column
}

// columnOf is the column of the row's lattice point nearest to u.
func (g *Grid) columnOf(u float64, row int64) int64 {
	return int64(math.Floor(u - float64(g.shear*float64(row)) + 0.5))
}

// atHeight is where a slope crosses the height v over a row, relative to the row's lattice point nearest to it: with D
// from end to end, D x (o + u A + v V - low) = 0, where o is the lattice point and V = B - shear A goes up one row.
func (g *Grid) atHeight(e *slope, row int64, v float64) (vec, int64) {
	part := (float64(row) + v - e.lowV) / (e.highV - e.lowV)
	column := g.columnOf(e.lowU+float64(min(max(part, 0), 1)*(e.highU-e.lowU)), row)
	d := Vector{int64(e.high.X) - int64(e.low.X), int64(e.high.Y) - int64(e.low.Y)}
	o, from := g.local.ideal(column, row), exactly(e.low)
	along := cross128(d, g.local.A).double()
	up := cross128(d, g.local.B).double() - float64(g.shear*along)
	off := cross128(d, Vector{o.X - from.X, o.Y - from.Y}).double()
	return vec{-(off + float64(v*up)) / along, v}, column
}

// wholeParts is an area in tiles as a whole number of parts.
func (s *sharing) wholeParts(area float64) int64 { return int64(area * parts) }

// rightOf is the area of what a polygon, relative to the lattice point of column, has to the right of a cut, at its
// heights.
func (s *sharing) rightOf(polygon []vec, c cut, column int64) float64 {
	low, high := c.low, c.high
	low.u += float64(c.lowColumn - column)
	high.u += float64(c.highColumn - column)
	p := clip(s.spare[0][:0], polygon, vec{0, -1}, -low.v)
	q := clip(s.spare[1][:0], p, vec{0, 1}, high.v)
	s.spare[0] = p
	n := vec{low.v - high.v, high.u - low.u}
	p = clip(s.spare[0][:0], q, n, float64(n.u*low.u)+float64(n.v*low.v))
	s.spare[0], s.spare[1] = p, q
	return areaOf(p)
}

// walkRow gives the tiles of a row to its members, and to others' those of orphans.
func (s *sharing) walkRow(g *Grid, row int64, orphans bool) error {
	members := s.runsOf(row)
	s.left.reset()
	from, here := int64(0), int64(0) // the columns up to the next entry have so many parts each, and no edge
	for k := 0; ; {
		if k == len(s.entries) {
			return nil // and here is 0: all rings are closed
		}
		column := s.entries[k].column
		if err := s.span(g, row, from, column, here, members, orphans); err != nil {
			return err
		}
		value, first := here, k
		for ; k < len(s.entries) && s.entries[k].column == column; k++ {
			e := &s.entries[k]
			value += e.part
			if e.onwards {
				here += e.part
				s.left.add(s.cuts[e.cut], s.high)
			}
		}
		from = column + 1
		straddling := s.entries[first:k]
		if n, ok := find(members, column); ok {
			s.out[n].add(value)
		} else if orphans && (value != 0 || here != 0 || !allOnwards(straddling)) {
			if err := s.orphan(g, row, column, straddling); err != nil {
				return err
			}
		}
	}
}

// span gives equal tiles, of so many parts, to the columns from first to before end, which no edge reaches.
func (s *sharing) span(g *Grid, row, first, end, value int64, members []run, orphans bool) error {
	if value == 0 {
		return nil
	}
	k, _ := slices.BinarySearchFunc(members, first, func(m run, column int64) int { return cmp.Compare(m.last, column) })
	for column := first; column < end; {
		stop := end
		if k < len(members) && members[k].first < end {
			stop = max(members[k].first, column)
		}
		if orphans {
			for ; column < stop; column++ {
				if err := s.orphan(g, row, column, nil); err != nil {
					return err
				}
			}
		}
		if stop == end {
			return nil
		}
		m := &members[k]
		last := min(m.last, end-1)
		for column = stop; column <= last; column++ {
			s.out[m.at(column)].add(value)
		}
		k++
	}
	return nil
}

func allOnwards(entries []entry) bool {
	return !slices.ContainsFunc(entries, func(e entry) bool { return !e.onwards })
}

// at is the index in delivery order of a member of the run.
func (m *run) at(column int64) int { return m.index + m.step*int(column-m.first) }

// find is the index of the member in a column of a row.
func find(members []run, column int64) (index int, ok bool) {
	k, _ := slices.BinarySearchFunc(members, column, func(m run, column int64) int { return cmp.Compare(m.last, column) })
	if k == len(members) || members[k].first > column {
		return 0, false
	}
	return members[k].at(column), true
}
