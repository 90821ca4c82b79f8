package grid

import (
	"fmt"
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

// patch is a polygon as the scan sees it.
type patch struct {
	extent
	polygon     int
	first, last int64 // lattice rows
	left        int64 // whole columns: bit 0 of a row lies here before the row's own shift
	columns     int   // positions in a row
	stride      int   // words in a row
	rowsPerBand int
}

// survey prepares the scan and refuses one that costs too much.
func (g *Grid) survey(fixed []Point) error {
	o := g.outline
	g.frame = newFrame(g.lattice, o.box.middle())
	g.takeOver(fixed)

	g.keepFrames = g.keepFrames[:0]
	for i := range o.keepOuts {
		g.keepFrames = append(g.keepFrames, g.extentOf(o.keepOuts[i].rings[0]))
	}
	var edgeRows, candidates float64
	for i := range o.polygons {
		p := g.newPatch(i)
		g.patches = append(g.patches, p)
		rows, words := float64(p.last-p.first+1), float64(p.stride)
		if rows <= 0 {
			continue
		}
		candidates += float64(rows * words * 64)
		edgeRows += g.edgeRows(&o.polygons[i], g.margin)
		for k := range o.keepOuts {
			if margin := max(g.margin, o.keepOuts[k].margin); g.meets(&p, &g.keepFrames[k], margin) {
				f := &g.keepFrames[k]
				candidates += float64(min(rows, f.maxV-f.minV+2) * words * 64)
				edgeRows += g.edgeRows(&o.keepOuts[k].polygon, margin)
			}
		}
		if err := g.work.tick(int64(len(o.keepOuts))); err != nil {
			return err
		}
	}
	return g.work.spendScan(edgeRows, candidates)
}

// takeOver computes the places of all vertices and fixed points in the frame.
func (g *Grid) takeOver(fixed []Point) {
	vertices := g.outline.vertices
	g.u, g.v = g.placesOf(vertices, g.u, g.v)
	g.fixedU, g.fixedV = g.placesOf(fixed, g.fixedU, g.fixedV)
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
	g.eachRing(func(r ring) { g.widenBlock((r.end-1)/blockEdges, g.v[r.first]) })
}

// placesOf is the places of points in the frame, in the memory of u and v.
func (g *Grid) placesOf(points []Point, u, v []float64) ([]float64, []float64) {
	u = slices.Grow(u[:0], len(points))[:len(points)]
	v = slices.Grow(v[:0], len(points))[:len(points)]
	for i, p := range points {
		u[i], v[i] = g.frame.at(p)
	}
	return u, v
}

func (g *Grid) widenBlock(block int, v float64) {
	g.blockLow[block], g.blockHigh[block] = min(g.blockLow[block], v), max(g.blockHigh[block], v)
}

func (g *Grid) eachRing(visit func(ring)) {
	for i := range g.outline.polygons {
		for _, r := range g.outline.polygons[i].rings {
			visit(r)
		}
	}
	for i := range g.outline.keepOuts {
		for _, r := range g.outline.keepOuts[i].rings {
			visit(r)
		}
	}
}

func (g *Grid) extentOf(r ring) extent {
	e := extent{math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)}
	for i := r.first; i < r.end; i++ {
		e.minU, e.maxU = min(e.minU, g.u[i]), max(e.maxU, g.u[i])
		e.minV, e.maxV = min(e.minV, g.v[i]), max(e.maxV, g.v[i])
	}
	return e
}

// newPatch cuts a polygon into bands of rows. Two columns and a rounding's worth of rows to spare on each side keep
// every crossing of its edges within the bits.
func (g *Grid) newPatch(polygon int) patch {
	p := patch{extent: g.extentOf(g.outline.polygons[polygon].rings[0]), polygon: polygon}
	spare := narrowReach / g.pitch
	p.first, p.last = int64(math.Ceil(p.minV-spare)), int64(math.Floor(p.maxV+spare))
	p.left = int64(math.Floor(p.minU)) - 2
	p.columns = int(int64(math.Ceil(p.maxU))+3-p.left) + 1
	p.stride = p.columns/64 + 1
	p.rowsPerBand = max(1, bandWords/p.stride)
	return p
}

// meets tells whether a keep-out with its margin can reach a polygon.
func (g *Grid) meets(p *patch, k *extent, margin Micrometres) bool {
	reach := float64(margin) + narrowReach
	return k.maxV+reach/g.pitch >= p.minV && k.minV-reach/g.pitch <= p.maxV &&
		k.maxU+reach/g.column >= p.minU && k.minU-reach/g.column <= p.maxU
}

// edgeRows is a bound on the pairs of an edge, or the disc at its end, and a row that it reaches.
func (g *Grid) edgeRows(p *polygon, margin Micrometres) float64 {
	reach := float64(margin) + narrowReach
	each := 2 * (2 + 2*reach/g.pitch)
	rows := 0.0
	for _, r := range p.rings {
		from := g.v[r.end-1]
		for _, v := range g.v[r.first:r.end] {
			rows += math.Abs(v-from) + each
			from = v
		}
	}
	return rows
}

// spendScan counts the work of a scan before it starts. The counts come as floats: they may exceed 63 bits.
func (w *Work) spendScan(edgeRows, candidates float64) error {
	for _, c := range []struct {
		spent *int64
		limit int64
		add   float64
		what  string
	}{
		{&w.spent.EdgeRows, w.Limits.EdgeRows, edgeRows, "pairs of an edge and a row"},
		{&w.spent.Candidates, w.Limits.Candidates, candidates, "lattice positions to look at"},
	} {
		total := float64(*c.spent) + c.add
		if c.limit > 0 && total > float64(c.limit) || total >= math.MaxInt64 {
			return &Error{Field: "spacing_um", Rule: TooMuchWork, Text: fmt.Sprintf(
				"is too fine for this outline: it makes %.4g %s, and at most %d are allowed; choose a wider spacing or a smaller outline",
				total, c.what, c.limit)}
		}
		*c.spent = int64(total)
	}
	return nil
}

// tick tells work of what the scan did since the last time.
func (g *Grid) tick(steps int) error {
	g.steps += int64(steps)
	if g.steps < pauseAfter && g.exactTests < pauseAfter {
		return nil
	}
	return g.settle()
}

func (g *Grid) settle() error {
	steps, exact := g.steps, g.exactTests
	g.steps, g.exactTests = 0, 0
	if err := g.work.spendExact(exact, "outline"); err != nil {
		return err
	}
	return g.work.tick(steps)
}
