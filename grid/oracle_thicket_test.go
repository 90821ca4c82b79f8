package grid_test

import (
	"math/rand/v2"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
)

// hairs is a comb in any direction of many teeth that are far thinner than the spacing, some shorter than others, and
// beside it keep-outs of the same kind.
func hairs(rng *rand.Rand) plan {
	d := pick(rng, triples...)
	teeth := between(rng, 500, 900)
	pitch := between(rng, 2, 40)
	w, h := teeth*pitch, teeth*pitch*between(rng, 1, 3)
	ring := moved(comb(rng, teeth, pitch, h), d[0], d[1], somewhere(rng))
	p := dress(rng, "hairs", polygonOf(rng, ring))
	p.Area.KeepOuts = nil
	if oneIn(rng, 3) {
		at := place{between(rng, 0, w) - w/2, between(rng, 0, h) - h/2}
		other := moved(comb(rng, teeth, pitch, h), d[1], -d[0], ring[0])
		for k := range other {
			other[k].x, other[k].y = other[k].x+at.x, other[k].y+at.y
		}
		p.Area.KeepOuts = []grid.KeepOut{{Polygon: polygonOf(rng, other), Margin: grid.Micrometres(pick(rng, 0, 20, pitch))}}
	}
	rows := between(rng, 20, 30)
	p.Spacing = grid.Micrometres(min(max(h*d[2]/rows, int64(grid.MinSpacing)), int64(grid.MaxSpacing)))
	p.Margin = grid.Micrometres(pick(rng, 0, 0, 1, 2, 15, 16, 20, pitch, pitch*d[2]/3))
	p.Lattice = nil
	return p
}

// comb is teeth upwards on a back, each as wide as the gap to the next.
func comb(rng *rand.Rand, teeth, pitch, h int64) []place {
	ring := []place{{0, -pitch}}
	ring = append(ring, place{teeth * pitch, -pitch})
	for k := teeth - 1; k >= 0; k-- {
		top := h
		if oneIn(rng, 3) {
			top = between(rng, 1, h)
		}
		ring = append(ring, place{k*pitch + (pitch+1)/2, 0}, place{k*pitch + (pitch+1)/2, top}, place{k * pitch, top})
		if k > 0 {
			ring = append(ring, place{k * pitch, 0})
		}
	}
	return ring
}

// TestThickets holds combs of hairs against brute force.
func TestThickets(t *testing.T) {
	plans := 40
	if *long {
		plans = 600
	}
	rng := rand.New(rand.NewPCG(*seed, 77))
	var g grid.Grid
	thickets, held, points := 0, 0, 0
	for held < plans {
		p := hairs(rng)
		o, err := grid.NewOutline(p.Area, nil)
		if err != nil {
			t.Fatalf("seed %d: %v\n%v", *seed, err, p)
		}
		ans, err := hold(&g, p, o)
		if err != nil {
			t.Fatalf("seed %d, plan %d: %v\n%v", *seed, held, err, p)
		}
		held++
		thickets += g.Thickets()
		points += len(ans.points)
	}
	if thickets*3 < held || points < 50*held {
		t.Errorf("%d thickets and %d points in %d plans, want a thicket in every third and 50 points in each", thickets, points, held)
	}
	t.Logf("%d thickets and %d points in %d plans", thickets, points, held)
}
