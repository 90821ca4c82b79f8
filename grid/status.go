package grid

// segment is an edge of a ring, directed from its lexicographically lesser end a to its greater end b.
type segment struct {
	a, b   Point
	edge   int32 // the vertex that it starts from in ring order
	ring   int32
	inside bool  // what its ring encloses lies above it
	above  int32 // what lies between it and the next segment up; the sweep's visitor knows the meaning
}

// status holds the segments that the sweep line cuts, from below to above: a treap (Seidel and Aragon, Randomized
// Search Trees, 1996) whose nodes are linked in order as well, so that neighbours cost nothing. Node 0 is none; its
// links lead to the lowest and the highest segment.
type status struct {
	nodes []node
	free  int32 // the first node that is free; up leads to the next, or to 0
	root  int32
	seed  uint32
	steps int64 // comparisons and rotations that Work has not been told of
}

type node struct {
	segment
	up, left, right int32 // in the tree
	lower, higher   int32 // in order
	weight          uint32
}

func (t *status) clear() {
	t.nodes = append(t.nodes[:0], node{})
	t.free, t.root, t.seed = 0, 0, 2463534242
}

// side compares p with the segment of node n: positive above, negative below, 0 on it. The segment must reach p.
func (t *status) side(n int32, p Point) int64 {
	t.steps++
	return cross(t.nodes[n].a, t.nodes[n].b, p)
}

// find looks for p: on is a node whose segment holds p, or else 0, and then below is the highest node below p or 0.
func (t *status) find(p Point) (on, below int32) {
	for n := t.root; n != 0; {
		switch c := t.side(n, p); {
		case c == 0:
			return n, 0
		case c < 0:
			n = t.nodes[n].left
		default:
			below, n = n, t.nodes[n].right
		}
	}
	return 0, below
}

// insert puts s right above the node below (0: lowest of all) and returns its node.
func (t *status) insert(below int32, s segment) int32 {
	n := t.free
	if n != 0 {
		t.free = t.nodes[n].up
	} else {
		n = int32(len(t.nodes))
		t.nodes = append(t.nodes, node{})
	}
	t.seed ^= t.seed << 13
	t.seed ^= t.seed >> 17
	t.seed ^= t.seed << 5
	higher := t.nodes[below].higher
	t.nodes[n] = node{segment: s, lower: below, higher: higher, weight: t.seed}
	t.nodes[below].higher, t.nodes[higher].lower = n, n

	// Of two neighbours in order, one has no child on the other's side.
	switch {
	case t.root == 0:
		t.root = n
	case below != 0 && t.nodes[below].right == 0:
		t.nodes[below].right, t.nodes[n].up = n, below
	default:
		t.nodes[higher].left, t.nodes[n].up = n, higher
	}
	for up := t.nodes[n].up; up != 0 && t.nodes[up].weight < t.seed; up = t.nodes[n].up {
		t.rotate(n)
	}
	return n
}

// remove takes node n out.
func (t *status) remove(n int32) {
	for {
		l, r := t.nodes[n].left, t.nodes[n].right
		if l == 0 || r == 0 {
			break
		}
		if t.nodes[l].weight > t.nodes[r].weight {
			t.rotate(l)
		} else {
			t.rotate(r)
		}
	}
	x := t.nodes[n]
	child := max(x.left, x.right)
	if child != 0 {
		t.nodes[child].up = x.up
	}
	t.replace(x.up, n, child)
	t.nodes[x.lower].higher, t.nodes[x.higher].lower = x.higher, x.lower
	t.nodes[n].up, t.free = t.free, n
}

// rotate lifts n above its parent and keeps the order.
func (t *status) rotate(n int32) {
	t.steps++
	p := t.nodes[n].up
	g := t.nodes[p].up
	var moved int32
	if t.nodes[p].left == n {
		moved = t.nodes[n].right
		t.nodes[p].left, t.nodes[n].right = moved, p
	} else {
		moved = t.nodes[n].left
		t.nodes[p].right, t.nodes[n].left = moved, p
	}
	if moved != 0 {
		t.nodes[moved].up = p
	}
	t.nodes[p].up, t.nodes[n].up = n, g
	t.replace(g, p, n)
}

// replace makes to the child of up where from was.
func (t *status) replace(up, from, to int32) {
	switch {
	case up == 0:
		t.root = to
	case t.nodes[up].left == from:
		t.nodes[up].left = to
	default:
		t.nodes[up].right = to
	}
}
