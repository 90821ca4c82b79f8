package grid_test

import (
	"runtime"
	"testing"
	"weak"

	"github.com/mesogrid/mesogrid/grid"
)

// TestLetsGo resets a grid without an outline: it lets go of the outline that it had, and of the Pause of a search.
func TestLetsGo(t *testing.T) {
	var g grid.Grid
	o, pause := func() (weak.Pointer[grid.Outline], weak.Pointer[[8]int]) {
		o, pauses := outlineOf(t, smooth(60)), new([8]int)
		work := &grid.Work{Pause: func() error { pauses[0]++; return nil }}
		spec := grid.Spec{Outline: o, Pattern: grid.Square, Spacing: 3000, Margin: 2 * mm, Order: grid.Shortest, Placement: grid.BestFit{Effort: 10}}
		if _, err := read(&g, spec, work); err != nil {
			t.Fatal(err)
		}
		if _, err := g.AppendAreas(nil, grid.Voronoi); err != nil {
			t.Fatal(err)
		}
		return weak.Make(o), weak.Make(pauses)
	}()
	if g.Reset(grid.Spec{}, nil) == nil {
		t.Fatal("an empty plan is taken")
	}
	runtime.GC()
	runtime.GC()
	if o.Value() != nil || pause.Value() != nil {
		t.Errorf("the grid holds its outline: %t, and what Pause refers to: %t; want neither", o.Value() != nil, pause.Value() != nil)
	}
	runtime.KeepAlive(&g)
}

// TestFarApart orders and shares out a few points in two places with tens of millions of rows between them: that takes no
// memory for each row.
func TestFarApart(t *testing.T) {
	const far = 1<<28 - 10_000
	o := outlineOf(t, grid.Area{Polygons: []grid.Polygon{{Shell: lane(-far, -far, 200, 200)}, {Shell: lane(far, far, 200, 200)}}})
	spec := grid.Spec{Outline: o, Pattern: grid.Triangular, Spacing: 20, Angle: -45_000, Order: grid.Shortest}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var g grid.Grid
	ans, err := read(&g, spec, nil)
	if err != nil {
		t.Fatal(err)
	}
	areas, err := g.AppendAreas(nil, grid.Equal)
	if err != nil || len(areas) != len(ans.points) || len(areas) < 100 {
		t.Errorf("%d areas of %d points, error %v, want one for each of 100 points or more", len(areas), len(ans.points), err)
	}
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 4<<20 {
		t.Errorf("%d points took %d bytes, want at most 4 MiB", len(ans.points), took)
	}
}

// TestPausesOften counts pauses where an outline of many vertices is taken over in one go, for a search and for areas.
func TestPausesOften(t *testing.T) {
	const n = 60_000
	a := smooth(n)
	for k := range n { // steps of 100 um and more, which are no runs
		a.Polygons[0].Shell.X[k] = a.Polygons[0].Shell.X[k]*100 + int32(k%2*100)
		a.Polygons[0].Shell.Y[k] *= 100
	}
	o := outlineOf(t, a)
	spec := grid.Spec{Outline: o, Pattern: grid.Square, Spacing: 100_000, Margin: 20 * mm}
	pauses := 0
	work := &grid.Work{Pause: func() error { pauses++; return nil }}
	count := func(spec grid.Spec, share grid.Share) int {
		g, err := grid.New(spec, work)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = g.AppendAreas(nil, share); err != nil {
			t.Fatal(err)
		}
		defer func() { pauses = 0 }()
		return pauses
	}
	equal, clipped := count(spec, grid.Equal), count(spec, grid.ClippedCell)
	spec.Placement = grid.BestFit{Effort: 1}
	search := count(spec, grid.Equal)
	t.Logf("%d pauses, with the areas of cells %d, with a search %d", equal, clipped, search)
	if clipped-equal < n/2048 || search-equal < n/1024 {
		t.Errorf("%d pauses, with the areas of cells %d, with a search %d; want one more each few thousand vertices", equal, clipped, search)
	}
}

// TestSearchLetsGo searches the best fit of a comb, whose rows have thousands of runs of a few points each: the grid keeps
// little of what comparing areas took.
func TestSearchLetsGo(t *testing.T) {
	const teeth, high = 1500, 240 * mm
	r := grid.Ring{X: []int32{0, teeth * 3 * mm}, Y: []int32{-mm, -mm}}
	for k := int32(teeth - 1); k >= 0; k-- {
		x := k * 3 * mm
		r.X = append(r.X, x+2*mm, x+2*mm, x, x)
		r.Y = append(r.Y, 0, high, high, 0)
	}
	o := outlineOf(t, grid.Area{Polygons: []grid.Polygon{{Shell: r}}})
	var g grid.Grid
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	err := g.Reset(grid.Spec{Outline: o, Pattern: grid.Square, Spacing: 1900, Placement: grid.BestFit{Effort: 1}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if fit, _ := g.Fit(); fit.Points < 1<<17 || fit.CV < 0 {
		t.Fatalf("%+v, want many points and their areas", fit)
	}
	if g.Reset(grid.Spec{}, nil) == nil {
		t.Fatal("an empty plan is taken")
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	kept := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	if kept > 4<<20 {
		t.Errorf("the grid keeps %d bytes, want at most 4 MiB", kept)
	}
	runtime.KeepAlive(&g)
	runtime.KeepAlive(o)
}

// TestPausesBetweenKeepOuts scans many polygons, each of which looks at many keep-outs.
func TestPausesBetweenKeepOuts(t *testing.T) {
	const polygons, keepOuts = 1000, 500
	var a grid.Area
	for k := range int32(polygons) {
		a.Polygons = append(a.Polygons, grid.Polygon{Shell: lane(k%40*2*mm, k/40*2*mm, mm, mm)})
	}
	for k := range int32(keepOuts) {
		a.KeepOuts = append(a.KeepOuts, grid.KeepOut{Polygon: grid.Polygon{Shell: lane(k*2*mm, 90*mm, mm, mm)}})
	}
	pauses := 0
	g, err := grid.New(grid.Spec{Outline: outlineOf(t, a), Pattern: grid.Square, Spacing: 500},
		&grid.Work{Pause: func() error { pauses++; return nil }})
	if err != nil {
		t.Fatal(err)
	}
	pauses = 0
	if _, err := take(g); err != nil {
		t.Fatal(err)
	}
	if pauses < polygons*keepOuts>>17 {
		t.Errorf("%d pauses in %d looks at a keep-out, want one in 2^17", pauses, polygons*keepOuts)
	}
}
