package main

import (
	"math"
	"slices"
	"strings"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// fixedPoints is the repeatable flag NAME=X,Y[,VOLUME].
type fixedPoints struct {
	list []*mesogridv1.FixedPoint
	text []string // of each, as given
}

// Set adds one point.
func (f *fixedPoints) Set(text string) error {
	at := strings.LastIndex(text, "=")
	if at < 0 || strings.TrimSpace(text[:at]) == "" {
		return bad(`needs a name and a place, such as "midline=12.5,40" or "midline=12.5,40,50uL"`)
	}
	p := &mesogridv1.FixedPoint{Name: strings.TrimSpace(text[:at])}
	if err := checkName(p.GetName()); err != nil {
		return err
	}
	if slices.ContainsFunc(f.list, func(other *mesogridv1.FixedPoint) bool { return other.GetName() == p.GetName() }) {
		return bad("the name %s is given twice: name each point once", quote(p.GetName()))
	}
	place := text[at+1:]
	if strings.Count(place, ",") == 2 {
		comma := strings.LastIndex(place, ",")
		nl, err := volume.parse(place[comma+1:], volumeLimits)
		if err != nil {
			return bad("the volume %s: %s", quote(strings.TrimSpace(place[comma+1:])), err)
		}
		p.VolumeNl, place = uint32(nl), place[:comma]
	}
	xy, err := coordinates(place)
	if err != nil {
		return err
	}
	p.XUm, p.YUm = xy[0], xy[1]
	f.list, f.text = append(f.list, p), append(f.text, text)
	return nil
}

// String is what was given.
func (f *fixedPoints) String() string { return strings.Join(f.text, "; ") }

// Type is what help shows in place of a value.
func (f *fixedPoints) Type() string { return "NAME=X,Y[,VOLUME]" }

// placeLimits are what the contract can hold.
var placeLimits = limits{math.MinInt32, math.MaxInt32, "-2147483.648mm to 2147483.647mm"}

// coordinates reads x and y in millimetres, or in another unit of length that stands beside them.
func coordinates(text string) (xy [2]int32, err error) {
	fields := strings.Split(text, ",")
	if len(fields) != len(xy) {
		return xy, bad("needs %d numbers with commas between them, not %d", len(xy), len(fields))
	}
	for i, f := range fields {
		if _, unit, ok := splitNumber(f); ok && unit == "" {
			f += "mm"
		}
		v, err := length.parse(f, placeLimits)
		if err != nil {
			return xy, bad("%s: %s", quote(strings.TrimSpace(fields[i])), err)
		}
		xy[i] = int32(v)
	}
	return xy, nil
}
