package grid

// piece is a convex part of a tile, counter-clockwise.
type piece []vec

// clip is the part of p where n*q <= c: p itself where that is all of it, and otherwise in the memory of dst.
func (p piece) clip(dst piece, n vec, c float64) piece {
	if len(p) == 0 {
		return p
	}
	last := p[len(p)-1]
	before := float64(n.u*last.u) + float64(n.v*last.v) - c
	whole, from := before <= 0, 0
	for ; whole && from < len(p); from++ {
		q := p[from]
		over := float64(n.u*q.u) + float64(n.v*q.v) - c
		if whole = over <= 0; !whole {
			break
		}
		last, before = q, over
	}
	if whole {
		return p
	}
	dst = append(dst[:0], p[:from]...)
	for _, q := range p[from:] {
		over := float64(n.u*q.u) + float64(n.v*q.v) - c
		if (before > 0) != (over > 0) {
			part := before / (before - over)
			dst = append(dst, vec{last.u + float64(part*(q.u-last.u)), last.v + float64(part*(q.v-last.v))})
		}
		if over <= 0 {
			dst = append(dst, q)
		}
		last, before = q, over
	}
	return dst
}

// area is the area of p, in tiles.
func (p piece) area() float64 {
	if len(p) < 3 {
		return 0
	}
	sum, o, a := 0.0, p[0], p[1]
	for _, b := range p[2:] {
		sum += float64((a.u-o.u)*(b.v-o.v)) - float64((a.v-o.v)*(b.u-o.u))
		a = b
	}
	return sum / 2
}

// above is the area of what p has above the height v: the integral of u over the heights of its sides.
func (p piece) above(v float64) float64 {
	if len(p) < 3 {
		return 0
	}
	sum := 0.0
	a := p[len(p)-1]
	for _, b := range p {
		switch {
		case a.v >= v && b.v >= v:
			sum += float64((a.u + b.u) * (b.v - a.v))
		case b.v > v:
			sum += float64((columnAt(a, b, v) + b.u) * (b.v - v))
		case a.v > v:
			sum += float64((a.u + columnAt(a, b, v)) * (v - a.v))
		}
		a = b
	}
	return sum / 2
}

// rightOf is the area of what p has to the right of a line, at the heights from low up to high, its ends: the integral,
// over the heights of its sides, of how far they stand to the right of it.
func (p piece) rightOf(low, high vec) float64 {
	if len(p) < 3 {
		return 0
	}
	sum, lean := 0.0, (high.u-low.u)/(high.v-low.v)
	a := p[len(p)-1]
	for _, b := range p {
		from, to := vec{a.u, within(a.v, low.v, high.v)}, vec{b.u, within(b.v, low.v, high.v)}
		if from.v != to.v {
			if from.v != a.v {
				from.u = columnAt(a, b, from.v)
			}
			if to.v != b.v {
				to.u = columnAt(a, b, to.v)
			}
			x := from.u - low.u - float64((from.v-low.v)*lean)
			y := to.u - low.u - float64((to.v-low.v)*lean)
			sum += float64(meanAbove(x, y) * (to.v - from.v))
		}
		a = b
	}
	return sum
}

// within is v, or the nearer of two bounds that it passes; faster than min and max, which look for NaN.
func within(v, low, high float64) float64 {
	if v < low {
		return low
	}
	if v > high {
		return high
	}
	return v
}
