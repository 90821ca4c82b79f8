package server

import (
	"encoding/binary"
	"hash/crc32"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

func TestCastagnoli(t *testing.T) {
	if got := crc32.Checksum([]byte("123456789"), castagnoli); got != 0xE3069283 {
		t.Errorf(`CRC-32C of "123456789" = %08X, want E3069283, the published check value`, got)
	}
	if got := columnCRC[uint32](0, nil); got != 0 {
		t.Errorf("CRC-32C of nothing = %08X, want 0", got)
	}
}

// bothEndians runs a test with the column's memory taken as it is, where that is the wire's order, and word by word.
func bothEndians(t *testing.T, test func(t *testing.T)) {
	native := littleEndian
	defer func() { littleEndian = native }()
	t.Run("memory", test)
	littleEndian = false
	t.Run("words", test)
}

// A column's checksum does not depend on how the column is cut.
func TestColumnCRC(t *testing.T) { bothEndians(t, testColumnCRC) }

func testColumnCRC(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	column := make([]int32, 5000)
	for k := range column {
		column[k] = int32(rng.Uint32())
	}
	b, _ := binary.Append(nil, binary.LittleEndian, column)
	want := crc32.Checksum(b, castagnoli)
	for range 100 {
		crc, rest := uint32(0), column
		for len(rest) > 0 {
			n := rng.IntN(len(rest) + 1)
			crc = columnCRC(crc, rest[:n])
			rest = rest[n:]
		}
		if crc != want {
			t.Fatalf("in parts: %08X, want %08X", crc, want)
		}
	}
}

// Every integer of the header counts, where the contract puts it.
func TestHeaderCRC(t *testing.T) {
	h := &mesogridv1.GridHeader{
		Key:           &mesogridv1.GridKey{PointCount: 1 << 40, Crc32C: 0xdeadbeef, Revision: 3},
		TotalVolumeNl: 1 << 50, ResidueNl: 1 << 33, DepthUm: 4_000, NeedleAngleMdeg: 30_000,
		RefillBefore: []uint64{7, 1 << 35},
		Bounds:       &mesogridv1.Bounds{MinXUm: -1, MinYUm: -2, MaxXUm: 3, MaxYUm: 4},
		Lattice:      &mesogridv1.Lattice{OriginX: -5, OriginY: 6, AX: 7, AY: -8, BX: 9, BY: 10},
		Crc32C:       12345, // is not part of itself
	}
	words := []uint64{1 << 40, 0xdeadbeef, 3, 1 << 50, 1 << 33, 4_000, 30_000,
		math.MaxUint64, math.MaxUint64 - 1, 3, 4,
		math.MaxUint64 - 4, 6, 7, math.MaxUint64 - 7, 9, 10, 2, 7, 1 << 35, 0}
	b, _ := binary.Append(nil, binary.LittleEndian, words)
	if got, want := headerCRC(h), crc32.Checksum(b, castagnoli); got != want {
		t.Errorf("headerCRC = %08X, want %08X", got, want)
	}
	empty, _ := binary.Append(nil, binary.LittleEndian, make([]uint64, 19))
	if got, want := headerCRC(&mesogridv1.GridHeader{}), crc32.Checksum(empty, castagnoli); got != want {
		t.Errorf("headerCRC of an empty header = %08X, want %08X", got, want)
	}
}

func TestRootUM(t *testing.T) {
	check := func(square uint64) {
		// half up: the greatest r with (2r - 1)^2 <= 4 square
		n := new(big.Int).Sqrt(new(big.Int).Lsh(new(big.Int).SetUint64(square), 2)).Uint64()
		if got, want := rootUM(square), (n+1)/2; got != want {
			t.Errorf("rootUM(%d) = %d, want %d", square, got, want)
		}
	}
	rng := rand.New(rand.NewPCG(3, 4))
	for root := range uint64(300) {
		for d := range uint64(3) {
			check(root*root + root + d)
		}
	}
	for range 10_000 {
		r := rng.Uint64N(1 << 30)
		for _, square := range []uint64{r * r, r*r + r, r*r + r + 1, r*r + 2*r, rng.Uint64N(1 << 61)} {
			check(square)
		}
	}
	check(2 * (1<<30 - 1) * (1<<30 - 1)) // the longest way between two points of one plan
}

// Parts of the points add up to the same as the whole.
func TestTallyInParts(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	x, y, nl := make([]int32, 500), make([]int32, 500), make([]uint32, 500)
	for k := range x {
		x[k], y[k], nl[k] = rng.Int32N(1e6)-5e5, rng.Int32N(1e6)-5e5, rng.Uint32()
	}
	var whole tally
	whole.add(x, y, nl)
	for range 50 {
		var parts tally
		for from := 0; from < len(x); {
			to := from + rng.IntN(len(x)-from+1)
			parts.add(x[from:to], y[from:to], nl[from:to])
			from = to
		}
		if parts != whole {
			t.Fatalf("in parts %+v, want %+v", parts, whole)
		}
	}
	if want := (grid.Point{X: x[499], Y: y[499]}); whole.last != want || whole.points != 500 {
		t.Errorf("last %v of %d points, want %v of 500", whole.last, whole.points, want)
	}
}
