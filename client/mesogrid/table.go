package main

import (
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// polygonRows is the most polygons that the table lists one by one.
const polygonRows = 20

// writeTable writes a summary for the practitioner.
func writeTable(w io.Writer, a *answer) error {
	t := &table{Writer: tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)}
	header, r := a.res.GetHeader(), a.res.GetReport()
	t.row("Points", fmt.Sprint(header.GetKey().GetPointCount()))
	t.polygons(a)
	if n := len(a.plan.fixed.list); n > 0 {
		t.row("  fixed", fmt.Sprint(n))
	}
	t.protocol(a)
	t.row("Pattern", a.pattern())
	t.fit(a.plan, r.GetBestFit())
	t.row("Margin", mm(a.plan.margin.value)+" mm")
	if r.GetAreaMm2() > 0 {
		t.row("Area", figure(r.GetAreaMm2()/mm2PerCM2)+" cm2")
	}
	if r.GetCellMm2() > 0 {
		t.row("Nominal cell", figure(r.GetCellMm2())+" mm2")
	}
	if b := header.GetBounds(); b != nil {
		t.row("Bounds", fmt.Sprintf("x %s to %s mm, y %s to %s mm",
			mm(b.GetMinXUm()), mm(b.GetMaxXUm()), mm(b.GetMinYUm()), mm(b.GetMaxYUm())))
	}
	if header.GetKey().GetPointCount() > 1 {
		t.row("Travel", fmt.Sprintf("%s mm, longest jump %s mm", mm(r.GetTravelUm()), mm(r.GetLongestJumpUm())))
		if a.plan.order.value == mesogridv1.Order_ORDER_SHORTEST {
			order := " mm in any order"
			if len(a.plan.fixed.list) > 0 {
				order += " that begins with the fixed points as given"
			}
			t.row("  at least", mm(r.GetTravelBoundUm())+order)
		}
	}
	t.depth(a)
	t.volumes(header, r.GetVolume())
	t.supply(a)
	if m := a.plan.dosing.mass; m.given {
		t.row("Body mass", decimal(m.value, 3)+" kg")
	}
	if l := header.GetLattice(); l != nil {
		t.row("Lattice", latticeFlag(l))
	}
	t.row("Key", fmt.Sprintf("%s, CRC %08X, revision %d", count(header.GetKey().GetPointCount(), "point", "points"),
		header.GetKey().GetCrc32C(), header.GetKey().GetRevision()))
	t.section()
	t.doses(r.GetDoses())
	t.section()
	task := &task{plan: a.plan}
	for _, warning := range r.GetWarnings() {
		t.row("Warning: " + oneLine(task.warning(a.area, warning)))
	}
	t.section()
	return t.err
}

// mm2PerCM2: a square centimetre is 100 square millimetres.
const mm2PerCM2 = 100

// table writes aligned rows, and remembers the first error.
type table struct {
	*tabwriter.Writer
	err error
}

func (t *table) row(cells ...string) {
	if t.err == nil {
		_, t.err = fmt.Fprintln(t.Writer, strings.Join(cells, "\t"))
	}
}

// section ends an aligned block.
func (t *table) section() {
	if t.err == nil {
		t.err = t.Flush()
	}
}

// polygons lists the points of each polygon where there is something to tell them by.
func (t *table) polygons(a *answer) {
	points := a.res.GetReport().GetPolygonPoints()
	if a.area == nil || len(points) > len(a.area.polygons) || len(points) == 1 && a.area.polygons[0].name == "" {
		return
	}
	for i, n := range points {
		if i == polygonRows {
			t.row(fmt.Sprintf("  and %d more polygons", len(points)-i))
			return
		}
		t.row("  "+a.area.polygons[i].label(), fmt.Sprint(n))
	}
}

// pattern describes the lattice in words.
func (a *answer) pattern() string {
	p, l := a.plan, a.res.GetHeader().GetLattice()
	if l == nil {
		return "fixed points only"
	}
	text := fmt.Sprintf("%s, %s mm apart", patternOf(l), mm(spacingOf(l)))
	switch {
	case p.placement.lattice != nil:
		return text + ", on the lattice given"
	case p.placement.origin != nil:
		o := p.placement.origin
		text += fmt.Sprintf(", a point at (%s, %s) mm", mm(o.GetXUm()), mm(o.GetYUm()))
	}
	angle := p.angle.value
	if fit := a.res.GetReport().GetBestFit(); fit != nil {
		angle = int64(fit.GetAngleMdeg())
	}
	return text + ", rows at " + decimal(angle, 3) + " degrees"
}

// patternOf is the pattern of a lattice, which a protocol may have chosen: its steps stand square, or turned by 60 degrees.
func patternOf(l *mesogridv1.Lattice) string {
	ax, ay := float64(l.GetAX()), float64(l.GetAY())
	if along := ax*float64(l.GetBX()) + ay*float64(l.GetBY()); along > (ax*ax+ay*ay)/4 {
		return "triangular"
	}
	return "square"
}

// spacingOf is the spacing of a lattice, um.
func spacingOf(l *mesogridv1.Lattice) int64 {
	const fraction = 1 << 20
	return int64(math.Round(math.Hypot(float64(l.GetAX()), float64(l.GetAY())) / fraction))
}

// protocol names the protocol, and says what it is.
func (t *table) protocol(a *answer) {
	version, digest, ok := strings.Cut(a.res.GetReport().GetProtocolVersion(), " ")
	if !ok {
		return
	}
	const digits = len("sha256:") + 12
	t.row("Protocol", fmt.Sprintf("%s, version %s (%s): reference data, to be approved by the site", oneLine(a.plan.dosing.protocol.text),
		oneLine(version), oneLine(digest[:min(len(digest), digits)])))
}

// depth is how deep the needle goes.
func (t *table) depth(a *answer) {
	h := a.res.GetHeader()
	if h.GetDepthUm() == 0 {
		return
	}
	text := mm(h.GetDepthUm()) + " mm"
	if angle := h.GetNeedleAngleMdeg(); angle > 0 {
		text += ", needle at " + decimal(angle, 3) + " degrees to the skin"
	}
	if l := a.plan.dosing.layer; l.value != 0 {
		text += ", meant for the " + strings.ReplaceAll(l.String(), "-", " ")
	}
	t.row("Depth", text)
}

// supply is what to draw up, where that is not plainly the total.
func (t *table) supply(a *answer) {
	h, s, d := a.res.GetHeader(), a.res.GetReport().GetSupply(), &a.plan.dosing
	if s == nil || s.GetDrawUpNl() == h.GetTotalVolumeNl() && s.GetFills() == 1 && len(s.GetIngredients()) == 0 && !d.reservoir.given {
		return
	}
	text := mL(s.GetDrawUpNl()) + " mL"
	if d.reservoir.given {
		text += fmt.Sprintf(", %s of up to %s mL", count(s.GetFills(), "filling", "fillings"), mL(uint64(d.reservoir.value)))
	}
	t.row("Draw up", text)
	if refills := h.GetRefillBefore(); len(refills) > 0 {
		t.row("  refill before", count(uint64(len(refills)), "point", "points")+": "+fewIndices(refills))
	}
	for _, in := range s.GetIngredients() {
		t.row("  "+short(in.GetName()), mL(in.GetVolumeNl())+" mL")
	}
}

func (t *table) volumes(h *mesogridv1.GridHeader, v *mesogridv1.VolumeStats) {
	if v == nil {
		return
	}
	total, residue := h.GetTotalVolumeNl(), h.GetResidueNl()
	each := mL(v.GetMinNl()) + " mL a point"
	if v.GetMinNl() != v.GetMaxNl() {
		each = fmt.Sprintf("%s to %s mL a point, mean %s mL, coefficient of variation %s",
			mL(v.GetMinNl()), mL(v.GetMaxNl()), figure(v.GetMeanNl()/nlPerML), variation(v.GetCv()))
	}
	t.row("Volume", mL(total)+" mL in all, "+each)
	if residue > 0 {
		text := fmt.Sprintf("%s mL asked, %s mL of it not given", mL(total+residue), mL(residue))
		if capped := v.GetCappedNl(); capped > 0 {
			text += fmt.Sprintf(", %s mL because of the cap", mL(capped))
		}
		t.row("  rounded down", text)
	}
	if v.LatticeNlPerCm2 != nil {
		t.row("  lattice density", figure(v.GetLatticeNlPerCm2()/nlPerML)+" mL/cm2")
	}
	if v.MeanNlPerCm2 != nil {
		t.row("  mean density", figure(v.GetMeanNlPerCm2()/nlPerML)+" mL/cm2")
	}
}

const nlPerML = 1_000_000

// variation is a coefficient of variation; steps of the injector make some that nobody needs to know.
func variation(cv float64) string {
	const least = 0.0001
	if cv < least {
		return "below " + figure(least)
	}
	return figure(math.Round(cv/least) * least)
}

func (t *table) doses(doses []*mesogridv1.ComponentDose) {
	if len(doses) == 0 {
		return
	}
	t.row("")
	heads := []string{"Dose", "total", "most a point", "lattice density", "mean density"}
	byMass := doses[0].PerKg != nil
	if byMass {
		heads = append(heads, "by body mass")
	}
	t.row(heads...)
	for _, d := range doses {
		unit := " " + oneLine(d.GetUnit())
		cells := []string{short(d.GetName()), figure(d.GetTotal()) + unit, figure(d.GetMaxPoint()) + unit,
			per(d.LatticePerCm2, unit, "/cm2"), per(d.MeanPerCm2, unit, "/cm2")}
		if byMass {
			cells = append(cells, per(d.PerKg, unit, "/kg"))
		}
		t.row(cells...)
	}
}

// per is a dose over something; a dash where it is absent.
func per(v *float64, unit, over string) string {
	if v == nil {
		return "-"
	}
	return figure(*v) + unit + over
}
