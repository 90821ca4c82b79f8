package main

import "github.com/mesogrid/mesogrid/grid"

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
