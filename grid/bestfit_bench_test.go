package grid_test

import (
	"testing"

	"github.com/mesogrid/mesogrid/grid"
)

// BenchmarkBestFit searches clin3 at 60 angles and 24 row phases in warm memory, triangular 3 mm, margin 2 mm: the search
// whole, and as far as lattices are compared by their areas (one is wanted that only one angle and phase can have).
func BenchmarkBestFit(b *testing.B) {
	o, err := grid.NewOutline(smooth(60), nil)
	if err != nil {
		b.Fatal(err)
	}
	spec := grid.Spec{Outline: o, Pattern: grid.Triangular, Spacing: 3000, Margin: 2 * mm, Placement: grid.BestFit{AnyAngle: true}}
	var g grid.Grid
	var work grid.Work
	for b.Loop() {
		if err := g.Reset(spec, &work); err != nil {
			b.Fatal(err)
		}
	}
	f, _ := g.Fit()
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(f.Evaluations), "ns/evaluation")
	b.ReportMetric(float64(f.Points), "points")
	b.ReportMetric(float64(f.CentredPoints), "centred")
}
