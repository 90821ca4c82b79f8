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

// start begins a grid of square cells of 1 cm2.
func start(t *testing.T, spec dose.Spec, own ...uint32) *dose.Run {
	t.Helper()
	d, err := dose.New(spec)
	if err != nil {
		t.Fatalf("New(%+v): %v", spec, err)
	}
	r, err := d.Start(own, dose.Ground{Cell: 1e8})
	if err != nil {
		t.Fatalf("Start(%v): %v", own, err)
	}
	return r
}

func appendTo(t *testing.T, r *dose.Run, dst []uint32, n int) []uint32 {
	t.Helper()
	dst, err := r.Append(dst, n)
	if err != nil {
		t.Fatalf("Append(%d): %v", n, err)
	}
	return dst
}

func sumOf(t *testing.T, r *dose.Run) dose.Sum {
	t.Helper()
	s, err := r.Sum()
	if err != nil {
		t.Fatalf("Sum: %v", err)
	}
	return s
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
		{"no rule", dose.Spec{}, "dosing.rule", grid.Missing},
		{"no volume", dose.Spec{Rule: dose.Fixed(0)}, "dosing.point_nl", grid.OutOfRange},
		{"no total", dose.Spec{Rule: dose.Total(0)}, "dosing.total_nl", grid.OutOfRange},
		{"no volume for an area", dose.Spec{Rule: dose.Areal(0)}, "dosing.nl_per_cm2", grid.OutOfRange},
		{"share", dose.Spec{Rule: dose.Fixed(1), Share: grid.Voronoi + 1}, "dosing.share", grid.OutOfRange},
		{"cap of equal shares", dose.Spec{Rule: dose.Fixed(1), Share: grid.Equal, Cap: 2000}, "dosing.cap_permille", grid.NotAllowed},
		{"cap of the share left out", dose.Spec{Rule: dose.Fixed(1), Cap: 2000}, "dosing.cap_permille", grid.NotAllowed},
		{"small cap", dose.Spec{Rule: dose.Fixed(1), Share: grid.Voronoi, Cap: 999}, "dosing.cap_permille", grid.OutOfRange},
		{"large cap", dose.Spec{Rule: dose.Fixed(1), Share: grid.Voronoi, Cap: 100_001}, "dosing.cap_permille", grid.OutOfRange},
		{"shot below a step", dose.Spec{Rule: dose.Fixed(1), Injector: dose.Injector{Step: 10, MaxShot: 9}}, "injector.max_shot_nl", grid.OutOfRange},
		{"shots", dose.Spec{Rule: dose.Fixed(1), Injector: dose.Injector{MinShot: 10, MaxShot: 9}}, "injector.min_shot_nl", grid.OutOfRange},
		{"dead volume", dose.Spec{Rule: dose.Fixed(1), Injector: dose.Injector{DeadVolume: 1e12 + 1}}, "injector.dead_volume_nl", grid.OutOfRange},
		{"reservoir", dose.Spec{Rule: dose.Fixed(1), Injector: dose.Injector{Reservoir: 10, DeadVolume: 10}}, "injector.reservoir_nl", grid.OutOfRange},
		{"part of one", with(func(i *dose.Ingredient) { i.PartNL = 1 }), "dosing.mixture[0].part_nl", grid.Missing},
		{"part", with(func(i *dose.Ingredient) { i.PartNL = 1e12 + 1 }), "dosing.mixture[1].part_nl", grid.OutOfRange},
		{"diluent with an amount", with(func(i *dose.Ingredient) { i.Unit, i.PartNL = "", 1 }), "dosing.mixture[1].unit", dose.BadName},
		{"diluent without a part", with(func(i *dose.Ingredient) { i.Unit, i.AmountMicro, i.InNL = "", 0, 0 }), "dosing.mixture[1].unit", dose.BadName},
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
	start(t, dose.Spec{Rule: dose.Fixed(1), Share: grid.Voronoi, Cap: 1000})
	start(t, dose.Spec{Rule: dose.Fixed(1), Share: grid.ClippedCell, Cap: 100_000})
	start(t, dose.Spec{Rule: dose.Fixed(9), Injector: dose.Injector{Step: 9, MinShot: 9, MaxShot: 9, Reservoir: 1e12 + 1, DeadVolume: 1e12}})
	start(t, with(func(i *dose.Ingredient) { i.AmountMicro, i.InNL, i.Unit = 1e10, 1, strings.Repeat("u", 20) }))
	start(t, with(func(i *dose.Ingredient) { i.AmountMicro, i.InNL, i.Name = 1e18, 1e12, strings.Repeat("n", 100) }))
}

func TestAppend(t *testing.T) {
	want := []uint32{7, 200, 9, 200, 200, 200}
	for cut := range len(want) + 1 { // the bands do not matter
		r := start(t, dose.Spec{Rule: dose.Fixed(200)}, 7, 0, 9)
		got := appendTo(t, r, appendTo(t, r, nil, cut), len(want)-cut)
		if !slices.Equal(got, want) {
			t.Errorf("cut at %d: volumes %v, want %v", cut, got, want)
		}
		if sum := sumOf(t, r); sum.Total != 816 || sum.Residue != 0 {
			t.Errorf("cut at %d: %+v, want 816 nL and no residue", cut, sum)
		}
	}
}

func TestZeroDosing(t *testing.T) {
	r, err := new(dose.Dosing).Start([]uint32{5}, dose.Ground{Cell: 1})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := appendTo(t, r, nil, 3), []uint32{0, 0, 0}; !slices.Equal(got, want) {
		t.Errorf("volumes %v, want %v", got, want)
	}
	body := dose.Body{Area2: 1, MassG: 1}
	if stats, ok := r.Stats(body); ok || r.Doses(body) != nil {
		t.Errorf("Stats = %+v, Doses = %v, want none of either", stats, r.Doses(body))
	}
}

// A strip of 100 x 50 mm at 10 mm holds 50 points: 10 mL, 100 mg, 2 mg/cm2 by either density.
func TestStrip(t *testing.T) {
	r := start(t, dose.Spec{Rule: dose.Fixed(200_000), Mixture: []dose.Ingredient{deoxycholate}})
	appendTo(t, r, nil, 50)
	if sum := sumOf(t, r); sum.Total != 10_000_000 {
		t.Errorf("%+v, want 10 mL", sum)
	}
	body := dose.Body{Area2: 2 * 5e9}
	d := r.Doses(body)[0]
	if d.Total != 100 || d.MaxPoint != 2 || *d.LatticePerCM2 != 2 || *d.MeanPerCM2 != 2 {
		t.Errorf("dose %+v, lattice %g, mean %g per cm2; want 100, 2, 2, 2 mg", d, *d.LatticePerCM2, *d.MeanPerCM2)
	}
	s, ok := r.Stats(body)
	if !ok || s.Min != 200_000 || s.Max != 200_000 || s.Mean != 200_000 || s.CV != 0 ||
		*s.LatticeNLPerCM2 != 200_000 || *s.MeanNLPerCM2 != 200_000 {
		t.Errorf("stats %+v; want 200,000 nL everywhere and no variation", s)
	}
}

func TestTriangularDensity(t *testing.T) {
	d, err := dose.New(dose.Spec{Rule: dose.Fixed(200_000), Mixture: []dose.Ingredient{deoxycholate}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := d.Start(nil, dose.Ground{Cell: dose.Cell(grid.Triangular, 10_000)})
	if err != nil {
		t.Fatal(err)
	}
	appendTo(t, r, nil, 50)
	got := *r.Doses(dose.Body{})[0].LatticePerCM2
	if want := 2 / 0.86602540; got != want { // 2 mg over sqrt(3)/2 cm2, in whole um2
		t.Errorf("lattice density %v mg/cm2, want %v", got, want)
	}
}

// Twelve named points of 0.3 mL at 0.23 mg/mL: 0.828 mg, to the last digit.
func TestNamedPoints(t *testing.T) {
	d, err := dose.New(dose.Spec{Rule: dose.Fixed(300_000), Mixture: []dose.Ingredient{
		{Name: "collagenase", Unit: "mg", AmountMicro: 230_000, InNL: 1e6}}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := d.Start(make([]uint32, 12), dose.Ground{})
	if err != nil {
		t.Fatal(err)
	}
	appendTo(t, r, nil, 12)
	got := r.Doses(dose.Body{})[0]
	if got.Total != 0.828 || got.LatticePerCM2 != nil || got.MeanPerCM2 != nil {
		t.Errorf("dose %+v, want 0.828 mg without densities", got)
	}
}

// Fixed points count for the statistics, the total and the lattice density.
func TestFixedPointsAndLattice(t *testing.T) {
	r := start(t, dose.Spec{Rule: dose.Fixed(1000), Mixture: []dose.Ingredient{deoxycholate}}, 5000, 0)
	appendTo(t, r, nil, 6) // 5000 and five times 1000: mean 5/3 x 1000, deviation 1000 sqrt(20)/3
	s, _ := r.Stats(dose.Body{})
	mean, cv := 10_000./6, math.Sqrt(20)/5
	if s.Min != 1000 || s.Max != 5000 || math.Abs(s.Mean-mean) > 1e-9 || math.Abs(s.CV-cv) > 1e-12 {
		t.Errorf("stats %+v, want 1000 to 5000, mean %g, cv %g", s, mean, cv)
	}
	d := r.Doses(dose.Body{})[0]
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

// What the pattern lacks is not waited for.
func TestNoLattice(t *testing.T) {
	for _, c := range []struct {
		spec  dose.Spec
		own   []uint32
		field string
		rule  grid.Rule
	}{
		{dose.Spec{Rule: dose.Total(5)}, []uint32{1}, "dosing.total_nl", grid.NotAllowed},
		{dose.Spec{Rule: dose.Areal(5)}, []uint32{1}, "dosing.nl_per_cm2", grid.NotAllowed},
		{dose.Spec{Rule: dose.Fixed(5), Share: grid.Voronoi}, []uint32{1}, "dosing.share", grid.NotAllowed},
	} {
		d, err := dose.New(c.spec)
		if err != nil {
			t.Fatal(err)
		}
		_, err = d.Start(c.own, dose.Ground{})
		if e, ok := errors.AsType[*dose.Error](err); !ok || e.Field != c.field || e.Rule != c.rule {
			t.Errorf("%T, share %d without a lattice: %v, want %s in %s", c.spec.Rule, c.spec.Share, err, c.rule, c.field)
		}
	}
}

// Published volumes, to the nanolitre.
func TestPublishedVolumes(t *testing.T) {
	for _, c := range []struct {
		name     string
		spec     dose.Spec
		points   int
		volumes  []uint32 // every one is among them
		total    uint64
		residue  uint64
		fillings uint64
	}{
		{"100 uL in steps of 30 uL", dose.Spec{Rule: dose.Fixed(100_000), Injector: dose.Injector{Step: 30_000}}, 5, []uint32{90_000}, 450_000, 50_000, 1},
		{"10 mL over 24 points in steps of 60 uL", dose.Spec{Rule: dose.Total(10_000_000), Injector: dose.Injector{Step: 60_000}}, 24,
			[]uint32{360_000, 420_000}, 9_960_000, 40_000, 1},
		{"2 mL over 10 points", dose.Spec{Rule: dose.Total(2_000_000)}, 10, []uint32{200_000}, 2_000_000, 0, 1},
		{"2 mL over 12 points", dose.Spec{Rule: dose.Total(2_000_000)}, 12, []uint32{166_666, 166_667}, 2_000_000, 0, 1},
		{"2 mL over 15 points", dose.Spec{Rule: dose.Total(2_000_000)}, 15, []uint32{133_333, 133_334}, 2_000_000, 0, 1},
		{"10 mL by syringes of 2 mL that leave 0.05 mL", dose.Spec{Rule: dose.Fixed(200_000),
			Injector: dose.Injector{Reservoir: 2_000_000, DeadVolume: 50_000}}, 50, []uint32{200_000}, 10_000_000, 0, 6},
	} {
		d, err := dose.New(c.spec)
		if err != nil {
			t.Fatal(err)
		}
		r, err := d.Start(nil, dose.Ground{Cell: 1e8, Points: uint64(c.points)})
		if err != nil {
			t.Fatal(err)
		}
		volumes := appendTo(t, r, nil, c.points)
		s := sumOf(t, r)
		found := slices.Compact(slices.Sorted(slices.Values(volumes)))
		if !slices.Equal(found, c.volumes) || s.Total != c.total || s.Residue != c.residue || s.Fills != c.fillings ||
			s.DrawUp != c.total+c.fillings*c.spec.Injector.DeadVolume {
			t.Errorf("%s: volumes %v, %+v, want %+v", c.name, found, s, c)
		}
	}
}

// A mixture of three parts, one of them a diluent: a third of each concentration, and what to draw up, rounded up.
func TestMixture(t *testing.T) {
	r := start(t, dose.Spec{Rule: dose.Fixed(100_000), Mixture: []dose.Ingredient{
		{Name: "lidocaine", Unit: "mg", AmountMicro: 20e6, InNL: 1e6, PartNL: 1e6},
		{Name: "saline", PartNL: 1e6},
		{Name: "ketoprofen", Unit: "mg", AmountMicro: 160e6, InNL: 1e6, PartNL: 1e6},
	}})
	appendTo(t, r, nil, 10)
	doses := r.Doses(dose.Body{MassG: 50_000})
	if len(doses) != 2 || doses[0].Total != 20./3 || doses[1].Total != 160./3 || *doses[1].PerKg != 160./3/50 {
		t.Errorf("doses %+v, want 20/3 and 160/3 mg", doses)
	}
	want := []dose.Portion{{Name: "lidocaine", Volume: 333_334}, {Name: "saline", Volume: 333_334}, {Name: "ketoprofen", Volume: 333_334}}
	if s := sumOf(t, r); !slices.Equal(s.Ingredients, want) {
		t.Errorf("to draw up %v, want %v", s.Ingredients, want)
	}
}
