package grid

import "slices"

// AppendXY appends the points of the current band, in delivery order. It allocates only where dst lacks capacity.
func (g *Grid) AppendXY(x, y []int32) ([]int32, []int32) {
	if g.bandPoints == 0 {
		return x, y
	}
	n, m := len(x), len(y)
	x, y = slices.Grow(x, g.bandPoints)[:n+g.bandPoints], slices.Grow(y, g.bandPoints)[:m+g.bandPoints]
	xs, ys := x[n:], y[m:]
	if g.current < 0 {
		for i, p := range g.fixed {
			xs[i], ys[i] = p.X, p.Y
		}
		return x, y
	}
	backwards := g.reverse
	for r := range g.rows {
		g.spans = appendSpans(g.spans[:0], g.members.row(r))
		if len(g.spans) == 0 {
			continue
		}
		base, j := g.base[r], g.first+int64(r)
		if backwards {
			for i := len(g.spans) - 1; i >= 0; i-- {
				s := g.spans[i]
				k := s.end - s.first
				walk(xs[:k], ys[:k], g.local.ideal(base+int64(s.end-1), j), Vector{-g.local.A.X, -g.local.A.Y})
				xs, ys = xs[k:], ys[k:]
			}
		} else {
			for _, s := range g.spans {
				k := s.end - s.first
				walk(xs[:k], ys[:k], g.local.ideal(base+int64(s.first), j), g.local.A)
				xs, ys = xs[k:], ys[k:]
			}
		}
		backwards = !backwards
	}
	return x, y
}

// walk fills x and y with the points from one place on, a step apart. The sums are exact: no error adds up.
func walk(x, y []int32, from, step Vector) {
	px, py := from.X+half, from.Y+half
	y = y[:len(x)]
	for i := range x {
		x[i], y[i] = int32(px>>fracBits), int32(py>>fracBits)
		px += step.X
		py += step.Y
	}
}
