package dose_test

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
	"github.com/mesogrid/mesogrid/grid/dose"
	"gonum.org/v1/gonum/stat"
)

var (
	long = flag.Bool("long", os.Getenv("MESOGRID_LONG") != "", "try 1,000,000 random plans, not 10,000")
	seed = flag.Uint64("seed", 1, "of the random plans")
)

func trials() int {
	if *long {
		return 1_000_000
	}
	return 10_000
}

// plan is a dosing on a grid: own volumes of fixed points, then lattice points with areas.
type plan struct {
	dose.Spec
	own   []uint32
	cell  float64
	areas []float64 // of all lattice points, whatever the share
}

func (p plan) String() string {
	return fmt.Sprintf("%T %v, share %d, cap %d, %+v, own %v, cell %g, areas %v", p.Rule, p.Rule, p.Share, p.Cap, p.Injector, p.own, p.cell, p.areas)
}

// grain is a number from 1 to about most, all orders of magnitude as likely, often one that is round or at a power of two.
func grain(rng *rand.Rand, most uint64) uint64 {
	v := rng.Uint64N(uint64(1)<<rng.IntN(bitsOf(most)) + 1)
	switch rng.IntN(6) {
	case 0:
		v = uint64(1) << rng.IntN(bitsOf(most))
	case 1:
		v = uint64(math.Pow10(rng.IntN(len(fmt.Sprint(most)))))
	case 2:
		v = most
	}
	return min(max(v+uint64(rng.IntN(3)), 2)-1, most)
}

func bitsOf(v uint64) int { return new(big.Int).SetUint64(v).BitLen() }

func randomPlan(rng *rand.Rand) plan {
	p := plan{Spec: dose.Spec{Share: grid.Share(rng.IntN(4)), Mixture: []dose.Ingredient{deoxycholate}}}
	spacing := int64(grain(rng, 100_000))
	p.cell = dose.Cell(grid.Pattern(1+rng.IntN(2)), grid.Micrometres(max(20, spacing)))
	if p.Share > grid.Equal && rng.IntN(2) == 0 {
		p.Cap = dose.MinCap + dose.Permille(grain(rng, uint64(dose.MaxCap-dose.MinCap)))
	}
	points := rng.IntN(12)
	if rng.IntN(10) == 0 {
		points = rng.IntN(200)
	}
	slivers := rng.IntN(8) == 0
	for range points {
		part := 0.1 + 0.9*rng.Float64()
		switch rng.IntN(5) {
		case 0:
			part = 1
		case 1:
			part = 3 * rng.Float64()
		case 2:
			if slivers {
				part = 0.001 * rng.Float64()
			}
		}
		p.areas = append(p.areas, part*p.cell)
	}
	// Amounts that a point could get, and now and then any.
	each := grain(rng, 1<<24)
	if rng.IntN(20) == 0 {
		each = grain(rng, math.MaxUint32)
	}
	switch rng.IntN(3) {
	case 0:
		p.Rule = dose.Fixed(each)
	case 1:
		total := each * uint64(points+1)
		if rng.IntN(20) == 0 {
			total = grain(rng, math.MaxUint64)
		}
		p.Rule = dose.Total(total)
	case 2:
		p.Rule = dose.Areal(uint32(min(math.MaxUint32, max(1, float64(each)*1e8/p.cell))))
	}
	in := &p.Injector
	if rng.IntN(3) > 0 {
		in.Step = uint32(grain(rng, each))
	}
	if rng.IntN(4) == 0 {
		in.MinShot = uint32(grain(rng, each))
	}
	if rng.IntN(3) == 0 {
		in.MaxShot = uint32(min(math.MaxUint32, max(uint64(in.Step), uint64(in.MinShot), each/2+grain(rng, each))))
	}
	if rng.IntN(2) == 0 {
		in.Reservoir = each + grain(rng, 20*each)
		in.DeadVolume = grain(rng, in.Reservoir/4+1) - 1
	}
	for range rng.IntN(3) {
		own := uint32(grain(rng, 2*each))
		if _, fixed := p.Rule.(dose.Fixed); fixed && rng.IntN(3) == 0 || rng.IntN(20) == 0 {
			own = 0
		}
		p.own = append(p.own, own)
	}
	return p
}

// outcome is what a plan comes to: volumes and sums, or the rule that refuses it and the point.
type outcome struct {
	volumes                        []uint32
	total, residue, capped, drawUp uint64
	refills                        []uint64
	refused                        grid.Rule
	point                          int
	ideal                          []*big.Rat // volume that each point is due, nL
}

// work computes the outcome from the words of the contract, in fractions.
func work(p plan) outcome {
	ratio := func(v uint64) *big.Rat { return new(big.Rat).SetInt(new(big.Int).SetUint64(v)) }
	mul := func(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }
	quo := func(a, b *big.Rat) *big.Rat { return new(big.Rat).Quo(a, b) }
	floor := func(q *big.Rat) *big.Int { return new(big.Int).Div(q.Num(), q.Denom()) }
	whole := func(a float64) *big.Rat { return ratio(uint64(math.Floor(a + 0.5))) }
	fits := func(v *big.Int) bool { return v.IsUint64() }

	step := ratio(uint64(max(p.Injector.Step, 1)))
	a0 := whole(p.cell)
	equal := p.Share <= grid.Equal
	cap := mul(a0, big.NewRat(int64(cmp.Or(p.Cap, dose.DefaultCap)), 1000))
	cap = new(big.Rat).SetInt(floor(cap))
	var cut, uncut []*big.Rat
	sum := new(big.Rat)
	for _, a := range p.areas {
		area := whole(a)
		if equal {
			area = a0
		}
		uncut = append(uncut, area)
		if area.Cmp(cap) > 0 {
			area = cap
		}
		cut = append(cut, area)
		sum.Add(sum, area)
	}
	due := func(area *big.Rat) *big.Rat {
		switch v := p.Rule.(type) {
		case dose.Fixed:
			return quo(mul(ratio(uint64(v)), area), a0)
		case dose.Areal:
			return quo(mul(ratio(uint64(v)), area), big.NewRat(1e8, 1))
		case dose.Total:
			if sum.Sign() == 0 {
				return new(big.Rat)
			}
			return quo(mul(ratio(uint64(v)), area), sum)
		}
		panic("no rule")
	}

	var o outcome
	refuse := func(rule grid.Rule, k int) outcome { return outcome{refused: rule, point: k} }
	fixed, isFixed := p.Rule.(dose.Fixed)
	asked, ideal, steps := new(big.Int), new(big.Rat), new(big.Int)
	total := new(big.Int)
	usable := p.Injector.Reservoir - p.Injector.DeadVolume
	left := usable
	for _, own := range p.own {
		if own == 0 && !isFixed {
			return refuse(grid.Missing, slices.Index(p.own, 0))
		}
	}
	for k := range len(p.own) + len(p.areas) {
		var v *big.Int // in steps
		max := p.Injector.MaxShot
		switch {
		case k < len(p.own) || isFixed && equal:
			want := uint32(fixed)
			if k < len(p.own) && p.own[k] > 0 {
				want = p.own[k]
			}
			if max != 0 && want > max {
				return refuse(dose.AboveMaxShot, k)
			}
			asked.Add(asked, new(big.Int).SetUint64(uint64(want)))
			o.ideal = append(o.ideal, ratio(uint64(want)))
			v = floor(quo(ratio(uint64(want)), step))
		default:
			o.ideal = append(o.ideal, due(cut[k-len(p.own)]))
			w := quo(o.ideal[k], step)
			ideal.Add(ideal, w)
			least := floor(w)
			most := new(big.Int).Set(least)
			if !w.IsInt() {
				most.Add(most, big.NewInt(1))
			}
			if !fits(floor(mul(ideal, step))) {
				return refuse(dose.TooMuchVolume, k)
			}
			if max != 0 {
				shot := floor(quo(ratio(uint64(max)), step))
				if least.Cmp(shot) > 0 {
					return refuse(dose.AboveMaxShot, k)
				}
				if most.Cmp(shot) > 0 {
					most = shot
				}
			}
			v = new(big.Int).Sub(floor(ideal), steps)
			if v.Cmp(least) < 0 {
				v = least
			}
			if v.Cmp(most) > 0 {
				v = most
			}
			steps.Add(steps, v)
		}
		nl := new(big.Int).Mul(v, step.Num())
		switch {
		case !nl.IsUint64() || nl.Uint64() > math.MaxUint32:
			return refuse(dose.TooMuchVolume, k)
		case nl.Sign() == 0 || nl.Uint64() < uint64(p.Injector.MinShot):
			return refuse(dose.BelowMinShot, k)
		}
		if total.Add(total, nl); !fits(total) {
			return refuse(dose.TooMuchVolume, k)
		}
		if p.Injector.Reservoir != 0 {
			if nl.Uint64() > usable {
				return refuse(dose.AboveReservoir, k)
			}
			if nl.Uint64() > left {
				o.refills = append(o.refills, uint64(k))
				left = usable
			}
			left -= nl.Uint64()
		}
		o.volumes = append(o.volumes, uint32(nl.Uint64()))
	}
	o.total = total.Uint64()
	full := new(big.Rat)
	switch {
	case isFixed && equal:
	case len(uncut) > 0 || !isFixed:
		if v, isTotal := p.Rule.(dose.Total); isTotal {
			full = ratio(uint64(v))
			break
		}
		for i := range uncut {
			full.Add(full, due(uncut[i]))
		}
		lost := new(big.Rat).Set(full)
		for i := range cut {
			lost.Sub(lost, due(cut[i]))
		}
		o.capped = floor(lost).Uint64()
	}
	asked.Add(asked, floor(full))
	if !fits(asked) {
		return refuse(dose.TooMuchVolume, len(o.volumes))
	}
	o.residue = new(big.Int).Sub(asked, total).Uint64()
	o.drawUp = o.total
	if len(o.volumes) > 0 {
		o.drawUp += uint64(1+len(o.refills)) * p.Injector.DeadVolume
	}
	return o
}

// give runs the product, the points cut into bands at random.
func give(p plan, rng *rand.Rand) (*dose.Run, outcome, error) {
	d, err := dose.New(p.Spec)
	if err != nil {
		return nil, outcome{}, err
	}
	r, err := d.Start(slices.Clone(p.own), dose.Ground{Cell: p.cell, Points: uint64(len(p.areas)), Areas: p.areas})
	if e, ok := errors.AsType[*dose.Error](err); ok && e.Point != nil {
		return nil, outcome{refused: e.Rule, point: int(*e.Point)}, nil
	}
	if err != nil {
		return nil, outcome{}, err
	}
	var o outcome
	for n := len(p.own) + len(p.areas); n > 0; {
		band := 1 + rng.IntN(n)
		if o.volumes, err = r.Append(o.volumes, band); err != nil {
			break
		}
		n -= band
	}
	var sum dose.Sum
	if err == nil {
		sum, err = r.Sum()
	}
	if e, ok := errors.AsType[*dose.Error](err); ok && e.Point != nil && e.Text != "" {
		return nil, outcome{refused: e.Rule, point: int(*e.Point)}, nil
	}
	o.total, o.residue, o.capped, o.drawUp, o.refills = sum.Total, sum.Residue, sum.Capped, sum.DrawUp, sum.Refills
	return r, o, err
}

// TestPlans holds random plans against the words of the contract, to the nanolitre, and against what they promise.
func TestPlans(t *testing.T) {
	rng := rand.New(rand.NewPCG(*seed, 31))
	reached := map[string]int{}
	for range trials() {
		p := randomPlan(rng)
		want := work(p)
		r, got, err := give(p, rng)
		if err != nil {
			t.Fatalf("%v\n%v", err, p)
		}
		if got.refused != want.refused || got.point != want.point || !slices.Equal(got.volumes, want.volumes) || got.total != want.total ||
			got.residue != want.residue || got.capped != want.capped || got.drawUp != want.drawUp || !slices.Equal(got.refills, want.refills) {
			t.Fatalf("got %+v\nwant %+v\n%v", got, want, p)
		}
		if got.refused != "" {
			reached[string(got.refused)]++
			continue
		}
		reached[fmt.Sprintf("%T, share %d", p.Rule, max(p.Share, grid.Equal))]++
		promise(t, p, got, want.ideal)
		if len(got.volumes) > 0 {
			checkStats(t, p, r, got.volumes)
		}
	}
	t.Log(reached)
	for _, kind := range []string{"MISSING", "ABOVE_MAX_SHOT", "BELOW_MIN_SHOT", "ABOVE_RESERVOIR", "TOO_MUCH_VOLUME",
		"dose.Fixed, share 1", "dose.Fixed, share 2", "dose.Fixed, share 3", "dose.Total, share 1", "dose.Total, share 2", "dose.Total, share 3",
		"dose.Areal, share 1", "dose.Areal, share 2", "dose.Areal, share 3"} {
		if reached[kind] < trials()/500 {
			t.Errorf("%s was reached %d times, too seldom", kind, reached[kind])
		}
	}
}

// promise holds what a person is promised, without the formula: sums, steps, shots, and nobody gets more than was asked.
func promise(t *testing.T, p plan, o outcome, ideal []*big.Rat) {
	t.Helper()
	in, sum := p.Injector, uint64(0)
	due, given := new(big.Rat), new(big.Rat)
	step := new(big.Rat).SetInt64(int64(max(in.Step, 1)))
	for k, v := range o.volumes {
		sum += uint64(v)
		volume := new(big.Rat).SetInt64(int64(v))
		if given.Add(given, volume).Cmp(due.Add(due, ideal[k])) > 0 {
			t.Fatalf("the points up to %d got %v nL, and %v are due\n%v", k, given, due, p)
		}
		if off := volume.Sub(volume, ideal[k]); off.Abs(off).Cmp(step) >= 0 {
			t.Fatalf("point %d is off by %v nL, a step of %v or more\n%v", k, off, step, p)
		}
		if v == 0 || v < in.MinShot || in.MaxShot != 0 && v > in.MaxShot || v%max(in.Step, 1) != 0 {
			t.Fatalf("point %d gets %d nL\n%v", k, v, p)
		}
	}
	if sum != o.total {
		t.Fatalf("the points add up to %d nL, the total says %d\n%v", sum, o.total, p)
	}
	asked := sum + o.residue
	if v, ok := p.Rule.(dose.Total); ok {
		want := uint64(v)
		for _, own := range p.own {
			want += uint64(own)
		}
		if asked != want {
			t.Fatalf("%d nL given and %d left over, %d were asked\n%v", sum, o.residue, want, p)
		}
	}
	if in.Reservoir != 0 && len(o.volumes) > 0 {
		filled := append(append([]uint64{0}, o.refills...), uint64(len(o.volumes)))
		for n := 1; n < len(filled); n++ {
			drawn := uint64(0)
			for _, v := range o.volumes[filled[n-1]:filled[n]] {
				drawn += uint64(v)
			}
			if drawn > in.Reservoir-in.DeadVolume {
				t.Fatalf("filling %d gives %d nL, more than it holds\n%v", n, drawn, p)
			}
			if n+1 < len(filled) && drawn+uint64(o.volumes[filled[n]]) <= in.Reservoir-in.DeadVolume {
				t.Fatalf("filling %d ends early\n%v", n, p)
			}
		}
	}
}

// checkStats compares the figures for people with gonum's.
func checkStats(t *testing.T, p plan, r *dose.Run, volumes []uint32) {
	t.Helper()
	var all []float64
	for _, v := range volumes {
		all = append(all, float64(v))
	}
	mean, deviation := stat.PopMeanStdDev(all, nil)
	s, ok := r.Stats(dose.Body{})
	if !ok || s.Min != slices.Min(volumes) || s.Max != slices.Max(volumes) || math.Abs(s.Mean-mean) > 1e-9*mean || math.Abs(s.CV-deviation/mean) > 1e-7 {
		t.Fatalf("%+v, want %d to %d, mean %g, cv %g\n%v", s, slices.Min(volumes), slices.Max(volumes), mean, deviation/mean, p)
	}
}
