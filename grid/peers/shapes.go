package main

import (
	"math"

	"github.com/mesogrid/mesogrid/grid"
)

const mm = 1000

// smooth is the outline of about 120 x 80 mm of the benchmarks of package grid: an ellipse with three slight lobes, with n
// vertices. turned moves the vertices along it, as a part of the way to the next.
func smooth(n int, turned float64) grid.Area {
	var r grid.Ring
	for k := range n {
		s, c := math.Sincos(2 * math.Pi * (float64(k) + turned) / float64(n))
		lobes := 1 + 0.04*(4*c*c*c-3*c) // cos 3t
		r.X = append(r.X, int32(math.Round(60*mm*lobes*c)))
		r.Y = append(r.Y, int32(math.Round(40*mm*lobes*s)))
	}
	return of(r)
}

func of(shell grid.Ring, holes ...grid.Ring) grid.Area {
	return grid.Area{Polygons: []grid.Polygon{{Shell: shell, Holes: holes}}}
}

// plan is what the rows of the figures are named for: the number of points (n) or of vertices (e).
type plan struct {
	name     string
	vertices int
	spacing  grid.Micrometres
}

var (
	clin3  = plan{"clin3", 60, 3000}
	clin10 = plan{"clin10", 60, 10_000}
	n1e5   = plan{"n1e5", 60, 283}
	e1e4   = plan{"e1e4", 10_000, 283}
)

// spec is the plan on an outline: triangular, 17 degrees.
func (p plan) spec(o *grid.Outline, margin grid.Micrometres, placement grid.Placement) grid.Spec {
	return grid.Spec{Outline: o, Pattern: grid.Triangular, Spacing: p.spacing, Angle: 17_000, Margin: margin, Placement: placement}
}

// moved are placements that differ from grid to grid.
func (p plan) moved() []grid.Placement {
	var list []grid.Placement
	for k := range int32(64) {
		list = append(list, grid.Origin{X: k * 997 % int32(p.spacing), Y: k * 1493 % int32(p.spacing)})
	}
	return list
}

// shape is an outline for any number of vertices, nearly.
type shape struct {
	name string
	make func(n int) grid.Area
}

// hard are what brings plain sweeps and box trees down. Sizes rise with n, so that whole micrometres tell vertices apart.
var (
	star     = shape{"star", lobes}
	comb     = shape{"comb", func(n int) grid.Area { return teeth(n, 0) }}
	slanted  = shape{"comb, slanted", func(n int) grid.Area { return teeth(n, 0.3) }}
	upright  = shape{"comb, upright", func(n int) grid.Area { return teeth(n, math.Pi/2) }}
	hilbert  = shape{"Hilbert curve", func(n int) grid.Area { return of(moore(n)) }}
	sieve    = shape{"sieve", diamonds}
	ordinary = shape{"smooth", func(n int) grid.Area { return smooth(n, 0) }}
)

// turned makes a ring from places in um, counter-clockwise by angle.
func turned(xy [][2]float64, angle float64) grid.Ring {
	var r grid.Ring
	s, c := math.Sincos(angle)
	for _, p := range xy {
		r.X = append(r.X, int32(math.Round(c*p[0]-s*p[1])))
		r.Y = append(r.Y, int32(math.Round(s*p[0]+c*p[1])))
	}
	return r
}

// bays is an outline of about 120 x 120 mm with n vertices and seven bays, along which a margin is a row of arcs.
func bays(n int) grid.Area {
	var xy [][2]float64
	for i := range n {
		t := 2 * math.Pi * float64(i) / float64(n)
		s, c := math.Sincos(t)
		r := 50 * mm * (1 + 0.2*math.Sin(7*t))
		xy = append(xy, [2]float64{r * c, r * s})
	}
	return of(turned(xy, 0))
}

// lobes is a star of seven lobes, jagged by up to 0.2 % of its radius from vertex to vertex.
func lobes(n int) grid.Area {
	var xy [][2]float64
	radius := float64(max(60_000, 100*n))
	for i := range n {
		t := 2 * math.Pi * float64(i) / float64(n)
		s, c := math.Sincos(t)
		r := radius * (1 + 0.2*math.Sin(7*t) + 0.001*float64(i%3))
		xy = append(xy, [2]float64{r * c, r * s})
	}
	return of(turned(xy, 0))
}

// teeth is a comb of n/2 thin teeth, 1 mm apart and as long as the comb is wide, on a back.
func teeth(n int, angle float64) grid.Area {
	count := n/2 - 1
	length := 1000 * float64(count)
	xy := [][2]float64{{0, -length / 10}, {length, -length / 10}}
	for i := count; i > 0; i-- {
		xy = append(xy, [2]float64{1000 * float64(i), 0}, [2]float64{1000*float64(i) - 500, length})
	}
	return of(turned(xy, angle))
}

// moore is the closed variant of Hilbert's curve, in steps of 1 mm, with the largest power of four of vertices up to n.
func moore(n int) grid.Ring {
	curve := "LFL+F+LFL"
	for vertices := 4; 4*vertices <= n; vertices *= 4 {
		next := make([]byte, 0, 4*len(curve)+8)
		for _, c := range []byte(curve) {
			switch c {
			case 'L':
				next = append(next, "-RF+LFL+FR-"...)
			case 'R':
				next = append(next, "+LF-RFR-FL+"...)
			default:
				next = append(next, c)
			}
		}
		curve = string(next)
	}
	r := grid.Ring{X: []int32{0}, Y: []int32{0}}
	x, y, dx, dy := int32(0), int32(0), int32(0), int32(1000)
	for _, c := range []byte(curve) {
		switch c {
		case 'F':
			x, y = x+dx, y+dy
			r.X, r.Y = append(r.X, x), append(r.Y, y)
		case '+':
			dx, dy = dy, -dx
		case '-':
			dx, dy = -dy, dx
		}
	}
	return r
}

// diamonds is a square with holes of four vertices in rows and columns, 3 mm apart.
func diamonds(n int) grid.Area {
	side := int32(math.Sqrt(float64(n) / 4))
	var holes []grid.Ring
	for i := range side {
		for k := range side {
			x, y := 3000*i, 3000*k
			holes = append(holes, grid.Ring{X: []int32{x + 999, x, x + 999, x + 1998}, Y: []int32{y, y + 999, y + 1998, y + 999}})
		}
	}
	low, high := int32(-1000), 3000*side-1000
	return of(grid.Ring{X: []int32{low, high, high, low}, Y: []int32{low, low, high, high}}, holes...)
}
