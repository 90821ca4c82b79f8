package grid

import "math"

// The scan of a margin of at least wideMargin. Crossings may come from float64 as they are: a row that crosses an edge in
// float64 only, or beside the true place, does so on the edge, and what lies that near to an edge is within the margin.
//
// A point inside a polygon and nearer than the margin m to it has its nearest place on the polygon either inside an edge,
// and then lies in the rectangle of depth m on that edge's inner side, or in a reflex vertex, and then in the disc of
// radius m round it. So rectangles and discs are forbidden, and parity removes the outside.
//
// A run of edges is scanned as its chord, from which it strays by up to its bound, sag. The run crosses every line across
// the chord between its ends, within sag of it: so a place of depth d beside the chord lies no further than d + sag from the
// run, and the rectangle of depth m - 2 sag - sureDepth is forbidden whichever way the run turns. It begins sag + slack
// beyond an end, which is a vertex, and there too the margin is missed by more than nearMiss, since sag is at most m/8. All
// else that may lie nearer than m to the run is tested at the end, against its edges (testRuns).
const (
	// slack widens what may be forbidden. A lattice point is rounded by at most 0.71 um; the direction of an edge of 1 um
	// is true to within 2^-21, which turns the end of a margin of 1 m by 0.5 um; the rest is to spare.
	slack = 1.5
	// sureDepth narrows what is sure to miss the margin by nearMiss: by 2 um, and the same 0.71 and 0.5.
	sureDepth = 3.5
	// wideMargin leaves, at both ends of a rectangle that is sure to depth m - sureDepth, more than the near-miss width
	// to the margin: sqrt((16-3.5)^2 + 1.5^2) + 0.71 + 0.5 = 13.8 < 16 - 2.
	wideMargin Micrometres = 16
	// nearMiss is what a person is warned of: points that miss the margin by less.
	nearMiss Micrometres = 2
)

// wideEdge forbids the rectangle on the left of a chord and toggles its crossings.
func (g *Grid) wideEdge(s *ringScan, c *chord, e *flank, from, to *spot) {
	fromRow, endRow := int64(g.fromRow), int64(g.endRow)
	start := from.row - g.floor
	first := min(max((start+e.below)>>fixedBits, fromRow), endRow)
	end := min(max((start+e.above)>>fixedBits, fromRow), endRow)
	// A row meets the chord when it lies at or above its lower end and below its upper one.
	finish := to.row - g.floor
	lower := min(max((min(start, finish)+ceilFixed)>>fixedBits, fromRow), endRow)
	upper := min(max((max(start, finish)+ceilFixed)>>fixedBits, fromRow), endRow)
	g.steps += end - first
	if !e.gentle {
		g.steepEdge(s, c, e, from, to, int(first), int(end), int(lower), int(upper))
		return
	}
	up := g.bottom - from.v
	x, y := fixed(from.u+float64(e.endsSlope*up)), fixed(from.u+float64(e.depthSlope*up))
	n := int64(g.columns)
	if first < end {
		g.forbidRows(s, c, e, x+first*e.endsStep, y+first*e.depthStep, int(first), int(end))
	}
	y += lower*e.depthStep + ceilFixed
	for r := lower; r < upper; r++ {
		s.inside.toggle(int(r), int(min(max((y+g.shift[r])>>fixedBits, 0), n)))
		y += e.depthStep
	}
}

// forbidRows cuts rows r0 to r1-1 by the rectangle, stepping from row to row; x and y are where row r0 cuts the lines
// through the chord's start.
func (g *Grid) forbidRows(s *ringScan, c *chord, e *flank, x, y int64, r0, r1 int) {
	stepX, stepY := e.endsStep, e.depthStep
	left, right := e.left, e.right
	low, high, lowDoubt, highDoubt := e.low, e.high, e.lowDoubt, e.highDoubt
	n := int64(g.columns)
	words, single := s.forbidden.words, s.forbidden.stride == 1
	for i, shift := range g.shift[r0:r1] {
		ends, depths := x+shift, y+shift
		l, h := ends+left, ends+right
		from := min(max(max(l, depths+low)>>fixedBits, 0), n)
		end := min(max(min(h, depths+high)>>fixedBits, 0), n)
		doubt := min(max(max(l, depths+lowDoubt)>>fixedBits, 0), n)
		after := min(max(min(h, depths+highDoubt)>>fixedBits, 0), n)
		x += stepX
		y += stepY
		if single {
			words[r0+i] |= (1<<(end&63) - 1) &^ (1<<(from&63) - 1)
		} else {
			s.forbidden.setRange(r0+i, int(from), int(end))
			g.steps += max(end-from, 0) / stepPositions
		}
		if doubt < from || end < after {
			g.doubtBeside(s, c, r0+i, int(doubt), int(from), int(end), int(after))
		}
	}
}

// steepEdge is what wideEdge does, for any chord: level and upright ones have lines that leave fixed numbers.
func (g *Grid) steepEdge(s *ringScan, c *chord, e *flank, start, finish *spot, r0, r1, lower, upper int) {
	n := g.columns
	for r := r0; r < r1; r++ {
		up := g.bottom + float64(r) - start.v
		u := start.u + g.offset[r]
		ends, depths := u+float64(e.endsSlope*up), u+float64(e.depthSlope*up)
		left, right := ends+e.ends[0], ends+e.ends[1]
		from := ceil(max(left, depths+e.depths[0]), n)
		end := after(min(right, depths+e.depths[1]), n)
		doubt := ceil(max(left, depths+e.depths[2]), n)
		last := after(min(right, depths+e.depths[3]), n)
		s.forbidden.setRange(r, from, end)
		g.steps += int64(max(end-from, 0)) / stepPositions
		if doubt < from || end < last {
			g.doubtBeside(s, c, r, doubt, from, end, last)
		}
	}
	// A row meets the chord on it: where that is all but level the formula may say anything, and its ends bound it.
	left, right := min(start.u, finish.u), max(start.u, finish.u)
	for r := lower; r < upper; r++ {
		up := g.bottom + float64(r) - start.v
		u := min(max(start.u+float64(e.depthSlope*up), left), right)
		s.inside.toggle(r, ceil(u+g.offset[r], n))
	}
}

// doubtBeside decides positions first to last-1 of a row against an edge, but for those from to end-1, which are
// forbidden.
func (g *Grid) doubtBeside(s *ringScan, c *chord, r, first, from, end, last int) {
	if from >= end {
		g.doubtEdge(s, c, r, first, last)
		return
	}
	g.doubtEdge(s, c, r, first, min(from, last))
	g.doubtEdge(s, c, r, max(end, first), last)
}

// doubtEdge decides positions lo to hi-1 of row r against an edge, exactly.
func (g *Grid) doubtEdge(s *ringScan, c *chord, r, lo, hi int) {
	if lo >= hi {
		return
	}
	a, b := g.outline.vertices[c.a], g.outline.vertices[c.b]
	g.eachDoubt(r, lo, hi, func(r, k int) {
		if p := g.placeOf(r, k); compareDistance(a, b, p, s.margin) < 0 {
			s.miss(r, k, compareDistance(a, b, p, s.margin-nearMiss) > 0)
		}
	})
}

// wideVertex forbids the disc round a reflex vertex.
func (g *Grid) wideVertex(s *ringScan, c *chord, to *spot) {
	m, at := float64(s.margin), g.outline.vertices[c.b]
	outer, inner := m+slack, m-sureDepth
	if c.corner == sureDisc {
		outer = inner
	}
	g.disc(to.u, to.v, outer, inner, s.forbidden.setRange, func(r, k int) {
		if p := g.placeOf(r, k); compareDistanceTo(at, p, s.margin) < 0 {
			s.miss(r, k, compareDistanceTo(at, p, s.margin-nearMiss) > 0)
		}
	})
}

// disc cuts the rows by two circles round one centre: sure gets what lies in the inner one, decide each position between.
func (g *Grid) disc(u, v, outer, inner float64, sure func(r, lo, hi int), decide func(r, k int)) {
	n := g.columns
	outer2, inner2 := float64(outer*outer), float64(inner*inner)
	spread := float64(outer * g.perPitch)
	r0, r1 := g.rowFrom(v-spread), g.rowAfter(v+spread)
	g.steps += int64(r1 - r0)
	for r := r0; r < r1; r++ {
		dy := float64((g.bottom + float64(r) - v) * g.pitch)
		dy2 := float64(dy * dy)
		if dy2 > outer2 {
			continue
		}
		at := u + g.offset[r]
		reach := float64(math.Sqrt(outer2-dy2) * g.perColumn)
		lo, hi := ceil(at-reach, n), after(at+reach, n)
		if dy2 >= inner2 {
			g.eachDoubt(r, lo, hi, decide)
			continue
		}
		reach = float64(math.Sqrt(inner2-dy2) * g.perColumn)
		from, end := ceil(at-reach, n), after(at+reach, n)
		sure(r, from, end)
		g.steps += int64(max(end-from, 0)) / stepPositions
		g.eachDoubt(r, lo, min(from, hi), decide)
		g.eachDoubt(r, max(end, from), hi, decide)
	}
}

// testsOf is what deciding one position counts for: distances to one thing, up to four of them.
const testsOf = 4

// eachDoubt decides positions lo to hi-1 of a row one by one, unless the work has ended.
func (g *Grid) eachDoubt(r, lo, hi int, decide func(r, k int)) {
	for k := lo; k < hi; k++ {
		g.exactTests += testsOf
		if g.exactTests >= pauseAfter && !g.settled() {
			return
		}
		decide(r, k)
	}
}
