package server

import (
	"errors"
	"fmt"
	"strings"

	"github.com/mesogrid/mesogrid/grid"
	"github.com/mesogrid/mesogrid/grid/dose"
	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// decodeDosing takes a dosing and the device that gives it; without a dosing every volume is 0.
func decodeDosing(dosing *mesogridv1.Dosing, injector *mesogridv1.Injector, limits *Limits) (*dose.Dosing, error) {
	spec := dose.Spec{Injector: dose.Injector{
		Step: injector.GetStepNl(), MinShot: injector.GetMinShotNl(), MaxShot: injector.GetMaxShotNl(),
		Reservoir: injector.GetReservoirNl(), DeadVolume: injector.GetDeadVolumeNl(),
	}}
	if dosing == nil {
		return new(dose.Dosing), spec.Injector.Check()
	}
	if err := atMost("spec.dosing.mixture", len(dosing.GetMixture()), limits.Components, "ingredients"); err != nil {
		return nil, err
	}
	switch rule := dosing.GetRule().(type) {
	case *mesogridv1.Dosing_PointNl:
		spec.Rule = dose.Fixed(rule.PointNl)
	case *mesogridv1.Dosing_TotalNl:
		spec.Rule = dose.Total(rule.TotalNl)
	case *mesogridv1.Dosing_NlPerCm2:
		spec.Rule = dose.Areal(rule.NlPerCm2)
	}
	var err error
	if spec.Share, err = decodeShare(dosing.GetShare()); err != nil {
		return nil, err
	}
	spec.Cap = dose.Permille(dosing.GetCapPermille())
	spec.Mixture = make([]dose.Ingredient, len(dosing.GetMixture()))
	for k, in := range dosing.GetMixture() {
		spec.Mixture[k] = dose.Ingredient{
			Name: in.GetName(), Unit: in.GetUnit(), AmountMicro: in.GetAmountMicro(), InNL: in.GetInNl(), PartNL: in.GetPartNl(),
		}
	}
	return dose.New(spec)
}

// usualDosing is the dosing of a protocol, to compare with; nothing where it does not say what a point gets.
func usualDosing(protocol *mesogridv1.Protocol) (*dose.Dosing, error) {
	dosing := protocol.GetDefaults().GetDosing()
	if dosing.GetPointNl() == 0 {
		return new(dose.Dosing), nil
	}
	return decodeDosing(dosing, nil, &Limits{Components: len(dosing.GetMixture())})
}

func decodeShare(share mesogridv1.Share) (grid.Share, error) {
	switch share {
	case mesogridv1.Share_SHARE_UNSPECIFIED, mesogridv1.Share_SHARE_EQUAL:
		return grid.Equal, nil
	case mesogridv1.Share_SHARE_CLIPPED_CELL:
		return grid.ClippedCell, nil
	case mesogridv1.Share_SHARE_VORONOI:
		return grid.Voronoi, nil
	}
	return 0, refuse("spec.dosing.share", grid.OutOfRange,
		"is %d, which this server does not know; give SHARE_EQUAL, SHARE_CLIPPED_CELL or SHARE_VORONOI", share)
}

// depth is how deep the needle goes, checked; zero where it is not said.
type depth struct {
	um    grid.Micrometres
	angle grid.Millidegrees // of the needle to the skin; 0: not said
	layer grid.Layer        // 0: not said
}

func decodeDepth(d *mesogridv1.Depth) (depth, error) {
	var at depth
	var err error
	if at.layer, err = decodeLayer(d.GetLayer()); err != nil {
		return depth{}, err
	}
	switch kind := d.GetKind().(type) {
	case *mesogridv1.Depth_DepthUm:
		if kind.DepthUm < 1 || kind.DepthUm > uint32(grid.MaxDepth) {
			return depth{}, refuse("spec.depth.depth_um", grid.OutOfRange,
				"is %d um; give 1 to %d um, or leave it out", kind.DepthUm, grid.MaxDepth)
		}
		at.um = grid.Micrometres(kind.DepthUm)
	case *mesogridv1.Depth_Insertion:
		const field = "spec.depth.insertion."
		length, err := micrometres(field+"length_um", kind.Insertion.GetLengthUm(), grid.MaxDepth)
		if err != nil {
			return depth{}, err
		}
		angle := kind.Insertion.GetAngleMdeg()
		if angle > maxNeedleMdeg {
			return depth{}, refuse(field+"angle_mdeg", grid.OutOfRange, "is %d mdeg; give 1 to %d mdeg", angle, maxNeedleMdeg)
		}
		at.angle = grid.Millidegrees(angle)
		if at.um, err = (grid.Insertion{Length: length, Angle: at.angle}).Depth(); err != nil {
			return depth{}, err
		}
	case nil:
		if d != nil && at.layer == 0 {
			return depth{}, refuse("spec.depth", grid.Missing, "is empty; give depth_um, insertion or layer, or leave it out")
		}
	}
	return at, nil
}

// maxNeedleMdeg is straight down.
const maxNeedleMdeg = 90_000

func decodeLayer(layer mesogridv1.SkinLayer) (grid.Layer, error) {
	switch layer {
	case mesogridv1.SkinLayer_SKIN_LAYER_UNSPECIFIED:
		return 0, nil
	case mesogridv1.SkinLayer_SKIN_LAYER_EPIDERMIS:
		return grid.Epidermis, nil
	case mesogridv1.SkinLayer_SKIN_LAYER_SUPERFICIAL_DERMIS:
		return grid.SuperficialDermis, nil
	case mesogridv1.SkinLayer_SKIN_LAYER_DEEP_DERMIS:
		return grid.DeepDermis, nil
	case mesogridv1.SkinLayer_SKIN_LAYER_HYPODERMIS:
		return grid.Hypodermis, nil
	case mesogridv1.SkinLayer_SKIN_LAYER_DERMIS:
		return grid.Dermis, nil
	}
	return 0, refuse("spec.depth.layer", grid.OutOfRange, "is %d, which this server does not know; leave it out", layer)
}

// limitOf is a limit in the terms of package dose, not yet checked.
func limitOf(l *mesogridv1.Limit) dose.Limit {
	return dose.Limit{
		Quantity: quantityOf(l.GetQuantity()), Component: l.GetComponent(), Unit: l.GetUnit(),
		SoftMin: l.SoftMin, SoftMax: l.SoftMax, HardMin: l.HardMin, HardMax: l.HardMax,
		PeriodDays: l.GetPeriodDays(), Source: l.GetSource(),
	}
}

// quantityOf keeps numbers: those of the contract are those of package dose. An unknown one becomes one that dose refuses.
func quantityOf(q mesogridv1.Quantity) dose.Quantity {
	if q < 0 || q > mesogridv1.Quantity_QUANTITY_DOSE_PER_KG {
		return dose.DosePerKg + 1
	}
	return dose.Quantity(q)
}

// planLimits are the limits of a plan: those of the protocol, then those of the request.
type planLimits struct {
	*dose.Bounds
	told   []*mesogridv1.Limit // as the contract has them, in the order of Bounds
	fields []string            // path within the request of each
}

func decodeLimits(
	spec *mesogridv1.GridSpec, protocol *mesogridv1.Protocol, dosing *dose.Dosing, most *Limits,
) (*planLimits, error) {
	if err := atMost("spec.limits", len(spec.GetLimits()), most.DoseLimits, "limits"); err != nil {
		return nil, err
	}
	if err := atMost("spec.delivered", len(spec.GetDelivered()), most.Delivered, "doses"); err != nil {
		return nil, err
	}
	terms := dose.Terms{Lattice: spec.GetPattern() != mesogridv1.Pattern_PATTERN_NONE, MassG: spec.GetBodyMassG()}
	for _, d := range spec.GetDelivered() {
		terms.Given = append(terms.Given, dose.Given{
			Component: d.GetComponent(), Unit: d.GetUnit(), AmountMicro: d.GetAmountMicro(), DaysAgo: d.GetDaysAgo()})
	}
	bounds, err := dose.NewBounds(dosing, terms)
	if err != nil {
		return nil, err
	}
	all := &planLimits{Bounds: bounds}
	for k, l := range protocol.GetLimits() {
		field := fmt.Sprintf("protocol.limits[%d]", k)
		if err := all.add(dosing, field, "spec.protocol", l); err != nil {
			return nil, ofProtocol(err, protocol, l)
		}
	}
	for k, l := range spec.GetLimits() {
		field := fmt.Sprintf("limits[%d]", k)
		if err := all.add(dosing, field, "spec."+field, l); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (a *planLimits) add(dosing *dose.Dosing, field, path string, l *mesogridv1.Limit) error {
	a.told = append(a.told, l)
	a.fields = append(a.fields, path)
	return a.Add(dosing, field, limitOf(l))
}

// ofProtocol says of a limit of a protocol why it does not go with the plan. What the plan lacks keeps its own path.
func ofProtocol(err error, protocol *mesogridv1.Protocol, l *mesogridv1.Limit) error {
	e, ok := errors.AsType[*dose.Error](err)
	field, ofLimit := strings.CutPrefix(e.Field, "protocol.")
	switch {
	case !ok || !ofLimit:
		return err
	case e.Rule != dose.UnknownComponent:
		return refuse("spec.protocol", e.Rule, "is %q, whose %s %s", protocol.GetName(), field, e.Text)
	}
	_, why, _ := strings.Cut(e.Text, ", and ")
	return refuse("spec.protocol", e.Rule, "is %q, which limits %q in %s, and %s", protocol.GetName(), l.GetComponent(), l.GetUnit(), why)
}
