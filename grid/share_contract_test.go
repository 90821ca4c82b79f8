package grid_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
)

func gridOf(t testing.TB, a grid.Area, spec grid.Spec, work *grid.Work) *grid.Grid {
	t.Helper()
	o, err := grid.NewOutline(a, nil)
	if err != nil {
		t.Fatal(err)
	}
	spec.Outline = o
	g, err := grid.New(spec, work)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// A region that is not known exactly has no shares; equal ones need none.
func TestAreasRefused(t *testing.T) {
	square := func(x, size int32) grid.Polygon {
		return grid.Polygon{Shell: grid.Ring{X: []int32{x, x + size, x + size, x}, Y: []int32{0, 0, size, size}}}
	}
	across := grid.Area{Polygons: []grid.Polygon{square(0, 50_000)}, KeepOuts: []grid.KeepOut{{Polygon: square(40_000, 20_000)}}}
	g := gridOf(t, across, grid.Spec{Pattern: grid.Square, Spacing: 10_000}, nil)
	for _, share := range []grid.Share{grid.ClippedCell, grid.Voronoi} {
		_, err := g.AppendAreas(nil, share)
		e, ok := errors.AsType[*grid.Error](err)
		if !ok || e.Field != "dosing.share" || e.Rule != grid.NotAllowed {
			t.Errorf("share %d where a keep-out crosses the outline: %v, want it refused", share, err)
		}
	}
	areas, err := g.AppendAreas(nil, grid.Equal)
	if err != nil || len(areas) == 0 || slices.ContainsFunc(areas, func(a float64) bool { return a != 1e8 }) {
		t.Errorf("equal shares: %v, %v, want 1e8 um2 each", areas, err)
	}
}

// Keep-outs that keep nothing out take nothing away.
func TestAreasBesideKeepOuts(t *testing.T) {
	ring := func(x0, y0, x1, y1 int32) grid.Ring {
		return grid.Ring{X: []int32{x0, x1, x1, x0}, Y: []int32{y0, y0, y1, y1}}
	}
	a := grid.Area{
		Polygons: []grid.Polygon{{Shell: ring(0, 0, 100_000, 100_000), Holes: []grid.Ring{ring(40_000, 40_000, 60_000, 60_000)}}},
		KeepOuts: []grid.KeepOut{
			{Polygon: grid.Polygon{Shell: ring(45_000, 45_000, 55_000, 55_000)}},   // in the hole
			{Polygon: grid.Polygon{Shell: ring(-20_000, -20_000, -1_000, -1_000)}}, // outside
			{Polygon: grid.Polygon{Shell: ring(0, 90_000, 100_000, 100_000)}},      // along three sides
			{Polygon: grid.Polygon{Shell: ring(10_000, 10_000, 30_000, 30_000), Holes: []grid.Ring{ring(15_000, 15_000, 25_000, 25_000)}}},
		},
	}
	g := gridOf(t, a, grid.Spec{Pattern: grid.Triangular, Spacing: 7_000, Angle: 12_345, Margin: 1_000}, nil)
	areas, err := g.AppendAreas(nil, grid.Voronoi)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, a := range areas {
		sum += a
	}
	const want = 1e10 - 4e8 - 1e9 - (4e8 - 1e8)
	if off := sum/want - 1; off < -1e-12 || off > 1e-12 {
		t.Errorf("Voronoi areas are %.12g um2 in sum, want %.12g", sum, want)
	}
}

func TestAreasWithoutPoints(t *testing.T) {
	var none grid.Grid
	onlyFixed, err := grid.New(grid.Spec{Pattern: grid.NoPattern, Fixed: []grid.Point{{X: 1, Y: 2}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	wide := gridOf(t, smooth(60), grid.Spec{Pattern: grid.Square, Spacing: 3 * mm, Margin: 90 * mm}, nil)
	for name, g := range map[string]*grid.Grid{"zero": &none, "fixed only": onlyFixed, "margin too wide": wide} {
		for share := grid.Equal; share <= grid.Voronoi; share++ {
			if areas, err := g.AppendAreas([]float64{7}, share); len(areas) != 1 || err != nil {
				t.Errorf("%s: share %d has %v, %v, want nothing", name, share, areas, err)
			}
		}
	}
}

// One memory for many plans: the bytes are those of a fresh grid, and the grid is left as after its last band.
func TestAreasReuse(t *testing.T) {
	var g grid.Grid
	for n, kind := range kinds {
		rng := rand.New(rand.NewPCG(22, uint64(n)))
		for range 4 {
			p := kind.make(rng)
			o, err := grid.NewOutline(p.Area, nil)
			if err != nil {
				continue
			}
			p.fix(rng)
			fresh, err := grid.New(p.spec(o), nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := g.Reset(p.spec(o), nil); err != nil {
				t.Fatal(err)
			}
			all, err := take(&g)
			if err != nil {
				t.Fatal(err)
			}
			for _, share := range []grid.Share{grid.Voronoi, grid.ClippedCell} {
				want, wantErr := fresh.AppendAreas(nil, share)
				got, err := g.AppendAreas(nil, share)
				if (err == nil) != (wantErr == nil) || !slices.Equal(got, want) {
					t.Errorf("share %d in used memory: %v, %v, want %v, %v\n%v", share, got, err, want, wantErr, p)
				}
			}
			if g.Next() || g.NearMisses() != all.near || !slices.Equal(g.PolygonPoints(), all.polygons) {
				t.Errorf("after the areas: near misses %d, points %v, want %d, %v\n%v", g.NearMisses(), g.PolygonPoints(), all.near, all.polygons, p)
			}
		}
	}
}

// Rows of several windows, forwards and backwards: each area stands where its point does.
func TestAreasOfWideRows(t *testing.T) {
	const length, width, spacing = 3_000_000, 50, 20
	a := grid.Area{Polygons: []grid.Polygon{{Shell: grid.Ring{X: []int32{0, length, length, 0}, Y: []int32{0, 0, width, width}}}}}
	g := gridOf(t, a, grid.Spec{Pattern: grid.Square, Spacing: spacing, Placement: grid.Origin{X: 3, Y: 7}}, nil)
	var x, y []int32
	for g.Next() {
		x, y = g.AppendXY(x, y)
	}
	for share, cut := range map[grid.Share]int32{grid.ClippedCell: spacing / 2, grid.Voronoi: length} {
		areas, err := g.AppendAreas(nil, share)
		if err != nil || len(areas) != len(x) {
			t.Fatalf("%d areas of %d points, %v", len(areas), len(x), err)
		}
		// What is nearer to p than to its neighbours, which lie within 0 to end as long as they are members.
		side := func(p, end int32) int32 {
			low, high := p-spacing/2, p+spacing/2
			if p < spacing {
				low = max(0, p-cut)
			}
			if p+spacing > end {
				high = min(end, p+min(cut, length))
			}
			return high - low
		}
		for k := range x {
			want := float64(side(x[k], length)) * float64(side(y[k], width))
			if d := areas[k] - want; d > 1e-6 || d < -1e-6 {
				t.Fatalf("share %d: point %d at (%d, %d) um has %v um2, want %v", share, k, x[k], y[k], areas[k], want)
			}
		}
	}
}

// The work is counted, bounded and interrupted.
func TestAreasWork(t *testing.T) {
	spec := grid.Spec{Pattern: grid.Triangular, Spacing: 300, Margin: 30 * mm}
	free := new(grid.Work)
	if _, err := gridOf(t, smooth(60), spec, free).AppendAreas(nil, grid.Voronoi); err != nil {
		t.Fatal(err)
	}
	steps := free.Spent().Shares
	for _, limit := range []int64{1, 1000, steps / 2, steps - 1} {
		work := &grid.Work{Limits: grid.Cost{Shares: limit}}
		_, err := gridOf(t, smooth(60), spec, work).AppendAreas(nil, grid.Voronoi)
		e, ok := errors.AsType[*grid.Error](err)
		if !ok || e.Rule != grid.TooMuchWork || e.Field != "dosing.share" {
			t.Errorf("%d steps of %d: %v, want TOO_MUCH_WORK", limit, steps, err)
		}
	}
	if _, err := gridOf(t, smooth(60), spec, &grid.Work{Limits: grid.Cost{Shares: steps}}).AppendAreas(nil, grid.Voronoi); err != nil {
		t.Errorf("at the limit: %v", err)
	}
	stop := errors.New("stop")
	pauses := 0
	work := &grid.Work{Pause: func() error {
		if pauses++; pauses > 3 {
			return stop
		}
		return nil
	}}
	if _, err := gridOf(t, smooth(60), spec, work).AppendAreas(nil, grid.Voronoi); !errors.Is(err, stop) {
		t.Errorf("interrupted: %v, want what Pause said", err)
	}
}

func TestAreasAllocateNothing(t *testing.T) {
	work := new(grid.Work)
	g := gridOf(t, smooth(60), grid.Spec{Pattern: grid.Triangular, Spacing: 3 * mm, Margin: 2 * mm}, work)
	var areas []float64
	run := func() {
		var err error
		if areas, err = g.AppendAreas(areas[:0], grid.Voronoi); err != nil {
			t.Fatal(err)
		}
	}
	run()
	if n := testing.AllocsPerRun(3, run); n != 0 {
		t.Errorf("%v allocations when warm, want 0", n)
	}
}

// BenchmarkAreas shares the area out in warm memory; the scan for the points, which it repeats, is part of it.
func BenchmarkAreas(b *testing.B) {
	for _, s := range shapes {
		if s.spacing < 283 || s.vertices > 1000 {
			continue
		}
		g := gridOf(b, smooth(s.vertices), grid.Spec{Pattern: grid.Triangular, Spacing: s.spacing, Angle: 17_000, Margin: 2 * mm}, new(grid.Work))
		for name, share := range map[string]grid.Share{"clipped": grid.ClippedCell, "voronoi": grid.Voronoi} {
			b.Run(s.name+"/"+name, func(b *testing.B) {
				var areas []float64
				for b.Loop() {
					var err error
					if areas, err = g.AppendAreas(areas[:0], share); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(len(areas)), "points")
			})
		}
	}
}
