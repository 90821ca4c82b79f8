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

// crowded is how many times more rows the chords climb than there are positions where bundles begin to pay, as measured on
// combs.
const crowded = 16

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
	for level := 1; len(s.chords)>>(chordBits*level) > 0; level++ {
		if cap(s.bundles) > level-1 {
			s.bundles = s.bundles[:level]
		} else {
			s.bundles = append(s.bundles, nil)
		}
		row := s.bundles[level-1][:0]
		for i := range len(s.chords) >> (chordBits * level) {
			row = append(row, s.bind(level, i))
		}
		s.bundles[level-1] = row
	}
}

// bind makes bundle i of a level of its parts, along the part that climbs most.
func (s *shape) bind(level, i int) bundle {
	const parts = 1 << chordBits
	var part [parts]bundle
	longest := 0
	for k := range parts {
		if level > 1 {
			part[k] = s.bundles[level-2][i*parts+k]
		} else {
			part[k] = s.strand(i*parts + k)
		}
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

// scanThicket is scanRings by bundles.
func (g *Grid) scanThicket(s *ringScan, l *lines) error {
	level := len(g.shape.bundles)
	for i := l.first >> (chordBits * level); i <= (l.end-1)>>(chordBits*level); i++ {
		g.scanBundle(s, l, level, i, 0, g.rows)
	}
	g.fromRow, g.endRow = 0, g.rows
	return g.stop
}

// scanBundle scans a bundle in rows r0 to r1-1.
func (g *Grid) scanBundle(s *ringScan, l *lines, level, i, r0, r1 int) {
	first, end := i<<(chordBits*level), (i+1)<<(chordBits*level)
	if g.stop != nil || end <= l.first || first >= l.end {
		return
	}
	if g.steps >= pauseAfter && !g.settled() {
		return
	}
	if level == 0 {
		g.steps++
		g.fromRow, g.endRow = r0, r1
		g.scanChord(s, l, i)
		return
	}
	parts := func(r0, r1 int) {
		for k := i << chordBits; k < (i+1)<<chordBits; k++ {
			g.scanBundle(s, l, level-1, k, r0, r1)
		}
	}
	if i >= len(g.shape.bundles[level-1]) {
		parts(r0, r1) // what is left at the end of all chords makes no whole bundle
		return
	}
	b := &g.shape.bundles[level-1][i]
	reach := g.reach(l)
	rows := float64(reach * g.perPitch)
	g.fromRow, g.endRow = r0, r1
	r0, r1 = g.rowFrom(b.low-rows), g.rowAfter(b.high+rows)
	if r0 >= r1 {
		return
	}
	g.steps += int64(r1 - r0)
	if *b == everywhere {
		parts(r0, r1)
		return
	}
	lower, upper := g.rowOf(s, first), g.rowOf(s, int(g.shape.chords[end-1].next))
	if lower > upper {
		lower, upper = upper, lower
	}
	// Columns that the bundle acts on beside its strip; float64 is true to 2^-18 of one.
	wide := float64(reach*g.perColumn) + float64(rows*math.Abs(b.slope)) + 1e-4
	inside := r1 // the first of the rows so far that have a position in the strip
	for r := r0; r < r1; r++ {
		at := g.offset[r] + float64(b.slope*(g.bottom+float64(r)))
		k := ceil(at+b.left-wide, g.columns)
		if k < g.columns && float64(k) <= at+b.right+wide {
			inside = min(inside, r)
			continue
		}
		if inside < r {
			parts(inside, r)
			inside = r1
		}
		if row := int64(r) + g.first; lower <= row && row < upper {
			s.inside.toggle(r, k)
		}
	}
	if inside < r1 {
		parts(inside, r1)
	}
}

// rowOf is the first lattice row at or above the start of a chord, as the scan of that chord has it.
func (g *Grid) rowOf(s *ringScan, chord int) int64 {
	p := &g.shape.spots[chord]
	if s.margin < wideMargin {
		return g.rowAbove(int(g.shape.chords[chord].a), p.v-g.driftV)
	}
	return (p.row-g.floor+ceilFixed)>>fixedBits + g.first
}
