package grid

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// checkInvariants is what Outline promises, written once: every test that makes a valid outline asks it.
func checkInvariants(area Area, o *Outline) error {
	if len(o.polygons) != len(area.Polygons) || len(o.keepOuts) != len(area.KeepOuts) {
		return fmt.Errorf("%d polygons and %d keep-outs became %d and %d",
			len(area.Polygons), len(area.KeepOuts), len(o.polygons), len(o.keepOuts))
	}
	next, all := 0, emptyBox
	for i := range o.polygons {
		if err := checkPolygon(o, &o.polygons[i], area.Polygons[i], &next, false); err != nil {
			return fmt.Errorf("polygon %d: %w", i, err)
		}
		all.join(o.polygons[i].box)
	}
	if o.box != all {
		return fmt.Errorf("box is %v, want %v", o.box, all)
	}
	for i := range o.keepOuts {
		k := &o.keepOuts[i]
		if err := checkPolygon(o, &k.polygon, area.KeepOuts[i].Polygon, &next, true); err != nil {
			return fmt.Errorf("keep-out %d: %w", i, err)
		}
		if k.margin != area.KeepOuts[i].Margin || k.name != area.KeepOuts[i].Name {
			return fmt.Errorf("keep-out %d has margin %d and name %q", i, k.margin, k.name)
		}
	}
	if next != len(o.vertices) {
		return fmt.Errorf("rings end at %d of %d vertices", next, len(o.vertices))
	}
	if o.area2 < 0 || o.area2 == 0 && len(o.keepOuts) == 0 {
		return fmt.Errorf("twice the area is %d", o.area2)
	}
	return checkTouches(o)
}

// checkPolygon holds one polygon against what the caller gave; next is where its first ring must start.
func checkPolygon(o *Outline, p *polygon, given Polygon, next *int, keepOut bool) error {
	rings := append([]Ring{given.Shell}, given.Holes...)
	if len(p.rings) != len(rings) {
		return fmt.Errorf("%d rings, want %d", len(p.rings), len(rings))
	}
	whole := emptyBox
	for i, r := range p.rings {
		want := cleaned(rings[i])
		got := o.vertices[r.first:r.end]
		if r.first != *next || !sameCycle(got, want) {
			return fmt.Errorf("ring %d is %v from %d on, want %v from %d on, either way about", i, got, r.first, want, *next)
		}
		*next = r.end
		left := ringArea2(got) > 0
		if left != ((i == 0) != keepOut) {
			return fmt.Errorf("ring %d runs counter-clockwise: %t", i, left)
		}
		b := emptyBox
		for k, v := range got {
			b.add(v)
			if v == got[(k+1)%len(got)] {
				return fmt.Errorf("ring %d repeats vertex %d", i, k)
			}
		}
		if r.box != b {
			return fmt.Errorf("ring %d has box %v, want %v", i, r.box, b)
		}
		whole.join(b)
	}
	if p.box != whole {
		return fmt.Errorf("box is %v, want %v", p.box, whole)
	}
	return nil
}

// checkTouches tries every vertex against the touches: where two shells meet, one of them has a vertex.
func checkTouches(o *Outline) error {
	if len(o.vertices) > 500 {
		return nil // n^2 steps
	}
	var want []touch
	seen := map[Point]bool{}
	for _, v := range o.vertices {
		if seen[v] {
			continue
		}
		seen[v] = true
		first := o.polygonAt(v)
		for i := first + 1; first >= 0 && i < len(o.polygons); i++ {
			if _, on := o.locate(o.polygons[i].rings[:1], v); on {
				want = append(want, touch{polygon: i, at: v})
			}
		}
	}
	order := func(a, b touch) int {
		return slices.Compare([]int{int(a.at.X), int(a.at.Y), a.polygon}, []int{int(b.at.X), int(b.at.Y), b.polygon})
	}
	got := slices.SortedFunc(slices.Values(o.touches), order)
	slices.SortFunc(want, order)
	if !slices.Equal(got, want) {
		return fmt.Errorf("touches are %v, want %v", got, want)
	}
	return nil
}

// cleaned is a ring without repeated vertices, the slow and obvious way.
func cleaned(r Ring) []Point {
	var v []Point
	for i := range r.X {
		v = append(v, Point{r.X[i], r.Y[i]})
	}
	v = slices.Compact(v)
	for len(v) > 1 && v[0] == v[len(v)-1] {
		v = v[:len(v)-1]
	}
	return v
}

func sameCycle(a, b []Point) bool {
	twice := append(slices.Clone(b), b...)
	for range 2 {
		for k := range b {
			if slices.Equal(a, twice[k:k+len(b)]) {
				return true
			}
		}
		slices.Reverse(twice)
	}
	return false
}

// micrometres rounds a decimal number of millimetres half up, exactly.
func micrometres(mm string) (int32, error) {
	x, ok := new(big.Rat).SetString(mm)
	if !ok {
		return 0, fmt.Errorf("%q is no number", mm)
	}
	x.Mul(x, big.NewRat(2000, 1)).Add(x, big.NewRat(1, 1)) // (2x + 1) / 2, rounded down
	two := new(big.Int).Lsh(x.Denom(), 1)
	return int32(new(big.Int).Div(x.Num(), two).Int64()), nil
}

// feature is one outline of the shared set.
type feature struct {
	Properties struct{ Name string }
	Geometry   struct {
		Type        string
		Coordinates json.RawMessage
	}
}

func (f *feature) area() (Area, error) {
	polygons := make([][][][2]json.Number, 1)
	into := any(&polygons[0])
	if f.Geometry.Type == "MultiPolygon" {
		into = &polygons
	}
	if err := json.Unmarshal(f.Geometry.Coordinates, into); err != nil {
		return Area{}, err
	}
	var a Area
	for _, rings := range polygons {
		var list []Ring
		for _, places := range rings {
			var r Ring
			for _, xy := range places {
				x, err := micrometres(xy[0].String())
				if err != nil {
					return Area{}, err
				}
				y, err := micrometres(xy[1].String())
				if err != nil {
					return Area{}, err
				}
				r.X, r.Y = append(r.X, x), append(r.Y, y)
			}
			list = append(list, r)
		}
		a.Polygons = append(a.Polygons, Polygon{Shell: list[0], Holes: list[1:]})
	}
	return a, nil
}

// TestOutlineTruth holds the verdict on every shared outline, and its area, against GEOS.
func TestOutlineTruth(t *testing.T) {
	const folder = "../../shared/data"
	raw, err := os.ReadFile(filepath.Join(folder, "truth.json"))
	if err != nil {
		t.Skipf("the shared outlines are not here: %v", err)
	}
	var truth struct {
		Outlines []struct {
			File, Name, Reason string
			Valid              bool
			Area               float64 // mm2
		}
	}
	if err := json.Unmarshal(raw, &truth); err != nil {
		t.Fatal(err)
	}
	features := map[string]feature{}
	files, _ := filepath.Glob(filepath.Join(folder, "*.geojson"))
	for _, file := range files {
		var list struct{ Features []feature }
		if raw, err := os.ReadFile(file); err != nil {
			t.Fatal(err)
		} else if err := json.Unmarshal(raw, &list); err != nil {
			t.Fatal(err)
		}
		for _, f := range list.Features {
			features[filepath.Base(file)+" "+f.Properties.Name] = f
		}
	}
	valid, invalid, worst := 0, 0, 0.0
	for _, want := range truth.Outlines {
		name := want.File + " " + want.Name
		f := features[name]
		a, err := f.area()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		o, err := NewOutline(a, nil)
		if (err == nil) != want.Valid {
			t.Errorf("%s: got %v, want valid %t (%s)", name, err, want.Valid, want.Reason)
			continue
		}
		if err != nil {
			invalid++
			t.Logf("%s: %v (GEOS: %s)", name, err, want.Reason)
			continue
		}
		valid++
		if err := checkInvariants(a, o); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		twice, exact := o.Area2()
		got, tolerance := float64(twice)/2e6, 1e-12
		if strings.Contains(name, "far_from_origin") {
			tolerance = 1e-9 // GEOS sums products of coordinates of 1e6 mm
		}
		off := math.Abs(got-want.Area) / want.Area
		if off > tolerance || !exact {
			t.Errorf("%s: area %.9f mm2 (exact %t), want %.9f mm2", name, got, exact, want.Area)
		}
		if tolerance == 1e-12 {
			worst = max(worst, off)
		}
	}
	if valid == 0 || invalid == 0 {
		t.Errorf("compared %d valid and %d invalid outlines, want some of each", valid, invalid)
	}
	t.Logf("%d valid, %d invalid; areas differ by at most %.1e", valid, invalid, worst)
}

// asError is the *Error in err, or nil.
func asError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}
