package main

import (
	"fmt"
	"io"
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
	t.row("Pattern", a.pattern())
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
	}
	t.volumes(header.GetTotalVolumeNl(), r.GetVolume())
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
	p := a.plan
	if p.pattern.value == mesogridv1.Pattern_PATTERN_NONE {
		return "fixed points only"
	}
	text := fmt.Sprintf("%s, %s mm apart", p.pattern.String(), mm(p.spacing.value))
	switch {
	case p.placement.lattice != nil:
		return text + ", on the lattice given"
	case p.placement.origin != nil:
		o := p.placement.origin
		text += fmt.Sprintf(", a point at (%s, %s) mm", mm(o.GetXUm()), mm(o.GetYUm()))
	}
	return text + ", rows at " + decimal(p.angle.value, 3) + " degrees"
}

func (t *table) volumes(total uint64, v *mesogridv1.VolumeStats) {
	if v == nil {
		return
	}
	each := mL(v.GetMinNl()) + " mL a point"
	if v.GetMinNl() != v.GetMaxNl() {
		each = fmt.Sprintf("%s to %s mL a point, mean %s mL, coefficient of variation %s",
			mL(v.GetMinNl()), mL(v.GetMaxNl()), figure(v.GetMeanNl()/nlPerML), figure(v.GetCv()))
	}
	t.row("Volume", mL(total)+" mL in all, "+each)
	if v.LatticeNlPerCm2 != nil {
		t.row("  lattice density", figure(v.GetLatticeNlPerCm2()/nlPerML)+" mL/cm2")
	}
	if v.MeanNlPerCm2 != nil {
		t.row("  mean density", figure(v.GetMeanNlPerCm2()/nlPerML)+" mL/cm2")
	}
}

const nlPerML = 1_000_000

func (t *table) doses(doses []*mesogridv1.ComponentDose) {
	if len(doses) == 0 {
		return
	}
	t.row("")
	t.row("Dose", "total", "most a point", "lattice density", "mean density")
	for _, d := range doses {
		unit := " " + oneLine(d.GetUnit())
		t.row(short(d.GetName()), figure(d.GetTotal())+unit, figure(d.GetMaxPoint())+unit,
			perCM2(d.LatticePerCm2, unit), perCM2(d.MeanPerCm2, unit))
	}
}

// perCM2 is a density; a dash where it is absent.
func perCM2(v *float64, unit string) string {
	if v == nil {
		return "-"
	}
	return figure(*v) + unit + "/cm2"
}
