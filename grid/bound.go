package grid

import "math"

// LeastStep is a length, um, that no two points of the lattice are nearer than: that of a step to a neighbour, or less.
// Points are rounded, so a coordinate of a step comes out as one of the whole um beside it, and a step is up to sqrt(2) um
// shorter than the spacing. Points that are no neighbours are apart by sqrt(2) spacings or more before they are rounded,
// which is more than this even at the least spacing. A way through n points is at least n-1 times as long.
func (l Lattice) LeastStep() float64 {
	least := int64(math.MaxInt64)
	for _, d := range [...]Vector{l.A, l.B, {l.B.X - l.A.X, l.B.Y - l.A.Y}, {l.B.X + l.A.X, l.B.Y + l.A.Y}} {
		x, y := max(d.X, -d.X)>>fracBits, max(d.Y, -d.Y)>>fracBits
		least = min(least, x*x+y*y)
	}
	return math.Sqrt(float64(least))
}
