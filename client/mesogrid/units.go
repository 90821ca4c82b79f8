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
	units   []unit            // in the order of help
	aliases map[string]string // other spellings that are taken, and the units that they mean
	misread map[string]string // spellings that pass for another unit or for a digit, and what to write
}

type unit struct {
	name  string
	worth int64 // a power of ten
}

var (
	length = &dimension{kind: "length", example: "3mm", base: "um",
		units: []unit{{"um", 1}, {"mm", 1_000}, {"cm", 10_000}}}
	volume = &dimension{kind: "volume", example: "20uL", base: "nL",
		units:   []unit{{"nL", 1}, {"uL", 1_000}, {"mL", 1_000_000}},
		aliases: map[string]string{"nl": "nL", "ul": "uL", "ml": "mL"},
		misread: map[string]string{"cc": "mL"}}
	angle = &dimension{kind: "angle", example: "17deg", base: "mdeg",
		units:   []unit{{"mdeg", 1}, {"deg", 1_000}},
		aliases: map[string]string{"°": "deg"}}
	mass = &dimension{kind: "mass", example: "70kg", base: "g",
		units: []unit{{"g", 1}, {"kg", 1_000}}}
	// amount is counted in millionths of whichever unit it has: milligrams and units are not converted.
	amount = &dimension{kind: "amount", example: "10mg or 200units", base: "millionths",
		units: []unit{{"g", 1_000_000}, {"mg", 1_000_000}, {"mcg", 1_000_000}, {"ng", 1_000_000}, {"units", 1_000_000},
			{"mol", 1_000_000}, {"mmol", 1_000_000}},
		aliases: map[string]string{"ug": "mcg", "unit": "units"},
		misread: map[string]string{"u": "units", "iu": "units"}}
)

// number is a plain decimal: no exponent, no thousands, a digit on each side of the point.
var number = regexp.MustCompile(`^[+-]?[0-9]{1,30}(\.[0-9]{1,30})?`)

// decimalComma is a number whose point is a comma, or with commas between its thousands.
var decimalComma = regexp.MustCompile(`^([+-]?[0-9]+),([0-9]+)`)

// notName finds what no unit has in its name: after a number it is a rest of the number.
var notName = regexp.MustCompile(`^[^\p{L}°%]|[0-9]`)

// splitNumber cuts "2.5 mm" into its number and its unit, with micro written u. ok is false without a number.
func splitNumber(text string) (n, unit string, ok bool) {
	text = strings.TrimSpace(text)
	n = number.FindString(text)
	return n, plainMicro(strings.TrimSpace(text[len(n):])), n != ""
}

func plainMicro(unit string) string { return strings.NewReplacer("µ", "u", "μ", "u").Replace(unit) }

// split cuts a quantity into its number and its unit. Whatever is not exactly one of each is refused.
func (d *dimension) split(text string) (n string, u unit, err error) {
	n, name, ok := splitNumber(text)
	comma := decimalComma.FindStringSubmatch(strings.TrimSpace(text))
	switch {
	case comma != nil && len(comma[2]) == 3:
		return n, u, bad("%s,%s may be read as %s.%s or as %s%s: write it without a comma", comma[1], comma[2], comma[1], comma[2], comma[1], comma[2])
	case comma != nil:
		return n, u, bad("write %s.%s, not %s,%s", comma[1], comma[2], comma[1], comma[2])
	case !ok || name != "" && notName.MatchString(name):
		return n, u, bad("is not a plain number with a unit: write digits, at most one point between them, then the unit, such as %s", d.example)
	case name == "":
		return n, u, bad("give a unit: %s", d.names())
	}
	u, err = d.find(n, name)
	return n, u, err
}

// find is the unit of that name, written after n.
func (d *dimension) find(n, name string) (unit, error) {
	instead := d.misread[strings.ToLower(name)]
	for _, u := range d.units {
		if name == u.name || d.aliases[name] == u.name {
			return u, nil
		}
		if strings.EqualFold(name, u.name) || d.aliases[strings.ToLower(name)] == u.name {
			instead = u.name
		}
	}
	if instead != "" {
		return unit{}, bad("write %s%s: %s is misread", n, instead, oneLine(name))
	}
	return unit{}, bad("%s is no unit of %s: use %s", quote(name), d.kind, d.names())
}

// limits are the least and the greatest value that the contract allows, in the smallest unit, and as people read them.
type limits struct {
	lo, hi int64
	text   string
}

// parse reads a number with a unit and answers with a whole number of the smallest unit. Nothing is rounded.
func (d *dimension) parse(text string, within limits) (int64, error) {
	n, u, err := d.split(text)
	if err != nil {
		return 0, err
	}
	return d.exact(n, u, within)
}

// exact is n times u in the smallest unit.
func (d *dimension) exact(n string, u unit, within limits) (int64, error) {
	v, ok := new(big.Rat).SetString(n)
	if !ok {
		return 0, bad("is not a number with a unit, such as %s", d.example)
	}
	v.Mul(v, new(big.Rat).SetInt64(u.worth))
	if v.Cmp(new(big.Rat).SetInt64(within.lo)) < 0 || v.Cmp(new(big.Rat).SetInt64(within.hi)) > 0 {
		return 0, bad("is outside %s", within.text)
	}
	whole := new(big.Int).Div(v.Num(), v.Denom()).Int64() // Div rounds down here: Denom is positive
	if v.IsInt() {
		return whole, nil
	}
	places := len(new(big.Int).SetInt64(u.worth).String()) - 1
	// Both neighbours are within limits: these are whole numbers.
	return 0, bad("is not a whole number of %s: write %s%s or %s%s",
		d.base, decimal(whole, places), u.name, decimal(whole+1, places), u.name)
}

// names lists the units.
func (d *dimension) names() string {
	names := make([]string, len(d.units))
	for i, u := range d.units {
		names[i] = u.name
	}
	return or(names)
}

// or writes "a, b or c".
func or(names []string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// quantity is a flag that holds a number with a unit.
type quantity struct {
	*dimension
	limits
	value int64  // in the smallest unit
	text  string // as it was given; before that the default
	given bool
}

// Set reads the flag's value.
func (q *quantity) Set(text string) error {
	v, err := q.parse(text, q.limits)
	if err != nil {
		return err
	}
	q.value, q.text, q.given = v, text, true
	return nil
}

// String is the value as given, or the default.
func (q *quantity) String() string { return q.text }

// Type is what help shows in place of a value.
func (q *quantity) Type() string { return q.kind }
