package server

import (
	"math"
	"slices"

	"github.com/mesogrid/mesogrid/grid"
	"github.com/mesogrid/mesogrid/grid/dose"
	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

const um2PerMM2 = 1e6

// report puts together what people read.
func (a *answer) report(
	p *plan, sum dose.Sum, g *grid.Grid, soft []*mesogridv1.LimitBreach,
) *mesogridv1.GridReport {
	body := dose.Body{MassG: p.massG}
	r := &mesogridv1.GridReport{
		CellMm2:         dose.Cell(p.spec.Pattern, p.spec.Spacing) / um2PerMM2,
		PolygonPoints:   slices.Clone(g.PolygonPoints()),
		TravelUm:        wholeUM(a.tally.travelUM),
		LongestJumpUm:   rootUM(a.tally.longestStep),
		TravelBoundUm:   travelBound(&p.spec, a.tally.points, g),
		FixedPointIndex: make([]uint64, len(p.spec.Fixed)),
	}
	exact := true
	if p.spec.Outline != nil {
		var area2 int64
		area2, exact = p.spec.Outline.Area2()
		r.AreaMm2 = float64(area2) / 2 / um2PerMM2
		if exact {
			body.Area2 = area2
		}
	}
	for k := range r.FixedPointIndex {
		r.FixedPointIndex[k] = uint64(k) // fixed points come first, as listed
	}
	for _, d := range a.run.Doses(body) {
		r.Doses = append(r.Doses, &mesogridv1.ComponentDose{
			Name: d.Name, Unit: d.Unit, Total: d.Total, MaxPoint: d.MaxPoint,
			LatticePerCm2: d.LatticePerCM2, MeanPerCm2: d.MeanPerCM2, PerKg: d.PerKg,
		})
	}
	if v, ok := a.run.Stats(body); ok {
		r.Volume = &mesogridv1.VolumeStats{
			MinNl: v.Min, MaxNl: v.Max, MeanNl: v.Mean, Cv: v.CV, CappedNl: sum.Capped,
			LatticeNlPerCm2: v.LatticeNLPerCM2, MeanNlPerCm2: v.MeanNLPerCM2,
		}
		r.Supply = &mesogridv1.Supply{DrawUpNl: sum.DrawUp, Fills: sum.Fills}
		for _, in := range sum.Ingredients {
			r.Supply.Ingredients = append(r.Supply.Ingredients, &mesogridv1.IngredientSupply{Name: in.Name, VolumeNl: in.Volume})
		}
	}
	if f, ok := g.Fit(); ok {
		r.BestFit = bestFit(f)
	}
	if p.protocol != nil {
		r.ProtocolVersion = p.protocol.GetVersion() + " " + p.protocol.GetDigest()
	}
	r.Warnings = a.warnings(p, g, r, exact, soft)
	return r
}

// bestFit is what people read of a search.
func bestFit(f grid.Fit) *mesogridv1.BestFitReport {
	known := func(cv float64) *float64 {
		if cv < 0 {
			return nil
		}
		return &cv
	}
	return &mesogridv1.BestFitReport{
		AngleMdeg:     int32(f.Angle),
		CentredPoints: f.CentredPoints,
		GainedPoints:  int64(f.Points) - int64(f.CentredPoints),
		Evaluations:   uint32(f.Evaluations),
		AreaCv:        known(f.CV),
		CentredAreaCv: known(f.CentredCV),
	}
}

// travelBound is a length that no way through the points is below, um: through the fixed points as listed, from the last
// of them to a lattice point, which leaves it the spacing, and step by step through the lattice.
func travelBound(spec *grid.Spec, points uint64, g *grid.Grid) uint64 {
	bound, fixed := 0.0, spec.Fixed
	for k := 1; k < len(fixed); k++ {
		bound += math.Sqrt(float64(distance2(fixed[k-1], fixed[k])))
	}
	lattice, ok := g.Lattice()
	if more := points - uint64(len(fixed)); ok && more > 0 {
		if len(fixed) > 0 {
			bound += float64(spec.Spacing)
		}
		bound += float64(float64(more-1) * lattice.LeastStep())
	}
	// The travel is summed step by step, each sum true to 2^-53 of itself: it may come out so much too small. Then both
	// are rounded in one way.
	return wholeUM(bound - float64(bound*float64(points)/(1<<53)))
}
