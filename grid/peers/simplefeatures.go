package main

import "github.com/peterstace/simplefeatures/geom"

// simple is peterstace/simplefeatures, as far as it is Go: of its predicates, Intersects has a way of its own for a point
// and a polygon, and Distance is the only one that knows a margin.
func simple() []rival {
	name := "simplefeatures " + version("github.com/peterstace/simplefeatures")
	places := func(in *input) []geom.Geometry {
		list := make([]geom.Geometry, len(in.x))
		for k := range list {
			list[k] = geom.XY{X: float64(in.x[k]), Y: float64(in.y[k])}.AsPoint().AsGeometry()
		}
		return list
	}
	ring := func(in *input) geom.LineString {
		shell := in.ring()
		var xy []float64
		for k := range shell.X {
			xy = append(xy, float64(shell.X[k]), float64(shell.Y[k]))
		}
		return geom.NewLineString(geom.NewSequence(append(xy, xy[0], xy[1]), geom.DimXY))
	}
	return []rival{
		{name: name + ", Intersects", computes: "mask; planar, no margin", isFor: bare, slow: true, start: func(in *input) (*race, error) {
			list := places(in)
			return masking(len(list), func() (func([]bool) error, func(), error) {
				polygon := geom.NewPolygon([]geom.LineString{ring(in)}).AsGeometry()
				return func(mask []bool) error {
					for k, p := range list {
						mask[k] = geom.Intersects(polygon, p)
					}
					return nil
				}, nil, nil
			})
		}},
		{name: name + ", Intersects and Distance", computes: "mask; planar, margin in floating point", isFor: margined, slow: true, start: func(in *input) (*race, error) {
			list := places(in)
			return masking(len(list), func() (func([]bool) error, func(), error) {
				r := ring(in)
				polygon, edge := geom.NewPolygon([]geom.LineString{r}).AsGeometry(), r.AsGeometry()
				return func(mask []bool) error {
					for k, p := range list {
						mask[k] = false
						if geom.Intersects(polygon, p) {
							away, ok := geom.Distance(edge, p)
							mask[k] = ok && away >= float64(in.margin)
						}
					}
					return nil
				}, nil, nil
			})
		}},
	}
}
