package server

import (
	"math"

	"github.com/mesogrid/mesogrid/grid"
)

// tally is what one pass over the points adds up, part after part in delivery order.
type tally struct {
	points      uint64
	x, y, nl    uint32     // CRC-32C of the columns
	low, high   grid.Point // box round all points; not set before the first
	last        grid.Point // from which the way goes on
	travelUM    float64    // summed in delivery order, run after run: for people
	longestStep uint64     // squared, um2

	along [2]step // a step along a row, forwards and backwards
	rows  bool    // there are such steps
}

// add takes the next points: columns of one length.
func (t *tally) add(x, y []int32, nl []uint32) {
	if len(x) == 0 {
		return
	}
	t.x = columnCRC(t.x, x)
	t.y = columnCRC(t.y, y)
	t.nl = columnCRC(t.nl, nl)
	if t.points == 0 {
		t.last = grid.Point{X: x[0], Y: y[0]}
		t.low, t.high = t.last, t.last
	}
	t.points += uint64(len(x))
	t.walk(x, y)
}

// walk adds the way through the next points: the steps along rows by runs, the others one by one.
func (t *tally) walk(x, y []int32) {
	y = y[:len(x)]
	for k := 0; k < len(x); {
		p := grid.Point{X: x[k], Y: y[k]}
		if t.rows {
			n := t.along[0].run(t, x[k:], y[k:])
			if n == 0 {
				n = t.along[1].run(t, x[k:], y[k:])
			}
			if k += n; n > 0 {
				continue
			}
		}
		t.grow(p)
		d2 := distance2(t.last, p)
		t.travelUM += math.Sqrt(float64(d2))
		t.longestStep = max(t.longestStep, d2)
		t.last = p
		k++
	}
}

// grow takes p into the box.
func (t *tally) grow(p grid.Point) {
	t.low.X, t.high.X = min(t.low.X, p.X), max(t.high.X, p.X)
	t.low.Y, t.high.Y = min(t.low.Y, p.Y), max(t.high.Y, p.Y)
}

// distance2 is a squared distance, um2, exact: points of one plan differ by less than 2^30 um in a coordinate.
func distance2(a, b grid.Point) uint64 {
	dx, dy := int64(b.X)-int64(a.X), int64(b.Y)-int64(a.Y)
	return uint64(dx*dx + dy*dy)
}

// wholeUM rounds a length half up.
func wholeUM(length float64) uint64 { return uint64(math.Floor(length + 0.5)) }

// rootUM is the square root of an area, rounded half up.
func rootUM(square uint64) uint64 {
	root := uint64(math.Sqrt(float64(square))) // off by one at most
	for root*root > square {
		root--
	}
	for square-root*root > 2*root {
		root++
	}
	if square-root*root > root { // (root + 1/2)^2 = root^2 + root + 1/4
		root++
	}
	return root
}
