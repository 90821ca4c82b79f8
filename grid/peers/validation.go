package main

import "github.com/mesogrid/mesogrid/grid"

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
