//go:build cgo

package main

import h3 "github.com/uber/h3-go/v4"

// hexagons is uber/h3-go: cells of its own grid of the earth, no lattice of one's spacing and angle.
func hexagons() ([]rival, string) {
	return []rival{{
		name:     "H3 (h3-go " + version("github.com/uber/h3-go/v4") + "), PolygonToCells",
		computes: otherCells,
		isFor:    fewEdges,
		start: func(in *input) (*race, error) {
			loop := func() h3.GeoPolygon {
				var l h3.GeoLoop
				for _, p := range in.onGlobe() {
					l = append(l, h3.NewLatLng(p[0], p[1]))
				}
				return h3.GeoPolygon{GeoLoop: l}
			}
			outline := loop()
			return &race{
				kept:   repeat(func() error { h3.PolygonToCells(outline, hexagonLevel); return nil }),
				anew:   repeat(func() error { h3.PolygonToCells(loop(), hexagonLevel); return nil }),
				points: func() (int, string, error) { return len(h3.PolygonToCells(outline, hexagonLevel)), otherPoints, nil },
			}, nil
		},
	}}, ""
}
