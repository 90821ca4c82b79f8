package grid

import (
	"cmp"
	"math"
	"math/bits"
)

// place is a lattice point as the scan sees it: beyond the edge of the outline it may leave the range of Point.
type place struct{ x, y int64 }

func (l Lattice) place(i, j int64) place {
	v := l.ideal(i, j)
	return place{(v.X + half) >> fracBits, (v.Y + half) >> fracBits}
}

// compareDistance is the sign of the distance of p from the closed segment a to b less m, for m of at least 0.
func compareDistance(a, b Point, p place, m Micrometres) int {
	m2 := int64(m) * int64(m)
	dx, dy := int64(b.X)-int64(a.X), int64(b.Y)-int64(a.Y)
	px, py := p.x-int64(a.X), p.y-int64(a.Y)
	along, length2 := px*dx+py*dy, dx*dx+dy*dy
	switch {
	case along <= 0:
		return cmp.Compare(px*px+py*py, m2)
	case along >= length2:
		px, py = p.x-int64(b.X), p.y-int64(b.Y)
		return cmp.Compare(px*px+py*py, m2)
	}
	// The foot of p lies on the segment: |c| / L against m, compared as c^2 against m^2 L^2 in 128 bits.
	c := dx*py - dy*px
	if c < 0 {
		c = -c
	}
	hi, lo := bits.Mul64(uint64(c), uint64(c))
	limitHi, limitLo := bits.Mul64(uint64(m2), uint64(length2))
	if hi != limitHi {
		return cmp.Compare(hi, limitHi)
	}
	return cmp.Compare(lo, limitLo)
}

// nearer tells whether p lies nearer than m to the closed segment from a to b. Nothing is nearer than 0.
func nearer(a, b, p Point, m Micrometres) bool {
	return compareDistance(a, b, place{int64(p.X), int64(p.Y)}, m) < 0
}

// compareDistanceTo is the sign of the distance of p from a less m, for m of at least 0.
func compareDistanceTo(a Point, p place, m Micrometres) int {
	px, py := p.x-int64(a.X), p.y-int64(a.Y)
	return cmp.Compare(px*px+py*py, int64(m)*int64(m))
}

// side is the sign of p's place to the left of a -> b.
func side(a, b Point, p place) int {
	dx, dy := int64(b.X)-int64(a.X), int64(b.Y)-int64(a.Y)
	return cmp.Compare(dx*(p.y-int64(a.Y)), dy*(p.x-int64(a.X)))
}

// segmentDistance is the distance of p from the closed segment from a to b, um, to within a few roundings of float64: a
// filter, and a figure for messages.
func segmentDistance(a, b Point, p place) float64 {
	dx, dy := int64(b.X)-int64(a.X), int64(b.Y)-int64(a.Y)
	px, py := p.x-int64(a.X), p.y-int64(a.Y)
	along, length2 := px*dx+py*dy, dx*dx+dy*dy
	switch {
	case along <= 0:
	case along >= length2:
		px, py = p.x-int64(b.X), p.y-int64(b.Y)
	default:
		return math.Abs(float64(dx*py-dy*px)) / math.Sqrt(float64(length2))
	}
	return math.Sqrt(float64(px*px + py*py))
}
