package grid

import "math"

// orphanage shares out the tiles of a row that belong to orphans: lattice positions that are no members, but whose tiles
// reach into the region.
type orphanage struct {
	row    int64
	left   winding
	pieces [2]piece

	// The search for the members near an orphan.
	column      int64
	near        []member
	best, limit float64 // squared distances: a bound on that of the nearest, and what is too far because of it
}

// member is a member near an orphan.
type member struct {
	at       vec     // relative to the orphan
	distance float64 // squared, columns
	index    int
}

// open begins a row.
func (o *orphanage) open(row int64) {
	o.row = row
	o.left.reset()
	o.near = o.near[:0]
}

// orphan shares out the tile of an orphan, of which so many parts are in the region, among the members nearest to its
// parts. left are the entries of the row that lie left of the tile, within those that lie in it.
func (s *sharing) orphan(g *Grid, column, value int64, left, within []entry) error {
	o := &s.orphans
	if err := s.search(g, column); err != nil {
		return err
	}
	near := o.near
	if err := g.work.spendShares(int64(len(near) * len(near))); err != nil {
		return err
	}
	whole := value == parts && len(within) == 0
	if len(near) > 1 && !whole {
		o.left.take(left, s.tile.high)
	}
	// The nearest gets what the others leave.
	for i := len(near) - 1; i > 0; i-- {
		p := s.nearest(i)
		n := int64(0)
		switch {
		case len(p) < 3:
			continue
		case whole:
			n = wholeParts(p.area())
		default:
			n = o.left.of(p)
			for k := range within {
				e := &within[k]
				n += int64(e.sign) * wholeParts(p.rightOf(e.low, e.high))
			}
		}
		s.holdings.add(near[i].index, n)
		value -= n
	}
	s.holdings.add(near[0].index, value)
	return nil
}

// nearest is the piece of the tile that is nearest to a member of near.
func (s *sharing) nearest(i int) piece {
	o := &s.orphans
	m, p, spare := &o.near[i], piece(s.tile.corners), 0
	for n := range o.near {
		if n == i {
			continue
		}
		d, half := s.tile.bisector(m, &o.near[n])
		q := p.clip(o.pieces[spare], d, half)
		if len(q) == 0 {
			return q
		}
		if &q[0] != &p[0] {
			o.pieces[spare] = q
			spare = 1 - spare
		}
		p = q
	}
	return p
}

// bisector is where it is as near to one member as to another: d*p = half, and less on the side of the first.
func (t *tile) bisector(m, other *member) (d vec, half float64) {
	// (other - m) * (p - (other + m) / 2) = 0, where v counts by the ratio.
	d = vec{other.at.u - m.at.u, float64((other.at.v - m.at.v) * t.ratio2)}
	return d, (float64(d.u*(other.at.u+m.at.u)) + float64(d.v*(other.at.v+m.at.v))) / 2
}

// support is the most that d*p is for a p in the tile.
func (t *tile) support(d vec) float64 {
	u, v := float64(d.u/2), float64(d.v*t.side)
	// The tile is symmetric.
	return max(math.Abs(u+v), math.Abs(u-v), math.Abs(float64(d.u*t.top)+float64(d.v*t.high)))
}
