package grid

import (
	"cmp"
	"math"
	"slices"
)

// winding is what the cuts that lie left of a tile make of its heights: the sum of their signs above each of them.
type winding struct {
	base  int32 // at the foot of the tiles
	steps []rise
}

// rise is a change of the sum at a height.
type rise struct {
	v  float64
	by int32
}

func (w *winding) reset() { w.base, w.steps = 0, w.steps[:0] }

// add adds a cut of a row of tiles with the given height.
func (w *winding) add(c cut, high float64) {
	if c.low.v <= -high {
		w.base += int32(c.sign)
	} else {
		w.rise(c.low.v, int32(c.sign))
	}
	if c.high.v < high {
		w.rise(c.high.v, -int32(c.sign))
	}
}

func (w *winding) rise(v float64, by int32) {
	k, found := slices.BinarySearchFunc(w.steps, v, func(s rise, v float64) int { return cmp.Compare(s.v, v) })
	switch {
	case !found:
		w.steps = slices.Insert(w.steps, k, rise{v, by})
	case w.steps[k].by+by == 0:
		w.steps = slices.Delete(w.steps, k, k+1)
	default:
		w.steps[k].by += by
	}
}

// member is a member near an orphan: a lattice position that is none, but whose tile reaches into the region.
type member struct {
	index    int
	at       vec     // relative to the orphan
	distance float64 // squared, columns
}

// orphan shares out the tile of a position that is no member among the members nearest to its parts. Those that may be
// nearest to some part are found row by row, outwards.
func (s *sharing) orphan(g *Grid, row, column int64, straddling []entry) error {
	if err := s.findNear(g, row, column); err != nil {
		return err
	}
	if err := g.work.spendShares(int64(len(s.members) * len(s.members))); err != nil {
		return err
	}
	k := float64(s.ratio * s.ratio)
	for i, m := range s.members {
		s.piece = append(s.piece[:0], s.corners...)
		for n, other := range s.members {
			if n == i {
				continue
			}
			// Not beyond the bisector: (other - m) * (p - (other + m) / 2) <= 0, where v counts by the ratio.
			d, sum := vec{other.at.u - m.at.u, other.at.v - m.at.v}, vec{other.at.u + m.at.u, other.at.v + m.at.v}
			d.v = float64(d.v * k)
			half := (float64(d.u*sum.u) + float64(d.v*sum.v)) / 2
			s.rest = clip(s.rest[:0], s.piece, d, half)
			s.piece, s.rest = s.rest, s.piece
			if len(s.piece) == 0 {
				break
			}
		}
		s.out[m.index].add(s.wholeParts(s.inRegion(s.piece, column, straddling)))
	}
	return nil
}

// inRegion is the area of what a part of a tile has in the region.
func (s *sharing) inRegion(piece []vec, column int64, straddling []entry) float64 {
	if len(piece) < 3 {
		return 0
	}
	area := float64(s.left.base) * areaOf(piece)
	for _, step := range s.left.steps {
		s.spare[0] = clip(s.spare[0][:0], piece, vec{0, -1}, -step.v)
		area += float64(float64(step.by) * areaOf(s.spare[0]))
	}
	for _, e := range straddling {
		if !e.onwards {
			c := s.cuts[e.cut]
			area += float64(float64(c.sign) * s.rightOf(piece, c, column))
		}
	}
	return area
}

// findNear lists the members that are nearest to some part of an orphan's tile, the nearest to its middle first.
func (s *sharing) findNear(g *Grid, row, column int64) error {
	nearest := math.Inf(1)
	if err := s.rowsOutwards(g, row, func() float64 { return nearest }, func(r int64) {
		if runs := s.runsOf(r); len(runs) > 0 {
			k := s.runNear(runs, s.columnBeside(g, row, column, r))
			for _, m := range runs[max(k-1, 0):min(k+1, len(runs))] {
				i := int64(math.Floor(s.columnBeside(g, row, column, r) + 0.5))
				nearest = min(nearest, s.distance(s.place(g, row, column, r, min(max(i, m.first), m.last))))
			}
		}
	}); err != nil {
		return err
	}
	reach := math.Sqrt(nearest) + 2*s.reach
	reach = float64(reach*reach) * (1 + 1e-9)
	s.members = s.members[:0]
	if err := s.rowsOutwards(g, row, func() float64 { return reach }, func(r int64) {
		v := float64(float64(r-row) * s.ratio)
		half := math.Sqrt(max(0, reach-float64(v*v)))
		middle := s.columnBeside(g, row, column, r)
		first, last := int64(math.Ceil(middle-half)), int64(math.Floor(middle+half))
		runs := s.runsOf(r)
		for _, m := range runs[s.runFrom(runs, first):] {
			if m.first > last {
				break
			}
			for i := max(first, m.first); i <= min(last, m.last); i++ {
				at := s.place(g, row, column, r, i)
				s.members = append(s.members, member{m.at(i), at, s.distance(at)})
			}
		}
	}); err != nil {
		return err
	}
	if err := g.work.spendShares(int64(len(s.members) / 4)); err != nil {
		return err
	}
	slices.SortFunc(s.members, func(a, b member) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.index, b.index))
	})
	first := s.members[0]
	s.members = slices.DeleteFunc(s.members, func(m member) bool { return m != first && !s.nearer(m, first) })
	return nil
}

// rowsOutwards visits the rows of members from a row on, as far as the squared distance within, which may shrink.
func (s *sharing) rowsOutwards(g *Grid, row int64, within func() float64, visit func(row int64)) error {
	last := s.firstRow + int64(len(s.rowStart)) - 2
	for away := max(0, s.firstRow-row, row-last); ; away++ {
		v := float64(float64(away) * s.ratio)
		if float64(v*v) > within() || row-away < s.firstRow && row+away > last {
			return nil
		}
		visit(row - away)
		if away > 0 {
			visit(row + away)
		}
		if err := g.work.spendShares(1); err != nil {
			return err
		}
	}
}

// columnBeside is the column, not a whole one, of another row that stands right above or below a position.
func (s *sharing) columnBeside(g *Grid, row, column, other int64) float64 {
	return float64(column) - float64(float64(other-row)*g.shear)
}

// place is the lattice position (i, j) relative to another.
func (s *sharing) place(g *Grid, row, column, j, i int64) vec {
	return vec{float64(i-column) + float64(float64(j-row)*g.shear), float64(j - row)}
}

// distance is the squared length of a vector, in columns.
func (s *sharing) distance(d vec) float64 {
	v := float64(d.v * s.ratio)
	return float64(d.u*d.u) + float64(v*v)
}

// nearer tells whether some part of the tile is nearer to m than to other: if so a corner is.
func (s *sharing) nearer(m, other member) bool {
	return slices.ContainsFunc(s.corners, func(c vec) bool {
		return s.distance(vec{c.u - m.at.u, c.v - m.at.v}) < s.distance(vec{c.u - other.at.u, c.v - other.at.v})
	})
}

// runFrom is the first run that does not end before a column.
func (s *sharing) runFrom(runs []run, column int64) int {
	k, _ := slices.BinarySearchFunc(runs, column, func(m run, column int64) int { return cmp.Compare(m.last, column) })
	return k
}

// runNear is the first run that does not end before a place.
func (s *sharing) runNear(runs []run, u float64) int { return s.runFrom(runs, int64(math.Ceil(u))) }
