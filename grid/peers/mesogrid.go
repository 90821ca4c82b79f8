package main

import (
	"github.com/mesogrid/mesogrid/grid"
)

// ourselves is mesogrid as it is meant to be used, and its test of one point, which takes a step for each edge.
func ourselves() []rival {
	return []rival{
		{name: "mesogrid", computes: "points from nothing, in delivery order; planar, exact margin", start: wholeGrids},
		{name: "mesogrid, Outline.Contains", computes: "mask; planar, exact margin", slow: true, start: func(in *input) (*race, error) {
			return masking(len(in.x), func() (func([]bool) error, func(), error) {
				o, err := grid.NewOutline(in.area, nil)
				return func(mask []bool) error {
					for k := range mask {
						mask[k] = o.Contains(grid.Point{X: in.x[k], Y: in.y[k]}, in.margin)
					}
					return nil
				}, nil, err
			})
		}},
	}
}

// wholeGrids makes grids with all points in two columns.
func wholeGrids(in *input) (*race, error) {
	f := new(filler)
	return &race{
		kept: repeat(func() error { return f.whole(in.spec) }),
		anew: repeat(func() error {
			spec := in.spec
			var err error
			if spec.Outline, err = grid.NewOutline(in.area, nil); err != nil {
				return err
			}
			return f.whole(spec)
		}),
		points: func() (int, string, error) {
			if err := f.whole(in.spec); err != nil {
				return 0, "", err
			}
			return len(f.x), count(differences(in, f.x, f.y)), nil
		},
	}, nil
}

// differences counts the members that a list of points lacks, and those it has too many.
func differences(in *input, x, y []int32) int {
	var want, got []grid.Point
	for k, member := range in.truth {
		if member {
			want = append(want, grid.Point{X: in.x[k], Y: in.y[k]})
		}
	}
	for k := range x {
		got = append(got, grid.Point{X: x[k], Y: y[k]})
	}
	left := make(map[grid.Point]int, len(want))
	for _, p := range want {
		left[p]++
	}
	for _, p := range got {
		left[p]--
	}
	n := 0
	for _, d := range left {
		n += max(d, -d)
	}
	return n
}
