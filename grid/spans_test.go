package grid_test

import (
	"fmt"

	"github.com/mesogrid/mesogrid/grid"
)

// readSpans reads a grid by its spans.
func readSpans(g *grid.Grid, want []place) error {
	g.Rewind()
	l, _ := g.Lattice()
	k := 0
	for g.Next() {
		for s := range g.Spans() {
			step := int64(1)
			if s.First > s.Last {
				step = -1
			}
			for i, n := s.First, s.Len(); n > 0; i, n = i+step, n-1 {
				if q := l.At(i, s.Row); k >= len(want) || int64(q.X) != want[k].x || int64(q.Y) != want[k].y {
					return fmt.Errorf("span %+v has %v as point %d, want that of AppendXY, of %d", s, q, k, len(want))
				}
				k++
			}
		}
	}
	if k != len(want) {
		return fmt.Errorf("spans have %d points, want %d", k, len(want))
	}
	return nil
}
