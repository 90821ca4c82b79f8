package main

import (
	"fmt"
	"regexp"

	"github.com/mesogrid/mesogrid/grid"
)

// sections are the tables of the engine's own figures, each measured by itself. What is measured next (best fit, shortest
// order) gets a file with its section, and a line here.
var sections = []struct {
	name  string
	title string
	write func(meter, *page) error
}{
	{"grids", "Grids", grids},
	{"validation", "Validation", validation},
	{"areas", "Areas", areas},
	{"points", "Growth with the points", growthOfPoints},
	{"outlines", "Growth with the vertices, validation", growthOfValidation},
	{"vertices", "Growth with the vertices and points, grids", growthOfGrids},
}

// figures writes the sections that only names.
func figures(m meter, only *regexp.Regexp, w *page) error {
	for _, s := range sections {
		if !only.MatchString(s.name) {
			continue
		}
		w.printf("### %s\n\n", s.title)
		if err := s.write(m, w); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return nil
}

// newFill returns an op that makes the grids of a plan band by band in warm memory, and the number of points of the first.
func newFill(o *grid.Outline, p plan, margin grid.Micrometres, placements []grid.Placement) (op, int, error) {
	f := new(filler)
	points, err := f.bands(p.spec(o, margin, placements[0]))
	k := 0
	return repeat(func() error {
		_, err := f.bands(p.spec(o, margin, placements[k%len(placements)]))
		k++
		return err
	}), points, err
}

// newCold returns an op that makes outline and grid anew, from an area that differs from time to time.
func newCold(p plan, margin grid.Micrometres) op {
	var list []grid.Area
	for k := range 64 {
		list = append(list, smooth(p.vertices, float64(k)/64))
	}
	f := new(filler)
	k := 0
	return repeat(func() error {
		o, err := grid.NewOutline(list[k%len(list)], &f.work)
		if err != nil {
			return err
		}
		_, err = f.bands(p.spec(o, margin, grid.Origin{X: 100, Y: 50}))
		k++
		return err
	})
}

// newStore returns the op that grids are measured against: a loop of plain stores of n points into two columns that are
// used again and again.
func newStore(n int) op {
	x, y := make([]int32, n), make([]int32, n)
	var k int32
	return repeat(func() error {
		store(x, y, k)
		k++
		return nil
	})
}

// store is kept out of loops that would keep its variables in memory.
//
//go:noinline
func store(x, y []int32, k int32) {
	y = y[:len(x)]
	for i := range x {
		x[i] = int32(i) + k
		y[i] = int32(i)*3 - k
	}
}

// grids are the plans of the benchmarks of package grid, each beside a store loop of its size.
func grids(m meter, w *page) error {
	plans := []plan{clin3, clin10, {"n1e3", 60, 2830}, {"n1e4", 60, 895}, n1e5, {"n1e6", 60, 89}, {"n1e7", 60, 28},
		{"e1e1", 10, 283}, {"e1e2", 100, 283}, {"e1e3", 1000, 283}, e1e4, {"e1e5", 100_000, 283}}
	type line struct {
		what        string
		p           plan
		points      int
		made, store int // their places among the ops
	}
	var lines []line
	var ops []op
	for _, p := range plans {
		o, err := grid.NewOutline(smooth(p.vertices, 0), nil)
		if err != nil {
			return err
		}
		moving, points, err := newFill(o, p, 2*mm, p.moved())
		if err != nil {
			return err
		}
		ops = append(ops, newStore(points), moving)
		at := len(ops) - 2
		lines = append(lines, line{"placement moves", p, points, at + 1, at})
		if p == clin3 || p == clin10 {
			still, points, err := newFill(o, p, 2*mm, p.moved()[:1])
			if err != nil {
				return err
			}
			ops = append(ops, still, newCold(p, 2*mm))
			lines = append(lines, line{"placement stays", p, points, at + 2, at}, line{"a new outline each time", p, points, at + 3, at})
		}
	}
	times, err := m.sample(ops)
	if err != nil {
		return err
	}
	t := table{head: []string{"plan", "", "points", "vertices", "minimum", "median", "a point", "over the store loop, minima / medians"}}
	for _, l := range lines {
		s := times[l.made]
		t.add(l.p.name, l.what, count(l.points), count(l.p.vertices), duration(s.least()), duration(s.median()),
			duration(s.least()/float64(l.points)), ratio(s, times[l.store]))
	}
	w.printf("Outline of 120 x 80 mm, triangular, 17 degrees, margin 2 mm, warm memory, band by band into small columns. The store\n")
	w.printf("loop writes two int32 columns of as many points.\n")
	w.printf("\n")
	t.write(w)
	return nil
}

// validation makes outlines of 100,000 vertices.
func validation(m meter, w *page) error {
	list := []shape{ordinary, comb, slanted, upright, star, hilbert, sieve}
	var ops []op
	var vertices []int
	for _, s := range list {
		check, n := newCheck(s.make(100_000))
		ops = append(ops, check)
		vertices = append(vertices, n)
	}
	times, err := m.sample(ops)
	if err != nil {
		return err
	}
	t := table{head: []string{"outline", "vertices", "minimum", "median", "a vertex", "over smooth, minima / medians"}}
	for k, s := range list {
		t.add(s.name, count(vertices[k]), duration(times[k].least()), duration(times[k].median()),
			duration(times[k].least()/float64(vertices[k])), ratio(times[k], times[0]))
	}
	t.write(w)
	return nil
}

// newCheck returns an op that checks an area, and its number of vertices.
func newCheck(a grid.Area) (op, int) {
	vertices := 0
	for _, p := range a.Polygons {
		vertices += len(p.Shell.X)
		for _, h := range p.Holes {
			vertices += len(h.X)
		}
	}
	return repeat(func() error {
		_, err := grid.NewOutline(a, nil)
		return err
	}), vertices
}

// areas shares outlines out among the points of their grids.
func areas(m meter, w *page) error {
	plans := []plan{clin3, n1e5}
	shares := []struct {
		name  string
		share grid.Share
	}{{"clipped cell", grid.ClippedCell}, {"Voronoi", grid.Voronoi}}
	var ops []op
	var points []int
	for _, p := range plans {
		o, err := grid.NewOutline(smooth(p.vertices, 0), nil)
		if err != nil {
			return err
		}
		still := p.moved()[:1]
		fill, n, err := newFill(o, p, 2*mm, still)
		if err != nil {
			return err
		}
		points = append(points, n)
		ops = append(ops, fill)
		for _, s := range shares {
			g, err := grid.New(p.spec(o, 2*mm, still[0]), nil)
			if err != nil {
				return err
			}
			var list []float64
			ops = append(ops, repeat(func() error {
				var err error
				list, err = g.AppendAreas(list[:0], s.share)
				return err
			}))
		}
	}
	times, err := m.sample(ops)
	if err != nil {
		return err
	}
	t := table{head: []string{"plan", "areas", "points", "minimum", "median", "over the grid alone, minima / medians"}}
	for k, p := range plans {
		alone := times[k*(1+len(shares))]
		t.add(p.name, "none", count(points[k]), duration(alone.least()), duration(alone.median()), "1")
		for i, s := range shares {
			took := times[k*(1+len(shares))+1+i]
			t.add(p.name, s.name, count(points[k]), duration(took.least()), duration(took.median()), ratio(took, alone))
		}
	}
	w.printf("The scan for the points, which areas repeat, is part of them; margin 2 mm, placement stays.\n")
	w.printf("\n")
	t.write(w)
	return nil
}
