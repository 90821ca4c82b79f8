package server

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/mesogrid/mesogrid/grid"
	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// warnings are what a person should know of a valid grid, the more serious first.
func (a *answer) warnings(
	p *plan, g *grid.Grid, r *mesogridv1.GridReport, exactArea bool, soft []*mesogridv1.LimitBreach,
) []*mesogridv1.Warning {
	points, areaMM2, cellMM2 := a.tally.points, r.GetAreaMm2(), r.GetCellMm2()
	var all []*mesogridv1.Warning
	warn := func(reason, field, format string, args ...any) {
		all = append(all, &mesogridv1.Warning{Reason: reason, Field: field, Text: fmt.Sprintf(format, args...)})
	}
	for _, b := range soft[:min(len(soft), mostBreaches)] {
		warn("SOFT_LIMIT", b.GetField(), "%s", b.GetText())
		all[len(all)-1].Breach = b
	}
	if more := len(soft) - mostBreaches; more > 0 {
		warn("SOFT_LIMIT", "spec.limits", "The plan is beyond %d more soft limits.", more)
	}
	a.warnDose(p, warn)
	a.warnMean(p, exactArea, warn)
	lattice := p.spec.Pattern != grid.NoPattern
	switch {
	case points == 0 && lattice:
		warn("EMPTY_GRID", "spec", "The grid has no point: no lattice point lies in the outline, outside the keep-outs and "+
			"%v from every edge. Reduce %s.", p.spec.Margin, reducible(p))
	case points == 0:
		warn("EMPTY_GRID", "spec.fixed_points", "The grid has no point: with PATTERN_NONE it has the fixed points only, and "+
			"there is none. Add fixed_points or choose another pattern.")
	case lattice:
		if none := withoutPoint(g.PolygonPoints()); len(none) > 0 {
			warn("POLYGON_WITHOUT_POINT", fmt.Sprintf("spec.outline.polygons[%d]", none[0]), "No lattice point lies in %d of %d "+
				"polygons: index %s. Reduce %s, or leave them out.", len(none), len(g.PolygonPoints()), few(none), reducible(p))
		}
	}
	if missed := g.NearMisses(); missed > 0 {
		remedy := "reduce the margins by 2 um or draw the outline 2 um larger"
		if p.spec.Margin == 0 {
			remedy = "draw the outline 2 um larger, or the keep-outs smaller"
		}
		warn("NEAR_MISSES", "spec.margin_um", "Lattice points left out because they miss the margin by less than 2 um: %d. "+
			"If they were meant to lie on it, %s.", missed, remedy)
	}
	if p.spec.Outline != nil {
		if apart := p.spec.Outline.KeepOutsApart(p.spec.Margin); len(apart) > 0 {
			warn("KEEP_OUT_OUTSIDE", fmt.Sprintf("spec.outline.keep_outs[%d]", apart[0]), "%d of %d keep-outs lie outside the "+
				"outline and keep nothing out: index %s. Check their place: a flipped y, another origin or another unit looks "+
				"like this.", len(apart), len(p.area.KeepOuts), few(apart))
		}
	}
	if !exactArea {
		warn("KEEP_OUTS_OVERLAP", "spec.outline.keep_outs", "Some keep-outs cross the outline or one another: the area is that "+
			"of the outline alone, and mean densities are absent. The points are right. For a mean density, draw the "+
			"keep-outs inside the outline and apart.")
	}
	if lattice && 0 < areaMM2 && areaMM2 < cellMM2 { // 0 is what keep-outs leave
		warn("AREA_BELOW_CELL", "spec.outline", "The area is smaller than the cell of one point, %.4g mm2: check that the "+
			"coordinates have the right unit.", cellMM2)
	}
	if i, j, close := closeFixed(p.spec.Fixed, p.spec.Spacing); close {
		warn("FIXED_POINTS_CLOSE", fmt.Sprintf("spec.fixed_points[%d]", j), "Lies nearer than the spacing of %v to "+
			"fixed_points[%d], and there may be more such pairs: densities count one point in each cell only.",
			p.spec.Spacing, i)
	}
	return all
}

// warnDose warns of what limits do not say of the dose and the depth.
func (a *answer) warnDose(p *plan, warn func(reason, field, format string, args ...any)) {
	if p.protocol != nil {
		if out := a.run.OutByTen(p.usual); out != "" {
			warn("OUT_BY_TEN", "spec.dosing", "%s, by protocol %s: check volumes, amounts and their units.", sentence(out), p.protocol.GetName())
		}
	}
	if n := p.limits.Uncounted(); n >= 0 {
		warn("DELIVERED_NOT_COUNTED", fmt.Sprintf("spec.delivered[%d]", n), "No limit counts this dose: it was given before the "+
			"period of every limit on that component, or there is none over a period.")
	}
	if len(p.sites) > 0 {
		warn("SITES_WITHOUT_POINT", "spec.fixed_points", "%d sites of protocol %s get no point: %s.", len(p.sites),
			p.protocol.GetName(), fewNames(p.sites))
	}
	if p.depth.um > 0 && p.depth.layer > 0 {
		if from, end := p.depth.layer.Depths(); p.depth.um < from || p.depth.um > end {
			warn("DEPTH_OUTSIDE_LAYER", "spec.depth", "A depth of %v is outside the %v, which usually lies %v to %v deep "+
				"(Perrin 2008).", p.depth.um, p.depth.layer, from, end)
		}
	}
	if a.run.Undelivered() {
		warn("TOTAL_WITHOUT_POINTS", "spec.dosing.total_nl", "There is no lattice point to share the total volume: nothing of it "+
			"is given.")
	}
}

// warnMean warns where the mean density is above a limit that the lattice density keeps to.
func (a *answer) warnMean(p *plan, exactArea bool, warn func(reason, field, format string, args ...any)) {
	if p.spec.Outline == nil || !exactArea {
		return
	}
	area2, _ := p.spec.Outline.Area2()
	for _, b := range p.limits.MeanBreaches(a.run, area2) {
		l := limitOf(p.limits.told[b.Limit])
		warn("MEAN_DENSITY", p.limits.fields[b.Limit], "Over the whole area, the mean is above a limit that no point's own cell exceeds, "+
			"as cells reach over the edge. %s Give a margin of half the spacing, a wider spacing or less volume.", l.Tell(b))
	}
}

// sentence begins a text with a capital letter.
func sentence(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// reducible names what stands between the outline and a point.
func reducible(p *plan) string {
	names := []string{"spacing_um"}
	if p.spec.Margin > 0 {
		names = append([]string{"margin_um"}, names...)
	}
	if len(p.area.KeepOuts) > 0 {
		names = append(names, "the keep-outs")
	}
	if last := len(names) - 1; last > 0 {
		return strings.Join(names[:last], ", ") + " or " + names[last]
	}
	return names[0]
}

// closeFixed finds a pair of fixed points nearer than the spacing, i before j. Points are sorted into squares of the
// spacing; before a pair is found none holds more than four.
func closeFixed(points []grid.Point, spacing grid.Micrometres) (i, j int, found bool) {
	if spacing == 0 {
		return 0, 0, false
	}
	type square struct{ x, y int32 }
	squares := make(map[square][]int, len(points))
	for j, p := range points {
		at := square{floorDiv(p.X, spacing), floorDiv(p.Y, spacing)}
		for _, near := range [...]square{{-1, -1}, {-1, 0}, {-1, 1}, {0, -1}, {0, 0}, {0, 1}, {1, -1}, {1, 0}, {1, 1}} {
			for _, i := range squares[square{at.x + near.x, at.y + near.y}] {
				if distance2(points[i], p) < uint64(spacing)*uint64(spacing) {
					return i, j, true
				}
			}
		}
		squares[at] = append(squares[at], j)
	}
	return 0, 0, false
}

func floorDiv(a int32, b grid.Micrometres) int32 {
	q := a / int32(b)
	if a%int32(b) < 0 {
		q--
	}
	return q
}

// withoutPoint are the polygons that got nothing, by index.
func withoutPoint(counts []uint64) []int {
	var none []int
	for n, points := range counts {
		if points == 0 {
			none = append(none, n)
		}
	}
	return none
}

// few writes the first few indices.
func few(indices []int) string {
	names := make([]string, len(indices))
	for i, n := range indices {
		names[i] = strconv.Itoa(n)
	}
	return fewNames(names)
}

// fewNames writes the first few names.
func fewNames(names []string) string {
	const most = 5
	if more := len(names) - most; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), more)
	}
	return strings.Join(names, ", ")
}
