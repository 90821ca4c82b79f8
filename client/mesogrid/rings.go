package main

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"strconv"

	"github.com/twpayne/go-geom"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// checkPolygon refuses coordinates that are not rings of vertices of two numbers each.
func checkPolygon(at part, coordinates any) error {
	rings, ok := coordinates.([]any)
	switch {
	case coordinates == nil || ok && len(rings) == 0:
		return bad("%s has no ring: give its vertices", at)
	case !ok:
		return bad("%s is %s: give a list of rings", at, kind(coordinates))
	}
	for i, r := range rings {
		vertices, ok := r.([]any)
		switch {
		case !ok:
			return bad("%s %s is %s: give a list of vertices, each [x, y]", at, ringName(i), kind(r))
		case len(vertices) == 0:
			return bad("%s %s has no vertex: give at least 3", at, ringName(i))
		}
		for j, v := range vertices {
			if err := checkVertex(v); err != nil {
				return bad("%s %s vertex[%d] %s", at, ringName(i), j, err)
			}
		}
	}
	return nil
}

func checkVertex(v any) error {
	xy, ok := v.([]any)
	switch {
	case !ok:
		return bad("is %s: give [x, y]", kind(v))
	case len(xy) != 2:
		return bad("has %s: give x and y, the plan is flat", count(uint64(len(xy)), "number", "numbers"))
	}
	for i, v := range xy {
		n, ok := v.(json.Number)
		if !ok {
			return bad("has %s for %s: give a number of mm", kind(v), []string{"x", "y"}[i])
		}
		if _, err := n.Float64(); err != nil {
			return bad("(%s, %s) mm is outside %s: move the outline", xy[0], xy[1], placeLimits.text)
		}
	}
	return nil
}

// polygonOf rounds a polygon to whole um.
func polygonOf(at part, g *geom.Polygon) (*mesogridv1.Polygon, error) {
	p := new(mesogridv1.Polygon)
	for i := range g.NumLinearRings() {
		flat := g.LinearRing(i).FlatCoords()
		ring := &mesogridv1.Ring{XUm: make([]int32, len(flat)/2), YUm: make([]int32, len(flat)/2)}
		for j := range ring.XUm {
			x, y := flat[2*j], flat[2*j+1]
			var okX, okY bool
			ring.XUm[j], okX = roundUM(x)
			ring.YUm[j], okY = roundUM(y)
			if !okX || !okY {
				return nil, bad("%s %s vertex[%d] (%s, %s) mm is outside %s: move the outline",
					at, ringName(i), j, shortest(x), shortest(y), placeLimits.text)
			}
		}
		if i == 0 {
			p.Shell = ring
		} else {
			p.Holes = append(p.Holes, ring)
		}
	}
	return p, nil
}

// ringName is how messages call ring i of a polygon.
func ringName(i int) string {
	if i == 0 {
		return "shell"
	}
	return fmt.Sprintf("holes[%d]", i-1)
}

// roundUM turns millimetres into whole micrometres, half up. It decides on the shortest decimal that reads back as v,
// which is what stood in the file (up to 15 digits): as a double, 1.0005 lies below one half and would round down.
func roundUM(v float64) (um int32, ok bool) {
	if !(math.Abs(v) < 1e7) { // also NaN; keeps the exact number short
		return 0, false
	}
	r, ok := new(big.Rat).SetString(shortest(v))
	if !ok {
		return 0, false
	}
	r.Mul(r, big.NewRat(1000, 1)).Add(r, big.NewRat(1, 2))
	whole := new(big.Int).Div(r.Num(), r.Denom()).Int64() // rounds down: Denom is positive
	return int32(whole), whole == int64(int32(whole))
}

// shortest is the shortest decimal that reads back as v, without an exponent.
func shortest(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
