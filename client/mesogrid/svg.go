package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// The drawing is laid out in whole micrometres, like the plan: one user unit is one millimetre, written exactly, so that
// it prints at its true size and the same everywhere. The plan's y points up, the page's down.

// page is a drawing on its way to the writer.
type page struct {
	*canvas
	a             *answer
	box           box
	unit          int64 // height of text; everything but the points scales with it
	radius        int64 // of a point
	width, height int64
	left, top     int64 // where box stands on the page
}

// Colours: they can be told apart with any colour vision, and in print without colours by their darkness.
const (
	ink      = "#333333"
	faint    = "#6b6b6b"
	skin     = "#fbf3ea"
	skinEdge = "#8a6d52"
	barred   = "#9a9a9a"
	mark     = "#c04e00"
)

// writeSVG draws the outline, its keep-outs, the points and the way through them.
func writeSVG(w io.Writer, a *answer) error {
	p := &page{canvas: newCanvas(w), a: a, box: a.box()}
	p.layOut()
	p.open("svg", "xmlns", "http://www.w3.org/2000/svg", "width", mm(p.width)+"mm", "height", mm(p.height)+"mm",
		"viewBox", "0 0 "+mm(p.width)+" "+mm(p.height), "font-family", "Helvetica, Arial, sans-serif")
	p.leaf("title", "Injection grid: "+strings.Join(a.facts(), ", "))
	p.hatch()
	p.leaf("rect", "", "width", mm(p.width), "height", mm(p.height), "fill", "#ffffff")
	p.heading()
	if a.area != nil {
		p.shapes()
	}
	p.route()
	p.points()
	p.labels()
	p.legend()
	p.close()
	return p.finish()
}

// layOut finds the sizes of the page. A wide margin keeps the labels of points at the edge on it.
func (p *page) layOut() {
	p.unit = max(p.box.width(), p.box.height(), 1_000) / 46
	p.radius = p.unit * 2 / 5
	if s := p.a.plan.spacing.value; s > 0 {
		p.radius = min(p.radius, s*16/100)
	}
	p.radius = max(p.radius, 1)
	border := 2 * p.unit
	p.width = max(p.box.width()+2*border, 34*p.unit)
	p.left = (p.width - p.box.width()) / 2
	p.top = border + 3*p.unit + int64(len(p.headingLines()))*lineHeight(p.unit)
	p.height = p.top + p.box.height() + 2*p.unit + p.legendHeight() + border
}

// x and y are places on the page.
func (p *page) x(um int64) string { return mm(um - p.box.minX + p.left) }
func (p *page) y(um int64) string { return mm(p.box.maxY - um + p.top) }

func (p *page) hatch() {
	side := mm(p.unit * 7 / 10)
	p.open("defs")
	p.open("pattern", "id", "hatch", "width", side, "height", side, "patternUnits", "userSpaceOnUse",
		"patternTransform", "rotate(45)")
	p.leaf("rect", "", "width", side, "height", side, "fill", "#ededed")
	p.leaf("path", "", "d", "M0 0V"+side, "stroke", barred, "stroke-width", mm(p.unit/5))
	p.close()
	p.close()
}

// heading says what the grid is and what it adds up to.
func (p *page) heading() {
	x := mm(2 * p.unit)
	y := 3 * p.unit
	p.leaf("text", count(p.a.res.GetHeader().GetKey().GetPointCount(), "point", "points"),
		"x", x, "y", mm(y), "font-size", mm(p.unit*3/2), "font-weight", "bold", "fill", ink)
	for _, line := range p.headingLines() {
		y += lineHeight(p.unit)
		p.leaf("text", line, "x", x, "y", mm(y), "font-size", mm(p.unit), "fill", faint)
	}
}

func lineHeight(unit int64) int64 { return unit * 3 / 2 }

// headingLines breaks the facts into lines of the page's width.
func (p *page) headingLines() []string {
	var lines []string
	for _, fact := range p.a.facts() {
		last := len(lines) - 1
		if last >= 0 && textWidth(lines[last]+", "+fact, p.unit) <= p.width-4*p.unit {
			lines[last] += ", " + fact
			continue
		}
		lines = append(lines, fact)
	}
	return lines
}

// textWidth is an estimate: a letter of a sans-serif face is a little wider than half its height.
func textWidth(text string, unit int64) int64 {
	return int64(utf8.RuneCountInString(text)) * unit * 11 / 20
}

// facts say how the grid was made and what it adds up to.
func (a *answer) facts() []string {
	facts := strings.Split(a.pattern(), ", ")
	if m := a.plan.margin.value; m > 0 {
		facts = append(facts, "margin "+mm(m)+" mm")
	}
	r := a.res.GetReport()
	if r.GetAreaMm2() > 0 {
		facts = append(facts, "area "+figure(r.GetAreaMm2()/mm2PerCM2)+" cm2")
	}
	if r.GetVolume() != nil {
		facts = append(facts, mL(a.res.GetHeader().GetTotalVolumeNl())+" mL in all")
	}
	for _, d := range r.GetDoses() {
		facts = append(facts, figure(d.GetTotal())+" "+oneLine(d.GetUnit())+" "+oneLine(d.GetName()))
	}
	return facts
}

// shapes draws the outline and the keep-outs.
func (p *page) shapes() {
	thin := mm(p.unit / 9)
	var d strings.Builder
	for _, polygon := range p.a.area.outline.GetPolygons() {
		p.rings(&d, polygon)
	}
	p.leaf("path", "", "d", d.String(), "fill", skin, "fill-rule", "evenodd", "stroke", skinEdge, "stroke-width", thin,
		"stroke-linejoin", "round")
	for _, k := range p.a.keepOutsDrawn() {
		d.Reset()
		p.rings(&d, k.GetPolygon())
		p.leaf("path", "", "d", d.String(), "fill", "url(#hatch)", "fill-rule", "evenodd", "stroke", faint, "stroke-width", thin,
			"stroke-linejoin", "round")
	}
}

func (p *page) rings(d *strings.Builder, polygon *mesogridv1.Polygon) {
	for _, r := range append([]*mesogridv1.Ring{polygon.GetShell()}, polygon.GetHoles()...) {
		command := "M"
		for i, x := range r.GetXUm() {
			fmt.Fprintf(d, "%s%s %s", command, p.x(int64(x)), p.y(int64(r.GetYUm()[i])))
			command = "L"
		}
		d.WriteString("Z")
	}
}

// labels name the keep-outs, and the polygons where there are several.
func (p *page) labels() {
	if p.a.area == nil {
		return
	}
	for _, k := range p.a.keepOutsDrawn() {
		b := newBox()
		b.ring(k.GetPolygon().GetShell())
		p.text(oneLine(k.GetName()), (b.minX+b.maxX)/2, (b.minY+b.maxY)/2-p.unit*3/10, "middle")
	}
	if len(p.a.area.polygons) == 1 {
		return
	}
	for i, polygon := range p.a.area.outline.GetPolygons() {
		b := newBox()
		b.ring(polygon.GetShell())
		p.text(p.a.area.polygons[i].label(), (b.minX+b.maxX)/2, b.maxY+p.unit*4/10, "middle")
	}
}

// text writes a label at a place of the plan, with a halo that keeps it readable over lines.
func (p *page) text(text string, x, y int64, anchor string) {
	if text == "" {
		return
	}
	p.leaf("text", text, "x", p.x(x), "y", p.y(y), "font-size", mm(p.unit*9/10), "text-anchor", anchor, "fill", ink,
		"stroke", "#ffffff", "stroke-width", mm(p.unit/4), "stroke-linejoin", "round", "paint-order", "stroke")
}
