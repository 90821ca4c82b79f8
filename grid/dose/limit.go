package dose

import (
	"fmt"
	"math"
	"math/big"
	"slices"

	"github.com/mesogrid/mesogrid/grid"
)

// MaxSourceBytes bounds the source of a limit.
const MaxSourceBytes = 200

// Quantity is what a limit bounds.
type Quantity uint8

// The quantities, with the units of their bounds. The zero value is none of them. Micro is millionths of the component's
// unit.
const (
	Points      Quantity = iota + 1 // number of points
	PointVolume                     // of each point, nL
	TotalVolume                     // nL
	ArealVolume                     // of each point over its area or the nominal cell, whichever is more, nL per cm2
	PointDose                       // of each point, micro
	ArealDose                       // of each point, likewise, micro per cm2
	TotalDose                       // micro
	DosePerKg                       // of the whole grid, micro per kg of body mass
)

// Limit bounds one quantity, bounds included. A plan beyond a hard bound is refused, beyond a soft one it gets a warning.
type Limit struct {
	Quantity        Quantity
	Component, Unit string // for doses: of the mixture
	SoftMin         *uint64
	SoftMax         *uint64
	HardMin         *uint64
	HardMax         *uint64
	PeriodDays      uint32 // of a total: what was given in fewer than so many days before counts too; 0: this plan alone
	Source          string // for people; may be empty
}

// Given is a dose that was given before.
type Given struct {
	Component, Unit string
	AmountMicro     uint64
	DaysAgo         uint32
}

// Terms are what the limits of one plan are checked on, beside its points.
type Terms struct {
	Lattice bool   // there is one
	MassG   uint32 // body mass, g; 0 where it is not known
	Given   []Given
}

// Bounds are valid limits of one plan.
type Bounds struct {
	terms  Terms
	limits []bound
}

// bound is a limit with what it counts.
type bound struct {
	Limit
	component int    // in the mixture
	before    uint64 // given within the period, micro
}

// Breach is a limit that a plan breaks.
type Breach struct {
	Limit int  // index in the limits as added
	Hard  bool //
	Above bool // an upper bound is broken, not a lower one
	Value uint64
	Point *uint64 // lowest index of a point with that value; nil where it is of the whole plan
}

// The body masses that can be meant, g: of a child born far too early, and above the heaviest person known. Milligrams or
// kilograms in their place would move a limit per kg by a factor of 1,000.
const (
	MinMassG = 300
	MaxMassG = 700_000
)

// NewBounds checks what the limits of a plan are taken on. What was given before must be of the mixture.
func NewBounds(d *Dosing, terms Terms) (*Bounds, error) {
	if m := terms.MassG; m != 0 && (m < MinMassG || m > MaxMassG) {
		return nil, &Error{Field: "body_mass_g", Rule: grid.OutOfRange,
			Text: fmt.Sprintf("is %d g; give %d to %d g, or leave it out", m, MinMassG, MaxMassG)}
	}
	for k, g := range terms.Given {
		field := fmt.Sprintf("delivered[%d]", k)
		if why := badText(g.Component, MaxNameBytes); why != "" {
			return nil, &Error{Field: field + ".component", Rule: BadName, Text: why}
		}
		if why := badText(g.Unit, MaxUnitBytes); why != "" {
			return nil, &Error{Field: field + ".unit", Rule: BadName, Text: why}
		}
		if _, err := d.liquid.find(field, g.Component, g.Unit); err != nil {
			return nil, err
		}
	}
	return &Bounds{terms: terms}, nil
}

// Add checks a limit. field is its path, for the error: "limits[1]".
func (b *Bounds) Add(d *Dosing, field string, l Limit) error {
	if err := l.Check(field); err != nil {
		return err
	}
	switch {
	case l.Quantity != Points && !d.gives():
		return &Error{Field: "dosing", Rule: grid.Missing,
			Text: fmt.Sprintf("is absent, and there is a limit on the %s; give the volumes", l.Quantity)}
	case (l.Quantity == ArealVolume || l.Quantity == ArealDose) && !b.terms.Lattice:
		return &Error{Field: field + ".quantity", Rule: grid.NotAllowed,
			Text: "is per cm2, and without a lattice there is no cell to take that over; choose a pattern with a lattice, or another quantity"}
	case l.Quantity == DosePerKg && b.terms.MassG == 0:
		return &Error{Field: "body_mass_g", Rule: grid.Missing,
			Text: fmt.Sprintf("is not given, and there is a limit on the dose per kg of %s; give the body mass", l.Component)}
	}
	entry := bound{Limit: l}
	if l.ofDose() {
		var err error
		if entry.component, err = d.liquid.find(field, l.Component, l.Unit); err != nil {
			return err
		}
		for _, g := range b.terms.Given {
			if l.counts(g) && !increase(&entry.before, g.AmountMicro) {
				return &Error{Field: "delivered", Rule: grid.OutOfRange,
					Text: fmt.Sprintf("adds up to more than 2^64 - 1 millionths of %s of %q; check amount_micro", g.Unit, g.Component)}
			}
		}
	}
	b.limits = append(b.limits, entry)
	return nil
}

// Check tells whether the limit can stand by itself. field is its path, for the error.
func (l Limit) Check(field string) error {
	refuse := func(name string, rule grid.Rule, format string, args ...any) error {
		return &Error{Field: field + name, Rule: rule, Text: fmt.Sprintf(format, args...)}
	}
	switch {
	case l.Quantity == 0:
		return refuse(".quantity", grid.Missing, "is not said; give what the limit bounds")
	case l.Quantity > DosePerKg:
		return refuse(".quantity", grid.OutOfRange, "is %d, which is no quantity", l.Quantity)
	case l.SoftMin == nil && l.SoftMax == nil && l.HardMin == nil && l.HardMax == nil:
		return refuse("", grid.Missing, "has no bound; give soft_min, soft_max, hard_min or hard_max")
	}
	switch {
	case l.ofDose():
		if why := badText(l.Component, MaxNameBytes); why != "" {
			return refuse(".component", BadName, "%s", why)
		}
		if why := badText(l.Unit, MaxUnitBytes); why != "" {
			return refuse(".unit", BadName, "%s", why)
		}
	case l.Component != "":
		return refuse(".component", grid.NotAllowed, "is %q in %q, but %s is of no component; leave out both, or choose a dose",
			l.Component, l.Unit, l.Quantity)
	case l.Unit != "":
		return refuse(".unit", grid.NotAllowed, "is %q, but %s is of no component and has a unit of its own; leave it out, or "+
			"choose a dose", l.Unit, l.Quantity)
	}
	if l.PeriodDays != 0 && l.Quantity != TotalDose && l.Quantity != DosePerKg {
		return refuse(".period_days", grid.NotAllowed, "is %d, but %s is not added up over days; leave it out, or choose a total "+
			"dose or a dose per kg", l.PeriodDays, l.Quantity)
	}
	if l.Source != "" {
		if why := badText(l.Source, MaxSourceBytes); why != "" {
			return refuse(".source", BadName, "%s", why)
		}
	}
	// Ascending: what a bound contradicts stands after it.
	order := []struct {
		name  string
		value *uint64
	}{{"hard_min", l.HardMin}, {"soft_min", l.SoftMin}, {"soft_max", l.SoftMax}, {"hard_max", l.HardMax}}
	for i, low := range order {
		for _, high := range order[i+1:] {
			if low.value != nil && high.value != nil && *low.value > *high.value {
				return refuse("."+low.name, Contradiction, "is %d, above %s, %d; give them in ascending order", *low.value, high.name, *high.value)
			}
		}
	}
	return nil
}

// counts tells whether the limit counts what was given before, of a component and unit that the mixture has.
func (l Limit) counts(g Given) bool {
	return g.DaysAgo < l.PeriodDays && folded(g.Component) == folded(l.Component)
}

// Uncounted is the first dose given before that no limit counts, by index; -1: every one is counted by some.
func (b *Bounds) Uncounted() int {
	return slices.IndexFunc(b.terms.Given, func(g Given) bool {
		return !slices.ContainsFunc(b.limits, func(l bound) bool { return l.counts(g) })
	})
}

func (l Limit) ofDose() bool { return l.Quantity >= PointDose }

// Breaches are the limits that a whole grid breaks, in the order that they were added: the hard bound of each, or else
// the soft one.
func (b *Bounds) Breaches(r *Run) []Breach {
	var breaches []Breach
	for k := range b.limits {
		l := &b.limits[k]
		high, highAt := b.value(l, r, true)
		low, lowAt := b.value(l, r, false)
		switch {
		case high == nil: // no point has a value
		case above(high, l.HardMax):
			breaches = append(breaches, Breach{k, true, true, up(high), highAt})
		case below(low, l.HardMin):
			breaches = append(breaches, Breach{k, true, false, down(low), lowAt})
		case above(high, l.SoftMax):
			breaches = append(breaches, Breach{k, false, true, up(high), highAt})
		case below(low, l.SoftMin):
			breaches = append(breaches, Breach{k, false, false, down(low), lowAt})
		}
	}
	return breaches
}

// value is the greatest or the least value of the limit's quantity, with the first point that has it; nil without points
// where it is of a point.
func (b *Bounds) value(l *bound, r *Run, greatest bool) (value *big.Rat, point *uint64) {
	of := nl
	if l.ofDose() {
		of = func(volume uint64) *big.Rat { return r.dosing.liquid.micro(l.component, volume) }
	}
	volume, density := r.least, r.thin
	if greatest {
		volume, density = r.most, r.dense
	}
	switch l.Quantity {
	case Points:
		return nl(r.points), nil
	case TotalVolume:
		return of(r.total), nil
	case TotalDose, DosePerKg:
		sum := of(r.total)
		sum.Add(sum, nl(l.before))
		if l.Quantity == DosePerKg {
			sum = quo(times(sum, 1000), uint64(b.terms.MassG))
		}
		return sum, nil
	}
	if r.points == 0 {
		return nil, nil
	}
	if l.Quantity == PointVolume || l.Quantity == PointDose {
		return of(uint64(volume.volume)), &volume.point
	}
	return quo(times(of(uint64(density.volume)), um2PerCM2), density.area), &density.point
}

func above(v *big.Rat, bound *uint64) bool { return bound != nil && v.Cmp(nl(*bound)) > 0 }

func below(v *big.Rat, bound *uint64) bool { return bound != nil && v.Cmp(nl(*bound)) < 0 }

// up is the least whole number that is not below v, or the greatest there is.
func up(v *big.Rat) uint64 {
	if v.IsInt() {
		return down(v)
	}
	return down(new(big.Rat).Add(v, nl(1)))
}

func down(v *big.Rat) uint64 {
	whole := new(big.Int).Div(v.Num(), v.Denom())
	if !whole.IsUint64() {
		return math.MaxUint64
	}
	return whole.Uint64()
}
