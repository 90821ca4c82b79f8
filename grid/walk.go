package grid

// stride is a step along a row, forwards or backwards, in um * 2^-32, so that a coordinate is the upper half of its sum.
type stride struct {
	x, y [lanes]int64 // the step times lane: where the even and odd pairs of a vector's points start
	step Vector
}

// Points of a vector: 8 with 256 bits, 16 with 512. The lower lanes serve both.
const lanes = 8

var lane = [lanes]int64{0, 1, 4, 5, 8, 9, 12, 13}

func newStride(a Vector) stride {
	s := stride{step: Vector{a.X << (32 - fracBits), a.Y << (32 - fracBits)}}
	for i, k := range lane {
		s.x[i], s.y[i] = k*s.step.X, k*s.step.Y
	}
	return s
}

// walk fills x and y with the points from one place on, a step apart. The sums are exact: no error adds up.
func (s *stride) walk(x, y []int32, from Vector) {
	px, py := (from.X+half)<<(32-fracBits), (from.Y+half)<<(32-fracBits)
	done := s.walkVectors(x, y, px, py)
	s.walkPortable(x[done:], y[done:], px+int64(done)*s.step.X, py+int64(done)*s.step.Y)
}

func (s *stride) walkPortable(x, y []int32, px, py int64) {
	y = y[:len(x)]
	for i := range x {
		x[i], y[i] = int32(px>>32), int32(py>>32)
		px += s.step.X
		py += s.step.Y
	}
}
