package stencil

import (
	"strconv"

	"codeberg.org/go-pdf/fpdf"
)

// pen draws a document. All lengths are um; x and y are those of the sheet, from its lower left corner, y up. The library
// writes places to 1/100 point, which is 3.5 um, so that none is off by more than 1.8 um.
type pen struct {
	pdf   *fpdf.Fpdf
	paper Paper
	latin func(string) string // from UTF-8 to the encoding of the font; what that lacks becomes a dot
	style font                // in use
	size  int64               // of it; 0: none yet
	*pace
}

// pace is what has been drawn since the last pause. A document and what it has inside share one.
type pace struct {
	pause func() error
	steps int
	err   error // of pause
}

// drew counts steps of about 1 us, and pauses after some ms of them. False: it is time to end.
func (p *pace) drew(steps int) bool {
	const most = 2_000
	if p.steps += steps; p.steps >= most && p.err == nil {
		p.steps, p.err = 0, p.pause()
	}
	return p.err == nil
}

// ink is a colour: red, green, blue.
type ink [3]int

var (
	black = ink{}
	white = ink{255, 255, 255}
	red   = ink{190, 0, 0}
	green = ink{35, 110, 45}
	blue  = ink{0, 50, 128}
	gray  = ink{110, 110, 110}
)

func (p *pen) at(x, y int64) (mmX, mmY float64) { return inMM(x), inMM(p.paper.height - y) }

func inMM(um int64) float64 { return float64(um) / 1000 }

// stroke sets what lines are like: their width, colour, and the lengths of dashes and gaps, if any.
func (p *pen) stroke(width int64, c ink, dashes ...int64) {
	p.pdf.SetLineWidth(inMM(width))
	p.pdf.SetDrawColor(c[0], c[1], c[2])
	lengths := make([]float64, len(dashes))
	for k, d := range dashes {
		lengths[k] = inMM(d)
	}
	p.pdf.SetDashPattern(lengths, 0)
}

// fill sets what areas are filled with.
func (p *pen) fill(c ink) { p.pdf.SetFillColor(c[0], c[1], c[2]) }

func (p *pen) line(x0, y0, x1, y1 int64) {
	if !p.drew(1) {
		return
	}
	ax, ay := p.at(x0, y0)
	bx, by := p.at(x1, y1)
	p.pdf.Line(ax, ay, bx, by)
}

// rect draws a box: "D" its edge, "F" its area, "FD" both.
func (p *pen) rect(b Box, style string) {
	x, y := p.at(b.MinX, b.MaxY)
	p.pdf.Rect(x, y, inMM(b.MaxX-b.MinX), inMM(b.MaxY-b.MinY), style)
}

func (p *pen) circle(x, y, r int64, style string) {
	p.drew(8)
	mx, my := p.at(x, y)
	p.pdf.Circle(mx, my, inMM(r), style)
}

// plus is a cross around a place; arm is half of it.
func (p *pen) plus(at place, arm int64) {
	p.line(at.x-arm, at.y, at.x+arm, at.y)
	p.line(at.x, at.y-arm, at.x, at.y+arm)
}

// place is where something is, um.
type place struct{ x, y int64 }

// trace begins a path, or goes on with it, by a closed ring; shown draws it.
func (p *pen) trace(ring []place) {
	for k, v := range ring {
		if !p.drew(1) {
			return
		}
		x, y := p.at(v.x, v.y)
		if k == 0 {
			p.pdf.MoveTo(x, y)
		} else {
			p.pdf.LineTo(x, y)
		}
	}
	p.pdf.ClosePath()
}

func (p *pen) shown(style string) { p.pdf.DrawPath(style) }

// within shows only what lies in a box of all that draw does. It must not write text: the library would not know that the
// font of before is back.
func (p *pen) within(b Box, draw func()) {
	x, y := p.at(b.MinX, b.MaxY)
	p.pdf.ClipRect(x, y, inMM(b.MaxX-b.MinX), inMM(b.MaxY-b.MinY), false)
	draw()
	p.pdf.ClipEnd()
}

// mm writes a length as mm.
func mm(um int64) string { return strconv.FormatFloat(inMM(um), 'f', -1, 64) }
