package server_test

import (
	"slices"
	"strings"
	"testing"

	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
	"github.com/mesogrid/mesogrid/server"
)

// arealVolume is a hard limit, nL per cm2.
func arealVolume(most uint64) *pb.Limit {
	return &pb.Limit{Quantity: pb.Quantity_QUANTITY_AREAL_VOLUME, HardMax: &most}
}

func TestWarnings(t *testing.T) {
	islands := func(n int) *pb.GridSpec_Outline { // a strip and n-1 islands too small for a point
		o := outline(polygon(rect(0, 0, 100_000, 50_000)))
		for k := range int32(n - 1) {
			o.Outline.Polygons = append(o.Outline.Polygons, polygon(rect(200_000+10*k, 7, 200_009+10*k, 9)))
		}
		return o
	}
	keepOuts := func(k ...*pb.KeepOut) func(*pb.GridSpec) {
		return func(s *pb.GridSpec) { s.GetOutline().KeepOuts = k }
	}
	client := grids(t, server.Config{})
	for _, c := range []struct {
		name   string
		change func(*pb.GridSpec)
		want   []string // reason, field
		text   string   // part of the first text
	}{
		{"none", func(*pb.GridSpec) {}, nil, ""},
		{"empty", func(s *pb.GridSpec) { s.MarginUm = 25_010 }, []string{"EMPTY_GRID", "spec"}, "25.01 mm"},
		{"no fixed points", func(s *pb.GridSpec) { s.Area, s.Pattern, s.SpacingUm = nil, pb.Pattern_PATTERN_NONE, 0 },
			[]string{"EMPTY_GRID", "spec.fixed_points"}, "Add fixed_points"},
		{"island", func(s *pb.GridSpec) {
			s.Area, s.Placement = islands(2), &pb.GridSpec_Origin{Origin: &pb.Origin{}}
		}, []string{"POLYGON_WITHOUT_POINT", "spec.outline.polygons[1]"}, "No lattice point lies in 1 of 2 polygons: index 1."},
		{"islands", func(s *pb.GridSpec) {
			s.Area, s.Placement = islands(9), &pb.GridSpec_Origin{Origin: &pb.Origin{}}
		}, []string{"POLYGON_WITHOUT_POINT", "spec.outline.polygons[1]"}, "in 8 of 9 polygons: index 1, 2, 3, 4, 5 and 3 more"},
		{"near misses", func(s *pb.GridSpec) {
			s.Placement, s.MarginUm = &pb.GridSpec_Origin{Origin: &pb.Origin{XUm: 5_000, YUm: 5_000}}, 5_001
		}, []string{"NEAR_MISSES", "spec.margin_um"}, "less than 2 um: 26."},
		{"keep-out across the rim", keepOuts(&pb.KeepOut{Polygon: polygon(rect(-9, 9, 9, 99))}),
			[]string{"KEEP_OUTS_OVERLAP", "spec.outline.keep_outs"}, "mean densities are absent"},
		{"keep-outs off the outline", keepOuts(&pb.KeepOut{Polygon: polygon(rect(9, 9, 99, 99))},
			&pb.KeepOut{Polygon: polygon(rect(100_001, 9, 100_009, 99))}, &pb.KeepOut{Polygon: polygon(rect(9, -99, 99, -9)), MarginUm: 10}),
			[]string{"KEEP_OUT_OUTSIDE", "spec.outline.keep_outs[1]"}, "1 of 3 keep-outs lie outside the outline and keep nothing out: index 1."},
		{"an outline in metres", func(s *pb.GridSpec) { s.Area = outline(polygon(rect(0, 0, 100, 50))) },
			[]string{"AREA_BELOW_CELL", "spec.outline"}, "100 mm2"},
		{"fixed points in a heap", func(s *pb.GridSpec) {
			s.FixedPoints = []*pb.FixedPoint{{XUm: 10_000, YUm: 10_000}, {XUm: 20_000, YUm: 10_000}, {XUm: 19_999, YUm: 20_000}, {XUm: 15_000, YUm: 1_340}}
		}, []string{"FIXED_POINTS_CLOSE", "spec.fixed_points[3]"}, "nearer than the spacing of 10 mm to fixed_points[0]"},
		// 11 x 6 points on the edge and within, for the area of 50: 66 x 0.2 mL on 50 cm2.
		{"cells over the edge", func(s *pb.GridSpec) {
			s.Placement = &pb.GridSpec_Origin{Origin: &pb.Origin{}}
			s.Limits = append(s.Limits, arealVolume(250_000), arealVolume(264_000))
		}, []string{"MEAN_DENSITY", "spec.limits[0]"}, "Volume per cm2: 0.264 mL/cm2 is above the hard limit of 0.25 mL/cm2."},
		{"as many cells as there is area", func(s *pb.GridSpec) { s.Limits = append(s.Limits, arealVolume(200_000)) }, nil, ""},
		{"keep-outs apart", keepOuts(
			&pb.KeepOut{Polygon: polygon(rect(9, 9, 99, 99))}, &pb.KeepOut{Polygon: polygon(rect(99, 9, 999, 99))}), nil, ""},
	} {
		spec := strip()
		c.change(spec)
		var got []string
		var texts strings.Builder
		report := ask(t, client, spec).GetReport()
		for _, w := range report.GetWarnings() {
			got = append(got, w.GetReason(), w.GetField())
			texts.WriteString(w.GetText())
		}
		if !slices.Equal(got, c.want) || !strings.Contains(texts.String(), c.text) {
			t.Errorf("%s: warnings %v, want %v with %q", c.name, report.GetWarnings(), c.want, c.text)
		}
	}
}

// A keep-out strip that shares an edge with the outline takes its part of the area; one that crosses leaves the area as
// it is and the mean density out.
func TestMeanDensityAndKeepOuts(t *testing.T) {
	client := grids(t, server.Config{})
	spec := strip()
	spec.GetOutline().KeepOuts = []*pb.KeepOut{{Polygon: polygon(rect(0, 40_000, 100_000, 50_000)), Name: "scar"}}
	resp := ask(t, client, spec)
	d := resp.GetReport().GetDoses()[0]
	if resp.GetHeader().GetKey().GetPointCount() != 40 || resp.GetHeader().GetTotalVolumeNl() != 8_000_000 ||
		resp.GetReport().GetAreaMm2() != 4000 || d.GetTotal() != 80 || d.GetMeanPerCm2() != 2 {
		t.Errorf("header %v, report %v; want 40 points, 8 mL, 4,000 mm2, 80 mg, 2 mg/cm2", resp.GetHeader(), resp.GetReport())
	}
	spec.GetOutline().KeepOuts[0].Polygon = polygon(rect(0, 40_000, 100_000, 50_001))
	r := ask(t, client, spec).GetReport()
	if r.GetAreaMm2() != 5000 || r.GetDoses()[0].MeanPerCm2 != nil || r.GetVolume().MeanNlPerCm2 != nil ||
		r.GetDoses()[0].GetLatticePerCm2() != 2 {
		t.Errorf("report %v; want 5,000 mm2, no mean density, lattice density 2 mg/cm2", r)
	}
	spec.GetOutline().KeepOuts[0].Polygon = polygon(rect(0, 0, 100_000, 50_000))
	if r := ask(t, client, spec).GetReport(); r.GetAreaMm2() != 0 || r.GetDoses()[0].MeanPerCm2 != nil {
		t.Errorf("report %v; want nothing left, and no density over it", r)
	}
}
