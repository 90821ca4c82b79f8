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
