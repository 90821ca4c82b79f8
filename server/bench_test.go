package server

import (
	"fmt"
	"math"
	"testing"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// wave is a smooth outline of n vertices, about 2r um across.
func wave(n int, r float64) *mesogridv1.GridSpec_Outline {
	ring := new(mesogridv1.Ring)
	for k := range n {
		a := 2 * math.Pi * float64(k) / float64(n)
		at := r * (1 + 0.1*math.Cos(3*a))
		ring.XUm = append(ring.XUm, int32(math.Round(1.2*at*math.Cos(a))))
		ring.YUm = append(ring.YUm, int32(math.Round(0.8*at*math.Sin(a))))
	}
	return &mesogridv1.GridSpec_Outline{Outline: &mesogridv1.Outline{Polygons: []*mesogridv1.Polygon{{Shell: ring}}}}
}

// BenchmarkGenerate is a request without its transport: 60 vertices, triangular, margin 2 mm.
func BenchmarkGenerate(b *testing.B) {
	for _, c := range []struct {
		spacing uint32
		omit    bool
	}{{10_000, false}, {3_000, false}, {170, false}, {170, true}, {20, true}} {
		s := newGridService(DefaultLimits(), BuiltInProtocols())
		req := &mesogridv1.GenerateGridRequest{OmitPoints: c.omit, Spec: &mesogridv1.GridSpec{
			Area: wave(60, 50_000), Pattern: mesogridv1.Pattern_PATTERN_TRIANGULAR, SpacingUm: c.spacing, MarginUm: 2_000,
			AngleMdeg: new(int32(17_000)),
		}}
		resp, err := s.GenerateGrid(b.Context(), req)
		if err != nil {
			b.Fatal(err)
		}
		n := resp.GetHeader().GetKey().GetPointCount()
		b.Run(fmt.Sprintf("n=%d/omit=%t", n, c.omit), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := s.GenerateGrid(b.Context(), req); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/point")
		})
	}
}
