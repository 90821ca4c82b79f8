package server

import (
	"fmt"
	"slices"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/mesogrid/mesogrid/grid"
	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

const (
	unknownSite  grid.Rule = "UNKNOWN_SITE"
	repeatedSite grid.Rule = "REPEATED_SITE"
)

// fill is the plan with what the protocol says where the plan says nothing: pattern and spacing, each field of dosing, and
// of depth. Neither is changed; what is large is shared with the plan.
func fill(spec *mesogridv1.GridSpec, p *mesogridv1.Protocol) *mesogridv1.GridSpec {
	d := p.GetDefaults()
	if d == nil {
		return spec
	}
	filled := shallow(spec)
	if filled.Pattern == mesogridv1.Pattern_PATTERN_UNSPECIFIED {
		filled.Pattern = d.GetPattern()
	}
	if filled.SpacingUm == 0 && filled.Pattern != mesogridv1.Pattern_PATTERN_NONE {
		filled.SpacingUm = d.GetSpacingUm()
	}
	if d.GetDosing() != nil {
		filled.Dosing = fillDosing(spec.GetDosing(), d.GetDosing())
	}
	if d.GetDepth() != nil {
		filled.Depth = shallow(spec.GetDepth())
		if filled.Depth.Kind == nil {
			filled.Depth.Kind = d.GetDepth().GetKind()
		}
		if filled.Depth.Layer == mesogridv1.SkinLayer_SKIN_LAYER_UNSPECIFIED {
			filled.Depth.Layer = d.GetDepth().GetLayer()
		}
	}
	return filled
}

func fillDosing(dosing, d *mesogridv1.Dosing) *mesogridv1.Dosing {
	filled := shallow(dosing)
	if filled.Rule == nil {
		filled.Rule = d.GetRule()
	}
	if filled.Share == mesogridv1.Share_SHARE_UNSPECIFIED {
		filled.Share = d.GetShare()
	}
	// Equal shares have nothing to cap.
	capped := filled.Share == mesogridv1.Share_SHARE_CLIPPED_CELL || filled.Share == mesogridv1.Share_SHARE_VORONOI
	if filled.CapPermille == 0 && capped {
		filled.CapPermille = d.GetCapPermille()
	}
	if len(filled.Mixture) == 0 {
		filled.Mixture = d.GetMixture()
	}
	return filled
}

// shallow is a new message with the same fields; an empty one for nil.
func shallow[M proto.Message](m M) M {
	from := m.ProtoReflect()
	to := from.New()
	from.Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		to.Set(field, value)
		return true
	})
	return to.Interface().(M)
}

// setFields are the names of the fields that are set, in the order of the contract.
func setFields(m proto.Message) []string {
	var names []string
	fields := m.ProtoReflect().Descriptor().Fields()
	for i := range fields.Len() {
		if m.ProtoReflect().Has(fields.Get(i)) {
			names = append(names, string(fields.Get(i).Name()))
		}
	}
	return names
}

// checkSites refuses, for a protocol of fixed sites, a fixed point that is none of them, and two at one site.
func checkSites(spec *mesogridv1.GridSpec, p *mesogridv1.Protocol) error {
	if len(p.GetSites()) == 0 {
		return nil
	}
	sites := make(map[string]bool, len(p.GetSites()))
	for _, site := range p.GetSites() {
		sites[site] = true
	}
	taken := make(map[string]int, len(p.GetSites()))
	for k, f := range spec.GetFixedPoints() {
		field := fmt.Sprintf("spec.fixed_points[%d].name", k)
		if len(f.GetName()) > maxNameBytes {
			return longName(field, f.GetName())
		}
		if !sites[f.GetName()] {
			return refuse(field, unknownSite, "is %q, which is no site of protocol %s; its sites are %s", f.GetName(), p.GetName(),
				fewNames(p.GetSites()))
		}
		if first, again := taken[f.GetName()]; again {
			return refuse(field, repeatedSite, "is %q, as that of fixed_points[%d]; give each site one point", f.GetName(), first)
		}
		taken[f.GetName()] = k
	}
	return nil
}

// sitesWithout are the protocol's sites that no fixed point has.
func sitesWithout(spec *mesogridv1.GridSpec, p *mesogridv1.Protocol) []string {
	taken := make(map[string]bool, len(p.GetSites()))
	for _, f := range spec.GetFixedPoints() {
		taken[f.GetName()] = true
	}
	return slices.DeleteFunc(slices.Clone(p.GetSites()), func(site string) bool { return taken[site] })
}
