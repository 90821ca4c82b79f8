package grid

import "math/bits"

// Chords make the scan of an outline with many small edges as cheap as its shape is simple: a run of edges that stays near
// the straight line between its ends is scanned as that line, its chord, and only points whose distance from the chord
// leaves the answer open are tested against the edges, through the chords of its parts.
//
// Runs are those of an implicit tree over the vertices of all rings: at level l, 4^l edges from a vertex whose number is a
// multiple of 4^l. The bound on how far a run lies from its chord is known once for an outline, whatever lattice or margin.

// chordBits is the binary logarithm of how many runs of one level make one of the next.
const chordBits = 2

// chord is an edge, or a run of edges as the scan sees it.
type chord struct {
	a, b   int32   // its ends, vertices of the outline, in different places
	next   int32   // the chord that follows it on its ring
	level  uint8   // 0: an edge, 1: a run of 4, l: of 4^l
	corner corner  // at b
	sag    float32 // 0 for an edge, um
}

// corner says which disc stands round a vertex between two chords, beside their rectangles.
type corner uint8

const (
	noDisc   corner = iota
	sureDisc        // at a reflex vertex beside a run: what is sure; what is in doubt is tested with the run
	edgeDisc        // at a reflex vertex between two edges
)

// straightness is the most that a run may lie from its chord to be scanned as that: an eighth of the margin keeps what lies
// between the two well within it, and of the points a sixteenth or so are then in doubt. Below wideMargin parity is exact,
// and every edge counts.
func straightness(margin, spacing Micrometres) float64 {
	if margin < wideMargin {
		return 0
	}
	return float64(min(margin, spacing/4)) / 8
}

// appendChords appends the chords of a ring.
func (o *Outline) appendChords(dst []chord, r ring, most float64) []chord {
	start := len(dst)
	for a := r.first; a < r.end; {
		level := 0
		for level < len(o.sags) {
			size := 1 << (chordBits * (level + 1))
			i := a >> (chordBits * (level + 1))
			if a&(size-1) != 0 || a+size > r.end || float64(o.sags[level][i]) > most {
				break
			}
			level++
		}
		size := 1 << (chordBits * level)
		dst = append(dst, chord{a: int32(a), b: o.next[a+size-1], next: int32(len(dst) + 1), level: uint8(level),
			sag: o.sags.of(level, a>>(chordBits*level))})
		a += size
	}
	dst[len(dst)-1].next = int32(start)
	for k := start; k < len(dst); k++ {
		c := &dst[k]
		follows := &dst[c.next]
		switch {
		case cross(o.vertices[c.a], o.vertices[c.b], o.vertices[follows.b]) >= 0:
		case c.level == 0 && follows.level == 0:
			c.corner = edgeDisc
		default:
			c.corner = sureDisc
		}
	}
	return dst
}

// testRuns tests what is still in doubt beside runs, of the polygon and of every keep-out, and tells whether some position
// misses only just.
//
// Parity came from the chords. A position on the other side of a run than of its chord lies no further than twice the
// run's bound from its edges, well within the margin: either parity has left it out, or it is tested here. Of the others,
// those nearer than the margin to an edge of the run lie nearer than the margin and the bound to the chord.
func (g *Grid) testRuns(pt *patch) (near bool, err error) {
	keepOuts := len(g.outline.keepOuts)
	for i := -1; i < keepOuts; i++ {
		l := pt.lines
		if i >= 0 {
			l = &g.shape.lines[len(g.outline.polygons)+i]
		}
		if !l.runs || i >= 0 && !g.meetsBand(pt, l) {
			continue
		}
		s := ringScan{band: &g.band, margin: l.margin}
		low, high := g.reachOf(l)
		for from, end := g.shape.block(l, l.first, low, high); from < end; from, end = g.shape.block(l, end, low, high) {
			for k := from; k < end && g.stop == nil; k++ {
				if c := &g.shape.chords[k]; c.level > 0 {
					g.testRun(&s, c, &g.shape.spots[k], &g.shape.spots[c.next])
				}
			}
			g.steps += int64(end - from)
			if !g.settled() {
				return false, g.stop
			}
		}
		near = near || s.misses
	}
	return near, nil
}

// testRun tests the positions that are members so far, or miss only just, and lie nearer than the margin and the bound to a
// run's chord. A keep-out with a margin of its own has runs even where the outline's margin is small: then members on the
// edge of a shell and near misses outside are no part of the inside yet, but beyond has both.
func (g *Grid) testRun(s *ringScan, c *chord, from, to *spot) {
	var e edge
	e.set(&g.frame, from.u, from.v, to.u, to.v)
	run := int(c.a) >> (chordBits * c.level)
	g.rectangle(&e, from.v, to.v, float64(s.margin)+float64(c.sag)+slack, func(r, lo, hi int) {
		if lo >= hi {
			return
		}
		g.steps += int64(hi-lo) / stepPositions
		inside, forbidden := g.inside.row(r), g.forbidden.row(r)
		for w := lo >> 6; w <= (hi-1)>>6; w++ {
			left := inside[w]
			if g.margin < nearMiss {
				left |= g.beyond.row(r)[w]
			}
			left &^= forbidden[w]
			if w == lo>>6 {
				left &= ^uint64(0) << (lo & 63)
			}
			if w == (hi-1)>>6 {
				left &= ^uint64(0) >> (63 - (hi-1)&63)
			}
			for ; left != 0; left &= left - 1 {
				if g.stop != nil {
					return
				}
				k := w<<6 + bits.TrailingZeros64(left)
				if missed, near := g.nearRun(int(c.level), run, g.placeOf(r, k), s.margin); missed {
					s.miss(r, k, near)
				}
			}
		}
	})
}

// nearRun tells whether p lies nearer than m to a run of edges, and whether by less than nearMiss. Where the work has ended it
// leaves p out.
func (g *Grid) nearRun(level, i int, p place, m Micrometres) (missed, near bool) {
	if g.exactTests >= pauseAfter && !g.settled() {
		return true, false
	}
	o := g.outline
	first := i << (chordBits * level)
	a, b := o.vertices[first], o.vertices[o.next[first+1<<(chordBits*level)-1]]
	if level == 0 {
		g.exactTests += testsOf
		if compareDistance(a, b, p, m) >= 0 {
			return false, false
		}
		return true, compareDistance(a, b, p, m-nearMiss) > 0
	}
	g.exactTests++
	// float64 tells the distance to well below slack.
	sag, d := float64(o.sags.of(level, i)), segmentDistance(a, b, p)
	switch {
	case d > float64(m)+sag+slack:
		return false, false
	case d < float64(m)-sag-sureDepth:
		return true, false
	}
	for k := range 1 << chordBits {
		partMissed, partNear := g.nearRun(level-1, i<<chordBits+k, p, m)
		if partMissed && !partNear {
			return true, false
		}
		missed, near = missed || partMissed, near || partNear
	}
	return missed, near
}
