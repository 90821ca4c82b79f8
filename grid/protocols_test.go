package grid_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
)

const mm = 1000 // um

// strip is a centred plan of a width x height rectangle.
func strip(pattern grid.Pattern, spacing grid.Micrometres, width, height int64) plan {
	rng := rand.New(rand.NewPCG(1, 1))
	shell := rectangle(0, 0, width, height)
	return plan{Area: grid.Area{Polygons: []grid.Polygon{polygonOf(rng, shell)}}, Pattern: pattern, Spacing: spacing}
}

// withStrip adds a keep-out from y = 40 to 50 mm, over the whole width of 100 mm.
func withStrip(p plan) plan {
	rng := rand.New(rand.NewPCG(1, 2))
	shell := rectangle(0, 40*mm, 100*mm, 50*mm)
	p.Area.KeepOuts = []grid.KeepOut{{Polygon: polygonOf(rng, shell), Name: "strip"}}
	return p
}

// protocols are the published cases, as their sources draw them.
var protocols = []struct {
	name string
	plan plan
	want int
	rows []int // by y, of an upright lattice
}{
	{"100 x 50 mm, square 10 mm", strip(grid.Square, 10*mm, 100*mm, 50*mm), 50, []int{10, 10, 10, 10, 10}},
	{"100 x 60 mm, square 10 mm", strip(grid.Square, 10*mm, 100*mm, 60*mm), 60, []int{10, 10, 10, 10, 10, 10}},
	{"100 x 50 mm less a strip", withStrip(strip(grid.Square, 10*mm, 100*mm, 50*mm)), 40, []int{10, 10, 10, 10}},
	{"100 x 50 mm, triangular 10 mm", strip(grid.Triangular, 10*mm, 100*mm, 50*mm), 50, []int{10, 10, 10, 10, 10}},
	{"60 x 40 mm, triangular 15 mm", strip(grid.Triangular, 15*mm, 60*mm, 40*mm), 12, []int{4, 4, 4}},
}

func TestProtocols(t *testing.T) {
	for _, c := range protocols {
		ans, err := ask(c.plan)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		rows := map[int64]int{}
		var ys []int64
		for _, q := range ans.points {
			if rows[q.y]++; rows[q.y] == 1 {
				ys = append(ys, q.y)
			}
		}
		var counts []int
		for _, y := range ys {
			counts = append(counts, rows[y])
		}
		if len(ans.points) != c.want || !slices.Equal(counts, c.rows) || !slices.IsSorted(ys) {
			t.Errorf("%s: %d points in rows of %v at y = %v, want %d in rows of %v", c.name, len(ans.points), counts, ys, c.want, c.rows)
		}
	}
}

// TestProtocolsTurned draws the published cases at random angles, with the lattice turned alike. Their vertices are
// rounded to um then, and still no point may be lost or won.
func TestProtocolsTurned(t *testing.T) {
	const seed, turns = 3, 1000
	rng := rand.New(rand.NewPCG(seed, 0))
	for _, c := range protocols {
		for n := range turns {
			mdeg := between(rng, -360_000, 360_000)
			if n < 8 {
				mdeg = []int64{0, 90_000, 180_000, -90_000, 45_000, 30_000, 1, 89_999}[n]
			}
			s, cos := math.Sincos(float64(mdeg) * math.Pi / 180_000)
			ox, oy := float64(between(rng, -200*mm, 200*mm)), float64(between(rng, -200*mm, 200*mm))
			p := eachRing(c.plan, func(v []place) grid.Ring {
				for k, q := range v {
					x, y := float64(q.x), float64(q.y)
					v[k] = place{int64(math.Round(x*cos - y*s + ox)), int64(math.Round(x*s + y*cos + oy))}
				}
				return ringOf(rng, v)
			})
			p.Angle = grid.Millidegrees(mdeg)
			if ans, err := ask(p); err != nil || len(ans.points) != c.want {
				t.Errorf("%s, turned by %d mdeg: %d points, error %v, want %d (seed %d)\n%v", c.name, mdeg, len(ans.points), err, c.want, seed, p)
			}
		}
	}
}

// TestNamedSites gives fixed points without a lattice and without an outline: they come back as listed.
func TestNamedSites(t *testing.T) {
	var p plan
	var want []place
	for k := range int32(12) {
		p.Fixed = append(p.Fixed, grid.Point{X: k % 4 * 20 * mm, Y: -k / 4 * 15 * mm})
		want = append(want, at(p.Fixed[k]))
	}
	p.Pattern = grid.NoPattern
	g, err := grid.New(p.spec(nil), new(grid.Work))
	if err != nil {
		t.Fatal(err)
	}
	got, err := take(g)
	if err == nil {
		err = answer{points: want}.differs(got)
	}
	if err != nil {
		t.Error(err)
	}
}
