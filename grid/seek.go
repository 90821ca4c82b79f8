package grid

import "math"

// seek looks for a short way through the nodes of a graph: it sweeps the cells of the graph, with rows in each direction
// of the lattice, makes these ways shorter by exchanges, and takes the best. Lengths are those of the lattice before its
// points are rounded, in whole units: gains are exact, and do not chase the rounding.
//
// The way is a tour through two places more: the depot, at no distance from any node, closes it, and the door, where it
// comes from, is the last fixed point and stays beside the depot.
type seek struct {
	graph
	tour
	cells cells
	chain chain

	grid     *Grid
	points   *ordered
	nodes    int // the depot is the node of this index, and the door the next
	hasDoor  bool
	door     Point
	entrance int32 // the node nearest to the door
	goal     int64 // no way is shorter

	best   []int32 // the shortest tour so far
	ends   []int32 // of the long steps
	tired  []int32 // of each node: where a long step from it led that nothing could be done about
	flips  []flip
	lists  [len(breadth) + 1][]exchange
	random uint64
	untold int64 // steps that work has not been told of
	left   int64 // steps that may still be made
	loose  bool  // what is ahead may come to nothing on the way
	stop   error // what work said
}

const (
	// unit is the length of a step to a neighbour.
	unit     = 1 << 16
	diagonal = 92_681 // sqrt(2) units, rounded down
	// stepsPerNode and stepsAtLeast bound the search, in steps of about 10 ns, whatever the limits of work: the order must
	// not depend on who computes it.
	stepsPerNode = 512
	stepsAtLeast = 1 << 15
)

func (s *seek) depot() int32   { return int32(s.nodes) }
func (s *seek) doorway() int32 { return int32(s.nodes) + 1 }

// way is the length of the step from a to b, rounded down.
func (s *seek) way(a, b int32) int64 {
	if max(a, b) >= s.depot() {
		return s.wayOut(min(a, b), max(a, b))
	}
	q := s.square(a, b)
	if q == 1 {
		return unit
	}
	return int64(math.Sqrt(float64(q)) * unit)
}

// wayOut is way for a below b and b the depot or the door, which nothing parts.
func (s *seek) wayOut(a, b int32) int64 {
	switch {
	case b == s.depot():
		return 0
	case a == s.depot():
		return math.MinInt64 / 4
	}
	return int64(length(s.grid.nodeAt(a), s.door) * (unit / float64(s.grid.spacing)))
}

// charge counts steps, and ends the search when work says so.
func (s *seek) charge(n int64) {
	s.left -= n
	s.untold += n
	if s.untold >= 1<<10 && s.stop == nil {
		s.stop = s.grid.work.spendOrders(s.untold)
		s.untold = 0
	}
	if s.stop != nil {
		s.left = 0
	}
}

// find fills the order of the nodes.
func (s *seek) find(g *Grid, o *ordered) error {
	s.grid, s.points, s.nodes = g, o, g.sharing.runs.points
	s.random, s.untold, s.stop = 1, 0, nil
	o.nodes = o.nodes[:0]
	if s.nodes == 0 {
		return nil
	}
	s.link(&g.sharing.runs, g.pattern)
	s.openDoor()
	s.goal = s.bound()
	total := int64(s.nodes)*stepsPerNode + stepsAtLeast
	spare, shortest := total, int64(-1)
	for d := 0; d < s.degree/2 && (shortest < 0 || shortest > s.goal); d++ {
		s.cells.cut(&s.graph, d)
		s.charge(int64(s.nodes) * 4)
		s.sweepAll()
		if s.stop != nil {
			return s.stop
		}
		s.rest()
		s.left = total / 4
		s.improve()
		if s.stop != nil {
			return s.stop
		}
		spare -= total/4 - s.left
		if l := s.length(); shortest < 0 || l < shortest {
			shortest = l
			s.best = append(s.best[:0], s.at...)
		}
	}
	s.at = append(s.at[:0], s.best...)
	s.rest()
	s.left = spare
	s.wander()
	if s.stop != nil {
		return s.stop
	}
	s.take()
	return s.grid.work.spendOrders(s.untold)
}

// openDoor finds the way in from the last fixed point.
func (s *seek) openDoor() {
	s.hasDoor, s.entrance = len(s.grid.fixed) > 0, 0
	if !s.hasDoor {
		return
	}
	s.door = s.grid.fixed[len(s.grid.fixed)-1]
	for node := range int32(s.nodes) {
		if s.way(node, s.doorway()) < s.way(s.entrance, s.doorway()) {
			s.entrance = node
		}
	}
	s.charge(int64(s.nodes))
}

// bound is a length that no way is below. In a square lattice neighbours have different colours, as on a chessboard: of
// the colour that has more points, some follow one another, at the distance of a diagonal or more.
func (s *seek) bound() int64 {
	bound := int64(s.nodes-1) * unit
	if s.hasDoor {
		bound += s.way(s.entrance, s.doorway())
	}
	if s.degree == 4 {
		white := 0
		for k, column := range s.points.column {
			white += int((column + s.points.row[k]) & 1)
		}
		if more := max(white, s.nodes-white) - min(white, s.nodes-white); more > 1 {
			bound += int64(more-1) * (diagonal - unit)
		}
	}
	return bound
}

// length is that of the way, without the depot.
func (s *seek) length() int64 {
	sum := int64(0)
	for i, node := range s.at {
		following := s.at[0]
		if i+1 < len(s.at) {
			following = s.at[i+1]
		}
		if w := s.way(node, following); w > 0 {
			sum += w
		}
	}
	return sum
}

// take takes the order over: from the door on, or else from the end that comes first in serpentine order.
func (s *seek) take() {
	depot := s.depot()
	s.backward = false
	if s.hasDoor && s.next(depot) != s.doorway() || !s.hasDoor && s.prev(depot) < s.next(depot) {
		s.backward = true
	}
	for node := s.next(depot); node != depot; node = s.next(node) {
		if node < depot {
			s.points.nodes = append(s.points.nodes, node)
		}
	}
}
