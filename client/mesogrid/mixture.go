package main

import (
	"math"
	"math/big"
	"strings"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// components is the repeatable flag NAME=AMOUNT/VOLUME.
type components struct {
	list []*mesogridv1.Ingredient
	text []string // of each, as given
}

// Set adds one component.
func (c *components) Set(text string) error {
	in, err := readComponent(text)
	if err != nil {
		return err
	}
	c.list, c.text = append(c.list, in), append(c.text, text)
	return nil
}

// String is what was given.
func (c *components) String() string { return strings.Join(c.text, "; ") }

// Type is the placeholder in help.
func (c *components) Type() string { return "NAME=AMOUNT/VOLUME" }

func readComponent(text string) (*mesogridv1.Ingredient, error) {
	at := strings.LastIndex(text, "=")
	if at < 0 {
		return nil, bad(`needs a name and a concentration, such as "deoxycholic acid=10mg/mL"`)
	}
	name := strings.TrimSpace(text[:at])
	if err := checkName(name); err != nil {
		return nil, err
	}
	amount, liquid, ok := strings.Cut(text[at+1:], "/")
	if !ok {
		return nil, bad("needs an amount in a volume, such as 10mg/mL or 200units/30mL")
	}
	n, unit, ok := splitNumber(amount)
	if !ok {
		return nil, bad("the amount %s does not start with a number, as in 10mg/mL", quote(amount))
	}
	unit, err := doseUnit(n, unit)
	if err != nil {
		return nil, err
	}
	micro, err := millionths(n, unit)
	if err != nil {
		return nil, err
	}
	if _, _, ok := splitNumber(liquid); !ok {
		liquid = "1" + strings.TrimSpace(liquid) // per mL
	}
	nl, err := volume.parse(liquid, 0, math.MaxInt64)
	if err != nil {
		return nil, bad("the volume %s %s", quote(liquid), err)
	}
	return &mesogridv1.Ingredient{Name: name, Unit: unit, AmountMicro: micro, InNl: uint64(nl)}, nil
}

// misread are units that pass for another or for a digit when written by hand, and what to write.
var misread = map[string]string{"U": "units", "u": "units", "IU": "units", "iu": "units", "cc": "mL"}

// doseUnit is the unit of an amount as doses are written: micrograms are mcg.
func doseUnit(n, unit string) (string, error) {
	if err := checkName(unit); err != nil {
		return "", err
	}
	if instead, found := misread[unit]; found {
		return "", bad("write %s%s: %s is misread", n, instead, unit)
	}
	switch unit {
	case "":
		return "", bad("give the amount a unit: %smg or %sunits", n, n)
	case "ug":
		return "mcg", nil
	case "unit":
		return "units", nil
	}
	return unit, nil
}

// millionths is n as a whole number of millionths.
func millionths(n, unit string) (uint64, error) {
	v, ok := new(big.Rat).SetString(n)
	if !ok {
		return 0, bad("%s is not a number", quote(n))
	}
	v.Mul(v, big.NewRat(1_000_000, 1))
	switch {
	case !v.IsInt():
		return 0, bad("%s%s is finer than a millionth of its unit: use a smaller unit", n, oneLine(unit))
	case v.Sign() < 0 || !v.Num().IsUint64():
		return 0, bad("%s%s is outside 0 to 18446744073709.551615", n, oneLine(unit))
	}
	return v.Num().Uint64(), nil
}

// fixedPoints is the repeatable flag NAME=X,Y[,VOLUME].
type fixedPoints struct {
	list []*mesogridv1.FixedPoint
	text []string // of each, as given
}

// Set adds one point.
func (f *fixedPoints) Set(text string) error {
	at := strings.LastIndex(text, "=")
	if at < 0 {
		return bad(`needs a name and a place, such as "midline=12.5,40" or "midline=12.5,40,50uL"`)
	}
	p := &mesogridv1.FixedPoint{Name: strings.TrimSpace(text[:at])}
	if err := checkName(p.GetName()); err != nil {
		return err
	}
	place := text[at+1:]
	if strings.Count(place, ",") == 2 {
		comma := strings.LastIndex(place, ",")
		nl, err := volume.parse(place[comma+1:], 1, math.MaxUint32)
		if err != nil {
			return bad("the volume %s %s", quote(strings.TrimSpace(place[comma+1:])), err)
		}
		p.VolumeNl, place = uint32(nl), place[:comma]
	}
	xy, err := coordinates(place, 2)
	if err != nil {
		return err
	}
	p.XUm, p.YUm = xy[0], xy[1]
	f.list, f.text = append(f.list, p), append(f.text, text)
	return nil
}

// String is what was given.
func (f *fixedPoints) String() string { return strings.Join(f.text, "; ") }

// Type is the placeholder in help.
func (f *fixedPoints) Type() string { return "NAME=X,Y[,VOLUME]" }
