package stencil

import "fmt"

// frame begins a sheet: what every one of them has to be measured by.
func (s *sheets) frame(name string) {
	p := s.pen
	p.pdf.AddPage()
	s.drawn++
	top := s.paper().height - border - 3_000
	p.text(bold, 3_200, border+up, top, black, "mesogrid stencil, 1:1")
	note := fmt.Sprintf("%s, %d of %d     Not a medical device; reference data", name, s.drawn, s.total)
	p.text(regular, 2_600, s.paper().width-border-marks-p.width(regular, 2_600, note), top, gray, note)
	s.testSquare()
	x, y, w, h := s.paper().window()
	p.ruler(x+(w-rulerLength)/2, y-marks-500, false)
	p.ruler(x-marks-500, y+(h-rulerLength)/2, true)
}

func (s *sheets) paper() Paper { return s.pen.paper }

const rulerLength = 100_000

// ruler is 100 mm from x, y on, with its marks below or, upright, to the left.
func (p *pen) ruler(x, y int64, upright bool) {
	p.stroke(150, black)
	at := func(along, out int64) (int64, int64) {
		if upright {
			return x - out, y + along
		}
		return x + along, y - out
	}
	stroke := func(a0, o0, a1, o1 int64) {
		x0, y0 := at(a0, o0)
		x1, y1 := at(a1, o1)
		p.line(x0, y0, x1, y1)
	}
	stroke(0, 0, rulerLength, 0)
	for k := int64(0); k <= rulerLength; k += 1_000 {
		long := int64(1_000)
		switch {
		case k%10_000 == 0:
			long = 2_400
		case k%5_000 == 0:
			long = 1_700
		}
		stroke(k, 0, k, long)
	}
	for k := int64(0); k <= rulerLength; k += 10_000 {
		text := mm(k)
		if k == rulerLength {
			text += " mm"
		}
		const size = 2_100
		tx, ty := at(k, 2_800)
		if upright {
			p.upright(regular, size, tx, ty, black, text)
		} else {
			p.centred(regular, size, tx, ty-size*3/4, black, text)
		}
	}
}

// testSquare is 50 mm wide and high, and has the axes in it.
func (s *sheets) testSquare() {
	const x, y = border, border
	p := s.pen
	p.stroke(200, black)
	p.rect(Box{x, y, x + square, y + square}, "D")
	for k, line := range []string{"This square must measure 50 mm.", "If it does not, do not use this sheet."} {
		p.centred(bold, 2_500, x+square/2, y+square-7_000-int64(k)*4_000, black, line)
	}
	const ox, oy, long, head = x + 18_000, y + 11_000, 14_000, 1_500
	p.line(ox, oy, ox+long, oy)
	p.line(ox, oy, ox, oy+long)
	p.fill(black)
	p.trace([]place{{ox + long + head, oy}, {ox + long - head, oy + head/2}, {ox + long - head, oy - head/2}})
	p.shown("F")
	p.trace([]place{{ox, oy + long + head}, {ox - head/2, oy + long - head}, {ox + head/2, oy + long - head}})
	p.shown("F")
	p.text(regular, 2_500, ox+long+2_500, oy-800, black, "x")
	p.text(regular, 2_500, ox+2_000, oy+long, black, "y is up")
	p.centred(regular, 2_100, x+square/2, y+4_000, black, "printed side up, away from the skin")
}

// unscaledNote stands large on each sheet: not all viewers do as the file asks.
const unscaledNote = "Print at 100 %, no fit to page"

// cropMarks stand outside the corners of the window, in line with its edges.
func (p *pen) cropMarks() {
	x, y, w, h := p.paper.window()
	const from, to = 700, 3_500
	p.stroke(150, black)
	for _, cx := range [...]int64{x, x + w} {
		for _, cy := range [...]int64{y, y + h} {
			dx, dy := int64(-1), int64(-1)
			if cx > x {
				dx = 1
			}
			if cy > y {
				dy = 1
			}
			p.line(cx+dx*from, cy, cx+dx*to, cy)
			p.line(cx, cy+dy*from, cx, cy+dy*to)
		}
	}
}
