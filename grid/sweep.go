package grid

import "slices"

// sweep moves a line over rings from left to right (and upwards where x is equal) and keeps the segments that it cuts
// in order. It stops at the first place where that order breaks, so it takes n log n steps whatever the shape. After
// Shamos and Hoey, Geometric Intersection Problems (1976), with the events of de Berg et al., Computational Geometry
// (2008), section 2.1: segments may touch, share ends and lie on one another, and the visitor judges that.
//
// Every decision is a cross product of integers; no intersection point is ever computed.
type sweep struct {
	vertices []Point
	visitor  visitor
	work     *Work

	status
	rings         []ring
	left          []bool  // of each ring: what it encloses lies left of it, in ring order
	nodeOf        []int32 // the node of an edge that is in status
	events, spare []event
	run           []int32   // the nodes whose segments hold the current point, from below to above
	rays          []segment // the segments that go on from the current point, from below to above
}

// visitor judges what a sweep meets. Either method ends the sweep by returning false.
type visitor interface {
	// meet is told of a place where more happens than one ring going on to the right or to the left: run are the nodes
	// that arrive there, rays what leaves, both from below to above, and below the node under them, or 0. It sets
	// above in each ray.
	meet(s *sweep, at Point, below int32) bool
	// crosses is told of two segments that cross in a place inside both.
	crosses(low, high *segment) bool
}

// roomFrom is how many nodes status grows to before it is worth while to count how many there can be.
const roomFrom = 256

// pairBatch is the most comparisons that are made before Work is told.
const pairBatch = 1024

// over sweeps rings; left tells of each whether what it encloses lies left of it, in ring order.
func (s *sweep) over(rings []ring, left []bool, visitor visitor) error {
	s.rings, s.left, s.visitor = rings, left, visitor
	s.clear()
	if len(s.nodeOf) < len(s.vertices) {
		s.nodeOf = make([]int32, len(s.vertices))
	}
	events, err := s.sortedEvents(rings)
	for i := 0; i < len(events) && err == nil; {
		end := i + 1
		for end < len(events) && events[end].key == events[i].key {
			end++
		}
		goOn := false
		if end > i+1 {
			goOn, err = s.gather(events[i:end])
		} else if passed, ok := s.pass(events[i]); passed {
			goOn = ok
		} else {
			goOn, err = s.gather(events[i:end])
		}
		if !goOn {
			break
		}
		err = s.settle(0)
		i = end
	}
	if err != nil {
		return err
	}
	rest := s.steps
	s.steps = 0
	return s.work.spendPairs(rest, "outline")
}

// makeRoom makes room in status for as many nodes as can ever be in it: each is a stretch of a ring that goes on to one
// side, and two of them start where a ring comes in from the left.
func (s *sweep) makeRoom() {
	if len(s.nodes) < roomFrom || len(s.nodes) < cap(s.nodes) {
		return
	}
	most := 1
	for i := range s.rings {
		r := &s.rings[i]
		a, b := s.vertices[r.end-2], s.vertices[r.end-1]
		for _, c := range s.vertices[r.first:r.end] {
			if b.before(a) && b.before(c) {
				most += 2
			}
			a, b = b, c
		}
	}
	s.nodes = slices.Grow(s.nodes, max(0, most-len(s.nodes)))
}

// settle tells Work, in batches, of the comparisons made and of n that are about to be made.
func (s *sweep) settle(n int64) error {
	for s.steps += n; s.steps >= pairBatch; s.steps -= pairBatch {
		if err := s.work.spendPairs(pairBatch, "outline"); err != nil {
			return err
		}
	}
	return nil
}

// neighbours are the vertices before and after that of e, in ring order.
func (s *sweep) neighbours(e event) (previous, next int32) {
	r := &s.rings[e.ring]
	previous, next = e.vertex-1, e.vertex+1
	if int(e.vertex) == r.first {
		previous = int32(r.end - 1)
	}
	if int(next) == r.end {
		next = int32(r.first)
	}
	return previous, next
}

// pass handles the usual event: one vertex, where one segment ends and the next of the same ring starts, with nothing
// else there. Then nothing changes but the segment. passed is false for every other event.
func (s *sweep) pass(e event) (passed, goOn bool) {
	p := s.vertices[e.vertex]
	u, w := s.neighbours(e)
	ends, starts, far := u, e.vertex, s.vertices[w] // edges are named by the vertex that they start from
	if far.before(p) {
		ends, starts, far = e.vertex, u, s.vertices[u]
		if far.before(p) {
			return false, true
		}
	} else if !s.vertices[u].before(p) {
		return false, true
	}
	n := s.nodeOf[ends]
	lower, higher := s.nodes[n].lower, s.nodes[n].higher
	if lower != 0 && s.side(lower, p) == 0 || higher != 0 && s.side(higher, p) == 0 {
		return false, true
	}
	x := &s.nodes[n]
	x.a, x.b, x.edge = p, far, starts
	s.nodeOf[starts] = n
	return true, s.apart(lower, n) && s.apart(n, higher)
}

// apart tells whether two neighbours go on without crossing; a touch will be an event of its own.
func (s *sweep) apart(low, high int32) bool {
	if low == 0 || high == 0 {
		return true
	}
	s.steps++
	l, h := &s.nodes[low].segment, &s.nodes[high].segment
	var crosses bool
	if h.b.before(l.b) {
		crosses = cross(l.a, l.b, h.b) < 0
	} else {
		crosses = cross(h.a, h.b, l.b) > 0
	}
	return !crosses || s.visitor.crosses(l, h)
}
