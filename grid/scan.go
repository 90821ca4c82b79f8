package grid

import (
	"math"
	"math/bits"
)

// The scan: for a band of lattice rows, one bit for each position. The edges of a polygon's rings toggle their crossings
// and forbid what lies nearer than the margin; keep-outs forbid their inside as well. Then a row's members are the
// prefix parity of its crossings, less what is forbidden. There is no edge table, no sorting and no offset polygon.

// band is a run of rows of one polygon, bit k of row r being lattice point (base[r] + k, first + r).
type band struct {
	first   int64     // lattice row of row 0
	rows    int       //
	columns int       // positions in a row; row words have room for at least one more
	base    []int64   // lattice column of bit 0
	offset  []float64 // bit of u = 0: position = u + offset

	members   bitRows // first the crossings, in the end the members
	forbidden bitRows // misses a margin by nearMiss or more, or is kept out
	close     bitRows // misses a margin by less
	shells    bitRows // on the edge of a shell; margin 0 only
	beyond    bitRows // outside the polygon, nearer than nearMiss - margin; margins below nearMiss only

	kept     bitRows // one keep-out: its crossings, then its inside
	keptNear bitRows // inside it, nearer to its edge than nearMiss - its margin
}

// ringScan is where the rings of one polygon or keep-out write their bits.
type ringScan struct {
	*band
	margin Micrometres
	inside *bitRows // crossings
	near   *bitRows // on the far side of the edge, nearer than nearMiss - margin
	edge   *bitRows // on a shell's edge
	misses bool     // a bit of close or near was set
}

func (s *ringScan) forbid(r, lo, hi int) { s.forbidden.setRange(r, lo, hi) }

// miss leaves out position k of row r, near or by more.
func (s *ringScan) miss(r, k int, near bool) {
	if near {
		s.close.set(r, k)
		s.misses = true
	} else {
		s.forbidden.set(r, k)
	}
}

func (g *Grid) placeOf(r, k int) place { return g.local.place(g.base[r]+int64(k), g.first+int64(r)) }

// scanBand fills members with the members of rows first to first+rows-1 of a polygon.
func (g *Grid) scanBand(pt *patch, first int64, rows int) error {
	g.openBand(pt, first, rows)
	s := ringScan{band: &g.band, margin: g.margin, inside: &g.members, near: &g.beyond, edge: &g.shells}
	p := &g.outline.polygons[pt.polygon]
	for i, ring := range p.rings {
		if err := g.scanRing(&s, ring, i == 0); err != nil {
			return err
		}
	}
	misses := s.misses
	for i := range g.outline.keepOuts {
		near, err := g.keepOut(pt, i)
		if err != nil {
			return err
		}
		misses = misses || near
	}
	if g.margin == 0 {
		g.leaveTouches(pt)
	}
	for i, at := range g.fixed {
		g.leaveRoom(at, g.fixedU[i], g.fixedV[i])
	}
	g.closeBand(pt, misses)
	g.steps += int64(len(g.members.words))
	return g.settle()
}

// openBand sizes the bits of a band and says where its positions lie.
func (g *Grid) openBand(pt *patch, first int64, rows int) {
	g.first, g.rows, g.columns = first, rows, pt.columns
	g.base, g.offset = g.base[:0], g.offset[:0]
	for r := range rows {
		// A row's own columns stand at whole numbers plus j * shear.
		shift := float64(g.shear * float64(first+int64(r)))
		whole := math.Floor(shift)
		g.base = append(g.base, pt.left-int64(whole))
		g.offset = append(g.offset, whole-shift-float64(pt.left))
	}
	g.members.reset(rows, pt.stride)
	g.forbidden.reset(rows, pt.stride)
	g.close.reset(rows, pt.stride)
	if g.margin < nearMiss {
		g.beyond.reset(rows, pt.stride)
		g.shells.reset(rows, pt.stride)
	}
}

// scanRing scans the edges of one ring, skipping blocks of edges that do not reach the band.
func (g *Grid) scanRing(s *ringScan, ring ring, shell bool) error {
	reach := (float64(s.margin) + narrowReach) / g.pitch
	low, high := float64(g.first)-reach-1, float64(g.first+int64(g.rows))+reach
	for from := ring.first; from < ring.end; {
		block := from / blockEdges
		end := min(ring.end, (block+1)*blockEdges)
		if g.blockHigh[block] < low || g.blockLow[block] > high {
			from = end
			continue
		}
		for a := from; a < end; a++ {
			b := a + 1
			if b == ring.end {
				b = ring.first
			}
			va, vb := g.v[a], g.v[b]
			if max(va, vb) < low || min(va, vb) > high {
				continue
			}
			if s.margin < wideMargin {
				g.narrowEdge(s, a, b, shell)
				continue
			}
			g.wideEdge(s, a, b)
			c := b + 1
			if c == ring.end {
				c = ring.first
			}
			if v := g.outline.vertices; cross(v[a], v[b], v[c]) < 0 {
				g.wideVertex(s, b)
			}
		}
		if err := g.tick(end - from); err != nil {
			return err
		}
		from = end
	}
	return nil
}

// keepOut forbids a keep-out and its margin in the band, and tells whether some position misses only just.
func (g *Grid) keepOut(pt *patch, i int) (near bool, err error) {
	k, f := &g.outline.keepOuts[i], &g.keepFrames[i]
	margin := max(g.margin, k.margin)
	reach := (float64(margin) + narrowReach)
	if f.maxV+reach/g.pitch < float64(g.first) || f.minV-reach/g.pitch > float64(g.first+int64(g.rows)) ||
		f.maxU+reach/g.column < pt.minU || f.minU-reach/g.column > pt.maxU {
		return false, nil
	}
	g.kept.reset(g.rows, pt.stride)
	if margin < nearMiss {
		g.keptNear.reset(g.rows, pt.stride)
	}
	s := ringScan{band: &g.band, margin: margin, inside: &g.kept, near: &g.keptNear}
	for _, ring := range k.rings {
		if err := g.scanRing(&s, ring, false); err != nil {
			return false, err
		}
	}
	for r := g.rowFrom(f.minV - 1); r < g.rowAfter(f.maxV+1); r++ {
		kept, forbidden := g.kept.row(r), g.forbidden.row(r)
		fillCrossings(kept)
		if margin >= nearMiss {
			for w, b := range kept {
				forbidden[w] |= b
			}
			continue
		}
		near, closeBits := g.keptNear.row(r), g.close.row(r)
		for w, b := range kept {
			forbidden[w] |= b &^ near[w]
			closeBits[w] |= b & near[w]
		}
	}
	return s.misses, nil
}

// leaveTouches leaves the points where shells touch to the first polygon that they belong to.
func (g *Grid) leaveTouches(pt *patch) {
	for _, t := range g.outline.touches {
		if t.polygon != pt.polygon {
			continue
		}
		i, j := g.nearest(t.at)
		r := j - g.first
		if r < 0 || r >= int64(g.rows) || g.local.At(i, j) != t.at {
			continue
		}
		g.forbidden.set(int(r), int(i-g.base[r]))
	}
}

// leaveRoom forbids what lies nearer than the spacing to a fixed point.
func (g *Grid) leaveRoom(at Point, u, v float64) {
	spacing := float64(g.spacing)
	g.disc(u, v, spacing+slack, spacing-slack, g.forbidden.setRange, func(r, lo, hi int) {
		for k := lo; k < hi; k++ {
			if compareDistanceTo(at, g.placeOf(r, k), g.spacing) < 0 {
				g.forbidden.set(r, k)
			}
		}
		g.exactTests += int64(max(0, hi-lo))
	})
}

// closeBand turns crossings into members, and counts them and the near misses.
func (g *Grid) closeBand(pt *patch, misses bool) {
	g.bandPoints, g.bandRows = 0, 0
	for r := range g.rows {
		row, forbidden, closeBits := g.members.row(r), g.forbidden.row(r), g.close.row(r)
		fillCrossings(row)
		if g.margin < nearMiss {
			g.closeNarrow(pt, r)
		} else if misses {
			for w, in := range row {
				g.nearMisses += uint64(bits.OnesCount64(in & closeBits[w] &^ forbidden[w]))
			}
		}
		n := 0
		for w, in := range row {
			in &^= forbidden[w] | closeBits[w]
			row[w] = in
			n += bits.OnesCount64(in)
		}
		g.bandPoints += n
		if n > 0 {
			g.bandRows++
		}
	}
}

// closeNarrow counts the near misses on both sides of the edge and takes in the shells' own edge.
func (g *Grid) closeNarrow(pt *patch, r int) {
	row, forbidden, closeBits := g.members.row(r), g.forbidden.row(r), g.close.row(r)
	beyond, shells := g.beyond.row(r), g.shells.row(r)
	for w, in := range row {
		in |= shells[w]
		row[w] = in
		missed := (in&closeBits[w] | beyond[w]&^in) &^ forbidden[w]
		if len(g.outline.polygons) == 1 {
			g.nearMisses += uint64(bits.OnesCount64(missed))
			continue
		}
		for ; missed != 0; missed &= missed - 1 {
			if !g.countedElsewhere(pt.polygon, g.placeOf(r, w<<6+bits.TrailingZeros64(missed))) {
				g.nearMisses++
			}
		}
	}
}

// countedElsewhere tells whether p, a near miss of one polygon, is a near miss of an earlier one or a member of another.
func (g *Grid) countedElsewhere(polygon int, at place) bool {
	p := Point{int32(at.x), int32(at.y)}
	if int64(p.X) != at.x || int64(p.Y) != at.y {
		return false
	}
	for i := range g.outline.polygons {
		other := &g.outline.polygons[i]
		if i == polygon || !other.box.reaches(p, nearMiss) {
			continue
		}
		g.exactTests += int64(len(g.outline.vertices))
		if i > polygon && g.outline.Contains(p, g.margin) {
			return true
		}
		if i < polygon && (g.outline.within(other, p) || g.outline.nearRings(other, p, nearMiss-g.margin)) {
			return true
		}
	}
	return false
}
