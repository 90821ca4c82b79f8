package grid_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
)

// TestNearLevel has edges that lie along the rows of a turned lattice, level in truth and a rounding off it in float64,
// far from the middle of the outline, where roundings are greatest. A speck on the other side of the origin takes the
// middle away; brute force looks at the box round the shape alone.
func TestNearLevel(t *testing.T) {
	plans := 300
	if testing.Short() {
		plans = 20
	}
	if *long {
		plans *= 30
	}
	rng := rand.New(rand.NewPCG(*seed, 0))
	points := 0
	for n := range plans {
		p, shape := nearLevel(rng)
		o, err := grid.NewOutline(p.Area, nil)
		if err != nil {
			t.Fatalf("seed %d, plan %d: %v\n%v", *seed, n, err, p)
		}
		g, err := grid.New(p.spec(o), nil)
		if err != nil {
			t.Fatalf("seed %d, plan %d: %v\n%v", *seed, n, err, p)
		}
		got, err := take(g)
		if err != nil {
			t.Fatalf("seed %d, plan %d: %v\n%v", *seed, n, err, p)
		}
		l, _ := g.Lattice()
		a, box := areaOf(p), boxOf([]grid.Polygon{shape})
		var want []place
		each(l, box.wider(missing), func(row []place) {
			for _, q := range row {
				if polygon, _ := a.member(q); polygon == 0 {
					want = append(want, q)
				}
			}
		})
		near := slices.DeleteFunc(got.points, func(q place) bool { return !box.holds(q) })
		order := func(a, b place) int {
			if a.y != b.y {
				return int(a.y - b.y)
			}
			return int(a.x - b.x)
		}
		slices.SortFunc(near, order)
		slices.SortFunc(want, order)
		if !slices.Equal(near, want) {
			t.Fatalf("seed %d, plan %d: %v, want\n%v\n%v", *seed, n, near, want, p)
		}
		points += len(want)
	}
	t.Logf("%d plans, %d points", plans, points)
}

// nearLevel is a T, as a shell, a hole or a keep-out, whose foot and arms are level in a lattice turned by 45 degrees, and
// the polygon that it stands in.
func nearLevel(rng *rand.Rand) (plan, grid.Polygon) {
	reach := int64(1) << (17 + rng.IntN(10))
	base := place{between(rng, -reach, reach), between(rng, -reach, reach)}
	unit := int64(1)
	p := plan{Kind: "near level", Pattern: grid.Square, Spacing: grid.Micrometres(between(rng, 20, 60)), Angle: 45_000,
		Margin: grid.Micrometres(between(rng, 16, 40)), Origin: &grid.Point{X: int32(base.x), Y: int32(base.y)}}
	if oneIn(rng, 4) {
		unit, p.Spacing, p.Margin = 20, 20*p.Spacing, 50*p.Margin
	}
	foot, stem, arm := between(rng, 60, 300)*unit, between(rng, 50, 300)*unit, between(rng, 200, 900)*unit
	tee := []place{{0, 0}, {foot, 0}, {foot, stem}, {foot + arm, stem}, {foot + arm, stem + 200*unit}, {-arm, stem + 200*unit}, {-arm, stem}, {0, stem}}
	if oneIn(rng, 2) {
		for k := range tee {
			tee[k].y = -tee[k].y
		}
	}
	tee = moved(tee, 1, 1, base)
	around := moved([]place{{-1800 * unit, -900 * unit}, {1800 * unit, -900 * unit}, {1800 * unit, 900 * unit}, {-1800 * unit, 900 * unit}}, 1, 1, base)
	var shape grid.Polygon
	switch rng.IntN(3) {
	case 0:
		shape = polygonOf(rng, tee)
	case 1:
		shape = polygonOf(rng, around, tee)
	default:
		shape = polygonOf(rng, around)
		p.Area.KeepOuts = []grid.KeepOut{{Polygon: polygonOf(rng, tee)}}
	}
	p.Area.Polygons = []grid.Polygon{shape}
	if reach > 1<<19 {
		speck := []place{{-base.x, -base.y}, {-base.x + 9, -base.y}, {-base.x, -base.y + 9}}
		p.Area.Polygons = append(p.Area.Polygons, polygonOf(rng, speck))
	}
	return p, shape
}
