package main

import (
	"fmt"
	"slices"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// entry is a sign of the drawing and what it means.
type entry struct {
	text string
	sign func(p *page, x, y int64) // draws it round a place of the page
}

func (p *page) entries() []entry {
	var list []entry
	a := p.a
	for _, c := range a.classes() {
		list = append(list, entry{c.String(), func(p *page, x, y int64) {
			p.leaf("circle", "", "cx", mm(x), "cy", mm(y), "r", mm(p.radius), "fill", c.shade)
		}})
	}
	if len(a.plan.fixed.list) > 0 {
		list = append(list, entry{"fixed", func(p *page, x, y int64) {
			p.open("g", "fill", ink)
			p.diamond(mm(x), mm(y))
			p.close()
		}})
	}
	if len(a.res.GetPoints().GetXUm()) > 1 {
		list = append(list,
			entry{"first", func(p *page, x, y int64) { p.start(mm(x), mm(y)) }},
			entry{"last", func(p *page, x, y int64) { p.end(mm(x), mm(y)) }})
	}
	if a.area != nil && len(a.keepOutsDrawn()) > 0 {
		text, wide := "keep-out", int64(0)
		if slices.ContainsFunc(a.keepOutsDrawn(), func(k *mesogridv1.KeepOut) bool { return a.margin(k) > 0 }) {
			text, wide = "keep-out and its margin", p.unit*3/2
		}
		list = append(list, entry{text, func(p *page, x, y int64) {
			if wide > 0 {
				p.leaf("rect", "", "x", mm(x-wide/2), "y", mm(y-wide/2), "width", mm(wide), "height", mm(wide), "rx", mm(p.unit/4), "fill", shade)
			}
			p.leaf("rect", "", "x", mm(x-p.unit/2), "y", mm(y-p.unit/2), "width", mm(p.unit), "height", mm(p.unit),
				"fill", "url(#hatch)", "stroke", faint, "stroke-width", mm(p.unit/9))
		}})
	}
	if p.unnamed > 0 {
		list = append(list, entry{count(uint64(p.unnamed), "name", "names") + " without room", func(*page, int64, int64) {}})
	}
	return list
}

// lines breaks the entries into lines of the page's width.
func (p *page) lines() [][]entry {
	var lines [][]entry
	room := int64(0)
	for _, e := range p.entries() {
		if room < p.entryWidth(e) {
			lines = append(lines, nil)
			room = p.width - 4*p.unit
		}
		lines[len(lines)-1] = append(lines[len(lines)-1], e)
		room -= p.entryWidth(e)
	}
	return lines
}

func (p *page) entryWidth(e entry) int64 { return p.unit*7/2 + textWidth(e.text, p.unit) }

func (p *page) legendHeight() int64 { return int64(len(p.lines()))*p.unit*2 + 3*p.unit }

// legend explains the signs and gives the scale and the key.
func (p *page) legend() {
	y := p.top + p.box.height()*p.zoom + 3*p.unit
	for _, line := range p.lines() {
		x := 5 * p.unit / 2
		for _, e := range line {
			e.sign(p, x, y)
			p.leaf("text", e.text, "x", mm(x+p.unit*5/4), "y", mm(y+p.unit*7/20), "font-size", mm(p.unit), "fill", ink)
			x += p.entryWidth(e)
		}
		y += 2 * p.unit
	}
	y += p.unit
	bar, x, tick := p.scale(), 2*p.unit, p.unit/2
	p.leaf("path", "", "d", fmt.Sprintf("M%s %sv%sh%sv-%s", mm(x), mm(y-tick), mm(tick), mm(bar*p.zoom), mm(tick)),
		"fill", "none", "stroke", ink, "stroke-width", mm(p.unit/7))
	text := mm(bar) + " mm"
	if p.zoom > 1 {
		text += fmt.Sprintf(", drawn %d : 1", p.zoom)
	}
	p.leaf("text", text, "x", mm(x+bar*p.zoom+p.unit*7/10), "y", mm(y), "font-size", mm(p.unit), "fill", ink)
	key := p.a.res.GetHeader().GetKey()
	p.leaf("text", fmt.Sprintf("CRC %08X, revision %d", key.GetCrc32C(), key.GetRevision()),
		"x", mm(p.width-2*p.unit), "y", mm(y), "font-size", mm(p.unit*9/10), "text-anchor", "end", "fill", faint)
}

// scale is the length of the scale bar, um: a round number, at most a third of the page.
func (p *page) scale() int64 {
	bar := int64(1)
	for _, n := range roundNumbers(p.width / 3 / p.zoom) {
		bar = n
	}
	return bar
}
