package grid

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

// Merging and counting digits give what a stable sort gives.
func TestEventOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(24, 1))
	for range 3000 {
		n := rng.IntN(40)
		keys := uint64(1 + rng.IntN(60))
		var events []event
		for i := range n {
			key := rng.Uint64N(keys)
			if i > 0 && rng.IntN(3) > 0 {
				key = max(events[i-1].key, 1) + uint64(rng.IntN(3)) - 1 // to and fro
			}
			events = append(events, event{key: key, vertex: int32(i)})
		}
		want := slices.Clone(events)
		slices.SortStableFunc(want, func(a, b event) int { return cmp.Compare(a.key, b.key) })
		counted, spare := slices.Clone(events), make([]event, n)
		countingPass(spare, counted, 0)
		if !slices.Equal(spare, want) {
			t.Fatalf("counted %v, want %v", spare, want)
		}
		if got, _ := mergeRuns(slices.Clone(events), make([]event, n)); !slices.Equal(got, want) {
			t.Fatalf("merged %v to %v, want %v", events, got, want)
		}
	}
}
