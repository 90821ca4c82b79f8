package main

import (
	"math"
	"strconv"
	"strings"
)

// The figures of this file are for people, in the manner that keeps doses from being misread: no trailing zero, always
// a leading zero, no exponent, no thousands separator that could pass for a decimal point.

// decimal writes v / 10^places exactly.
func decimal[T int32 | uint32 | int64 | uint64 | int](v T, places int) string {
	digits := strconv.FormatUint(magnitude(v), 10)
	if n := places + 1 - len(digits); n > 0 {
		digits = strings.Repeat("0", n) + digits
	}
	whole, part := digits[:len(digits)-places], strings.TrimRight(digits[len(digits)-places:], "0")
	if part != "" {
		whole += "." + part
	}
	if v < 0 {
		return "-" + whole
	}
	return whole
}

func magnitude[T int32 | uint32 | int64 | uint64 | int](v T) uint64 {
	if v < 0 {
		return -uint64(v) // in two's complement this holds for the least value too
	}
	return uint64(v)
}

// mm writes micrometres as millimetres.
func mm[T int32 | uint32 | int64 | uint64 | int](um T) string { return decimal(um, 3) }

// mL writes nanolitres as millilitres.
func mL[T uint32 | uint64](nl T) string { return decimal(nl, 6) }

// significant digits of a figure that is no whole number of anything: more than a syringe shows, few enough to read.
const significant = 6

// figure writes a double of the report.
func figure(v float64) string {
	if v == 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	places := max(0, significant-1-int(math.Floor(math.Log10(math.Abs(v)))))
	text := strconv.FormatFloat(v, 'f', places, 64)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// count writes a number of things.
func count(n uint64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.FormatUint(n, 10) + " " + many
}
