package main

import (
	"fmt"
	"math"

	"github.com/mesogrid/mesogrid/grid"
	"gonum.org/v1/gonum/stat"
)

// steps are the sizes of a decade, and its end.
var steps = []float64{1, 2.15, 4.64, 10}

// curve is how the time of one thing grows: x is its size, of two samples or more.
type curve struct {
	x     []float64
	times []series
}

// exponents are the slopes of time over size in logarithms, by least squares, of the minima and of the medians.
func (c curve) exponents() (least, median float64) {
	var x, lows, mids []float64
	for k := range c.x {
		x = append(x, math.Log(c.x[k]))
		lows = append(lows, math.Log(c.times[k].least()))
		mids = append(mids, math.Log(c.times[k].median()))
	}
	_, least = stat.LinearRegression(x, lows, nil, false)
	_, median = stat.LinearRegression(x, mids, nil, false)
	return least, median
}

func (c curve) cell() string {
	least, median := c.exponents()
	return fmt.Sprintf("%.2f / %.2f", least, median)
}

// decades are the parts of c between the powers of ten of the sizes that were asked for.
func (c curve) decades() []curve {
	var list []curve
	for k := 0; k+1 < len(c.x); k += len(steps) - 1 {
		end := min(k+len(steps), len(c.x))
		list = append(list, curve{c.x[k:end], c.times[k:end]})
	}
	return list
}

// growthOfPoints fits how the time of a point grows beside that of a store loop of the same size: 0 if not at all.
func growthOfPoints(m meter, w *page) error {
	o, err := grid.NewOutline(smooth(60, 0), nil)
	if err != nil {
		return err
	}
	var ops []op
	var sizes []float64
	for n := 1e3; n < 1e7; n *= 10 {
		for k, step := range steps {
			if k == len(steps)-1 && n < 1e6 {
				continue // the next decade begins with it
			}
			spacing := grid.Micrometres(math.Round(2830 * math.Sqrt(1e3/(n*step))))
			p := plan{"", 60, spacing}
			fill, points, err := newFill(o, p, 2*mm, p.moved())
			if err != nil {
				return err
			}
			ops = append(ops, fill, newStore(points))
			sizes = append(sizes, float64(points))
		}
	}
	times, err := m.sample(ops)
	if err != nil {
		return err
	}
	grids, stores := curve{x: sizes}, curve{x: sizes}
	t := table{head: []string{"points", "grid, a point", "store loop, a point", "ratio, minima / medians"}}
	for k, n := range sizes {
		fill, store := times[2*k].times(1/n), times[2*k+1].times(1/n)
		grids.times, stores.times = append(grids.times, fill), append(stores.times, store)
		t.add(count(int(n)), duration(fill.least()), duration(store.least()), ratio(fill, store))
	}
	t.write(w)
	t = table{head: []string{"points", "exponent of the grid's time of a point over the store loop's, minima / medians"}}
	fills, loops := grids.decades(), stores.decades()
	for k := range fills {
		x := fills[k].x
		least, median := fills[k].exponents()
		low, mid := loops[k].exponents()
		t.add(count(int(x[0]))+" to "+count(int(x[len(x)-1])), fmt.Sprintf("%+.2f / %+.2f", least-low, median-mid))
	}
	t.write(w)
	return nil
}

// growing are the shapes whose growth is fitted, with the area of n vertices, um2.
var growing = []struct {
	shape
	area func(n float64) float64
}{
	{star, func(n float64) float64 { return 1.02 * math.Pi * square(max(60_000, 100*n)) }},
	{comb, func(n float64) float64 { return 0.6 * square(1000*(n/2-1)) }},
	{slanted, func(n float64) float64 { return 0.6 * square(1000*(n/2-1)) }},
	{upright, func(n float64) float64 { return 0.6 * square(1000*(n/2-1)) }},
	{hilbert, func(n float64) float64 { return 0.5e6 * n }},
	{sieve, func(n float64) float64 { return 7e6 * n / 4 }},
}

func square(v float64) float64 { return v * v }

// sized are the sizes from 100 to 100,000 vertices.
func sized() []int {
	var list []int
	for n := 1e2; n < 1e5; n *= 10 {
		for _, step := range steps[:len(steps)-1] {
			list = append(list, int(n*step))
		}
	}
	return append(list, 100_000)
}

// growthOfValidation fits the time of validation over the number of vertices.
func growthOfValidation(m meter, w *page) error {
	var ops []op
	curves := make([]curve, len(growing))
	for k, g := range growing {
		for _, n := range sized() {
			check, vertices := newCheck(g.make(n))
			ops = append(ops, check)
			curves[k].x = append(curves[k].x, float64(vertices))
		}
	}
	times, err := m.sample(ops)
	if err != nil {
		return err
	}
	t := table{head: []string{"outline", "1e2 to 1e3", "1e3 to 1e4", "1e4 to 1e5", "a vertex, first", "last"}}
	for k, g := range growing {
		c := &curves[k]
		c.times, times = times[:len(c.x)], times[len(c.x):]
		cells := []string{g.name}
		for _, d := range c.decades() {
			cells = append(cells, d.cell())
		}
		end := len(c.x) - 1
		t.add(append(cells, duration(c.times[0].least()/c.x[0]), duration(c.times[end].least()/c.x[end]))...)
	}
	w.printf("Exponent of the time over the vertices, minima / medians.\n")
	w.printf("\n")
	t.write(w)
	return nil
}

// growthOfGrids fits the time of a grid over the vertices and points together, of which there are about as many.
func growthOfGrids(m meter, w *page) error {
	t := table{head: []string{"outline", "margin", "1e2 to 1e3", "1e3 to 1e4", "1e4 to 1e5",
		"vertices and points, last", "edge-rows, last", "time, last"}}
	// A shape at a time: the largest take a while, and are compared with nothing but themselves.
	for _, g := range growing {
		margins := []grid.Micrometres{0, 50}
		var ops []op
		curves := make([]curve, len(margins))
		rows := make([]int64, len(margins))
		for k, margin := range margins {
			for _, n := range sized() {
				a := g.make(n)
				o, err := grid.NewOutline(a, nil)
				if err != nil {
					return fmt.Errorf("%s of %d: %w", g.name, n, err)
				}
				_, vertices := newCheck(a)
				spacing := grid.Micrometres(math.Sqrt(g.area(float64(vertices)) / float64(vertices) * 2 / math.Sqrt(3)))
				p := plan{"", vertices, min(max(spacing, grid.MinSpacing), grid.MaxSpacing)}
				fill, points, err := newFill(o, p, margin, p.moved())
				if err != nil {
					return fmt.Errorf("%s of %d: %w", g.name, n, err)
				}
				f := new(filler)
				if _, err := f.bands(p.spec(o, margin, p.moved()[0])); err != nil {
					return err
				}
				rows[k] = f.work.Spent().EdgeRows
				ops = append(ops, fill)
				curves[k].x = append(curves[k].x, float64(vertices+points))
			}
		}
		times, err := m.sample(ops)
		if err != nil {
			return err
		}
		for k, margin := range margins {
			c := &curves[k]
			c.times, times = times[:len(c.x)], times[len(c.x):]
			cells := []string{g.name, margin.String()}
			for _, d := range c.decades() {
				cells = append(cells, d.cell())
			}
			end := len(c.x) - 1
			t.add(append(cells, count(int(c.x[end])), count(int(rows[k])), duration(c.times[end].least()))...)
		}
	}
	w.printf("Exponent of the time over vertices and points together, of which there are about as many; minima / medians. Edge-rows are\n")
	w.printf("the pairs of an edge and a lattice row that it reaches. Triangular, 17 degrees, the placement moves.\n")
	w.printf("\n")
	t.write(w)
	return nil
}
