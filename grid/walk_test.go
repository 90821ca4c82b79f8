package grid

import (
	"math/rand/v2"
	"testing"
)

// TestWalk holds the vectors of this machine against the plain loop, and that they keep within the columns. .ci/paths runs
// it, and all else here, once for each path that the machine has.
func TestWalk(t *testing.T) {
	t.Logf("path: %s", path())
	rng := rand.New(rand.NewPCG(11, 0))
	const guard = 12345
	for range 20_000 {
		n := rng.IntN(70)
		from := Vector{rng.Int64N(1<<52) - 1<<51, rng.Int64N(1<<52) - 1<<51}
		a := Vector{rng.Int64N(1<<38) - 1<<37, rng.Int64N(1<<38) - 1<<37}
		if rng.IntN(4) == 0 {
			a = Vector{rng.Int64N(3) - 1, (rng.Int64N(3) - 1) << 37}
		}
		s := newStride(a)
		x, y := make([]int32, n+32), make([]int32, n+32)
		for i := range x {
			x[i], y[i] = guard, guard
		}
		s.walk(x[16:16+n], y[16:16+n], from)
		for i := range x {
			wantX, wantY := int32(guard), int32(guard)
			if k := int64(i - 16); k >= 0 && k < int64(n) {
				wantX, wantY = int32((from.X+k*a.X+half)>>fracBits), int32((from.Y+k*a.Y+half)>>fracBits)
			}
			if x[i] != wantX || y[i] != wantY {
				t.Fatalf("%d points from %v by %v: place %d is (%d, %d), want (%d, %d)", n, from, a, i-16, x[i], y[i], wantX, wantY)
			}
		}
	}
}
