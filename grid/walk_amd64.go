//go:build !purego

package grid

import "golang.org/x/sys/cpu"

// GODEBUG=cpu.avx512f=off and cpu.avx2=off turn these paths off, the build tag purego all of them.
var (
	useAVX512 = cpu.X86.HasAVX512F
	useAVX2   = cpu.X86.HasAVX2
)

// path names the code that fills points here.
func path() string {
	switch {
	case useAVX512:
		return "AVX-512"
	case useAVX2:
		return "AVX2"
	}
	return "portable"
}

// fewest is the least number of points for which a vector pays.
const fewest = 8

// walkVectors fills the first points by vectors and tells how many.
func (s *stride) walkVectors(x, y []int32, px, py int64) int {
	n := len(x)
	if n < fewest {
		return 0
	}
	_ = y[n-1]
	switch {
	case useAVX512:
		walkAVX512(&x[0], &y[0], n, px, py, s)
		return n
	case useAVX2:
		walkAVX2(&x[0], &y[0], n&^7, px, py, s)
		return n &^ 7
	}
	return 0
}

// walkAVX512 fills n points, at least 1.
//
//go:noescape
func walkAVX512(x, y *int32, n int, px, py int64, s *stride)

// walkAVX2 fills n points, a multiple of 8 and at least that.
//
//go:noescape
func walkAVX2(x, y *int32, n int, px, py int64, s *stride)
