package grid_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
)

// travel is the length of the way through points, um, summed as the service sums it.
func travel(points []place) float64 {
	sum := 0.0
	for k := 1; k < len(points); k++ {
		x, y := points[k].x-points[k-1].x, points[k].y-points[k-1].y
		sum += math.Sqrt(float64(x*x + y*y))
	}
	return sum
}

// TestOrders holds the orders of one plan against one another: the same fixed points first, the same members once each,
// the same areas, the same figures; Shortest no longer than Serpentine; and no way shorter than its bound.
func TestOrders(t *testing.T) {
	sample(t, 25, func(t *testing.T, _ *rand.Rand, p plan, o *grid.Outline) {
		if p.Order != grid.Shortest {
			return
		}
		got, gotAreas := readOrder(t, p, o)
		p.Order = grid.Serpentine
		want, wantAreas := readOrder(t, p, o)
		fixed := len(p.Fixed)
		if len(got.points) != len(want.points) || !slices.Equal(got.points[:fixed], want.points[:fixed]) {
			t.Fatalf("%d points, want %d, of them %d fixed ones first\n%v", len(got.points), len(want.points), fixed, p)
		}
		if !slices.Equal(got.polygons, want.polygons) || got.near != want.near {
			t.Errorf("points of polygons %v and %d near misses, want %v and %d\n%v", got.polygons, got.near, want.polygons, want.near, p)
		}
		areas := map[place]float64{}
		for k, q := range want.points[fixed:] {
			areas[q] = wantAreas[k]
		}
		for k, q := range got.points[fixed:] {
			if area, ok := areas[q]; !ok || area != gotAreas[k] {
				t.Fatalf("point %d of %d, %v, has the area %v um2, want %v (a member not yet seen: %t)\n%v",
					k, len(got.points), q, gotAreas[k], area, ok, p)
			}
			delete(areas, q)
		}
		if short, long := travel(got.points), travel(want.points); short > long {
			t.Errorf("the shortest way is %v um long, and the serpentine one %v um\n%v", short, long, p)
		}
		if g, err := grid.New(p.spec(o), nil); err == nil && len(got.points) > fixed {
			l, _ := g.Lattice()
			for _, ans := range []answer{got, want} {
				way, bound := travel(ans.points[fixed:]), float64(len(ans.points)-fixed-1)*l.LeastStep()
				if way < bound*(1-1e-12) {
					t.Errorf("a way of %v um is below its bound of %v um\n%v", way, bound, p)
				}
			}
		}
	})
}

// readOrder reads a grid and its areas, the areas before or after the points.
func readOrder(t *testing.T, p plan, o *grid.Outline) (answer, []float64) {
	t.Helper()
	g, err := grid.New(p.spec(o), nil)
	if err != nil {
		t.Fatalf("%v\n%v", err, p)
	}
	share := grid.Voronoi
	var apart *grid.Error
	before, err := g.AppendAreas(nil, share)
	if errors.As(err, &apart) && apart.Rule == grid.NotAllowed {
		share = grid.Equal
		before, err = g.AppendAreas(nil, share)
	}
	if err != nil {
		t.Fatalf("%v\n%v", err, p)
	}
	if g.Next() {
		t.Errorf("a band of %d points after AppendAreas, want an end\n%v", g.Len(), p)
	}
	g.Rewind()
	ans, err := take(g)
	if err != nil {
		t.Fatalf("%v\n%v", err, p)
	}
	after, err := g.AppendAreas(nil, share)
	if err != nil || !slices.Equal(before, after) || len(after) != len(ans.points)-len(p.Fixed) {
		t.Fatalf("%d areas before reading and %d after, error %v, want the same for %d points\n%v",
			len(before), len(after), err, len(ans.points)-len(p.Fixed), p)
	}
	return ans, after
}

// lane is a ring round a rectangle, um.
func lane(x, y, width, height int32) grid.Ring {
	return grid.Ring{X: []int32{x, x + width, x + width, x}, Y: []int32{y, y, y + height, y + height}}
}

// bored is the outline of the benchmarks with two holes.
func bored() grid.Area {
	a := smooth(60)
	a.Polygons[0].Holes = []grid.Ring{lane(-30*mm, -4*mm, 18*mm, 18*mm), lane(11*mm, -18*mm, 22*mm, 20*mm)}
	return a
}

// sites is six rectangles, in an order that goes to and fro.
func sites() grid.Area {
	var a grid.Area
	for _, k := range []int32{0, 4, 2, 5, 1, 3} {
		a.Polygons = append(a.Polygons, grid.Polygon{Shell: lane(k%3*40*mm, k/3*35*mm, 25*mm, 25*mm)})
	}
	return a
}

// TestShortestTravel states how near to their bound, one spacing a step, the ways through some areas come.
func TestShortestTravel(t *testing.T) {
	for _, c := range []struct {
		name    string
		area    grid.Area
		pattern grid.Pattern
		spacing grid.Micrometres
		most    float64 // travel over bound
	}{
		{"clin3", smooth(60), grid.Triangular, 3000, 1.00002}, // the rounding of the points
		{"clin3", smooth(60), grid.Square, 3000, 1.006},
		{"clin10", smooth(60), grid.Triangular, 10_000, 1.00002},
		{"clin10", smooth(60), grid.Square, 10_000, 1.02},
		{"n1e4", smooth(60), grid.Triangular, 895, 1.00002},
		{"n1e4", smooth(60), grid.Square, 895, 1.002},
		{"two holes", bored(), grid.Triangular, 3000, 1.00002},
		{"two holes", bored(), grid.Square, 3000, 1.01},
		{"two holes", bored(), grid.Triangular, 1000, 1.00002},
		{"two holes", bored(), grid.Square, 1000, 1.005},
		{"six sites", sites(), grid.Triangular, 3000, 1.12}, // with five ways of 15 mm and more
		{"six sites", sites(), grid.Square, 3000, 1.12},
		{"a lane", grid.Area{Polygons: []grid.Polygon{{Shell: lane(0, 0, 200*mm, 1*mm)}}}, grid.Triangular, 3000, 1.00002},
	} {
		t.Run(fmt.Sprintf("%s/%d", c.name, c.pattern), func(t *testing.T) {
			p := plan{Area: c.area, Pattern: c.pattern, Spacing: c.spacing, Angle: 17_000, Margin: 2 * mm, Order: grid.Shortest}
			if c.name == "a lane" {
				p.Angle, p.Margin = 0, 0
			}
			ans, err := ask(p)
			if err != nil {
				t.Fatal(err)
			}
			p.Order = grid.Serpentine
			serpentine, err := ask(p)
			if err != nil {
				t.Fatal(err)
			}
			bound := float64(len(ans.points)-1) * float64(c.spacing)
			t.Logf("%d points: %.6f of the bound, serpentine %.6f", len(ans.points), travel(ans.points)/bound, travel(serpentine.points)/bound)
			if way := travel(ans.points); way > bound*c.most {
				t.Errorf("%d points: the way is %.0f um, %.6f of %.0f um, want at most %v", len(ans.points), way, way/bound, bound, c.most)
			}
		})
	}
}

// TestShortestOptimum holds ways through a few points against the shortest of all, found by Held and Karp's method.
func TestShortestOptimum(t *testing.T) {
	rng := rand.New(rand.NewPCG(31, 0))
	plans, worst := 0, 1.0
	for range 400 {
		p := plan{Pattern: pick(rng, grid.Triangular, grid.Square), Spacing: 1000, Angle: grid.Millidegrees(between(rng, 0, 90_000)), Order: grid.Shortest}
		for k := range int32(1 + rng.IntN(2)) {
			p.Area.Polygons = append(p.Area.Polygons, grid.Polygon{Shell: lane(k*int32(5500+rng.IntN(3000)), int32(rng.IntN(3000)),
				int32(500+rng.IntN(4500)), int32(500+rng.IntN(4500)))})
		}
		if oneIn(rng, 3) {
			p.Fixed = []grid.Point{{X: p.Area.Polygons[0].Shell.X[0], Y: p.Area.Polygons[0].Shell.Y[0]}}
		}
		ans, err := ask(p)
		if err != nil {
			t.Fatalf("%v\n%v", err, p)
		}
		if n := len(ans.points); n < 3 || n > 13 {
			continue
		}
		plans++
		least := optimum(ans.points, len(p.Fixed) > 0)
		ratio := travel(ans.points) / least
		worst = max(worst, ratio)
		if ratio > 1.06 {
			t.Errorf("%d points: the way is %.0f um, the shortest %.0f um: %.3f of it, want at most 1.06\n%v", len(ans.points), travel(ans.points), least, ratio, p)
		}
	}
	t.Logf("%d plans, at worst %.4f of the shortest way", plans, worst)
	if plans < 100 {
		t.Errorf("only %d plans of 3 to 13 points", plans)
	}
}

// optimum is the length of the shortest way through all points, from the first one on or from any.
func optimum(points []place, fromFirst bool) float64 {
	n := len(points)
	best := make([][]float64, 1<<n) // over the points in a set, by the last of them
	for set := range best {
		best[set] = slices.Repeat([]float64{math.Inf(1)}, n)
	}
	for k := range n {
		if k == 0 || !fromFirst {
			best[1<<k][k] = 0
		}
	}
	for set := range best {
		for last, length := range best[set] {
			for k := range n {
				if set>>k&1 == 0 && !math.IsInf(length, 1) {
					to := &best[set|1<<k][k]
					*to = min(*to, length+travel([]place{points[last], points[k]}))
				}
			}
		}
	}
	return slices.Min(best[len(best)-1])
}

// TestShortestStops stops the search at many places: by a limit, and by a pause; and then lets it go on.
func TestShortestStops(t *testing.T) {
	o := outlineOf(t, bored())
	spec := grid.Spec{Outline: o, Pattern: grid.Square, Spacing: 3000, Margin: 2 * mm, Order: grid.Shortest}
	free := new(grid.Work)
	g, err := grid.New(spec, free)
	if err != nil {
		t.Fatal(err)
	}
	want, err := take(g)
	if err != nil {
		t.Fatal(err)
	}
	steps := free.Spent().Orders
	for limit := int64(1); limit < steps; limit = limit*3/2 + 1 {
		if err := g.Reset(spec, &grid.Work{Limits: grid.Cost{Orders: limit}}); err != nil {
			t.Fatal(err)
		}
		var refusal *grid.Error
		if ans, err := take(g); !errors.As(err, &refusal) || refusal.Rule != grid.TooMuchWork || refusal.Field != "order" || len(ans.points) > 0 {
			t.Errorf("limit of %d steps: %d points and error %v, want a refusal of order", limit, len(ans.points), err)
		}
	}
	if err := g.Reset(spec, &grid.Work{Limits: grid.Cost{Orders: steps}}); err != nil {
		t.Fatal(err)
	}
	if _, err := take(g); err != nil {
		t.Errorf("limit of %d steps, which it takes: %v", steps, err)
	}
	enough := errors.New("enough")
	for pauses := range 40 {
		left := pauses
		work := &grid.Work{Pause: func() error {
			if left--; left < 0 {
				return enough
			}
			return nil
		}}
		if err := g.Reset(spec, work); err != nil {
			t.Fatal(err)
		}
		if _, err := take(g); left < 0 && !errors.Is(err, enough) {
			t.Errorf("stopped after %d pauses: error %v", pauses, err)
		}
		left = math.MaxInt
		g.Rewind()
		got, err := take(g)
		if err == nil {
			err = want.differs(got)
		}
		if err != nil {
			t.Errorf("begun again after %d pauses: %v", pauses, err)
		}
	}
}

// TestShortestRefused asks for more points than the order takes, and for an order that is none.
func TestShortestRefused(t *testing.T) {
	o := outlineOf(t, smooth(60))
	g, err := grid.New(grid.Spec{Outline: o, Pattern: grid.Square, Spacing: 200, Order: grid.Shortest}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var refusal *grid.Error
	if g.Next() || !errors.As(g.Err(), &refusal) || refusal.Field != "order" || refusal.Rule != grid.TooMuchWork {
		t.Errorf("beyond %d points: %d points and error %v, want a refusal of order", grid.MaxShortest, g.Len(), g.Err())
	}
	_, err = grid.New(grid.Spec{Outline: o, Pattern: grid.Square, Spacing: 200, Order: grid.Shortest + 1}, nil)
	if !errors.As(err, &refusal) || refusal.Field != "order" || refusal.Rule != grid.OutOfRange {
		t.Errorf("an unknown order: error %v, want a refusal of it", err)
	}
}

// TestLeastStep looks at neighbours on many lattices: none is nearer than said, and some are nearly as near.
func TestLeastStep(t *testing.T) {
	rng := rand.New(rand.NewPCG(32, 0))
	for range 300 {
		spec := grid.Spec{Outline: outlineOf(t, grid.Area{Polygons: []grid.Polygon{{Shell: lane(0, 0, 10*mm, 10*mm)}}}),
			Pattern: pick(rng, grid.Triangular, grid.Square), Spacing: grid.Micrometres(spread(rng, 20, 100_000)),
			Angle: grid.Millidegrees(between(rng, -360_000, 360_000)), Placement: grid.Origin{X: int32(between(rng, -9, 9))}}
		g, err := grid.New(spec, nil)
		if err != nil {
			t.Fatal(err)
		}
		l, _ := g.Lattice()
		least := math.Inf(1)
		for range 2000 {
			i, j := between(rng, -500, 500), between(rng, -500, 500)
			from := node(l, i, j)
			for _, d := range [][2]int64{{1, 0}, {0, 1}, {1, 1}, {-1, 1}, {2, 0}, {1, -2}} {
				least = min(least, travel([]place{from, node(l, i+d[0], j+d[1])}))
			}
		}
		if bound := l.LeastStep(); least < bound || least > bound+2 || bound > float64(spec.Spacing)+0.001 || bound < float64(spec.Spacing)-1.43 {
			t.Errorf("spacing %v at %d mdeg: the least step is %v um, said to be at least %v um", spec.Spacing, spec.Angle, least, bound)
		}
	}
}

func outlineOf(t *testing.T, a grid.Area) *grid.Outline {
	t.Helper()
	o, err := grid.NewOutline(a, nil)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// TestShortestSteps finds orders of grids in thousands of pieces: the search ends after so many steps a point, on which a
// service's limit and its estimates stand.
func TestShortestSteps(t *testing.T) {
	const most = 1_200
	rng := rand.New(rand.NewPCG(33, 0))
	var area grid.Area
	for k := range int32(2_500) {
		area.Polygons = append(area.Polygons, grid.Polygon{
			Shell: lane(k%50*1000+int32(rng.IntN(40)), k/50*1000+int32(rng.IntN(40)), 700, 700)})
	}
	o := outlineOf(t, area)
	for _, p := range []plan{
		{Pattern: grid.Triangular, Spacing: 1000}, // about a point in each
		{Pattern: grid.Square, Spacing: 990, Angle: 45_000},
		{Pattern: grid.Triangular, Spacing: 300, Angle: 17_000},
		{Pattern: grid.Square, Spacing: 300, Angle: 17_000},
	} {
		p.Area, p.Order = area, grid.Shortest
		work := new(grid.Work)
		g, err := grid.New(p.spec(o), work)
		if err != nil {
			t.Fatal(err)
		}
		ans, err := take(g)
		if err != nil {
			t.Fatal(err)
		}
		points, steps := int64(len(ans.points)), work.Spent().Orders
		t.Logf("%d points, %d steps", points, steps)
		if points < 500 || steps > points*most {
			t.Errorf("pattern %d, spacing %v: %d steps for %d points, want at most %d a point", p.Pattern, p.Spacing, steps, points, most)
		}
	}
}
