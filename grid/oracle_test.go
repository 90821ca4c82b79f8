package grid_test

import (
	"flag"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
)

var (
	long = flag.Bool("long", os.Getenv("MESOGRID_LONG") != "", "run the oracle on many more random plans")
	seed = flag.Uint64("seed", 1, "of the oracle's random plans")
)

// answer is all that a grid says about its points.
type answer struct {
	points   []place // fixed points first
	polygons []uint64
	near     uint64
}

// missing is how far short of a margin a near miss may fall, um: less than this.
const missing = 2

// area is an area with what the oracle needs of it.
type area struct {
	exact
	polygons []region
	edges    []segment // of all polygons
	keepOuts []region
	margins  []int64 // of the keep-outs, the plan's included
	margin   int64
}

func areaOf(p plan) *area {
	a := &area{margin: int64(p.Margin)}
	for _, polygon := range p.Area.Polygons {
		r := regionOf(polygon)
		a.polygons = append(a.polygons, r)
		a.edges = append(a.edges, r.edges...)
	}
	for _, k := range p.Area.KeepOuts {
		a.keepOuts = append(a.keepOuts, regionOf(k.Polygon))
		a.margins = append(a.margins, max(a.margin, int64(k.Margin)))
	}
	return a
}

// polygon is the first polygon that p belongs to; -1: none.
func (a *area) polygon(p place) int {
	return slices.IndexFunc(a.polygons, func(r region) bool { return a.belongs(p, r) })
}

// member is the polygon of which p is a member, -1 if none, and whether p misses a margin by less than 2 um instead.
func (a *area) member(p place) (polygon int, near bool) {
	polygon = a.polygon(p)
	inside := polygon >= 0
	for _, r := range a.keepOuts {
		inside = inside && !a.covers(p, r)
	}
	if inside && a.clears(p, polygon >= 0, 0) {
		return polygon, false
	}
	return -1, a.clears(p, polygon >= 0, missing)
}

// clears tells whether p has the margins to all edges, or misses each by less than short um, as far as short is not 0.
// Distances count as negative on the wrong side of an edge.
func (a *area) clears(p place, inside bool, short int64) bool {
	least := min(short, 1) // the comparison with a margin less short that is needed
	if a.clearance(inside, p, a.edges, a.margin-short) < int(least) {
		return false
	}
	for k, r := range a.keepOuts {
		if a.clearance(!a.covers(p, r), p, r.edges, a.margins[k]-short) < int(least) {
			return false
		}
	}
	return true
}

// spaced tells whether p is no nearer than spacing to every fixed point.
func spaced(p place, fixed []grid.Point, spacing grid.Micrometres) bool {
	var e exact
	for _, f := range fixed {
		if e.distance(segment{at(f), at(f)}, p, int64(spacing)) < 0 {
			return false
		}
	}
	return true
}

// brute finds the answer to a plan on lattice l by testing every lattice point that can lie in the box round the
// polygons, 2 um wider for the near misses.
func brute(p plan, l grid.Lattice) answer {
	var ans answer
	for _, f := range p.Fixed {
		ans.points = append(ans.points, at(f))
	}
	a := areaOf(p)
	if p.Pattern == grid.NoPattern {
		return ans
	}
	ans.polygons = make([]uint64, len(a.polygons))
	rows := make([][][]place, len(a.polygons)) // of each polygon, those that have points
	each(l, boxOf(p.Area.Polygons).wider(missing), func(row []place) {
		members := make([][]place, len(a.polygons))
		for _, q := range row {
			polygon, near := a.member(q)
			if (polygon < 0 && !near) || !spaced(q, p.Fixed, p.Spacing) {
				continue
			}
			if near {
				ans.near++
				continue
			}
			members[polygon] = append(members[polygon], q)
			ans.polygons[polygon]++
		}
		for k := range members {
			if len(members[k]) > 0 {
				rows[k] = append(rows[k], members[k])
			}
		}
	})
	for _, polygon := range rows {
		for n, row := range polygon {
			if n%2 == 1 {
				slices.Reverse(row)
			}
			ans.points = append(ans.points, row...)
		}
	}
	return ans
}

// each calls visit with the lattice points in b of every row, rows and points in rising order.
func each(l grid.Lattice, b bounds, visit func([]place)) {
	wide := b.wider(2) // covers the rounding of a point
	// j of a place q is A x (q - O) / A x B.
	cross := func(ux, uy, vx, vy int64) *big.Int {
		x := new(big.Int).Mul(big.NewInt(ux), big.NewInt(vy))
		return x.Sub(x, new(big.Int).Mul(big.NewInt(uy), big.NewInt(vx)))
	}
	var js []int64
	for _, q := range []place{wide.lo, wide.hi, {wide.lo.x, wide.hi.y}, {wide.hi.x, wide.lo.y}} {
		n := cross(l.A.X, l.A.Y, q.x<<20-l.O.X, q.y<<20-l.O.Y)
		js = append(js, n.Div(n, cross(l.A.X, l.A.Y, l.B.X, l.B.Y)).Int64())
	}
	for j := slices.Min(js) - 1; j <= slices.Max(js)+1; j++ {
		// lo <= O + iA + jB <= hi in x and in y bounds i; an axis that A does not move along bounds nothing.
		first, last := int64(-1<<62), int64(1<<62)
		bound := func(o, a, b, lo, hi int64) {
			if a == 0 {
				return
			}
			from, to := lo<<20-o-j*b, hi<<20-o-j*b
			if a < 0 {
				from, to, a = -to, -from, -a
			}
			first, last = max(first, from/a-1), min(last, to/a+1)
		}
		bound(l.O.X, l.A.X, l.B.X, wide.lo.x, wide.hi.x)
		bound(l.O.Y, l.A.Y, l.B.Y, wide.lo.y, wide.hi.y)
		var row []place
		for i := first; i <= last; i++ {
			if q := node(l, i, j); b.holds(q) {
				row = append(row, q)
			}
		}
		visit(row)
	}
}

// TestOracle compares random plans of every kind with brute force in arbitrary precision.
func TestOracle(t *testing.T) {
	const plans = 10_000
	each := (plans + len(kinds) - 1) / len(kinds)
	if testing.Short() {
		each /= 5 // with the race detector on, say; the 10,000 are the test as such
	}
	if *long {
		each *= 10
	}
	var sum struct {
		sync.Mutex
		plans, refused, points, near, empty int
	}
	t.Run("kinds", func(t *testing.T) {
		for n, kind := range kinds {
			t.Run(kind.name, func(t *testing.T) {
				t.Parallel()
				rng := rand.New(rand.NewPCG(*seed, uint64(n)))
				var g grid.Grid
				held, refused := 0, 0
				for held < each && refused <= each {
					p := kind.make(rng)
					o, err := grid.NewOutline(p.Area, new(grid.Work))
					if err != nil {
						refused++
						continue
					}
					p.fix(rng)
					ans, err := hold(&g, p, o)
					if err != nil {
						t.Fatalf("seed %d, plan %d: %v\n%v", *seed, held+refused, err, p)
					}
					held++
					sum.Lock()
					sum.plans++
					sum.points += len(ans.points)
					sum.near += int(ans.near)
					if len(ans.points) == 0 {
						sum.empty++
					}
					sum.Unlock()
				}
				sum.Lock()
				sum.refused += refused
				sum.Unlock()
				// A kind is made to be valid, but for chance touches of its rings after rounding.
				if refused*5 > held {
					t.Errorf("seed %d: %d areas refused beside %d valid ones, want at most a fifth", *seed, refused, held)
				}
			})
		}
	})
	t.Logf("seed %d: %d plans with %d points and %d near misses, %d plans without a point, %d areas refused",
		*seed, sum.plans, sum.points, sum.near, sum.empty, sum.refused)
	if sum.plans > plans/2 && (sum.empty*2 > sum.plans || sum.near == 0) { // not when a part is run by name
		t.Errorf("%d of %d plans without a point and %d near misses: such plans show little", sum.empty, sum.plans, sum.near)
	}
}

// largeArea is two polygons with a hole each, and keep-outs across both.
func largeArea(seed uint64) grid.Area {
	var area grid.Area
	rng := rand.New(rand.NewPCG(seed, 0))
	for k := range int64(2) {
		area.Polygons = append(area.Polygons, onion(rng, place{k * 120_000, 0}, 60_000, 12, 2)...)
	}
	for k := range int64(5) {
		ring := starRing(rng, place{k * 30_000, 3000}, 20_000, 9)
		area.KeepOuts = append(area.KeepOuts, grid.KeepOut{Polygon: polygonOf(rng, ring), Margin: 300})
	}
	return area
}

// TestOracleLarge compares plans that take more than one band.
func TestOracleLarge(t *testing.T) {
	spacing := grid.Micrometres(150)
	if *long {
		spacing = 50
	}
	area := largeArea(*seed)
	o, err := grid.NewOutline(area, new(grid.Work))
	if err != nil {
		t.Fatal(err)
	}
	var g grid.Grid
	for _, angle := range []grid.Millidegrees{0, 17_000, 90_000} {
		p := plan{Kind: "large", Area: area, Pattern: grid.Triangular, Spacing: spacing, Angle: angle, Margin: 200}
		ans, err := hold(&g, p, o)
		if err != nil {
			t.Fatalf("seed %d: %v\n%v", *seed, err, p)
		}
		bands := 0
		for g.Next() {
			bands++
		}
		t.Logf("%d mdeg: %d points in %d bands", angle, len(ans.points), bands)
		if bands < 3 || len(ans.points) < 100_000 {
			t.Errorf("%d points in %d bands: such a plan shows little", len(ans.points), bands)
		}
	}
}

// hold asks g for the plan and holds all that it says against brute force.
func hold(g *grid.Grid, p plan, o *grid.Outline) (answer, error) {
	if err := g.Reset(p.spec(o), new(grid.Work)); err != nil {
		return answer{}, fmt.Errorf("refused: %w", err)
	}
	l, ok := g.Lattice()
	if ok != (p.Pattern != grid.NoPattern) {
		return answer{}, fmt.Errorf("Lattice() tells %t for pattern %d", ok, p.Pattern)
	}
	if ok {
		if fit, ok := g.Fit(); ok {
			p.Angle = fit.Angle
		}
		if err := checkLattice(p, l); err != nil {
			return answer{}, err
		}
	}
	want := brute(p, l)
	for pass := range 2 {
		got, err := take(g)
		if err == nil {
			err = want.differs(got)
		}
		if err != nil {
			return answer{}, fmt.Errorf("pass %d on lattice %+v: %w", pass, l, err)
		}
		g.Rewind()
	}
	return want, nil
}

// take reads a grid from where it stands.
func take(g *grid.Grid) (answer, error) {
	var ans answer
	var x, y []int32
	for g.Next() {
		before, n := len(x), g.Len()
		x, y = g.AppendXY(x, y)
		if len(x)-before != n || len(y) != len(x) {
			return ans, fmt.Errorf("a band of Len() %d appended %d x, to %d x and %d y in all", n, len(x)-before, len(x), len(y))
		}
	}
	if err := g.Err(); err != nil {
		return ans, fmt.Errorf("ended by %w", err)
	}
	for k := range x {
		ans.points = append(ans.points, place{int64(x[k]), int64(y[k])})
	}
	ans.polygons = slices.Clone(g.PolygonPoints())
	ans.near = g.NearMisses()
	return ans, nil
}

// differs tells the first difference of got from a.
func (a answer) differs(got answer) error {
	for k := range min(len(a.points), len(got.points)) {
		if a.points[k] != got.points[k] {
			return fmt.Errorf("point %d of %d is %v, want %v of %d; %s", k, len(got.points), got.points[k], a.points[k],
				len(a.points), a.sets(got))
		}
	}
	if len(a.points) != len(got.points) {
		return fmt.Errorf("%d points, want %d; %s", len(got.points), len(a.points), a.sets(got))
	}
	if !slices.Equal(a.polygons, got.polygons) {
		return fmt.Errorf("points of polygons %v, want %v", got.polygons, a.polygons)
	}
	if a.near != got.near {
		return fmt.Errorf("%d near misses, want %d", got.near, a.near)
	}
	return nil
}

// sets tells which points are in one answer only.
func (a answer) sets(got answer) string {
	count := map[place]int{}
	for _, p := range a.points {
		count[p]--
	}
	for _, p := range got.points {
		count[p]++
	}
	var lost, extra []place
	for _, p := range slices.Concat(a.points, got.points) {
		switch n := count[p]; {
		case n < 0 && len(lost) < 5:
			lost = append(lost, p)
		case n > 0 && len(extra) < 5:
			extra = append(extra, p)
		}
	}
	return fmt.Sprintf("missing %v, too many %v", lost, extra)
}
