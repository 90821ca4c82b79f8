package grid_test

import (
	"testing"

	"github.com/mesogrid/mesogrid/grid"
)

// BenchmarkBestFit searches clin3 at 60 angles and 24 row phases in warm memory, triangular 3 mm, margin 2 mm: the
// evaluations alone, and the whole with the grids that are counted and compared by their areas. Where most points are
// asked for few are as good; where 880 are, 200 are compared.
func BenchmarkBestFit(b *testing.B) {
	o, err := grid.NewOutline(smooth(60), nil)
	if err != nil {
		b.Fatal(err)
	}
	fit := grid.BestFit{AnyAngle: true}
	spec := grid.Spec{Outline: o, Pattern: grid.Triangular, Spacing: 3000, Margin: 2 * mm, Placement: fit}
	b.Run("clin3/evaluations", func(b *testing.B) {
		run := grid.Evaluations(spec, fit)
		if err := run(); err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for b.Loop() {
			if err := run(); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/grid.DefaultEffort, "ns/evaluation")
	})
	for _, c := range []struct {
		name   string
		wanted uint32
	}{{"clin3/most", 0}, {"clin3/wanted", 880}} {
		fit.Wanted = c.wanted
		spec.Placement = fit
		b.Run(c.name, func(b *testing.B) {
			var g grid.Grid
			var work grid.Work
			if err := g.Reset(spec, &work); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if err := g.Reset(spec, &work); err != nil {
					b.Fatal(err)
				}
			}
			f, _ := g.Fit()
			b.ReportMetric(float64(f.Points), "points")
			b.ReportMetric(float64(f.CentredPoints), "centred")
		})
	}
}
