package grid

import (
	"cmp"
	"math"
	"slices"
)

// The survey comes before the scan: it takes the outline over into the lattice's frame, cuts it into bands and counts
// what the scan will cost.

const (
	// blockEdges edges share one range of rows, to be skipped together.
	blockEdges = 64
	// bandWords is the size of a band's bit matrix: 8 KiB, so that the matrices of a band stay in a core's first cache, and
	// the columns of its at most 65,536 points in the second.
	bandWords = 1024
)

// extent is a box in the lattice's frame.
type extent struct{ minU, maxU, minV, maxV float64 }

// barrier is a keep-out as the survey sees it.
type barrier struct {
	extent
	edges int
	climb float64 // rows that its edges climb or fall, in all
}

// room is a fixed point, which lattice points leave room for.
type room struct {
	u, v float64
	at   Point
}

// patch is a polygon as the scan sees it, cut into bands of some rows. A row of more than bandWords words is a band by
// itself, or several: windows of so many columns.
type patch struct {
	extent
	polygon     int
	first, last int64 // lattice rows
	left        int64 // whole columns: bit 0 of a row, in the first window, lies here before the row's own shift
	columns     int   // positions in a row, or in a window
	stride      int   // words in a row, or in a window
	rowsPerBand int
	windows     int
}

// survey prepares the scan and refuses one that costs too much.
func (g *Grid) survey(fixed []Point) error {
	o := g.outline
	g.frame = newFrame(g.lattice, o.box.middle())
	g.takeOver(fixed)

	g.barriers = g.barriers[:0]
	for i := range o.keepOuts {
		k := &o.keepOuts[i].polygon
		g.barriers = append(g.barriers, barrier{g.extentOf(k.rings[0]), k.edges(), g.climb(k)})
	}
	var edgeRows, candidates float64
	for i := range o.polygons {
		polygon := &o.polygons[i]
		p := g.newPatch(i)
		g.patches = append(g.patches, p)
		rows, words := float64(p.last-p.first+1), float64(p.stride*p.windows)
		if rows <= 0 {
			continue
		}
		candidates += float64(rows * words * 64)
		edgeRows += g.edgeRows(&p, polygon.edges(), g.climb(polygon), g.margin) + g.blockVisits(&p, polygon.rings)
		for k := range o.keepOuts {
			f, margin := &g.barriers[k], max(g.margin, o.keepOuts[k].margin)
			if g.meet(&p.extent, &f.extent, margin) {
				candidates += float64(min(rows, f.maxV-f.minV+2) * words * 64)
				edgeRows += g.edgeRows(&p, f.edges, f.climb, margin) + g.blockVisits(&p, o.keepOuts[k].rings)
			}
		}
		if err := g.work.tick(int64(len(o.keepOuts) + polygon.edges())); err != nil {
			return err
		}
	}
	return g.work.spendScan(edgeRows, candidates)
}

// takeOver computes the places of all vertices and fixed points in the frame.
func (g *Grid) takeOver(fixed []Point) {
	vertices := g.outline.vertices
	g.u, g.v = g.placesOf(vertices, g.u, g.v)
	g.room = g.room[:0]
	for _, p := range fixed {
		u, v := g.at(p)
		g.room = append(g.room, room{u, v, p})
	}
	slices.SortFunc(g.room, func(a, b room) int { return cmp.Compare(a.v, b.v) })
	g.blockLow, g.blockHigh = g.blockLow[:0], g.blockHigh[:0]
	for from := 0; from < len(vertices); from += blockEdges {
		low, high := math.Inf(1), math.Inf(-1)
		for _, v := range g.v[from:min(from+blockEdges, len(vertices))] {
			low, high = min(low, v), max(high, v)
		}
		g.blockLow, g.blockHigh = append(g.blockLow, low), append(g.blockHigh, high)
	}
	// The last edge of a block ends in the next block, or where its ring began.
	for from := blockEdges - 1; from+1 < len(vertices); from += blockEdges {
		g.widenBlock(from/blockEdges, g.v[from+1])
	}
	g.outline.eachRing(func(r ring) { g.widenBlock((r.end-1)/blockEdges, g.v[r.first]) })
}

// placesOf is the places of points in the frame, in the memory of u and v.
func (g *Grid) placesOf(points []Point, u, v []float64) ([]float64, []float64) {
	u = slices.Grow(u[:0], len(points))[:len(points)]
	v = slices.Grow(v[:0], len(points))[:len(points)]
	for i, p := range points {
		u[i], v[i] = g.at(p)
	}
	return u, v
}

func (g *Grid) widenBlock(block int, v float64) {
	g.blockLow[block], g.blockHigh[block] = min(g.blockLow[block], v), max(g.blockHigh[block], v)
}

func (g *Grid) extentOf(r ring) extent {
	e := extent{math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)}
	for i := r.first; i < r.end; i++ {
		e.minU, e.maxU = min(e.minU, g.u[i]), max(e.maxU, g.u[i])
		e.minV, e.maxV = min(e.minV, g.v[i]), max(e.maxV, g.v[i])
	}
	return e
}

// newPatch cuts a polygon into bands. Two columns and a rounding's worth of rows to spare on each side keep every crossing
// of its edges within the bits.
func (g *Grid) newPatch(polygon int) patch {
	p := patch{extent: g.extentOf(g.outline.polygons[polygon].rings[0]), polygon: polygon, windows: 1}
	spare := float64(narrowReach * g.perPitch)
	p.first, p.last = int64(math.Ceil(p.minV-spare)), int64(math.Floor(p.maxV+spare))
	p.left = int64(math.Floor(p.minU)) - 2
	p.columns = int(int64(math.Ceil(p.maxU))+3-p.left) + 1
	p.stride = p.columns/64 + 1
	if p.stride > bandWords {
		p.windows = (p.stride + bandWords - 1) / bandWords
		p.stride, p.columns = bandWords, 64*bandWords
	}
	p.rowsPerBand = bandWords / p.stride
	return p
}

// meet tells whether a barrier with its margin can reach a part of the plane.
func (g *Grid) meet(part, barrier *extent, margin Micrometres) bool {
	reach := float64(margin) + narrowReach
	rows, columns := float64(reach*g.perPitch), float64(reach*g.perColumn)
	return barrier.maxV+rows >= part.minV && barrier.minV-rows <= part.maxV &&
		barrier.maxU+columns >= part.minU && barrier.minU-columns <= part.maxU
}
