package main

import (
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// orbs is paulmach/orb, which has no index for a polygon and no buffer.
func orbs() []rival {
	name := "orb " + version("github.com/paulmach/orb")
	places := func(in *input) []orb.Point {
		list := make([]orb.Point, len(in.x))
		for k := range list {
			list[k] = orb.Point{float64(in.x[k]), float64(in.y[k])}
		}
		return list
	}
	ring := func(in *input) orb.Ring {
		r := make(orb.Ring, 0, in.vertices+1)
		shell := in.ring()
		for k := range shell.X {
			r = append(r, orb.Point{float64(shell.X[k]), float64(shell.Y[k])})
		}
		return append(r, r[0])
	}
	return []rival{
		{name: name + ", planar.PolygonContains", computes: "mask; planar, no margin", isFor: bare, slow: true, start: func(in *input) (*race, error) {
			list := places(in)
			return masking(len(list), func() (func([]bool) error, func(), error) {
				polygon := orb.Polygon{ring(in)}
				return func(mask []bool) error {
					for k, p := range list {
						mask[k] = planar.PolygonContains(polygon, p)
					}
					return nil
				}, nil, nil
			})
		}},
		{name: name + ", PolygonContains and DistanceFrom", computes: "mask; planar, margin in floating point", isFor: margined, slow: true, start: func(in *input) (*race, error) {
			list := places(in)
			return masking(len(list), func() (func([]bool) error, func(), error) {
				r := ring(in)
				polygon, edge := orb.Polygon{r}, orb.LineString(r)
				return func(mask []bool) error {
					for k, p := range list {
						mask[k] = planar.PolygonContains(polygon, p) && planar.DistanceFrom(edge, p) >= float64(in.margin)
					}
					return nil
				}, nil, nil
			})
		}},
	}
}
