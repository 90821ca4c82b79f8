package grid

// orphanage shares out the tiles of a row that belong to orphans: lattice positions that are no members, but whose tiles
// reach into the region.
type orphanage struct {
	rims          runTable
	neighbourhood neighbourhood
	left          winding
	near          []member // of the orphan, the nearest to its middle first
	pieces        [2]piece
}

// open begins a row.
func (o *orphanage) open(row int64) {
	o.left.reset()
	o.neighbourhood.open(row)
}

// orphan shares out the tile of an orphan, of which so many parts are in the region, among the members nearest to its
// parts. There are orphans up to before end. left are the entries of the row that lie left of the tile, within those that
// lie in it.
func (s *sharing) orphan(g *Grid, column, end, value int64, left, within []entry) error {
	o := &s.orphans
	if err := o.neighbourhood.cover(g, &s.tile, &o.rims, column, end); err != nil {
		return err
	}
	o.near = o.neighbourhood.near(o.near[:0], &s.tile, column)
	near := o.near
	steps, whole := len(near)*len(near), value == parts && len(within) == 0
	if len(near) > 1 && !whole {
		o.left.take(left, s.tile.high)
		steps += len(near) * (len(o.left.steps) + len(within)) / 2
	}
	if err := g.work.spendShares(int64(steps)); err != nil {
		return err
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
	m, p, spare := o.near[i].at, piece(s.tile.corners), 0
	for n := range o.near {
		if n == i {
			continue
		}
		d, half := s.tile.bisector(m, o.near[n].at)
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
