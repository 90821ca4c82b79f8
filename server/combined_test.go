package server_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"google.golang.org/protobuf/proto"

	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
	"github.com/mesogrid/mesogrid/server"
)

// combined is a plan of any pattern, placement, order, dosing and share, of several polygons, with or without a hole, a
// keep-out and fixed points.
func combined(rng *rand.Rand) *pb.GridSpec {
	one := func(n int) bool { return rng.IntN(n) == 0 }
	at := func(lo, hi int32) int32 { return lo + rng.Int32N(hi-lo) }
	s := &pb.GridSpec{Pattern: pb.Pattern(1 + rng.IntN(2)), SpacingUm: uint32(at(2_000, 9_000)), MarginUm: uint32(at(0, 2_500)),
		Order: pb.Order(rng.IntN(3))}
	var polygons []*pb.Polygon
	for k := range int32(1 + rng.IntN(4)) {
		x, y := k%2*60_000+at(0, 9_000), k/2*50_000+at(0, 9_000)
		p := polygon(rect(x, y, x+at(20_000, 50_000), y+at(20_000, 40_000)))
		if one(2) {
			p.Holes = []*pb.Ring{rect(x+at(5_000, 9_000), y+at(5_000, 9_000), x+at(10_000, 18_000), y+at(10_000, 18_000))}
		}
		polygons = append(polygons, p)
	}
	s.Area = outline(polygons...)
	x, y := polygons[0].GetShell().GetXUm()[0], polygons[0].GetShell().GetYUm()[0]
	if one(3) && polygons[0].GetHoles() == nil {
		s.GetOutline().KeepOuts = []*pb.KeepOut{{Polygon: polygon(rect(x+8_000, y+8_000, x+14_000, y+11_000)), MarginUm: uint32(at(0, 2_000))}}
	}
	if one(2) {
		s.AngleMdeg = new(at(-360_000, 360_000))
	}
	switch rng.IntN(3) {
	case 0:
		s.Placement = &pb.GridSpec_BestFit{BestFit: &pb.BestFit{Effort: uint32(at(1, 60)), WantedPoints: uint32(at(0, 2) * at(1, 300))}}
	case 1:
		s.Placement = &pb.GridSpec_Origin{Origin: &pb.Origin{XUm: at(0, 9_000), YUm: at(0, 9_000)}}
	}
	for k := range int32(rng.IntN(3)) {
		s.FixedPoints = append(s.FixedPoints, &pb.FixedPoint{XUm: x + 3_000 + k*700, YUm: y + 3_000, VolumeNl: uint32(k * 1_000)})
	}
	s.Dosing = &pb.Dosing{Rule: &pb.Dosing_PointNl{PointNl: 10_000}, Share: pb.Share(rng.IntN(4))}
	switch rng.IntN(3) {
	case 0:
		s.Dosing.Rule = &pb.Dosing_TotalNl{TotalNl: uint64(at(1_000_000, 9_000_000))}
	case 1:
		s.Dosing.Rule = &pb.Dosing_NlPerCm2{NlPerCm2: uint32(at(1_000, 90_000))}
	}
	if one(2) {
		s.Injector = &pb.Injector{StepNl: uint32(at(1, 900))}
	}
	return s
}

// TestCombined asks for plans in which everything meets: streams from any point in chunks of any size are the single
// answer, which in serpentine order on its own lattice has the same points, and the report is that of the grid.
func TestCombined(t *testing.T) {
	plans := 150
	if testing.Short() {
		plans = 30
	}
	rng := rand.New(rand.NewPCG(34, 0))
	client := grids(t, server.Config{})
	answered := 0
	for range plans {
		spec := combined(rng)
		whole, err := client.GenerateGrid(t.Context(), &pb.GenerateGridRequest{Spec: spec})
		if err != nil {
			if info, _ := details(err); info == nil {
				t.Fatalf("%v\n%v", err, spec)
			}
			continue
		}
		answered++
		points, report, fixed := whole.GetPoints(), whole.GetReport(), len(spec.GetFixedPoints())
		n := uint64(len(points.GetXUm()))
		sum, lattice := uint64(0), uint64(fixed)
		for _, nl := range points.GetVolumeNl() {
			sum += uint64(nl)
		}
		for _, k := range report.GetPolygonPoints() {
			lattice += k
		}
		if way := wayThrough(points); n != whole.GetHeader().GetKey().GetPointCount() || n != lattice || sum != whole.GetHeader().GetTotalVolumeNl() ||
			way != report.GetTravelUm() || report.GetTravelBoundUm() > way {
			t.Fatalf("%d points of %d nL, %d um apart: header %v, report %v\n%v", n, sum, way, whole.GetHeader(), report, spec)
		}
		for k, f := range spec.GetFixedPoints() {
			if points.GetXUm()[k] != f.GetXUm() || points.GetYUm()[k] != f.GetYUm() {
				t.Errorf("point %d is not fixed point %d\n%v", k, k, spec)
			}
		}
		first, size := uint64(rng.IntN(int(n)+1)), uint32(1+rng.IntN(int(n)+9))
		header, got := streamed(t, client, &pb.StreamGridRequest{Source: &pb.StreamGridRequest_Spec{Spec: spec}, FirstPoint: first,
			ChunkPoints: size, Expect: whole.GetHeader().GetKey()})
		if !proto.Equal(header, whole.GetHeader()) || !slices.Equal(got.GetXUm(), points.GetXUm()[first:]) ||
			!slices.Equal(got.GetYUm(), points.GetYUm()[first:]) || !slices.Equal(got.GetVolumeNl(), points.GetVolumeNl()[first:]) {
			t.Fatalf("from point %d of %d in chunks of %d the stream has %d points, or others\n%v", first, n, size, len(got.GetXUm()), spec)
		}
		frozen := proto.CloneOf(spec)
		frozen.AngleMdeg, frozen.Placement, frozen.Order = nil, &pb.GridSpec_Lattice{Lattice: whole.GetHeader().GetLattice()}, 0
		again := ask(t, client, frozen)
		if !slices.Equal(placesOf(again.GetPoints()), placesOf(points)) || again.GetReport().GetTravelUm() < report.GetTravelUm() ||
			!slices.Equal(again.GetReport().GetPolygonPoints(), report.GetPolygonPoints()) {
			t.Fatalf("in serpentine order on its own lattice the grid has %d points, %d um apart, not %d, %d um\n%v",
				len(again.GetPoints().GetXUm()), again.GetReport().GetTravelUm(), n, report.GetTravelUm(), spec)
		}
		if fit := report.GetBestFit(); fit != nil && int64(n) != int64(fit.GetCentredPoints())+fit.GetGainedPoints() {
			t.Errorf("%d points, and the report says %v\n%v", n, fit, spec)
		}
	}
	if answered*3 < plans {
		t.Errorf("%d of %d plans answered, want a third of them at least", answered, plans)
	}
}

// streamed is the header and all points of a stream that must end well.
func streamed(t *testing.T, client pb.GridServiceClient, req *pb.StreamGridRequest) (*pb.GridHeader, *pb.Points) {
	t.Helper()
	stream, err := client.StreamGrid(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	var header *pb.GridHeader
	got := new(pb.Points)
	for {
		part, err := stream.Recv()
		if err != nil {
			t.Fatalf("from point %d: %v\n%v", req.GetFirstPoint(), err, req)
		}
		if part.GetEnd() != nil {
			return header, got
		}
		if h := part.GetHeader(); h != nil {
			header = h
		}
		p := part.GetChunk().GetPoints()
		got.XUm, got.YUm, got.VolumeNl = append(got.XUm, p.GetXUm()...), append(got.YUm, p.GetYUm()...), append(got.VolumeNl, p.GetVolumeNl()...)
	}
}
