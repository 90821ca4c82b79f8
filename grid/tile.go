package grid

import "math"

// vec is a place in the lattice's frame: columns and rows, mostly relative to a lattice point.
type vec struct{ u, v float64 }

// tile is the cell of a lattice point, around (0, 0) in the lattice's frame, where its area is 1: for squares the box of
// one column and one row, otherwise the hexagon nearer to the point than to any other of the lattice. Copies at all
// lattice points fill the plane without overlap.
type tile struct {
	corners []vec // counter-clockwise
	high    float64
	side    float64 // where the hexagon begins to narrow; high for the box
	ratio   float64 // of a row to a column, in length
	reach   float64 // of a corner from the middle, in columns
	area    float64 // um2
}

// newTile is the tile of a square lattice, whose shear is 0 but for the rounding of its steps, or of a triangular one. Its
// corners go into the memory of corners.
func newTile(f *frame, corners []vec) tile {
	t := tile{high: 0.5, side: 0.5, ratio: float64(f.pitch * f.perColumn)}
	a, b := f.local.A, f.local.B
	t.area = (float64(float64(a.X)*float64(b.Y)) - float64(float64(a.Y)*float64(b.X))) / (1 << (2 * fracBits))
	k := float64(t.ratio * t.ratio)
	right := vec{0.5, 0.5}
	if math.Abs(f.shear) < 0.25 {
		corners = append(corners[:0], right, vec{-0.5, 0.5}, vec{-0.5, -0.5}, vec{0.5, -0.5})
	} else {
		// right is the centre of the circle through (0, 0), A and B; top that through (0, 0), B and B - A.
		right.v = (k + float64(f.shear*f.shear) - f.shear) / (2 * k)
		top := vec{f.shear - 0.5, 1 - right.v}
		t.high, t.side = top.v, right.v
		corners = append(corners[:0], right, top, vec{-0.5, right.v}, vec{-right.u, -right.v}, vec{-top.u, -top.v}, vec{0.5, -right.v})
	}
	t.corners = corners
	t.reach = math.Sqrt(0.25 + float64(k*float64(right.v*right.v)))
	return t
}

// below is the part of the tile below the height v, 0 to 1.
func (t *tile) below(v float64) float64 {
	switch {
	case v <= -t.high:
		return 0
	case v >= t.high:
		return 1
	case v < -t.side:
		d := v + t.high
		return float64(d*d) / (2 * (t.high - t.side))
	case v > t.side:
		d := t.high - v
		return 1 - float64(d*d)/(2*(t.high-t.side))
	}
	return 0.5 + v
}

// clip appends to dst the part of a convex polygon where n*p <= c.
func clip(dst, polygon []vec, n vec, c float64) []vec {
	if len(polygon) == 0 {
		return dst
	}
	p := polygon[len(polygon)-1]
	over := float64(n.u*p.u) + float64(n.v*p.v) - c
	for _, q := range polygon {
		beyond := float64(n.u*q.u) + float64(n.v*q.v) - c
		if over > 0 != (beyond > 0) {
			part := over / (over - beyond)
			dst = append(dst, vec{p.u + float64(part*(q.u-p.u)), p.v + float64(part*(q.v-p.v))})
		}
		if beyond <= 0 {
			dst = append(dst, q)
		}
		p, over = q, beyond
	}
	return dst
}

// areaOf is the area of a polygon, counter-clockwise, in tiles.
func areaOf(polygon []vec) float64 {
	if len(polygon) < 3 {
		return 0
	}
	sum, o := 0.0, polygon[0]
	for i := 2; i < len(polygon); i++ {
		p, q := polygon[i-1], polygon[i]
		sum += float64((p.u-o.u)*(q.v-o.v)) - float64((p.v-o.v)*(q.u-o.u))
	}
	return sum / 2
}
