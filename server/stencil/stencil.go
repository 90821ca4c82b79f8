// Package stencil draws a grid on paper at exactly 1:1, as a PDF: to lay on the skin, or to cut out.
package stencil

import "github.com/mesogrid/mesogrid/grid"

// Drawing is what a stencil shows.
type Drawing struct {
	Area    grid.Area // may be empty
	Box     Box       // of the shells, or where there is none of the points
	X, Y    []int32   // of all points in delivery order, um
	Volumes []uint32  // of all points, nL; empty: none are known
	Refills []uint64  // indices of the points before which the reservoir is filled again, ascending
	Fixed   []string  // names of the first points, which the caller has placed
	Spacing int64     // of the lattice, um; 0: there is none
	Titles  []string  // in short, on each sheet
	Alert   string    // before them, so that nobody overlooks it; may be empty
	Warned  []string  // the warnings, on the first sheet
	Facts   []Fact    // the plan, after them
}

// Fact is a line of the plan.
type Fact struct{ Name, Text string }

// Draw gives the PDF. It calls pause every few ms, and ends with the error of that.
func Draw(d *Drawing, paper Paper, pause func() error) ([]byte, error) {
	s := &sheets{Drawing: d, pen: newPen(paper, pause), tiles: paper.tiles(d.Box), classes: classesOf(d.Volumes)}
	s.labels = s.pen.labels(&d.Area)
	s.arm = 1_000
	if d.Spacing > 0 {
		s.arm = min(s.arm, max(50, d.Spacing/4))
	}
	s.refill = make(map[int]bool, len(d.Refills))
	for _, k := range d.Refills {
		s.refill[int(k)] = true
	}
	plan := s.layPlan()
	s.total = len(plan) + len(s.tiles)
	for k, lines := range plan {
		s.cover(k, lines)
	}
	small := newAtlas(s, bandMap(paper))
	small.keep()
	for k := range s.tiles {
		if s.pen.err == nil {
			s.sheet(&s.tiles[k], small)
		}
	}
	return s.pen.file()
}

// sheets are those drawn so far.
type sheets struct {
	*Drawing
	pen     *pen
	tiles   []tile
	labels  []label
	classes []class
	refill  map[int]bool
	arm     int64 // half a cross, um
	drawn   int   // sheets
	total   int
}
