// Package dose says what each point of a grid gets and what that adds up to.
//
// A [Spec] becomes a [Dosing], valid for ever. A dosing starts a [Run] for each grid: it hands out volumes in delivery
// order and adds them up. [Bounds] then say whether the grid is within its limits. Volumes are whole nanolitres, areas
// whole um2 and amounts whole millionths of a unit, so totals are sums of integers, with nothing lost and nothing
// invented. Doubles stand in [Dose] and [Stats] alone: they are for people and decide nothing.
package dose

import (
	"cmp"
	"fmt"
	"math"

	"github.com/mesogrid/mesogrid/grid"
)

// Rule finds the volume that a lattice point is due: [Fixed], [Total] or [Areal].
type Rule interface {
	field() string // that it stands in
	nl() uint64
}

// Fixed is the volume of a lattice point with a whole cell, nL.
type Fixed uint32

// Total is the volume of all lattice points together, nL.
type Total uint64

// Areal is the volume for each cm2 of a point's area, nL.
type Areal uint32

func (Fixed) field() string { return "dosing.point_nl" }
func (Total) field() string { return "dosing.total_nl" }
func (Areal) field() string { return "dosing.nl_per_cm2" }

func (v Fixed) nl() uint64 { return uint64(v) }
func (v Total) nl() uint64 { return uint64(v) }
func (v Areal) nl() uint64 { return uint64(v) }

// Permille is a multiple of the nominal cell, in 1/1000.
type Permille uint32

// Limits of the cap.
const (
	MinCap     Permille = 1_000
	MaxCap     Permille = 100_000
	DefaultCap Permille = 2_000
)

// Spec is a dosing as a caller gives it, not yet checked.
type Spec struct {
	Rule     Rule         // required
	Share    grid.Share   // 0: grid.Equal
	Cap      Permille     // the most that a point's area counts, MinCap to MaxCap; 0: DefaultCap. Not with equal shares
	Mixture  []Ingredient // what the liquid contains; may be empty
	Injector Injector
}

// Dosing is a valid Spec. It never changes, and nobody checks it again. Its zero value gives every point nothing.
type Dosing struct {
	rule     Rule // nil in the zero value only
	share    grid.Share
	cap      Permille
	liquid   liquid
	injector Injector // with a step of at least 1
}

// New checks a dosing. A dosing at fault gives an *Error.
func New(spec Spec) (*Dosing, error) {
	switch {
	case spec.Rule == nil:
		return nil, &Error{Field: "dosing.rule", Rule: grid.Missing,
			Text: "is absent; give point_nl, total_nl or nl_per_cm2"}
	case spec.Rule.nl() == 0:
		return nil, &Error{Field: spec.Rule.field(), Rule: grid.OutOfRange,
			Text: "is 0 nL; give at least 1 nL, or leave out dosing for a grid without volumes"}
	}
	d := &Dosing{rule: spec.Rule, share: cmp.Or(spec.Share, grid.Equal), cap: cmp.Or(spec.Cap, DefaultCap), injector: spec.Injector}
	switch {
	case d.share > grid.Voronoi:
		return nil, &Error{Field: "dosing.share", Rule: grid.OutOfRange,
			Text: fmt.Sprintf("is %d, which is no share; give equal, clipped cell or Voronoi", d.share)}
	case d.share == grid.Equal && spec.Cap != 0:
		return nil, &Error{Field: "dosing.cap_permille", Rule: grid.NotAllowed,
			Text: "is given, but equal shares have nothing to cap; leave it out or choose another share"}
	case d.cap < MinCap || d.cap > MaxCap:
		return nil, &Error{Field: "dosing.cap_permille", Rule: grid.OutOfRange,
			Text: fmt.Sprintf("is %d; give %d to %d thousandths of the nominal cell", d.cap, MinCap, MaxCap)}
	}
	if err := d.injector.Check(); err != nil {
		return nil, err
	}
	d.injector.Step = cmp.Or(d.injector.Step, 1)
	var err error
	d.liquid, err = newLiquid(spec.Mixture)
	return d, err
}

// Share says which areas a run needs: none with grid.Equal, which the zero value has.
func (d *Dosing) Share() grid.Share { return cmp.Or(d.share, grid.Equal) }

// NeedsCount tells whether a run must know beforehand how many lattice points there are.
func (d *Dosing) NeedsCount() bool {
	_, total := d.rule.(Total)
	return total && d.share == grid.Equal
}

// gives tells whether points get a volume: false for the zero value.
func (d *Dosing) gives() bool { return d.rule != nil }

// fixed is the volume of a point by the fixed rule; 0 with another.
func (d *Dosing) fixed() uint32 {
	v, _ := d.rule.(Fixed)
	return uint32(v)
}

// Injector is what a device can do.
type Injector struct {
	Step       uint32 // every volume is a whole number of steps, nL; 0: 1 nL
	MinShot    uint32 // least volume of a point, nL; a point with nothing is always refused
	MaxShot    uint32 // greatest volume of a point, nL; 0: no bound
	Reservoir  uint64 // volume of a full one, nL; 0: it never runs out
	DeadVolume uint64 // that each fill leaves behind, nL, up to MaxInNL
}

// Check refuses a device that cannot give a shot.
func (in Injector) Check() error {
	step := max(in.Step, 1)
	refuse := func(field, format string, args ...any) error {
		return &Error{Field: "injector." + field, Rule: grid.OutOfRange, Text: fmt.Sprintf(format, args...)}
	}
	switch {
	case in.MaxShot != 0 && in.MaxShot < step:
		return refuse("max_shot_nl", "is %v, less than a step of %v: no shot is possible; give more, or a smaller step",
			Nanolitres(in.MaxShot), Nanolitres(step))
	case in.MaxShot != 0 && in.MinShot > in.MaxShot:
		return refuse("min_shot_nl", "is %v, more than max_shot_nl, %v: no shot is possible", Nanolitres(in.MinShot),
			Nanolitres(in.MaxShot))
	case in.DeadVolume > MaxInNL:
		return refuse("dead_volume_nl", "is %v; give at most %v", Nanolitres(in.DeadVolume), Nanolitres(MaxInNL))
	case in.Reservoir != 0 && in.Reservoir <= in.DeadVolume:
		return refuse("reservoir_nl", "is %v, and dead_volume_nl leaves %v of each fill behind: nothing can be given",
			Nanolitres(in.Reservoir), Nanolitres(in.DeadVolume))
	}
	return nil
}

// usable is what one fill can give, nL.
func (in Injector) usable() uint64 {
	if in.Reservoir == 0 {
		return math.MaxUint64
	}
	return in.Reservoir - in.DeadVolume
}
