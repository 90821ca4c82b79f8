package grid

// The predicates of this file decide. Coordinates of one outline and of the lattice points near it differ by less than
// 2^30 um, so differences fit 31 bits, cross and dot products 62, and everything beyond goes through math/bits.

// cross is twice the signed area of the triangle a, b, p: positive where p lies to the left of a -> b.
func cross(a, b, p Point) int64 {
	return (int64(b.X)-int64(a.X))*(int64(p.Y)-int64(a.Y)) - (int64(b.Y)-int64(a.Y))*(int64(p.X)-int64(a.X))
}

// onSegment tells whether p lies on the closed segment from a to b.
func onSegment(a, b, p Point) bool {
	return min(a.X, b.X) <= p.X && p.X <= max(a.X, b.X) && min(a.Y, b.Y) <= p.Y && p.Y <= max(a.Y, b.Y) &&
		cross(a, b, p) == 0
}
