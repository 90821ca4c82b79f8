package main

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/spf13/pflag"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// plan is what the flags say of the grid. Its quantities are checked against the contract's limits, so that a refusal can
// say them in the units of help; how they go together is the service's to check.
type plan struct {
	pattern                pattern
	spacing, angle, margin quantity
	placement              placement
	bestFit                bestFit
	order                  order
	fixed                  fixedPoints
	dosing                 dosing
	omitPoints             bool
}

// What the contract takes.
var (
	spacingLimits = limits{20, 100_000, "20um to 100mm"}
	angleLimits   = limits{-360_000, 360_000, "-360deg to 360deg"}
	marginLimits  = limits{0, 1_000_000, "0mm to 1000mm"}
)

func newPlan(flags *pflag.FlagSet) *plan {
	p := &plan{
		spacing: quantity{dimension: length, limits: spacingLimits},
		angle:   quantity{dimension: angle, limits: angleLimits, text: "0deg"},
		margin:  quantity{dimension: length, limits: marginLimits, text: "0mm"},
	}
	flags.Var(&p.pattern, "pattern", "arrangement of the points: triangular (fewest points for a given gap), square, or none (fixed points only)")
	flags.Var(&p.spacing, "spacing", "distance between neighbouring points, in um, mm or cm: "+spacingLimits.text)
	flags.Var(&p.angle, "angle", "direction of the rows, counter-clockwise from x, in deg or mdeg: "+angleLimits.text)
	flags.Var(&p.margin, "margin", "least distance of a point from every edge, in um, mm or cm: "+marginLimits.text)
	flags.Var(&p.placement, "placement", "phase of the lattice: centred (also when left out), origin=X,Y (a point lies there; mm), "+
		"best-fit (searched for most points or for --wanted-points, at any angle unless --angle is given), or lattice=OX,OY,AX,AY,BX,BY "+
		"as an earlier answer gave it (um * 2^-20)")
	p.bestFit.register(flags)
	flags.Var(&p.order, "order", "order of delivery: serpentine (row by row; also when left out), or shortest (a short way through all points, up to 100,000 of them)")
	flags.Var(&p.fixed, "fixed", "a point of your own, delivered first: its name, place in mm and volume (left out: --volume); may be repeated; "+
		"geojson gives their names, json their indices")
	p.dosing.register(flags)
	flags.BoolVar(&p.omitPoints, "omit-points", false, "ask for count, doses and checksum only, which has no limit on points")
	return p
}

// request is the plan on an area, which is nil for fixed points without an outline.
func (p *plan) request(a *area) (*mesogridv1.GenerateGridRequest, error) {
	switch {
	case p.dosing.protocol.text != "": // may bring both
	case p.pattern.value == mesogridv1.Pattern_PATTERN_UNSPECIFIED:
		return nil, bad("--pattern is needed: triangular, square, or none for fixed points only")
	case p.pattern.value != mesogridv1.Pattern_PATTERN_NONE && !p.spacing.given:
		return nil, bad("--spacing is needed: the distance between neighbouring points, such as --spacing 3mm")
	}
	spec := &mesogridv1.GridSpec{
		Pattern:     p.pattern.value,
		SpacingUm:   uint32(p.spacing.value),
		MarginUm:    uint32(p.margin.value),
		Order:       p.order.value,
		FixedPoints: p.fixed.list,
	}
	if a != nil {
		spec.Area = &mesogridv1.GridSpec_Outline{Outline: a.outline}
	}
	if p.angle.given {
		mdeg := int32(p.angle.value)
		spec.AngleMdeg = &mdeg
	}
	p.placement.apply(spec)
	if err := p.bestFit.apply(spec, &p.placement); err != nil {
		return nil, err
	}
	if err := p.dosing.apply(spec); err != nil {
		return nil, err
	}
	return &mesogridv1.GenerateGridRequest{Spec: spec, OmitPoints: p.omitPoints}, nil
}

// pattern is the flag of that name.
type pattern struct{ value mesogridv1.Pattern }

func (p *pattern) Set(text string) error {
	v, err := enum(text, mesogridv1.Pattern_value, "PATTERN_")
	p.value = mesogridv1.Pattern(v)
	return err
}

func (p *pattern) String() string { return enumText(p.value.String(), "PATTERN_", int32(p.value)) }
func (p *pattern) Type() string   { return "pattern" }

// order is the flag of that name.
type order struct{ value mesogridv1.Order }

func (o *order) Set(text string) error {
	v, err := enum(text, mesogridv1.Order_value, "ORDER_")
	o.value = mesogridv1.Order(v)
	return err
}

func (o *order) String() string { return enumText(o.value.String(), "ORDER_", int32(o.value)) }
func (o *order) Type() string   { return "order" }

// enum reads a value of the contract by its name without the prefix, in small letters with hyphens; never the unspecified
// one.
func enum(text string, values map[string]int32, prefix string) (int32, error) {
	if v := values[prefix+strings.ToUpper(strings.ReplaceAll(text, "-", "_"))]; v != 0 && text == strings.ToLower(text) {
		return v, nil
	}
	names := make([]string, len(values))
	for name, v := range values {
		names[v] = enumText(name, prefix, v)
	}
	return 0, bad("is unknown: use %s", or(names[1:]))
}

// enumText is the name that enum reads; empty for the unspecified value.
func enumText(name, prefix string, v int32) string {
	if v == 0 {
		return ""
	}
	return strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(name, prefix)), "_", "-")
}

// checkName refuses a name that a message cannot carry.
func checkName(name string) error {
	if !utf8.ValidString(name) {
		return bad("the name %s is not UTF-8 text", strconv.QuoteToASCII(name))
	}
	return nil
}
