package server

import (
	"fmt"
	"math"

	"github.com/mesogrid/mesogrid/grid"
	"github.com/mesogrid/mesogrid/grid/dose"
	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// plan is a request in the terms of packages grid and dose, within the limits of the service. What those packages
// check themselves is not checked here.
type plan struct {
	area     *grid.Area // nil: none was given
	vertices int        // in all rings of area
	spec     grid.Spec  // still without its outline
	own      []uint32   // volumes of the fixed points, nL
	dosing   *dose.Dosing
	depth    depth
	limits   *planLimits
	massG    uint32
	protocol *mesogridv1.Protocol // nil: none was named
	usual    *dose.Dosing         // of the protocol; nothing where it has none
	sites    []string             // of the protocol, that no fixed point has
}

// decode takes a plan over, with what the protocol that it names says where it says nothing itself.
func decode(spec *mesogridv1.GridSpec, protocols *Protocols, limits *Limits) (*plan, error) {
	if spec == nil {
		return nil, refuse("spec", grid.Missing, "is absent; give the plan to compute")
	}
	p := &plan{massG: spec.GetBodyMassG()}
	var err error
	if name := spec.GetProtocol(); name != "" {
		var known bool
		if p.protocol, known = protocols.named(name); !known {
			return nil, refuse("spec.protocol", unknownProtocol, "%s", protocols.unknown(name))
		}
		spec = fill(spec, p.protocol)
		if err := checkSites(spec, p.protocol); err != nil {
			return nil, err
		}
		p.sites = sitesWithout(spec, p.protocol)
		if p.usual, err = usualDosing(p.protocol); err != nil {
			return nil, err
		}
	}
	if p.spec.Pattern, err = decodePattern(spec.GetPattern()); err != nil {
		return nil, err
	}
	if p.spec.Order, err = decodeOrder(spec.GetOrder()); err != nil {
		return nil, err
	}
	if p.spec.Spacing, err = micrometres("spec.spacing_um", spec.GetSpacingUm(), grid.MaxSpacing); err != nil {
		return nil, err
	}
	if p.spec.Margin, err = micrometres("spec.margin_um", spec.GetMarginUm(), grid.MaxMargin); err != nil {
		return nil, err
	}
	if p.spec.Placement, err = decodePlacement(spec); err != nil {
		return nil, err
	}
	p.spec.Angle = grid.Millidegrees(spec.GetAngleMdeg())
	if outline := spec.GetOutline(); outline != nil {
		if p.area, p.vertices, err = decodeOutline(outline, limits); err != nil {
			return nil, err
		}
	}
	if p.dosing, err = decodeDosing(spec.GetDosing(), spec.GetInjector(), limits); err != nil {
		return nil, err
	}
	if err := p.decodeFixed(spec, limits); err != nil {
		return nil, err
	}
	if p.depth, err = decodeDepth(spec.GetDepth()); err != nil {
		return nil, err
	}
	if p.limits, err = decodeLimits(spec, p.protocol, p.dosing, limits); err != nil {
		return nil, err
	}
	return p, nil
}

func decodePattern(pattern mesogridv1.Pattern) (grid.Pattern, error) {
	switch pattern {
	case mesogridv1.Pattern_PATTERN_TRIANGULAR:
		return grid.Triangular, nil
	case mesogridv1.Pattern_PATTERN_SQUARE:
		return grid.Square, nil
	case mesogridv1.Pattern_PATTERN_NONE:
		return grid.NoPattern, nil
	case mesogridv1.Pattern_PATTERN_UNSPECIFIED:
		return 0, refuse("spec.pattern", grid.Missing,
			"is not said; give PATTERN_TRIANGULAR, PATTERN_SQUARE, or PATTERN_NONE for fixed points only")
	}
	return 0, refuse("spec.pattern", grid.OutOfRange,
		"is %d, which this server does not know; give PATTERN_TRIANGULAR, PATTERN_SQUARE or PATTERN_NONE", pattern)
}

func decodeOrder(order mesogridv1.Order) (grid.Order, error) {
	switch order {
	case mesogridv1.Order_ORDER_UNSPECIFIED, mesogridv1.Order_ORDER_SERPENTINE:
		return grid.Serpentine, nil
	case mesogridv1.Order_ORDER_SHORTEST:
		return grid.Shortest, nil
	}
	return 0, refuse("spec.order", grid.OutOfRange,
		"is %d, which this server does not know; give ORDER_SERPENTINE or ORDER_SHORTEST, or leave it out", order)
}

// micrometres takes what fits a length; package grid compares it with most.
func micrometres(field string, um uint32, most grid.Micrometres) (grid.Micrometres, error) {
	if um > math.MaxInt32 {
		return 0, refuse(field, grid.OutOfRange, "is %d um; give at most %d um", um, most)
	}
	return grid.Micrometres(um), nil
}

// decodePlacement also refuses an angle where there is no room for one: package grid cannot tell 0 from none.
func decodePlacement(spec *mesogridv1.GridSpec) (grid.Placement, error) {
	const noAngle = "is %d mdeg, but %s; leave it out"
	angle := spec.AngleMdeg
	if angle != nil && spec.GetPattern() == mesogridv1.Pattern_PATTERN_NONE {
		return nil, refuse("spec.angle_mdeg", grid.NotAllowed, noAngle, *angle, "PATTERN_NONE has no rows")
	}
	switch spec.GetPlacement().(type) {
	case *mesogridv1.GridSpec_Centred:
		return grid.Centred{}, nil
	case *mesogridv1.GridSpec_Origin:
		o := spec.GetOrigin()
		return grid.Origin{X: o.GetXUm(), Y: o.GetYUm()}, nil
	case *mesogridv1.GridSpec_BestFit:
		b := spec.GetBestFit()
		return grid.BestFit{Wanted: b.GetWantedPoints(), Effort: b.GetEffort(), AnyAngle: angle == nil}, nil
	case *mesogridv1.GridSpec_Lattice:
		if angle != nil {
			return nil, refuse("spec.angle_mdeg", grid.NotAllowed, noAngle, *angle, "lattice carries its own direction")
		}
		l := spec.GetLattice()
		return grid.Lattice{
			O: grid.Vector{X: l.GetOriginX(), Y: l.GetOriginY()},
			A: grid.Vector{X: l.GetAX(), Y: l.GetAY()},
			B: grid.Vector{X: l.GetBX(), Y: l.GetBY()},
		}, nil
	}
	return nil, nil
}

// decodeFixed takes the fixed points; dosing has been decoded.
func (p *plan) decodeFixed(spec *mesogridv1.GridSpec, limits *Limits) error {
	points := spec.GetFixedPoints()
	if err := atMost("spec.fixed_points", len(points), limits.FixedPoints, "points"); err != nil {
		return err
	}
	p.spec.Fixed = make([]grid.Point, len(points))
	p.own = make([]uint32, len(points))
	for k, f := range points {
		if len(f.GetName()) > maxNameBytes {
			return longName(fmt.Sprintf("spec.fixed_points[%d].name", k), f.GetName())
		}
		if f.GetVolumeNl() != 0 && spec.GetDosing() == nil {
			return refuse(fmt.Sprintf("spec.fixed_points[%d].volume_nl", k), grid.NotAllowed,
				"is %d nL, but the plan has no dosing and every volume is 0; add dosing or leave it out", f.GetVolumeNl())
		}
		p.spec.Fixed[k] = grid.Point{X: f.GetXUm(), Y: f.GetYUm()}
		p.own[k] = f.GetVolumeNl()
	}
	return nil
}

func atMost(field string, n, limit int, what string) error {
	if n > limit {
		return refuse(field, tooMany, "has %d %s; this server takes at most %d", n, what, limit)
	}
	return nil
}

func longName(field, name string) error {
	return refuse(field, nameTooLong, "has %d bytes; use at most %d", len(name), maxNameBytes)
}
