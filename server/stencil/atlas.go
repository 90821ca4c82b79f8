package stencil

import (
	"codeberg.org/go-pdf/fpdf"

	"github.com/mesogrid/mesogrid/grid"
)

// atlas is a small picture of the area and of all its sheets.
type atlas struct {
	*sheets
	in, all Box // where it stands on the sheet; what it shows of the body's plane
	area    *grid.Area
	kept    fpdf.Template // of the area; nil: it is drawn again each time
}

// once is a part of the document that all sheets show. The library's own name for it takes a hash of all its bytes, each time.
type once struct{ fpdf.Template }

func (once) ID() string { return "area" }

// keep has the area, which may have as many lines as all sheets together, drawn once for all sheets.
func (a *atlas) keep() {
	a.kept = once{a.pen.pdf.CreateTemplateCustom(fpdf.PointType{}, fpdf.SizeType{Wd: inMM(a.paper().width), Ht: inMM(a.paper().height)}, func(t *fpdf.Tpl) {
		inner := *a.pen
		inner.pdf = &t.Fpdf
		inner.area(a.area, a.all, a.on, mapLine, false)
	})}
}

func newAtlas(s *sheets, in Box) *atlas {
	all := s.tiles[0].Box
	for _, t := range s.tiles {
		all = Box{min(all.MinX, t.MinX), min(all.MinY, t.MinY), max(all.MaxX, t.MaxX), max(all.MaxY, t.MaxY)}
	}
	a := &atlas{s, in, all, nil, nil}
	const fine = 100 // um, on paper
	a.area = coarse(&s.Area, int64(fine/a.scale()))
	return a
}

const mapLine = 120

// scale is um of paper for one of the body.
func (a *atlas) scale() float64 {
	return min(float64(a.in.MaxX-a.in.MinX)/float64(a.all.MaxX-a.all.MinX), float64(a.in.MaxY-a.in.MinY)/float64(a.all.MaxY-a.all.MinY))
}

// on is where a place of the body's plane stands on the sheet.
func (a *atlas) on(at place) place {
	scale := a.scale()
	x, y := float64(at.x-(a.all.MinX+a.all.MaxX)/2)*scale, float64(at.y-(a.all.MinY+a.all.MaxY)/2)*scale
	return place{(a.in.MinX+a.in.MaxX)/2 + int64(x), (a.in.MinY+a.in.MaxY)/2 + int64(y)}
}

func (a *atlas) box(b Box) Box {
	low, high := a.on(place{b.MinX, b.MinY}), a.on(place{b.MaxX, b.MaxY})
	return Box{low.x, low.y, high.x, high.y}
}

// draw marks the sheet that it stands on, if that is one of them.
func (a *atlas) draw(here string) {
	for _, t := range a.tiles {
		if t.name == here && len(a.tiles) > 1 {
			a.pen.fill(ink{232, 242, 205})
			a.pen.rect(a.box(t.Box), "F")
		}
	}
	if a.kept != nil {
		a.pen.pdf.UseTemplate(a.kept)
	} else {
		a.pen.area(a.area, a.all, a.on, mapLine, false)
	}
	if len(a.Area.Polygons) == 0 { // then the points are all there is
		a.pen.stroke(80, black)
		for k := range a.X {
			const arm = 500
			at := a.on(place{int64(a.X[k]), int64(a.Y[k])})
			a.pen.line(at.x-arm, at.y-arm, at.x+arm, at.y+arm)
			a.pen.line(at.x-arm, at.y+arm, at.x+arm, at.y-arm)
		}
	}
	a.pen.stroke(80, gray)
	for _, t := range a.tiles {
		b := a.box(t.Box)
		a.pen.rect(b, "D")
		if len(a.tiles) == 1 {
			break
		}
		size := max(800, min(3_500, int64(overlap*5*a.scale())))
		a.pen.centred(bold, size, (b.MinX+b.MaxX)/2, (b.MinY+b.MaxY)/2-size/3, gray, t.name)
	}
}
