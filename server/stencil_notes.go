package server

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/mesogrid/mesogrid/grid"
	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
	"github.com/mesogrid/mesogrid/server/stencil"
)

// stencilTitles are what stands on each sheet, in short.
func stencilTitles(p *plan, resp *mesogridv1.GenerateGridResponse) []string {
	h := resp.GetHeader()
	lines := []string{"Key: " + keyText(h.GetKey()), "Volume: " + volumeText(resp)}
	if p.protocol != nil {
		lines = append(lines, "Protocol "+p.protocol.GetName()+", to be approved by the site")
	}
	return lines
}

// stencilAlert sends the reader of a sheet to the warnings.
func stencilAlert(r *mesogridv1.GridReport) string {
	switch n := len(r.GetWarnings()); n {
	case 0:
		return ""
	case 1:
		return "1 WARNING: see sheet Plan"
	default:
		return strconv.Itoa(n) + " WARNINGS: see sheet Plan"
	}
}

// stencilWarnings are what stands before the facts on the first sheet.
func stencilWarnings(r *mesogridv1.GridReport) []string {
	lines := make([]string, 0, len(r.GetWarnings()))
	for _, w := range r.GetWarnings() {
		reason := w.GetReason()
		if field := w.GetField(); field != "" {
			reason += " (" + field + ")"
		}
		lines = append(lines, "WARNING "+reason+": "+w.GetText())
	}
	return lines
}

// stencilFacts are the plan, as it stands on the first sheet.
func stencilFacts(p *plan, resp *mesogridv1.GenerateGridResponse, paper stencil.Paper, tiles int64) (facts []stencil.Fact) {
	add := func(name, format string, args ...any) {
		facts = append(facts, stencil.Fact{Name: name, Text: fmt.Sprintf(format, args...)})
	}
	h, r := resp.GetHeader(), resp.GetReport()
	if p.protocol != nil {
		add("Protocol", "%s, version %s", p.protocol.GetName(), r.GetProtocolVersion())
		add("", "Reference data, to be approved by the site.")
	}
	add("Pattern", "%s", patternText(p, r))
	if r.GetAreaMm2() > 0 {
		add("Area", "%.6g cm2", r.GetAreaMm2()/100)
	}
	add("Points", "%s", pointsText(h.GetKey()))
	if n := len(p.spec.Fixed); n > 0 {
		add("", "%d of them your own, in circles", n)
	}
	add("Volume", "%s", volumeText(resp))
	if residue := h.GetResidueNl(); residue > 0 {
		add("", "%s mL of what was asked is not given", decimal(residue, 6))
	}
	for _, d := range r.GetDoses() {
		add("Component", "%s: %.7g %s in all, at most %.7g %s a point", d.GetName(), d.GetTotal(), d.GetUnit(), d.GetMaxPoint(), d.GetUnit())
	}
	name := "Draw up"
	for _, text := range supplyTexts(h, r.GetSupply()) {
		add(name, "%s", text)
		name = ""
	}
	if depth := h.GetDepthUm(); depth > 0 {
		text := decimal(uint64(depth), 3) + " mm"
		if angle := h.GetNeedleAngleMdeg(); angle > 0 {
			text += ", needle at " + decimal(uint64(angle), 3) + " degrees to the skin"
		}
		add("Depth", "%s", text)
	}
	add("Sheets", "%d to lay on the skin, %s, upright, unscaled", tiles, paper.Name)
	add("Key", "%s", keyText(h.GetKey()))
	if len(r.GetWarnings()) == 0 {
		add("Warnings", "None")
	}
	add("Use", "Not a medical device; reference data. Whoever uses this is responsible for the plan and for the dose.")
	return facts
}

func supplyTexts(h *mesogridv1.GridHeader, s *mesogridv1.Supply) (texts []string) {
	if s == nil {
		return nil
	}
	text := decimal(s.GetDrawUpNl(), 6) + " mL"
	var parts []string
	for _, in := range s.GetIngredients() {
		parts = append(parts, decimal(in.GetVolumeNl(), 6)+" mL of "+in.GetName())
	}
	if len(parts) > 0 {
		text += ": " + strings.Join(parts, ", ")
	}
	texts = append(texts, text)
	if refills := h.GetRefillBefore(); len(refills) > 0 {
		names := make([]string, 0, 20)
		for _, index := range refills[:min(len(refills), cap(names))] {
			names = append(names, strconv.FormatUint(index, 10))
		}
		text := fmt.Sprintf("%d fillings; refill before %s", s.GetFills(), strings.Join(names, ", "))
		if more := len(refills) - len(names); more > 0 {
			text += fmt.Sprintf(" and %d more", more)
		}
		texts = append(texts, text)
	}
	return texts
}

func keyText(k *mesogridv1.GridKey) string {
	return fmt.Sprintf("%s, CRC %08X, revision %d", pointsText(k), k.GetCrc32C(), k.GetRevision())
}

func pointsText(k *mesogridv1.GridKey) string {
	if k.GetPointCount() == 1 {
		return "1 point"
	}
	return strconv.FormatUint(k.GetPointCount(), 10) + " points"
}

func volumeText(resp *mesogridv1.GenerateGridResponse) string {
	v := resp.GetReport().GetVolume()
	if v == nil {
		return "none"
	}
	each := decimal(uint64(v.GetMinNl()), 6)
	if v.GetMinNl() != v.GetMaxNl() {
		each += " to " + decimal(uint64(v.GetMaxNl()), 6)
	}
	return decimal(resp.GetHeader().GetTotalVolumeNl(), 6) + " mL in all, " + each + " mL a point"
}

func patternText(p *plan, r *mesogridv1.GridReport) string {
	names := map[grid.Pattern]string{grid.Triangular: "Triangular", grid.Square: "Square"}
	name, ok := names[p.spec.Pattern]
	if !ok {
		return fmt.Sprintf("Points of the caller's own, no lattice; margin %v", p.spec.Margin)
	}
	text := fmt.Sprintf("%s, spacing %v, margin %v", name, p.spec.Spacing, p.spec.Margin)
	angle := int32(p.spec.Angle)
	if fit := r.GetBestFit(); fit != nil {
		angle = fit.GetAngleMdeg()
	}
	if _, given := p.spec.Placement.(grid.Lattice); given {
		return text + ", on the lattice that was given"
	}
	return text + ", rows at " + signed(angle, 3) + " degrees"
}

// signed writes a whole number of small units as decimal does.
func signed(n int32, places int) string {
	if n < 0 {
		return "-" + decimal(uint64(-int64(n)), places)
	}
	return decimal(uint64(n), places)
}

// decimal writes a whole number of small units, 10^-places each, without zeros at the end.
func decimal(n uint64, places int) string {
	s := fmt.Sprintf("%0*d", places+1, n)
	whole, rest := s[:len(s)-places], strings.TrimRight(s[len(s)-places:], "0")
	if rest == "" {
		return whole
	}
	return whole + "." + rest
}
