// Package dose says what each point of a grid gets and what that adds up to.
//
// A [Spec] becomes a [Dosing], valid for ever. A dosing starts a [Run] for each grid: it hands out volumes in delivery
// order and adds them up. Volumes are whole nanolitres and amounts whole millionths of a unit, so totals are sums of
// integers, with nothing lost and nothing invented. Doubles stand in [Dose] and [Stats] alone: they are for people
// and decide nothing.
package dose

import "github.com/mesogrid/mesogrid/grid"

// Nanolitres is a volume.
type Nanolitres uint32

// Rule finds the volume of a lattice point: [Fixed].
type Rule interface{ isRule() }

// Fixed gives every lattice point the same volume.
type Fixed Nanolitres

func (Fixed) isRule() {}

// Spec is a dosing as a caller gives it, not yet checked.
type Spec struct {
	Rule    Rule         // required
	Mixture []Ingredient // what the liquid contains; may be empty
}

// Dosing is a valid Spec. It never changes, and nobody checks it again. Its zero value gives every point nothing.
//
// Invariant: each is 0 in the zero value only, and the mixture then is empty.
type Dosing struct {
	each    Nanolitres // of every lattice point, and of a fixed point that does not bring its own
	mixture []Ingredient
}

// New checks a dosing. A dosing at fault gives an *Error.
func New(spec Spec) (*Dosing, error) {
	rule, ok := spec.Rule.(Fixed)
	switch {
	case !ok:
		return nil, &Error{Field: "dosing.point_nl", Rule: grid.Missing, Text: "is absent; give the volume of a point in nL"}
	case rule == 0:
		return nil, &Error{Field: "dosing.point_nl", Rule: grid.OutOfRange,
			Text: "is 0 nL; give at least 1 nL, or leave out dosing for a grid without volumes"}
	}
	if err := checkMixture(spec.Mixture); err != nil {
		return nil, err
	}
	return &Dosing{each: Nanolitres(rule), mixture: spec.Mixture}, nil
}

// Ground is the skin that densities are over, um2.
type Ground struct {
	Cell float64 // nominal cell of a lattice point; 0 without a lattice: lattice densities are then absent
	Area float64 // of the outline less keep-outs; 0 where it is not known: mean densities are then absent
}
