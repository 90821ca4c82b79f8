package grid_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
)

// TestSortPhases sorts few and many keys, spread evenly and all alike.
func TestSortPhases(t *testing.T) {
	rng := rand.New(rand.NewPCG(*seed, 3))
	for _, n := range []int{0, 1, 2, 511, 512, 513, 16_384, 16_385, 100_000} {
		for _, within := range []uint32{1 << 25, 1000, 2} {
			keys := make([]uint32, n)
			for k := range keys {
				keys[k] = 1<<25 - 1 - rng.Uint32N(within)
			}
			want := slices.Sorted(slices.Values(keys))
			if got := grid.SortPhases(keys); !slices.Equal(got, want) {
				t.Errorf("%d keys within %d are not sorted", n, within)
			}
		}
	}
}
