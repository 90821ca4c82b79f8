package grid_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
)

// eachSearched calls visit with plans of every kind whose lattice is searched.
func eachSearched(t *testing.T, each int, visit func(t *testing.T, rng *rand.Rand, p plan, o *grid.Outline)) {
	t.Helper()
	if *long {
		each *= 20
	}
	for n, kind := range kinds {
		if kind.name == "none" {
			continue
		}
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			searched(rand.New(rand.NewPCG(*seed, uint64(100+n))), n, each, func(rng *rand.Rand, p plan, o *grid.Outline) {
				visit(t, rng, p, o)
			})
		})
	}
}

// TestBestFit holds grids that were searched for against brute force, what they say of themselves against the grids they
// name, and the result against the centred grid.
func TestBestFit(t *testing.T) {
	eachSearched(t, 12, func(t *testing.T, _ *rand.Rand, p plan, o *grid.Outline) {
		var g grid.Grid
		ans, err := hold(&g, p, o)
		if err != nil {
			t.Fatalf("%v\n%v", err, p)
		}
		fit, ok := g.Fit()
		if !ok {
			t.Fatalf("Fit() tells of no search\n%v", p)
		}
		c := p
		c.BestFit = nil
		even, err := grid.New(c.spec(o), nil)
		if err != nil {
			t.Fatalf("%v\n%v", err, c)
		}
		centred, err := take(even)
		if err != nil {
			t.Fatalf("%v\n%v", err, c)
		}
		if fit.Points != uint64(len(ans.points)) || fit.CentredPoints != uint64(len(centred.points)) {
			t.Errorf("the fit has %d points, and centred %d, want %d and %d\n%v", fit.Points, fit.CentredPoints, len(ans.points), len(centred.points), p)
		}
		off := func(n uint64) int64 {
			if p.BestFit.Wanted == 0 {
				return -int64(n)
			}
			return max(int64(n)-int64(p.BestFit.Wanted), int64(p.BestFit.Wanted)-int64(n))
		}
		if off(fit.Points) > off(fit.CentredPoints) {
			t.Errorf("%d points, where centred has %d\n%v", fit.Points, fit.CentredPoints, p)
		}
		if fit.Evaluations > int(p.BestFit.Effort) || 2*fit.Evaluations < int(p.BestFit.Effort) {
			t.Errorf("%d evaluations for an effort of %d\n%v", fit.Evaluations, p.BestFit.Effort, p)
		}
		holdEvenness(t, &g, fit.CV, p)
		holdEvenness(t, even, fit.CentredCV, p)
		// To six decimals: what is beyond is of no account to the search.
		if fit.CV >= 0 && fit.CentredCV >= 0 && off(fit.Points) == off(fit.CentredPoints) && fit.CV > fit.CentredCV+2e-6 {
			t.Errorf("as many points as centred, less evenly: %v against %v\n%v", fit.CV, fit.CentredCV, p)
		}
	})
}

// holdEvenness holds a coefficient of variation against the areas of the grid.
func holdEvenness(t *testing.T, g *grid.Grid, got float64, p plan) {
	t.Helper()
	if got < 0 {
		return
	}
	areas, err := g.AppendAreas(nil, grid.Voronoi)
	if err != nil {
		t.Fatalf("%v\n%v", err, p)
	}
	sum, squares := 0.0, 0.0
	for _, a := range areas {
		sum += a
		squares += a * a
	}
	n := float64(len(areas))
	want := math.Sqrt(max(0, squares/n-sum/n*sum/n)) / (sum / n)
	if math.Abs(got-want) > 1e-6 {
		t.Errorf("coefficient of variation %v, want %v\n%v", got, want, p)
	}
}

// TestBestFitOfAll asks for most points, and compares with real grids at the pairs that are searched and at many column
// phases: none has more, but by chance roundings.
func TestBestFitOfAll(t *testing.T) {
	better, grids := 0, 0
	for n, kind := range kinds {
		if kind.name == "none" {
			continue
		}
		searched(rand.New(rand.NewPCG(*seed, uint64(200+n))), n, 6, func(_ *rand.Rand, p plan, o *grid.Outline) {
			p.BestFit = &grid.BestFit{Effort: 12}
			g, err := grid.New(p.spec(o), nil)
			if err != nil {
				t.Fatalf("%v\n%v", err, p)
			}
			fit, _ := g.Fit()
			for row := range int64(12) {
				counts := grid.CountPhases(p.spec(o), *p.BestFit, row<<24/12)
				for k := range int64(16) {
					l := counts.Lattice(k << 20)
					q := p
					q.BestFit, q.Lattice, q.Angle = nil, &l, 0
					if err := g.Reset(q.spec(o), nil); err != nil {
						t.Fatalf("%v\n%v", err, q)
					}
					points := uint64(len(p.Fixed))
					for g.Next() {
						points += uint64(g.Len())
					}
					points -= uint64(len(p.Fixed))
					grids++
					if points > fit.Points {
						better++
						t.Logf("%s: %d points at row phase %d/12, column phase %d/16, and the search found %d", p.Kind, points, row, k, fit.Points)
					}
				}
			}
		})
	}
	if better*1000 > grids {
		t.Errorf("%d of %d grids have more points than the search found", better, grids)
	}
}

// TestBestFitWanted asks a round outline for every number of points, and gets those that it can have.
func TestBestFitWanted(t *testing.T) {
	o, err := grid.NewOutline(smooth(60), nil)
	if err != nil {
		t.Fatal(err)
	}
	var g grid.Grid
	for wanted := uint32(60); wanted <= 90; wanted++ {
		spec := grid.Spec{Outline: o, Pattern: grid.Triangular, Spacing: 10 * mm, Margin: 2 * mm, Placement: grid.BestFit{Wanted: wanted, AnyAngle: true}}
		if err := g.Reset(spec, nil); err != nil {
			t.Fatal(err)
		}
		fit, _ := g.Fit()
		if 74 <= wanted && wanted <= 84 && fit.Points != uint64(wanted) {
			t.Errorf("%d points wanted, %d found", wanted, fit.Points)
		}
	}
}

// TestBestFitAtMargin fills rectangles whose rows and columns fit at the margin only.
func TestBestFitAtMargin(t *testing.T) {
	for _, margin := range []int32{0, 5 * mm} {
		area := grid.Area{Polygons: []grid.Polygon{{Shell: grid.Ring{X: []int32{0, 100*mm + 2*margin, 100*mm + 2*margin, 0}, Y: []int32{0, 0, 50*mm + 2*margin, 50*mm + 2*margin}}}}}
		o, err := grid.NewOutline(area, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range []grid.BestFit{{}, {AnyAngle: true}} {
			g, err := grid.New(grid.Spec{Outline: o, Pattern: grid.Square, Spacing: 10 * mm, Margin: grid.Micrometres(margin), Placement: b}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if fit, _ := g.Fit(); fit.Points != 66 {
				t.Errorf("margin %d um, %+v: %+v, want the 11 x 6 points at the margin", margin, b, fit)
			}
		}
	}
}

// TestBestFitRefused refuses what a search cannot be.
func TestBestFitRefused(t *testing.T) {
	o, err := grid.NewOutline(smooth(60), nil)
	if err != nil {
		t.Fatal(err)
	}
	spec := grid.Spec{Outline: o, Pattern: grid.Square, Spacing: 3000, Placement: grid.BestFit{}}
	with := func(change func(*grid.Spec)) grid.Spec {
		s := spec
		change(&s)
		return s
	}
	jagged, err := grid.NewOutline(smooth(50_000), nil)
	if err != nil {
		t.Fatal(err)
	}
	cost := spec.SearchCost()
	pauses := 0
	stop := errors.New("stop")
	for _, c := range []struct {
		name, field string
		rule        grid.Rule
		spec        grid.Spec
		work        grid.Work
	}{
		{"effort", "best_fit.effort", grid.OutOfRange, with(func(s *grid.Spec) { s.Placement = grid.BestFit{Effort: grid.MaxEffort + 1} }), grid.Work{}},
		{"angle", "angle_mdeg", grid.NotAllowed, with(func(s *grid.Spec) { s.Placement, s.Angle = grid.BestFit{AnyAngle: true}, 1 }), grid.Work{}},
		{"no pattern", "best_fit", grid.NotAllowed, grid.Spec{Outline: o, Pattern: grid.NoPattern, Placement: grid.BestFit{}}, grid.Work{}},
		{"pointer", "placement", grid.OutOfRange, with(func(s *grid.Spec) { s.Placement = &grid.BestFit{} }), grid.Work{}},
		{"steps", "best_fit.effort", grid.TooMuchWork, spec, grid.Work{Limits: grid.Cost{Search: cost - 1}}},
		{"one evaluation", "best_fit.effort", grid.TooMuchWork, with(func(s *grid.Spec) { s.Outline, s.Spacing, s.Margin = jagged, 100, 5*mm }), grid.Work{}},
		{"a grid", "spacing_um", grid.TooMuchWork, spec, grid.Work{Limits: grid.Cost{EdgeRows: 1}}},
		{"exact tests", "best_fit.effort", grid.TooMuchWork, spec, grid.Work{Limits: grid.Cost{ExactTests: 1}}},
		{"enough", "", "", spec, grid.Work{Limits: grid.Cost{Search: cost}}},
		{"pause", "", "", spec, grid.Work{Pause: func() error { pauses++; return stop }}},
	} {
		var g grid.Grid
		err := g.Reset(c.spec, &c.work)
		var refusal *grid.Error
		switch {
		case c.work.Pause != nil:
			if !errors.Is(err, stop) || pauses != 1 {
				t.Errorf("%s: %v after %d pauses, want what Pause gave", c.name, err, pauses)
			}
		case c.rule == "":
			if err != nil || c.work.Spent().Search != cost {
				t.Errorf("%s: %v, %d steps, want none and %d", c.name, err, c.work.Spent().Search, cost)
			}
			continue
		case !errors.As(err, &refusal) || refusal.Field != c.field || refusal.Rule != c.rule || strings.Contains(fmt.Sprint(err), "%!"):
			t.Errorf("%s: %v, want %s of %s", c.name, err, c.rule, c.field)
		}
		if _, ok := g.Fit(); ok || g.Next() {
			t.Errorf("%s: the grid is not empty after an error", c.name)
		}
	}
}
