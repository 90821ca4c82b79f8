package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/twpayne/go-geom"
	"github.com/twpayne/go-geom/encoding/geojson"
)

// feature is one shape of the file, not yet an area.
type feature struct {
	part
	keepOut  bool
	margin   uint32 // of a keep-out, um
	geometry geom.T
}

// Roles of a feature, in its properties.
const (
	roleOutline = "outline" // also when it has none
	roleKeepOut = "keep-out"
)

// object is any object of GeoJSON: its members by all the types that we read.
type object struct {
	Type       string            `json:"type"`
	Features   []*object         `json:"features"`
	Properties map[string]any    `json:"properties"`
	Geometry   *geojson.Geometry `json:"geometry"`
}

// readFeatures decodes GeoJSON: a geometry, a feature or a collection of features.
func readFeatures(data []byte) ([]feature, error) {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, bad("the outline is empty: give a GeoJSON polygon")
	}
	var top object
	if err := json.Unmarshal(data, &top); err != nil {
		return nil, notGeoJSON(data, err)
	}
	alone := part{feature: -1}
	switch top.Type {
	case "FeatureCollection":
		features := make([]feature, len(top.Features))
		for i, o := range top.Features {
			var err error
			if features[i], err = newFeature(part{feature: i}, o); err != nil {
				return nil, err
			}
		}
		return features, nil
	case "Feature":
		f, err := newFeature(alone, &top)
		return []feature{f}, err
	case "":
		return nil, bad(`the outline is JSON without a "type": give a GeoJSON polygon, feature or collection of features`)
	}
	var g geojson.Geometry
	if err := json.Unmarshal(data, &g); err != nil {
		return nil, notGeoJSON(data, err)
	}
	shape, err := decode(alone, &g)
	return []feature{{part: alone, geometry: shape}}, err
}

// decode turns a geometry of the file into one of the library, which neither checks nor changes coordinates, but for
// one: a null, as some programs write a number that is none, would become 0.
func decode(at part, g *geojson.Geometry) (geom.T, error) {
	if g == nil {
		return nil, bad("%s has no geometry: give a polygon", at)
	}
	if g.Coordinates != nil && bytes.Contains(*g.Coordinates, []byte("null")) {
		return nil, bad("%s has a null among its coordinates: give numbers", at)
	}
	shape, err := g.Decode()
	if err != nil {
		return nil, bad("%s: %s", at, decodeText(err))
	}
	return shape, nil
}

func newFeature(at part, o *object) (feature, error) {
	f := feature{part: at}
	if o == nil || o.Type != "Feature" {
		return f, bad("%s is not a GeoJSON feature", at)
	}
	if name := o.Properties["name"]; name != nil {
		var ok bool
		if f.name, ok = name.(string); !ok {
			return f, bad("%s: properties.name is not text: write it in quotes", at)
		}
	}
	switch role := o.Properties["role"]; role {
	case nil, roleOutline:
	case roleKeepOut:
		f.keepOut = true
	default:
		return f, bad("%s: properties.role is %s: use %q or %q", f.part, quote(fmt.Sprint(role)), roleOutline, roleKeepOut)
	}
	err := f.readMargin(o.Properties["margin_mm"])
	if err == nil {
		f.geometry, err = decode(f.part, o.Geometry)
	}
	return f, err
}

// readMargin reads a keep-out's own margin; nil: it has none.
func (f *feature) readMargin(margin any) error {
	if margin == nil {
		return nil
	}
	if !f.keepOut {
		return bad("%s: properties.margin_mm is for a keep-out: give --margin for the outline, or the role %q",
			f.part, roleKeepOut)
	}
	v, ok := margin.(float64)
	if !ok {
		return bad("%s: properties.margin_mm is not a number of mm", f.part)
	}
	um, err := length.parse(shortest(v)+"mm", 0, math.MaxUint32)
	if err != nil {
		return bad("%s: properties.margin_mm %s %s", f.part, shortest(v), err)
	}
	f.margin = uint32(um)
	return nil
}

// notGeoJSON says where the text stops being JSON.
func notGeoJSON(data []byte, err error) error {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return bad("the outline is not GeoJSON: %s", decodeText(err))
	}
	before := data[:min(int(syntax.Offset), len(data))]
	return bad("the outline is not JSON: line %d: %s", bytes.Count(before, []byte("\n"))+1, syntax)
}

// decodeText is the library's error without the package it comes from.
func decodeText(err error) string {
	var unsupported geojson.ErrUnsupportedType
	var low geojson.ErrDimensionalityTooLow
	switch {
	case errors.As(err, &unsupported):
		return "type " + quote(string(unsupported)) + " is no GeoJSON geometry"
	case errors.As(err, &low):
		return "a coordinate or bbox has too few numbers: x and y are needed"
	}
	return strings.TrimPrefix(strings.TrimPrefix(err.Error(), "geojson: "), "json: ")
}
