package main

import "github.com/mesogrid/mesogrid/grid"

// filler makes grids in memory that it keeps.
type filler struct {
	g    grid.Grid
	work grid.Work
	x, y []int32
}

// bands makes a grid band by band into the same small columns, as a stream would, and returns the number of points.
func (f *filler) bands(spec grid.Spec) (points int, err error) {
	if err := f.g.Reset(spec, &f.work); err != nil {
		return 0, err
	}
	for f.g.Next() {
		points += f.g.Len()
		f.x, f.y = f.g.AppendXY(f.x[:0], f.y[:0])
	}
	return points, f.g.Err()
}

// whole makes a grid with all points in x and y.
func (f *filler) whole(spec grid.Spec) error {
	if err := f.g.Reset(spec, &f.work); err != nil {
		return err
	}
	f.x, f.y = f.x[:0], f.y[:0]
	for f.g.Next() {
		f.x, f.y = f.g.AppendXY(f.x, f.y)
	}
	return f.g.Err()
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
