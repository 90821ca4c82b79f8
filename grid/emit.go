package grid

import "slices"

// progress is how far the points of a band have been given.
type progress struct {
	row       int
	given     int  // points of that row
	backwards bool // the row's direction
	left      int  // points of the band
}

// start is no progress: before the first point of the band.
func (g *Grid) start() progress { return progress{backwards: g.reverse, left: g.bandPoints} }

// AppendXY appends all points of the current band, in delivery order. It allocates only where dst lacks capacity.
func (g *Grid) AppendXY(x, y []int32) ([]int32, []int32) {
	at := g.start()
	return g.appendFrom(&at, x, y, at.left)
}

// AppendPart appends the next n points of the current band, or those that are left of it: each call goes on where the
// last one stopped, and after Len points it appends nothing. Columns of any size thus hold a grid of any size.
func (g *Grid) AppendPart(x, y []int32, n int) ([]int32, []int32) {
	return g.appendFrom(&g.part, x, y, min(n, g.part.left))
}

// appendFrom appends n points, which the band has from there on, and moves at.
func (g *Grid) appendFrom(at *progress, x, y []int32, n int) ([]int32, []int32) {
	if n <= 0 {
		return x, y
	}
	at.left -= n
	nx, ny := len(x), len(y)
	x, y = slices.Grow(x, n)[:nx+n], slices.Grow(y, n)[:ny+n]
	xs, ys := x[nx:], y[ny:]
	if g.current < 0 {
		for i, p := range g.fixed[at.given : at.given+n] {
			xs[i], ys[i] = p.X, p.Y
		}
		at.given += n
		return x, y
	}
	if g.order == Shortest {
		g.emitShortest(at.given, xs, ys)
		at.given += n
		return x, y
	}
	for {
		if spans := g.spansOf(at.row); len(spans) > 0 {
			k := g.emitRow(at, spans, xs, ys)
			if xs, ys = xs[k:], ys[k:]; len(xs) == 0 {
				return x, y // the row may have no point left: then the next call goes on to another
			}
			at.backwards = !at.backwards
		}
		at.row, at.given = at.row+1, 0
	}
}

// emitRow fills x and y with the points that a row has left, as far as they go, and tells how many there were.
func (g *Grid) emitRow(at *progress, spans []span, x, y []int32) int {
	base, j := g.base[at.row], g.first+int64(at.row)
	skip, filled := at.given, 0
	for i := range spans {
		s, step := spans[i], &g.forwards
		if at.backwards {
			s, step = spans[len(spans)-1-i], &g.backwards
		}
		k := int(s.end - s.first)
		if skip >= k {
			skip -= k
			continue
		}
		from := int(s.first) + skip
		if at.backwards {
			from = int(s.end) - 1 - skip
		}
		k = min(k-skip, len(x)-filled)
		step.walk(x[filled:filled+k], y[filled:filled+k], g.local.ideal(base+int64(from), j))
		skip = 0
		if filled += k; filled == len(x) {
			break
		}
	}
	at.given += filled
	return filled
}
