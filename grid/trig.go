package grid

import "math/bits"

// fullTurn is in millidegrees.
const fullTurn = 360_000

// one is 1 in the fixed-point format of sine and cosine, 2^-62.
const one = 1 << 62

// piQ62 is pi * 2^62, rounded.
const piQ62 uint64 = 0xC90FDAA22168C235

// sinCos is the sine and the cosine of an angle in units of 2^-62, true to within 2 units. A spacing times one of them is
// then true to within 2^-24 of a unit of 2^-20 um before it is rounded: it is rounded as the true value is, but where
// that lies as near as this to a half. math.Sincos differs between machines; this does not.
func sinCos(angle Millidegrees) (sin, cos int64) {
	a := int64(angle) % fullTurn
	if a < 0 {
		a += fullTurn
	}
	quarter, a := a/(fullTurn/4), a%(fullTurn/4)
	if a <= fullTurn/8 {
		sin, cos = sinCosOctant(a)
	} else {
		cos, sin = sinCosOctant(fullTurn/4 - a)
	}
	switch quarter {
	case 1:
		return cos, -sin
	case 2:
		return -sin, -cos
	case 3:
		return -cos, sin
	}
	return sin, cos
}

// sinCosOctant sums the Taylor series from the inside, sin x = x (1 - x2/(2*3) (1 - x2/(4*5) (1 - ...))), for 0 to 45
// degrees; after 12 steps the rest is below 2^-80. Every factor lies in 0..1, so unsigned numbers do.
func sinCosOctant(a int64) (sin, cos int64) {
	hi, lo := bits.Mul64(uint64(a), piQ62)
	x, _ := bits.Div64(hi, lo, fullTurn/2)
	x2 := mulQ62(x, x)
	s, c := uint64(one), uint64(one)
	for k := uint64(12); k > 0; k-- {
		s = one - mulQ62(x2, s)/(2*k*(2*k+1))
		c = one - mulQ62(x2, c)/((2*k-1)*2*k)
	}
	return int64(mulQ62(x, s)), int64(c)
}

// mulQ62 is x*y of two numbers in units of 2^-62, below 4, rounded down.
func mulQ62(x, y uint64) uint64 {
	hi, lo := bits.Mul64(x, y)
	return hi<<2 | lo>>62
}

// scaleQ62 is v*q of a whole number and a number of at most 1 in units of 2^-62, rounded half up after a further shift:
// floor(v * q / 2^(62-shift) + 1/2). The result must fit 63 bits.
func scaleQ62(v, q int64, shift uint) int64 {
	p := mul128(v, q)
	p = p.add(int128{lo: 1 << (61 - shift)})
	return p.shiftRight(62 - shift)
}
