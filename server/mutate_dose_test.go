package server_test

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"

	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// What the oracle knows of depths, devices and doses.

func (o *oracle) depth(d *pb.Depth) {
	if d == nil {
		return
	}
	o.wrongIf(d.Kind == nil && d.Layer == 0, "spec.depth")
	if n := d.GetInsertion(); n != nil {
		depth := math.Sin(float64(n.AngleMdeg)/1_000*math.Pi/180) * float64(n.LengthUm)
		o.wrongIf(depth < 0.499, "spec.depth.insertion")
		if 0.499 <= depth && depth < 0.501 {
			o.maybe("spec.depth.insertion")
		}
	}
}

func (o *oracle) injector(in *pb.Injector) {
	if in == nil {
		return
	}
	o.wrongIf(in.MaxShotNl != 0 && in.MaxShotNl < cmp.Or(in.StepNl, 1), "spec.injector.max_shot_nl")
	o.wrongIf(in.MaxShotNl != 0 && in.MaxShotNl < in.MinShotNl, "spec.injector.min_shot_nl")
	o.wrongIf(in.ReservoirNl != 0 && in.ReservoirNl <= in.DeadVolumeNl, "spec.injector.reservoir_nl")
}

// dosing judges the volumes and the mixture.
func (o *oracle) dosing(s *pb.GridSpec) {
	d := s.Dosing
	if d == nil {
		for k, f := range s.FixedPoints {
			o.wrongIf(f.GetVolumeNl() != 0, fmt.Sprintf("spec.fixed_points[%d].volume_nl", k))
		}
		return
	}
	o.wrongIf(d.Rule == nil, "spec.dosing.rule")
	none := s.Pattern == pb.Pattern_PATTERN_NONE
	o.wrongIf(none && d.GetTotalNl() != 0, "spec.dosing.total_nl")
	o.wrongIf(none && d.GetNlPerCm2() != 0, "spec.dosing.nl_per_cm2")
	if d.Share > pb.Share_SHARE_EQUAL {
		o.wrongIf(none, "spec.dosing.share")
		o.crossing(s.GetOutline())
	} else {
		o.wrongIf(d.CapPermille != 0, "spec.dosing.cap_permille")
	}
	o.mixture(d.Mixture)
	o.fixedShots(s)
	if !none && d.Rule != nil && len(o.sure) == 0 { // what a point gets is asked of a plan that stands
		o.latticeShots(s)
	}
}

func (o *oracle) mixture(mixture []*pb.Ingredient) {
	first := map[string]bool{}
	parts, without := false, false
	for _, in := range mixture {
		parts, without = parts || in.GetPartNl() != 0, without || in.GetPartNl() == 0
	}
	for k, in := range mixture {
		path := fmt.Sprintf("spec.dosing.mixture[%d].", k)
		name := asRead(in.Name)
		o.wrongIf(first[name], path+"name")
		first[name] = true
		o.wrongIf(parts && in.PartNl == 0, path+"part_nl")
		if in.Unit == "" { // a diluent
			o.wrongIf(in.AmountMicro != 0 || in.InNl != 0 || in.PartNl == 0, path+"unit")
			continue
		}
		o.wrongIf(in.AmountMicro == 0, path+"amount_micro")
		o.wrongIf(in.InNl == 0, path+"in_nl")
		// Silent: ten times water's 10^9 ng per mL at most, by grid/dose.
		most := new(big.Int).Mul(whole(in.InNl), big.NewInt(1e10))
		o.wrongIf(in.InNl != 0 && whole(in.AmountMicro).Cmp(most) > 0, path+"amount_micro")
	}
}

// asRead is a name whatever the case and the spaces.
func asRead(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

func whole(v uint64) *big.Int { return new(big.Int).SetUint64(v) }

// shot judges what a point gets that is due so many nL over a divisor. It tells wrong or maybe of its path. Where more is
// true, a point may get the step above what it is due, not the one below.
func shot(in *pb.Injector, due, divisor *big.Int, more bool, wrong, maybe func(string), path string) {
	step := uint64(cmp.Or(in.GetStepNl(), 1))
	inSteps := new(big.Int).Mul(divisor, whole(step))
	down, rest := new(big.Int).QuoRem(due, inSteps, new(big.Int))
	down.Mul(down, whole(step))
	up := new(big.Int).Set(down)
	if more && rest.Sign() != 0 {
		up.Add(up, whole(step))
	}
	most := uint64(math.MaxUint32) // the column of volumes
	if in.GetMaxShotNl() != 0 {
		most = uint64(in.GetMaxShotNl())
	}
	whenever := func(is, perhaps bool) {
		if is {
			wrong(path)
		} else if perhaps {
			maybe(path)
		}
	}
	// "A point that is due a step more is refused." One that is due more than the greatest shot, and less than a step more,
	// gets the step below, or is refused where point_nl says itself what the point gets: the contract is silent.
	exceeds, above := down.Cmp(whole(most)) > 0, new(big.Int).Mul(whole(most), divisor).Cmp(due) < 0
	whenever(exceeds, above && (!more || in.GetMaxShotNl() == 0))
	// The points so far never got more than they were due: so the first of them gets the steps below.
	whenever(down.Sign() == 0 || down.Cmp(whole(uint64(in.GetMinShotNl()))) < 0, false)
	if reservoir := in.GetReservoirNl(); reservoir > in.GetDeadVolumeNl() {
		usable := whole(reservoir - in.GetDeadVolumeNl())
		whenever(down.Cmp(usable) > 0, up.Cmp(usable) > 0)
	}
}

// fixedShots judges what the fixed points get: they are there, whatever the lattice.
func (o *oracle) fixedShots(s *pb.GridSpec) {
	for k, f := range s.FixedPoints {
		own, path := f.GetVolumeNl(), fmt.Sprintf("spec.fixed_points[%d].volume_nl", k)
		if own == 0 {
			if _, ok := s.Dosing.Rule.(*pb.Dosing_PointNl); !ok {
				o.wrong("%s", path)
				continue
			}
			own, path = s.Dosing.GetPointNl(), "spec.dosing.point_nl"
		}
		shot(s.Injector, whole(uint64(own)), big.NewInt(1), false, func(p string) { o.wrong("%s", p) }, func(p string) { o.maybe("%s", p) }, path)
	}
}

// latticeShots judges what the lattice points get. On other ground than the seed's there may be any number of them, and
// their areas are known where every one has a whole cell only.
func (o *oracle) latticeShots(s *pb.GridSpec) {
	d := s.Dosing
	wrong, maybe := func(p string) { o.wrong("%s", p) }, func(p string) { o.maybe("%s", p) }
	var due, divisor *big.Int
	var path string
	points := o.seed.key.GetPointCount() - uint64(len(o.seed.ground.FixedPoints))
	more := true
	switch rule := d.Rule.(type) {
	case *pb.Dosing_PointNl:
		due, divisor, path = whole(uint64(rule.PointNl)), big.NewInt(1), "spec.dosing.point_nl"
		more = d.Share > pb.Share_SHARE_EQUAL
	case *pb.Dosing_TotalNl:
		due, divisor, path = whole(rule.TotalNl), whole(max(points, 1)), "spec.dosing.total_nl"
	case *pb.Dosing_NlPerCm2:
		cell := float64(s.SpacingUm) * float64(s.SpacingUm)
		if s.Pattern == pb.Pattern_PATTERN_TRIANGULAR {
			cell *= math.Sqrt(3) / 2
		}
		due, divisor, path = new(big.Int).Mul(whole(uint64(rule.NlPerCm2)), whole(uint64(math.Round(cell)))), big.NewInt(1e8), "spec.dosing.nl_per_cm2"
	}
	total := d.GetTotalNl() != 0
	switch areas := d.Share > pb.Share_SHARE_EQUAL && !o.seed.tiled; {
	case o.same && !areas:
		shot(s.Injector, due, divisor, more, wrong, maybe, path)
	case !o.same && !total && d.Share <= pb.Share_SHARE_EQUAL:
		shot(s.Injector, due, divisor, more, maybe, maybe, path) // where there is a point
	default:
		maybe(path)
		if mean := new(big.Int).Quo(due, divisor); o.same && total && mean.Cmp(whole(math.MaxUint32)) > 0 {
			wrong(path) // one of the points gets more than a volume can say
		}
	}
}

// limits judges limits, those of the protocol too, and what they count.
func (o *oracle) limits(s *pb.GridSpec, protocol *pb.Protocol) {
	for k, d := range s.Delivered {
		path := fmt.Sprintf("spec.delivered[%d].", k)
		o.component(s, path+"component", path+"unit", d.GetComponent(), d.GetUnit())
	}
	for _, l := range protocol.GetLimits() {
		o.limit(s, func(string) string { return "spec.protocol" }, l)
	}
	for k, l := range s.Limits {
		o.limit(s, func(name string) string { return strings.TrimSuffix(fmt.Sprintf("spec.limits[%d].%s", k, name), ".") }, l)
	}
}

// component judges the name of one that the mixture must have, with its unit.
func (o *oracle) component(s *pb.GridSpec, name, unit, component, of string) {
	o.wrongIf(badLine(component) != "", name)
	o.wrongIf(badLine(of) != "", unit)
	k := slices.IndexFunc(s.Dosing.GetMixture(), func(in *pb.Ingredient) bool {
		return in.GetUnit() != "" && asRead(in.GetName()) == asRead(component)
	})
	if k < 0 {
		o.wrong("%s", name)
	} else {
		o.wrongIf(s.Dosing.Mixture[k].Unit != of, unit)
	}
}

func (o *oracle) limit(s *pb.GridSpec, path func(string) string, l *pb.Limit) {
	q := l.GetQuantity()
	ofDose := q >= pb.Quantity_QUANTITY_POINT_DOSE
	overDays := q == pb.Quantity_QUANTITY_TOTAL_DOSE || q == pb.Quantity_QUANTITY_DOSE_PER_KG
	perArea := q == pb.Quantity_QUANTITY_AREAL_VOLUME || q == pb.Quantity_QUANTITY_AREAL_DOSE
	o.wrongIf(q == 0, path("quantity"))
	o.wrongIf(l.SoftMin == nil && l.SoftMax == nil && l.HardMin == nil && l.HardMax == nil, path(""))
	o.wrongIf(l.GetPeriodDays() != 0 && !overDays, path("period_days"))
	o.wrongIf(perArea && s.Pattern == pb.Pattern_PATTERN_NONE, path("quantity"))
	o.wrongIf(q != pb.Quantity_QUANTITY_POINTS && s.Dosing == nil, "spec.dosing")
	o.wrongIf(q == pb.Quantity_QUANTITY_DOSE_PER_KG && s.BodyMassG == 0, "spec.body_mass_g")
	if ofDose {
		o.component(s, path("component"), path("unit"), l.GetComponent(), l.GetUnit())
	} else {
		o.wrongIf(l.GetComponent() != "", path("component"))
		o.wrongIf(l.GetUnit() != "", path("unit"))
	}
	bounds := []struct {
		name  string
		value *uint64
	}{{"hard_min", l.HardMin}, {"soft_min", l.SoftMin}, {"soft_max", l.SoftMax}, {"hard_max", l.HardMax}}
	for k, low := range bounds {
		for _, high := range bounds[k+1:] {
			o.wrongIf(low.value != nil && high.value != nil && *low.value > *high.value, path(low.name))
		}
	}
	if overDays && l.GetPeriodDays() > 0 {
		given := new(big.Int)
		for _, d := range s.Delivered {
			if d.GetDaysAgo() < l.GetPeriodDays() && asRead(d.GetComponent()) == asRead(l.GetComponent()) {
				given.Add(given, whole(d.GetAmountMicro()))
			}
		}
		o.wrongIf(!given.IsUint64(), "spec.delivered")
	}
}
