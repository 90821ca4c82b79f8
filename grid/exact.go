package grid

import "math/bits"

// The predicates of this file decide. Coordinates of one outline and of the lattice points near it differ by less than
// 2^30 um, so differences fit 31 bits, cross and dot products 62, and everything beyond goes through math/bits.

// cross is twice the signed area of the triangle a, b, p: positive where p lies to the left of a -> b.
func cross(a, b, p Point) int64 {
	return (int64(b.X)-int64(a.X))*(int64(p.Y)-int64(a.Y)) - (int64(b.Y)-int64(a.Y))*(int64(p.X)-int64(a.X))
}

// distance2 is the squared distance of two points, um2.
func distance2(a, b Point) int64 {
	dx, dy := int64(b.X)-int64(a.X), int64(b.Y)-int64(a.Y)
	return dx*dx + dy*dy
}

// nearer tells whether p lies nearer than m to the closed segment from a to b. m is at least 0; nothing is nearer than 0.
func nearer(a, b, p Point, m Micrometres) bool {
	m2 := int64(m) * int64(m)
	dx, dy := int64(b.X)-int64(a.X), int64(b.Y)-int64(a.Y)
	px, py := int64(p.X)-int64(a.X), int64(p.Y)-int64(a.Y)
	along, length2 := px*dx+py*dy, dx*dx+dy*dy
	switch {
	case along <= 0:
		return px*px+py*py < m2
	case along >= length2:
		return distance2(b, p) < m2
	}
	// The foot of p lies on the segment: |c| / L < m, compared as c^2 < m^2 L^2 in 128 bits.
	c := dx*py - dy*px
	if c < 0 {
		c = -c
	}
	hi, lo := bits.Mul64(uint64(c), uint64(c))
	limitHi, limitLo := bits.Mul64(uint64(m2), uint64(length2))
	return hi < limitHi || hi == limitHi && lo < limitLo
}

// onSegment tells whether p lies on the closed segment from a to b.
func onSegment(a, b, p Point) bool {
	return min(a.X, b.X) <= p.X && p.X <= max(a.X, b.X) && min(a.Y, b.Y) <= p.Y && p.Y <= max(a.Y, b.Y) &&
		cross(a, b, p) == 0
}
