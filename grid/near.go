package grid

import (
	"cmp"
	"math"
	"slices"
)

// search lists the members that are nearest to some part of an orphan's tile, the nearest to its middle first. They are
// looked for row by row, outwards. Whatever is nearest to some part lies no farther away than the nearest to the middle
// and twice the reach of a corner.
func (s *sharing) search(g *Grid, column int64) error {
	o := &s.orphans
	o.best = math.Inf(1)
	if len(o.near) > 0 {
		// What was nearest to the orphan before bounds how far the nearest to this one is.
		p := o.near[0].at
		o.best = s.tile.distance2(vec{p.u - float64(column-o.column), p.v})
	}
	o.near, o.column = o.near[:0], column
	o.limit = s.tile.tooFar(o.best)
	first, last := s.runs.firstRow, s.runs.lastRow()
	steps := int64(1)
	for away := max(0, first-o.row, o.row-last); ; away++ {
		v := float64(float64(away) * s.tile.ratio)
		v2 := float64(v * v)
		if v2 > o.limit || o.row-away < first && o.row+away > last {
			break
		}
		s.along(g.shear, -away, v2)
		if away > 0 {
			s.along(g.shear, away, v2)
		}
		if steps++; steps == 1<<10 {
			if err := g.work.spendShares(steps); err != nil {
				return err
			}
			steps = 0
		}
	}
	if err := g.work.spendShares(steps + int64(len(o.near)/4)); err != nil {
		return err
	}
	s.choose()
	return nil
}

// along lists the members of a row, so many rows away, that are not too far: from the place beside the orphan to the
// right, and then to the left.
func (s *sharing) along(shear float64, away int64, v2 float64) {
	o := &s.orphans
	runs := s.runs.of(o.row + away)
	if len(runs) == 0 {
		return
	}
	shift := float64(float64(away) * shear)
	beside := o.column + int64(math.Ceil(-shift))
	k := runFrom(runs, beside)
	for r := k; r < len(runs); r++ {
		m := &runs[r]
		for i := max(m.first, beside); i <= m.last; i++ {
			if !s.list(m, i, shift, away, v2) {
				r = len(runs)
				break
			}
		}
	}
	for r := min(k, len(runs)-1); r >= 0; r-- {
		m := &runs[r]
		for i := min(m.last, beside-1); i >= m.first; i-- {
			if !s.list(m, i, shift, away, v2) {
				return
			}
		}
	}
}

// list lists a member, unless it is too far.
func (s *sharing) list(m *run, column int64, shift float64, away int64, v2 float64) bool {
	o := &s.orphans
	u := float64(column-o.column) + shift
	d := float64(u*u) + v2
	if d > o.limit {
		return false
	}
	if d < o.best {
		o.best, o.limit = d, s.tile.tooFar(d)
	}
	o.near = append(o.near, member{vec{u, float64(away)}, d, m.at(column)})
	return true
}

// tooFar is from where on, squared, a member is nearest to no part of a tile to whose middle another has so short a
// distance, squared.
func (t *tile) tooFar(nearest float64) float64 {
	reach := math.Sqrt(nearest) + 2*t.reach
	return float64(reach*reach) * (1 + 1e-9)
}

// choose keeps of the listed members those that are nearer to some part of the tile than the nearest to its middle is,
// and that one.
func (s *sharing) choose() {
	o := &s.orphans
	before := func(a, b *member) bool { return a.distance < b.distance || a.distance == b.distance && a.index < b.index }
	near := o.near
	for i := range near {
		if before(&near[i], &near[0]) {
			near[0], near[i] = near[i], near[0]
		}
	}
	n := 1
	for i := 1; i < len(near); i++ {
		if d, half := s.tile.bisector(&near[0], &near[i]); s.tile.support(d) > half {
			near[n] = near[i]
			n++
		}
	}
	o.near = near[:n]
	if n > 64 {
		slices.SortFunc(o.near, func(a, b member) int { return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.index, b.index)) })
		return
	}
	for i := 2; i < n; i++ {
		for k := i; k > 1 && before(&near[k], &near[k-1]); k-- {
			near[k], near[k-1] = near[k-1], near[k]
		}
	}
}

// distance2 is the squared length of a vector, in columns.
func (t *tile) distance2(d vec) float64 {
	return float64(d.u*d.u) + float64(float64(d.v*d.v)*t.ratio2)
}
