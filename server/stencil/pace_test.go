package stencil

import (
	"errors"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
)

// combOf is an outline of one sheet's width whose lines run through six sheets, up and down.
func combOf(vertices int) grid.Area {
	var r grid.Ring
	for k := range int32(vertices) {
		r.X, r.Y = append(r.X, k), append(r.Y, k%2*1_100_000)
	}
	r.X, r.Y = append(r.X, int32(vertices), 0), append(r.Y, -1, -1)
	return grid.Area{Polygons: []grid.Polygon{{Shell: r}}}
}

// Whatever there is much of, drawing it pauses every few ms, and ends where a pause says so.
func TestPace(t *testing.T) {
	many := Drawing{Fixed: make([]string, 20_000)}
	for k := range int32(20_000) {
		many.X, many.Y = append(many.X, k%141*1_000), append(many.Y, k/141*1_000)
	}
	many.Box = Box{0, 0, 140_000, 142_000}
	var keepOuts Drawing
	for k := range int32(1_000) {
		ring := grid.Ring{X: []int32{k, 160_000, 0}, Y: []int32{0, 180_000, 180_000}}
		keepOuts.Area.KeepOuts = append(keepOuts.Area.KeepOuts, grid.KeepOut{Polygon: grid.Polygon{Shell: ring}, Name: "a name that is too long to be shown in full"})
	}
	keepOuts.Box = Box{0, 0, 160_000, 180_000}
	comb := Drawing{Area: combOf(20_000)}
	comb.Box = Bounds(&comb.Area)
	for _, c := range []struct {
		name  string
		d     *Drawing
		least int // pauses
	}{
		{"points", &many, 40},       // a cross is two lines, the way one, and each looks for a place for its index
		{"keep-outs", &keepOuts, 5}, // three lines of up to 180 mm each, and a name
		{"comb", &comb, 100},        // lines of 22 km in all
	} {
		pauses := 0
		if _, err := Draw(c.d, A4, func() error { pauses++; return nil }); err != nil || pauses < c.least {
			t.Errorf("%s: %v after %d pauses, want %d at least", c.name, err, pauses, c.least)
		}
		for _, last := range []int{1, pauses / 2, pauses} {
			enough, left := errors.New("enough"), last
			_, err := Draw(c.d, A4, func() error {
				if left--; left <= 0 {
					return enough
				}
				return nil
			})
			if !errors.Is(err, enough) || left != 0 {
				t.Errorf("%s: %v, and %d pauses after that, for one that says %v at pause %d of %d", c.name, err, -left, enough, last, pauses)
			}
		}
	}
}
