package grid

import "slices"

// chain puts cells one after another, each time the one whose corner is nearest.
type chain struct {
	buckets
	used []bool // cells
	now  []sweepOf
	best []sweepOf
}

// So many chains are made, from different corners, to take the shortest: fewer where there are manyCells.
const (
	maxChains = 32
	minChains = 4
	manyCells = 64
)

// sweepAll makes a tour of all cells one after another: from the node nearest to the door, or from each of the first few
// corners, whichever makes the shortest way.
func (s *seek) sweepAll() {
	c := &s.chain
	chains := min(4*s.cells.count(), maxChains)
	switch {
	case s.hasDoor:
		chains = 1
	case s.cells.count() > manyCells:
		chains = minChains
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
	c.fill(s)
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
