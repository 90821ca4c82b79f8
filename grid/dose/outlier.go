package dose

import (
	"fmt"
	"math/big"
)

// outBy is how far a dose may lie from the published one, either way. A decimal point astray makes 10.
const outBy = 5

// OutByTen says of a grid, in one line, which point gets more than 5 times or less than a fifth of the dose that a
// published dosing gives each point, and which one; empty where none does. Where the published mixture has no component,
// volumes are compared; where the published rule is not Fixed, or no component is in both mixtures, nothing is.
func (r *Run) OutByTen(published *Dosing) string {
	each := uint64(published.fixed())
	if each == 0 || r.points == 0 || !r.dosing.gives() {
		return ""
	}
	compared := false
	for k, in := range published.liquid.ingredients {
		if in.diluent() {
			continue
		}
		compared = true
		ours, err := r.dosing.liquid.find("", in.Name, in.Unit)
		if err != nil {
			continue
		}
		usual := published.liquid.micro(k, each)
		dose := func(volume uint32) *big.Rat { return r.dosing.liquid.micro(ours, uint64(volume)) }
		text := func(v *big.Rat) string { return millionths(down(v)) + " " + in.Unit }
		if e, ok := r.outlier(dose, usual); ok {
			return fmt.Sprintf("point %d gets %s of %s, and the usual dose of a point is %s", e.point, text(dose(e.volume)), in.Name, text(usual))
		}
	}
	if compared {
		return ""
	}
	if e, ok := r.outlier(func(volume uint32) *big.Rat { return nl(uint64(volume)) }, nl(each)); ok {
		return fmt.Sprintf("point %d gets %v, and the usual volume of a point is %v", e.point, Nanolitres(e.volume), Nanolitres(each))
	}
	return ""
}

// outlier is the point with the greatest or, if that one is well, with the least value, if it is far from the usual one.
func (r *Run) outlier(of func(volume uint32) *big.Rat, usual *big.Rat) (extreme, bool) {
	switch {
	case of(r.most.volume).Cmp(times(usual, outBy)) > 0:
		return r.most, true
	case times(of(r.least.volume), outBy).Cmp(usual) < 0:
		return r.least, true
	}
	return extreme{}, false
}
