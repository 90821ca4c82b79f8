package grid

import "math"

// frame is the lattice's own coordinate system, in float64: rows are counted by v, columns along a row by u, so that
// lattice point (i, j) of local has v = j and u = i + j*shear. It is a filter: what it cannot decide, integers do.
//
// Coordinates relative to the lattice point nearest the middle are below 2^30 um, exact in float64 on the grid of
// 2^-20 um; a few roundings of 2^-53 each leave differences of u and v true to within 2^-21 um (0.5e-6).
type frame struct {
	local         Lattice // the same points, with p(0, 0) near the middle of the area
	column0, row0 int64   // of that point in the lattice
	ux, uy        float64 // columns per um * 2^-20 in x and in y: A / |A|^2
	vx, vy        float64 // rows, likewise: A turned left / (A x B)
	shear         float64 // u of B

	column, perColumn float64 // um per column, and its inverse
	pitch, perPitch   float64 // um per row, and its inverse
}

func newFrame(l Lattice, middle Point) frame {
	ax, ay, bx, by := float64(l.A.X), float64(l.A.Y), float64(l.B.X), float64(l.B.Y)
	a2 := float64(ax*ax) + float64(ay*ay)
	cross := float64(ax*by) - float64(ay*bx)
	f := frame{local: l, ux: ax / a2, uy: ay / a2, vx: -ay / cross, vy: ax / cross,
		shear: (float64(ax*bx) + float64(ay*by)) / a2}
	length := math.Sqrt(a2)
	f.column = length / (1 << fracBits)
	f.pitch = cross / length / (1 << fracBits)
	f.perColumn, f.perPitch = 1/f.column, 1/f.pitch

	f.settle(l, middle)
	return f
}

// settle takes the lattice point nearest the middle as p(0, 0).
func (f *frame) settle(l Lattice, middle Point) {
	f.local = l
	u, v := f.at(middle)
	j := int64(math.Floor(v + 0.5))
	i := int64(math.Floor(u - float64(f.shear*float64(j)) + 0.5))
	f.local.O, f.column0, f.row0 = l.ideal(i, j), i, j
}

// at is the place of p, in columns and rows.
func (f *frame) at(p Point) (u, v float64) {
	return f.vector(Vector{int64(p.X)<<fracBits - f.local.O.X, int64(p.Y)<<fracBits - f.local.O.Y})
}

// vector is a displacement in columns and rows.
func (f *frame) vector(d Vector) (u, v float64) {
	x, y := float64(d.X), float64(d.Y)
	return float64(x*f.ux) + float64(y*f.uy), float64(x*f.vx) + float64(y*f.vy)
}

// above is the sign of the place of p above row j, exactly.
func (f *frame) above(p Point, j int64) int {
	row, at := f.local.ideal(0, j), exactly(p)
	return cross128(f.local.A, Vector{at.X - row.X, at.Y - row.Y}).sign()
}

// nearest is the lattice point whose column and row are nearest to p.
func (f *frame) nearest(p Point) (i, j int64) {
	u, v := f.at(p)
	j = int64(math.Floor(v + 0.5))
	return int64(math.Floor(u - float64(f.shear*float64(j)) + 0.5)), j
}
