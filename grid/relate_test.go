package grid

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestArea2 holds the area of named arrangements against what a person works out.
func TestArea2(t *testing.T) {
	strip := line(0, 0, 100_000, 0, 100_000, 50_000, 0, 50_000)
	notched := line(0, 0, 90, 0, 90, 60, 60, 60, 60, 30, 30, 30, 30, 60, 0, 60) // 90 x 60 less 30 x 30
	ring := only(square(0, 0, 90), square(30, 30, 30))
	twins := Area{Polygons: []Polygon{{Shell: square(0, 0, 10)}, {Shell: square(10, 10, 10)}}}
	for _, c := range []struct {
		name  string
		area  Area
		twice int64
		exact bool
	}{
		{"strip", only(strip), 2 * 5000e6, true},
		{"edge strip on three edges", only(strip).with(out(line(0, 40_000, 100_000, 40_000, 100_000, 50_000, 0, 50_000))), 2 * 4000e6, true},
		{"keep-out fills a notch", only(notched).with(out(square(30, 30, 30))), 2 * 4500, true},
		{"keep-out fills and leaves a notch", only(notched).with(out(line(30, 30, 60, 30, 60, 90, 30, 90))), 2 * 4500, true},
		{"keep-out crosses a notch", only(notched).with(out(line(30, 20, 60, 20, 60, 60, 30, 60))), 2 * 4500, false},
		{"keep-out equals the hole", ring.with(out(square(30, 30, 30))), 2 * 7200, true},
		{"keep-out equals the shell", ring.with(out(square(0, 0, 90))), 2 * 7200, false},
		{"keep-out equals the polygon", ring.with(out(square(0, 0, 90), square(30, 30, 30))), 0, true},
		{"keep-out round the hole", ring.with(out(square(20, 20, 50), square(30, 30, 30))), 2 * (7200 - 1600), true},
		{"keep-out over the hole", ring.with(out(square(20, 20, 50))), 2 * 7200, false},
		{"keep-out in the hole", ring.with(out(square(40, 40, 10))), 2 * 7200, true},
		{"keep-out far away", ring.with(out(square(900, 40, 10))), 2 * 7200, true},
		{"keep-out inside", ring.with(out(square(5, 5, 10))), 2 * 7100, true},
		{"keep-out round everything", ring.with(out(square(-10, -10, 200), square(0, 0, 90))), 2 * 7200, true},
		{"keep-out over everything", ring.with(out(square(-10, -10, 200))), 2 * 7200, false},
		{"keep-outs side by side", ring.with(out(square(0, 0, 10)), out(square(10, 0, 10)), out(square(10, 10, 10))), 2 * 6900, true},
		{"keep-out in a keep-out", ring.with(out(square(0, 0, 20)), out(square(5, 5, 5))), 2 * 7200, false},
		{"keep-out in a keep-out's hole", ring.with(out(square(0, 0, 20), square(5, 5, 5)), out(square(5, 5, 5))), 2 * 6800, true},
		{"keep-out twice", ring.with(out(square(0, 0, 20)), out(square(0, 0, 20))), 2 * 7200, false},
		{"keep-out twice outside", ring.with(out(square(200, 0, 20)), out(square(200, 0, 20))), 2 * 7200, false},
		{"keep-out covers one twin", twins.with(out(square(0, 0, 10))), 2 * 100, true},
		{"keep-out over both twins", twins.with(out(line(0, 0, 10, 0, 10, 10, 20, 10, 20, 20, 10, 20, 10, 11, 0, 10))), 2 * 200, false},
		{"keep-out between the twins", twins.with(out(square(10, 0, 10)), out(square(0, 10, 10))), 2 * 200, true},
	} {
		o, err := NewOutline(c.area, nil)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if twice, exact := o.Area2(); twice != c.twice || exact != c.exact {
			t.Errorf("%s: twice the area is %d, exact %t; want %d, exact %t", c.name, twice, exact, c.twice, c.exact)
		}
	}
}

// TestTouches holds the places that a shell shares with an earlier polygon against what a person sees.
func TestTouches(t *testing.T) {
	holed := Polygon{Shell: square(0, 0, 90), Holes: []Ring{square(30, 30, 30)}}
	for _, c := range []struct {
		name     string
		polygons []Polygon
		want     []touch
	}{
		{"corner to corner", []Polygon{{Shell: square(0, 0, 9)}, {Shell: square(9, 9, 9)}}, []touch{{1, Point{9, 9}}}},
		{"corner on an edge", []Polygon{{Shell: line(9, 5, 20, 0, 20, 9)}, {Shell: square(0, 0, 9)}}, []touch{{1, Point{9, 5}}}},
		{"island after", []Polygon{holed, {Shell: line(30, 40, 40, 30, 50, 40)}}, nil},
		{"island before", []Polygon{{Shell: line(30, 40, 40, 30, 50, 40)}, holed}, nil},
		{"two islands", []Polygon{holed, {Shell: line(30, 40, 40, 30, 50, 40)}, {Shell: line(40, 30, 50, 31, 50, 35)}},
			[]touch{{2, Point{40, 30}}}},
		{"where a hole touches its shell", []Polygon{
			{Shell: square(0, 0, 90), Holes: []Ring{line(0, 40, 30, 30, 30, 50)}},
			{Shell: line(0, 40, -9, 50, -9, 30)},
			{Shell: line(0, 40, -9, 51, -9, 60)},
		}, []touch{{2, Point{0, 40}}}},
	} {
		a := Area{Polygons: c.polygons}
		o, err := NewOutline(a, nil)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if !slices.Equal(o.touches, c.want) {
			t.Errorf("%s: touches %v, want %v", c.name, o.touches, c.want)
		}
		if err := checkInvariants(a, o); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestNewOutlineMoved asks that verdict and area follow the outline wherever it is moved, however it is turned, and up
// to the greatest extent.
func TestNewOutlineMoved(t *testing.T) {
	const most = MaxExtent - 1
	moves := []struct {
		xx, xy, x0, yx, yy, y0 int64
	}{
		{1, 0, -2147483000, 0, 1, 2147483000},
		{0, -1, 0, 1, 0, 0},                // turned
		{-1, 0, 5, 0, 1, 5},                // mirrored
		{1, 0, 0, 0, 1_000_003, -77},       // stretched
		{1, 1, 0, 0, 1, 0},                 // sheared
		{3, -2, 7, 5, 11, 1_000_000_000},   // all at once
		{most / 20, 0, 0, 0, most / 20, 0}, // as large as it may be: nothing here is wider than 20
		{most / 40, most / 40, -2147483000, -most / 40, most / 40, 0},
	}
	valid := 0
	for seed := range 1500 {
		rng := rand.New(rand.NewPCG(uint64(seed), 3))
		a := anyArea(rng)
		if seed%3 == 0 {
			a.KeepOuts = []KeepOut{{Polygon: Polygon{Shell: anyRing(rng, 1, 6)}}}
		}
		base, want := NewOutline(a, nil)
		if want == nil {
			valid++
		}
		for _, m := range moves {
			move := func(r Ring) Ring {
				var to Ring
				for i := range r.X {
					x, y := int64(r.X[i]), int64(r.Y[i])
					to.X = append(to.X, int32(m.xx*x+m.xy*y+m.x0))
					to.Y = append(to.Y, int32(m.yx*x+m.yy*y+m.y0))
				}
				return to
			}
			o, err := NewOutline(mapped(a, move), nil)
			if (err == nil) != (want == nil) {
				t.Fatalf("seed %d, move %v: got %v, want %v\n%v", seed, m, err, want, a)
			}
			if err != nil {
				continue
			}
			twice, exact := o.Area2()
			was, wasExact := base.Area2()
			scale := m.xx*m.yy - m.xy*m.yx
			if twice != was*max(scale, -scale) || exact != wasExact {
				t.Fatalf("seed %d, move %v: twice the area %d, exact %t; before %d, exact %t\n%v", seed, m, twice, exact, was, wasExact, a)
			}
		}
	}
	if valid < 300 {
		t.Errorf("%d areas were valid, too few to show anything", valid)
	}
}

// mapped is an area with every ring changed.
func mapped(a Area, change func(Ring) Ring) Area {
	polygon := func(p Polygon) Polygon {
		to := Polygon{Shell: change(p.Shell)}
		for _, h := range p.Holes {
			to.Holes = append(to.Holes, change(h))
		}
		return to
	}
	var to Area
	for _, p := range a.Polygons {
		to.Polygons = append(to.Polygons, polygon(p))
	}
	for _, k := range a.KeepOuts {
		k.Polygon = polygon(k.Polygon)
		to.KeepOuts = append(to.KeepOuts, k)
	}
	return to
}
