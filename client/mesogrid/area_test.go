package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

const triangle = `[[[0,0],[10,0],[0,10],[0,0]]]`

// collection wraps features, given as name, role (or other members of properties) and geometry.
func collection(features ...string) string {
	text := `{"type":"FeatureCollection","features":[`
	for i, f := range features {
		if i > 0 {
			text += ","
		}
		text += f
	}
	return text + "]}"
}

func shape(properties, kind, coordinates string) string {
	return fmt.Sprintf(`{"type":"Feature","properties":{%s},"geometry":{"type":%q,"coordinates":%s}}`, properties, kind, coordinates)
}

func TestReadArea(t *testing.T) {
	left, right := shape(`"name":"left"`, "Polygon", triangle), shape(`"name":"right","role":"outline"`, "Polygon", triangle)
	eye := shape(`"name":"eye","role":"keep-out","margin_mm":2.5`, "Polygon", triangle)
	tests := []struct {
		name, data, only   string
		polygons, keepOuts []string // what they are called
		err                string
	}{
		{name: "polygon", data: `{"type":"Polygon","coordinates":` + triangle + `}`, polygons: []string{"the outline"}},
		{name: "byte order mark", data: "\uFEFF" + `{"type":"Polygon","coordinates":` + triangle + `}`, polygons: []string{"the outline"}},
		{name: "multipolygon", data: `{"type":"MultiPolygon","coordinates":[` + triangle + `,` + triangle + `]}`,
			polygons: []string{"the outline polygon 1 of 2", "the outline polygon 2 of 2"}},
		{name: "feature", data: left, polygons: []string{`"left"`}},
		{name: "nameless", data: collection(shape("", "Polygon", triangle)), polygons: []string{"features[0]"}},
		{name: "all", data: collection(left, eye, right), polygons: []string{`"left"`, `"right"`}, keepOuts: []string{`"eye"`}},
		{name: "one", data: collection(left, eye, right), only: "right", polygons: []string{`"right"`}, keepOuts: []string{`"eye"`}},
		{name: "keep-out of two", data: collection(left, shape(`"role":"keep-out","name":"eyes"`, "MultiPolygon", "["+triangle+","+triangle+"]")),
			polygons: []string{`"left"`}, keepOuts: []string{`"eyes" polygon 1 of 2`, `"eyes" polygon 2 of 2`}},
		{name: "null name", data: shape(`"name":null,"role":null,"margin_mm":null`, "Polygon", triangle), polygons: []string{"the outline"}},

		{name: "empty", data: " \n", err: "the outline is empty"},
		{name: "not JSON", data: "{\n\n\"type\" Polygon}", err: "line 3, column 8: is not JSON: invalid character 'P'"},
		{name: "cut off", data: `{"type":"Polygon","coordinates":[[[0,0]`, err: "line 1, column 39: is not JSON: unexpected end"},
		{name: "NaN", data: `{"type":"Polygon","coordinates":[[[NaN,0]]]}`, err: "is not JSON"},
		{name: "two documents", data: left + left, err: "is not JSON"},
		{name: "array", data: `[1]`, err: "the outline is a list: give a GeoJSON object"},
		{name: "no type", data: `{}`, err: `without a "type"`},
		{name: "TopoJSON", data: `{"type":"Topology"}`, err: `the outline has the type "Topology", which is no GeoJSON geometry`},
		{name: "no features", data: `{"type":"FeatureCollection"}`, err: "there is no polygon to treat"},
		{name: "keep-outs only", data: collection(eye), err: "there is no polygon to treat"},
		{name: "null feature", data: collection("null"), err: "features[0] is null: give a GeoJSON feature"},
		{name: "geometry for feature", data: collection(left, `{"type":"Polygon","coordinates":`+triangle+`}`), err: "features[1] is not a GeoJSON feature"},
		{name: "null geometry", data: `{"type":"Feature","geometry":null}`, err: "has no geometry"},
		{name: "point", data: collection(shape(`"name":"a"`, "Point", "[1,2]")), err: `"a" is a Point: give a polygon`},
		{name: "line", data: `{"type":"LineString","coordinates":[[1,2],[3,4]]}`, err: "the outline is a LineString"},
		{name: "collection of geometries", data: `{"type":"GeometryCollection","geometries":[]}`, err: "is a geometry collection"},
		{name: "no ring", data: `{"type":"Polygon","coordinates":[]}`, err: "has no ring"},
		{name: "null coordinates", data: `{"type":"Polygon","coordinates":null}`, err: "has no ring"},
		{name: "no polygon", data: `{"type":"MultiPolygon","coordinates":[]}`, err: "has no polygon"},
		{name: "3D", data: `{"type":"Polygon","coordinates":[[[0,0,1],[1,0,1],[0,1,1]]]}`, err: "the outline shell vertex[0] has 3 numbers: give x and y"},
		{name: "1D", data: `{"type":"Polygon","coordinates":[[[0],[1],[2]]]}`, err: "vertex[0] has 1 number: give x and y"},
		{name: "mixed", data: `{"type":"Polygon","coordinates":[[[0,0],[1,0,5],[2,2]]]}`, err: "vertex[1] has 3 numbers"},
		{name: "null number", data: `{"type":"Polygon","coordinates":[[[0,null],[1,0],[2,2]]]}`, err: "the outline shell vertex[0] has null for y: give a number of mm"},
		{name: "text number", data: `{"type":"Polygon","coordinates":[[["0",0],[1,0],[2,2]]]}`, err: "the outline shell vertex[0] has text for x: give a number"},
		{name: "huge number", data: `{"type":"Polygon","coordinates":[[[1e999,0],[1,0],[2,2]]]}`, err: "the outline shell vertex[0] (1e999, 0) mm is outside -2147483.648mm to"},
		{name: "far", data: shape(`"name":"a"`, "Polygon", `[[[0,0],[1,0],[2147483.648,1]]]`),
			err: `"a" shell vertex[2] (2147483.648, 1) mm is outside`},
		{name: "far hole", data: shape(`"name":"a"`, "Polygon", `[[[0,0],[1,0],[1,1]],[[0,-1e300],[1,0],[1,1]]]`), err: `"a" holes[0] vertex[0]`},
		{name: "role", data: shape(`"name":"a","role":"hole"`, "Polygon", triangle), err: `"a": properties.role is "hole": use "outline" or "keep-out"`},
		{name: "role no text", data: shape(`"role":7`, "Polygon", triangle), err: `properties.role is 7`},
		{name: "name no text", data: shape(`"name":7`, "Polygon", triangle), err: "properties.name is a number: write it in quotes"},
		{name: "margin no number", data: shape(`"role":"keep-out","margin_mm":"5"`, "Polygon", triangle), err: "properties.margin_mm is text: give a number of mm without quotes"},
		{name: "margin too fine", data: shape(`"role":"keep-out","margin_mm":1.0005`, "Polygon", triangle), err: "margin_mm 1.0005: is not a whole number of um"},
		{name: "margin below zero", data: shape(`"role":"keep-out","margin_mm":-1`, "Polygon", triangle), err: "margin_mm -1: is outside 0mm to 1000mm"},
		{name: "margin of an outline", data: shape(`"margin_mm":1`, "Polygon", triangle), err: "margin_mm is for a keep-out"},
		{name: "Latin-1", data: "{\"type\":\"\xe4\"}", err: "is not UTF-8 text"},
		{name: "key twice", data: "{\"type\":\"Polygon\",\n \"coordinates\":[],\"coordinates\":" + triangle + "}", err: `line 2, column 19: the key "coordinates" stands twice`},
		{name: "role twice", data: shape(`"role":"keep-out","role":"outline"`, "Polygon", triangle), err: `the key "role" stands twice`},
		{name: "TYPE", data: `{"TYPE":"Polygon","coordinates":` + triangle + `}`, err: `the outline has "TYPE": write "type"`},
		{name: "Coordinates", data: collection(strings.Replace(left, "coordinates", "Coordinates", 1)), err: `"left" has "Coordinates": write "coordinates"`},
		{name: "Properties", data: `{"type":"Feature","Properties":{"role":"keep-out"},"geometry":null}`, err: `has "Properties": write "properties"`},
		{name: "Role", data: shape(`"name":"a","Role":"keep-out"`, "Polygon", triangle), err: `"a": properties has "Role": write "role"`},
		{name: "NAME", data: shape(`"NAME":"a"`, "Polygon", triangle), err: `the outline: properties has "NAME": write "name"`},
		{name: "margin", data: shape(`"role":"keep-out","margin":5`, "Polygon", triangle), err: `properties has "margin": write "margin_mm", a number of mm`},
		{name: "margin-mm", data: shape(`"role":"keep-out","margin-mm":5`, "Polygon", triangle), err: `properties has "margin-mm": write "margin_mm"`},
		{name: "margin (mm)", data: shape(`"role":"keep-out","Margin (mm)":5`, "Polygon", triangle), err: `properties has "Margin (mm)"`},
		{name: "keep-out as a property", data: shape(`"keep_out":true`, "Polygon", triangle), err: `properties has "keep_out": write "role": "keep-out"`},
		{name: "own properties", data: shape(`"marginal":1,"naming":2,"type":3,"roles":4,"Coordinates":5`, "Polygon", triangle), polygons: []string{"the outline"}},
		{name: "role beside properties", data: `{"type":"Feature","role":"keep-out","geometry":null}`, err: `has "role" outside the properties`},
		{name: "properties no object", data: `{"type":"Feature","properties":[],"geometry":null}`, err: "properties is a list: give an object"},
		{name: "crs", data: `{"type":"FeatureCollection","name":"x","crs":{"type":"name"},"features":[]}`, err: `has a "crs", and coordinates are planar millimetres`},
		{name: "crs of a geometry", data: `{"type":"Feature","properties":{"name":"a"},"geometry":{"type":"Polygon","crs":{}}}`, err: `"a" has a "crs"`},
		{name: "no crs", data: `{"type":"Polygon","crs":null,"coordinates":` + triangle + `}`, polygons: []string{"the outline"}},
		{name: "features no list", data: `{"type":"FeatureCollection","features":{}}`, err: "features is an object: give a list"},
		{name: "feature no object", data: collection("[]"), err: "features[0] is a list: give a GeoJSON feature"},
		{name: "geometry no object", data: `{"type":"Feature","geometry":[]}`, err: "has a list for its geometry"},
		{name: "coordinates no list", data: `{"type":"Polygon","coordinates":"x"}`, err: "the outline is text: give a list of rings"},
		{name: "ring no list", data: `{"type":"Polygon","coordinates":[true]}`, err: "the outline shell is true or false: give a list of vertices"},
		{name: "vertex no list", data: shape(`"name":"a"`, "MultiPolygon", `[[[[0,0]]],[[[0,0]],[1]]]`), err: `"a" polygon 2 of 2 holes[0] vertex[0] is a number: give [x, y]`},
		{name: "polygons no list", data: `{"type":"MultiPolygon","coordinates":{}}`, err: "the outline is an object: give a list of polygons"},
		{name: "geometry without a type", data: `{"type":"Feature","geometry":{}}`, err: "has the type null"},

		{name: "unknown name", data: collection(left, eye, right), only: "up", err: `--feature "up": there is none of this name: use "left", "right"`},
		{name: "name of a keep-out", data: collection(left, eye), only: "eye", err: "is a keep-out"},
		{name: "no names", data: collection(shape("", "Polygon", triangle)), only: "up", err: "no outline has a name"},
		{name: "name twice", data: collection(left, right, left), only: "left", err: "2 features have this name"},
	}
	for _, tt := range tests {
		a, err := readArea([]byte(tt.data), tt.only)
		if !matches(err, tt.err) {
			t.Errorf("%s: got error %v, want one with %q", tt.name, err, tt.err)
			continue
		}
		if err != nil {
			continue
		}
		if got := names(a.polygons); !slices.Equal(got, tt.polygons) || len(a.outline.GetPolygons()) != len(got) {
			t.Errorf("%s: got polygons %q, want %q", tt.name, got, tt.polygons)
		}
		if got := names(a.keepOuts); !slices.Equal(got, tt.keepOuts) || len(a.outline.GetKeepOuts()) != len(got) {
			t.Errorf("%s: got keep-outs %q, want %q", tt.name, got, tt.keepOuts)
		}
	}
}

func names(parts []part) []string {
	var names []string
	for _, p := range parts {
		names = append(names, p.String())
	}
	return names
}

func TestReadAreaValues(t *testing.T) {
	a, err := readArea([]byte(collection(
		shape("", "Polygon", `[[[1.0005,-1.0005],[1.00049,0],[-0,12.3456]],[[1,1],[2,1],[1,2],[1,1]]]`),
		shape(`"role":"keep-out","name":"eye","margin_mm":2.5`, "Polygon", triangle))), "")
	if err != nil {
		t.Fatal(err)
	}
	p := a.outline.GetPolygons()[0]
	if got, want := p.GetShell().GetXUm(), []int32{1001, 1000, 0}; !slices.Equal(got, want) {
		t.Errorf("x: got %d um, want %d um: half up on the decimal", got, want)
	}
	if got, want := p.GetShell().GetYUm(), []int32{-1000, 0, 12346}; !slices.Equal(got, want) {
		t.Errorf("y: got %d um, want %d um: half up on the decimal", got, want)
	}
	if got, want := p.GetHoles()[0].GetYUm(), []int32{1000, 1000, 2000, 1000}; !slices.Equal(got, want) {
		t.Errorf("hole: got y %d um, want %d um", got, want)
	}
	if k := a.outline.GetKeepOuts()[0]; k.GetName() != "eye" || k.GetMarginUm() != 2500 {
		t.Errorf("keep-out: got %v, want eye with 2500 um", k)
	}
}

func TestRoundUM(t *testing.T) {
	for _, tt := range []struct {
		mm   float64
		want int32
		ok   bool
	}{
		{1.0005, 1001, true}, {-1.0005, -1000, true}, {0.0004999, 0, true}, {2147483.6474, math.MaxInt32, true},
		{2147483.6475, 0, false}, {-2147483.6485, math.MinInt32, true}, {-2147483.6486, 0, false}, {5e-324, 0, true},
		{math.NaN(), 0, false}, {math.Inf(1), 0, false}, {math.MaxFloat64, 0, false},
	} {
		got, ok := roundUM(tt.mm)
		if ok != tt.ok || ok && got != tt.want {
			t.Errorf("roundUM(%v mm) = %d um, %t; want %d um, %t", tt.mm, got, ok, tt.want, tt.ok)
		}
	}
}
