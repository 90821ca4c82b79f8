package grid

import "math"

// edge is an edge, or a chord, in the lattice's frame, with its direction (cx, cy) per um, and two families of lines in it: along(t)
// stands across the edge at t um from its start, depth(d) runs d um to its left. Line x cuts row j in column
// x + slope*j.
type edge struct {
	cx, cy, length        float64
	alongBase, alongSlope float64
	alongStep             float64 // columns per um of t
	depthBase, depthSlope float64
	depthStep             float64 // columns per um of d
}

// set makes e the edge between two places of the frame.
func (e *edge) set(f *frame, u1, v1, u2, v2 float64) {
	dx, dy := float64((u2-u1)*f.column), float64((v2-v1)*f.pitch)
	length := math.Sqrt(float64(dx*dx) + float64(dy*dy))
	perLength := 1 / length
	e.cx, e.cy, e.length = float64(dx*perLength), float64(dy*perLength), length
	// A level or upright edge has lines that no row cuts, or that all of it lies on: tilting them by 10^-12 moves no
	// place by more than 0.001 um.
	e.alongStep = f.perColumn / awayFromZero(e.cx)
	e.depthStep = -f.perColumn / awayFromZero(e.cy)
	e.alongSlope = float64(-e.cy * float64(f.pitch*e.alongStep))
	e.depthSlope = float64(-e.cx * float64(f.pitch*e.depthStep))
	e.alongBase = u1 - float64(e.alongSlope*v1)
	e.depthBase = u1 - float64(e.depthSlope*v1)
}

func awayFromZero(c float64) float64 {
	const least = 1e-12
	switch {
	case c >= 0 && c < least:
		return least
	case c < 0 && c > -least:
		return -least
	}
	return c
}

func (e *edge) along(t float64) float64 { return e.alongBase + float64(t*e.alongStep) }

func (e *edge) depth(d float64) float64 { return e.depthBase + float64(d*e.depthStep) }

// rowFrom is the first of the rows to scan at or above v; rowAfter is the row after the last one at or below v.
func (g *Grid) rowFrom(v float64) int { return g.clampRow(math.Ceil(v - g.bottom)) }

func (g *Grid) rowAfter(v float64) int { return g.clampRow(math.Floor(v-g.bottom) + 1) }

func (g *Grid) clampRow(r float64) int {
	if r < float64(g.fromRow) {
		return g.fromRow
	}
	if r > float64(g.endRow) {
		return g.endRow
	}
	return int(r)
}

// ceil is the first position at or after x, within 0 to n; after is the position after the last one at or before x.
func ceil(x float64, n int) int {
	if x <= 0 {
		return 0
	}
	if x > float64(n) {
		return n
	}
	k := int(x)
	if float64(k) < x {
		k++
	}
	return k
}

func after(x float64, n int) int {
	if x < 0 {
		return 0
	}
	if x >= float64(n) {
		return n
	}
	return int(x) + 1
}
