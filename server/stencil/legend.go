package stencil

import (
	"fmt"
	"strconv"
)

// sign is a mark and what it says.
type sign struct {
	draw func(at place)
	text string
}

const signArm = 1_000 // um, half of it

// signs are those that the sheets have.
func (s *sheets) signs() []sign {
	all := []sign{{func(at place) { s.pen.plus(at, signArm) }, "point"}}
	if len(s.Fixed) > 0 {
		all = append(all, sign{func(at place) { s.pen.plus(at, signArm); s.own(at, signArm) }, "point of your own"})
	}
	if len(s.refill) > 0 {
		all = append(all, sign{func(at place) { s.pen.plus(at, signArm); s.filling(at, signArm) }, "refill before this point"})
	}
	for n, c := range s.classes {
		text := mL(c.least)
		if c.most > c.least {
			text += " to " + mL(c.most)
		}
		all = append(all, sign{func(at place) { s.pen.mark(n, at, signArm); s.pen.plus(at, signArm) }, fmt.Sprintf("%s mL (%d)", text, c.points)})
	}
	return all
}

func mL(nL uint32) string { return strconv.FormatFloat(float64(nL)/1e6, 'f', -1, 64) }

// legend draws the signs in columns from the top left on, down to where it ends.
func (s *sheets) legend(left, top, width int64, columns int64) (end int64) {
	const size, leading = 2_300, 3_300
	for k, one := range s.signs() {
		column, row := int64(k)%columns, int64(k)/columns
		x, y := left+column*(width/columns), top-row*leading
		s.pen.stroke(150, black)
		one.draw(place{x + signArm*3/2, y + size/3})
		s.pen.text(regular, size, x+signArm*4, y, black, s.pen.cut(size, width/columns-signArm*5, one.text))
		end = y - leading
	}
	return end
}

// legendRows is how many rows a legend has.
func (s *sheets) legendRows(columns int) int64 {
	return int64((len(s.signs()) + columns - 1) / columns)
}

// own marks a point that the caller has placed.
func (s *sheets) own(at place, arm int64) {
	s.pen.stroke(150, black)
	s.pen.circle(at.x, at.y, arm, "D")
}

// filling marks a point before which the reservoir is filled.
func (s *sheets) filling(at place, arm int64) {
	half := arm * 5 / 4
	s.pen.stroke(max(60, arm*3/10), red)
	s.pen.rect(Box{at.x - half, at.y - half, at.x + half, at.y + half}, "D")
}
