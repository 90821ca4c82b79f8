package main

import (
	"math/big"
	"regexp"
	"strings"
)

// dimension is a kind of quantity: what its units are worth in the smallest one, which the service counts in.
type dimension struct {
	kind    string // as help calls it
	example string
	base    string
	units   []unit
	refused map[string]string // spellings that are known to be misread, and what to write
}

type unit struct {
	name  string
	worth int64 // a power of ten
}

var (
	length = &dimension{kind: "length", example: "3mm", base: "um",
		units: []unit{{"um", 1}, {"mm", 1_000}, {"cm", 10_000}}}
	volume = &dimension{kind: "volume", example: "20uL", base: "nL",
		units:   []unit{{"nL", 1}, {"uL", 1_000}, {"mL", 1_000_000}, {"nl", 1}, {"ul", 1_000}, {"ml", 1_000_000}},
		refused: map[string]string{"cc": "mL"}}
	angle = &dimension{kind: "angle", example: "17deg", base: "mdeg",
		units: []unit{{"mdeg", 1}, {"deg", 1_000}, {"°", 1_000}}}
)

// number is a plain decimal: no exponent, no thousands, a digit before the point.
var number = regexp.MustCompile(`^[+-]?[0-9]{1,30}(\.[0-9]{1,30})?`)

// splitNumber cuts "2.5 mm" into its number and its unit, with micro written u. ok is false without a number.
func splitNumber(text string) (n, unit string, ok bool) {
	text = strings.TrimSpace(text)
	n = number.FindString(text)
	unit = strings.TrimSpace(text[len(n):])
	return n, strings.NewReplacer("µ", "u", "μ", "u").Replace(unit), n != ""
}

// parse reads a number with a unit and answers with a whole number of the smallest unit, lo to hi. Nothing is rounded.
func (d *dimension) parse(text string, lo, hi int64) (int64, error) {
	n, name, ok := splitNumber(text)
	if !ok {
		return 0, bad("is not a number with a unit, such as %s", d.example)
	}
	if name == "" {
		return 0, bad("give a unit: %s%s", n, strings.TrimLeft(d.example, "0123456789"))
	}
	if instead, found := d.refused[name]; found {
		return 0, bad("write %s%s: %s is misread", n, instead, name)
	}
	for _, u := range d.units {
		if u.name == name {
			return d.exact(n, u, lo, hi)
		}
	}
	return 0, bad("%q is no unit of %s: use %s", oneLine(name), d.kind, d.names())
}

// exact is n times u in the smallest unit.
func (d *dimension) exact(n string, u unit, lo, hi int64) (int64, error) {
	v, ok := new(big.Rat).SetString(n)
	if !ok {
		return 0, bad("is not a number with a unit, such as %s", d.example)
	}
	v.Mul(v, new(big.Rat).SetInt64(u.worth))
	if v.Cmp(new(big.Rat).SetInt64(lo)) < 0 || v.Cmp(new(big.Rat).SetInt64(hi)) > 0 {
		return 0, bad("is outside %d%s to %d%s", lo, d.base, hi, d.base)
	}
	whole := new(big.Int).Div(v.Num(), v.Denom()).Int64() // Div rounds down here: Denom is positive
	if v.IsInt() {
		return whole, nil
	}
	places := len(new(big.Int).SetInt64(u.worth).String()) - 1
	return 0, bad("is not a whole number of %s: write %s%s or %s%s",
		d.base, decimal(whole, places), u.name, decimal(whole+1, places), u.name)
}

// names lists the units that help shows.
func (d *dimension) names() string {
	var names []string
	for _, u := range d.units {
		if u.name != strings.ToLower(u.name) || d != volume {
			names = append(names, u.name)
		}
	}
	return strings.Join(names, ", ")
}

// quantity is a flag that holds a number with a unit.
type quantity struct {
	*dimension
	lo, hi int64  // what the wire can hold, in the smallest unit
	value  int64  // in the smallest unit
	text   string // as it was given; before that the default
	given  bool
}

// Set reads the flag's value.
func (q *quantity) Set(text string) error {
	v, err := q.parse(text, q.lo, q.hi)
	if err != nil {
		return err
	}
	q.value, q.text, q.given = v, text, true
	return nil
}

// String is the value as given, or the default.
func (q *quantity) String() string { return q.text }

// Type is the placeholder in help.
func (q *quantity) Type() string { return q.kind }
