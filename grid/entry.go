package grid

import (
	"math"
	"slices"
)

// entry is a slope within one tile of a row. Rows and columns of local fit 26 bits.
type entry struct {
	column, sign int32
	low, high    vec // its ends, relative to the tile's lattice point
}

// cut enters a slope within the heights of a row's tiles, tile by tile. A vertex within them is an end of all its slopes,
// at the same place for each, and where a slope leaves a tile it enters the next, so that terms cancel.
func (s *slopes) cut(g *Grid, t *tile, e *slope, row int64) error {
	j := float64(row)
	lowV, highV := e.lowV-j, e.highV-j
	if lowV >= t.high || highV <= -t.high {
		return nil
	}
	var low, high vec // relative to the lattice point of each one's own column
	var column, end int64
	if lowV > -t.high {
		low, column = g.beside(e.low, e.lowU, row)
	} else {
		low, column = g.atHeight(e, row, -t.high)
	}
	if highV < t.high {
		high, end = g.beside(e.high, e.highU, row)
	} else {
		high, end = g.atHeight(e, row, t.high)
	}
	if low.v >= high.v {
		return nil
	}
	if column == end {
		if err := g.work.spendShares(1); err != nil {
			return err
		}
		s.enterTile(e.sign, column, low, high)
		return nil
	}
	step, edge := int64(1), 0.5
	if end < column {
		step, edge = -1, -0.5
	}
	width := float64(end-column) + (high.u - low.u)
	if float64(float64(step)*width) <= 0 {
		high.u, end = edge, column // along the border of two tiles
	}
	rise := (high.v - low.v) / width // rows for each column; negative where it goes up to the left
	n := (end-column)*step + 1
	if err := g.work.spendShares(n); err != nil {
		return err
	}
	first, foot := len(s.entries), low
	for k := column; k != end; k += step {
		v := low.v + float64((float64(k-column)+edge-low.u)*rise)
		to := vec{edge, min(max(v, foot.v), high.v)}
		s.enterTile(e.sign, k, foot, to)
		foot = vec{-edge, to.v}
	}
	s.enterTile(e.sign, end, foot, high)
	if step < 0 {
		slices.Reverse(s.entries[first:])
	}
	return nil
}

// enterTile enters a slope within a tile, where it has any height.
func (s *slopes) enterTile(sign int32, column int64, low, high vec) {
	if low.v < high.v {
		s.entries = append(s.entries, entry{int32(column), sign, low, high})
	}
}

// way leads from one point to another, in um.
func way(from, to Point) Vector {
	return Vector{X: int64(to.X) - int64(from.X), Y: int64(to.Y) - int64(from.Y)}
}

// beside is the place of p, which has about so many columns, relative to the lattice point of the row nearest to it.
func (g *Grid) beside(p Point, columns float64, row int64) (vec, int64) {
	column := g.columnOf(columns, row)
	o, at := g.local.ideal(column, row), exactly(p)
	x, y := float64(at.X-o.X), float64(at.Y-o.Y)
	return inColumn(vec{float64(x*g.ux) + float64(y*g.uy), float64(x*g.vx) + float64(y*g.vy)}, column)
}

// columnOf is the column of the row's lattice point nearest to u.
func (g *Grid) columnOf(u float64, row int64) int64 {
	return int64(math.Floor(u - float64(g.shear*float64(row)) + 0.5))
}

// inColumn takes a place relative to the lattice point of a column over to that of its own column.
func inColumn(p vec, column int64) (vec, int64) {
	off := math.Floor(p.u + 0.5)
	return vec{p.u - off, p.v}, column + int64(off)
}

// atHeight is where a slope crosses the height v over a row, relative to the row's lattice point nearest to it:
// D x (o + u A + v V - low) = 0, where o is the lattice point.
func (g *Grid) atHeight(e *slope, row int64, v float64) (vec, int64) {
	part := (float64(row) + v - e.lowV) / (e.highV - e.lowV)
	column := g.columnOf(e.lowU+float64(min(max(part, 0), 1)*(e.highU-e.lowU)), row)
	o, from := g.local.ideal(column, row), exactly(e.low)
	off := cross128(way(e.low, e.high), Vector{o.X - from.X, o.Y - from.Y}).double()
	return inColumn(vec{-(off + float64(v*e.up)) / e.along, v}, column)
}
