package stencil

import "github.com/mesogrid/mesogrid/grid"

// room is what of a window is still free for text, in small squares.
type room struct {
	Box     // of the window, in the body's plane
	columns int64
	taken   []bool
}

const cell = 250 // um

func newRoom(b Box) *room {
	columns, rows := (b.MaxX-b.MinX)/cell+1, (b.MaxY-b.MinY)/cell+1
	return &room{Box: b, columns: columns, taken: make([]bool, columns*rows)}
}

// each visits the squares of a box until visit says so; false: it has.
func (r *room) each(b Box, visit func(taken *bool) bool) bool {
	b = Box{max(b.MinX, r.MinX), max(b.MinY, r.MinY), min(b.MaxX, r.MaxX), min(b.MaxY, r.MaxY)}
	for y := (b.MinY - r.MinY) / cell; b.MinY <= b.MaxY && y <= (b.MaxY-r.MinY)/cell; y++ {
		for x := (b.MinX - r.MinX) / cell; b.MinX <= b.MaxX && x <= (b.MaxX-r.MinX)/cell; x++ {
			if !visit(&r.taken[y*r.columns+x]) {
				return false
			}
		}
	}
	return true
}

// take makes a box taken.
func (r *room) take(b Box) {
	r.each(b, func(taken *bool) bool { *taken = true; return true })
}

// free tells whether a box is in the window and nothing of it is taken.
func (r *room) free(b Box) bool {
	return b.MinX >= r.MinX && b.MinY >= r.MinY && b.MaxX <= r.MaxX && b.MaxY <= r.MaxY &&
		r.each(b, func(taken *bool) bool { return !*taken })
}

// takeArea takes the room of all lines of an area. It tells drew what it does, in steps of about 1 us.
func (r *room) takeArea(a *grid.Area, drew func(steps int) bool) {
	squares := 0
	for ring := range rings(a) {
		for k := range ring.X {
			n := (k + 1) % len(ring.X)
			squares += 5 + r.takeLine(int64(ring.X[k]), int64(ring.Y[k]), int64(ring.X[n]), int64(ring.Y[n]))
			if squares < 5_000 {
				continue
			}
			if !drew(squares / 500) {
				return
			}
			squares = 0
		}
	}
}

// takeLine takes the room of a line, in steps of a square; only the part beside the window's box is looked at. It tells how
// many these are.
func (r *room) takeLine(x0, y0, x1, y1 int64) (squares int) {
	if !r.meets(Box{min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)}) {
		return 0
	}
	dx, dy := x1-x0, y1-y0
	steps := max(dx, -dx, dy, -dy)/cell + 1
	from, to := int64(0), steps
	for _, c := range [...][4]int64{{x0, dx, r.MinX, r.MaxX}, {y0, dy, r.MinY, r.MaxY}} {
		at, d, low, high := c[0], c[1], c[2], c[3]
		if d < 0 {
			at, d, low, high = -at, -d, -high, -low
		}
		if d > 0 {
			from, to = max(from, (low-at)*steps/d-1), min(to, (high-at)*steps/d+1)
		}
	}
	// From there on in 2^-20 um, which adds up to less than a um.
	const one = 20
	x, y := (x0+dx*from/steps-r.MinX)<<one, (y0+dy*from/steps-r.MinY)<<one
	wide, high := (r.MaxX-r.MinX)<<one, (r.MaxY-r.MinY)<<one
	stepX, stepY := dx<<one/steps, dy<<one/steps
	for k := from; k <= to; k++ {
		if 0 <= x && x <= wide && 0 <= y && y <= high {
			r.taken[(y>>one/cell)*r.columns+x>>one/cell] = true
		}
		x, y = x+stepX, y+stepY
	}
	return int(max(0, to-from+1))
}
