package main

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"strconv"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// readPolygon reads the coordinates of one polygon: its shell, then its holes.
func readPolygon(at part, coordinates any) (*mesogridv1.Polygon, error) {
	rings, ok := coordinates.([]any)
	switch {
	case coordinates == nil || ok && len(rings) == 0:
		return nil, bad("%s has no ring: give its vertices", at)
	case !ok:
		return nil, bad("%s is %s: give a list of rings", at, kind(coordinates))
	}
	p := new(mesogridv1.Polygon)
	for i, r := range rings {
		ring, err := readRing(fmt.Sprintf("%s %s", at, ringName(i)), r)
		if err != nil {
			return nil, err
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

func readRing(at string, coordinates any) (*mesogridv1.Ring, error) {
	vertices, ok := coordinates.([]any)
	if !ok {
		return nil, bad("%s is %s: give a list of vertices, each [x, y]", at, kind(coordinates))
	}
	ring := &mesogridv1.Ring{XUm: make([]int32, len(vertices)), YUm: make([]int32, len(vertices))}
	for j, v := range vertices {
		var err error
		if ring.XUm[j], ring.YUm[j], err = readVertex(v); err != nil {
			return nil, bad("%s vertex[%d] %s", at, j, err)
		}
	}
	return ring, nil
}

func readVertex(v any) (x, y int32, err error) {
	xy, ok := v.([]any)
	switch {
	case !ok:
		return 0, 0, bad("is %s: give [x, y]", kind(v))
	case len(xy) != 2:
		return 0, 0, bad("has %s: give x and y, the plan is flat", count(uint64(len(xy)), "number", "numbers"))
	}
	var um [2]int32
	for i := range um {
		n, ok := xy[i].(json.Number)
		if !ok {
			return 0, 0, bad("has %s for %s: give a number of mm", kind(xy[i]), []string{"x", "y"}[i])
		}
		mm, err := strconv.ParseFloat(n.String(), 64)
		if um[i], ok = roundUM(mm); err != nil || !ok {
			return 0, 0, bad("(%s, %s) mm is outside %s: move the outline", xy[0], xy[1], placeLimits.text)
		}
	}
	return um[0], um[1], nil
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
