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

// strip is what a chord forbids in a row j, and what is in doubt there, by columns: with E = ends + endsSlope*j and
// D = depths + depthsSlope*j, the positions from max(E + left, D + low) to min(E + right, D + high) are forbidden. Those
// beyond, from max(E + left, D + lowDoubt) to min(E + right, D + highDoubt), are in doubt.
type strip struct {
	left, right         float64 // lines through both ends
	low, high           float64 // lines along the chord
	lowDoubt, highDoubt float64
}

// wideEdge forbids the rectangle on the left of a chord and toggles its crossings.
func (g *Grid) wideEdge(s *ringScan, c *chord, u1, v1, u2, v2 float64) {
	var e edge
	e.set(&g.frame, u1, v1, u2, v2)
	m, sag := float64(s.margin), float64(c.sag)
	rim, sure, far := sag+slack, m-2*sag-sureDepth, m+slack
	if c.level > 0 {
		far = sure // what is in doubt beside a run comes later
	}

	// Rows that the rectangle meets, by its corners.
	deep, shallow := float64(far*e.cx), float64(-rim*e.cx)
	if deep < shallow {
		deep, shallow = shallow, deep
	}
	ends := float64(rim * math.Abs(e.cy))
	lo, hi := v1, v2
	if lo > hi {
		lo, hi = hi, lo
	}
	r0 := g.rowFrom(lo + float64((shallow-ends)*g.perPitch))
	r1 := g.rowAfter(hi + float64((deep+ends)*g.perPitch))
	if r0 < r1 {
		// Between the lines through both ends, and between the line a little outside the chord (rim) and the one at the
		// margin's depth, at its innermost (sure) and at its outermost (far).
		st := strip{left: float64(-rim * e.alongStep), right: float64((e.length + rim) * e.alongStep)}
		if e.cx < 0 {
			st.left, st.right = st.right, st.left
		}
		edgeAt := float64(-rim * e.depthStep)
		if e.cy >= 0 {
			st.low, st.high = float64(sure*e.depthStep), edgeAt
			st.lowDoubt, st.highDoubt = float64(far*e.depthStep), edgeAt
		} else {
			st.low, st.high = edgeAt, float64(sure*e.depthStep)
			st.lowDoubt, st.highDoubt = edgeAt, float64(far*e.depthStep)
		}
		g.steps += int64(r1 - r0)
		g.forbidStrip(s, c, &e, &st, r0, r1)
	}

	// A row meets the chord when it lies at or above its lower end and below its upper one.
	r0, r1 = g.rowFrom(lo), g.rowFrom(hi)
	if r0 < r1 {
		g.toggleCrossings(s, &e, min(u1, u2), max(u1, u2), r0, r1)
	}
}

// forbidStrip cuts rows r0 to r1-1 by a strip: with fixed numbers where they hold it, else in float64.
func (g *Grid) forbidStrip(s *ringScan, c *chord, e *edge, st *strip, r0, r1 int) {
	first, last := float64(g.first+int64(r0)), float64(g.first+int64(r1-1))
	ends, depths := e.alongAt(first), e.depthAt(first)
	if !e.gentle() || !fits(ends) || !fits(depths) || !fits(e.alongAt(last)) || !fits(e.depthAt(last)) {
		g.forbidSteep(s, c, e, st, r0, r1)
		return
	}
	n := int64(g.columns)
	x, y := fixed(ends), fixed(depths)
	stepX, stepY := fixed(e.alongSlope), fixed(e.depthSlope)
	left, right := fixed(st.left)+ceilFixed, fixed(st.right)+oneFixed
	low, high := fixed(st.low)+ceilFixed, fixed(st.high)+oneFixed
	lowDoubt, highDoubt := fixed(st.lowDoubt)+ceilFixed, fixed(st.highDoubt)+oneFixed
	single := s.forbidden.stride == 1
	words := s.forbidden.words
	for i, shift := range g.shift[r0:r1] {
		r := r0 + i
		ends, depths := x+shift, y+shift
		l, h := ends+left, ends+right
		from := min(max(max(l, depths+low)>>fixedBits, 0), n)
		end := min(max(min(h, depths+high)>>fixedBits, 0), n)
		doubt := min(max(max(l, depths+lowDoubt)>>fixedBits, 0), n)
		after := min(max(min(h, depths+highDoubt)>>fixedBits, 0), n)
		x += stepX
		y += stepY
		if single {
			words[r] |= (1<<uint64(end) - 1) &^ (1<<uint64(from) - 1)
		} else {
			s.forbidden.setRange(r, int(from), int(end))
		}
		if doubt < from || end < after {
			g.doubtBeside(s, c, r, int(doubt), int(from), int(end), int(after))
		}
	}
}

// forbidSteep is forbidStrip for any chord, level and upright ones too.
func (g *Grid) forbidSteep(s *ringScan, c *chord, e *edge, st *strip, r0, r1 int) {
	n := g.columns
	for r := r0; r < r1; r++ {
		j := float64(g.first + int64(r))
		ends, depths := g.offset[r]+e.alongAt(j), g.offset[r]+e.depthAt(j)
		left, right := ends+st.left, ends+st.right
		from := ceil(max(left, depths+st.low), n)
		end := after(min(right, depths+st.high), n)
		s.forbidden.setRange(r, from, end)
		doubt := ceil(max(left, depths+st.lowDoubt), n)
		after := after(min(right, depths+st.highDoubt), n)
		if doubt < from || end < after {
			g.doubtBeside(s, c, r, doubt, from, end, after)
		}
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

// toggleCrossings toggles where rows r0 to r1-1 meet a chord: on it, so that where it is all but level, and the formula may
// say anything, its ends bound it.
func (g *Grid) toggleCrossings(s *ringScan, e *edge, left, right float64, r0, r1 int) {
	j, n := float64(g.first+int64(r0)), g.columns
	for i, offset := range g.offset[r0:r1] {
		u := e.depthAt(j)
		if u < left {
			u = left
		}
		if u > right {
			u = right
		}
		s.inside.toggle(r0+i, ceil(u+offset, n))
		j++
	}
}

// wideVertex forbids the disc round a reflex vertex.
func (g *Grid) wideVertex(s *ringScan, c *chord, u, v float64) {
	m, at := float64(s.margin), g.outline.vertices[c.b]
	g.disc(u, v, m+slack, m-sureDepth, s.forbidden.setRange, func(r, k int) {
		if c.corner == sureDisc {
			return
		}
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
