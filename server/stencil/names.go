package stencil

import (
	"slices"
	"strconv"
)

// names writes those of holes and keep-outs, in the middle of what the tile shows of them.
func (s *sheets) names(v *view) {
	const size = labelSize
	for _, l := range s.labels {
		if !l.meets(v.Box) || !s.pen.drew(1) {
			continue
		}
		seen := Box{max(l.MinX, v.MinX), max(l.MinY, v.MinY), min(l.MaxX, v.MaxX), min(l.MaxY, v.MaxY)}
		wide := s.pen.width(regular, size, l.text)
		x, y := (seen.MinX+seen.MaxX-wide)/2, (seen.MinY+seen.MaxY)/2-size/3
		if wide > seen.MaxX-seen.MinX || !v.free.free(textBox(x, y, wide, size)) {
			x, y = besides(v.free, seen, wide, size)
		}
		s.pen.text(regular, size, x+v.dx, y+v.dy, ink{153, 13, 13}, l.text)
		v.free.take(textBox(x, y, wide, size))
	}
}

// textBox is the room of a line of text that begins at x, y.
func textBox(x, y, wide, size int64) Box { return Box{x, y - size/4, x + wide, y + size*3/4} }

// besides is a place beside a box for a name that does not fit into it; if all are taken, the middle.
func besides(free *room, seen Box, wide, size int64) (x, y int64) {
	midX, midY := (seen.MinX+seen.MaxX-wide)/2, (seen.MinY+seen.MaxY)/2-size/3
	within := max(free.MinX, min(midX, free.MaxX-wide))
	for _, at := range [][2]int64{
		{within, seen.MinY - size}, {within, seen.MaxY + size/2}, {seen.MaxX + size/3, midY}, {seen.MinX - size/3 - wide, midY}, {within, midY},
	} {
		if x, y = at[0], at[1]; free.free(textBox(x, y, wide, size)) {
			return x, y
		}
	}
	return x, y
}

// every is which indices are written: all where points lie far apart, else each tenth. Those of the caller's own points and
// of refills are always.
func (s *sheets) every() int {
	const far = 8_000 // um
	if s.Spacing == 0 || s.Spacing >= far {
		return 1
	}
	return 10
}

// indices writes the delivery index beside each point that has room for it, and the name of a fixed one. What matters most
// comes first.
func (s *sheets) indices(v *view) {
	matters := func(k int) bool { return k < len(s.Fixed) || s.refill[k] || k == len(s.X)-1 }
	for _, k := range v.visible {
		if matters(k) {
			s.index(v, k)
		}
	}
	for _, step := range []int{10, 1} {
		for _, k := range v.visible {
			if step >= s.every() && k%step == 0 && !matters(k) && (step == 10 || k%10 != 0) {
				s.index(v, k)
			}
		}
	}
}

func (s *sheets) index(v *view, k int) {
	if !s.pen.drew(5) {
		return
	}
	text := strconv.Itoa(k)
	switch {
	case s.refill[k]: // is in a square
		gap := s.arm*5/4 + 250
		if !s.beside(v, k, gap, bold, red, "refill, "+text) {
			s.beside(v, k, gap, bold, red, text)
		}
	case k < len(s.Fixed): // is in a circle
		gap := s.arm*3/4 + 300
		if s.Fixed[k] == "" || !s.beside(v, k, gap, regular, black, text+" "+s.pen.cut(1_900, 30_000, s.Fixed[k])) {
			s.beside(v, k, gap, regular, black, text)
		}
	default:
		s.beside(v, k, 350, regular, black, text)
	}
}

// beside writes a text so far from a point, where there is room; false: there is none. Where points are close, that is to the
// right above it or nowhere: nobody must take the text for that of a neighbour.
func (s *sheets) beside(v *view, k int, gap int64, style font, colour ink, text string) bool {
	size, tight := int64(1_900), s.every() > 1
	if tight {
		size = 1_500
	}
	wide, high := s.pen.width(style, size, text), size*3/4
	px, py := int64(s.X[k]), int64(s.Y[k])
	for _, at := range [][2]int64{
		{px + gap, py + gap}, {px + gap, py - gap - high}, {px - gap - wide, py + gap}, {px - gap - wide, py - gap - high},
		{px - wide/2, py + s.arm + gap}, {px - wide/2, py - s.arm - gap - high}, {px + s.arm + gap, py - high/2},
	} {
		// The corner beside the cross belongs to its own room: what is asked is the text without it.
		if b := (Box{at[0], at[1], at[0] + wide, at[1] + high}); s.roomFor(v.free, b, px, py) && s.isNext(v, b, k) {
			s.pen.text(style, size, at[0]+v.dx, at[1]+v.dy, colour, text)
			v.free.take(b)
			return true
		}
		if tight {
			break
		}
	}
	return false
}

const vicinity = 4_000 // um

// isNext is whether no other point is as near to a text as its own, whose text it would seem to be. What is said of a refill is
// red, and so are the points that have one.
func (s *sheets) isNext(v *view, b Box, k int) bool {
	far := func(k int) int64 {
		x, y := int64(s.X[k]), int64(s.Y[k])
		dx, dy := max(b.MinX-x, 0, x-b.MaxX), max(b.MinY-y, 0, y-b.MaxY)
		return dx*dx + dy*dy
	}
	own := far(k) // no farther than a square is wide
	for x := b.MinX/vicinity - 2; x <= b.MaxX/vicinity+2; x++ {
		for y := b.MinY/vicinity - 2; y <= b.MaxY/vicinity+2; y++ {
			if slices.ContainsFunc(v.near[place{x, y}], func(o int) bool { return o != k && (!s.refill[k] || s.refill[o]) && far(o) <= own }) {
				return false
			}
		}
	}
	return true
}

// roomFor is whether a text is free of all but the cross of its own point, between whose arms it may stand.
func (s *sheets) roomFor(free *room, b Box, px, py int64) bool {
	if b.MinX < free.MinX || b.MinY < free.MinY || b.MaxX > free.MaxX || b.MaxY > free.MaxY {
		return false
	}
	inner := Box{px - s.arm - cell, py - s.arm - cell, px + s.arm + cell, py + s.arm + cell}
	for _, part := range [...]Box{
		{b.MinX, b.MinY, min(b.MaxX, inner.MinX), b.MaxY}, {max(b.MinX, inner.MaxX), b.MinY, b.MaxX, b.MaxY},
		{b.MinX, b.MinY, b.MaxX, min(b.MaxY, inner.MinY)}, {b.MinX, max(b.MinY, inner.MaxY), b.MaxX, b.MaxY},
	} {
		if part.MinX <= part.MaxX && part.MinY <= part.MaxY && !free.free(part) {
			return false
		}
	}
	return true
}
