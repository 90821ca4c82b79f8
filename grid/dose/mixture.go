package dose

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mesogrid/mesogrid/grid"
)

// Bounds of a mixture.
const (
	MaxNameBytes = 100 // of a component's name
	MaxUnitBytes = 20  // of a unit

	MaxAmountMicro = 1e18 // 10^12 units: a kilogram in ng
	MaxInNL        = 1e12 // 1,000 L

	// maxPerNL is the highest concentration in millionths of a unit per nL, which is the same figure as units per mL:
	// ten times water's 10^9 ng/mL. Beyond it somebody has mixed up the units.
	maxPerNL = 1e10
)

// Ingredient is a liquid that goes into the mixture: AmountMicro millionths of Unit in InNL nanolitres of it. Either every
// ingredient has a part, or none has: then amounts are per InNL of the finished mixture.
type Ingredient struct {
	Name        string // such as "deoxycholic acid"; once per mixture
	Unit        string // of the amount, letters only, such as "mg" or "units"; empty for a diluent
	AmountMicro uint64 // 1 to MaxAmountMicro; 0 for a diluent
	InNL        uint64 // 1 to MaxInNL; 0 for a diluent
	PartNL      uint64 // how much goes into the mixture, up to MaxInNL; 0: no parts
}

func (in Ingredient) diluent() bool { return in.Unit == "" }

// liquid is a valid mixture. Its ingredients keep their order.
type liquid struct {
	ingredients []Ingredient
	parts       uint64 // sum of all; 0: the mixture has none
}

func newLiquid(mixture []Ingredient) (liquid, error) {
	l := liquid{ingredients: mixture}
	first := make(map[string]int, len(mixture))
	for k, in := range mixture {
		if err := in.check(); err != nil {
			err.Field = fmt.Sprintf("dosing.mixture[%d].%s", k, err.Field)
			return liquid{}, err
		}
		name := folded(in.Name)
		if j, ok := first[name]; ok {
			return liquid{}, &Error{Field: fmt.Sprintf("dosing.mixture[%d].name", k), Rule: RepeatedName,
				Text: fmt.Sprintf("is %q, and an ingredient before it is %q; name each one once", in.Name, mixture[j].Name)}
		}
		first[name] = k
		l.parts += in.PartNL
	}
	for k, in := range mixture {
		if l.parts != 0 && in.PartNL == 0 {
			return liquid{}, &Error{Field: fmt.Sprintf("dosing.mixture[%d].part_nl", k), Rule: grid.Missing, Text: fmt.Sprintf(
				"must be given for %q, since other ingredients have a part; give every ingredient its part, or none",
				in.Name)}
		}
	}
	return l, nil
}

// folded is a name as a reader takes it: "Toxin" and "toxin " are one.
func folded(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// find is the component of that name and unit. The field is that of a limit or of what was given before, for the error.
func (l *liquid) find(field, name, unit string) (int, error) {
	for k, in := range l.ingredients {
		switch {
		case in.diluent() || folded(in.Name) != folded(name):
		case in.Unit != unit:
			return 0, &Error{Field: field + ".unit", Rule: UnknownComponent, Text: fmt.Sprintf(
				"is %q, and %q stands in the mixture in %q; units are never converted, give both the same", unit, in.Name, in.Unit)}
		default:
			return k, nil
		}
	}
	return 0, &Error{Field: field + ".component", Rule: UnknownComponent, Text: fmt.Sprintf(
		"is %q, and the mixture has no such component; it has %s", name, l.names())}
}

// names lists the components for people.
func (l *liquid) names() string {
	var names []string
	for _, in := range l.ingredients {
		if !in.diluent() {
			names = append(names, strconv.Quote(in.Name))
		}
	}
	if len(names) == 0 {
		return "none"
	}
	const most = 5
	if len(names) > most {
		names = append(names[:most], "...")
	}
	return strings.Join(names, ", ")
}

// micro is what a volume of the mixture holds of an ingredient, in millionths of its unit.
func (l *liquid) micro(k int, volume uint64) *big.Rat {
	in := l.ingredients[k]
	amount, liquid := wholeInt(in.AmountMicro), wholeInt(in.InNL)
	if l.parts != 0 {
		amount.Mul(amount, wholeInt(in.PartNL))
		liquid.Mul(liquid, wholeInt(l.parts))
	}
	return new(big.Rat).SetFrac(amount.Mul(amount, wholeInt(volume)), liquid)
}

func wholeInt(v uint64) *big.Int { return new(big.Int).SetUint64(v) }

// check names the field relative to the ingredient.
func (in Ingredient) check() *Error {
	if why := badText(in.Name, MaxNameBytes); why != "" {
		return &Error{Field: "name", Rule: BadName, Text: why}
	}
	if in.PartNL > MaxInNL {
		return &Error{Field: "part_nl", Rule: grid.OutOfRange, Text: fmt.Sprintf(
			"is %d nL; give at most %d", in.PartNL, uint64(MaxInNL))}
	}
	if in.diluent() {
		return in.checkDiluent()
	}
	if why := badText(in.Unit, MaxUnitBytes); why != "" {
		return &Error{Field: "unit", Rule: BadName, Text: why}
	}
	// A digit or a sign in the unit is a part of the amount that went astray: ",5mg" or "000units".
	if strings.ContainsFunc(in.Unit, func(r rune) bool { return !unicode.IsLetter(r) }) {
		return &Error{Field: "unit", Rule: BadName, Text: fmt.Sprintf("is %q; use letters only, such as mg or units", in.Unit)}
	}
	if in.AmountMicro < 1 || in.AmountMicro > MaxAmountMicro {
		return &Error{Field: "amount_micro", Rule: grid.OutOfRange, Text: fmt.Sprintf(
			"is %d millionths of %s; give 1 to %d", in.AmountMicro, in.Unit, uint64(MaxAmountMicro))}
	}
	if in.InNL < 1 || in.InNL > MaxInNL {
		return &Error{Field: "in_nl", Rule: grid.OutOfRange, Text: fmt.Sprintf(
			"is %d nL; give 1 to %d, the volume that holds the amount", in.InNL, uint64(MaxInNL))}
	}
	if (in.AmountMicro-1)/maxPerNL >= in.InNL { // amount > in_nl * maxPerNL, without overflow
		return &Error{Field: "amount_micro", Rule: TooConcentrated, Text: fmt.Sprintf(
			"is %d millionths of %s in %d nL, above %d %s per mL; check amount_micro and in_nl",
			in.AmountMicro, in.Unit, in.InNL, uint64(maxPerNL), in.Unit)}
	}
	return nil
}

// checkDiluent is check for an ingredient without a unit: it is meant to hold nothing, or the unit was forgotten.
func (in Ingredient) checkDiluent() *Error {
	switch {
	case in.AmountMicro != 0 || in.InNL != 0:
		return &Error{Field: "unit", Rule: BadName, Text: fmt.Sprintf(
			"is empty, and %q has an amount; give the unit, or leave out amount_micro and in_nl for a diluent", in.Name)}
	case in.PartNL == 0:
		return &Error{Field: "unit", Rule: BadName, Text: fmt.Sprintf(
			"is empty; name it, or give %q a part_nl if it is a diluent", in.Name)}
	}
	return nil
}

// badText says what is wrong with a name; nothing where it is fit to be shown to a person, in one line.
func badText(s string, most int) string {
	switch {
	case s == "":
		return "is empty; name it"
	case len(s) > most:
		return fmt.Sprintf("has %d bytes; use at most %d", len(s), most)
	case !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }):
		return fmt.Sprintf("is %+q; use printable characters only", s)
	case strings.TrimSpace(s) != s:
		return fmt.Sprintf("is %q; leave out the spaces at its ends", s)
	}
	return ""
}
