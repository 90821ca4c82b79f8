package grid

import "math"

// vec is a place in the lattice's frame: columns and rows, mostly relative to a lattice point.
type vec struct{ u, v float64 }

// tile is the cell of a lattice point, around (0, 0) in the lattice's frame, where its area is 1: for squares the box of
// one column and one row, otherwise the hexagon nearer to the point than to any other of the lattice. Copies at all
// lattice points fill the plane without overlap. Either is one column wide, from -1/2 to 1/2.
type tile struct {
	corners []vec // counter-clockwise
	high    float64
	side    float64 // where the hexagon begins to narrow; high for the box
	top     float64 // column of the hexagon's upper corner
	ratio   float64 // of a row to a column, in length
	ratio2  float64 // its square
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
		t.high, t.side, t.top = top.v, right.v, top.u
		corners = append(corners[:0], right, top, vec{-0.5, right.v}, vec{-right.u, -right.v}, vec{-top.u, -top.v}, vec{0.5, -right.v})
	}
	t.corners, t.ratio2 = corners, k
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

// rightOf is the part of the tile to the right of a line, at the heights from low up to high, its ends, which lie within
// the tile's column.
func (t *tile) rightOf(low, high vec) float64 {
	area := 0.0
	if low.v < -t.side {
		to := high
		if high.v > -t.side {
			to = vec{columnAt(low, high, -t.side), -t.side}
		}
		area = capRightOf(low, to, -t.side, vec{-t.top, -t.high})
		if low = to; low.v == high.v {
			return area
		}
	}
	if high.v > t.side {
		from := low
		if low.v < t.side {
			from = vec{columnAt(low, high, t.side), t.side}
		}
		area += capRightOf(from, high, t.side, vec{t.top, t.high})
		if high = from; low.v == high.v {
			return area
		}
	}
	return area + float64((0.5-float64((low.u+high.u)/2))*(high.v-low.v))
}

// capRightOf is the part, right of a line from a to b, of the triangle that stands over the tile's whole width at the height
// foot and has its third corner at top, which may be below.
func capRightOf(a, b vec, foot float64, top vec) float64 {
	// The triangle's sides stand at 1/2 and -1/2 and lean by the same part of the way to top.
	ka, kb := (a.v-foot)/(top.v-foot), (b.v-foot)/(top.v-foot)
	right := meanAbove(0.5+float64(ka*(top.u-0.5))-a.u, 0.5+float64(kb*(top.u-0.5))-b.u)
	left := meanAbove(float64(ka*(top.u+0.5))-0.5-a.u, float64(kb*(top.u+0.5))-0.5-b.u)
	return float64((right - left) * (b.v - a.v))
}

// meanAbove is the mean of max(x, 0) as x goes evenly from a to b.
func meanAbove(a, b float64) float64 {
	switch {
	case a >= 0 && b >= 0:
		return (a + b) / 2
	case a <= 0 && b <= 0:
		return 0
	case a > 0:
		return float64(a*a) / (2 * (a - b))
	}
	return float64(b*b) / (2 * (b - a))
}

// columnAt is where the line from p to q, which differ in height, has the height v between them.
func columnAt(p, q vec, v float64) float64 {
	return p.u + float64((v-p.v)/(q.v-p.v)*(q.u-p.u))
}

// bisector is where it is as near to one place as to another: d*p = half, and less on the side of the first.
func (t *tile) bisector(m, other vec) (d vec, half float64) {
	// (other - m) * (p - (other + m) / 2) = 0, where v counts by the ratio.
	d = vec{other.u - m.u, float64((other.v - m.v) * t.ratio2)}
	return d, (float64(d.u*(other.u+m.u)) + float64(d.v*(other.v+m.v))) / 2
}

// reaches tells whether some part of the tile, or of others up to so many columns to both sides, is nearer to m than to
// other.
func (t *tile) reaches(m, other vec, columns float64) bool {
	d, half := t.bisector(other, m)
	// The most that d*p is: the tile is symmetric, and one corner is the farthest in its direction. Comparisons are
	// faster than max, which looks for NaN.
	most := math.Abs(float64(d.u/2)) + math.Abs(float64(d.v*t.side))
	if top := math.Abs(float64(d.u*t.top) + float64(d.v*t.high)); top > most {
		most = top
	}
	return most+float64(math.Abs(d.u)*columns) > half
}

// distance2 is the squared length of a vector, in columns.
func (t *tile) distance2(d vec) float64 {
	return float64(d.u*d.u) + float64(float64(d.v*d.v)*t.ratio2)
}
