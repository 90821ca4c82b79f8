package dose

import (
	"math/big"
	"math/bits"
)

// Sum is what a whole grid takes.
type Sum struct {
	Total       uint64    // of all points, nL
	Residue     uint64    // what was asked, before caps and rounding, less Total, nL, rounded down
	Capped      uint64    // what lattice points were not due because of the cap, nL, rounded down; 0 with the rule Total
	DrawUp      uint64    // Total and the dead volume of each fill, nL
	Fills       uint64    // of the reservoir, the first one included
	Ingredients []Portion // what makes up DrawUp; nil where the mixture has no parts
	Refills     []uint64  // indices of the points before which the reservoir must be full again; the run's own
}

// Portion is how much of an ingredient is needed.
type Portion struct {
	Name   string
	Volume uint64 // nL, rounded up
}

// Sum is complete after the last point. A volume that does not fit 64 bits gives an *Error.
func (r *Run) Sum() (Sum, error) {
	if !r.dosing.gives() {
		return Sum{}, nil
	}
	s := Sum{Total: r.total, Refills: r.refills}
	field := r.dosing.rule.field()
	lattice, ok := uint64(0), true
	switch rule := r.dosing.rule.(type) {
	case Total:
		lattice = uint64(rule)
	default:
		// The fixed rule counts for itself where shares are equal: area is then 0.
		lattice, _, ok = mulDiv(r.uncut, r.factor, max(r.divisor, 1))
		s.Capped, _, _ = mulDiv(r.uncut-r.area, r.factor, max(r.divisor, 1))
	}
	if !ok || !increase(&lattice, r.asked) {
		return Sum{}, r.tooMuch(field)
	}
	s.Residue = lattice - r.total
	if r.points == 0 {
		return s, nil
	}
	in := r.dosing.injector
	s.Fills = 1 + uint64(len(r.refills))
	dead, ok := mul(s.Fills, in.DeadVolume)
	s.DrawUp = r.total
	if !ok || !increase(&s.DrawUp, dead) {
		return Sum{}, r.tooMuch(field)
	}
	l := &r.dosing.liquid
	if l.parts != 0 {
		for _, i := range l.ingredients {
			part, exact, _ := mulDiv(s.DrawUp, i.PartNL, l.parts) // no more than DrawUp
			if !exact {
				part++
			}
			s.Ingredients = append(s.Ingredients, Portion{i.Name, part})
		}
	}
	return s, nil
}

// Body is what densities and doses per kg are over.
type Body struct {
	Area2 int64  // twice the area of the outline less keep-outs, um2; 0 where it is not known: mean densities are then absent
	MassG uint32 // body mass, g; 0 where it is not known: doses per kg are then absent
}

// Dose is what a grid gives of one component, in its unit.
type Dose struct {
	Name, Unit    string
	Total         float64  // of all points
	MaxPoint      float64  // of the point that gets most
	LatticePerCM2 *float64 // greatest dose of a point over its area or the nominal cell; nil without a lattice
	MeanPerCM2    *float64 // total over the area
	PerKg         *float64 // total over the body mass
}

// Stats describes the volumes of all points.
type Stats struct {
	Min, Max        uint32   // nL
	Mean            float64  // nL
	CV              float64  // standard deviation of the points over their mean
	LatticeNLPerCM2 *float64 // greatest volume of a point over its area or the nominal cell; nil without a lattice
	MeanNLPerCM2    *float64 // total volume over the area
}

// Doses are the doses so far of each component, in the order of the mixture, without diluents. Each figure is the double
// nearest to the exact quotient, so that 0.828 mg is shown as 0.828.
func (r *Run) Doses(body Body) []Dose {
	var doses []Dose
	l := &r.dosing.liquid
	for k, in := range l.ingredients {
		if in.diluent() {
			continue
		}
		dose := func(volume, factor, divisor uint64) float64 {
			return double(quo(times(l.micro(k, volume), factor), 1_000_000), divisor)
		}
		d := Dose{Name: in.Name, Unit: in.Unit, Total: dose(r.total, 1, 1), MaxPoint: dose(uint64(r.most.volume), 1, 1)}
		d.LatticePerCM2, d.MeanPerCM2 = r.densities(dose, body)
		if body.MassG != 0 {
			d.PerKg = new(dose(r.total, 1000, uint64(body.MassG)))
		}
		doses = append(doses, d)
	}
	return doses
}

// Stats describes the volumes so far; false without dosing or without points.
func (r *Run) Stats(body Body) (Stats, bool) {
	if !r.dosing.gives() || r.points == 0 {
		return Stats{}, false
	}
	s := Stats{Min: r.least.volume, Max: r.most.volume, Mean: volumes(r.total, 1, r.points), CV: r.variation()}
	s.LatticeNLPerCM2, s.MeanNLPerCM2 = r.densities(volumes, body)
	return s, true
}

// densities are the greatest one of a point and the mean one, of what `of` says of a volume times a factor over a divisor.
func (r *Run) densities(of func(volume, factor, divisor uint64) float64, body Body) (lattice, mean *float64) {
	if r.dense.area != 0 {
		lattice = new(of(uint64(r.dense.volume), um2PerCM2, r.dense.area))
	} else if r.cell != 0 {
		lattice = new(0.0) // there is a lattice, and no point
	}
	if body.Area2 != 0 {
		mean = new(of(r.total, 2*um2PerCM2, uint64(body.Area2)))
	}
	return lattice, mean
}

// variation is the standard deviation over the mean: sqrt(n * sum of squares - sum^2) / sum, exact before the root.
func (r *Run) variation() float64 {
	if r.least.volume == r.most.volume {
		return 0
	}
	squares := new(big.Int).Lsh(wholeInt(r.squares.hi), 64)
	squares.Add(squares, wholeInt(r.squares.lo))
	squares.Mul(squares, wholeInt(r.points))
	total := wholeInt(r.total)
	squares.Sub(squares, new(big.Int).Mul(total, total))
	root := new(big.Float).SetPrec(128).SetInt(squares)
	root.Sqrt(root)
	cv, _ := root.Quo(root, new(big.Float).SetInt(total)).Float64()
	return cv
}

// volumes is the double nearest to volume * factor / divisor.
func volumes(volume, factor, divisor uint64) float64 {
	if hi, product := bits.Mul64(volume, factor); hi == 0 && product <= exactDouble && divisor <= exactDouble {
		return float64(product) / float64(divisor) // of two exact numbers the nearest, by IEEE 754
	}
	return double(times(nl(volume), factor), divisor)
}

// exactDouble is the greatest of the integers that are all doubles.
const exactDouble = 1 << 53

func nl(volume uint64) *big.Rat { return new(big.Rat).SetInt(wholeInt(volume)) }

func times(q *big.Rat, by uint64) *big.Rat { return new(big.Rat).Mul(q, nl(by)) }

func quo(q *big.Rat, by uint64) *big.Rat { return new(big.Rat).Quo(q, nl(by)) }

// double is the double nearest to q / by.
func double(q *big.Rat, by uint64) float64 {
	f, _ := quo(q, by).Float64()
	return f
}
