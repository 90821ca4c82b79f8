package grid

import (
	"cmp"
	"slices"
)

// The scan: for a band of lattice rows, one bit for each position. The edges of a polygon's rings toggle their crossings
// and forbid what lies nearer than the margin; keep-outs forbid their inside as well. Then a row's members are the
// prefix parity of its crossings, less what is forbidden. There is no edge table, no sorting and no offset polygon.

// ringScan is where the rings of one polygon or keep-out write their bits.
type ringScan struct {
	*band
	margin Micrometres
	inside *bitRows // crossings
	near   *bitRows // nearer to an edge than nearMiss - margin, on either side; margins below nearMiss only
	edge   *bitRows // on a shell's edge; nil for a keep-out
	misses bool     // a bit of close or near was set
}

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

// scanBand fills members with the members of the next band of a polygon.
func (g *Grid) scanBand(pt *patch, first int64, rows, window int) error {
	g.openBand(pt, first, rows, window)
	s := ringScan{band: &g.band, margin: g.margin, inside: &g.inside, near: &g.beyond, edge: &g.shells}
	if err := g.scanRings(&s, pt.lines); err != nil {
		return err
	}
	for r := range rows {
		fillCrossings(g.inside.row(r))
	}
	misses := s.misses
	g.steps += int64(len(g.outline.keepOuts))
	for i := range g.outline.keepOuts {
		near, err := g.keepOut(pt, &g.shape.lines[len(g.outline.polygons)+i])
		if err != nil {
			return err
		}
		misses = misses || near
	}
	if g.margin == 0 {
		g.leaveTouches(pt)
	}
	g.leaveRoom()
	near, err := g.testRuns(pt)
	if err != nil {
		return err
	}
	g.closeBand(pt, misses || near)
	g.steps += int64(len(g.inside.words))
	if !g.settled() {
		return g.stop
	}
	return nil
}

// scanRings scans the chords of rings that lie one after another, skipping blocks that do not reach the band.
func (g *Grid) scanRings(s *ringScan, l *lines) error {
	if l.thicket {
		return g.scanThicket(s, l)
	}
	low, high := g.reachOf(l)
	for first, end := g.shape.block(l, l.first, low, high); first < end; first, end = g.shape.block(l, end, low, high) {
		for i := first; i < end; i++ {
			v1, v2 := g.shape.spots[i].v, g.shape.spots[g.shape.chords[i].next].v
			if v1 < low && v2 < low || v1 > high && v2 > high {
				continue
			}
			g.scanChord(s, l, i)
			if g.steps >= pauseAfter {
				g.settled()
			}
			if g.stop != nil {
				return g.stop
			}
		}
		g.steps += int64(end - first)
	}
	return nil
}

// scanChord scans one chord, and its corner.
func (g *Grid) scanChord(s *ringScan, l *lines, i int) {
	sh := &g.shape
	c := &sh.chords[i]
	from, to := &sh.spots[i], &sh.spots[c.next]
	if s.margin < wideMargin {
		g.narrowEdge(s, c, from, to, s.edge != nil && i < l.shellEnd)
		return
	}
	if len(sh.flanks) > 0 {
		g.wideEdge(s, c, &sh.flanks[i], from, to)
	} else {
		var e flank
		e.set(&g.frame, from, to, s.margin, c)
		g.wideEdge(s, c, &e, from, to)
	}
	if c.corner != noDisc {
		g.wideVertex(s, c, to)
	}
}

// reachOf is between which heights a chord of the lines can reach the band.
func (g *Grid) reachOf(l *lines) (low, high float64) {
	reach := float64(g.reach(l) * g.perPitch)
	return g.bottom - reach - 1, g.bottom + float64(g.rows) + reach
}

// meetsBand tells whether a keep-out with its margin can reach the band of a polygon.
func (g *Grid) meetsBand(pt *patch, keepOut *lines) bool {
	return g.meet(&extent{pt.minU, pt.maxU, g.bottom, g.bottom + float64(g.rows)}, keepOut)
}

// keepOut forbids a keep-out and its margin in the band, and tells whether some position misses only just.
func (g *Grid) keepOut(pt *patch, l *lines) (near bool, err error) {
	if !g.meetsBand(pt, l) {
		return false, nil
	}
	g.kept.reset(g.rows, pt.stride)
	if l.margin < nearMiss {
		g.keptNear.reset(g.rows, pt.stride)
	}
	s := ringScan{band: &g.band, margin: l.margin, inside: &g.kept, near: &g.keptNear}
	if err := g.scanRings(&s, l); err != nil {
		return false, err
	}
	for r := g.rowFrom(l.minV - 1); r < g.rowAfter(l.maxV+1); r++ {
		kept, forbidden := g.kept.row(r), g.forbidden.row(r)
		fillCrossings(kept)
		if l.margin >= nearMiss {
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
	for _, t := range g.outline.touchesOf(pt.polygon) {
		i, j := g.nearest(t.at)
		r := j - g.first
		if r < 0 || r >= int64(g.rows) || g.local.At(i, j) != t.at {
			continue
		}
		if k := i - g.base[r]; k >= 0 && k < int64(g.columns) {
			g.forbidden.set(int(r), int(k))
		}
	}
}

// leaveRoom forbids what lies nearer than the spacing to a fixed point.
func (g *Grid) leaveRoom() {
	spacing := float64(g.spacing)
	reach := float64((spacing + slack) * g.perPitch)
	from, _ := slices.BinarySearchFunc(g.room, g.bottom-reach, func(f room, v float64) int { return cmp.Compare(f.v, v) })
	for _, f := range g.room[from:] {
		if f.v > g.bottom+float64(g.rows)+reach {
			break
		}
		g.disc(f.u, f.v, spacing+slack, spacing-slack, g.forbidden.setRange, func(r, k int) {
			if compareDistanceTo(f.at, g.placeOf(r, k), g.spacing) < 0 {
				g.forbidden.set(r, k)
			}
		})
	}
}
