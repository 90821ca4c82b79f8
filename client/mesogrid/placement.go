package main

import (
	"strconv"
	"strings"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// placement is the flag of that name. Its zero value leaves the choice to the service: centred.
type placement struct {
	text    string
	centred bool
	bestFit bool
	origin  *mesogridv1.Origin
	lattice *mesogridv1.Lattice
}

// Set reads centred, best-fit, origin=X,Y or lattice=OX,OY,AX,AY,BX,BY.
func (p *placement) Set(text string) error {
	kind, values, _ := strings.Cut(text, "=")
	set := placement{text: text}
	switch {
	case text == "centred":
		set.centred = true
	case text == "best-fit":
		set.bestFit = true
	case kind == "origin":
		xy, err := coordinates(values)
		if err != nil {
			return err
		}
		set.origin = &mesogridv1.Origin{XUm: xy[0], YUm: xy[1]}
	case kind == "lattice":
		v, err := integers(values, "OX", "OY", "AX", "AY", "BX", "BY")
		if err != nil {
			return err
		}
		set.lattice = &mesogridv1.Lattice{OriginX: v[0], OriginY: v[1], AX: v[2], AY: v[3], BX: v[4], BY: v[5]}
	default:
		return bad("is unknown: use centred, best-fit, origin=X,Y or lattice=OX,OY,AX,AY,BX,BY")
	}
	*p = set
	return nil
}

// String is the value as given.
func (p *placement) String() string { return p.text }

// Type is what help shows in place of a value.
func (p *placement) Type() string { return "placement" }

func (p *placement) apply(spec *mesogridv1.GridSpec) {
	switch {
	case p.centred:
		spec.Placement = &mesogridv1.GridSpec_Centred{Centred: &mesogridv1.Centred{}}
	case p.origin != nil:
		spec.Placement = &mesogridv1.GridSpec_Origin{Origin: p.origin}
	case p.lattice != nil:
		spec.Placement = &mesogridv1.GridSpec_Lattice{Lattice: p.lattice}
	}
}

// latticeFlag is the flag that freezes a lattice.
func latticeFlag(l *mesogridv1.Lattice) string {
	v := []int64{l.GetOriginX(), l.GetOriginY(), l.GetAX(), l.GetAY(), l.GetBX(), l.GetBY()}
	text := make([]string, len(v))
	for i := range v {
		text[i] = strconv.FormatInt(v[i], 10)
	}
	return "--placement lattice=" + strings.Join(text, ",")
}

// integers reads whole numbers of the given names.
func integers(text string, names ...string) ([]int64, error) {
	fields := strings.Split(text, ",")
	if len(fields) != len(names) {
		return nil, bad("needs %d whole numbers with commas between them, not %d", len(names), len(fields))
	}
	out := make([]int64, len(names))
	for i, f := range fields {
		var err error
		if out[i], err = strconv.ParseInt(strings.TrimSpace(f), 10, 64); err != nil {
			return nil, bad("%s, the %s of the six, is not a whole number of um * 2^-20 in 64 bits", quote(f), names[i])
		}
	}
	return out, nil
}
