package grid

import (
	"math/bits"
	"slices"
)

// gather handles any event: all vertices at one place.
func (s *sweep) gather(events []event) (goOn bool, err error) {
	p := s.vertices[events[0].vertex]
	s.rays = s.rays[:0]
	var on, below int32
	for _, e := range events {
		u, w := s.neighbours(e)
		for _, end := range [2]struct{ edge, far int32 }{{u, u}, {e.vertex, w}} {
			far := s.vertices[end.far]
			if far.before(p) {
				on = s.nodeOf[end.edge]
				continue
			}
			leftwards := end.edge == u // in ring order the edge comes from the right
			s.rays = append(s.rays, segment{a: p, b: far, edge: end.edge, ring: e.ring, inside: s.left[e.ring] != leftwards})
		}
	}
	if on == 0 {
		on, below = s.find(p)
	}
	if below, err = s.runThrough(on, below, p); err != nil {
		return false, err
	}
	if len(s.rays) > 1 {
		if err := s.settle(int64(len(s.rays) * bits.Len(uint(len(s.rays))))); err != nil {
			return false, err
		}
		if len(s.rays) > 2 {
			slices.SortFunc(s.rays, fromBelow)
		} else if fromBelow(s.rays[0], s.rays[1]) > 0 {
			s.rays[0], s.rays[1] = s.rays[1], s.rays[0]
		}
	}
	if !s.visitor.meet(s, p, below) {
		return false, nil
	}
	return s.leave(below), nil
}

// runThrough lists the nodes whose segments hold p, starting from one of them, on (0: there is none), and lets those
// that do not end there go on as rays. It returns the node under the run.
func (s *sweep) runThrough(on, below int32, p Point) (int32, error) {
	s.run = s.run[:0]
	if on == 0 {
		return below, nil
	}
	first := on
	for below = s.nodes[first].lower; below != 0 && s.side(below, p) == 0; below = s.nodes[first].lower {
		first = below
	}
	for n := first; n != 0 && (n == first || s.side(n, p) == 0); n = s.nodes[n].higher {
		s.run = append(s.run, n)
		if x := &s.nodes[n]; x.b != p {
			s.rays = append(s.rays, x.segment)
		}
	}
	return below, s.settle(0)
}

// leave puts the rays in the place of the run.
func (s *sweep) leave(below int32) (goOn bool) {
	last := below
	for i, ray := range s.rays {
		if i < len(s.run) {
			last = s.run[i]
			s.nodes[last].segment = ray
		} else {
			s.makeRoom()
			last = s.insert(last, ray)
		}
		s.nodeOf[ray.edge] = last
	}
	for _, n := range s.run[min(len(s.rays), len(s.run)):] {
		s.remove(n)
	}
	if last == below {
		return s.apart(below, s.nodes[below].higher)
	}
	// The rays themselves start from one point: they part or lie on one another, and cross nowhere.
	return s.apart(below, s.nodes[below].higher) && s.apart(last, s.nodes[last].higher)
}

// steeper is positive where b leaves the common start of both to the left of a, and so above it.
func steeper(a, b *segment) int64 {
	return (int64(a.b.X)-int64(a.a.X))*(int64(b.b.Y)-int64(b.a.Y)) - (int64(a.b.Y)-int64(a.a.Y))*(int64(b.b.X)-int64(b.a.X))
}

// fromBelow orders rays. Of rays on one line those that leave something come first, so that nothing seems to be
// entered twice.
func fromBelow(a, b segment) int {
	switch c := steeper(&a, &b); {
	case c > 0:
		return -1
	case c < 0:
		return 1
	case a.inside == b.inside:
		return 0
	case b.inside:
		return -1
	}
	return 1
}
