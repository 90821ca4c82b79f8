package grid

import "math/bits"

// closeNarrow counts the near misses on both sides of the edge and takes in the shells' own edge.
func (g *Grid) closeNarrow(pt *patch, r int) {
	row, forbidden, closeBits := g.inside.row(r), g.forbidden.row(r), g.close.row(r)
	beyond, shells := g.beyond.row(r), g.shells.row(r)
	for w, in := range row {
		in |= shells[w]
		row[w] = in
		missed := (in&closeBits[w] | beyond[w]&^in) &^ forbidden[w]
		if len(g.outline.polygons) == 1 {
			g.nearMisses += uint64(bits.OnesCount64(missed))
			continue
		}
		for ; missed != 0 && g.stop == nil; missed &= missed - 1 {
			if !g.countedElsewhere(pt.polygon, g.placeOf(r, w<<6+bits.TrailingZeros64(missed))) {
				g.nearMisses++
			}
		}
	}
}

// countedElsewhere tells whether p, a near miss of one polygon, is a near miss of an earlier one or a member of a later
// one. Of a member of an earlier one it is enough that it lies there.
func (g *Grid) countedElsewhere(polygon int, at place) bool {
	p := Point{int32(at.x), int32(at.y)}
	if int64(p.X) != at.x || int64(p.Y) != at.y {
		return false
	}
	if g.exactTests >= pauseAfter && !g.settled() {
		return true
	}
	o := g.outline
	for i := range o.polygons {
		other := &o.polygons[i]
		g.exactTests++
		if i == polygon || !other.box.reaches(p, nearMiss) {
			continue
		}
		g.exactTests += int64(2 * other.edges())
		in := o.within(other, p)
		if i < polygon && (in || o.nearRings(other, p, nearMiss-g.margin)) ||
			i > polygon && in && !o.nearRings(other, p, g.margin) && !g.keptOut(p) {
			return true
		}
	}
	return false
}

func (g *Grid) keptOut(p Point) bool {
	o := g.outline
	for i := range o.keepOuts {
		k := &o.keepOuts[i]
		g.exactTests++
		if k.box.reaches(p, max(g.margin, k.margin)) {
			g.exactTests += int64(2 * k.edges())
			if o.keeps(k, p, g.margin) {
				return true
			}
		}
	}
	return false
}
