package grid

import "math"

// The centred placement, in integers: places on the lattice's axes are in um * 2^-32, relative to the lower left corner
// of the box, so that the largest extent (2^29 um, turned) and the sum of two such places fit 63 bits, and the answer
// does not depend on where a ring begins.
const axisBits = 32

// centred is the lattice whose rows and columns lie evenly in the extent of the shells, w along and h across the rows. It
// has as many rows as fit with half a pitch to spare on both sides, or the margin where that is more; likewise columns.
// A triangular lattice of more than one row alternates a quarter of the spacing to either side of the middle.
func centred(o *Outline, pattern Pattern, spacing Micrometres, angle Millidegrees, margin Micrometres) Lattice {
	sin, cos := sinCos(angle)
	ref := Point{o.box.minX, o.box.minY}
	minU, maxU, minV, maxV := shellExtent(o, ref, sin, cos)
	w, h := maxU-minU, maxV-minV

	s := int64(spacing) << axisBits
	pitch := s
	if pattern == Triangular {
		sin60, _ := sinCos(fullTurn / 6)
		pitch = scaleQ62(int64(spacing), sin60, axisBits)
	}
	// The vertices of a turned rectangle are rounded to whole micrometres.
	const t = 2 << axisBits
	short := int64(t)
	if angle%(fullTurn/4) == 0 {
		short = 0
	}
	within := 2*(int64(margin)<<axisBits) + short
	fit := func(length, pitch int64) int64 {
		return max(1, min(floorDiv(length+t, pitch), floorDiv(length-within, pitch)+1))
	}

	rows := fit(h, pitch)
	firstV2 := minV + maxV - (rows-1)*pitch // twice the place of the first row
	firstU2 := minU + maxU - s/2            // twice the place of its first column, a quarter of the spacing off the middle
	if pattern == Square || rows == 1 || 2*(w-within) < s {
		firstU2 = minU + maxU - (fit(w, s)-1)*s
	}

	const down = axisBits + 1 - fracBits // from half um * 2^-32 to um * 2^-20
	u, v := (firstU2+1<<(down-1))>>down, (firstV2+1<<(down-1))>>down
	origin := exactly(ref)
	origin.X += scaleQ62(u, cos, 0) - scaleQ62(v, sin, 0)
	origin.Y += scaleQ62(u, sin, 0) + scaleQ62(v, cos, 0)
	return newLattice(pattern, spacing, angle, origin)
}

// shellExtent projects the shells' vertices, relative to ref, on the directions along (cos, sin) and across the rows.
func shellExtent(o *Outline, ref Point, sin, cos int64) (minU, maxU, minV, maxV int64) {
	minU, maxU, minV, maxV = math.MaxInt64, math.MinInt64, math.MaxInt64, math.MinInt64
	for _, p := range o.polygons {
		shell := p.rings[0]
		for _, q := range o.vertices[shell.first:shell.end] {
			dx, dy := int64(q.X)-int64(ref.X), int64(q.Y)-int64(ref.Y)
			u := scaleQ62(dx, cos, axisBits) + scaleQ62(dy, sin, axisBits)
			v := scaleQ62(dy, cos, axisBits) - scaleQ62(dx, sin, axisBits)
			minU, maxU = min(minU, u), max(maxU, u)
			minV, maxV = min(minV, v), max(maxV, v)
		}
	}
	return minU, maxU, minV, maxV
}

// floorDiv is floor(a / b) for b > 0.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
