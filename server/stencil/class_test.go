package stencil

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// Every volume lies in the class that it is given, classes do not overlap, and their points are all points. Few volumes
// have a class each; one volume has none.
func TestClasses(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 10))
	for range 2_000 {
		volumes := make([]uint32, random.IntN(200))
		span := uint64(1) << random.IntN(33)
		for k := range volumes {
			volumes[k] = uint32(math.MaxUint32 - random.Uint64N(span))
		}
		all := classesOf(volumes)
		distinct := len(slices.Compact(slices.Sorted(slices.Values(volumes))))
		if len(all) > mostClasses || distinct < 2 && all != nil || 2 <= distinct && distinct <= mostClasses && len(all) != distinct {
			t.Fatalf("%d volumes, %d different ones: classes %v", len(volumes), distinct, all)
		}
		if distinct < 2 {
			continue
		}
		points := make([]int, len(all))
		for _, v := range volumes {
			k := classOf(all, v)
			if k < 0 || v < all[k].least || v > all[k].most {
				t.Fatalf("volume %d is given class %d of %v", v, k, all)
			}
			points[k]++
		}
		for k, c := range all {
			if c.points != points[k] || k > 0 && all[k-1].most >= c.least {
				t.Fatalf("class %d of %v, with %d points", k, all, points[k])
			}
		}
	}
}
