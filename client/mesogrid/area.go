package main

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/twpayne/go-geom"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// area is the outline of a request and, for each of its polygons and keep-outs, where it came from.
type area struct {
	outline  *mesogridv1.Outline
	polygons []part
	keepOuts []part
}

// part is a polygon of the file.
type part struct {
	name    string
	feature int // in the collection, from 0; negative: the file is this one shape
	index   int // among the polygons of its geometry, from 0
	of      int // polygons in its geometry
}

// String names the part for a person: as it is called, or where it stands.
func (p part) String() string {
	text := "the outline"
	switch {
	case p.name != "":
		text = quote(p.name)
	case p.feature >= 0:
		text = fmt.Sprintf("features[%d]", p.feature)
	}
	if p.of > 1 {
		text += fmt.Sprintf(" polygon %d of %d", p.index+1, p.of)
	}
	return text
}

// label is the name as people wrote it, or String without one.
func (p part) label() string {
	if p.name == "" {
		return p.String()
	}
	text := oneLine(p.name)
	if p.of > 1 {
		text += fmt.Sprintf(" %d of %d", p.index+1, p.of)
	}
	return text
}

func quote(name string) string { return strconv.Quote(oneLine(name)) }

// readArea decodes GeoJSON in planar millimetres. Keep-outs always belong to it; of the other features it takes the
// one that is called only, or all when only is empty.
func readArea(data []byte, only string) (*area, error) {
	features, err := readFeatures(data)
	if err != nil {
		return nil, err
	}
	if only != "" {
		if features, err = choose(features, only); err != nil {
			return nil, err
		}
	}
	a := &area{outline: new(mesogridv1.Outline)}
	for _, f := range features {
		if err := a.add(f); err != nil {
			return nil, err
		}
	}
	if len(a.polygons) == 0 {
		return nil, bad("there is no polygon to treat: give one without the role %q", roleKeepOut)
	}
	return a, nil
}

// choose keeps the keep-outs and the one feature of that name.
func choose(features []feature, only string) ([]feature, error) {
	var chosen []feature
	var names []string
	found := 0
	for _, f := range features {
		switch {
		case f.keepOut:
			chosen = append(chosen, f)
		case f.name == only:
			found++
			chosen = append(chosen, f)
		case f.name != "":
			names = append(names, quote(f.name))
		}
	}
	switch {
	case found > 1:
		return nil, bad("--feature %s: %d features have this name: rename all but one", quote(only), found)
	case found == 1:
		return chosen, nil
	case slices.ContainsFunc(chosen, func(f feature) bool { return f.name == only }):
		return nil, bad("--feature %s: is a keep-out, and they always apply: name an outline", quote(only))
	case len(names) == 0:
		return nil, bad("--feature %s: no outline has a name: leave out --feature", quote(only))
	}
	return nil, bad("--feature %s: there is none of this name: use %s", quote(only), strings.Join(names, ", "))
}

func (a *area) add(f feature) error {
	var polygons []*geom.Polygon
	switch g := f.geometry.(type) {
	case *geom.Polygon:
		polygons = append(polygons, g)
	case *geom.MultiPolygon:
		for i := range g.NumPolygons() {
			polygons = append(polygons, g.Polygon(i))
		}
	case *geom.GeometryCollection:
		return bad("%s is a geometry collection: give each shape as a feature of its own", f.part)
	default:
		return bad("%s is a %s: give a polygon", f.part, strings.TrimPrefix(fmt.Sprintf("%T", g), "*geom."))
	}
	if len(polygons) == 0 {
		return bad("%s has no polygon: give one", f.part)
	}
	for i, g := range polygons {
		at := f.part
		at.index, at.of = i, len(polygons)
		p, err := polygon(at, g)
		if err != nil {
			return err
		}
		if f.keepOut {
			a.keepOuts = append(a.keepOuts, at)
			a.outline.KeepOuts = append(a.outline.KeepOuts,
				&mesogridv1.KeepOut{Polygon: p, MarginUm: f.margin, Name: f.name})
			continue
		}
		a.polygons = append(a.polygons, at)
		a.outline.Polygons = append(a.outline.Polygons, p)
	}
	return nil
}

func polygon(at part, g *geom.Polygon) (*mesogridv1.Polygon, error) {
	if g.NumLinearRings() == 0 {
		return nil, bad("%s has no ring: give its vertices", at)
	}
	if g.Layout() != geom.XY {
		return nil, bad("%s has coordinates of %d numbers: give x and y only, the plan is flat", at, g.Stride())
	}
	p := new(mesogridv1.Polygon)
	for i := range g.NumLinearRings() {
		flat := g.LinearRing(i).FlatCoords()
		ring := &mesogridv1.Ring{XUm: make([]int32, len(flat)/2), YUm: make([]int32, len(flat)/2)}
		for j := range ring.XUm {
			var okX, okY bool
			ring.XUm[j], okX = roundUM(flat[2*j])
			ring.YUm[j], okY = roundUM(flat[2*j+1])
			if !okX || !okY {
				return nil, bad("%s %s vertex[%d] (%s, %s) mm is outside -2147483.648 to 2147483.647 mm: move the outline",
					at, ringName(i), j, shortest(flat[2*j]), shortest(flat[2*j+1]))
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
