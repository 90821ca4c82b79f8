package main

import "github.com/mesogrid/mesogrid/grid"

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
	t := table{head: []string{"plan", "", "points", "vertices", "minimum", "median", "a point",
		"over the store loop, minima / medians"}}
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
