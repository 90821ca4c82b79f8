package main

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// dosing is what the flags say of volumes, the liquid, the device, the depth and the patient.
type dosing struct {
	volume, total quantity // one rule of the three
	areal         perArea
	share         share
	cap           ratio
	mixture       mixture

	step, minShot, maxShot, reservoir, dead quantity

	depth     quantity
	insertion insertion
	layer     layer

	protocol  name
	limits    doseLimits
	mass      quantity
	delivered delivered
}

// What the contract takes.
var (
	volumeLimits    = limits{1, math.MaxUint32, "1nL to 4294.967295mL"}
	totalLimits     = limits{1, 1e15, "1nL to 1000000000mL"}
	shotLimits      = limits{0, math.MaxUint32, "0nL to 4294.967295mL"}
	reservoirLimits = limits{1, 1e15, "1nL to 1000000000mL"}
	deadLimits      = limits{0, 1e12, "0nL to 1000000mL"}
	depthLimits     = limits{1, 100_000, "1um to 100mm"}
	massLimits      = limits{300, 700_000, "0.3kg to 700kg"}
)

func (d *dosing) register(flags *pflag.FlagSet) {
	d.volume = quantity{dimension: volume, limits: volumeLimits}
	d.total = quantity{dimension: volume, limits: totalLimits}
	d.areal = perArea{quantity{dimension: volume, limits: volumeLimits}}
	d.step = quantity{dimension: volume, limits: volumeLimits}
	d.minShot = quantity{dimension: volume, limits: shotLimits}
	d.maxShot = quantity{dimension: volume, limits: volumeLimits}
	d.reservoir = quantity{dimension: volume, limits: reservoirLimits}
	d.dead = quantity{dimension: volume, limits: deadLimits}
	d.depth = quantity{dimension: length, limits: depthLimits}
	d.mass = quantity{dimension: mass, limits: massLimits}

	flags.Var(&d.volume, "volume", "volume of each point, in nL, uL or mL: "+volumeLimits.text)
	flags.Var(&d.total, "total", "volume of all lattice points together, in place of --volume: "+totalLimits.text)
	flags.Var(&d.areal, "per-cm2", "volume for each cm2 of a point's area, in place of --volume, such as 0.1mL/cm2")
	flags.Var(&d.share, "share", "the area that is a point's own: equal (the cell of the lattice; also when left out), clipped-cell (its part inside "+
		"the outline), or voronoi (all that lies nearer to it than to another point)")
	flags.Var(&d.cap, "cap", "most that a point's area counts, in cells of the lattice: 1 to 100 (default 2)")
	flags.Var(&componentFlag{&d.mixture}, "component", `what the liquid contains, such as "deoxycholic acid=10mg/mL" or "toxin=200units/30mL", in `+
		amount.names()+`; with its part of a mixture "lidocaine=20mg/mL,1mL"; may be repeated`)
	flags.Var(&diluentFlag{&d.mixture}, "diluent", `part of the mixture that contains nothing, such as "saline=1mL"; may be repeated`)
	flags.Var(&d.step, "step", "step of the injector: every volume is a whole number of steps, rounded down (default 1nL)")
	flags.Var(&d.minShot, "min-shot", "least volume that the injector can give to a point")
	flags.Var(&d.maxShot, "max-shot", "greatest volume that the injector can give to a point")
	flags.Var(&d.reservoir, "reservoir", "volume of a full syringe or vial; left out, it never runs out")
	flags.Var(&d.dead, "dead-volume", "volume that each filling leaves behind in syringe and needle (default 0mL)")
	flags.Var(&d.depth, "depth", "depth below the skin's surface, in um, mm or cm: "+depthLimits.text)
	flags.Var(&d.insertion, "insertion", "inserted length of the needle and its angle to the skin, in place of --depth, such as 5mm@30deg")
	flags.Var(&d.layer, "layer", "layer of the skin that is meant: epidermis, superficial-dermis, deep-dermis, dermis or hypodermis")
	flags.Var(&d.protocol, "protocol", "protocol whose defaults fill what is left out and whose limits hold (see mesogrid protocols)")
	flags.Var(&d.limits, "limit", `bound that the plan must keep, such as "points<=50", "point volume<=0.2mL", "total volume<=10mL", "areal volume<=0.1mL/cm2", `+
		`"point dose of NAME<=5units", "areal dose of NAME<=2mg/cm2", "total dose of NAME<=100mg in 84d" or "dose per kg of NAME<=4.5mg/kg"; `+
		`>= bounds from below; a leading "soft" makes it a warning; may be repeated`)
	flags.Var(&d.mass, "body-mass", "body mass, in kg or g, for doses per kg: "+massLimits.text)
	flags.Var(&d.delivered, "delivered", `dose given before, for limits over days, such as "toxin=50units,30d"; may be repeated`)
}

// ruled tells whether a flag says how the volume of a point is found.
func (d *dosing) ruled() bool { return d.volume.given || d.total.given || d.areal.given }

// apply writes the flags into a plan.
func (d *dosing) apply(spec *mesogridv1.GridSpec) error {
	if err := d.checkTogether(spec.GetFixedPoints()); err != nil {
		return err
	}
	if d.ruled() || len(d.mixture.list) > 0 || d.share.value != 0 || d.cap.given {
		spec.Dosing = &mesogridv1.Dosing{Share: d.share.value, CapPermille: uint32(d.cap.permille), Mixture: d.mixture.list}
		switch {
		case d.volume.given:
			spec.Dosing.Rule = &mesogridv1.Dosing_PointNl{PointNl: uint32(d.volume.value)}
		case d.total.given:
			spec.Dosing.Rule = &mesogridv1.Dosing_TotalNl{TotalNl: uint64(d.total.value)}
		case d.areal.given:
			spec.Dosing.Rule = &mesogridv1.Dosing_NlPerCm2{NlPerCm2: uint32(d.areal.value)}
		}
	}
	if d.step.given || d.minShot.given || d.maxShot.given || d.reservoir.given || d.dead.given {
		spec.Injector = &mesogridv1.Injector{
			StepNl: uint32(d.step.value), MinShotNl: uint32(d.minShot.value), MaxShotNl: uint32(d.maxShot.value),
			ReservoirNl: uint64(d.reservoir.value), DeadVolumeNl: uint64(d.dead.value),
		}
	}
	if d.depth.given || d.insertion.given() || d.layer.value != 0 {
		spec.Depth = &mesogridv1.Depth{Layer: d.layer.value}
		switch {
		case d.depth.given:
			spec.Depth.Kind = &mesogridv1.Depth_DepthUm{DepthUm: uint32(d.depth.value)}
		case d.insertion.given():
			spec.Depth.Kind = &mesogridv1.Depth_Insertion{Insertion: &mesogridv1.Insertion{
				LengthUm: uint32(d.insertion.length.value), AngleMdeg: uint32(d.insertion.angle.value)}}
		}
	}
	spec.Protocol = d.protocol.text
	spec.Limits = d.limits.list
	spec.BodyMassG = uint32(d.mass.value)
	spec.Delivered = d.delivered.list
	return nil
}

// checkTogether refuses flags that say one thing twice, or nothing without another.
func (d *dosing) checkTogether(fixed []*mesogridv1.FixedPoint) error {
	switch {
	case d.volume.given && (d.total.given || d.areal.given) || d.total.given && d.areal.given:
		return bad("--volume, --total and --per-cm2 are three ways to say what a point gets: give one of them")
	case d.depth.given && d.insertion.given():
		return bad("--depth and --insertion both say how deep: give one of them")
	case d.protocol.text != "":
		return nil // it may bring what is missing
	case len(d.mixture.list) > 0 && !d.ruled():
		return bad("%s needs --volume, --total or --per-cm2: what a point gets, such as --volume 20uL", d.mixture.flag(0))
	case (d.share.value != 0 || d.cap.given) && !d.ruled():
		return bad("--share and --cap need --volume, --total or --per-cm2: what a point gets, such as --total 2mL")
	case !d.ruled() && slices.ContainsFunc(fixed, func(f *mesogridv1.FixedPoint) bool { return f.GetVolumeNl() > 0 }):
		return bad("--fixed with a volume needs --volume too, which doses every point without its own: " +
			"give one, such as --volume 20uL (it is not used where every point has its own)")
	}
	return nil
}

// flag is what the person gave for a field of the plan, element i of it where it is a list.
func (d *dosing) flag(field string, i int) (text string, ok bool) {
	switch {
	case field != "dosing" && field != "dosing.rule":
	case d.volume.given:
		field = "dosing.point_nl"
	case d.total.given:
		field = "dosing.total_nl"
	case d.areal.given:
		field = "dosing.nl_per_cm2"
	default:
		return "--volume, --total or --per-cm2", true
	}
	single := map[string]struct{ flag, text string }{
		"dosing.point_nl":         {"--volume", d.volume.text},
		"dosing.total_nl":         {"--total", d.total.text},
		"dosing.nl_per_cm2":       {"--per-cm2", d.areal.text},
		"dosing.share":            {"--share", d.share.String()},
		"dosing.cap_permille":     {"--cap", d.cap.text},
		"injector.step_nl":        {"--step", d.step.text},
		"injector.min_shot_nl":    {"--min-shot", d.minShot.text},
		"injector.max_shot_nl":    {"--max-shot", d.maxShot.text},
		"injector.reservoir_nl":   {"--reservoir", d.reservoir.text},
		"injector.dead_volume_nl": {"--dead-volume", d.dead.text},
		"depth":                   {"--depth", d.depth.text},
		"depth.depth_um":          {"--depth", d.depth.text},
		"depth.insertion":         {"--insertion", d.insertion.text},
		"depth.layer":             {"--layer", d.layer.String()},
		"protocol":                {"--protocol", d.protocol.text},
		"body_mass_g":             {"--body-mass", d.mass.text},
	}
	switch f, ok := single[field]; {
	case ok && field == "depth" && d.insertion.given():
		return flagText("--insertion", d.insertion.text), true
	case ok:
		return flagText(f.flag, f.text), true
	}
	switch field {
	case "dosing.mixture":
		return d.mixture.flag(i), true
	case "limits":
		return flagText("--limit", at(d.limits.text, i)), true
	case "delivered":
		return flagText("--delivered", at(d.delivered.text, i)), true
	}
	return "", false
}

// perArea is a flag that holds a volume per cm2.
type perArea struct{ quantity }

// Set reads the flag's value.
func (p *perArea) Set(text string) error {
	rest, ok := strings.CutSuffix(strings.TrimSpace(text), "/cm2")
	if !ok {
		return bad("give a volume per cm2, such as 0.1mL/cm2")
	}
	err := p.quantity.Set(rest)
	p.text = text
	return err
}

// Type is what help shows in place of a value.
func (p *perArea) Type() string { return "volume/cm2" }

// share is the flag of that name.
type share struct{ value mesogridv1.Share }

func (s *share) Set(text string) error {
	v, err := enum(text, mesogridv1.Share_value, "SHARE_")
	s.value = mesogridv1.Share(v)
	return err
}

func (s *share) String() string { return enumText(s.value.String(), "SHARE_", int32(s.value)) }
func (s *share) Type() string   { return "share" }

// layer is the flag of that name.
type layer struct{ value mesogridv1.SkinLayer }

func (l *layer) Set(text string) error {
	v, err := enum(text, mesogridv1.SkinLayer_value, "SKIN_LAYER_")
	l.value = mesogridv1.SkinLayer(v)
	return err
}

func (l *layer) String() string { return enumText(l.value.String(), "SKIN_LAYER_", int32(l.value)) }
func (l *layer) Type() string   { return "layer" }

// ratio is a flag that holds a plain number, in thousandths.
type ratio struct {
	permille int64
	text     string
	given    bool
}

// Set reads the flag's value.
func (r *ratio) Set(text string) error {
	plain := strings.TrimSpace(text)
	if plain == "" || number.FindString(plain) != plain { // an exponent could take for ever
		return bad("is not a plain number, such as 1.5")
	}
	v, _ := new(big.Rat).SetString(plain)
	v.Mul(v, big.NewRat(1000, 1))
	switch {
	case v.Cmp(big.NewRat(1000, 1)) < 0 || v.Cmp(big.NewRat(100_000, 1)) > 0:
		return bad("is outside 1 to 100")
	case !v.IsInt():
		return bad("has more than three digits behind the point")
	}
	r.permille, r.text, r.given = v.Num().Int64(), text, true
	return nil
}

func (r *ratio) String() string { return r.text }
func (r *ratio) Type() string   { return "number" }

// insertion is the flag LENGTH@ANGLE.
type insertion struct {
	length, angle quantity
	text          string
}

// Set reads the flag's value.
func (n *insertion) Set(text string) error {
	along, down, ok := strings.Cut(text, "@")
	if !ok {
		return bad("needs the inserted length and the angle to the skin, such as 5mm@30deg")
	}
	n.length = quantity{dimension: length, limits: depthLimits}
	n.angle = quantity{dimension: angle, limits: limits{1, 90_000, "1mdeg to 90deg"}}
	if err := n.length.Set(along); err != nil {
		return bad("the length %s: %s", quote(along), err)
	}
	if err := n.angle.Set(down); err != nil {
		return bad("the angle %s: %s", quote(down), err)
	}
	n.text = text
	return nil
}

func (n *insertion) String() string { return n.text }
func (n *insertion) Type() string   { return "length@angle" }
func (n *insertion) given() bool    { return n.text != "" }

// name is a flag that holds a name.
type name struct{ text string }

// Set reads the flag's value.
func (n *name) Set(text string) error {
	if text == "" {
		return bad("name it, or leave the flag out")
	}
	n.text = text
	return checkName(text)
}

func (n *name) String() string { return n.text }
func (n *name) Type() string   { return "name" }

// delivered is the repeatable flag NAME=AMOUNT,DAYSd.
type delivered struct {
	list []*mesogridv1.Delivered
	text []string // of each, as given
}

// Set adds one dose.
func (d *delivered) Set(text string) error {
	at := strings.LastIndex(text, "=")
	dose, days, ok := strings.Cut(text[at+1:], ",")
	if at < 0 || !ok {
		return bad(`needs a name, an amount and how many days ago, such as "toxin=50units,30d"`)
	}
	component := strings.TrimSpace(text[:at])
	if err := checkName(component); err != nil {
		return err
	}
	micro, unit, err := readAmount(dose, limits{0, 1e18, "0 to 1000000000000"})
	if err != nil {
		return err
	}
	ago, err := readDays(days)
	if err != nil {
		return err
	}
	d.list = append(d.list, &mesogridv1.Delivered{Component: component, AmountMicro: micro, Unit: unit, DaysAgo: ago})
	d.text = append(d.text, text)
	return nil
}

func (d *delivered) String() string { return strings.Join(d.text, "; ") }
func (d *delivered) Type() string   { return "NAME=AMOUNT,DAYS" }

// readDays reads a whole number of days, such as 30d.
func readDays(text string) (uint32, error) {
	digits, ok := strings.CutSuffix(strings.TrimSpace(text), "d")
	n, err := strconv.ParseUint(digits, 10, 32)
	if !ok || err != nil || digits[0] == '+' {
		return 0, bad("%s is no whole number of days, such as 30d", quote(text))
	}
	return uint32(n), nil
}

// readAmount reads an amount, in millionths of the unit that stands behind it.
func readAmount(text string, within limits) (micro uint64, unit string, err error) {
	n, u, err := amount.split(text)
	var v int64
	if err == nil {
		v, err = amount.exact(n, u, within)
	}
	if err != nil {
		return 0, "", bad("the amount %s: %s", quote(text), err)
	}
	return uint64(v), u.name, nil
}

// fewIndices writes the first few of many.
func fewIndices(all []uint64) string {
	const most = 10
	var names []string
	for _, n := range all[:min(len(all), most)] {
		names = append(names, strconv.FormatUint(n, 10))
	}
	text := strings.Join(names, ", ")
	if more := len(all) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
