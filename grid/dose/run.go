package dose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mesogrid/mesogrid/grid"
)

// Ground is what a dosing must know of a grid before its first point.
type Ground struct {
	Cell   float64   // nominal cell of a lattice point, um2; 0 without a lattice
	Points uint64    // lattice points; where NeedsCount
	Areas  []float64 // of each lattice point, um2, as Grid.AppendAreas gives them; where Share is not grid.Equal
}

// Run hands out the volumes of one grid in delivery order, fixed points first, and adds them up. It is made by
// Dosing.Start.
type Run struct {
	dosing *Dosing
	own    []uint32  // volumes of the fixed points that are still to come
	areas  []float64 // of the lattice points that are still to come; nil: every one has the area each
	each   uint64
	cell   uint64 // um2

	// A lattice point of area a is due a*factor/divisor nL.
	factor, divisor uint64
	area, uncut     uint64 // of the lattice points so far, cut to the cap and not
	steps           uint64 // of the injector, that lattice points got

	tally
}

// Start begins a grid whose first len(own) points are fixed points with volumes of their own, nL; 0: the fixed rule's.
// A grid that does not go with the dosing gives an *Error.
func (d *Dosing) Start(own []uint32, ground Ground) (*Run, error) {
	r := &Run{dosing: d, own: own, cell: whole(ground.Cell), tally: tally{left: d.injector.usable()}}
	if !d.gives() {
		return r, nil
	}
	if ground.Cell == 0 {
		if err := d.checkNoLattice(); err != nil {
			return nil, err
		}
	}
	if k := slices.Index(own, 0); k >= 0 && d.fixed() == 0 {
		return nil, &Error{Field: fmt.Sprintf("fixed_points[%d].volume_nl", k), Rule: grid.Missing, Point: new(uint64(k)),
			Text: fmt.Sprintf("needs a volume of its own: %s is for lattice points only",
				strings.TrimPrefix(d.rule.field(), "dosing."))}
	}
	r.each, r.factor = r.cell, d.rule.nl()
	switch d.rule.(type) {
	case Fixed:
		r.divisor = r.cell
	case Areal:
		r.divisor = um2PerCM2
	case Total:
		r.each, r.divisor = 1, ground.Points
	}
	if d.Share() == grid.Equal {
		return r, nil
	}
	r.areas = ground.Areas
	if _, ok := d.rule.(Total); ok {
		r.divisor = 0
		for _, a := range r.areas {
			if !increase(&r.divisor, min(whole(a), r.cut())) {
				return nil, r.tooMuch(d.rule.field())
			}
		}
	}
	r.divisor = max(r.divisor, 1) // all areas may be below 1/2 um2: they are due nothing
	return r, nil
}

const um2PerCM2 = 100_000_000

func (d *Dosing) checkNoLattice() error {
	_, fixed := d.rule.(Fixed)
	switch {
	case !fixed:
		return &Error{Field: d.rule.field(), Rule: grid.NotAllowed,
			Text: "is for lattice points, and this pattern has none; give point_nl, or a pattern with a lattice"}
	case d.share != grid.Equal:
		return &Error{Field: "dosing.share", Rule: grid.NotAllowed,
			Text: "is for lattice points, and this pattern has none; leave it out, or give a pattern with a lattice"}
	}
	return nil
}

// cut is the area that a point's area is cut to, um2.
func (r *Run) cut() uint64 { return r.cell * uint64(r.dosing.cap) / 1000 }

// Append appends the volumes of the next n points, nL. It allocates only where dst lacks capacity. A point that the
// injector cannot give what it is due ends the run with an *Error that names it.
func (r *Run) Append(dst []uint32, n int) ([]uint32, error) {
	dst = slices.Grow(dst, n)
	fixed := min(n, len(r.own))
	for _, own := range r.own[:fixed] {
		v, err := r.fixedPoint(own)
		if err != nil {
			return dst, err
		}
		dst = append(dst, v)
	}
	r.own = r.own[fixed:]
	if n -= fixed; n == 0 {
		return dst, nil
	}
	switch {
	case !r.dosing.gives():
		r.points += uint64(n)
		return appendSame(dst, 0, n), nil
	case r.areas == nil && r.dosing.fixed() != 0:
		return r.appendFixed(dst, n)
	}
	for range n {
		v, err := r.latticePoint()
		if err != nil {
			return dst, err
		}
		dst = append(dst, v)
	}
	return dst, nil
}

func appendSame(dst []uint32, v uint32, n int) []uint32 {
	from := len(dst)
	dst = dst[:from+n]
	same := dst[from:]
	for k := range same {
		same[k] = v
	}
	return dst
}

// fixedPoint is what the next fixed point gets: its own volume, or that of the fixed rule, down to a whole step.
func (r *Run) fixedPoint(own uint32) (uint32, error) {
	in := &r.dosing.injector
	field := fmt.Sprintf("fixed_points[%d].volume_nl", r.points)
	switch {
	case !r.dosing.gives():
		r.points++
		return 0, nil
	case own == 0:
		own, field = r.dosing.fixed(), r.dosing.rule.field()
	}
	if in.MaxShot != 0 && own > in.MaxShot {
		return 0, r.aboveMaxShot(field, uint64(own))
	}
	if !increase(&r.asked, uint64(own)) {
		return 0, r.tooMuch(field)
	}
	v := own - own%in.Step
	return v, r.give(field, v, 1, uint64(own), r.cell)
}

// appendFixed gives each of n lattice points the same.
func (r *Run) appendFixed(dst []uint32, n int) ([]uint32, error) {
	in, v := &r.dosing.injector, r.dosing.fixed()
	field := r.dosing.rule.field()
	if in.MaxShot != 0 && v > in.MaxShot {
		return dst, r.aboveMaxShot(field, uint64(v))
	}
	if asked, ok := mul(uint64(v), uint64(n)); !ok || !increase(&r.asked, asked) {
		return dst, r.tooMuch(field)
	}
	down := v - v%in.Step
	if err := r.give(field, down, uint64(n), uint64(v), r.cell); err != nil {
		return dst, err
	}
	return appendSame(dst, down, n), nil
}

// latticePoint is what the next lattice point gets: what all of them so far are due together, less what they got, but
// within a step of its own due and no more than the maximum shot.
func (r *Run) latticePoint() (uint32, error) {
	in, field := &r.dosing.injector, r.dosing.rule.field()
	a := r.each
	if r.areas != nil {
		a = whole(r.areas[0])
		r.areas = r.areas[1:]
	}
	if !increase(&r.uncut, a) {
		return 0, r.tooMuch(field)
	}
	if r.areas != nil {
		a = min(a, r.cut())
	}
	r.area += a // at most uncut

	due, exact, ok := mulDiv(a, r.factor, r.divisor)
	sum, _, fits := mulDiv(r.area, r.factor, r.divisor)
	if !ok || !fits {
		return 0, r.tooMuch(field)
	}
	step := uint64(in.Step)
	least, most := due/step, due/step
	if !exact || due%step != 0 {
		most++
	}
	if in.MaxShot != 0 {
		shot := uint64(in.MaxShot) / step
		if least > shot {
			return 0, r.aboveMaxShot(field, due)
		}
		most = min(most, shot)
	}
	steps := min(max(sum/step-r.steps, least), most)
	r.steps += steps
	v := steps * step
	if v > maxPoint {
		return 0, r.tooMuchForPoint(field, v)
	}
	return uint32(v), r.give(field, uint32(v), 1, due, max(a, r.cell))
}

// Undelivered tells whether a total volume finds no lattice point to go to.
func (r *Run) Undelivered() bool {
	_, total := r.dosing.rule.(Total)
	return total && r.uncut == 0
}
