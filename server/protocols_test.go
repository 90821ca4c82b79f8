package server_test

import (
	"math"
	"testing"

	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
	"github.com/mesogrid/mesogrid/server"
)

// The strips and sites of published protocols, with the doses that their sources give. Densities are compared as the
// sources write them, to three or four digits; all else exactly.
func TestProtocolDoses(t *testing.T) {
	keepOutStrip := func(s *pb.GridSpec) {
		s.GetOutline().KeepOuts = []*pb.KeepOut{{Polygon: polygon(rect(0, 40_000, 100_000, 50_000)), Name: "strip"}}
	}
	triangular := func(s *pb.GridSpec) { s.Pattern = pb.Pattern_PATTERN_TRIANGULAR }
	volume := func(nl uint32) func(*pb.GridSpec) {
		return func(s *pb.GridSpec) { s.Dosing.Rule = &pb.Dosing_PointNl{PointNl: nl} }
	}
	// Twelve named sites of 0.3 mL at 0.23 mg/mL, without a lattice or an outline.
	sites := func(s *pb.GridSpec) {
		s.Area, s.Pattern, s.SpacingUm = nil, pb.Pattern_PATTERN_NONE, 0
		volume(300_000)(s)
		s.Dosing.Mixture = []*pb.Ingredient{{Name: "collagenase", Unit: "mg", AmountMicro: 230_000, InNl: 1_000_000}}
		for k := range int32(12) {
			s.FixedPoints = append(s.FixedPoints, &pb.FixedPoint{Name: "dimple", XUm: 20_000 * (k % 4), YUm: 15_000 * (k / 4)})
		}
	}
	client := grids(t, server.Config{})
	for _, c := range []struct {
		name    string
		change  []func(*pb.GridSpec)
		points  uint64
		totalNL uint64
		total   float64 // of the component
		lattice float64 // per cm2; 0: absent
		mean    float64 // per cm2; 0: absent
	}{
		{"strip", nil, 50, 10_000_000, 100, 2, 2},
		{"strip less a strip", []func(*pb.GridSpec){keepOutStrip}, 40, 8_000_000, 80, 2, 2},
		{"triangular", []func(*pb.GridSpec){triangular}, 50, 10_000_000, 100, 2.309, 2},
		{"triangular, wider", []func(*pb.GridSpec){triangular, func(s *pb.GridSpec) { s.SpacingUm = 10_746 }}, 45, 9_000_000, 90, 2.000, 1.8},
		{"triangular, less each", []func(*pb.GridSpec){triangular, volume(173_200)}, 50, 8_660_000, 86.6, 2.000, 1.732},
		{"named sites", []func(*pb.GridSpec){sites}, 12, 3_600_000, 0.828, 0, 0},
	} {
		spec := strip()
		for _, change := range c.change {
			change(spec)
		}
		resp := ask(t, client, spec)
		d := resp.GetReport().GetDoses()[0]
		if resp.GetHeader().GetKey().GetPointCount() != c.points ||
			resp.GetHeader().GetTotalVolumeNl() != c.totalNL || d.GetTotal() != c.total {
			t.Errorf("%s: %d points, %d nL, %v %s; want %d, %d, %v", c.name, resp.GetHeader().GetKey().GetPointCount(),
				resp.GetHeader().GetTotalVolumeNl(), d.GetTotal(), d.GetUnit(), c.points, c.totalNL, c.total)
		}
		if math.Abs(d.GetLatticePerCm2()-c.lattice) > 0.0005 || (d.LatticePerCm2 == nil) != (c.lattice == 0) {
			t.Errorf("%s: lattice density %v, want %v mg/cm2", c.name, d.LatticePerCm2, c.lattice)
		}
		if math.Abs(d.GetMeanPerCm2()-c.mean) > 0.0005 || (d.MeanPerCm2 == nil) != (c.mean == 0) {
			t.Errorf("%s: mean density %v, want %v mg/cm2", c.name, d.MeanPerCm2, c.mean)
		}
	}
}
