package grid

import (
	"fmt"
	"math"
)

// Order is the order of delivery of the lattice points. Fixed points come before them, as listed, in every order.
type Order uint8

// The orders.
const (
	// Serpentine goes polygon by polygon as given; within one, row by row, the direction alternating over rows that have
	// points. It holds one band at a time.
	Serpentine Order = iota
	// Shortest looks for a short way through the lattice points of all polygons together, whichever polygon they belong
	// to, from the last fixed point on if there is one. The way is never longer than that of Serpentine, and the same on
	// every machine; nobody proves that there is no shorter one. It holds all lattice points, at most MaxShortest: the
	// first call of Next scans them all and finds the order, so that PolygonPoints and NearMisses are complete from then
	// on; more points are refused there.
	Shortest
)

// MaxShortest is the most lattice points that Shortest takes.
const MaxShortest = 100_000

// shortestBand is the most points of a band in the order Shortest.
const shortestBand = 1 << 16

// ordered are the lattice points of a grid in the order Shortest. A node is a point's index in serpentine order.
type ordered struct {
	found       bool    // for the plan that the grid has
	nodes       []int32 // in delivery order
	column, row []int32 // of each node, in the frame's lattice
	polygons    []uint64
	nearMisses  uint64
	first, end  int // of the current band, in nodes

	areas []float64 // memory of permute

	seek seek
}

// nextShortest is Next in the order Shortest.
func (g *Grid) nextShortest() bool {
	g.bandPoints, g.part = 0, progress{}
	if g.stop != nil || !g.findOrder() {
		return false
	}
	o := &g.ordered
	if g.current == -2 {
		copy(g.polygonPoints, o.polygons)
		g.nearMisses = o.nearMisses
		o.first, o.end = 0, 0
		g.current = -1
		if len(g.fixed) > 0 {
			g.bandPoints = len(g.fixed)
			g.part = g.start()
			return true
		}
	}
	g.current = 0
	o.first, o.end = o.end, min(o.end+shortestBand, len(o.nodes))
	g.bandPoints = o.end - o.first
	g.part = g.start()
	return g.bandPoints > 0
}

// findOrder finds the order, unless it is known; false when that is refused or stopped.
func (g *Grid) findOrder() bool {
	o := &g.ordered
	if o.found {
		return true
	}
	if g.stop = g.sharing.runs.take(g, MaxShortest); g.stop != nil {
		return false
	}
	if n := g.sharing.runs.points; n > MaxShortest {
		g.stop = &Error{Field: "order", Rule: TooMuchWork, Text: fmt.Sprintf("is shortest, which takes at most %d "+
			"lattice points, and there are %d; choose serpentine, a wider spacing or a smaller outline", MaxShortest, n)}
		return false
	}
	o.polygons, o.nearMisses = append(o.polygons[:0], g.polygonPoints...), g.nearMisses
	if g.stop = o.seek.find(g, o); g.stop != nil {
		return false
	}
	if !g.shorter() {
		for k := range o.nodes {
			o.nodes[k] = int32(k)
		}
	}
	o.found = true
	g.Rewind()
	return true
}

// permute puts what is in serpentine order into the order of delivery.
func (o *ordered) permute(areas []float64) {
	o.areas = append(o.areas[:0], areas...)
	for i, node := range o.nodes {
		areas[i] = o.areas[node]
	}
}

// shorter tells whether the order found is shorter than the serpentine one, by the points as they are rounded. Both
// lengths are summed one step after another, as whoever reports the travel sums it.
func (g *Grid) shorter() bool {
	found, serpentine := 0.0, 0.0
	var from, was Point
	for k, node := range g.ordered.nodes {
		to, is := g.nodeAt(node), g.nodeAt(int32(k))
		switch {
		case k > 0:
		case len(g.fixed) > 0:
			from = g.fixed[len(g.fixed)-1]
			was = from
		default:
			from, was = to, is
		}
		found += length(from, to)
		serpentine += length(was, is)
		from, was = to, is
	}
	return found < serpentine
}

// length is the distance of two points, um: their coordinates differ by less than 2^30.
func length(a, b Point) float64 {
	x, y := int64(a.X)-int64(b.X), int64(a.Y)-int64(b.Y)
	return math.Sqrt(float64(x*x + y*y))
}

// nodeAt is where a node lies.
func (g *Grid) nodeAt(node int32) Point {
	return g.local.At(int64(g.ordered.column[node]), int64(g.ordered.row[node]))
}

// emitShortest fills x and y with the points of the current band from a given one on.
func (g *Grid) emitShortest(given int, x, y []int32) {
	o := &g.ordered
	for i, node := range o.nodes[o.first+given:][:len(x)] {
		p := g.nodeAt(node)
		x[i], y[i] = p.X, p.Y
	}
}
