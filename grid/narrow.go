package grid

import "math"

// The scan of a margin below wideMargin, 0 included. Here the rounding of a lattice point can carry it across an edge
// and still leave it far enough away, so parity itself must be exact.
//
// Row crossings are those of the ideal lattice points, exactly: where float64 is not sure, 128-bit integers are. A
// rounded point p then differs from its ideal place q by the edges that the way from q to p crosses, and these lie so
// near that p is among the positions in doubt of each of them. Ties are broken by moving q up by an infinitesimal and
// right by a smaller one, which is also the rule for the row crossings.

const (
	// narrowReach is how far beyond the margin a position is in doubt: 2 um for near misses and 0.71 um for rounding.
	narrowReach = 3.0
	// unsure is where a float64 place on a row or an edge is not trusted, um; its error is below 2^-20.
	unsure = 1e-3
)

// narrowEdge decides every position near an edge, and toggles its crossings.
func (g *Grid) narrowEdge(s *ringScan, c *chord, from, to *spot, shell bool) {
	a, b := int(c.a), int(c.b)
	var e edge
	e.set(&g.frame, from.u, from.v, to.u, to.v)
	reach := float64(s.margin) + narrowReach

	g.rectangle(&e, from.v, to.v, reach, func(r, lo, hi int) {
		g.eachDoubt(r, lo, hi, func(r, k int) { g.decide(s, a, b, r, k, shell) })
	})

	lower, upper := a, b
	c1, c2 := g.rowAbove(a, from.v-g.driftV), g.rowAbove(b, to.v-g.driftV)
	if c1 > c2 {
		lower, upper, c1, c2 = b, a, c2, c1
	}
	r0, r1 := int(max(c1-g.first, int64(g.fromRow))), int(min(c2-g.first, int64(g.endRow)))
	for r := r0; r < r1; r++ {
		s.inside.toggle(r, g.crossing(&e, lower, upper, r))
	}
}

// decide settles position k of row r against one edge: on it, across it from the ideal place, or nearer than the margin.
func (g *Grid) decide(s *ringScan, a, b, r, k int, shell bool) {
	va, vb := g.outline.vertices[a], g.outline.vertices[b]
	p := g.placeOf(r, k)
	on := compareDistance(va, vb, p, 0) == 0
	if !on && g.crossesToIdeal(va, vb, p, g.base[r]+int64(k), g.first+int64(r)) {
		s.inside.toggle(r, k)
		s.inside.toggle(r, k+1)
	}
	switch {
	case on && s.margin == 0 && shell:
		s.edge.set(r, k)
	case on && s.margin == 0:
		s.miss(r, k, true)
	case compareDistance(va, vb, p, s.margin) < 0:
		s.miss(r, k, s.margin < nearMiss || compareDistance(va, vb, p, s.margin-nearMiss) > 0)
	}
	if s.margin < nearMiss && compareDistance(va, vb, p, nearMiss-s.margin) < 0 {
		s.near.set(r, k)
		s.misses = true
	}
}

// rectangle visits the positions of each row that lie nearer than reach to the line of an edge between heights v1 and v2,
// and no further than reach beyond its ends along it: all that lie within reach of the edge, and few others.
func (g *Grid) rectangle(e *edge, v1, v2, reach float64, visit func(r, lo, hi int)) {
	spread := float64(reach * (math.Abs(e.cx) + math.Abs(e.cy)) * g.perPitch)
	r0, r1 := g.rowFrom(min(v1, v2)-spread), g.rowAfter(max(v1, v2)+spread)
	t0, t1 := e.along(-reach), e.along(e.length+reach)
	d0, d1 := e.depth(-reach), e.depth(reach)
	t0, t1 = min(t0, t1), max(t0, t1)
	d0, d1 = min(d0, d1), max(d0, d1)
	g.steps += int64(r1 - r0)
	for r := r0; r < r1; r++ {
		j, offset := g.bottom+float64(r), g.offset[r]
		ends, depths := offset+float64(e.alongSlope*j), offset+float64(e.depthSlope*j)
		lo := ceil(max(t0+ends, d0+depths), g.columns)
		hi := after(min(t1+ends, d1+depths), g.columns)
		visit(r, lo, hi)
	}
}

// rowAbove is the first lattice row at or above a vertex at about row v, exactly.
func (g *Grid) rowAbove(vertex int, v float64) int64 {
	j := math.Floor(v + 0.5)
	if math.Abs(v-j)*g.pitch > unsure {
		return int64(math.Ceil(v))
	}
	if g.above(g.outline.vertices[vertex], int64(j)) > 0 {
		return int64(j) + 1
	}
	return int64(j)
}

// crossing is the first position of row r whose ideal place lies to the right of an upward edge, exactly.
func (g *Grid) crossing(e *edge, lower, upper, r int) int {
	x := e.depthBase + float64(e.depthSlope*(g.bottom+float64(r))) + g.offset[r]
	k := ceil(x, g.columns)
	// The lines through the two positions beside x, in um across the edge.
	step := math.Abs(e.cy) * g.column
	if (x-float64(k-1))*step > unsure && (float64(k)-x)*step > unsure {
		return k
	}
	lo, hi := g.outline.vertices[lower], g.outline.vertices[upper]
	left := func(k int) bool {
		return g.sideOfIdeal(lo, hi, g.base[r]+int64(k), g.first+int64(r)) > 0
	}
	// Left of the edge comes before right of it in every row: close in by doubling steps, then by halves.
	below, above := k-1, k
	for d := 1; below >= 0 && !left(below); d *= 2 {
		above, below = below, below-d
	}
	for d := 1; above < g.columns && left(above); d *= 2 {
		below, above = above, above+d
	}
	below, above = max(below, -1), min(above, g.columns)
	for above-below > 1 {
		if mid := (below + above) / 2; left(mid) {
			below = mid
		} else {
			above = mid
		}
	}
	return above
}

// sideOfIdeal is the sign of the ideal place of (i, j) to the left of lo -> hi; never 0, by the infinitesimals.
func (g *Grid) sideOfIdeal(lo, hi Point, i, j int64) int {
	q, from := g.local.ideal(i, j), exactly(lo)
	d := Vector{int64(hi.X) - int64(lo.X), int64(hi.Y) - int64(lo.Y)}
	if s := cross128(d, Vector{q.X - from.X, q.Y - from.Y}).sign(); s != 0 {
		return s
	}
	// Up is a quarter turn from A, so d x up = d . A; right is A.
	if s := dot128(d, g.local.A).sign(); s != 0 {
		return s
	}
	return cross128(d, g.local.A).sign()
}

// crossesToIdeal tells whether the way from p, which is not on the edge, to the ideal place of (i, j) crosses it.
func (g *Grid) crossesToIdeal(a, b Point, p place, i, j int64) bool {
	s := side(a, b, p)
	if s == 0 || s == g.sideOfIdeal(a, b, i, j) {
		return false
	}
	q := g.local.ideal(i, j)
	way := Vector{q.X - p.x<<fracBits, q.Y - p.y<<fracBits}
	sideOfWay := func(c Point) int {
		w := Vector{int64(c.X) - p.x, int64(c.Y) - p.y}
		if s := cross128(way, w).sign(); s != 0 {
			return s
		}
		if s := dot128(g.local.A, w).sign(); s != 0 {
			return -s // up x w = -(A . w)
		}
		return cross128(g.local.A, w).sign()
	}
	return sideOfWay(a) != sideOfWay(b)
}
