package dose

import (
	"maps"
	"math/big"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// Dose is what a grid gives of one component, in its unit.
type Dose struct {
	Name, Unit    string
	Total         float64  // of all points
	MaxPoint      float64  // of the point that gets most
	LatticePerCM2 *float64 // that dose over the nominal cell; nil without a lattice
	MeanPerCM2    *float64 // total over the area; nil where the area is not known
}

// Stats describes the volumes of all points.
type Stats struct {
	Min, Max        uint32   // nL
	Mean            float64  // nL
	CV              float64  // standard deviation of the points over their mean
	LatticeNLPerCM2 *float64 // greatest volume over the nominal cell; nil without a lattice
	MeanNLPerCM2    *float64 // total volume over the area; nil where the area is not known
}

// Doses are the doses so far of each component, in the order of the mixture. Each figure is the double nearest to the
// exact quotient, so that 0.828 mg is shown as 0.828. Total must not have failed.
func (r *Run) Doses(ground Ground) []Dose {
	if len(r.dosing.mixture) == 0 {
		return nil
	}
	var most uint32
	for v := range r.byVolume {
		most = max(most, v)
	}
	doses := make([]Dose, 0, len(r.dosing.mixture))
	for _, in := range r.dosing.mixture {
		total := in.in(r.total)
		doses = append(doses, Dose{
			Name: in.Name, Unit: in.Unit,
			Total:         double(total),
			MaxPoint:      double(in.in(uint64(most))),
			LatticePerCM2: perCM2(in.in(uint64(most)), ground.Cell),
			MeanPerCM2:    perCM2(total, ground.Area),
		})
	}
	return doses
}

// Stats describes the volumes so far; false without dosing or without points. Total must not have failed.
func (r *Run) Stats(ground Ground) (Stats, bool) {
	if r.dosing.each == 0 || r.points == 0 {
		return Stats{}, false
	}
	// In order of volume, for the sums of doubles below depend on their order and a map's is random.
	volumes := slices.Sorted(maps.Keys(r.byVolume))
	least, most := volumes[0], volumes[len(volumes)-1]
	// Taken above the least volume: equal volumes then have that mean and the deviation 0 exactly.
	above, points := make([]float64, len(volumes)), make([]float64, len(volumes))
	for k, v := range volumes {
		above[k], points[k] = float64(v-least), float64(r.byVolume[v])
	}
	mean, deviation := stat.PopMeanStdDev(above, points)
	mean += float64(least)
	whole := func(v uint64) *big.Rat { return new(big.Rat).SetUint64(v) }
	return Stats{
		Min: least, Max: most, Mean: mean, CV: deviation / mean,
		LatticeNLPerCM2: perCM2(whole(uint64(most)), ground.Cell),
		MeanNLPerCM2:    perCM2(whole(r.total), ground.Area),
	}, true
}

// in is what a volume holds of the ingredient, in its unit.
func (in Ingredient) in(volume uint64) *big.Rat {
	amount := new(big.Int).SetUint64(in.AmountMicro)
	liquid := new(big.Int).SetUint64(in.InNL)
	return new(big.Rat).SetFrac(
		amount.Mul(amount, new(big.Int).SetUint64(volume)),
		liquid.Mul(liquid, big.NewInt(1e6)))
}

// perCM2 is a quantity over an area in um2; nil for the area 0.
func perCM2(quantity *big.Rat, area float64) *float64 {
	if area == 0 {
		return nil
	}
	const um2PerCM2 = 1e8
	density := new(big.Rat).SetFloat64(area)
	density.Quo(quantity, density)
	return new(double(density.Mul(density, new(big.Rat).SetInt64(um2PerCM2))))
}

func double(q *big.Rat) float64 {
	f, _ := q.Float64()
	return f
}
