package grid

import (
	"cmp"
	"math"
	"slices"
)

// The survey comes before the scan: it takes the outline over into the lattice's frame, cuts it into bands and counts
// what the scan will cost.

// bandWords is the size of a band's bit matrix: 8 KiB, so that the matrices of a band stay in a core's first cache, and
// the columns of its at most 65,536 points in the second.
const bandWords = 1024

// room is a fixed point, which lattice points leave room for.
type room struct {
	u, v float64
	at   Point
}

// patch is a polygon as the scan sees it, cut into bands of some rows. A row of more than bandWords words is a band by
// itself, or several: windows of so many columns.
type patch struct {
	*lines
	polygon     int
	first, last int64 // lattice rows
	left        int64 // whole columns: bit 0 of a row, in the first window, lies here before the row's own shift
	columns     int   // positions in a row, or in a window
	stride      int   // words in a row, or in a window
	rowsPerBand int
	windows     int
}

// survey prepares the scan and refuses one that costs too much.
func (g *Grid) survey(fixedPoints []Point) error {
	o := g.outline
	if err := g.shape.take(o, g.lattice, g.margin, g.spacing, g.work); err != nil {
		return err
	}
	g.frame = g.shape.frame
	g.settle(g.lattice, o.box.middle())
	was, is := g.shape.frame.local.O, g.local.O
	g.driftU, g.driftV = g.vector(Vector{is.X - was.X, is.Y - was.Y})
	a := g.lattice.A
	g.forwards, g.backwards = newStride(a), newStride(Vector{-a.X, -a.Y})
	g.room = g.room[:0]
	for _, p := range fixedPoints {
		u, v := g.at(p)
		g.room = append(g.room, room{u + g.driftU, v + g.driftV, p})
	}
	slices.SortFunc(g.room, func(a, b room) int { return cmp.Compare(a.v, b.v) })

	keepOuts := g.shape.lines[len(o.polygons):]
	var edgeRows, candidates float64
	for i := range o.polygons {
		l := &g.shape.lines[i]
		p := g.newPatch(i, l)
		g.patches = append(g.patches, p)
		rows, words := float64(p.last-p.first+1), float64(p.stride*p.windows)
		if rows <= 0 {
			continue
		}
		candidates += float64(rows * words * 64)
		edgeRows += g.edgeRows(&p, l) + g.blockVisits(&p, l)
		for k := range keepOuts {
			if f := &keepOuts[k]; g.meet(&p.extent, f) {
				candidates += float64(min(rows, f.maxV-f.minV+2) * words * 64)
				edgeRows += g.edgeRows(&p, f) + g.blockVisits(&p, f)
			}
		}
		if err := g.work.tick(int64(len(o.keepOuts) + l.count())); err != nil {
			return err
		}
	}
	return g.work.spendScan(edgeRows, candidates)
}

// newPatch cuts a polygon into bands. Two columns and a rounding's worth of rows to spare on each side keep every crossing
// of its chords within the bits.
func (g *Grid) newPatch(polygon int, l *lines) patch {
	p := patch{lines: l, polygon: polygon, windows: 1}
	spare := float64(narrowReach * g.perPitch)
	p.first, p.last = int64(math.Ceil(l.minV-g.driftV-spare)), int64(math.Floor(l.maxV-g.driftV+spare))
	p.left = int64(math.Floor(l.minU-g.driftU)) - 2
	p.columns = int(int64(math.Ceil(l.maxU-g.driftU))+3-p.left) + 1
	p.stride = p.columns/64 + 1
	if p.stride > bandWords {
		p.windows = (p.stride + bandWords - 1) / bandWords
		p.stride, p.columns = bandWords, 64*bandWords
	}
	p.rowsPerBand = bandWords / p.stride
	return p
}

// meet tells whether a keep-out with its margin can reach a part of the plane.
func (g *Grid) meet(part *extent, keepOut *lines) bool {
	reach := g.reach(keepOut)
	rows, columns := float64(reach*g.perPitch), float64(reach*g.perColumn)
	return keepOut.maxV+rows >= part.minV && keepOut.minV-rows <= part.maxV &&
		keepOut.maxU+columns >= part.minU && keepOut.minU-columns <= part.maxU
}

// reach is how far from its chords the edges of lines act on positions, um.
func (g *Grid) reach(l *lines) float64 {
	return float64(l.margin) + straightness(l.margin, g.spacing) + narrowReach
}
