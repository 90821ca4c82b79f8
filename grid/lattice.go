package grid

import "fmt"

// Pattern is the arrangement of lattice points.
type Pattern uint8

// The patterns. The zero value is none of them and is refused.
const (
	Triangular Pattern = iota + 1 // equilateral triangles
	Square                        // squares
	NoPattern                     // no lattice: fixed points only
)

// Limits of the spacing.
const (
	MinSpacing Micrometres = 20
	MaxSpacing Micrometres = 100_000
)

// Vector is an exact displacement or place, in um * 2^-20.
type Vector struct{ X, Y int64 }

// Lattice is the set of points p(i, j) = O + i*A + j*B for all integers i and j, each coordinate rounded once, half up.
// A is the step along a row, B the step to the next row; A x B is positive.
type Lattice struct{ O, A, B Vector }

const (
	fracBits = 20                  // of a Vector
	half     = 1 << (fracBits - 1) // um/2
)

// At is the lattice point p(i, j). It wraps where a coordinate leaves the range of Point.
func (l Lattice) At(i, j int64) Point {
	v := l.ideal(i, j)
	return Point{X: int32((v.X + half) >> fracBits), Y: int32((v.Y + half) >> fracBits)}
}

// ideal is p(i, j) before it is rounded.
func (l Lattice) ideal(i, j int64) Vector {
	return Vector{X: l.O.X + i*l.A.X + j*l.B.X, Y: l.O.Y + i*l.A.Y + j*l.B.Y}
}

// exactly is the place of a point.
func exactly(p Point) Vector { return Vector{X: int64(p.X) << fracBits, Y: int64(p.Y) << fracBits} }

// newLattice has rows in the direction of angle and p(0, 0) in the place o. Its steps are s(cos, sin) and, a sixth or a
// quarter of a turn on, the same again, each component rounded half up.
func newLattice(pattern Pattern, spacing Micrometres, angle Millidegrees, o Vector) Lattice {
	angle %= fullTurn
	return Lattice{O: o, A: step(spacing, angle), B: step(spacing, angle+rowTurn(pattern))}
}

// rowTurn is the angle from A to B.
func rowTurn(pattern Pattern) Millidegrees {
	if pattern == Triangular {
		return fullTurn / 6
	}
	return fullTurn / 4
}

func step(length Micrometres, angle Millidegrees) Vector {
	sin, cos := sinCos(angle)
	return Vector{X: scaleQ62(int64(length), cos, fracBits), Y: scaleQ62(int64(length), sin, fracBits)}
}

// Limits of a lattice that a caller gives.
const (
	maxOrigin     = 1 << 52 // either way: 4 km
	stepTolerance = 1 << 10 // 2^-10 um
)

// check tells whether the lattice has the pattern's steps, in length and turn, to within 2^-10 um.
func (l Lattice) check(pattern Pattern, spacing Micrometres) error {
	for _, c := range []struct {
		field string
		value int64
	}{{"origin_x", l.O.X}, {"origin_y", l.O.Y}} {
		if c.value < -maxOrigin || c.value > maxOrigin {
			return &Error{Field: "lattice." + c.field, Rule: OutOfRange,
				Text: fmt.Sprintf("is %d um * 2^-20; it must lie between -2^52 and 2^52", c.value)}
		}
	}
	length := int64(spacing) << fracBits
	for _, c := range []struct {
		field string
		value int64
	}{{"a_x", l.A.X}, {"a_y", l.A.Y}, {"b_x", l.B.X}, {"b_y", l.B.Y}} {
		if c.value < -length-stepTolerance || c.value > length+stepTolerance {
			return &Error{Field: "lattice." + c.field, Rule: BadLattice,
				Text: fmt.Sprintf("is %d um * 2^-20, longer than the spacing of %v", c.value, spacing)}
		}
	}
	least, most := length-stepTolerance, length+stepTolerance
	if a2 := dot128(l.A, l.A); a2.sub(mul128(least, least)).sign() < 0 || a2.sub(mul128(most, most)).sign() > 0 {
		return &Error{Field: "lattice.a_x", Rule: BadLattice,
			Text: fmt.Sprintf("step a is not as long as the spacing of %v; send the lattice as an earlier header returned it, with its spacing", spacing)}
	}
	sin, cos := sinCos(rowTurn(pattern))
	want := Vector{
		X: scaleQ62(l.A.X, cos, 0) - scaleQ62(l.A.Y, sin, 0),
		Y: scaleQ62(l.A.X, sin, 0) + scaleQ62(l.A.Y, cos, 0),
	}
	if d := (Vector{l.B.X - want.X, l.B.Y - want.Y}); max(d.X, -d.X, d.Y, -d.Y) > stepTolerance {
		return &Error{Field: "lattice.b_x", Rule: BadLattice,
			Text: "step b does not stand to step a as the pattern asks; send the lattice as an earlier header returned it, with its pattern"}
	}
	return nil
}
