package dose_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
	"github.com/mesogrid/mesogrid/grid/dose"
)

var deoxycholate = dose.Ingredient{Name: "deoxycholic acid", Unit: "mg", AmountMicro: 10e6, InNL: 1e6} // 10 mg/mL

func start(t *testing.T, spec dose.Spec, own ...uint32) *dose.Run {
	t.Helper()
	d, err := dose.New(spec)
	if err != nil {
		t.Fatalf("New(%+v): %v", spec, err)
	}
	return d.Start(own)
}

func TestRefused(t *testing.T) {
	with := func(change func(*dose.Ingredient)) dose.Spec {
		bad := deoxycholate
		bad.Name = "other"
		change(&bad)
		return dose.Spec{Rule: dose.Fixed(1), Mixture: []dose.Ingredient{deoxycholate, bad}}
	}
	for _, c := range []struct {
		name  string
		spec  dose.Spec
		field string
		rule  grid.Rule
	}{
		{"no rule", dose.Spec{}, "dosing.point_nl", grid.Missing},
		{"no volume", dose.Spec{Rule: dose.Fixed(0)}, "dosing.point_nl", grid.OutOfRange},
		{"no name", with(func(i *dose.Ingredient) { i.Name = "" }), "dosing.mixture[1].name", dose.BadName},
		{"blank name", with(func(i *dose.Ingredient) { i.Name = " x" }), "dosing.mixture[1].name", dose.BadName},
		{"line break", with(func(i *dose.Ingredient) { i.Name = "a\nb" }), "dosing.mixture[1].name", dose.BadName},
		{"not UTF-8", with(func(i *dose.Ingredient) { i.Name = "a\xff" }), "dosing.mixture[1].name", dose.BadName},
		{"long name", with(func(i *dose.Ingredient) { i.Name = strings.Repeat("n", 101) }), "dosing.mixture[1].name", dose.BadName},
		{"same name", with(func(i *dose.Ingredient) { i.Name = deoxycholate.Name }), "dosing.mixture[1].name", dose.RepeatedName},
		{"same name to a reader", with(func(i *dose.Ingredient) { i.Name = "Deoxycholic  Acid" }), "dosing.mixture[1].name", dose.RepeatedName},
		{"a piece of the amount in the unit", with(func(i *dose.Ingredient) { i.Unit = ",5mg" }), "dosing.mixture[1].unit", dose.BadName},
		{"a digit in the unit", with(func(i *dose.Ingredient) { i.Unit = "000units" }), "dosing.mixture[1].unit", dose.BadName},
		{"no unit", with(func(i *dose.Ingredient) { i.Unit = "" }), "dosing.mixture[1].unit", dose.BadName},
		{"long unit", with(func(i *dose.Ingredient) { i.Unit = strings.Repeat("u", 21) }), "dosing.mixture[1].unit", dose.BadName},
		{"no amount", with(func(i *dose.Ingredient) { i.AmountMicro = 0 }), "dosing.mixture[1].amount_micro", grid.OutOfRange},
		{"amount", with(func(i *dose.Ingredient) { i.AmountMicro = 1e18 + 1 }), "dosing.mixture[1].amount_micro", grid.OutOfRange},
		{"no liquid", with(func(i *dose.Ingredient) { i.InNL = 0 }), "dosing.mixture[1].in_nl", grid.OutOfRange},
		{"liquid", with(func(i *dose.Ingredient) { i.InNL = 1e12 + 1 }), "dosing.mixture[1].in_nl", grid.OutOfRange},
		{"concentration", with(func(i *dose.Ingredient) { i.AmountMicro, i.InNL = 1e10+1, 1 }), "dosing.mixture[1].amount_micro", dose.TooConcentrated},
	} {
		_, err := dose.New(c.spec)
		got, ok := errors.AsType[*dose.Error](err)
		if !ok || got.Field != c.field || got.Rule != c.rule || got.Text == "" {
			t.Errorf("%s: New = %v, want field %s, rule %s and a text", c.name, err, c.field, c.rule)
		}
	}
	// The same at the limit stands.
	start(t, with(func(i *dose.Ingredient) { i.AmountMicro, i.InNL, i.Unit = 1e10, 1, strings.Repeat("u", 20) }))
	start(t, with(func(i *dose.Ingredient) { i.AmountMicro, i.InNL, i.Name = 1e18, 1e12, strings.Repeat("n", 100) }))
}

func TestAppend(t *testing.T) {
	want := []uint32{7, 200, 9, 200, 200, 200}
	for cut := range len(want) + 1 { // the bands do not matter
		r := start(t, dose.Spec{Rule: dose.Fixed(200)}, 7, 0, 9)
		got := r.Append(r.Append(nil, cut), len(want)-cut)
		if !slices.Equal(got, want) {
			t.Errorf("cut at %d: volumes %v, want %v", cut, got, want)
		}
		if total, err := r.Total(); total != 816 || err != nil {
			t.Errorf("cut at %d: Total = %d, %v, want 816", cut, total, err)
		}
	}
}

func TestZeroDosing(t *testing.T) {
	r := new(dose.Dosing).Start([]uint32{5})
	if got, want := r.Append(nil, 3), []uint32{0, 0, 0}; !slices.Equal(got, want) {
		t.Errorf("volumes %v, want %v", got, want)
	}
	ground := dose.Ground{Cell: 1, Area: 1}
	if stats, ok := r.Stats(ground); ok || r.Doses(ground) != nil {
		t.Errorf("Stats = %+v, Doses = %v, want none of either", stats, r.Doses(ground))
	}
}

// A strip of 100 x 50 mm at 10 mm holds 50 points: 10 mL, 100 mg, 2 mg/cm2 by either density.
func TestStrip(t *testing.T) {
	r := start(t, dose.Spec{Rule: dose.Fixed(200_000), Mixture: []dose.Ingredient{deoxycholate}})
	r.Append(nil, 50)
	if total, err := r.Total(); total != 10_000_000 || err != nil {
		t.Errorf("Total = %d, %v, want 10 mL", total, err)
	}
	ground := dose.Ground{Cell: dose.Cell(grid.Square, 10_000), Area: 5e9}
	d := r.Doses(ground)[0]
	if d.Total != 100 || d.MaxPoint != 2 || *d.LatticePerCM2 != 2 || *d.MeanPerCM2 != 2 {
		t.Errorf("dose %+v, lattice %g, mean %g per cm2; want 100, 2, 2, 2 mg", d, *d.LatticePerCM2, *d.MeanPerCM2)
	}
	s, ok := r.Stats(ground)
	if !ok || s.Min != 200_000 || s.Max != 200_000 || s.Mean != 200_000 || s.CV != 0 ||
		*s.LatticeNLPerCM2 != 200_000 || *s.MeanNLPerCM2 != 200_000 {
		t.Errorf("stats %+v; want 200,000 nL everywhere and no variation", s)
	}
}

func TestTriangularDensity(t *testing.T) {
	r := start(t, dose.Spec{Rule: dose.Fixed(200_000), Mixture: []dose.Ingredient{deoxycholate}})
	r.Append(nil, 50)
	got := *r.Doses(dose.Ground{Cell: dose.Cell(grid.Triangular, 10_000)})[0].LatticePerCM2
	if want := 4 / math.Sqrt(3); math.Abs(got-want) > 1e-12 { // 2 mg over sqrt(3)/2 cm2
		t.Errorf("lattice density %v mg/cm2, want %v", got, want)
	}
}

// Twelve named points of 0.3 mL at 0.23 mg/mL: 0.828 mg, to the last digit.
func TestNamedPoints(t *testing.T) {
	r := start(t, dose.Spec{Rule: dose.Fixed(300_000), Mixture: []dose.Ingredient{
		{Name: "collagenase", Unit: "mg", AmountMicro: 230_000, InNL: 1e6}}}, make([]uint32, 12)...)
	r.Append(nil, 12)
	d := r.Doses(dose.Ground{})[0]
	if d.Total != 0.828 || d.LatticePerCM2 != nil || d.MeanPerCM2 != nil {
		t.Errorf("dose %+v, want 0.828 mg without densities", d)
	}
}

// Fixed points count for the statistics, the total and the lattice density.
func TestFixedPointsAndLattice(t *testing.T) {
	r := start(t, dose.Spec{Rule: dose.Fixed(1000), Mixture: []dose.Ingredient{deoxycholate}}, 5000, 0)
	r.Append(nil, 6) // 5000 and five times 1000: mean 5/3 x 1000, deviation 1000 sqrt(20)/3
	s, _ := r.Stats(dose.Ground{Cell: 1e8})
	mean, cv := 10_000./6, math.Sqrt(20)/5
	if s.Min != 1000 || s.Max != 5000 || math.Abs(s.Mean-mean) > 1e-9 || math.Abs(s.CV-cv) > 1e-12 {
		t.Errorf("stats %+v, want 1000 to 5000, mean %g, cv %g", s, mean, cv)
	}
	d := r.Doses(dose.Ground{Cell: 1e8})[0]
	if d.MaxPoint != 0.05 || *d.LatticePerCM2 != 0.05 || *s.LatticeNLPerCM2 != 5000 {
		t.Errorf("max point %g mg, lattice %g mg and %g nL per cm2; want 0.05, 0.05, 5000",
			d.MaxPoint, *d.LatticePerCM2, *s.LatticeNLPerCM2)
	}
}

func TestCell(t *testing.T) {
	for _, c := range []struct {
		pattern grid.Pattern
		spacing grid.Micrometres
		want    float64
	}{
		{grid.Square, 20, 400},
		{grid.Square, 100_000, 1e10},
		{grid.Triangular, 2, 2 * math.Sqrt(3)},
		{grid.NoPattern, 10, 0},
	} {
		if got := dose.Cell(c.pattern, c.spacing); got != c.want {
			t.Errorf("Cell(%d, %d um) = %v um2, want %v", c.pattern, c.spacing, got, c.want)
		}
	}
}
