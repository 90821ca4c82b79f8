package grid

import (
	"fmt"
	"math"
	"testing"
)

// roundRing makes a ring from places in um; turned is counter-clockwise, radians, so that no edge is level.
func roundRing(xy [][2]float64, turned float64) Ring {
	var r Ring
	s, c := math.Sincos(turned)
	for _, p := range xy {
		r.X = append(r.X, int32(math.Round(c*p[0]-s*p[1])))
		r.Y = append(r.Y, int32(math.Round(s*p[0]+c*p[1])))
	}
	return r
}

// shapes are outlines of about n vertices, from the usual to what brings box trees and plain sweeps down.
var shapes = []struct {
	name string
	make func(n int) Area
}{
	{"smooth", func(n int) Area { return lobes(n, 0) }},
	{"star", func(n int) Area { return lobes(n, 0.001) }},
	{"comb", func(n int) Area { return comb(n, 0) }},
	{"slanted comb", func(n int) Area { return comb(n, 0.3) }},
	{"upright comb", func(n int) Area { return comb(n, math.Pi/2) }},
	{"spiral", func(n int) Area {
		var out, back [][2]float64
		turns := float64(min(40, n/60))
		for i := range n / 2 {
			t := float64(i) / float64(n/2)
			s, c := math.Sincos(2 * math.Pi * turns * t)
			r := float64(1000*n) * (0.05 + t)
			out = append(out, [2]float64{r * c, r * s})
			r += float64(1000*n) / turns / 2
			back = append(back, [2]float64{r * c, r * s})
		}
		for i := range back {
			out = append(out, back[len(back)-1-i])
		}
		return Area{Polygons: []Polygon{{Shell: roundRing(out, 0)}}}
	}},
	{"hilbert", func(n int) Area { return Area{Polygons: []Polygon{{Shell: moore(n)}}} }},
	{"sieve", func(n int) Area {
		side := int(math.Sqrt(float64(n) / 4))
		return Area{Polygons: []Polygon{{Shell: square(-1000, -1000, side*3000), Holes: diamonds(side)}}}
	}},
	{"fan", func(n int) Area {
		var a Area
		for i := range n / 3 {
			s, c := math.Sincos(2 * math.Pi * float64(i) / float64(n/3))
			wide := math.Pi / float64(n)
			s2, c2 := math.Sincos(2*math.Pi*float64(i)/float64(n/3) + wide)
			r := 2e8
			a.Polygons = append(a.Polygons, Polygon{Shell: roundRing([][2]float64{{0, 0}, {r * c, r * s}, {r * c2, r * s2}}, 0)})
		}
		return a
	}},
	{"rungs", func(n int) Area {
		a := Area{Polygons: []Polygon{{Shell: square(0, 0, 1000*n)}}}
		for i := range n / 3 {
			x, y := int32(1000*i), int32(1000*n)
			a.Polygons = append(a.Polygons, Polygon{Shell: line(x+500, y, x+999, y+5000, x, y+5000)})
		}
		return a
	}},
	{"keep-outs", func(n int) Area {
		side := int(math.Sqrt(float64(n) / 4))
		a := Area{Polygons: []Polygon{{Shell: square(-1000, -1000, side*3000)}}}
		for _, r := range diamonds(side) {
			a.KeepOuts = append(a.KeepOuts, KeepOut{Polygon: Polygon{Shell: r}})
		}
		return a
	}},
}

// lobes is a star of seven lobes, jagged by a part of its radius.
func lobes(n int, jagged float64) Area {
	var xy [][2]float64
	radius := float64(max(60_000, 400*n))
	for i := range n {
		t := 2 * math.Pi * float64(i) / float64(n)
		s, c := math.Sincos(t)
		r := radius * (1 + 0.2*math.Sin(7*t) + jagged*float64(i%3))
		xy = append(xy, [2]float64{r * c, r * s})
	}
	return Area{Polygons: []Polygon{{Shell: roundRing(xy, 0)}}}
}

// comb has n/2 long thin teeth on a back.
func comb(n int, turned float64) Area {
	teeth := n/2 - 1
	length := 1000 * float64(teeth)
	xy := [][2]float64{{0, -length / 10}, {1000 * float64(teeth), -length / 10}}
	for i := teeth; i > 0; i-- {
		xy = append(xy, [2]float64{1000 * float64(i), 0}, [2]float64{1000*float64(i) - 500, length})
	}
	return Area{Polygons: []Polygon{{Shell: roundRing(xy, turned)}}}
}

// moore is the closed variant of Hilbert's curve with the largest power of four of vertices up to n.
func moore(n int) Ring {
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
	r := Ring{X: []int32{0}, Y: []int32{0}}
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

func square(x, y, side int) Ring {
	x0, y0, x1, y1 := int32(x), int32(y), int32(x+side), int32(y+side)
	return Ring{X: []int32{x0, x1, x1, x0}, Y: []int32{y0, y0, y1, y1}}
}

// diamonds are side*flank rings of four vertices.
func diamonds(side int) []Ring {
	var list []Ring
	for i := range side {
		for k := range side {
			x, y := int32(3000*i), int32(3000*k)
			list = append(list, Ring{X: []int32{x + 999, x, x + 999, x + 1998}, Y: []int32{y, y + 999, y + 1998, y + 999}})
		}
	}
	return list
}

// TestNewOutlineNearLinear bounds the comparisons that any shape takes by n log n.
func TestNewOutlineNearLinear(t *testing.T) {
	for _, shape := range shapes {
		for _, n := range []int{100, 1000, 10_000} {
			w := new(Work)
			o, err := NewOutline(shape.make(n), w)
			if err != nil {
				t.Errorf("%s, n=%d: %v", shape.name, n, err)
				continue
			}
			edges := float64(len(o.vertices))
			if got, most := float64(w.Spent().Pairs), 5*edges*math.Log2(edges); got > most {
				t.Errorf("%s, n=%d: %.0f comparisons for %.0f edges, want at most %.0f", shape.name, n, got, edges, most)
			}
		}
	}
}

func BenchmarkNewOutline(b *testing.B) {
	for _, shape := range shapes {
		for _, n := range []int{60, 1000, 10_000, 100_000} {
			b.Run(fmt.Sprintf("%s/n=%d", shape.name, n), func(b *testing.B) {
				a := shape.make(n)
				b.ReportAllocs()
				var o *Outline
				for b.Loop() {
					var err error
					if o, err = NewOutline(a, nil); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(o.vertices)), "ns/vertex")
			})
		}
	}
}
