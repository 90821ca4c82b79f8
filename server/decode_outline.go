package server

import (
	"fmt"

	"github.com/mesogrid/mesogrid/grid"
	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// decodeOutline also counts the vertices. It shares the columns of the rings with the request; nobody writes to either.
func decodeOutline(outline *mesogridv1.Outline, limits *Limits) (*grid.Area, int, error) {
	polygons, keepOuts := outline.GetPolygons(), outline.GetKeepOuts()
	if err := atMost("spec.outline.polygons", len(polygons), limits.Polygons, "polygons"); err != nil {
		return nil, 0, err
	}
	if err := atMost("spec.outline.keep_outs", len(keepOuts), limits.KeepOuts, "keep-outs"); err != nil {
		return nil, 0, err
	}
	var size outlineSize
	for _, p := range polygons {
		size.add(p)
	}
	for _, k := range keepOuts {
		size.add(k.GetPolygon())
	}
	if err := atMost("spec.outline", size.rings, limits.Rings, "rings (shells and holes)"); err != nil {
		return nil, 0, err
	}
	if err := atMost("spec.outline", size.vertices, limits.Vertices, "vertices in all rings"); err != nil {
		return nil, 0, err
	}
	area := &grid.Area{
		Polygons: make([]grid.Polygon, len(polygons)),
		KeepOuts: make([]grid.KeepOut, len(keepOuts)),
	}
	for n, p := range polygons {
		area.Polygons[n] = decodePolygon(p)
	}
	for n, k := range keepOuts {
		field := func(name string) string { return fmt.Sprintf("spec.outline.keep_outs[%d].%s", n, name) }
		if len(k.GetName()) > maxNameBytes {
			return nil, 0, longName(field("name"), k.GetName())
		}
		margin, err := micrometres(field("margin_um"), k.GetMarginUm(), grid.MaxMargin)
		if err != nil {
			return nil, 0, err
		}
		area.KeepOuts[n] = grid.KeepOut{Polygon: decodePolygon(k.GetPolygon()), Margin: margin, Name: k.GetName()}
	}
	return area, size.vertices, nil
}

// outlineSize counts before anything is built. Of columns that differ in length the longer counts.
type outlineSize struct{ rings, vertices int }

func (s *outlineSize) add(p *mesogridv1.Polygon) {
	s.rings += 1 + len(p.GetHoles())
	s.vertices += max(len(p.GetShell().GetXUm()), len(p.GetShell().GetYUm()))
	for _, h := range p.GetHoles() {
		s.vertices += max(len(h.GetXUm()), len(h.GetYUm()))
	}
}

func decodePolygon(p *mesogridv1.Polygon) grid.Polygon {
	polygon := grid.Polygon{Shell: decodeRing(p.GetShell())}
	if holes := p.GetHoles(); len(holes) > 0 {
		polygon.Holes = make([]grid.Ring, len(holes))
		for n, h := range holes {
			polygon.Holes[n] = decodeRing(h)
		}
	}
	return polygon
}

func decodeRing(r *mesogridv1.Ring) grid.Ring { return grid.Ring{X: r.GetXUm(), Y: r.GetYUm()} }
