package dose

import "math/bits"

// mulDiv is a*b/q, rounded down, by 128 bits; ok is false where it does not fit 64. exact tells that nothing was cut off.
func mulDiv(a, b, q uint64) (quotient uint64, exact, ok bool) {
	hi, lo := bits.Mul64(a, b)
	if hi >= q {
		return 0, false, false
	}
	quotient, rest := bits.Div64(hi, lo, q)
	return quotient, rest == 0, true
}

// mul is a*b; ok is false where it does not fit 64 bits.
func mul(a, b uint64) (product uint64, ok bool) {
	hi, lo := bits.Mul64(a, b)
	return lo, hi == 0
}

// sum128 is a sum of products that 64 bits may not hold.
type sum128 struct{ hi, lo uint64 }

// add adds a*b. 128 bits hold the squares of all volumes of 2^64 points.
func (s *sum128) add(a, b uint64) {
	hi, lo := bits.Mul64(a, b)
	var carry uint64
	s.lo, carry = bits.Add64(s.lo, lo, 0)
	s.hi, _ = bits.Add64(s.hi, hi, carry)
}
