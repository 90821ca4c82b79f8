package dose_test

import (
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
	"github.com/mesogrid/mesogrid/grid/dose"
)

// quantities are the exact values of a limit's quantity, of each point or of the whole grid.
func quantities(p plan, o outcome, l dose.Limit, terms dose.Terms) []*big.Rat {
	var of func(nl uint64) *big.Rat // millionths, or nL
	switch l.Component {
	case "":
		of = func(nl uint64) *big.Rat { return new(big.Rat).SetInt(new(big.Int).SetUint64(nl)) }
	default:
		// deoxycholate is 10 mg in 1 mL, and the other component 7 units in 3 mL: parts 2 and 5 of 7.
		micro, liquid := int64(10e6*2), int64(1e6*7)
		if l.Unit == "units" {
			micro, liquid = 7e6*5, 3e6*7
		}
		of = func(nl uint64) *big.Rat {
			return new(big.Rat).Mul(big.NewRat(micro, liquid), new(big.Rat).SetInt(new(big.Int).SetUint64(nl)))
		}
	}
	whole := func(q *big.Rat) []*big.Rat { return []*big.Rat{q} }
	switch l.Quantity {
	case dose.Points:
		return whole(big.NewRat(int64(len(o.volumes)), 1))
	case dose.TotalVolume:
		return whole(of(o.total))
	case dose.TotalDose, dose.DosePerKg:
		sum := of(o.total)
		for _, g := range terms.Given {
			if strings.EqualFold(g.Component, l.Component) && g.DaysAgo < l.PeriodDays {
				sum.Add(sum, new(big.Rat).SetInt(new(big.Int).SetUint64(g.AmountMicro)))
			}
		}
		if l.Quantity == dose.DosePerKg {
			sum.Mul(sum, big.NewRat(1000, int64(terms.MassG)))
		}
		return whole(sum)
	}
	a0 := uint64(p.cell + 0.5)
	var each []*big.Rat
	for k, v := range o.volumes {
		q := of(uint64(v))
		if l.Quantity == dose.ArealVolume || l.Quantity == dose.ArealDose {
			area := a0
			if k >= len(p.own) && p.Share > grid.Equal {
				cap := p.Cap
				if cap == 0 {
					cap = dose.DefaultCap
				}
				area = max(a0, min(uint64(p.areas[k-len(p.own)]+0.5), a0*uint64(cap)/1000))
			}
			q.Mul(q, new(big.Rat).SetFrac(big.NewInt(1e8), new(big.Int).SetUint64(area)))
		}
		each = append(each, q)
	}
	return each
}

// TestLimits sets bounds at the exact value of random grids, and one unit to either side of it: nothing beyond is missed,
// nothing at the bound is told, and what is told is the worst value and its first point.
func TestLimits(t *testing.T) {
	rng := rand.New(rand.NewPCG(*seed, 32))
	told, kept := 0, 0
	for done := 0; done < trials(); {
		p := randomPlan(rng)
		p.Mixture = []dose.Ingredient{deoxycholate, {Name: "Toxin", Unit: "units", AmountMicro: 7e6, InNL: 3e6}}
		p.Mixture[0].PartNL, p.Mixture[1].PartNL = 2, 5
		r, o, err := give(p, rng)
		if err != nil {
			t.Fatalf("%v\n%v", err, p)
		}
		if o.refused != "" {
			continue
		}
		done++
		terms := dose.Terms{Lattice: true, MassG: dose.MinMassG + rng.Uint32N(dose.MaxMassG-dose.MinMassG+1)}
		for range rng.IntN(3) {
			terms.Given = append(terms.Given, dose.Given{Component: "TOXIN", Unit: "units", AmountMicro: grain(rng, 1e12), DaysAgo: rng.Uint32N(5)})
		}
		d, err := dose.New(p.Spec)
		if err != nil {
			t.Fatal(err)
		}
		b, err := dose.NewBounds(d, terms)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for n := range 1 + rng.IntN(4) {
			l := dose.Limit{Quantity: dose.Quantity(1 + rng.IntN(8))}
			if l.Quantity >= dose.PointDose {
				l.Component, l.Unit = "toxin", "units"
				if rng.IntN(2) == 0 {
					l.Component, l.Unit = deoxycholate.Name, "mg"
				}
			}
			if l.Quantity >= dose.TotalDose {
				l.PeriodDays = rng.Uint32N(5)
			}
			want = append(want, bound(rng, &l, n, quantities(p, o, l, terms))...)
			if err := b.Add(d, "limits", l); err != nil {
				t.Fatalf("%+v: %v", l, err)
			}
		}
		var got []string
		for _, breach := range b.Breaches(r) {
			point := "-"
			if breach.Point != nil {
				point = fmt.Sprint(*breach.Point)
			}
			got = append(got, fmt.Sprint(breach.Limit, breach.Hard, breach.Above, breach.Value, point))
		}
		told += len(got)
		kept += 1 - min(1, len(got))
		if !slices.Equal(got, want) {
			t.Fatalf("got %q, want %q\nvolumes %v\n%v", got, want, o.volumes, p)
		}
	}
	t.Logf("%d grids: %d breaches told, %d grids without any", trials(), told, kept)
	if told < trials()/4 || kept < trials()/4 {
		t.Errorf("%d breaches told and %d grids without any: one of them is too rare", told, kept)
	}
}

// bound sets one bound of a limit next to its worst value, and says what is to be told.
func bound(rng *rand.Rand, l *dose.Limit, n int, values []*big.Rat) []string {
	at := func(v uint64) *uint64 { return &v }
	if len(values) == 0 {
		l.HardMax, l.HardMin = at(1), at(1)
		return nil
	}
	above, hard := rng.IntN(2) == 0, rng.IntN(2) == 0
	worst := 0
	for k, v := range values {
		if c := v.Cmp(values[worst]); above && c > 0 || !above && c < 0 {
			worst = k
		}
	}
	v := values[worst]
	floor := new(big.Int).Div(v.Num(), v.Denom()).Uint64()
	limit := floor
	switch {
	case rng.IntN(3) == 0:
		limit++
	case rng.IntN(2) == 0 && limit > 0:
		limit--
	}
	switch {
	case above && hard:
		l.HardMax = at(limit)
	case above:
		l.SoftMax = at(limit)
	case hard:
		l.HardMin = at(limit)
	default:
		l.SoftMin = at(limit)
	}
	c := v.Cmp(new(big.Rat).SetInt(new(big.Int).SetUint64(limit)))
	if above && c <= 0 || !above && c >= 0 {
		return nil
	}
	value, point := floor, "-"
	if above && !v.IsInt() {
		value++
	}
	switch l.Quantity {
	case dose.PointVolume, dose.ArealVolume, dose.PointDose, dose.ArealDose:
		point = fmt.Sprint(worst)
	}
	return []string{fmt.Sprint(n, hard, above, value, point)}
}

// Lidocaine at 20 mg/mL, 70 kg and 4.5 mg/kg: 15.75 mL are 315 mg and pass; a nanolitre more does not.
func TestLidocaine(t *testing.T) {
	for _, c := range []struct {
		nl   uint32
		want []string
	}{
		{15_750_000, nil},
		{15_749_999, nil},
		{15_750_001, []string{"Dose per kg of lidocaine: 4.500001 mg/kg is above the hard limit of 4.5 mg/kg (plain)."}},
	} {
		d, err := dose.New(dose.Spec{Rule: dose.Fixed(c.nl), Mixture: []dose.Ingredient{{Name: "lidocaine", Unit: "mg", AmountMicro: 20e6, InNL: 1e6}}})
		if err != nil {
			t.Fatal(err)
		}
		b, err := dose.NewBounds(d, dose.Terms{MassG: 70_000, Lattice: true})
		if err != nil {
			t.Fatal(err)
		}
		l := dose.Limit{Quantity: dose.DosePerKg, Component: "lidocaine", Unit: "mg", HardMax: new(uint64(4_500_000)), Source: "plain"}
		if err := b.Add(d, "limits[0]", l); err != nil {
			t.Fatal(err)
		}
		r, err := d.Start(nil, dose.Ground{Cell: 1e8})
		if err != nil {
			t.Fatal(err)
		}
		appendTo(t, r, nil, 1)
		var got []string
		for _, breach := range b.Breaches(r) {
			got = append(got, l.Tell(breach))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%d nL: %q, want %q", c.nl, got, c.want)
		}
	}
}

// Limits that cannot stand, or do not go with the plan, name their field.
func TestLimitsRefused(t *testing.T) {
	at := func(v uint64) *uint64 { return &v }
	total := func(change func(*dose.Limit)) dose.Limit {
		l := dose.Limit{Quantity: dose.TotalDose, Component: deoxycholate.Name, Unit: "mg", HardMax: at(1)}
		change(&l)
		return l
	}
	dosing := dose.Spec{Rule: dose.Fixed(1), Mixture: []dose.Ingredient{deoxycholate}}
	for _, c := range []struct {
		name  string
		limit dose.Limit
		terms dose.Terms
		field string
		rule  grid.Rule
	}{
		{"no quantity", dose.Limit{HardMax: at(1)}, dose.Terms{}, "limits[3].quantity", grid.Missing},
		{"no such quantity", dose.Limit{Quantity: 9, HardMax: at(1)}, dose.Terms{}, "limits[3].quantity", grid.OutOfRange},
		{"no bound", dose.Limit{Quantity: dose.Points}, dose.Terms{}, "limits[3]", grid.Missing},
		{"no component", total(func(l *dose.Limit) { l.Component = "" }), dose.Terms{}, "limits[3].component", dose.BadName},
		{"no unit", total(func(l *dose.Limit) { l.Unit = "" }), dose.Terms{}, "limits[3].unit", dose.BadName},
		{"unknown component", total(func(l *dose.Limit) { l.Component = "x" }), dose.Terms{}, "limits[3].component", dose.UnknownComponent},
		{"other unit", total(func(l *dose.Limit) { l.Unit = "Mg" }), dose.Terms{}, "limits[3].unit", dose.UnknownComponent},
		{"component of a volume", dose.Limit{Quantity: dose.TotalVolume, Component: "x", HardMax: at(1)}, dose.Terms{}, "limits[3].component", grid.NotAllowed},
		{"unit of a volume", dose.Limit{Quantity: dose.TotalVolume, Unit: "mg", HardMax: at(1)}, dose.Terms{}, "limits[3].unit", grid.NotAllowed},
		{"days of points", dose.Limit{Quantity: dose.Points, PeriodDays: 1, HardMax: at(1)}, dose.Terms{}, "limits[3].period_days", grid.NotAllowed},
		{"long source", total(func(l *dose.Limit) { l.Source = strings.Repeat("s", 201) }), dose.Terms{}, "limits[3].source", dose.BadName},
		{"soft above hard", total(func(l *dose.Limit) { l.SoftMax = at(2) }), dose.Terms{}, "limits[3].soft_max", dose.Contradiction},
		{"least above most", total(func(l *dose.Limit) { l.SoftMin = at(2) }), dose.Terms{}, "limits[3].soft_min", dose.Contradiction},
		{"no lattice", dose.Limit{Quantity: dose.ArealVolume, HardMax: at(1)}, dose.Terms{}, "limits[3].quantity", grid.NotAllowed},
		{"no body mass", total(func(l *dose.Limit) { l.Quantity = dose.DosePerKg }), dose.Terms{}, "body_mass_g", grid.Missing},
		{"body mass too small", total(func(*dose.Limit) {}), dose.Terms{MassG: 299}, "body_mass_g", grid.OutOfRange},
		{"body mass too large", total(func(*dose.Limit) {}), dose.Terms{MassG: 700_001}, "body_mass_g", grid.OutOfRange},
		{"given before, unknown", total(func(*dose.Limit) {}), dose.Terms{Given: []dose.Given{{Component: "x", Unit: "mg"}}}, "delivered[0].component", dose.UnknownComponent},
		{"given before, other unit", total(func(*dose.Limit) {}), dose.Terms{Given: []dose.Given{{Component: deoxycholate.Name, Unit: "mcg"}}}, "delivered[0].unit", dose.UnknownComponent},
		{"given before, no name", total(func(*dose.Limit) {}), dose.Terms{Given: []dose.Given{{Unit: "mg"}}}, "delivered[0].component", dose.BadName},
		{"given before, too much", total(func(l *dose.Limit) { l.PeriodDays = 2 }), dose.Terms{Given: []dose.Given{
			{Component: deoxycholate.Name, Unit: "mg", AmountMicro: 1 << 63}, {Component: deoxycholate.Name, Unit: "mg", AmountMicro: 1 << 63}}}, "delivered", grid.OutOfRange},
	} {
		d, err := dose.New(dosing)
		if err != nil {
			t.Fatal(err)
		}
		b, err := dose.NewBounds(d, c.terms)
		if err == nil {
			err = b.Add(d, "limits[3]", c.limit)
		}
		if e, ok := errors.AsType[*dose.Error](err); !ok || e.Field != c.field || e.Rule != c.rule || e.Text == "" {
			t.Errorf("%s: %v, want %s in %s", c.name, err, c.rule, c.field)
		}
	}
	b, err := dose.NewBounds(new(dose.Dosing), dose.Terms{Lattice: true})
	if err != nil {
		t.Fatal(err)
	}
	err = b.Add(new(dose.Dosing), "limits[0]", dose.Limit{Quantity: dose.TotalVolume, HardMax: at(1)})
	if e, ok := errors.AsType[*dose.Error](err); !ok || e.Field != "dosing" || e.Rule != grid.Missing {
		t.Errorf("a limit on a volume without dosing: %v", err)
	}
	if err := b.Add(new(dose.Dosing), "limits[0]", dose.Limit{Quantity: dose.Points, HardMax: at(1)}); err != nil {
		t.Errorf("a limit on points without dosing: %v", err)
	}
}

// The sentences that a person reads.
func TestTell(t *testing.T) {
	at := func(v uint64) *uint64 { return &v }
	for _, c := range []struct {
		limit  dose.Limit
		breach dose.Breach
		want   string
	}{
		{dose.Limit{Quantity: dose.Points, HardMax: at(50)}, dose.Breach{Hard: true, Above: true, Value: 60}, "Number of points: 60 is above the hard limit of 50."},
		{dose.Limit{Quantity: dose.PointVolume, SoftMin: at(100_000)}, dose.Breach{Value: 999, Point: at(7)},
			"Volume of a point, at point 7: 999 nL is below the soft limit of 0.1 mL."},
		{dose.Limit{Quantity: dose.ArealDose, Component: "x", Unit: "mg", HardMax: at(2_000_000), Source: "label"},
			dose.Breach{Hard: true, Above: true, Value: 2_309_402, Point: at(0)}, "Dose per cm2 of x, at point 0: 2.309402 mg/cm2 is above the hard limit of 2 mg/cm2 (label)."},
		{dose.Limit{Quantity: dose.TotalDose, Component: "x", Unit: "units", SoftMax: at(400_000_000), PeriodDays: 84},
			dose.Breach{Above: true, Value: 400_500_000}, "Total dose of x in 84 days: 400.5 units is above the soft limit of 400 units."},
		{dose.Limit{Quantity: dose.ArealVolume, HardMin: at(1)}, dose.Breach{Hard: true, Value: 0, Point: at(3)}, "Volume per cm2, at point 3: 0 nL/cm2 is below the hard limit of 1 nL/cm2."},
	} {
		if got := c.limit.Tell(c.breach); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestOutByTen(t *testing.T) {
	mixed := func(name, unit string, micro uint64) []dose.Ingredient {
		return []dose.Ingredient{{Name: "saline", PartNL: 1}, {Name: name, Unit: unit, AmountMicro: micro, InNL: 1e6, PartNL: 1}}
	}
	const published = 100_000
	for _, c := range []struct {
		name        string
		nl          uint32
		ours, usual []dose.Ingredient
		want        string
	}{
		{"the same", published, mixed("x", "mg", 1e6), mixed("x", "mg", 1e6), ""},
		{"five times", 5 * published, mixed("x", "mg", 1e6), mixed("x", "mg", 1e6), ""},
		{"more than five times", 5*published + 1, mixed("x", "mg", 1e6), mixed("x", "mg", 1e6), "point 0 gets 0.25 mg of x, and the usual dose of a point is 0.05 mg"},
		{"a fifth", published / 5, mixed("x", "mg", 1e6), mixed("x", "mg", 1e6), ""},
		{"less than a fifth", published/5 - 1, mixed("x", "mg", 1e6), mixed("x", "mg", 1e6), "point 0 gets 0.009999 mg of x, and the usual dose of a point is 0.05 mg"},
		{"ten times the concentration", published, mixed("X", "mg", 1e7), mixed("x", "mg", 1e6), "point 0 gets 0.5 mg of x, and the usual dose of a point is 0.05 mg"},
		{"ten times the volume of a tenth", 10 * published, mixed("x", "mg", 1e5), mixed("x", "mg", 1e6), ""},
		{"another unit", 10 * published, mixed("x", "mcg", 1e6), mixed("x", "mg", 1e6), ""},
		{"no mixture", 10 * published, mixed("x", "mg", 1e6), nil, "point 0 gets 1 mL, and the usual volume of a point is 0.1 mL"},
		{"no mixture, the same", published, nil, nil, ""},
	} {
		run := func(nl uint32, mixture []dose.Ingredient) (*dose.Dosing, *dose.Run) {
			d, err := dose.New(dose.Spec{Rule: dose.Fixed(nl), Mixture: mixture})
			if err != nil {
				t.Fatal(err)
			}
			r, err := d.Start(nil, dose.Ground{Cell: 1e8})
			if err != nil {
				t.Fatal(err)
			}
			appendTo(t, r, nil, 3)
			return d, r
		}
		usual, _ := run(published, c.usual)
		if _, r := run(c.nl, c.ours); r.OutByTen(usual) != c.want {
			t.Errorf("%s: %q, want %q", c.name, r.OutByTen(usual), c.want)
		}
	}
}
