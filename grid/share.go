package grid

import "slices"

// Share says which part of the skin is a point's own.
type Share uint8

// The shares. The zero value is none of them. The region is the outline's polygons less its keep-outs; margins do not cut
// it. Cells are those of the lattice before its points are rounded.
const (
	Equal       Share = iota + 1 // the nominal cell, whatever the outline
	ClippedCell                  // the point's own cell of the lattice, as far as it lies in the region
	Voronoi                      // the part of the region that lies nearer to this lattice point than to any other of the grid
)

// AppendAreas appends the area of each lattice point, um2, in delivery order without the fixed points. Areas are true to
// 1 um2 and the same bytes on every machine; those of Voronoi add up to the region's area to 1e-12 (to 1e-11 for a sliver
// of a few um by hundreds of metres). It scans the grid once more, and leaves it as after its last band. A region whose
// keep-outs cross the outline or one another gives an *Error, as does too much work.
func (g *Grid) AppendAreas(dst []float64, share Share) ([]float64, error) {
	if share != Equal && g.outline != nil && g.outline.overlaps {
		return dst, &Error{Field: "dosing.share", Rule: NotAllowed, Text: "is of the area that keep-outs leave, and some of them " +
			"cross the outline or one another; draw them inside the outline and apart, or choose equal shares"}
	}
	s := &g.sharing
	if g.order == Shortest && !g.findOrder() {
		return dst, g.stop
	}
	if err := s.runs.take(g, 0); err != nil {
		return dst, err
	}
	g.ordered.end = len(g.ordered.nodes)
	if s.runs.points == 0 {
		return dst, nil
	}
	s.tile = newTile(&g.frame, s.tile.corners)
	all := slices.Grow(dst, s.runs.points)[:len(dst)+s.runs.points]
	areas := all[len(dst):]
	for first := 0; first < len(areas); first += pauseAfter {
		some := areas[first:min(first+pauseAfter, len(areas))]
		for i := range some {
			some[i] = s.tile.area
		}
		if err := g.work.tick(int64(len(some))); err != nil {
			return dst, err
		}
	}
	if share == Equal {
		return all, nil
	}
	s.holdings.open(areas)
	err := s.sweep(g, share == Voronoi)
	s.holdings.settle(s.tile.area)
	if err != nil {
		return dst, err
	}
	if g.order == Shortest {
		g.ordered.permute(areas)
	}
	return all, nil
}
