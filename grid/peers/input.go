package main

import (
	"fmt"
	"math"
	"runtime"
	"sync"

	"github.com/mesogrid/mesogrid/grid"
)

// input is what all rivals get: an outline of one ring, a lattice, and its places in the box round the outline.
type input struct {
	contest
	area    grid.Area
	outline *grid.Outline
	spec    grid.Spec
	x, y    []int32 // the candidates: lattice points in the box, row by row
	truth   []bool  // which of them are members, by exact arithmetic, an edge after another
	members int
}

func newInput(c contest) (*input, error) {
	in := &input{contest: c, area: c.make(c.vertices)}
	var err error
	if in.outline, err = grid.NewOutline(in.area, nil); err != nil {
		return nil, err
	}
	in.spec = c.spec(in.outline, c.margin, grid.Origin{X: 100, Y: 50})
	g, err := grid.New(in.spec, nil)
	if err != nil {
		return nil, err
	}
	lattice, _ := g.Lattice()
	in.x, in.y = within(lattice, in.ring())
	in.truth = contains(in.outline, c.margin, in.x, in.y)
	for _, t := range in.truth {
		if t {
			in.members++
		}
	}
	return in, nil
}

// ring is the only ring of the outline.
func (in *input) ring() grid.Ring { return in.area.Polygons[0].Shell }

// title says what the input is.
func (in *input) title() string {
	return fmt.Sprintf("%v: %s vertices, %s of %s candidates are members", in.contest, count(in.vertices), count(in.members),
		count(len(in.x)))
}

// thinned is the input with every n-th candidate only.
func (in *input) thinned(n int) *input {
	t := *in
	t.x, t.y, t.truth = nil, nil, nil
	for k := 0; k < len(in.x); k += n {
		t.x, t.y, t.truth = append(t.x, in.x[k]), append(t.y, in.y[k]), append(t.truth, in.truth[k])
	}
	return &t
}

// within are the points of a lattice in the box round a ring, row by row.
func within(l grid.Lattice, r grid.Ring) (x, y []int32) {
	lowX, highX, lowY, highY := r.X[0], r.X[0], r.Y[0], r.Y[0]
	for k := range r.X {
		lowX, highX = min(lowX, r.X[k]), max(highX, r.X[k])
		lowY, highY = min(lowY, r.Y[k]), max(highY, r.Y[k])
	}
	// The box's corners in steps of the lattice bound its indices.
	ax, ay, bx, by := float64(l.A.X), float64(l.A.Y), float64(l.B.X), float64(l.B.Y)
	det := ax*by - ay*bx
	lowI, highI, lowJ, highJ := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, cx := range []int32{lowX, highX} {
		for _, cy := range []int32{lowY, highY} {
			dx, dy := float64(int64(cx)<<20-l.O.X), float64(int64(cy)<<20-l.O.Y)
			i, j := (dx*by-dy*bx)/det, (dy*ax-dx*ay)/det
			lowI, highI, lowJ, highJ = min(lowI, i), max(highI, i), min(lowJ, j), max(highJ, j)
		}
	}
	for j := int64(lowJ) - 2; j <= int64(highJ)+2; j++ {
		for i := int64(lowI) - 2; i <= int64(highI)+2; i++ {
			p := l.At(i, j)
			if lowX <= p.X && p.X <= highX && lowY <= p.Y && p.Y <= highY {
				x, y = append(x, p.X), append(y, p.Y)
			}
		}
	}
	return x, y
}

// contains asks the outline itself, a point and an edge after another: slow, and exact.
func contains(o *grid.Outline, margin grid.Micrometres, x, y []int32) []bool {
	mask := make([]bool, len(x))
	workers := runtime.NumCPU()
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			for k := w; k < len(x); k += workers {
				mask[k] = o.Contains(grid.Point{X: x[k], Y: y[k]}, margin)
			}
		})
	}
	all.Wait()
	return mask
}
