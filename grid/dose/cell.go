package dose

import (
	"math"

	"github.com/mesogrid/mesogrid/grid"
)

// halfRoot3 is sqrt(3)/2: the height of a row of equilateral triangles over their side.
const halfRoot3 = 0.866025403784438646763723170752936183

// Cell is the area of the nominal cell a0 of a lattice point, um2: the square of the spacing, or that of the rhombus
// of two triangles; 0 without a lattice.
func Cell(pattern grid.Pattern, spacing grid.Micrometres) float64 {
	square := float64(int64(spacing) * int64(spacing))
	switch pattern {
	case grid.Square:
		return square
	case grid.Triangular:
		return square * halfRoot3
	}
	return 0
}

// whole is an area in whole um2, rounded half up: what volumes are computed from.
func whole(area float64) uint64 { return uint64(math.Floor(area + 0.5)) }
