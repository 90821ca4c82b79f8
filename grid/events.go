package grid

import (
	"cmp"
	"math/bits"
	"slices"
)

// event is a vertex on its way under the sweep line. Events are ordered by key: by x, then by y, and equal only at one
// place.
type event struct {
	key          uint64
	vertex, ring int32
}

// before tells whether p comes before q in the order of the sweep: by x, then by y.
func (p Point) before(q Point) bool { return p.X < q.X || p.X == q.X && p.Y < q.Y }

// Below radixFrom events a comparison sort is faster than counting digits of radixBits bits (BenchmarkNewOutline).
const (
	radixFrom = 1024
	radixBits = 11
)

// sortedEvents lists the vertices of rings in the order of the sweep. The lists of s are reused.
func (s *sweep) sortedEvents(rings []ring) ([]event, error) {
	b, n := emptyBox, 0
	for i := range rings {
		b.join(rings[i].box)
		n += rings[i].end - rings[i].first
	}
	// Differences in uint32 are right whatever the signs, since the box is smaller than MaxExtent.
	yBits := bits.Len32(uint32(b.maxY) - uint32(b.minY))
	keyBits := yBits + bits.Len32(uint32(b.maxX)-uint32(b.minX))
	events := slices.Grow(s.events[:0], n)
	for i := range rings {
		r := &rings[i]
		for v := r.first; v < r.end; v++ {
			p := s.vertices[v]
			key := uint64(uint32(p.X)-uint32(b.minX))<<yBits | uint64(uint32(p.Y)-uint32(b.minY))
			events = append(events, event{key: key, vertex: int32(v), ring: int32(i)})
		}
		if err := s.work.tick(int64(r.end - r.first)); err != nil {
			return nil, err
		}
	}
	s.events = events
	if len(events) < radixFrom {
		slices.SortFunc(events, func(a, b event) int { return cmp.Compare(a.key, b.key) })
		return events, nil
	}
	s.spare = slices.Grow(s.spare[:0], len(events))[:len(events)]
	for shift := 0; shift < keyBits; shift += radixBits {
		countingPass(s.spare, s.events, shift)
		s.events, s.spare = s.spare, s.events
		if err := s.work.tick(int64(len(events))); err != nil {
			return nil, err
		}
	}
	return s.events, nil
}

// countingPass sorts src into dst by the digit of the key at shift and keeps the order of equals.
func countingPass(dst, src []event, shift int) {
	var start [1 << radixBits]int32
	for i := range src {
		start[src[i].key>>shift&(1<<radixBits-1)]++
	}
	var sum int32
	for d, n := range start {
		start[d] = sum
		sum += n
	}
	for i := range src {
		d := src[i].key >> shift & (1<<radixBits - 1)
		dst[start[d]] = src[i]
		start[d]++
	}
}
