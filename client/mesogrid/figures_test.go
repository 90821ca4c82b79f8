package main

import (
	"math"
	"testing"
)

func TestDecimal(t *testing.T) {
	for _, tt := range []struct {
		v      int64
		places int
		want   string
	}{
		{0, 3, "0"}, {1, 3, "0.001"}, {-1, 3, "-0.001"}, {1000, 3, "1"}, {10000, 3, "10"}, {12340, 3, "12.34"},
		{200_000, 6, "0.2"}, {7, 0, "7"}, {100, 0, "100"}, {math.MinInt64, 3, "-9223372036854775.808"},
	} {
		if got := decimal(tt.v, tt.places); got != tt.want {
			t.Errorf("decimal(%d, %d) = %q, want %q", tt.v, tt.places, got, tt.want)
		}
	}
	if got, want := mL(uint64(math.MaxUint64)), "18446744073709.551615"; got != want {
		t.Errorf("mL(2^64-1) = %q, want %q", got, want)
	}
}

// A dose has no trailing zero, a leading zero, no exponent.
func TestFigure(t *testing.T) {
	for _, tt := range []struct {
		v    float64
		want string
	}{
		{0, "0"}, {100, "100"}, {0.828, "0.828"}, {2.3094010767585034, "2.3094"}, {0.2 * 3, "0.6"}, {1e-7, "0.0000001"},
		{123456789, "123456789"}, {1e21, "1000000000000000000000"}, {999999.96, "1000000"}, {0.99999999, "1"}, {-1.5, "-1.5"},
		{math.Inf(1), "+Inf"},
	} {
		if got := figure(tt.v); got != tt.want {
			t.Errorf("figure(%v) = %q, want %q", tt.v, got, tt.want)
		}
	}
}
