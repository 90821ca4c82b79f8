package grid

import (
	"cmp"
	"math"
	"slices"
)

// The survey comes before the scan: it takes the outline over into the lattice's frame, cuts it into bands and counts
// what the scan will cost.

const (
	// blockChords chords share one range of rows, to be skipped together.
	blockChords = 64
	// bandWords is the size of a band's bit matrix: 8 KiB, so that the matrices of a band stay in a core's first cache, and
	// the columns of its at most 65,536 points in the second.
	bandWords = 1024
	// keptFlanks is how many flanks are kept from plan to plan, 0.7 MB; those of more chords are made anew for each band.
	keptFlanks = 4096
)

// extent is a box in the lattice's frame.
type extent struct{ minU, maxU, minV, maxV float64 }

// barrier is a keep-out as the survey sees it.
type barrier struct {
	extent
	lines
	climb float64 // rows that its chords climb or fall, in all
}

// lines are the chords of a polygon or keep-out, shell first.
type lines struct {
	first, shellEnd, end int
	runs                 bool // some of them are runs of edges
}

func (l *lines) count() int { return l.end - l.first }

// room is a fixed point, which lattice points leave room for.
type room struct {
	u, v float64
	at   Point
}

// patch is a polygon as the scan sees it, cut into bands of some rows. A row of more than bandWords words is a band by
// itself, or several: windows of so many columns.
type patch struct {
	extent
	lines
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
	a := g.lattice.A
	g.forwards, g.backwards = newStride(a), newStride(Vector{-a.X, -a.Y})
	g.takeChords()
	g.takePlaces(fixed)

	g.barriers = g.barriers[:0]
	for i := range o.keepOuts {
		l := g.lines[len(o.polygons)+i]
		e, climb := g.measure(l)
		g.barriers = append(g.barriers, barrier{e, l, climb})
	}
	var edgeRows, candidates float64
	for i := range o.polygons {
		l := g.lines[i]
		e, climb := g.measure(l)
		p := g.newPatch(i, l, e)
		g.patches = append(g.patches, p)
		rows, words := float64(p.last-p.first+1), float64(p.stride*p.windows)
		if rows <= 0 {
			continue
		}
		candidates += float64(rows * words * 64)
		edgeRows += g.edgeRows(&p, l, climb, g.margin) + g.blockVisits(&p, l)
		for k := range o.keepOuts {
			f, margin := &g.barriers[k], max(g.margin, o.keepOuts[k].margin)
			if g.meet(&p.extent, &f.extent, margin) {
				candidates += float64(min(rows, f.maxV-f.minV+2) * words * 64)
				edgeRows += g.edgeRows(&p, f.lines, f.climb, margin) + g.blockVisits(&p, f.lines)
			}
		}
		if err := g.work.tick(int64(len(o.keepOuts) + l.count())); err != nil {
			return err
		}
	}
	return g.work.spendScan(edgeRows, candidates)
}

// takeChords cuts the rings into chords, unless those of the last plan will do.
func (g *Grid) takeChords() {
	o := g.outline
	wanted := cutting{o, g.margin, g.spacing, g.lattice.A, g.lattice.B}
	if g.cutting == wanted {
		return
	}
	g.flanks = g.flanks[:0]
	if g.cutting.outline != o || g.cutting.margin != g.margin || g.cutting.spacing != g.spacing {
		g.cut()
	}
	g.cutting = wanted
}

// cut makes chords and lines.
func (g *Grid) cut() {
	o := g.outline
	g.chords, g.lines = g.chords[:0], g.lines[:0]
	take := func(p *polygon, margin Micrometres) {
		l := lines{first: len(g.chords)}
		most := straightness(margin, g.spacing)
		for i, r := range p.rings {
			g.chords = o.appendChords(g.chords, r, most)
			if i == 0 {
				l.shellEnd = len(g.chords)
			}
		}
		l.end = len(g.chords)
		l.runs = slices.ContainsFunc(g.chords[l.first:], func(c chord) bool { return c.level > 0 })
		g.lines = append(g.lines, l)
	}
	for i := range o.polygons {
		take(&o.polygons[i], g.margin)
	}
	for i := range o.keepOuts {
		take(&o.keepOuts[i].polygon, max(g.margin, o.keepOuts[i].margin))
	}
}

// takePlaces computes the places of all chords and fixed points in the frame, and the chords' flanks where they are few.
func (g *Grid) takePlaces(fixedPoints []Point) {
	vertices := g.outline.vertices
	g.spots = slices.Grow(g.spots[:0], len(g.chords))[:len(g.chords)]
	for i := range g.chords {
		u, v := g.at(vertices[g.chords[i].a])
		g.spots[i] = spot{u, v, fixed(v)}
	}
	g.room = g.room[:0]
	for _, p := range fixedPoints {
		u, v := g.at(p)
		g.room = append(g.room, room{u, v, p})
	}
	slices.SortFunc(g.room, func(a, b room) int { return cmp.Compare(a.v, b.v) })
	g.blockLow, g.blockHigh = g.blockLow[:0], g.blockHigh[:0]
	for from := 0; from < len(g.chords); from += blockChords {
		low, high := math.Inf(1), math.Inf(-1)
		for i := from; i < min(from+blockChords, len(g.chords)); i++ {
			v := g.spots[i].v
			if v < low {
				low = v
			}
			if v > high {
				high = v
			}
			if next := int(g.chords[i].next); next != i+1 || next&(blockChords-1) == 0 {
				low, high = min(low, g.spots[next].v), max(high, g.spots[next].v)
			}
		}
		g.blockLow, g.blockHigh = append(g.blockLow, low), append(g.blockHigh, high)
	}
	if len(g.flanks) == 0 && len(g.chords) <= keptFlanks {
		g.takeFlanks()
	}
}

// takeFlanks prepares the flanks of all chords.
func (g *Grid) takeFlanks() {
	g.flanks = slices.Grow(g.flanks, len(g.chords))[:len(g.chords)]
	take := func(l lines, margin Micrometres) {
		for i := l.first; i < l.end && margin >= wideMargin; i++ {
			c := &g.chords[i]
			g.flanks[i].set(&g.frame, &g.spots[i], &g.spots[c.next], margin, c)
		}
	}
	for i, l := range g.lines {
		if k := i - len(g.outline.polygons); k < 0 {
			take(l, g.margin)
		} else {
			take(l, max(g.margin, g.outline.keepOuts[k].margin))
		}
	}
}

// placesOf is the places of points in the frame, in the memory of u and v.
func (f *frame) placesOf(points []Point, u, v []float64) ([]float64, []float64) {
	u = slices.Grow(u[:0], len(points))[:len(points)]
	v = slices.Grow(v[:0], len(points))[:len(points)]
	for i, p := range points {
		u[i], v[i] = f.at(p)
	}
	return u, v
}

// measure is the extent of a shell, and how many rows the chords of all its rings climb or fall.
func (g *Grid) measure(l lines) (e extent, climb float64) {
	e = extent{math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)}
	for i := l.first; i < l.end; i++ {
		c := &g.chords[i]
		u, v := g.spots[i].u, g.spots[i].v
		climb += math.Abs(g.spots[c.next].v - v)
		if i >= l.shellEnd {
			continue
		}
		if u < e.minU {
			e.minU = u
		}
		if u > e.maxU {
			e.maxU = u
		}
		if v < e.minV {
			e.minV = v
		}
		if v > e.maxV {
			e.maxV = v
		}
	}
	return e, climb
}

// newPatch cuts a polygon into bands. Two columns and a rounding's worth of rows to spare on each side keep every crossing
// of its chords within the bits.
func (g *Grid) newPatch(polygon int, l lines, e extent) patch {
	p := patch{extent: e, lines: l, polygon: polygon, windows: 1}
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
	reach := float64(margin) + straightness(margin, g.spacing) + narrowReach
	rows, columns := float64(reach*g.perPitch), float64(reach*g.perColumn)
	return barrier.maxV+rows >= part.minV && barrier.minV-rows <= part.maxV &&
		barrier.maxU+columns >= part.minU && barrier.minU-columns <= part.maxU
}
