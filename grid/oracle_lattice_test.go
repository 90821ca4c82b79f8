package grid_test

import (
	"fmt"
	"math/big"
	"slices"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
)

// precision of the oracle's real numbers, bits.
const precision = 256

func real(v int64) *big.Float { return new(big.Float).SetPrec(precision).SetInt64(v) }

func times(a, b *big.Float) *big.Float { return new(big.Float).SetPrec(precision).Mul(a, b) }

func plus(a, b *big.Float) *big.Float { return new(big.Float).SetPrec(precision).Add(a, b) }

func over(a *big.Float, b int64) *big.Float { return new(big.Float).SetPrec(precision).Quo(a, real(b)) }

// floor is the greatest whole number that is not above v.
func floor(v *big.Float) int64 {
	n, _ := v.Int64() // towards zero
	if real(n).Cmp(v) > 0 {
		n--
	}
	return n
}

// halfUp rounds to the nearest whole number, halves upwards.
func halfUp(v *big.Float) int64 { return floor(plus(v, over(real(1), 2))) }

// root3 is the square root of 3.
var root3 = new(big.Float).SetPrec(precision).Sqrt(real(3))

// pi to 75 digits.
var pi, _ = new(big.Float).SetPrec(precision).SetString(
	"3.14159265358979323846264338327950288419716939937510582097494459230781640628620")

// turned is the cosine and sine of an angle, by Taylor's series; exact for multiples of 90 degrees, where ties are common.
func turned(angle grid.Millidegrees) (c, s *big.Float) {
	if angle%90_000 == 0 {
		k := (angle/90_000%4 + 4) % 4
		return real([]int64{1, 0, -1, 0}[k]), real([]int64{0, 1, 0, -1}[k])
	}
	x := over(times(pi, real(int64(angle)%360_000)), 180_000)
	term, sums := real(1), [2]*big.Float{real(0), real(0)}
	for k := range int64(80) {
		if k > 0 {
			term = over(times(term, x), k)
		}
		sums[k%2] = plus(sums[k%2], times(term, real(1-k%4/2*2)))
	}
	return sums[0], sums[1]
}

// steps are A and B where the rows run in the direction (c, s), each component rounded half up.
func steps(pattern grid.Pattern, spacing grid.Micrometres, c, s *big.Float) (a, b grid.Vector) {
	v := exactSteps(pattern, spacing, c, s)
	return grid.Vector{X: halfUp(v[0]), Y: halfUp(v[1])}, grid.Vector{X: halfUp(v[2]), Y: halfUp(v[3])}
}

// exactSteps are the components of A and B before they are rounded.
func exactSteps(pattern grid.Pattern, spacing grid.Micrometres, c, s *big.Float) [4]*big.Float {
	scale := func(v *big.Float) *big.Float { return times(v, real(int64(spacing)<<20)) }
	back := times(s, real(-1))
	if pattern == grid.Square {
		return [4]*big.Float{scale(c), scale(s), scale(back), scale(c)}
	}
	h := over(root3, 2)
	return [4]*big.Float{scale(c), scale(s), scale(plus(over(c, 2), times(h, back))), scale(plus(over(s, 2), times(h, c)))}
}

// rounded tells whether got is v rounded: half up, or either way where v is within 2^-22 of a half, which is more than
// the engine's sine is off.
func rounded(got int64, v *big.Float) bool {
	off := plus(real(got), times(v, real(-1)))
	return off.Abs(off).Cmp(plus(over(real(1), 2), over(real(1), 1<<22))) <= 0
}

// latticeAt is the lattice of a pattern whose p(0, 0) is o.
func latticeAt(pattern grid.Pattern, spacing grid.Micrometres, angle grid.Millidegrees, o place) grid.Lattice {
	c, s := turned(angle)
	a, b := steps(pattern, spacing, c, s)
	return grid.Lattice{O: grid.Vector{X: o.x << 20, Y: o.y << 20}, A: a, B: b}
}

// node is the lattice point p(i, j). |i*A| stays below 2^56: the lattice reaches no farther than 2^33 um.
func node(l grid.Lattice, i, j int64) place {
	const half = 1 << 19
	return place{(l.O.X + i*l.A.X + j*l.B.X + half) >> 20, (l.O.Y + i*l.A.Y + j*l.B.Y + half) >> 20}
}

// checkLattice holds the lattice of a grid against the plan.
func checkLattice(p plan, got grid.Lattice) error {
	if p.Lattice != nil {
		if got != *p.Lattice {
			return fmt.Errorf("lattice %+v, want it as given: %+v", got, *p.Lattice)
		}
		return nil
	}
	c, s := turned(p.Angle)
	v := exactSteps(p.Pattern, p.Spacing, c, s)
	if !rounded(got.A.X, v[0]) || !rounded(got.A.Y, v[1]) || !rounded(got.B.X, v[2]) || !rounded(got.B.Y, v[3]) {
		return fmt.Errorf("lattice steps A %+v, B %+v, want %.3f rounded", got.A, got.B, v)
	}
	if p.BestFit != nil {
		return nil
	}
	if p.Origin != nil {
		o := grid.Vector{X: int64(p.Origin.X) << 20, Y: int64(p.Origin.Y) << 20}
		if r := residue(got, o); r != (grid.Vector{}) {
			return fmt.Errorf("no lattice point at the origin %+v: the nearest is off by %+v units of 2^-20 um", *p.Origin, r)
		}
		return nil
	}
	return checkCentred(p, got)
}

// residue is how far o lies from the nearest point of l, in units of 2^-20 um: nearest in whole steps of A and B.
func residue(l grid.Lattice, o grid.Vector) grid.Vector {
	i, j := indices(l, o)
	return grid.Vector{X: o.X - l.O.X - i*l.A.X - j*l.B.X, Y: o.Y - l.O.Y - i*l.A.Y - j*l.B.Y}
}

// indices solves o = O + i*A + j*B and rounds i and j.
func indices(l grid.Lattice, o grid.Vector) (i, j int64) {
	det := func(ux, uy, vx, vy int64) *big.Int {
		x := new(big.Int).Mul(big.NewInt(ux), big.NewInt(vy))
		return x.Sub(x, new(big.Int).Mul(big.NewInt(uy), big.NewInt(vx)))
	}
	nearest := func(n, d *big.Int) int64 { // floor((2n + d) / 2d); Div floors where d > 0
		n.Lsh(n, 1).Add(n, d)
		return n.Div(n, new(big.Int).Lsh(d, 1)).Int64()
	}
	dx, dy := o.X-l.O.X, o.Y-l.O.Y
	d := det(l.A.X, l.A.Y, l.B.X, l.B.Y)
	return nearest(det(dx, dy, l.B.X, l.B.Y), d), nearest(det(l.A.X, l.A.Y, dx, dy), d)
}

// checkCentred holds the phase of a centred lattice against its definition, worked out in real numbers. Away from
// multiples of 90 degrees the definition leaves open in which units the vertices are projected: extents and places may
// be off by 2^-16 um and 2^-31 of the size.
func checkCentred(p plan, got grid.Lattice) error {
	c, s := turned(p.Angle)
	var u, v []*big.Float
	for _, polygon := range p.Area.Polygons {
		for k := range polygon.Shell.X {
			x, y := real(int64(polygon.Shell.X[k])), real(int64(polygon.Shell.Y[k]))
			u = append(u, plus(times(x, c), times(y, s)))
			v = append(v, plus(times(y, c), times(x, times(s, real(-1)))))
		}
	}
	least := func(v []*big.Float) *big.Float { return slices.MinFunc(v, (*big.Float).Cmp) }
	most := func(v []*big.Float) *big.Float { return slices.MaxFunc(v, (*big.Float).Cmp) }
	size := [2]*big.Float{plus(most(u), times(least(u), real(-1))), plus(most(v), times(least(v), real(-1)))}
	middle := [2]*big.Float{over(plus(most(u), least(u)), 2), over(plus(most(v), least(v)), 2)}

	slack := plus(over(real(1), 1<<16), over(plus(size[0], size[1]), 1<<31))
	allowed := halfUp(times(slack, real(1<<20)))
	if p.Angle%90_000 == 0 {
		slack, allowed = real(0), 2
	}
	pitch := real(int64(p.Spacing))
	if p.Pattern == grid.Triangular {
		pitch = over(times(root3, pitch), 2)
	}

	var best grid.Vector
	off := int64(-1)
	for k := range int64(9) { // extents less the slack, as they are, and with it
		w, h := plus(size[0], times(slack, real(k%3-1))), plus(size[1], times(slack, real(k/3-1)))
		u, v := firstPoint(p, w, h, pitch, middle)
		o := grid.Vector{
			X: halfUp(times(plus(times(u, c), times(v, times(s, real(-1)))), real(1<<20))),
			Y: halfUp(times(plus(times(u, s), times(v, c)), real(1<<20))),
		}
		r := residue(got, o)
		if d := max(r.X, -r.X, r.Y, -r.Y); off < 0 || d < off {
			best, off = r, d
		}
	}
	if off > allowed {
		return fmt.Errorf("centred lattice %+v is off by %+v units of 2^-20 um, want at most %d", got, best, allowed)
	}
	return nil
}

// firstPoint is the first point of the first row of a centred lattice, in its own frame, um, as the
// documentation of grid.Centred gives it for an outline of w x h.
func firstPoint(p plan, w, h, pitch *big.Float, middle [2]*big.Float) (u, v *big.Float) {
	spacing := real(int64(p.Spacing))
	t, within := real(2), real(2)
	if p.Angle%90_000 == 0 {
		within = real(0)
	}
	inner := func(l *big.Float) *big.Float {
		return plus(l, times(plus(real(2*int64(p.Margin)), within), real(-1)))
	}
	fit := func(l, q *big.Float) int64 {
		quotient := func(n *big.Float) int64 { return floor(new(big.Float).SetPrec(precision).Quo(n, q)) }
		return max(1, min(quotient(plus(l, t)), quotient(inner(l))+1))
	}
	back := func(m, q *big.Float, n int64) *big.Float { return plus(m, over(times(q, real(1-n)), 2)) }

	rows := fit(h, pitch)
	v = back(middle[1], pitch, rows)
	if p.Pattern == grid.Triangular && rows > 1 && inner(w).Cmp(over(spacing, 2)) >= 0 {
		return plus(middle[0], over(spacing, -4)), v
	}
	return back(middle[0], spacing, fit(w, spacing)), v
}

// TestSteps holds A and B at the greatest spacing, where a poor sine shows first.
func TestSteps(t *testing.T) {
	o, err := grid.NewOutline(grid.Area{Polygons: []grid.Polygon{{Shell: grid.Ring{X: []int32{0, 9, 0}, Y: []int32{0, 0, 9}}}}}, new(grid.Work))
	if err != nil {
		t.Fatal(err)
	}
	by := grid.Millidegrees(150) // 15 and 360 degrees are multiples; beside each, another angle within a step
	if *long {
		by = 1
	}
	var g grid.Grid
	for angle := grid.Millidegrees(-360_000); angle <= 360_000; angle += by {
		for _, turn := range []grid.Millidegrees{angle, max(-360_000, angle+angle/by%by)} {
			for _, pattern := range []grid.Pattern{grid.Square, grid.Triangular} {
				p := plan{Pattern: pattern, Spacing: grid.MaxSpacing, Angle: min(turn, 360_000), Origin: &grid.Point{}}
				if err := g.Reset(p.spec(o), new(grid.Work)); err != nil {
					t.Fatal(err)
				}
				l, _ := g.Lattice()
				if err := checkLattice(p, l); err != nil {
					t.Fatalf("pattern %d, %d mdeg: %v", pattern, p.Angle, err)
				}
			}
		}
	}
}
