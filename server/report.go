package server

import (
	"slices"

	"github.com/mesogrid/mesogrid/grid"
	"github.com/mesogrid/mesogrid/grid/dose"
	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

const um2PerMM2 = 1e6

// report puts together what people read.
func report(p *plan, t *tally, run *dose.Run, g *grid.Grid) *mesogridv1.GridReport {
	ground := dose.Ground{Cell: dose.Cell(p.spec.Pattern, p.spec.Spacing)}
	r := &mesogridv1.GridReport{
		CellMm2:         ground.Cell / um2PerMM2,
		PolygonPoints:   slices.Clone(g.PolygonPoints()),
		TravelUm:        wholeUM(t.travelUM),
		LongestJumpUm:   rootUM(t.longestStep),
		FixedPointIndex: make([]uint64, len(p.spec.Fixed)),
	}
	exact := true
	if p.spec.Outline != nil {
		var area2 int64
		area2, exact = p.spec.Outline.Area2()
		area := float64(area2) / 2
		r.AreaMm2 = area / um2PerMM2
		if exact {
			ground.Area = area
		}
	}
	for k := range r.FixedPointIndex {
		r.FixedPointIndex[k] = uint64(k) // fixed points come first, as listed
	}
	for _, d := range run.Doses(ground) {
		r.Doses = append(r.Doses, &mesogridv1.ComponentDose{
			Name: d.Name, Unit: d.Unit, Total: d.Total, MaxPoint: d.MaxPoint,
			LatticePerCm2: d.LatticePerCM2, MeanPerCm2: d.MeanPerCM2,
		})
	}
	if v, ok := run.Stats(ground); ok {
		r.Volume = &mesogridv1.VolumeStats{
			MinNl: v.Min, MaxNl: v.Max, MeanNl: v.Mean, Cv: v.CV,
			LatticeNlPerCm2: v.LatticeNLPerCM2, MeanNlPerCm2: v.MeanNLPerCM2,
		}
	}
	r.Warnings = warnings(p, t.points, g, r.AreaMm2, r.CellMm2, exact)
	return r
}
