package grid

import (
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

// Below radixFrom events merging is faster than counting digits of radixBits bits (BenchmarkNewOutline).
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
	s.events, s.spare = events, slices.Grow(s.spare[:0], len(events))[:len(events)]
	if len(events) < radixFrom {
		s.events, s.spare = mergeRuns(s.events, s.spare)
		return s.events, nil
	}
	for shift := 0; shift < keyBits; shift += radixBits {
		countingPass(s.spare, s.events, shift)
		s.events, s.spare = s.spare, s.events
		if err := s.work.tick(int64(len(events))); err != nil {
			return nil, err
		}
	}
	return s.events, nil
}

// mergeRuns sorts events, with as much spare memory, by merging what is in order already: a ring goes to and fro a few
// times only. Equals keep their order. It returns both in their new roles.
func mergeRuns(events, spare []event) (sorted, unused []event) {
	for i := 0; i < len(events); {
		end := i + 1
		for end < len(events) && events[end].key < events[end-1].key {
			end++
		}
		slices.Reverse(events[i:end])
		i = end
	}
	for {
		merged := 0
		for i := 0; i < len(events); merged++ {
			middle := runEnd(events, i)
			end := runEnd(events, middle)
			if i == 0 && end == middle {
				return events, spare
			}
			merge(spare[i:end], events[i:middle], events[middle:end])
			i = end
		}
		events, spare = spare, events
		if merged <= 1 {
			return events, spare
		}
	}
}

// runEnd is the end of the run of rising keys that begins at first.
func runEnd(events []event, first int) int {
	end := min(first+1, len(events))
	for end < len(events) && events[end].key >= events[end-1].key {
		end++
	}
	return end
}

// merge merges two runs into dst.
func merge(dst, a, b []event) {
	k := 0
	for len(a) > 0 && len(b) > 0 {
		if b[0].key < a[0].key {
			dst[k], b = b[0], b[1:]
		} else {
			dst[k], a = a[0], a[1:]
		}
		k++
	}
	copy(dst[k:], a)
	copy(dst[k:], b)
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
