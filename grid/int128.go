package grid

import "math/bits"

// int128 is a signed 128-bit integer in two's complement, for the products of predicates that outgrow 64 bits.
type int128 struct {
	hi int64
	lo uint64
}

// mul128 is the product of two 64-bit integers.
func mul128(a, b int64) int128 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	// The unsigned product of two's complements is too large by 2^64 b where a is negative, and the other way round.
	return int128{hi: int64(hi) - a>>63&b - b>>63&a, lo: lo}
}

func (a int128) add(b int128) int128 {
	lo, carry := bits.Add64(a.lo, b.lo, 0)
	hi, _ := bits.Add64(uint64(a.hi), uint64(b.hi), carry)
	return int128{hi: int64(hi), lo: lo}
}

func (a int128) sub(b int128) int128 {
	lo, borrow := bits.Sub64(a.lo, b.lo, 0)
	hi, _ := bits.Sub64(uint64(a.hi), uint64(b.hi), borrow)
	return int128{hi: int64(hi), lo: lo}
}

// sign is -1, 0 or 1.
func (a int128) sign() int {
	switch {
	case a.hi < 0:
		return -1
	case a.hi == 0 && a.lo == 0:
		return 0
	}
	return 1
}

// double is the float64 nearest to a, or the one beside it.
func (a int128) double() float64 {
	if a.hi < 0 {
		return -(int128{}).sub(a).double()
	}
	return float64(float64(a.hi)*(1<<64)) + float64(a.lo)
}

// shiftRight is floor(a / 2^n) for 0 < n < 64; it must fit 64 bits.
func (a int128) shiftRight(n uint) int64 { return a.hi<<(64-n) | int64(a.lo>>n) }

// cross128 is the cross product of two vectors.
func cross128(a, b Vector) int128 { return mul128(a.X, b.Y).sub(mul128(a.Y, b.X)) }

// dot128 is the dot product of two vectors.
func dot128(a, b Vector) int128 { return mul128(a.X, b.X).add(mul128(a.Y, b.Y)) }
