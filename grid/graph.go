package grid

import "slices"

// graph is the lattice points of a grid and who is whose neighbour, a spacing apart. Directions go round
// counter-clockwise from A; d and d + degree/2 are opposite.
type graph struct {
	degree int     // 6, or 4 in a square lattice
	near   []int32 // of each node, by direction; noNode where there is none
}

const noNode = -1

// of is the neighbours of a node, by direction.
func (a *graph) of(node int32) []int32 { return a.near[int(node)*a.degree : int(node+1)*a.degree] }

// reset makes it a graph of n nodes without neighbours.
func (a *graph) reset(n int, pattern Pattern) {
	a.degree = 6
	if pattern == Square {
		a.degree = 4
	}
	a.near = slices.Grow(a.near[:0], n*a.degree)[:n*a.degree]
	for i := range a.near {
		a.near[i] = noNode
	}
}

// join makes other the neighbour of node in direction d, and node that of other.
func (a *graph) join(node, d, other int) {
	a.near[node*a.degree+d] = int32(other)
	a.near[other*a.degree+d+a.degree/2] = int32(node)
}

// link makes the graph of the members that a table holds and fills columns and rows.
func (s *seek) link(members *runTable, pattern Pattern) {
	n, o := members.points, s.points
	s.reset(n, pattern)
	o.column, o.row = slices.Grow(o.column[:0], n)[:n], slices.Grow(o.row[:0], n)[:n]
	var above []run
	for i := range members.runs {
		m := &members.runs[i]
		following := members.runs[i+1:]
		if i == 0 || members.runs[i-1].row != m.row {
			above = members.of(m.row + 1)
		}
		for column := m.first; column <= m.last; column++ {
			k := m.at(column)
			o.column[k], o.row[k] = int32(column), int32(m.row)
			switch {
			case column < m.last:
				s.join(k, 0, m.at(column+1))
			case len(following) > 0 && following[0].row == m.row && following[0].first == column+1:
				s.join(k, 0, following[0].at(column+1)) // of another polygon, or of the next window
			}
			for len(above) > 0 && above[0].last < column-1 {
				above = above[1:]
			}
			if other, ok := find(above, column); ok {
				s.join(k, 1, other)
			}
			if other, ok := find(above, column-1); ok && s.degree == 6 {
				s.join(k, 2, other)
			}
		}
		s.charge(8 * (m.last - m.first + 1))
	}
}

// square is the squared distance of two nodes, in squared spacings, before their points are rounded.
func (s *seek) square(a, b int32) int64 {
	o := s.points
	i, j := int64(o.column[a])-int64(o.column[b]), int64(o.row[a])-int64(o.row[b])
	if s.degree == 4 {
		return i*i + j*j
	}
	return i*i + i*j + j*j
}
