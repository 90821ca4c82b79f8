package main

import (
	"bytes"
	"encoding/json"

	"github.com/twpayne/go-geom"
	"github.com/twpayne/go-geom/encoding/geojson"
)

// feature is one shape of the file, not yet an area.
type feature struct {
	part
	keepOut  bool
	margin   uint32 // of a keep-out, um
	geometry *object
}

// Roles of a feature, in its properties.
const (
	roleOutline = "outline" // also when it has none
	roleKeepOut = "keep-out"
)

// members are those of GeoJSON that are read, or refused for what they would mean.
var members = []string{"type", "features", "geometry", "properties", "coordinates", "crs"}

// readFeatures decodes GeoJSON: a geometry, a feature or a collection of features.
func readFeatures(data []byte) ([]feature, error) {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, bad("the outline is empty: give a GeoJSON polygon")
	}
	v, err := readJSON(data)
	if err != nil {
		return nil, err
	}
	alone := part{feature: -1}
	top, ok := v.(*object)
	if !ok {
		return nil, bad("the outline is %s: give a GeoJSON object", kind(v))
	}
	if err := top.check(alone); err != nil {
		return nil, err
	}
	switch top.values["type"] {
	case "FeatureCollection":
		return readCollection(top.values["features"])
	case "Feature":
		f, err := newFeature(alone, top)
		return []feature{f}, err
	case nil:
		return nil, bad(`the outline is JSON without a "type": give a GeoJSON polygon, feature or collection of features`)
	}
	return []feature{{part: alone, geometry: top}}, nil
}

func readCollection(v any) ([]feature, error) {
	list, ok := v.([]any)
	if !ok && v != nil {
		return nil, bad("features is %s: give a list of features", kind(v))
	}
	features := make([]feature, len(list))
	for i, v := range list {
		at := part{feature: i}
		o, ok := v.(*object)
		if !ok {
			return nil, bad("%s is %s: give a GeoJSON feature", at, kind(v))
		}
		var err error
		if features[i], err = newFeature(at, o); err != nil {
			return nil, err
		}
	}
	return features, nil
}

// check refuses what would be passed over, though it was meant to be read.
func (o *object) check(at part) error {
	if key, meant, found := o.misspelt(members...); found {
		return bad("%s has %s: write %s", at, quote(key), quote(meant))
	}
	if o.values["crs"] != nil {
		return bad(`%s has a "crs", and coordinates are planar millimetres: remove crs after converting them`, at)
	}
	for _, key := range o.keys {
		if folded(key) == "role" || marginKey.MatchString(folded(key)) {
			return bad("%s has %s outside the properties of a feature: move it there", at, quote(key))
		}
	}
	return nil
}

func newFeature(at part, o *object) (feature, error) {
	f := feature{part: at}
	if err := f.readProperties(o.values["properties"]); err != nil {
		return f, err
	}
	if err := o.check(f.part); err != nil {
		return f, err
	}
	if o.values["type"] != "Feature" {
		return f, bad(`%s is not a GeoJSON feature: give it the type "Feature"`, at)
	}
	geometry := o.values["geometry"]
	var ok bool
	switch f.geometry, ok = geometry.(*object); {
	case geometry == nil:
		return f, bad("%s has no geometry: give a polygon", f.part)
	case !ok:
		return f, bad("%s has %s for its geometry: give a polygon", f.part, kind(geometry))
	}
	return f, f.geometry.check(f.part)
}

// polygons decodes the feature's polygons. The library neither checks nor changes coordinates, but reads a null as 0 and
// does not say where it stopped: so their form is checked first.
func (f *feature) polygons() ([]*geom.Polygon, error) {
	if err := f.checkShape(); err != nil {
		return nil, err
	}
	var g geojson.Geometry
	if err := json.Unmarshal(f.geometry.text, &g); err != nil {
		return nil, bad("%s is no GeoJSON geometry: %s", f.part, err)
	}
	shape, err := g.Decode()
	if err != nil {
		return nil, bad("%s is no GeoJSON geometry: %s", f.part, err)
	}
	switch shape := shape.(type) {
	case *geom.Polygon:
		return []*geom.Polygon{shape}, nil
	case *geom.MultiPolygon:
		polygons := make([]*geom.Polygon, shape.NumPolygons())
		for i := range polygons {
			polygons[i] = shape.Polygon(i)
		}
		return polygons, nil
	}
	return nil, bad("%s is a %T: give a polygon", f.part, shape)
}

// checkShape refuses what is no polygon, and coordinates that are not of a polygon's form.
func (f *feature) checkShape() error {
	coordinates := f.geometry.values["coordinates"]
	switch shape := f.geometry.values["type"]; shape {
	case "Polygon":
		return checkPolygon(f.part, coordinates)
	case "MultiPolygon":
		list, ok := coordinates.([]any)
		switch {
		case coordinates != nil && !ok:
			return bad("%s is %s: give a list of polygons", f.part, kind(coordinates))
		case len(list) == 0:
			return bad("%s has no polygon: give one", f.part)
		}
		for i, polygon := range list {
			if err := checkPolygon(f.polygon(i, len(list)), polygon); err != nil {
				return err
			}
		}
		return nil
	case "GeometryCollection":
		return bad("%s is a geometry collection: give each shape as a feature of its own", f.part)
	case "Point", "MultiPoint", "LineString", "MultiLineString":
		return bad("%s is a %s: give a polygon", f.part, shape)
	default:
		return bad("%s has the type %s, which is no GeoJSON geometry: give a polygon", f.part, said(shape))
	}
}
