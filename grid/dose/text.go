package dose

import (
	"strconv"
	"strings"
)

// Nanolitres is a volume as people read it: 0.2 mL, and nL below 0.001 mL. No trailing zero, always a leading one.
type Nanolitres uint64

// String is the exact volume.
func (v Nanolitres) String() string {
	if v < 1000 {
		return strconv.FormatUint(uint64(v), 10) + " nL"
	}
	return millionths(uint64(v)) + " mL"
}

// millionths writes v / 10^6 exactly.
func millionths(v uint64) string {
	digits := strconv.FormatUint(v, 10)
	digits = strings.Repeat("0", max(0, 7-len(digits))) + digits
	point := len(digits) - 6
	return strings.TrimSuffix(digits[:point]+"."+strings.TrimRight(digits[point:], "0"), ".")
}

// quantities are the names of Quantity, and what their bounds are per.
var quantities = [...]struct{ name, per string }{
	Points:      {"number of points", ""},
	PointVolume: {"volume of a point", ""},
	TotalVolume: {"total volume", ""},
	ArealVolume: {"volume per cm2", "/cm2"},
	PointDose:   {"dose of a point", ""},
	ArealDose:   {"dose per cm2", "/cm2"},
	TotalDose:   {"total dose", ""},
	DosePerKg:   {"dose per kg", "/kg"},
}

// String is the name of the quantity.
func (q Quantity) String() string { return quantities[q].name }

// Text is a value of the limit's quantity as people read it, such as "2.5 mg/cm2".
func (l Limit) Text(value uint64) string {
	switch {
	case l.Quantity == Points:
		return strconv.FormatUint(value, 10)
	case l.ofDose():
		return millionths(value) + " " + l.Unit + quantities[l.Quantity].per
	}
	return Nanolitres(value).String() + quantities[l.Quantity].per
}

// Tell is a breach as a sentence, such as "Total dose of toxin: 120 units is above the hard limit of 100 units
// (label)".
func (l Limit) Tell(b Breach) string {
	bound, side := l.SoftMin, "below"
	switch {
	case b.Above && b.Hard:
		bound, side = l.HardMax, "above"
	case b.Above:
		bound, side = l.SoftMax, "above"
	case b.Hard:
		bound = l.HardMin
	}
	text := l.Quantity.String()
	if l.Component != "" {
		text += " of " + l.Component
	}
	if l.PeriodDays != 0 {
		text += " in " + strconv.FormatUint(uint64(l.PeriodDays), 10) + " days"
	}
	if b.Point != nil {
		text += ", at point " + strconv.FormatUint(*b.Point, 10)
	}
	kind := "soft"
	if b.Hard {
		kind = "hard"
	}
	text += ": " + l.Text(b.Value) + " is " + side + " the " + kind + " limit of " + l.Text(*bound)
	if l.Source != "" {
		text += " (" + l.Source + ")"
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}
