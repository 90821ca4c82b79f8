//go:build geos && cgo

package main

import (
	"fmt"
	"strings"

	"github.com/mesogrid/mesogrid/grid/peers/geos"
)

// offsets is GEOS: a negative buffer for the margin, then each point against an index of its edges.
func offsets() ([]rival, string) {
	version, _, _ := strings.Cut(geos.Version(), "-") // without that of the C API
	var list []rival
	for _, api := range []struct {
		name    string
		indexed bool
	}{{"prepared geometry (C API)", false}, {"IndexedPointInAreaLocator (C++ API)", true}} {
		name := fmt.Sprintf("GEOS %s, %s", version, api.name)
		list = append(list, rival{name: name, computes: "mask; planar, no margin", isFor: bare, start: func(in *input) (*race, error) {
			return offset(in, 0, api.indexed)
		}})
		// 8 is GEOS's own choice; with 64 an arc of 2 mm is off by 0.15 um.
		for _, segments := range []int{8, 64} {
			list = append(list, rival{
				name:     fmt.Sprintf("%s on a buffer, %d segments a quadrant", name, segments),
				computes: "mask; planar, margin by an offset polygon",
				isFor:    margined,
				start:    func(in *input) (*race, error) { return offset(in, segments, api.indexed) },
			})
		}
	}
	return list, ""
}

// offset races GEOS with an input.
func offset(in *input, segments int, indexed bool) (*race, error) {
	places := pairs(in.x, in.y)
	return masking(len(in.x), func() (func([]bool) error, func(), error) {
		shell := in.ring()
		xy := pairs(shell.X, shell.Y)
		a, err := geos.New(append(xy, xy[0], xy[1]), float64(in.margin), segments, indexed)
		if err != nil {
			return nil, nil, err
		}
		return func(mask []bool) error { return a.Covers(mask, places) }, a.Free, nil
	})
}

// pairs writes columns as x, y, x, y...
func pairs(x, y []int32) []float64 {
	xy := make([]float64, 0, 2*len(x)+2) // room to close a ring
	for k := range x {
		xy = append(xy, float64(x[k]), float64(y[k]))
	}
	return xy
}
