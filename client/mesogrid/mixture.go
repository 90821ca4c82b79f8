package main

import (
	"strings"
	"unicode"
	"unicode/utf8"

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

// Type is what help shows in place of a value.
func (c *components) Type() string { return "NAME=AMOUNT/VOLUME" }

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
	n, unit, err := amount.split(dose)
	var micro int64
	if err == nil {
		micro, err = amount.exact(n, unit, amountLimits)
	}
	if err != nil {
		return nil, bad("the amount %s: %s", quote(dose), err)
	}
	nl, err := readLiquid(strings.TrimSpace(liquid))
	if err != nil {
		return nil, bad("the volume %s: %s", quote(liquid), err)
	}
	return &mesogridv1.Ingredient{Name: name, Unit: unit.name, AmountMicro: uint64(micro), InNl: uint64(nl)}, nil
}

// readLiquid reads the volume that holds an amount, in nL: 30mL, or one of a unit that stands alone, as in "per mL".
func readLiquid(text string) (int64, error) {
	if first, _ := utf8.DecodeRuneInString(text); unicode.IsLetter(first) {
		u, err := volume.find("", plainMicro(text))
		return u.worth, err
	}
	return volume.parse(text, liquidLimits)
}
