package grid_test

import (
	"math/rand/v2"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
)

// TestOracleWindows compares plans whose rows have more positions than one band has bits, so that a row is scanned window
// by window: at 20 um a window ends 1.31 m from the left.
func TestOracleWindows(t *testing.T) {
	plans := 6
	if testing.Short() {
		plans = 1
	}
	if *long {
		plans *= 20
	}
	rng := rand.New(rand.NewPCG(*seed, 0))
	var g grid.Grid
	points := 0
	for n := range plans {
		p := longRows(rng)
		o, err := grid.NewOutline(p.Area, nil)
		if err != nil {
			t.Fatalf("seed %d, plan %d: %v\n%v", *seed, n, err, p)
		}
		ans, err := hold(&g, p, o)
		if err != nil {
			t.Fatalf("seed %d, plan %d: %v\n%v", *seed, n, err, p)
		}
		points += len(ans.points)
	}
	t.Logf("%d plans, %d points", plans, points)
}

// longRows is a strip of 1.4 m with a notch, a hole, a keep-out and a fixed point where the first window ends.
func longRows(rng *rand.Rand) plan {
	const border = 65_536 * 20
	length, height := int64(border)+between(rng, 2_000, 100_000), between(rng, 60, 110)
	near := func() int64 { return border + between(rng, -100, 100) }
	notch := near()
	shell := []place{{0, 0}, {length, 0}, {length, height}, {notch + 30, height}, {notch, height - 25}, {notch - 30, height}, {0, height}}
	hole := near() - 400
	holes := [][]place{{{hole, 10}, {hole + 90, 15}, {hole + 40, 40}}}
	keep := near() + 400
	kept := []place{{keep, -5}, {keep + 60, -5}, {keep + 60, height / 2}, {keep, height / 2}}
	// One way or the other along the rows.
	a, b := int64(1), int64(0)
	p := plan{Kind: "long rows", Pattern: pick(rng, grid.Square, grid.Triangular), Spacing: 20,
		Margin: pick[grid.Micrometres](rng, 0, 0, 1, 5, 17)}
	switch rng.IntN(3) {
	case 0:
		a, p.Angle = -1, 180_000
	case 1:
		a, b, p.Angle = 0, 1, 90_000
	}
	base := place{between(rng, -1_000_000, 1_000_000), between(rng, -1_000_000, 1_000_000)}
	for k := range holes {
		holes[k] = moved(holes[k], a, b, base)
	}
	p.Area.Polygons = []grid.Polygon{polygonOf(rng, moved(shell, a, b, base), holes...)}
	p.Area.KeepOuts = []grid.KeepOut{{Polygon: polygonOf(rng, moved(kept, a, b, base)), Margin: pick[grid.Micrometres](rng, 0, 3, 20)}}
	if oneIn(rng, 2) {
		fixed := moved([]place{{near() + 900, height / 2}}, a, b, base)[0]
		p.Fixed = []grid.Point{{X: int32(fixed.x), Y: int32(fixed.y)}}
	}
	if oneIn(rng, 2) {
		p.Origin = &grid.Point{X: int32(base.x), Y: int32(base.y)}
	}
	return p
}
