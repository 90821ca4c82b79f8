package dose

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// What is computed in doubles is the double nearest to the exact quotient, below the bound of exact ones and beyond.
func TestVolumes(t *testing.T) {
	rng := rand.New(rand.NewPCG(71, 1))
	awkward := []uint64{1, 2, 3, 10, 1<<53 - 1, 1 << 53, 1<<53 + 1, math.MaxUint32, math.MaxUint64, um2PerCM2, 2 * um2PerCM2}
	number := func() uint64 {
		if rng.IntN(3) == 0 {
			return awkward[rng.IntN(len(awkward))]
		}
		return 1 + rng.Uint64()>>(1+rng.IntN(62))
	}
	for range 200_000 {
		volume, factor, divisor := number(), number(), number()
		product := new(big.Int).Mul(wholeInt(volume), wholeInt(factor))
		want, _ := new(big.Rat).SetFrac(product, wholeInt(divisor)).Float64()
		if got := volumes(volume, factor, divisor); got != want {
			t.Fatalf("%d * %d / %d = %v, want %v", volume, factor, divisor, got, want)
		}
	}
}
