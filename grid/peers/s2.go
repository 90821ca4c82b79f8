package main

import (
	"math"

	"github.com/golang/geo/s1"
	"github.com/golang/geo/s2"
)

// spheres is golang/geo: S2 with its index. The plane touches the sphere at (1, 0, 0) and is projected from the middle, so
// that straight lines stay straight, 1 um as 1 cm, since its smallest cell is 1 cm wide.
func spheres() []rival {
	const cm = 1 / 6_371_010e2 // radians
	name := "S2 (golang/geo " + version("github.com/golang/geo") + ")"
	place := func(x, y int32) s2.Point { return s2.PointFromCoords(1, float64(x)*cm, float64(y)*cm) }
	places := func(in *input) []s2.Point {
		list := make([]s2.Point, len(in.x))
		for k := range list {
			list[k] = place(in.x[k], in.y[k])
		}
		return list
	}
	index := func(in *input) *s2.ShapeIndex {
		shell := in.ring()
		var vertices []s2.Point
		for k := range shell.X {
			vertices = append(vertices, place(shell.X[k], shell.Y[k]))
		}
		index := s2.NewShapeIndex()
		index.Add(s2.PolygonFromLoops([]*s2.Loop{s2.LoopFromPoints(vertices)}))
		index.Build()
		return index
	}
	return []rival{
		{name: name + ", ContainsPointQuery", computes: "mask; spherical, no margin", isFor: bare, start: func(in *input) (*race, error) {
			list := places(in)
			return masking(len(list), func() (func([]bool) error, func(), error) {
				query := s2.NewContainsPointQuery(index(in), s2.VertexModelClosed)
				return func(mask []bool) error {
					for k, p := range list {
						mask[k] = query.Contains(p)
					}
					return nil
				}, nil, nil
			})
		}},
		{name: name + ", ContainsPointQuery and ClosestEdgeQuery", computes: "mask; spherical, margin in floating point", isFor: margined, start: func(in *input) (*race, error) {
			list := places(in)
			limit := s1.ChordAngleFromAngle(s1.Angle(math.Atan(float64(in.margin) * cm)))
			return masking(len(list), func() (func([]bool) error, func(), error) {
				index := index(in)
				inside := s2.NewContainsPointQuery(index, s2.VertexModelClosed)
				near := s2.NewClosestEdgeQuery(index, s2.NewClosestEdgeQueryOptions().IncludeInteriors(false))
				return func(mask []bool) error {
					for k, p := range list {
						mask[k] = inside.Contains(p) && !near.IsDistanceLess(s2.NewMinDistanceToPointTarget(p), limit)
					}
					return nil
				}, nil, nil
			})
		}},
	}
}
