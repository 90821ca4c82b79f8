package grid

import "math"

// The scan of a margin of at least wideMargin. Crossings may come from float64 as they are: a row that crosses an edge in
// float64 only, or beside the true place, does so on the edge, and what lies that near to an edge is within the margin.
//
// A point inside a polygon and nearer than the margin m to it has its nearest place on the polygon either inside an edge,
// and then lies in the rectangle of depth m on that edge's inner side, or in a reflex vertex, and then in the disc of
// radius m round it. So rectangles and discs are forbidden, and parity removes the outside.
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

// wideEdge forbids the rectangle on the left of the edge from vertex a to vertex b and toggles its crossings.
func (g *Grid) wideEdge(s *ringScan, a, b int) {
	u1, v1, u2, v2 := g.u[a], g.v[a], g.u[b], g.v[b]
	var e edge
	e.set(&g.frame, u1, v1, u2, v2)
	m := float64(s.margin)

	// Rows that the rectangle meets, by its corners.
	deep, shallow := float64((m+slack)*e.cx), float64(-slack*e.cx)
	ends := float64(slack * math.Abs(e.cy))
	lo, hi := v1, v2
	if lo > hi {
		lo, hi = hi, lo
	}
	r0 := g.rowFrom(lo + float64((min(deep, shallow)-ends)*g.perPitch))
	r1 := g.rowAfter(hi + float64((max(deep, shallow)+ends)*g.perPitch))
	n := g.columns

	// Columns in a row j: between the lines through both ends, t0 and t1, and between the line a little outside the edge
	// (rim) and the one at the margin's depth, at its outermost (far) and at its innermost (sure).
	t0, t1 := e.along(-slack), e.along(e.length+slack)
	if e.cx < 0 {
		t0, t1 = t1, t0
	}
	rim, far, sure := e.depth(-slack), e.depth(m+slack), e.depth(m-sureDepth)
	j := float64(g.first + int64(r0))
	for i, offset := range g.offset[r0:r1] {
		r := r0 + i
		ends, depths := offset+float64(e.alongSlope*j), offset+float64(e.depthSlope*j)
		left, right := t0+ends, t1+ends
		if e.cy >= 0 {
			end := after(min(right, rim+depths), n)
			from := ceil(max(left, sure+depths), n)
			doubt := ceil(max(left, far+depths), n)
			s.forbid(r, from, end)
			if doubt < from {
				g.doubtEdge(s, a, b, r, doubt, min(from, end))
			}
		} else {
			from := ceil(max(left, rim+depths), n)
			end := after(min(right, sure+depths), n)
			doubt := after(min(right, far+depths), n)
			s.forbid(r, from, end)
			if end < doubt {
				g.doubtEdge(s, a, b, r, max(from, end), doubt)
			}
		}
		j++
	}
	g.steps += int64(r1 - r0)

	// A row meets the edge when it lies at or above its lower end and below its upper one. It does so on the edge: where
	// the edge is all but level the formula may say anything, and the ends bound it.
	left, right := min(u1, u2), max(u1, u2)
	r0, r1 = g.rowFrom(lo), g.rowFrom(hi)
	j = float64(g.first + int64(r0))
	for i, offset := range g.offset[r0:r1] {
		u := min(max(e.depthBase+float64(e.depthSlope*j), left), right)
		s.inside.toggle(r0+i, ceil(u+offset, n))
		j++
	}
}

// wideVertex forbids the disc round a reflex vertex.
func (g *Grid) wideVertex(s *ringScan, vertex int) {
	m, at := float64(s.margin), g.outline.vertices[vertex]
	g.disc(g.u[vertex], g.v[vertex], m+slack, m-sureDepth, s.forbidden.setRange, func(r, k int) {
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
		dy := float64((float64(g.first+int64(r)) - v) * g.pitch)
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
		g.eachDoubt(r, lo, min(from, hi), decide)
		g.eachDoubt(r, max(end, from), hi, decide)
	}
}

// doubtEdge decides positions lo to hi-1 of row r against the edge from vertex a to vertex b, exactly.
func (g *Grid) doubtEdge(s *ringScan, a, b, r, lo, hi int) {
	va, vb := g.outline.vertices[a], g.outline.vertices[b]
	g.eachDoubt(r, lo, hi, func(r, k int) {
		if p := g.placeOf(r, k); compareDistance(va, vb, p, s.margin) < 0 {
			s.miss(r, k, compareDistance(va, vb, p, s.margin-nearMiss) > 0)
		}
	})
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
