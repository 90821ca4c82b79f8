package main

import (
	"strings"
	"unicode"
	"unicode/utf8"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// mixture is what the flags say of the liquid, in the order of the command line.
type mixture struct {
	list []*mesogridv1.Ingredient
	text []string // of each, as given
}

func (m *mixture) add(in *mesogridv1.Ingredient, text string) {
	m.list, m.text = append(m.list, in), append(m.text, text)
}

// flag is an ingredient as it was given, with its flag.
func (m *mixture) flag(i int) string {
	if i >= 0 && i < len(m.list) && m.list[i].GetUnit() == "" {
		return flagText("--diluent", m.text[i])
	}
	return flagText("--component", at(m.text, i))
}

// componentFlag is the repeatable flag NAME=AMOUNT/VOLUME[,PART].
type componentFlag struct{ *mixture }

// Set adds one component.
func (c *componentFlag) Set(text string) error {
	in, err := readComponent(text)
	if err != nil {
		return err
	}
	c.add(in, text)
	return nil
}

func (c *componentFlag) String() string { return "" }

// Type is what help shows in place of a value.
func (c *componentFlag) Type() string { return "NAME=AMOUNT/VOLUME[,PART]" }

// diluentFlag is the repeatable flag NAME=PART.
type diluentFlag struct{ *mixture }

// Set adds one diluent.
func (d *diluentFlag) Set(text string) error {
	at := strings.LastIndex(text, "=")
	if at < 0 {
		return bad(`needs a name and its part of the mixture, such as "saline=1mL"`)
	}
	part, err := readPart(text[at+1:])
	if err != nil {
		return err
	}
	name := strings.TrimSpace(text[:at])
	d.add(&mesogridv1.Ingredient{Name: name, PartNl: part}, text)
	return checkName(name)
}

func (d *diluentFlag) String() string { return "" }

// Type is what help shows in place of a value.
func (d *diluentFlag) Type() string { return "NAME=PART" }

// What the contract takes.
var (
	amountLimits = limits{1, 1e18, "0.000001 to 1000000000000"}
	liquidLimits = limits{1, 1e12, "1nL to 1000000mL"}
)

func readComponent(text string) (*mesogridv1.Ingredient, error) {
	at := strings.LastIndex(text, "=")
	if at < 0 {
		return nil, bad(`needs a name and a concentration, such as "deoxycholic acid=10mg/mL"`)
	}
	name := strings.TrimSpace(text[:at])
	if err := checkName(name); err != nil {
		return nil, err
	}
	dose, liquid, ok := strings.Cut(text[at+1:], "/")
	if !ok {
		return nil, bad("needs an amount in a volume, such as 10mg/mL or 200units/30mL")
	}
	micro, unit, err := readAmount(dose, amountLimits)
	if err != nil {
		return nil, err
	}
	liquid, portion, mixed := strings.Cut(liquid, ",")
	in := &mesogridv1.Ingredient{Name: name, Unit: unit, AmountMicro: micro}
	nl, err := readLiquid(strings.TrimSpace(liquid))
	if err != nil {
		if mixed {
			liquid += "," + portion // it may be a comma for a point
		}
		return nil, bad("the volume %s: %s", quote(liquid), err)
	}
	in.InNl = uint64(nl)
	if mixed {
		in.PartNl, err = readPart(portion)
	}
	return in, err
}

// readPart reads how much of a liquid goes into the mixture, nL.
func readPart(text string) (uint64, error) {
	nl, err := volume.parse(text, liquidLimits)
	if err != nil {
		return 0, bad("the part %s: %s", quote(strings.TrimSpace(text)), err)
	}
	return uint64(nl), nil
}

// readLiquid reads the volume that holds an amount, in nL: 30mL, or one of a unit that stands alone, as in "per mL".
func readLiquid(text string) (int64, error) {
	if first, _ := utf8.DecodeRuneInString(text); unicode.IsLetter(first) {
		u, err := volume.find("", plainMicro(text))
		return u.worth, err
	}
	return volume.parse(text, liquidLimits)
}
