package server

import (
	"fmt"
	"strings"

	"github.com/mesogrid/mesogrid/grid"
	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// warnings are what a person should know of a valid grid of so many points.
func warnings(p *plan, points uint64, g *grid.Grid, exactArea bool) []*mesogridv1.Warning {
	var all []*mesogridv1.Warning
	warn := func(reason, field, format string, args ...any) {
		all = append(all, &mesogridv1.Warning{Reason: reason, Field: field, Text: fmt.Sprintf(format, args...)})
	}
	lattice := p.spec.Pattern != grid.NoPattern
	switch {
	case points == 0 && lattice:
		warn("EMPTY_GRID", "spec", "The grid has no point: no lattice point lies in the outline, outside the keep-outs and "+
			"%v from every edge. Reduce margin_um or spacing_um.", p.spec.Margin)
	case points == 0:
		warn("EMPTY_GRID", "spec.fixed_points", "The grid has no point: with PATTERN_NONE it has the fixed points only, and "+
			"there is none. Add fixed_points or choose another pattern.")
	case lattice:
		if none, first, list := withoutPoint(g.PolygonPoints()); none > 0 {
			warn("POLYGON_WITHOUT_POINT", fmt.Sprintf("spec.outline.polygons[%d]", first), "No lattice point lies in %d of %d "+
				"polygons: index %s. Reduce margin_um or spacing_um, or leave them out.", none, len(g.PolygonPoints()), list)
		}
	}
	if missed := g.NearMisses(); missed > 0 {
		warn("NEAR_MISSES", "spec.margin_um", "Lattice points left out because they miss the margin by less than 2 um: %d. "+
			"If they were meant to lie on it, reduce the margins by 2 um or draw the outline 2 um larger.", missed)
	}
	if !exactArea {
		warn("KEEP_OUTS_OVERLAP", "spec.outline.keep_outs", "Some keep-outs cross the outline or one another: the area is that "+
			"of the outline alone, and mean densities are absent. The points are right. For a mean density, draw the "+
			"keep-outs inside the outline and apart.")
	}
	return all
}

// withoutPoint counts the polygons that got nothing, names the first and lists a few, as indices in the outline.
func withoutPoint(counts []uint64) (none, first int, list string) {
	const few = 5
	var names []string
	for n, points := range counts {
		if points > 0 {
			continue
		}
		if none == 0 {
			first = n
		}
		if none++; none <= few {
			names = append(names, fmt.Sprint(n))
		}
	}
	if none > few {
		names = append(names, "...")
	}
	return none, first, strings.Join(names, ", ")
}
