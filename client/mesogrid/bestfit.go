package main

import (
	"fmt"
	"strconv"

	"github.com/spf13/pflag"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// bestFit is what the flags say of a search for the best fit.
type bestFit struct {
	wanted, effort whole
}

// most evaluations of a search that the contract takes.
const mostEffort = 100_000

func (b *bestFit) register(flags *pflag.FlagSet) {
	b.wanted.most, b.effort.most = 1<<32-1, mostEffort
	flags.Var(&b.wanted, "wanted-points", "with --placement best-fit: `number` of points to come near to, fixed ones included (left out: as many as possible); "+
		"the spacing stays, so it has to be near what --spacing gives")
	flags.Var(&b.effort, "effort", "with --placement best-fit: `pairs` of an angle and a row phase to look at, up to 100000 (left out: 1440)")
}

// apply says what to search for, where placement asks for it.
func (b *bestFit) apply(spec *mesogridv1.GridSpec, p *placement) error {
	switch {
	case p.bestFit:
		spec.Placement = &mesogridv1.GridSpec_BestFit{BestFit: &mesogridv1.BestFit{WantedPoints: b.wanted.value, Effort: b.effort.value}}
	case b.wanted.text != "":
		return bad("--wanted-points %s goes with --placement best-fit: add it, or leave --wanted-points out", b.wanted.text)
	case b.effort.text != "":
		return bad("--effort %s goes with --placement best-fit: add it, or leave --effort out", b.effort.text)
	}
	return nil
}

// fit tells what a search came to, beside what was wanted.
func (t *table) fit(p *plan, r *mesogridv1.BestFitReport) {
	if r == nil {
		return
	}
	gained, than := r.GetGainedPoints(), "as many points as"
	switch {
	case gained > 0:
		than = count(uint64(gained), "point", "points") + " more than"
	case gained < 0:
		than = count(uint64(-gained), "point", "points") + " fewer than"
	}
	text := fmt.Sprintf("%s centred (%d)", than, r.GetCentredPoints())
	if w := p.bestFit.wanted.value; w > 0 {
		text += fmt.Sprintf(", %d wanted", w)
	}
	one, many := "pair of angle and row phase", "pairs of angle and row phase"
	if p.angle.given {
		one, many = "row phase", "row phases"
	}
	t.row("Best fit", text+"; best of "+count(uint64(r.GetEvaluations()), one, many))
	if r.AreaCv != nil && r.CentredAreaCv != nil {
		t.row("  evenness", fmt.Sprintf("areas vary by %s %%, centred %s %%", percent(r.GetAreaCv()), percent(r.GetCentredAreaCv())))
	}
}

// percent is a share with one decimal.
func percent(share float64) string { return strconv.FormatFloat(100*share, 'f', 1, 64) }

// whole is a flag that holds a whole number from 1 on.
type whole struct {
	text  string
	value uint32
	most  uint64
}

// Set reads digits.
func (w *whole) Set(text string) error {
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil || n < 1 || n > w.most {
		return bad("is not a whole number from 1 to %d", w.most)
	}
	w.text, w.value = text, uint32(n)
	return nil
}

// String is the value as given.
func (w *whole) String() string { return w.text }

// Type is what help shows in place of a value.
func (w *whole) Type() string { return "number" }
