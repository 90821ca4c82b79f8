package stencil

import "fmt"

// sheet draws the part of the plan that one tile shows.
func (s *sheets) sheet(t *tile, small *atlas) {
	s.frame("Sheet " + t.name)
	x, y, w, h := s.paper().window()
	window := Box{x, y, x + w, y + h}
	s.pen.stroke(100, gray)
	s.pen.rect(window, "D")
	s.pen.cropMarks()
	v := &view{tile: t, dx: x - t.MinX, dy: y - t.MinY, free: newRoom(t.Box), near: make(map[place][]int)}
	v.free.takeArea(&s.Area, s.pen.drew)
	const beyond = 5_000 // um: lines that are cut off end outside the window
	around := Box{t.MinX - beyond, t.MinY - beyond, t.MaxX + beyond, t.MaxY + beyond}
	s.pen.within(window, func() {
		s.pen.area(&s.Area, around, v.on, 250, len(s.Area.Polygons) > 1)
		s.way(v)
		s.points(v)
		s.joints(v)
	})
	s.jointNames(v)
	s.names(v)
	s.indices(v)
	s.band(t, small)
}

// view is a tile on its sheet.
type view struct {
	*tile
	dx, dy  int64 // from the body's plane to the sheet
	free    *room
	visible []int           // indices of the points in it
	near    map[place][]int // these, by squares of their places
}

func (v *view) on(at place) place { return place{at.x + v.dx, at.y + v.dy} }

// way draws the lines from point to point.
func (s *sheets) way(v *view) {
	s.pen.stroke(80, ink{195, 195, 195})
	for k := 1; k < len(s.X); k++ {
		x0, y0, x1, y1 := int64(s.X[k-1]), int64(s.Y[k-1]), int64(s.X[k]), int64(s.Y[k])
		if v.meets(Box{min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)}) {
			s.pen.line(x0+v.dx, y0+v.dy, x1+v.dx, y1+v.dy)
		}
	}
}

// points draws those of a tile, and takes their room.
func (s *sheets) points(v *view) {
	for k := range s.X {
		if x, y := int64(s.X[k]), int64(s.Y[k]); v.MinX <= x && x <= v.MaxX && v.MinY <= y && y <= v.MaxY {
			v.visible = append(v.visible, k)
			at := place{x / vicinity, y / vicinity}
			v.near[at] = append(v.near[at], k)
			v.free.take(Box{x - s.arm, y - s.arm, x + s.arm, y + s.arm})
		}
	}
	each := func(draw func(k int, at place)) {
		for _, k := range v.visible {
			if !s.pen.drew(1) {
				return
			}
			draw(k, v.on(place{int64(s.X[k]), int64(s.Y[k])}))
		}
	}
	if len(s.classes) > 0 {
		each(func(k int, at place) { s.pen.mark(classOf(s.classes, s.Volumes[k]), at, s.arm) })
	}
	each(func(k int, at place) {
		if k < len(s.Fixed) {
			s.own(at, s.arm)
		}
		if s.refill[k] {
			s.filling(at, s.arm)
		}
	})
	s.pen.stroke(150, black)
	each(func(_ int, at place) { s.pen.plus(at, s.arm) })
}

// joints are the lines on which the edges of the next sheets are laid.
func (s *sheets) joints(v *view) {
	s.pen.stroke(100, green, 1_500, 1_000)
	edge := func(x0, y0, x1, y1 int64) {
		s.pen.line(x0+v.dx, y0+v.dy, x1+v.dx, y1+v.dy)
		v.free.takeLine(x0, y0, x1, y1)
	}
	if v.right != "" {
		edge(v.MaxX-overlap, v.MinY, v.MaxX-overlap, v.MaxY)
	}
	if v.down != "" {
		edge(v.MinX, v.MinY+overlap, v.MaxX, v.MinY+overlap)
	}
}

func (s *sheets) jointNames(v *view) {
	const size = 2_400
	write := func(x, y int64, name, edge string) {
		s.pen.text(bold, size, x+v.dx, y+v.dy, green, name)
		s.pen.text(regular, size*2/3, x+v.dx, y-2_300+v.dy, green, edge)
		v.free.take(Box{x, y - 3_000, x + 8_500, y + size})
	}
	if v.right != "" {
		write(v.MaxX-overlap+700, v.MaxY-4_000, v.right, "left edge")
	}
	if v.down != "" {
		write(v.MinX+1_500, v.MinY+overlap-3_000, v.down, "top edge")
	}
}

// bandMap is where the map stands on each sheet.
func bandMap(p Paper) Box {
	const wide = 48_000
	return Box{p.width - border - wide, border, p.width - border, border + square}
}

// band says what the sheet is, and where it belongs.
func (s *sheets) band(t *tile, small *atlas) {
	p := s.pen
	left, y := int64(border+square+4_000), int64(border+square-3_400)
	width := small.in.MinX - 4_000 - left
	p.text(bold, 3_800, left, y, black, "Sheet "+t.name)
	p.text(bold, 3_600, left+width-p.width(bold, 3_600, unscaledNote), y, black, unscaledNote)
	y -= 5_000
	const size, leading = 2_300, 3_100
	if s.Alert != "" {
		p.text(bold, 2_800, left, y, red, s.Alert)
		y -= leading + 500
	}
	lines := append([]string{fmt.Sprintf("Lower left corner of the frame: x %s mm, y %s mm", mm(t.MinX), mm(t.MinY))}, s.Titles...)
	if len(s.tiles) > 1 {
		lines = append(lines, "To join: cut along the frame, lay each sheet's left and top edge on the dashed line of the sheet before.")
	}
	const columns = 2
	legend := border + s.legendRows(columns)*3_300 - 2_300
	for _, line := range lines {
		for _, part := range p.wrap(regular, size, width, line) {
			if y >= legend+leading {
				p.text(regular, size, left, y, black, part)
			}
			y -= leading
		}
	}
	s.legend(left, legend, width, columns)
	small.draw(t.name)
}
