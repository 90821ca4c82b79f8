package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// shades mark classes of volume, from little to much.
var shades = []string{"#5ec962", "#21918c", "#3b528b", "#440154", "#000000"}

const onlyShade = "#31688e"

// class is a range of volumes that share a shade.
type class struct {
	lo, hi uint32 // nL
	shade  string
	points uint64
}

// classes sorts the volumes into one class each or, where there are too many, into equal ranges.
func (a *answer) classes() []class {
	volumes := a.res.GetPoints().GetVolumeNl()
	distinct := slices.Compact(slices.Sorted(slices.Values(volumes)))
	if len(distinct) == 0 {
		return nil
	}
	of := func(v uint32) int { i, _ := slices.BinarySearch(distinct, v); return i }
	n := len(distinct)
	if n > len(shades) {
		n = len(shades)
		least, span := uint64(distinct[0]), uint64(distinct[len(distinct)-1]-distinct[0])+1
		of = func(v uint32) int { return int((uint64(v) - least) * uint64(len(shades)) / span) }
	}
	list := make([]class, n)
	for _, v := range volumes {
		c := &list[of(v)]
		if c.points == 0 {
			c.lo, c.hi = v, v
		}
		c.lo, c.hi = min(c.lo, v), max(c.hi, v)
		c.points++
	}
	for i := range list {
		list[i].shade = shades[i]
	}
	if n == 1 {
		list[0].shade = onlyShade
	}
	return slices.DeleteFunc(list, func(c class) bool { return c.points == 0 })
}

// String is the class in the legend.
func (c class) String() string {
	n := count(c.points, "point", "points")
	switch {
	case c.hi == 0:
		return n + " without volume"
	case c.lo == c.hi:
		return n + " of " + mL(c.lo) + " mL"
	}
	return n + " of " + mL(c.lo) + " to " + mL(c.hi) + " mL"
}

// points draws every point in the shade of its volume; fixed ones as diamonds.
func (p *page) points() {
	names := p.a.fixedNames()
	points := p.a.res.GetPoints()
	for _, c := range p.a.classes() {
		p.open("g", "fill", c.shade)
		for i, x := range points.GetXUm() {
			if v := points.GetVolumeNl()[i]; v < c.lo || v > c.hi {
				continue
			}
			if _, fixed := names[uint64(i)]; fixed {
				p.diamond(p.x(int64(x)), p.y(int64(points.GetYUm()[i])))
				continue
			}
			p.leaf("circle", "", "cx", p.x(int64(x)), "cy", p.y(int64(points.GetYUm()[i])), "r", mm(p.radius))
		}
		p.close()
	}
}

func (p *page) diamond(x, y string) {
	r := mm(p.radius * 8 / 5)
	p.leaf("path", "", "d", fmt.Sprintf("M%s %sm-%s 0l%s -%s l%s %s l-%s %sz", x, y, r, r, r, r, r, r, r))
}

// route draws the way through the points: a thin line, an arrow where it turns, a ring at its start, a square at its end.
func (p *page) route() {
	points := p.a.res.GetPoints()
	x, y := points.GetXUm(), points.GetYUm()
	if len(x) < 2 {
		return
	}
	var line strings.Builder
	command := "M"
	for i := range x {
		fmt.Fprintf(&line, "%s%s %s", command, p.x(int64(x[i])), p.y(int64(y[i])))
		command = "L"
	}
	p.leaf("path", "", "d", line.String(), "fill", "none", "stroke", barred, "stroke-width", mm(max(1, p.radius/4)),
		"stroke-linejoin", "round")
	p.leaf("path", "", "d", p.arrows(x, y), "fill", faint)
	p.start(p.x(int64(x[0])), p.y(int64(y[0])))
	p.end(p.x(int64(x[len(x)-1])), p.y(int64(y[len(y)-1])))
}

func (p *page) start(x, y string) {
	p.leaf("circle", "", "cx", x, "cy", y, "r", mm(p.radius*2), "fill", "none", "stroke", mark, "stroke-width", mm(max(1, p.radius/2)))
}

func (p *page) end(x, y string) {
	r := mm(p.radius * 2)
	p.leaf("path", "", "d", fmt.Sprintf("M%s %sm-%s -%sh%sv%sh-%sz", x, y, r, r, mm(p.radius*4), mm(p.radius*4), mm(p.radius*4)),
		"fill", "none", "stroke", mark, "stroke-width", mm(max(1, p.radius/2)))
}

// mostArrows keeps a drawing of a large grid readable.
const mostArrows = 240

// arrows is a path of arrow heads in the middle of the steps that follow a turn.
func (p *page) arrows(x, y []int32) string {
	at := func(i int) (float64, float64) { return float64(p.pageX(int64(x[i]))), float64(p.pageY(int64(y[i]))) }
	var turns []int
	var lastX, lastY float64
	for i := 1; i < len(x); i++ {
		fromX, fromY := at(i - 1)
		toX, toY := at(i)
		dx, dy := toX-fromX, toY-fromY
		along, across := float64(lastX*dx)+float64(lastY*dy), float64(lastX*dy)-float64(lastY*dx)
		if math.Abs(across) >= along/10 { // more than about six degrees; the first step too
			turns = append(turns, i)
		}
		lastX, lastY = dx, dy
	}
	var d strings.Builder
	size := float64(p.radius) * 1.2
	for k := 0; k < len(turns); k += 1 + len(turns)/mostArrows {
		fromX, fromY := at(turns[k] - 1)
		toX, toY := at(turns[k])
		dx, dy := toX-fromX, toY-fromY
		step := math.Sqrt(float64(dx*dx) + float64(dy*dy))
		if step < 5*float64(p.radius) {
			continue // no room between the two points
		}
		ux, uy := dx/step*size, dy/step*size
		midX, midY := (fromX+toX)/2, (fromY+toY)/2
		corner := func(forward, aside float64) string {
			return mm(int64(math.Floor(midX+float64(ux*forward)-float64(uy*aside)))) + " " +
				mm(int64(math.Floor(midY+float64(uy*forward)+float64(ux*aside))))
		}
		fmt.Fprintf(&d, "M%sL%sL%sZ", corner(1, 0), corner(-0.8, 0.75), corner(-0.8, -0.75))
	}
	return d.String()
}
