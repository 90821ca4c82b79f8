package grid

import "math"

// A thicket is where far more edges run between the lattice positions than positions lie between edges, as in a comb of
// hairs: every row crosses all of them. It is scanned by bundles of chords that follow one another on a ring. Where a row
// has no position in the strip that holds a bundle, or as near as the bundle acts, all of the bundle's crossings fall
// between the same two positions: whether their number is odd tells from the heights of the bundle's two ends. Elsewhere the
// row goes on to the bundle's parts. So a row costs about the logarithm of the edges for each of its positions.
//
// Bundles are those of an implicit tree over the chords, as the runs of chord.go over the edges: at level l, 4^l chords from
// one whose number is a multiple of 4^l.

// bundle is a strip that holds chords: left <= u - slope*v <= right and low <= v <= high. It is everywhere
// where the chords do not follow one another on one ring.
type bundle struct {
	slope, left, right, low, high float64
}

// everywhere is the bundle of chords that do not follow one another.
var everywhere = bundle{left: math.Inf(-1), right: math.Inf(1), low: math.Inf(-1), high: math.Inf(1)}

// crowded is how many times more rows the chords climb than there are positions, where bundles begin to pay, as measured on
// combs.
const crowded = 4

// findThickets marks the lines that are thickets, and makes their bundles.
func (s *shape) findThickets() {
	s.bundles = s.bundles[:0]
	some := false
	for k := range s.lines {
		l := &s.lines[k]
		// A bundle that acts as far as the next column is hardly ever passed.
		reach := float64(2 * (float64(l.margin) + narrowReach) * s.frame.perColumn)
		positions := float64((l.maxU - l.minU + 1) * (l.maxV - l.minV + 1))
		l.thicket = !l.runs && reach < 1 && l.climb > float64(crowded*positions)+float64(4*l.count())
		some = some || l.thicket
	}
	if !some {
		return
	}
	for level := 0; len(s.chords)>>(chordBits*level) > 0; level++ {
		if cap(s.bundles) > level {
			s.bundles = s.bundles[:level+1]
		} else {
			s.bundles = append(s.bundles, nil)
		}
		row := s.bundles[level][:0]
		for i := range len(s.chords) >> (chordBits * level) {
			if level == 0 {
				row = append(row, s.strand(i))
			} else {
				row = append(row, s.bind(level, i))
			}
		}
		s.bundles[level] = row
	}
}

// bind makes bundle i of a level of its parts, along the part that climbs most.
func (s *shape) bind(level, i int) bundle {
	const parts = 1 << chordBits
	var part [parts]bundle
	longest := 0
	for k := range parts {
		part[k] = s.bundles[level-1][i*parts+k]
		if k < parts-1 {
			last := (i*parts+k+1)<<(chordBits*(level-1)) - 1
			if int(s.chords[last].next) != last+1 {
				return everywhere
			}
		}
		if part[k] == everywhere {
			return everywhere
		}
		if part[k].high-part[k].low > part[longest].high-part[longest].low {
			longest = k
		}
	}
	b := bundle{slope: part[longest].slope, left: math.Inf(1), right: math.Inf(-1), low: math.Inf(1), high: math.Inf(-1)}
	for _, p := range part {
		// u - slope*v is u - p.slope*v and a part of v more.
		turn := p.slope - b.slope
		least, most := float64(turn*p.low), float64(turn*p.high)
		b.left, b.right = min(b.left, p.left+min(least, most)), max(b.right, p.right+max(least, most))
		b.low, b.high = min(b.low, p.low), max(b.high, p.high)
	}
	return b
}

// strand is a chord as a bundle: on its own line, but upright where that is all but level.
func (s *shape) strand(i int) bundle {
	p, q := &s.spots[i], &s.spots[s.chords[i].next]
	b := bundle{low: min(p.v, q.v), high: max(p.v, q.v)}
	du, dv := q.u-p.u, q.v-p.v
	if math.Abs(du) < 1000*math.Abs(dv) {
		b.slope = du / dv
	}
	x, y := p.u-float64(b.slope*p.v), q.u-float64(b.slope*q.v)
	b.left, b.right = min(x, y), max(x, y)
	return b
}

// thicketScan is a scan of lines by bundles.
type thicketScan struct {
	g             *Grid
	s             *ringScan
	lines         *lines
	rows, columns float64 // that the lines act on beyond themselves
	unsure        int64   // how near to a row a height is not trusted, fixed
}

// scanThicket is scanRings by bundles.
func (g *Grid) scanThicket(s *ringScan, l *lines) error {
	reach := g.reach(l)
	t := thicketScan{g, s, l, float64(reach * g.perPitch), float64(reach * g.perColumn), fixed(unsure*g.perPitch) + 1}
	level := len(g.shape.bundles) - 1
	for i := l.first >> (chordBits * level); i <= (l.end-1)>>(chordBits*level); i++ {
		t.scan(level, i, 0, g.rows)
	}
	g.fromRow, g.endRow = 0, g.rows
	return g.stop
}

// scan scans a bundle in rows from to end-1.
func (t *thicketScan) scan(level, i, from, end int) {
	g := t.g
	chord, next := i<<(chordBits*level), (i+1)<<(chordBits*level)
	if g.stop != nil || next <= t.lines.first || chord >= t.lines.end {
		return
	}
	if g.steps >= pauseAfter && !g.settled() {
		return
	}
	if i >= len(g.shape.bundles[level]) {
		t.scanParts(level, i, from, end) // what is left at the end of all chords makes no whole bundle
		return
	}
	b := &g.shape.bundles[level][i]
	g.fromRow, g.endRow = from, end
	from, end = g.rowFrom(b.low-t.rows), g.rowAfter(b.high+t.rows)
	g.steps += int64(end - from + 1)
	if *b == everywhere {
		t.scanParts(level, i, from, end)
		return
	}
	// float64 is true to 2^-18 of a column.
	wide := t.columns + float64(t.rows*math.Abs(b.slope)) + 1e-4
	known, lower, upper := false, 0, 0
	inside := end // the first of the rows so far that have a position in the strip
	for r := from; r < end; r++ {
		at := g.offset[r] + float64(b.slope*(g.bottom+float64(r)))
		k := ceil(at+b.left-wide, g.columns)
		if k < g.columns && float64(k) <= at+b.right+wide {
			inside = min(inside, r)
			continue
		}
		if inside < r {
			t.scanParts(level, i, inside, r)
			inside = end
		}
		if !known {
			known, lower, upper = true, t.rowOf(chord), t.rowOf(int(g.shape.chords[next-1].next))
			lower, upper = min(lower, upper), max(lower, upper)
		}
		if lower <= r && r < upper {
			t.s.inside.toggle(r, k)
		}
	}
	if inside < end {
		t.scanParts(level, i, inside, end)
	}
}

// scanParts scans the parts of a bundle, or the chord that it is.
func (t *thicketScan) scanParts(level, i, from, end int) {
	if level == 0 {
		t.g.fromRow, t.g.endRow = from, end
		t.g.scanChord(t.s, t.lines, i)
		return
	}
	for k := i << chordBits; k < (i+1)<<chordBits; k++ {
		t.scan(level-1, k, from, end)
	}
}

// rowOf is the first row of the band at or above the start of a chord, as the scan of that chord has it.
func (t *thicketScan) rowOf(chord int) int {
	g := t.g
	p := &g.shape.spots[chord]
	up := p.row - g.floor
	beyond := up & ceilFixed
	if t.s.margin < wideMargin && (beyond <= t.unsure || beyond >= oneFixed-t.unsure) {
		return int(g.rowAbove(int(g.shape.chords[chord].a), p.v-g.driftV) - g.first)
	}
	return int((up + ceilFixed) >> fixedBits)
}
