package server

import (
	"math"

	"github.com/mesogrid/mesogrid/grid"
)

// step is a step from one point to the next along a row of the lattice. As points are rounded, a coordinate grows by the
// whole part of the lattice's step, rounded down, or by one more: four kinds of step, and one root for each.
type step struct {
	x, y    int32
	squared [4]uint64  // length of each kind, um2: bit 0 one more in x, bit 1 one more in y
	length  [4]float64 // um
}

// alongRows makes the tally know the steps of a lattice.
func (t *tally) alongRows(l grid.Lattice) {
	const fracBits = 20 // of a grid.Vector
	t.rows = true
	t.along[0] = newStep(int32(l.A.X>>fracBits), int32(l.A.Y>>fracBits))
	t.along[1] = newStep(int32(-l.A.X>>fracBits), int32(-l.A.Y>>fracBits))
}

func newStep(x, y int32) step {
	s := step{x: x, y: y}
	for kind := range s.squared {
		to := grid.Point{X: x + int32(kind&1), Y: y + int32(kind>>1)}
		s.squared[kind] = distance2(grid.Point{}, to)
		s.length[kind] = math.Sqrt(float64(s.squared[kind]))
	}
	return s
}

// run adds as many points as follow one another by this step, and returns how many. They only count the kinds; and as
// either coordinate goes one way all along, the box grows to the last of them alone.
func (s *step) run(t *tally, x, y []int32) int {
	y = y[:len(x)]
	px, py := t.last.X+s.x, t.last.Y+s.y // the next point, or one less than it
	var moreX, moreY, moreBoth uint32
	n := len(x)
	for k := range x {
		dx, dy := uint32(x[k]-px), uint32(y[k]-py)
		if dx|dy > 1 {
			n = k
			break
		}
		moreX += dx
		moreY += dy
		moreBoth += dx & dy
		px, py = x[k]+s.x, y[k]+s.y
	}
	if n == 0 {
		return 0
	}
	t.last = grid.Point{X: x[n-1], Y: y[n-1]}
	t.grow(t.last)
	counts := [4]uint32{uint32(n) - moreX - moreY + moreBoth, moreX - moreBoth, moreY - moreBoth, moreBoth}
	for kind, count := range counts {
		if count > 0 {
			t.travelUM += float64(float64(count) * s.length[kind])
			t.longestStep = max(t.longestStep, s.squared[kind])
		}
	}
	return n
}
