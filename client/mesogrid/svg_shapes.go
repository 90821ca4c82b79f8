package main

import (
	"fmt"
	"strings"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// shapes draws the outline and the keep-outs.
func (p *page) shapes() {
	thin := mm(p.unit / 9)
	var d strings.Builder
	for _, polygon := range p.a.area.outline.GetPolygons() {
		p.rings(&d, polygon)
	}
	p.leaf("path", "", "d", d.String(), "fill", skin, "fill-rule", "evenodd", "stroke", skinEdge, "stroke-width", thin,
		"stroke-linejoin", "round")
	keepOuts := p.a.keepOutsDrawn()
	for _, k := range keepOuts {
		margin := p.a.margin(k)
		if margin == 0 {
			continue
		}
		d.Reset()
		p.rings(&d, k.GetPolygon())
		// A stroke with round corners covers exactly what is nearer to the edge than half its width.
		p.leaf("path", "", "d", d.String(), "fill", "none", "stroke", shade, "stroke-width", mm(2*margin*p.zoom), "stroke-linejoin", "round")
	}
	for _, k := range keepOuts {
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

// margin is the least distance of a point from a keep-out, um.
func (a *answer) margin(k *mesogridv1.KeepOut) int64 {
	return max(a.plan.margin.value, int64(k.GetMarginUm()))
}
