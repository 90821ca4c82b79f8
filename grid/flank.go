package grid

import "math"

// flank is what a chord forbids on its left: the rectangle between the lines across it a little beyond both of its ends and
// those along it a little outside (rim) and at the depth that is sure to miss the margin. It is relative to the chord's
// start, and so serves wherever the lattice lies. A row that lies up rows above that start, at column u, cuts the line
// across the chord through its start in column ends = u + endsSlope*up and the chord's own line in depths =
// u + depthSlope*up; the rectangle has its columns from max(ends + left, depths + low) to min(ends + right,
// depths + high). The columns between those and the same with lowDoubt and highDoubt may miss the margin or not: of an
// edge they are tested with it, of a run later (testRuns).
type flank struct {
	below, above int64 // its rows, as fixed numbers; from (start + below) >> fixedBits to before (start + above) >> fixedBits

	endsSlope, depthSlope float64 // columns per row
	endsStep, depthStep   int64   // likewise, fixed

	left, right, low, high, lowDoubt, highDoubt int64 // fixed; the left ones rounded up by the shift, the right ones past the end

	ends   [2]float64 // left, right, in columns
	depths [4]float64 // low, high, lowDoubt, highDoubt, in columns
	gentle bool       // fixed numbers hold it; otherwise the scan uses ends and depths
}

// Fixed numbers are columns or rows * 2^-32 in an int64: the scan steps from row to row by adding them. Over the at most
// 1,024 rows of a band their rounding adds up to less than 2^-22 columns, 0.03 um at the widest spacing.
const (
	fixedBits = 32
	oneFixed  = 1 << fixedBits
	ceilFixed = oneFixed - 1 // x + ceilFixed >> fixedBits rounds up
)

func fixed(x float64) int64 { return int64(x * oneFixed) }

// set makes e the flank of a chord between two spots.
func (e *flank) set(f *frame, from, to *spot, margin Micrometres, c *chord) {
	var line edge
	line.set(f, from.u, from.v, to.u, to.v)
	// What lies so deep is nearer than margin - nearMiss to the chord's edges, which are up to sag from it. Of an edge, what
	// lies less deep than far is in doubt.
	m, sag := float64(margin), float64(c.sag)
	rim, sure, far := sag+slack, m-2*sag-sureDepth, m+slack
	if c.level > 0 {
		far = sure // what is in doubt beside a run comes later
	}

	// Its rows, by its corners; min and max of floats are slow, as they look after NaN.
	below, above := 0.0, to.v-from.v
	if above < 0 {
		below, above = above, 0
	}
	shallow, deep := float64(-rim*line.cx), float64(far*line.cx)
	e.endsSlope, e.depthSlope = line.alongSlope, line.depthSlope
	e.ends = [2]float64{float64(-rim * line.alongStep), float64((line.length + rim) * line.alongStep)}
	if line.cx < 0 {
		shallow, deep = deep, shallow
		e.ends[0], e.ends[1] = e.ends[1], e.ends[0]
	}
	beyond := float64(rim * math.Abs(line.cy))
	below += float64((shallow - beyond) * f.perPitch)
	above += float64((deep + beyond) * f.perPitch)

	outer, inner, innermost := float64(-rim*line.depthStep), float64(sure*line.depthStep), float64(far*line.depthStep)
	if line.cy >= 0 {
		e.depths = [4]float64{inner, outer, innermost, outer}
	} else {
		e.depths = [4]float64{outer, inner, outer, innermost}
	}

	e.below, e.above = fixed(below)+ceilFixed, fixed(above)+oneFixed
	// The level and the upright have lines that leave fixed numbers: widths are up to m / |c|, below 2^26 columns, and a line
	// leaves the start by its slope times the rows of the rectangle and of a band. With a place and an offset of up to 2^26
	// and a length that is less than 2^29 columns along a row, all sums stay below 2^31 columns.
	const least, most = 1.0 / 1024, 1 << 28
	rows := above - below + bandWords
	e.gentle = math.Abs(line.cx) > least && math.Abs(line.cy) > least &&
		math.Abs(float64(e.endsSlope*rows)) < most && math.Abs(float64(e.depthSlope*rows)) < most
	if !e.gentle {
		return
	}
	e.endsStep, e.depthStep = fixed(e.endsSlope), fixed(e.depthSlope)
	e.left, e.right = fixed(e.ends[0])+ceilFixed, fixed(e.ends[1])+oneFixed
	e.low, e.high = fixed(e.depths[0])+ceilFixed, fixed(e.depths[1])+oneFixed
	e.lowDoubt, e.highDoubt = fixed(e.depths[2])+ceilFixed, fixed(e.depths[3])+oneFixed
}
