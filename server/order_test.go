package server_test

import (
	"math"
	"slices"
	"testing"

	"google.golang.org/protobuf/proto"

	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
	"github.com/mesogrid/mesogrid/server"
)

// holed is the strip with two holes, and fixed points in front.
func holed() *pb.GridSpec {
	spec := strip()
	spec.SpacingUm, spec.AngleMdeg, spec.Pattern = 2_500, new(int32(17_000)), pb.Pattern_PATTERN_TRIANGULAR
	spec.GetOutline().Polygons[0].Holes = []*pb.Ring{
		{XUm: []int32{20_000, 35_000, 35_000, 20_000}, YUm: []int32{10_000, 10_000, 30_000, 30_000}},
		{XUm: []int32{60_000, 70_000, 70_000, 60_000}, YUm: []int32{15_000, 15_000, 40_000, 40_000}},
	}
	spec.FixedPoints = []*pb.FixedPoint{{XUm: 90_000, YUm: 45_000, VolumeNl: 1_000}, {XUm: 50_000, YUm: 20_000}}
	return spec
}

// The shortest order gives the same points with the same dose, travels less far, and never less than its bound.
func TestShortestOrder(t *testing.T) {
	client := grids(t, server.Config{})
	for _, share := range []pb.Share{pb.Share_SHARE_EQUAL, pb.Share_SHARE_VORONOI} {
		spec := holed()
		spec.Dosing.Share = share
		long := ask(t, client, spec)
		spec.Order = pb.Order_ORDER_SHORTEST
		short := ask(t, client, spec)
		if p, q := placesOf(short.GetPoints()), placesOf(long.GetPoints()); !slices.Equal(p, q) {
			t.Errorf("%v: %d points, want the same %d in another order", share, len(p), len(q))
		}
		if p, q := short.GetPoints(), long.GetPoints(); !slices.Equal(p.GetXUm()[:2], q.GetXUm()[:2]) || !slices.Equal(p.GetVolumeNl()[:2], q.GetVolumeNl()[:2]) {
			t.Errorf("%v: begins at x %v with %v nL, want the fixed points: %v and %v", share, p.GetXUm()[:2], p.GetVolumeNl()[:2], q.GetXUm()[:2], q.GetVolumeNl()[:2])
		}
		r, s := short.GetReport(), long.GetReport()
		if r.GetTravelBoundUm() != s.GetTravelBoundUm() || r.GetTravelUm() < r.GetTravelBoundUm() || r.GetTravelUm()*100 > r.GetTravelBoundUm()*102 ||
			s.GetTravelUm() <= r.GetTravelUm() {
			t.Errorf("%v: travel %d um of %d um, serpentine %d um of %d um; want one bound, kept to 2%%, and less than serpentine",
				share, r.GetTravelUm(), r.GetTravelBoundUm(), s.GetTravelUm(), s.GetTravelBoundUm())
		}
		if way := wayThrough(short.GetPoints()); way != r.GetTravelUm() {
			t.Errorf("%v: travel %d um, the points are %d um apart in all", share, r.GetTravelUm(), way)
		}
		// Each step of the injector goes to another point than before, so totals may differ by one.
		if a, b := short.GetHeader().GetTotalVolumeNl(), long.GetHeader().GetTotalVolumeNl(); max(a, b)-min(a, b) > 1 {
			t.Errorf("%v: %d nL in all, serpentine %d nL", share, a, b)
		}
	}
}

// placesOf is the places of points, sorted.
func placesOf(p *pb.Points) []int64 {
	var places []int64
	for k, x := range p.GetXUm() {
		places = append(places, int64(x)<<32+int64(p.GetYUm()[k]))
	}
	slices.Sort(places)
	return places
}

// wayThrough is the length of the way through points, in whole um.
func wayThrough(p *pb.Points) uint64 {
	sum := 0.0
	for k := 1; k < len(p.GetXUm()); k++ {
		sum += math.Hypot(float64(p.GetXUm()[k]-p.GetXUm()[k-1]), float64(p.GetYUm()[k]-p.GetYUm()[k-1]))
	}
	return uint64(math.Floor(sum + 0.5))
}

// A stream in the shortest order goes on from any point, and its points are those of the single answer.
func TestShortestStream(t *testing.T) {
	client := grids(t, server.Config{})
	spec := holed()
	spec.Order = pb.Order_ORDER_SHORTEST
	whole := ask(t, client, spec)
	n := uint64(len(whole.GetPoints().GetXUm()))
	for _, first := range []uint64{0, 1, 2, 3, n / 2, n - 1, n} {
		stream, err := client.StreamGrid(t.Context(), &pb.StreamGridRequest{Source: &pb.StreamGridRequest_Spec{Spec: spec},
			FirstPoint: first, ChunkPoints: 100, Expect: whole.GetHeader().GetKey()})
		if err != nil {
			t.Fatal(err)
		}
		got := new(pb.Points)
		for {
			part, err := stream.Recv()
			if err != nil {
				t.Fatalf("from point %d: %v", first, err)
			}
			if part.GetEnd() != nil {
				break
			}
			if h := part.GetHeader(); h != nil && !proto.Equal(h, whole.GetHeader()) {
				t.Errorf("from point %d: header %v, want %v", first, h, whole.GetHeader())
			}
			p := part.GetChunk().GetPoints()
			got.XUm, got.YUm, got.VolumeNl = append(got.XUm, p.GetXUm()...), append(got.YUm, p.GetYUm()...), append(got.VolumeNl, p.GetVolumeNl()...)
		}
		want := whole.GetPoints()
		if !slices.Equal(got.XUm, want.XUm[first:]) || !slices.Equal(got.YUm, want.YUm[first:]) || !slices.Equal(got.VolumeNl, want.VolumeNl[first:]) {
			t.Errorf("from point %d: %d points that are not the last %d of the answer", first, len(got.XUm), n-first)
		}
	}
}

// What the order cannot take is refused for it.
func TestShortestRefused(t *testing.T) {
	spec := strip()
	spec.Order = pb.Order_ORDER_SHORTEST
	limits := server.DefaultLimits()
	limits.Work.Orders = 1_000
	for _, c := range []struct {
		spacing uint32
		limits  server.Limits
	}{
		{200, server.DefaultLimits()}, // 125,000 points
		{1_000, limits},
	} {
		spec.SpacingUm = c.spacing
		_, err := grids(t, server.Config{Limits: c.limits}).GenerateGrid(t.Context(), &pb.GenerateGridRequest{Spec: spec, OmitPoints: true})
		checkRefusal(t, spec, err, "spec.order", "TOO_MUCH_WORK")
	}
}
