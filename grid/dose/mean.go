package dose

import "math/big"

// MeanBreaches are the limits on a density whose upper bound, hard or else soft, the mean over an area is above though no
// point's own density is: where points lie close along an edge, their whole cells are more than the area that they have.
// Such a plan keeps to its limits, which are on the lattice density; people should know of it. area2 is twice the area,
// um2; at 0 it is not known, and there are none.
func (b *Bounds) MeanBreaches(r *Run, area2 int64) []Breach {
	var beyond []Breach
	for k := range b.limits {
		l := &b.limits[k]
		if area2 <= 0 || l.Quantity != ArealVolume && l.Quantity != ArealDose {
			continue
		}
		total := nl(r.total)
		if l.ofDose() {
			total = r.dosing.liquid.micro(l.component, r.total)
		}
		mean := new(big.Rat).Mul(total, big.NewRat(2*um2PerCM2, area2))
		most, _ := b.value(l, r, true)
		for _, bound := range []struct {
			most *uint64
			hard bool
		}{{l.HardMax, true}, {l.SoftMax, false}} {
			if above(mean, bound.most) && !above(most, bound.most) {
				beyond = append(beyond, Breach{Limit: k, Hard: bound.hard, Above: true, Value: up(mean)})
				break
			}
		}
	}
	return beyond
}
