package dose

import (
	"fmt"
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

// Ingredient is a component of the liquid: AmountMicro millionths of Unit in InNL nanolitres of it.
type Ingredient struct {
	Name        string // such as "deoxycholic acid"; once per mixture
	Unit        string // of the amount, letters only, such as "mg" or "units"
	AmountMicro uint64 // 1 to MaxAmountMicro
	InNL        uint64 // 1 to MaxInNL
}

func checkMixture(mixture []Ingredient) error {
	first := make(map[string]int, len(mixture))
	for k, in := range mixture {
		if err := in.check(); err != nil {
			err.Field = fmt.Sprintf("dosing.mixture[%d].%s", k, err.Field)
			return err
		}
		// "Toxin" and "toxin " are one to a reader.
		name := strings.ToLower(strings.Join(strings.Fields(in.Name), " "))
		if j, ok := first[name]; ok {
			return &Error{Field: fmt.Sprintf("dosing.mixture[%d].name", k), Rule: RepeatedName,
				Text: fmt.Sprintf("is %q, and a component before it is %q; name each component once", in.Name, mixture[j].Name)}
		}
		first[name] = k
	}
	return nil
}

// check names the field relative to the ingredient.
func (in Ingredient) check() *Error {
	if why := badText(in.Name, MaxNameBytes); why != "" {
		return &Error{Field: "name", Rule: BadName, Text: why}
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
