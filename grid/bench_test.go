package grid_test

import (
	"math"
	"strconv"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
)

// smooth is an outline of about 120 x 80 mm with n vertices: an ellipse with three slight lobes.
func smooth(n int) grid.Area {
	var r grid.Ring
	for k := range n {
		s, c := math.Sincos(2 * math.Pi * float64(k) / float64(n))
		lobes := 1 + 0.04*(4*c*c*c-3*c) // cos 3t
		r.X = append(r.X, int32(math.Round(60*mm*lobes*c)))
		r.Y = append(r.Y, int32(math.Round(40*mm*lobes*s)))
	}
	return grid.Area{Polygons: []grid.Polygon{{Shell: r}}}
}

// shapes are the cases of the benchmarks: named for what they cost, their number of points (n) or of vertices (e).
var shapes = []struct {
	name     string
	vertices int
	spacing  grid.Micrometres
}{
	{"clin3", 60, 3000},
	{"clin10", 60, 10_000},
	{"n1e3", 60, 2830},
	{"n1e4", 60, 895},
	{"n1e5", 60, 283},
	{"n1e6", 60, 89},
	{"n1e7", 60, 28},
	{"e1e1", 10, 283},
	{"e1e2", 100, 283},
	{"e1e3", 1000, 283},
	{"e1e4", 10_000, 283},
	{"e1e5", 100_000, 283},
}

// BenchmarkGrid makes whole grids in warm memory: triangular, 17 degrees, margin 2 mm. "repeat" keeps the placement,
// "vary" moves it, and "fresh" takes another outline each time, as when one is dragged. All read band by band into the
// same small columns; "whole" varies too and keeps all points in two columns.
func BenchmarkGrid(b *testing.B) {
	for _, s := range shapes {
		var outlines []*grid.Outline
		for range 4 {
			o, err := grid.NewOutline(smooth(s.vertices), new(grid.Work))
			if err != nil {
				b.Fatalf("%s: %v", s.name, err)
			}
			outlines = append(outlines, o)
		}
		still := []grid.Placement{grid.Origin{X: 100, Y: 50}}
		var moving []grid.Placement
		for k := range int32(64) {
			moving = append(moving, grid.Origin{X: k * 997 % int32(s.spacing), Y: k * 1493 % int32(s.spacing)})
		}
		b.Run(s.name+"/repeat", func(b *testing.B) { benchGrid(b, outlines[:1], s.vertices, s.spacing, still, false) })
		b.Run(s.name+"/vary", func(b *testing.B) { benchGrid(b, outlines[:1], s.vertices, s.spacing, moving, false) })
		b.Run(s.name+"/fresh", func(b *testing.B) { benchGrid(b, outlines, s.vertices, s.spacing, moving, false) })
		if s.spacing <= 283 && s.vertices == 60 {
			b.Run(s.name+"/whole", func(b *testing.B) { benchGrid(b, outlines[:1], s.vertices, s.spacing, moving, true) })
		}
	}
}

func benchGrid(b *testing.B, outlines []*grid.Outline, vertices int, spacing grid.Micrometres, placements []grid.Placement, whole bool) {
	var g grid.Grid
	var work grid.Work
	var x, y []int32
	points, k := 0, 0
	run := func() {
		o, placement := outlines[k%len(outlines)], placements[k%len(placements)]
		k++
		spec := grid.Spec{Outline: o, Pattern: grid.Triangular, Spacing: spacing, Angle: 17_000, Margin: 2 * mm, Placement: placement}
		if err := g.Reset(spec, &work); err != nil {
			b.Fatal(err)
		}
		x, y = x[:0], y[:0]
		for g.Next() {
			if !whole {
				x, y = x[:0], y[:0]
			}
			points += g.Len()
			x, y = g.AppendXY(x, y)
		}
		if err := g.Err(); err != nil {
			b.Fatal(err)
		}
	}
	for range 4 {
		run() // warms the memory
	}
	points, k = 0, 0
	b.ReportAllocs()
	for b.Loop() {
		run()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(points), "ns/point")
	b.ReportMetric(float64(points)/float64(k), "points")
	b.ReportMetric(float64(vertices), "vertices")
}

// BenchmarkStore is the store loop that BenchmarkGrid is measured against: plain stores of as many points into two
// columns that are used again and again.
func BenchmarkStore(b *testing.B) {
	for _, n := range []int{890, 1e3, 1e4, 1e5, 1e6, 1e7} {
		b.Run("n="+strconv.Itoa(n), func(b *testing.B) {
			x, y := make([]int32, n), make([]int32, n)
			var k int32
			for b.Loop() {
				store(x, y, k)
				k++
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/point")
			b.ReportMetric(float64(n), "points")
		})
	}
}

// store is kept out of b.Loop, which keeps the variables of its body in memory.
func store(x, y []int32, k int32) {
	y = y[:len(x)]
	for i := range x {
		x[i] = int32(i) + k
		y[i] = int32(i)*3 - k
	}
}

// BenchmarkShortest finds the shortest order of grids in warm memory: 17 degrees, margin 2 mm, always another placement.
// "travel/bound" is the way over one spacing for each step, "steps" those that work is told of.
func BenchmarkShortest(b *testing.B) {
	for _, s := range []struct {
		name    string
		area    grid.Area
		pattern grid.Pattern
		spacing grid.Micrometres
	}{
		{"clin3", smooth(60), grid.Triangular, 3000},
		{"clin3-square", smooth(60), grid.Square, 3000},
		{"n1e4", smooth(60), grid.Triangular, 895},
		{"n1e4-square", smooth(60), grid.Square, 895},
		{"n1e5", smooth(60), grid.Triangular, 290},
		{"n1e5-square", smooth(60), grid.Square, 270},
		{"holes3", bored(), grid.Triangular, 3000},
		{"holes3-square", bored(), grid.Square, 3000},
		{"holes1", bored(), grid.Triangular, 1000},
		{"holes1-square", bored(), grid.Square, 1000},
		{"sites3", sites(), grid.Triangular, 3000},
		{"sites3-square", sites(), grid.Square, 3000},
	} {
		b.Run(s.name, func(b *testing.B) {
			o, err := grid.NewOutline(s.area, nil)
			if err != nil {
				b.Fatal(err)
			}
			var g grid.Grid
			var work grid.Work
			var points []place
			var x, y []int32
			sum, bound, n, k := 0.0, 0.0, 0, int32(0)
			b.ReportAllocs()
			for b.Loop() {
				spec := grid.Spec{Outline: o, Pattern: s.pattern, Spacing: s.spacing, Angle: 17_000, Margin: 2 * mm, Order: grid.Shortest,
					Placement: grid.Origin{X: k * 997 % int32(s.spacing), Y: k * 1493 % int32(s.spacing)}}
				k = (k + 1) % 64
				if err := g.Reset(spec, &work); err != nil {
					b.Fatal(err)
				}
				x, y = x[:0], y[:0]
				for g.Next() {
					x, y = g.AppendXY(x, y)
				}
				if g.Err() != nil {
					b.Fatal(g.Err())
				}
				b.StopTimer()
				points = points[:0]
				for i := range x {
					points = append(points, place{int64(x[i]), int64(y[i])})
				}
				sum += travel(points)
				bound += float64(len(points)-1) * float64(s.spacing)
				n += len(points)
				b.StartTimer()
			}
			b.ReportMetric(sum/bound, "travel/bound")
			b.ReportMetric(float64(n)/float64(b.N), "points")
			b.ReportMetric(float64(work.Spent().Orders)/float64(b.N), "steps")
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/point")
		})
	}
}
