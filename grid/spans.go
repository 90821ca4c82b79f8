package grid

import "iter"

// Span is lattice points side by side, p(First, Row) to p(Last, Row) of the grid's Lattice, in the order in which they are
// delivered: First is greater than Last where the row runs backwards.
type Span struct{ Row, First, Last int64 }

// Len is the number of points.
func (s Span) Len() int {
	if s.First > s.Last {
		s.First, s.Last = s.Last, s.First
	}
	return int(s.Last - s.First + 1)
}

// Spans are the lattice points of the current band in delivery order: all that counting, streaming and searching need,
// at a fraction of the cost of coordinates. The band of the fixed points has none.
func (g *Grid) Spans() iter.Seq[Span] {
	return func(yield func(Span) bool) {
		if g.current < 0 || g.bandPoints == 0 {
			return
		}
		if g.order == Shortest {
			g.spansOfOrder(yield)
			return
		}
		backwards := g.reverse
		for r := range g.rows {
			spans := g.spansOf(r)
			if len(spans) == 0 {
				continue
			}
			base, row := g.base[r]+g.column0, g.first+int64(r)+g.row0
			for i := range spans {
				s := spans[i]
				out := Span{row, base + int64(s.first), base + int64(s.end-1)}
				if backwards {
					s = spans[len(spans)-1-i]
					out = Span{row, base + int64(s.end-1), base + int64(s.first)}
				}
				if !yield(out) {
					return
				}
			}
			backwards = !backwards
		}
	}
}

// spansOfOrder is Spans in the shortest order: as many points at a time as follow one another along a row.
func (g *Grid) spansOfOrder(yield func(Span) bool) {
	o := &g.ordered
	nodes := o.nodes[o.first:o.end]
	for len(nodes) > 0 {
		row, first := o.row[nodes[0]], o.column[nodes[0]]
		step, n := int32(1), 1
		if len(nodes) > 1 && o.column[nodes[1]] < first {
			step = -1
		}
		for n < len(nodes) && o.row[nodes[n]] == row && o.column[nodes[n]] == first+int32(n)*step {
			n++
		}
		from := int64(first) + g.column0
		if !yield(Span{int64(row) + g.row0, from, from + int64(n-1)*int64(step)}) {
			return
		}
		nodes = nodes[n:]
	}
}
