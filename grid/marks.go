package grid

import "slices"

// markSorter sorts the marks of a row by place, the few of a smooth outline by insertion, the thousands of a jagged one by
// distribution. Which of two in one place comes first does not matter: what lies between them holds no point.
type markSorter struct {
	keys, spareKeys []uint64 // place, index
	spare           []mark
}

const (
	fewMarks  = 24
	manyMarks = 128
)

func (s *markSorter) sort(marks []mark) []mark {
	switch {
	case len(marks) > manyMarks:
		return s.distribute(marks)
	case len(marks) > fewMarks:
		slices.SortFunc(marks, func(a, b mark) int { // places are numbers: cmp.Compare looks for NaN
			if a.u < b.u {
				return -1
			}
			if a.u > b.u {
				return 1
			}
			return 0
		})
		return marks
	}
	for i := 1; i < len(marks); i++ {
		m := marks[i]
		k := i
		for ; k > 0 && marks[k-1].u > m.u; k-- {
			marks[k] = marks[k-1]
		}
		marks[k] = m
	}
	return marks
}

// distribute sorts by places in units of 2^-32 of the row, at most 0.2 um: three passes of radix sort.
func (s *markSorter) distribute(marks []mark) []mark {
	const (
		digit  = 11
		digits = 1 << digit
	)
	low, high := marks[0].u, marks[0].u
	for _, m := range marks {
		low, high = min(low, m.u), max(high, m.u)
	}
	scale := (1<<32 - 1) / max(high-low, 1)
	n := len(marks)
	s.keys = slices.Grow(s.keys[:0], n)[:n]
	s.spareKeys = slices.Grow(s.spareKeys[:0], n)[:n]
	var ends [3][digits]uint32
	for i, m := range marks {
		k := uint64(float64((m.u-low)*scale))<<32 | uint64(i)
		s.keys[i] = k
		ends[0][k>>32%digits]++
		ends[1][k>>(32+digit)%digits]++
		ends[2][k>>(32+2*digit)%digits]++
	}
	for pass := range ends {
		sum := uint32(0)
		for i, size := range &ends[pass] {
			ends[pass][i] = sum
			sum += size
		}
		for _, k := range s.keys {
			at := &ends[pass][k>>(32+pass*digit)%digits]
			s.spareKeys[*at] = k
			*at++
		}
		s.keys, s.spareKeys = s.spareKeys, s.keys
	}
	s.spare = slices.Grow(s.spare[:0], n)[:n]
	for i, k := range s.keys {
		s.spare[i] = marks[uint32(k)]
	}
	marks, s.spare = s.spare, marks
	return marks
}
