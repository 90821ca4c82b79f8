package grid

import "slices"

// cells cuts a graph into parts that are swept row by row, boustrophedon cells (Choset and Pignon, Coverage Path Planning:
// The Boustrophedon Cellular Decomposition, 1998). Rows run in any direction of the lattice. Each row of a cell but the
// last has its neighbours above in the next row and nowhere else, and that one has its neighbours below in none but it.
type cells struct {
	line     []int32 // nodes, row by row
	rowStart []int32 // of each row in line, and the end of the last
	rowOf    []int32 // of each node
	up, down []int32 // the only row that a row has neighbours in; noNode, or manyRows

	rows  []int32 // of all cells
	start []int32 // of each cell in rows, and the end of the last
}

const manyRows = -2

// sweepOf is a way through a cell: four times its index, and 2 more where it starts in the last row, 1 more where it
// starts at the end of its first row.
type sweepOf int32

func (w sweepOf) cell() int32 { return int32(w >> 2) }

func (c *cells) count() int { return len(c.start) - 1 }

// cut makes the cells of a graph, with rows in direction d.
func (c *cells) cut(a *graph, d int) {
	n, half := len(a.near)/a.degree, a.degree/2
	c.line, c.rowStart = c.line[:0], c.rowStart[:0]
	c.rowOf = slices.Grow(c.rowOf[:0], n)[:n]
	for first := range int32(n) {
		if a.of(first)[d+half] != noNode {
			continue
		}
		row := int32(len(c.rowStart))
		c.rowStart = append(c.rowStart, int32(len(c.line)))
		for node := first; node != noNode; node = a.of(node)[d] {
			c.line = append(c.line, node)
			c.rowOf[node] = row
		}
	}
	rows := len(c.rowStart)
	c.rowStart = append(c.rowStart, int32(n))
	c.up, c.down = slices.Grow(c.up[:0], rows)[:rows], slices.Grow(c.down[:0], rows)[:rows]
	for r := range int32(rows) {
		c.up[r], c.down[r] = c.touched(a, r, d+1, d+half), c.touched(a, r, d+1+half, d+2*half)
	}
	c.rows, c.start = c.rows[:0], c.start[:0]
	for first := range int32(rows) {
		if below := c.down[first]; below >= 0 && c.up[below] == first {
			continue
		}
		c.start = append(c.start, int32(len(c.rows)))
		c.rows = append(c.rows, first)
		for r := first; c.up[r] >= 0 && c.down[c.up[r]] == r; {
			r = c.up[r]
			c.rows = append(c.rows, r)
		}
	}
	c.start = append(c.start, int32(len(c.rows)))
}

// touched is the only row in which row r has neighbours in the directions from one to before another.
func (c *cells) touched(a *graph, r int32, from, end int) int32 {
	found := int32(noNode)
	for _, node := range c.nodesOf(r) {
		for d := from; d < end; d++ {
			switch other := a.of(node)[d%a.degree]; {
			case other == noNode || c.rowOf[other] == found:
			case found != noNode:
				return manyRows
			default:
				found = c.rowOf[other]
			}
		}
	}
	return found
}

func (c *cells) nodesOf(r int32) []int32 { return c.line[c.rowStart[r]:c.rowStart[r+1]] }

func (c *cells) rowsOf(cell int32) []int32 { return c.rows[c.start[cell]:c.start[cell+1]] }

// ends are the first and the last node of a sweep.
func (c *cells) ends(w sweepOf) (first, last int32) {
	rows := c.rowsOf(w.cell())
	from, to := rows[0], rows[len(rows)-1]
	if w&2 != 0 {
		from, to = to, from
	}
	atEnd := w&1 != 0
	return c.endOf(from, atEnd), c.endOf(to, atEnd == (len(rows)&1 == 0))
}

func (c *cells) endOf(r int32, atEnd bool) int32 {
	row := c.nodesOf(r)
	if atEnd {
		return row[len(row)-1]
	}
	return row[0]
}

// sweep appends the nodes of a sweep.
func (c *cells) sweep(dst []int32, w sweepOf) []int32 {
	rows := c.rowsOf(w.cell())
	for i := range rows {
		r := rows[i]
		if w&2 != 0 {
			r = rows[len(rows)-1-i]
		}
		from := len(dst)
		dst = append(dst, c.nodesOf(r)...)
		if (w&1 != 0) == (i&1 == 0) {
			slices.Reverse(dst[from:])
		}
	}
	return dst
}
