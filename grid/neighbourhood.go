package grid

import "math"

// member is a member near an orphan.
type member struct {
	at    vec // relative to the orphan, or to the first one of a window
	index int
}

// windowTiles is the most orphans side by side that one search serves (BenchmarkAreas).
const windowTiles = 4

// neighbourhood finds the members near the orphans of a row, for a window of some tiles side by side at a time.
type neighbourhood struct {
	row, first, end int64   // the window: the columns from first to before end
	middle          float64 // of the window, in columns from its first one
	found           []member

	// The nearest to the middle so far, relative to it: its squared distance from there, and from the farthest place in the
	// box round the window, which is so wide to both sides.
	pivot              vec
	pivotIndex         int
	distance, farthest float64
	wide               float64
}

// open begins a row.
func (s *neighbourhood) open(row int64) { s.row, s.first, s.end, s.found = row, 0, 0, s.found[:0] }

// cover makes sure that the window holds a column. Where it does not, the next one goes from there up to end or less.
//
// Members on the rim of the grid are looked for row by row, outwards. Whatever is nearest to some part of the window lies
// no farther from the box round it than any other member from the farthest place in the box.
func (s *neighbourhood) cover(g *Grid, t *tile, rims *runTable, column, end int64) error {
	if s.first <= column && column < s.end {
		return nil
	}
	end = min(end, column+windowTiles)
	middle := float64(float64(end-1-column) / 2)
	if len(s.found) > 0 {
		// What was nearest before bounds how far the nearest is now.
		s.pivot.u -= float64(column-s.first) + middle - s.middle
		s.distance = t.distance2(s.pivot)
	} else {
		s.pivotIndex, s.distance = -1, math.Inf(1)
	}
	s.first, s.end, s.middle, s.found = column, end, middle, s.found[:0]
	s.wide, s.farthest = middle+0.5, math.Inf(1)
	if s.pivotIndex >= 0 {
		s.farthest = s.farthestFrom(t)
	}
	low, high := s.row-rims.firstRow, rims.lastRow-s.row // how far they go on below and above
	steps := int64(1)
	for away := max(0, -low, -high); away <= max(low, high); away++ {
		v := float64(away)
		if rows := v - t.high; rows > 0 && float64(float64(rows*rows)*t.ratio2) > s.farthest {
			break
		}
		shift := float64(v * g.shear)
		if away <= low {
			s.along(t, rims.of(s.row-away), -v, -shift)
		}
		if away <= high && away > 0 {
			s.along(t, rims.of(s.row+away), v, shift)
		}
		if steps++; steps == 1<<10 {
			if err := g.work.spendShares(steps); err != nil {
				return err
			}
			steps = 0
		}
	}
	return g.work.spendShares(steps + int64(len(s.found)/4))
}

// farthestFrom is the squared distance of the pivot from the farthest place in the box, and a little more.
func (s *neighbourhood) farthestFrom(t *tile) float64 {
	d := t.distance2(vec{math.Abs(s.pivot.u) + s.wide, math.Abs(s.pivot.v) + t.high})
	return float64(d * (1 + 1e-9))
}

// along lists the members of a row, so many rows away, that are not too far: from the place beside the middle to the
// right, and then to the left.
func (s *neighbourhood) along(t *tile, runs []run, away, shift float64) {
	if len(runs) == 0 {
		return
	}
	rows := math.Abs(away) - t.high
	if rows < 0 {
		rows = 0
	}
	rows2, v2 := float64(float64(rows*rows)*t.ratio2), float64(float64(away*away)*t.ratio2)
	shift -= s.middle
	beside := s.first + int64(math.Ceil(-shift))
	k := runFrom(runs, beside)
right:
	for r := k; r < len(runs); r++ {
		m := &runs[r]
		for i := max(m.first, beside); i <= m.last; i++ {
			u := float64(i-s.first) + shift
			if out := u - s.wide; out > 0 && float64(out*out)+rows2 > s.farthest {
				break right
			}
			s.list(t, m.at(i), vec{u, away}, float64(u*u)+v2)
		}
	}
	for r := min(k, len(runs)-1); r >= 0; r-- {
		m := &runs[r]
		for i := min(m.last, beside-1); i >= m.first; i-- {
			u := float64(i-s.first) + shift
			if out := u + s.wide; out < 0 && float64(out*out)+rows2 > s.farthest {
				return
			}
			s.list(t, m.at(i), vec{u, away}, float64(u*u)+v2)
		}
	}
}

// list lists a member that is nearer than the pivot to the middle of the window or to some other part of it. The pivot
// itself may come from an earlier search.
func (s *neighbourhood) list(t *tile, index int, at vec, distance float64) {
	if distance < s.distance {
		s.pivot, s.pivotIndex, s.distance = at, index, distance
		s.farthest = s.farthestFrom(t)
	} else if index != s.pivotIndex && !t.reaches(at, s.pivot, s.middle) {
		return
	}
	s.found = append(s.found, member{vec{at.u + s.middle, at.v}, index})
}

// near appends the members that are nearest to some part of a tile in the window, first the nearest to its middle.
func (s *neighbourhood) near(dst []member, t *tile, column int64) []member {
	off := float64(column - s.first)
	best, first := math.Inf(1), 0
	for i := range s.found {
		m := &s.found[i]
		if d := t.distance2(vec{m.at.u - off, m.at.v}); d < best {
			best, first = d, i
		}
	}
	nearest := vec{s.found[first].at.u - off, s.found[first].at.v}
	dst = append(dst, member{nearest, s.found[first].index})
	for i := range s.found {
		m := &s.found[i]
		at := vec{m.at.u - off, m.at.v}
		if i != first && t.reaches(at, nearest, 0) {
			dst = append(dst, member{at, m.index})
		}
	}
	return dst
}
