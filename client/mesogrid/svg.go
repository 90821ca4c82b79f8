package main

import (
	"io"
	"strings"
)

// The drawing is laid out in whole micrometres of the page: one user unit is one millimetre, written exactly, so that it
// prints at its true size, or at a whole multiple that it names, and the same everywhere. The plan's y points up, the
// page's down.

// page is a drawing on its way to the writer.
type page struct {
	*canvas
	a             *answer
	box           box   // of the plan
	zoom          int64 // a length on the page over that of the plan
	unit          int64 // height of text; everything but the points scales with it
	radius        int64 // of a point
	width, height int64
	left, top     int64 // where box stands on the page
	names         []label
	unnamed       int // names that found no room
}

// Colours: they can be told apart with any colour vision, and in print without colours by their darkness.
const (
	ink      = "#333333"
	faint    = "#6b6b6b"
	skin     = "#fbf3ea"
	skinEdge = "#8a6d52"
	barred   = "#9a9a9a"
	shade    = "#eadfd2"
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
	if a.area != nil {
		p.shapes()
	}
	p.route()
	p.points()
	p.heading()
	for _, l := range p.names {
		p.name(l)
	}
	p.legend()
	p.close()
	return p.finish()
}

// smallest is the least size, um, at which a plan is drawn: below it, text of a size that goes with it cannot be read.
const smallest = 50_000

// layOut finds the sizes of the page. A wide margin keeps the labels of points at the edge on it.
func (p *page) layOut() {
	side := max(p.box.width(), p.box.height())
	p.zoom = 1
	for _, n := range roundNumbers(smallest) {
		if side > 0 && side*p.zoom < smallest {
			p.zoom = n
		}
	}
	p.unit = max(side*p.zoom, smallest) / 46
	p.radius = p.unit * 2 / 5
	if s := p.a.plan.spacing.value; s > 0 {
		p.radius = min(p.radius, s*p.zoom*16/100)
	}
	p.radius = max(p.radius, 1)
	border := 2 * p.unit
	width, height := p.box.width()*p.zoom, p.box.height()*p.zoom
	p.width = max(width+2*border, 34*p.unit)
	p.left = (p.width - width) / 2
	p.top = border + 3*p.unit + int64(len(p.headingLines()))*lineHeight(p.unit)
	p.placeNames()
	p.height = p.top + height + 2*p.unit + p.legendHeight() + border
}

// roundNumbers are 1, 2 and 5 times the powers of ten, up to most.
func roundNumbers(most int64) []int64 {
	var list []int64
	for power := int64(1); power <= most; power *= 10 {
		list = append(list, power, 2*power, 5*power)
	}
	for len(list) > 0 && list[len(list)-1] > most {
		list = list[:len(list)-1]
	}
	return list
}

// pageX and pageY are places of the plan on the page; x and y are the same, written.
func (p *page) pageX(um int64) int64 { return (um-p.box.minX)*p.zoom + p.left }
func (p *page) pageY(um int64) int64 { return (p.box.maxY-um)*p.zoom + p.top }
func (p *page) x(um int64) string    { return mm(p.pageX(um)) }
func (p *page) y(um int64) string    { return mm(p.pageY(um)) }

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
		fact = fit(fact, p.unit, p.width-4*p.unit)
		last := len(lines) - 1
		if last >= 0 && textWidth(lines[last]+", "+fact, p.unit) <= p.width-4*p.unit {
			lines[last] += ", " + fact
			continue
		}
		lines = append(lines, fact)
	}
	return lines
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
