package stencil

import (
	"math/rand/v2"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
)

// inside counts how often a ray from a place to the right crosses a ring; odd is inside.
func inside(ring []place, at place) bool {
	odd := false
	for k, a := range ring {
		b := ring[(k+1)%len(ring)]
		if (a.y > at.y) != (b.y > at.y) && float64(at.x) < float64(a.x)+float64(b.x-a.x)*float64(at.y-a.y)/float64(b.y-a.y) {
			odd = !odd
		}
	}
	return odd
}

// near is whether a place lies within 3 um of a ring: there a cut that is rounded may pass it on the other side.
func near(ring []place, at place) bool {
	for k, a := range ring {
		b := ring[(k+1)%len(ring)]
		dx, dy := float64(b.x-a.x), float64(b.y-a.y)
		px, py := float64(at.x-a.x), float64(at.y-a.y)
		along := 0.
		if dx != 0 || dy != 0 {
			along = max(0, min(1, (px*dx+py*dy)/(dx*dx+dy*dy)))
		}
		if px, py = px-along*dx, py-along*dy; px*px+py*py < 9 {
			return true
		}
	}
	return false
}

// In the box, a ring that is cut off is the ring; and it has nothing outside.
func TestClipped(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	checked := 0
	for n := range 3_000 {
		extent := int64(1) << (8 + random.IntN(23))
		var ring grid.Ring
		for range 3 + random.IntN(12) {
			ring.X, ring.Y = append(ring.X, int32(random.Int64N(2*extent)-extent)), append(ring.Y, int32(random.Int64N(2*extent)-extent))
		}
		x, y := random.Int64N(2*extent)-extent, random.Int64N(2*extent)-extent
		b := Box{x, y, x + random.Int64N(extent), y + random.Int64N(extent)}
		whole := make([]place, len(ring.X))
		for k := range whole {
			whole[k] = place{int64(ring.X[k]), int64(ring.Y[k])}
		}
		got := clipped(ring, b)
		for _, v := range got {
			if v.x < b.MinX || v.x > b.MaxX || v.y < b.MinY || v.y > b.MaxY {
				t.Fatalf("case %d: %v cut to %v has %v", n, whole, b, v)
			}
		}
		for range 30 {
			at := place{b.MinX + random.Int64N(b.MaxX-b.MinX+1), b.MinY + random.Int64N(b.MaxY-b.MinY+1)}
			if near(whole, at) || at.x-b.MinX < 3 || b.MaxX-at.x < 3 || at.y-b.MinY < 3 || b.MaxY-at.y < 3 {
				continue
			}
			checked++
			if inside(got, at) != inside(whole, at) {
				t.Fatalf("case %d: %v cut to %v is %v: %v is inside: %t, of the ring %t", n, whole, b, got, at, inside(got, at), inside(whole, at))
			}
		}
	}
	if checked < 10_000 {
		t.Errorf("%d places were looked at, too few", checked)
	}
}

// A small picture leaves out vertices nearer than its step to the one before, and no others.
func TestCoarse(t *testing.T) {
	ring := grid.Ring{X: []int32{0, 40, 99, 100, 100, -1_000_000_000}, Y: []int32{0, 0, 0, 0, 99, 1_000_000_000}}
	area := &grid.Area{Polygons: []grid.Polygon{{Shell: ring, Holes: []grid.Ring{ring}}}, KeepOuts: []grid.KeepOut{{Name: "a", Polygon: grid.Polygon{Shell: ring}}}}
	c := coarse(area, 100)
	for _, got := range []grid.Ring{c.Polygons[0].Shell, c.Polygons[0].Holes[0], c.KeepOuts[0].Polygon.Shell} {
		if len(got.X) != 3 || got.X[1] != 100 || got.Y[1] != 0 || got.X[2] != -1_000_000_000 {
			t.Errorf("%v in steps of 100: %v", ring, got)
		}
	}
}
