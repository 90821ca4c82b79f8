package server

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
)

// TestTravel holds the travel, the longest step and the box of a tally against a plain sum, step by step, over ways of runs
// along the rows of a lattice, jumps, and steps that look like either, given in parts of any size.
func TestTravel(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 0))
	for range 3_000 {
		l := grid.Lattice{A: grid.Vector{X: rng.Int64N(1<<34) - 1<<33, Y: rng.Int64N(1<<34) - 1<<33}}
		if rng.IntN(4) == 0 {
			l.A = grid.Vector{X: (rng.Int64N(2000) - 1000) << 20, Y: 0}
		}
		var x, y []int32
		at := grid.Vector{X: rng.Int64N(1<<40) - 1<<39, Y: rng.Int64N(1<<40) - 1<<39}
		for len(x) < 200 {
			sign := 1 - 2*rng.Int64N(2)
			for range rng.IntN(40) {
				x, y = append(x, int32(at.X>>20)), append(y, int32(at.Y>>20))
				at.X, at.Y = at.X+sign*l.A.X, at.Y+sign*l.A.Y
			}
			switch rng.IntN(3) {
			case 0: // a jump
				at.X, at.Y = at.X+rng.Int64N(1<<34), at.Y-rng.Int64N(1<<34)
			case 1: // off by a micrometre or two
				at.X += (rng.Int64N(5) - 2) << 20
			}
		}
		want := tally{low: grid.Point{X: math.MaxInt32, Y: math.MaxInt32}, high: grid.Point{X: math.MinInt32, Y: math.MinInt32}}
		for k := range x {
			p := grid.Point{X: x[k], Y: y[k]}
			want.grow(p)
			if k > 0 {
				d2 := distance2(grid.Point{X: x[k-1], Y: y[k-1]}, p)
				want.travelUM += math.Sqrt(float64(d2))
				want.longestStep = max(want.longestStep, d2)
			}
		}
		var got tally
		got.alongRows(l)
		for from := 0; from < len(x); {
			end := min(len(x), from+rng.IntN(60))
			got.add(x[from:end], y[from:end], make([]uint32, end-from))
			from = end
		}
		if math.Abs(got.travelUM-want.travelUM) > 1e-12*want.travelUM || got.longestStep != want.longestStep ||
			got.low != want.low || got.high != want.high || got.points != uint64(len(x)) {
			t.Fatalf("%d points along %+v: travel %v, longest step^2 %d, box %v to %v, want %v, %d, %v to %v", got.points, l.A,
				got.travelUM, got.longestStep, got.low, got.high, want.travelUM, want.longestStep, want.low, want.high)
		}
	}
}
