package main

import (
	"regexp"
	"strings"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// doseLimits is the repeatable flag of that kind: [soft] QUANTITY [of NAME] <= VALUE [in DAYSd] [(SOURCE)].
type doseLimits struct {
	list []*mesogridv1.Limit
	text []string // of each, as given
}

// Set adds one limit.
func (d *doseLimits) Set(text string) error {
	l, err := readLimit(text)
	if err != nil {
		return err
	}
	d.list, d.text = append(d.list, l), append(d.text, text)
	return nil
}

func (d *doseLimits) String() string { return strings.Join(d.text, "; ") }

// Type is what help shows in place of a value.
func (d *doseLimits) Type() string { return "limit" }

// limitParts cuts a limit: soft or hard, quantity, component, direction, value, days, source.
var limitParts = regexp.MustCompile(`^\s*(?:(soft|hard)\s+)?([a-z0-9 ]+?)(?:\s+of\s+(.+?))?\s*(<=|>=|≤|≥)\s*([^()]+?)(?:\s+in\s+([^\s()]+))?\s*(?:\(([^()]*)\))?\s*$`)

// limitQuantities are the quantities as the flag names them, with what their values are per.
var limitQuantities = []struct {
	name, per string
	value     mesogridv1.Quantity
}{
	{"points", "", mesogridv1.Quantity_QUANTITY_POINTS},
	{"point volume", "", mesogridv1.Quantity_QUANTITY_POINT_VOLUME},
	{"total volume", "", mesogridv1.Quantity_QUANTITY_TOTAL_VOLUME},
	{"areal volume", "/cm2", mesogridv1.Quantity_QUANTITY_AREAL_VOLUME},
	{"point dose", "", mesogridv1.Quantity_QUANTITY_POINT_DOSE},
	{"areal dose", "/cm2", mesogridv1.Quantity_QUANTITY_AREAL_DOSE},
	{"total dose", "", mesogridv1.Quantity_QUANTITY_TOTAL_DOSE},
	{"dose per kg", "/kg", mesogridv1.Quantity_QUANTITY_DOSE_PER_KG},
}

func readLimit(text string) (*mesogridv1.Limit, error) {
	m := limitParts.FindStringSubmatch(text)
	if m == nil {
		return nil, bad(`is no limit: write a quantity, <= or >=, and a value with its unit, such as "total dose of toxin<=100units"`)
	}
	l := &mesogridv1.Limit{Component: m[3], Source: m[7]}
	for _, s := range []string{l.GetComponent(), l.GetSource()} {
		if err := checkName(s); err != nil {
			return nil, err
		}
	}
	var names []string
	per := ""
	for _, q := range limitQuantities {
		names = append(names, q.name)
		if q.name == m[2] {
			l.Quantity, per = q.value, q.per
		}
	}
	dose := l.GetQuantity() >= mesogridv1.Quantity_QUANTITY_POINT_DOSE
	switch {
	case l.GetQuantity() == 0:
		return nil, bad("%s cannot be limited: use %s", quote(m[2]), or(names))
	case dose && m[3] == "":
		return nil, bad(`says nothing of which component: write "%s of NAME"`, m[2])
	case !dose && m[3] != "":
		return nil, bad("%s is of no component: leave out %s", m[2], quote("of "+m[3]))
	}
	value, err := readBound(l, m[5], per)
	if err != nil {
		return nil, err
	}
	switch soft, above := m[1] == "soft", m[4] == "<=" || m[4] == "≤"; {
	case soft && above:
		l.SoftMax = &value
	case soft:
		l.SoftMin = &value
	case above:
		l.HardMax = &value
	default:
		l.HardMin = &value
	}
	if m[6] != "" {
		l.PeriodDays, err = readDays(m[6])
	}
	return l, err
}

// readBound reads the value of a limit, and the unit of a dose.
func readBound(l *mesogridv1.Limit, text, per string) (uint64, error) {
	rest, ok := strings.CutSuffix(strings.TrimSpace(text), per)
	if !ok {
		return 0, bad("the value %s: give it per %s, such as 2mg%s", quote(text), per[1:], per)
	}
	within := limits{0, 1e18, "0 to 1000000000000"}
	if l.GetComponent() != "" {
		micro, unit, err := readAmount(rest, within)
		l.Unit = unit
		return micro, err
	}
	if l.GetQuantity() == mesogridv1.Quantity_QUANTITY_POINTS {
		n, more, isNumber := splitNumber(rest)
		v, err := (&dimension{base: "points"}).exact(n, unit{worth: 1}, within)
		if !isNumber || more != "" || err != nil {
			return 0, bad("the value %s: give a whole number of points", quote(text))
		}
		return uint64(v), nil
	}
	v, err := volume.parse(rest, limits{0, 1e15, "0nL to 1000000000mL"})
	if err != nil {
		return 0, bad("the value %s: %s", quote(text), err)
	}
	return uint64(v), nil
}
