package grid

import (
	"math"
	"math/rand/v2"
	"testing"
)

// tilesOf are tiles of both patterns.
func tilesOf() []tile {
	var tiles []tile
	for _, pattern := range []Pattern{Square, Triangular} {
		f := newFrame(newLattice(pattern, 3000, 17_000, Vector{}), Point{})
		tiles = append(tiles, newTile(&f, nil))
	}
	return tiles
}

// cutRight is what a polygon has right of a line at the heights of its ends: three cuts by half planes, one after another.
func cutRight(p piece, low, high vec) float64 {
	var a, b, c piece
	q := p.clip(a, vec{0, -1}, -low.v).clip(b, vec{0, 1}, high.v)
	n := vec{low.v - high.v, high.u - low.u}
	return q.clip(c, n, n.u*low.u+n.v*low.v).area()
}

// The closed forms are the areas of the polygons that cutting leaves.
func TestTileParts(t *testing.T) {
	rng := rand.New(rand.NewPCG(23, 1))
	// Half of the places lie where the tile's own corners do.
	place := func(tl *tile) vec {
		v := []float64{-tl.high, -tl.side, 0, tl.side, tl.high}[rng.IntN(5)]
		u := []float64{-0.5, tl.top, 0, -tl.top, 0.5}[rng.IntN(5)]
		if rng.IntN(2) == 0 {
			v = tl.high * (2*rng.Float64() - 1)
		}
		if rng.IntN(2) == 0 {
			u = rng.Float64() - 0.5
		}
		return vec{u, v}
	}
	for _, tl := range tilesOf() {
		if whole := piece(tl.corners).area(); math.Abs(whole-1) > 1e-9 {
			t.Errorf("a tile of %v has the area %v, want 1", tl.corners, whole)
		}
		for range 20_000 {
			low, high := place(&tl), place(&tl)
			if low.v > high.v {
				low, high = high, low
			}
			if low.v == high.v {
				continue
			}
			if got, want := tl.rightOf(low, high), cutRight(tl.corners, low, high); math.Abs(got-want) > 1e-14 {
				t.Fatalf("right of %v to %v a tile of %v has %v, want %v", low, high, tl.corners, got, want)
			}
			var memory piece
			d, half := tl.bisector(vec{}, vec{3 * place(&tl).u, 2 * place(&tl).v})
			p := piece(tl.corners).clip(memory, d, half)
			if got, want := p.rightOf(low, high), cutRight(p, low, high); math.Abs(got-want) > 1e-14 {
				t.Fatalf("right of %v to %v a piece of %v has %v, want %v", low, high, p, got, want)
			}
			if got, want := p.above(low.v), p.clip(nil, vec{0, -1}, -low.v).area(); math.Abs(got-want) > 1e-14 {
				t.Fatalf("above %v a piece of %v has %v, want %v", low.v, p, got, want)
			}
			slab := tl.below(high.v) - tl.below(low.v)
			if want := tl.rightOf(vec{-0.5, low.v}, vec{-0.5, high.v}); math.Abs(slab-want) > 1e-14 {
				t.Fatalf("from %v to %v the tile has %v, want %v", low.v, high.v, slab, want)
			}
		}
	}
}

// The rim is the members with a neighbour that is none, and perhaps some where two runs meet.
func TestRims(t *testing.T) {
	rng := rand.New(rand.NewPCG(23, 2))
	var all, rims runTable
	for range 2000 {
		const rows, columns = 7, 12
		var in [rows + 2][columns + 2]bool
		all = runTable{}
		filled := rng.Float64()
		for r := 1; r <= rows; r++ {
			for c := 1; c <= columns; c++ {
				if in[r][c] = rng.Float64() < 0.3+0.7*filled; !in[r][c] {
					continue
				}
				index := all.points
				all.points++
				if in[r][c-1] {
					all.runs[len(all.runs)-1].last++
				} else {
					all.runs = append(all.runs, run{row: int64(r), first: int64(c), last: int64(c), index: index, step: 1})
				}
			}
		}
		all.index()
		if rng.IntN(2) == 0 {
			all.rowStart = nil // as of rows far apart
		}
		if err := rims.takeRims(&all, new(Work)); err != nil {
			t.Fatal(err)
		}
		for r := 1; r <= rows; r++ {
			for c := 1; c <= columns; c++ {
				inner := in[r][c-1] && in[r][c+1] && in[r+1][c] && in[r+1][c-1] && in[r-1][c] && in[r-1][c+1]
				index, got := find(rims.of(int64(r)), int64(c))
				if want := in[r][c] && !inner; got != want {
					t.Fatalf("member %t at column %d of row %d is on the rim: %t, want %t\n%v", in[r][c], c, r, got, want, in)
				}
				if want, _ := find(all.of(int64(r)), int64(c)); got && index != want {
					t.Fatalf("the one at column %d of row %d is point %d, want %d\n%v", c, r, index, want, in)
				}
			}
		}
	}
}
