package grid

import "math"

// mostSag is the most that a run may lie from its chord: more is of no use even to the largest margin.
const mostSag = float64(MaxMargin) / 8

// sags[l-1][i] bounds the distance, um, of the edges from vertices i*4^l to (i+1)*4^l - 1 from the segment between the
// ends of that run. +Inf: they are no run of one ring, or lie further away than mostSag.
type sags [][]float32

func newSags(vertices []Point, next []int32) sags {
	var s sags
	for level := 1; len(vertices)>>(chordBits*level) > 0; level++ {
		row := make([]float32, len(vertices)>>(chordBits*level))
		some := false
		for i := range row {
			row[i] = s.measure(vertices, next, level, i)
			some = some || row[i] <= float32(mostSag)
		}
		if !some {
			break
		}
		s = append(s, row)
	}
	return s
}

// of is the bound of run i of a level.
func (s sags) of(level, i int) float32 {
	if level == 0 {
		return 0
	}
	return s[level-1][i]
}

// measure bounds a run by its parts: the distance from a segment is convex, so a part's chord lies no further from the
// whole one than its ends do, and the part itself no further from there than its own bound.
func (s sags) measure(vertices []Point, next []int32, level, i int) float32 {
	none := float32(math.Inf(1))
	const parts = 1 << chordBits
	size := 1 << (chordBits * (level - 1)) // edges in a part
	first := i * parts * size
	last := int(next[first+parts*size-1])
	a, b := vertices[first], vertices[last]
	if last == first || a == b {
		return none
	}
	most, from := 0.0, 0.0
	for k := range parts {
		start := first + k*size
		end := int(next[start+size-1])
		if k < parts-1 && end != start+size {
			return none
		}
		part := s.of(level-1, i*parts+k)
		to := 0.0
		if k < parts-1 {
			e := vertices[end]
			to = segmentDistance(a, b, place{int64(e.X), int64(e.Y)})
		}
		if most = max(most, max(from, to)+float64(part)); most > mostSag {
			return none
		}
		from = to
	}
	return float32(float64(most*(1+1e-6)) + 1e-3) // rounded up
}
