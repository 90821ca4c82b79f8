package grid

import "math"

// obstacle is what stands in the way of points: an edge with the strip along it, or a disc. A row, at height v in the
// frame, meets it where low <= v <= high.
//
// An edge has four lines, each as column x + slope*v: two across its ends and two along it. A row that crosses the edge,
// lower <= v < upper, has one mark, where what may hold points ends or begins; any other row has two, round the part of
// the strip that it cuts.
type obstacle struct {
	low, high    float64
	lower, upper float64 // of a disc: its middle and nothing
	first, last  float64 // lines across, the left one first
	across       float64 // their slope
	left, right  float64 // lines along; of a disc: its middle, and its radius squared in um2
	along        float64 // their slope
	crossing     int64   // change at the mark of a row that crosses the edge
	strip        int64   // change at the left mark of any other row, undone at the right one; 0: no marks
	atLeft       bool    // the mark of a row that crosses lies at the left line
	disc         bool
}

// rim widens what may hold points, um: lattice points are rounded to whole um, so a row or a column that misses a margin by
// less than half of one may be meant to lie at it, and is looked at more closely where it decides.
const rim = 0.4

// strip is the obstacle of an edge, with low set above high where it is none. Margins of at least 1 um forbid what lies
// to its left (the inner side) down to the margin less the rim. At margin 0 the edge of a shell allows what lies within the
// rim outside; other edges are as they are.
func (f *frame) strip(u1, v1, u2, v2 float64, margin Micrometres, shell bool, weight int64) obstacle {
	dx, dy := float64((u2-u1)*f.column), float64((v2-v1)*f.pitch)
	length := math.Sqrt(float64(dx*dx) + float64(dy*dy))
	cx, cy := dx/length, dy/length
	b := obstacle{lower: min(v1, v2), upper: max(v1, v2), crossing: weight}
	up := cy >= 0 // what may hold points lies to the left
	var in, out float64
	switch {
	case margin > 0:
		in, out, b.strip, b.atLeft = float64(margin)-rim, -rim, weight, up
	case shell:
		in, out, b.strip, b.atLeft = rim, -rim, -weight, !up
	}
	if !up {
		b.crossing = -weight
	}

	// Tilted by 10^-12 where they are level: no row cuts such lines, or all of it lies on one.
	perLength := f.perColumn / awayFromZero(cx)
	perDepth := -f.perColumn / awayFromZero(cy)
	b.across = float64(-cy * float64(f.pitch*perLength))
	b.along = float64(-cx * float64(f.pitch*perDepth))
	start, level := u1-float64(b.across*v1), u1-float64(b.along*v1)
	b.first, b.last = start-float64(rim*perLength), start+float64((length+rim)*perLength)
	if cx < 0 {
		b.first, b.last = b.last, b.first
	}
	b.left, b.right = level+float64(in*perDepth), level+float64(out*perDepth)
	if !up {
		b.left, b.right = b.right, b.left
	}
	b.low, b.high = b.lower, b.upper
	if b.strip != 0 {
		ends := float64(rim * math.Abs(cy))
		deep, shallow := float64(in*cx), float64(out*cx)
		b.low += float64((min(deep, shallow) - ends) * f.perPitch)
		b.high += float64((max(deep, shallow) + ends) * f.perPitch)
	}
	return b
}

// roundVertex is the disc that keeps the distance less the rim from a place.
func (f *frame) roundVertex(u, v float64, distance Micrometres, weight int64) obstacle {
	r := float64(distance) - rim
	reach := float64(r * f.perPitch)
	return obstacle{low: v - reach, high: v + reach, lower: v, left: u, right: float64(r * r), strip: weight, disc: true}
}
