package main

import (
	"slices"
	"unicode"
)

// label is a name at its place on the page: x is where its anchor is, y its baseline.
type label struct {
	text   string
	x, y   int64
	anchor string // start, middle or end
}

// mostNames keeps a drawing readable, and the search for room short.
const mostNames = 240

// placeNames finds room for the names of the keep-outs, of the polygons where there are several, and of fixed points.
func (p *page) placeNames() {
	var taken []box
	if p.a.area != nil {
		for _, k := range p.a.keepOutsDrawn() {
			b := newBox()
			b.ring(k.GetPolygon().GetShell())
			x, y := p.pageX((b.minX+b.maxX)/2), p.pageY((b.minY+b.maxY)/2)+p.unit*3/10
			p.place(&taken, short(k.GetName()), label{x: x, y: y, anchor: "middle"},
				label{x: x, y: y + p.unit, anchor: "middle"}, label{x: x, y: y - p.unit, anchor: "middle"})
		}
		for i, polygon := range p.a.area.outline.GetPolygons() {
			if len(p.a.area.polygons) == 1 {
				break
			}
			b := newBox()
			b.ring(polygon.GetShell())
			x, above := p.pageX((b.minX+b.maxX)/2), p.pageY(b.maxY)-p.unit*4/10
			p.place(&taken, p.a.area.polygons[i].label(), label{x: x, y: above, anchor: "middle"},
				label{x: x, y: above - p.unit, anchor: "middle"}, label{x: x, y: p.pageY(b.minY) + p.unit*11/10, anchor: "middle"})
		}
	}
	names, points := p.a.fixedNames(), p.a.res.GetPoints()
	for i, x := range points.GetXUm() {
		name, fixed := names[uint64(i)]
		if !fixed {
			continue
		}
		x, y, aside := p.pageX(int64(x)), p.pageY(int64(points.GetYUm()[i])), 2*p.radius
		spots := []label{
			{x: x + aside, y: y - aside, anchor: "start"}, {x: x - aside, y: y - aside, anchor: "end"},
			{x: x + aside, y: y + aside + p.unit/2, anchor: "start"}, {x: x - aside, y: y + aside + p.unit/2, anchor: "end"},
		}
		if x > p.width/2 { // towards the middle first: there is more room
			slices.Reverse(spots[:2])
			slices.Reverse(spots[2:])
		}
		p.place(&taken, short(name), spots...)
	}
}

// place puts a name in the first of some spots that is free; nearer to the middle where it would leave the page.
func (p *page) place(taken *[]box, text string, spots ...label) {
	if text == "" {
		return
	}
	size := p.nameSize()
	text = fit(text, size, p.width-2*p.unit)
	w := textWidth(text, size)
	for _, l := range spots {
		before := map[string]int64{"start": 0, "middle": w / 2, "end": w}[l.anchor]
		left := min(max(l.x-before, p.unit), p.width-p.unit-w)
		l.text, l.x = text, left+before
		b := box{minX: left, minY: l.y - size, maxX: left + w, maxY: l.y + size/4}
		if len(p.names) < mostNames && !slices.ContainsFunc(*taken, b.meets) {
			*taken = append(*taken, b)
			p.names = append(p.names, l)
			return
		}
	}
	p.unnamed++
}

func (p *page) nameSize() int64 { return p.unit * 9 / 10 }

// name writes a label with a halo that keeps it readable over lines.
func (p *page) name(l label) {
	p.leaf("text", l.text, "x", mm(l.x), "y", mm(l.y), "font-size", mm(p.nameSize()), "text-anchor", l.anchor, "fill", ink,
		"stroke", "#ffffff", "stroke-width", mm(p.unit/4), "stroke-linejoin", "round", "paint-order", "stroke")
}

// textWidth is an estimate, on the wide side, for a sans-serif face.
func textWidth(text string, size int64) int64 {
	twentieths := int64(0)
	for _, r := range text {
		switch {
		case r >= 0x1100: // the first of the scripts whose letters are square
			twentieths += 20
		case unicode.IsUpper(r):
			twentieths += 14
		default:
			twentieths += 11
		}
	}
	return twentieths * size / 20
}

// fit shortens a text to a width.
func fit(text string, size, width int64) string {
	if textWidth(text, size) <= width {
		return text
	}
	letters := []rune(text)
	for len(letters) > 0 && textWidth(string(letters)+"…", size) > width {
		letters = letters[:len(letters)-1]
	}
	return string(letters) + "…"
}
