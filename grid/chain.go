package grid

import "slices"

// chain puts cells one after another, each time the one whose corner is nearest.
type chain struct {
	buckets
	used  []bool // cells
	spare int32  // no cell before it is left
	now   []sweepOf
	best  []sweepOf
}

// chainsFor is how many chains of so many cells are made, from different corners, to take the shortest.
func chainsFor(cells int) int {
	switch {
	case cells <= 64:
		return min(4*cells, 32)
	case cells <= 1024:
		return 4
	}
	return 1
}

// chainStepsPerNode bounds the search for the nearest corners of one chain: beyond it cells follow as they come.
const chainStepsPerNode = 192

// sweepAll makes a tour of all cells one after another: from the node nearest to the door, or from each of the first few
// corners, whichever makes the shortest way.
func (s *seek) sweepAll() {
	c := &s.chain
	chains := 1
	if !s.hasDoor {
		chains = chainsFor(s.cells.count())
	}
	shortest := int64(-1)
	for i := range chains {
		if length := s.chainFrom(sweepOf(i)); shortest < 0 || length < shortest {
			shortest = length
			c.best, c.now = c.now, c.best
		}
	}
	s.at = s.at[:0]
	for _, w := range c.best {
		s.at = s.cells.sweep(s.at, w)
	}
	s.at = append(s.at, s.depot())
	if s.hasDoor {
		s.at = append(s.at, s.doorway())
	}
	s.charge(int64(s.nodes) / 4)
}

// chainFrom makes a chain that begins with a sweep, or at the door, and tells the length of the steps between its cells.
func (s *seek) chainFrom(first sweepOf) int64 {
	c, n := &s.chain, s.cells.count()
	c.now = c.now[:0]
	c.used = slices.Grow(c.used[:0], n)[:n]
	clear(c.used)
	c.spare = 0
	c.fill(s)
	s.left = int64(s.nodes)*chainStepsPerNode + stepsAtLeast
	s.charge(int64(len(c.start)+n) + int64(s.nodes)/8)
	at, length := s.entrance, int64(0)
	for len(c.now) < n && s.stop == nil {
		w := first
		if len(c.now) > 0 || s.hasDoor {
			w = c.nearest(s, at)
		}
		from, to := s.cells.ends(w)
		if len(c.now) > 0 {
			length += s.way(at, from)
		}
		c.used[w.cell()] = true
		c.now = append(c.now, w)
		at = to
	}
	return length
}
