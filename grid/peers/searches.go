package main

import (
	"fmt"
	"math"

	"github.com/mesogrid/mesogrid/grid"
)

// searches measures what is searched for: the best fit of a lattice and the shortest order of its points.
func searches(m meter, w *page) error {
	if err := bestFit(m, w); err != nil {
		return err
	}
	return shortest(m, w)
}

func bestFit(m meter, w *page) error {
	o, err := grid.NewOutline(smooth(clin3.vertices, 0), nil)
	if err != nil {
		return err
	}
	cases := []struct {
		name string
		fit  grid.BestFit
	}{
		{"most points, 60 angles x 24 row phases", grid.BestFit{AnyAngle: true}},
		{"880 points wanted, 200 grids compared by their areas", grid.BestFit{Wanted: 880, AnyAngle: true}},
	}
	alone, _, err := newFill(o, clin3, 2*mm, clin3.moved())
	if err != nil {
		return err
	}
	ops := []op{alone}
	var found []grid.Fit
	for _, c := range cases {
		f := new(filler)
		spec := clin3.spec(o, 2*mm, c.fit)
		spec.Angle = 0
		if _, err := f.bands(spec); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		fit, _ := f.g.Fit()
		found = append(found, fit)
		ops = append(ops, repeat(func() error { return f.g.Reset(spec, &f.work) }))
	}
	times, err := m.sample(ops)
	if err != nil {
		return err
	}
	t := table{head: []string{"best fit of clin3", "points, centred", "evaluations", "minimum", "median", "over one grid, minima / medians"}}
	for k, c := range cases {
		s, fit := times[1+k], found[k]
		t.add(c.name, fmt.Sprintf("%d, %d", fit.Points, fit.CentredPoints), count(fit.Evaluations), duration(s.least()), duration(s.median()), ratio(s, times[0]))
	}
	t.write(w)
	return nil
}

func shortest(m meter, w *page) error {
	cases := []struct {
		name    string
		area    grid.Area
		pattern grid.Pattern
		spacing grid.Micrometres
	}{
		{"clin3", smooth(60, 0), grid.Triangular, 3 * mm},
		{"clin3, square", smooth(60, 0), grid.Square, 3 * mm},
		{"clin3 with two holes", holed(), grid.Triangular, 3 * mm},
		{"clin3 with two holes, square", holed(), grid.Square, 3 * mm},
		{"n1e5", smooth(60, 0), grid.Triangular, 290},
	}
	var ops []op
	var points []int
	var travels []float64
	for _, c := range cases {
		o, err := grid.NewOutline(c.area, nil)
		if err != nil {
			return err
		}
		spec := grid.Spec{Outline: o, Pattern: c.pattern, Spacing: c.spacing, Angle: 17_000, Margin: 2 * mm, Order: grid.Shortest}
		f := new(filler)
		if err := f.whole(spec); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		points, travels = append(points, len(f.x)), append(travels, travel(f.x, f.y)/(float64(len(f.x)-1)*float64(c.spacing)))
		ops = append(ops, repeat(func() error { return f.whole(spec) }))
	}
	times, err := m.sample(ops)
	if err != nil {
		return err
	}
	t := table{head: []string{"shortest order", "points", "travel over N-1 spacings", "minimum", "median"}}
	for k, c := range cases {
		t.add(c.name, count(points[k]), fmt.Sprintf("%.4f", travels[k]), duration(times[k].least()), duration(times[k].median()))
	}
	t.write(w)
	return nil
}

// holed is the outline of clin3 with two round holes.
func holed() grid.Area {
	hole := func(x int32) grid.Ring {
		r := smooth(60, 0).Polygons[0].Shell
		for k := range r.X {
			r.X[k], r.Y[k] = r.X[k]/8+x, r.Y[k]/8
		}
		return r
	}
	return of(smooth(60, 0).Polygons[0].Shell, hole(-25*mm), hole(25*mm))
}

// travel is the length of a way, um.
func travel(x, y []int32) float64 {
	sum := 0.0
	for k := 1; k < len(x); k++ {
		sum += math.Hypot(float64(x[k])-float64(x[k-1]), float64(y[k])-float64(y[k-1]))
	}
	return sum
}
