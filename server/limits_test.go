package server_test

import (
	"fmt"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/mesogrid/mesogrid/grid"
	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
	"github.com/mesogrid/mesogrid/server"
)

// A static limit lets n pass up to itself and names the field, the count and the limit beyond.
func TestLimits(t *testing.T) {
	squares := func(n int) []*pb.Polygon {
		var all []*pb.Polygon
		for k := range int32(n) {
			all = append(all, polygon(rect(100*k, 0, 100*k+50, 50)))
		}
		return all
	}
	for _, c := range []struct {
		name, field, rule string
		limits            server.Limits // 6 of the kind
		spec              func(n int) *pb.GridSpec
	}{
		{"vertices", "spec.outline", "TOO_MANY", server.Limits{Vertices: 6}, func(n int) *pb.GridSpec {
			s := strip()
			ring := s.GetOutline().Polygons[0].Shell
			for len(ring.XUm) < n {
				ring.XUm, ring.YUm = append(ring.XUm, 0), append(ring.YUm, 50_000-int32(len(ring.XUm)))
			}
			return s
		}},
		{"polygons", "spec.outline.polygons", "TOO_MANY", server.Limits{Polygons: 6}, func(n int) *pb.GridSpec {
			s := strip()
			s.Area = outline(squares(n)...)
			return s
		}},
		{"rings", "spec.outline", "TOO_MANY", server.Limits{Rings: 6}, func(n int) *pb.GridSpec {
			s := strip() // the shell, two holes, and keep-outs of a shell each
			s.GetOutline().Polygons[0].Holes = []*pb.Ring{rect(1000, 1000, 2000, 2000), rect(3000, 1000, 4000, 2000)}
			for _, p := range squares(n - 3) {
				s.GetOutline().KeepOuts = append(s.GetOutline().KeepOuts, &pb.KeepOut{Polygon: p})
			}
			return s
		}},
		{"keep-outs", "spec.outline.keep_outs", "TOO_MANY", server.Limits{KeepOuts: 6}, func(n int) *pb.GridSpec {
			s := strip()
			for _, p := range squares(n) {
				s.GetOutline().KeepOuts = append(s.GetOutline().KeepOuts, &pb.KeepOut{Polygon: p})
			}
			return s
		}},
		{"fixed points", "spec.fixed_points", "TOO_MANY", server.Limits{FixedPoints: 6}, func(n int) *pb.GridSpec {
			s := strip()
			for k := range int32(n) {
				s.FixedPoints = append(s.FixedPoints, &pb.FixedPoint{XUm: k})
			}
			return s
		}},
		{"components", "spec.dosing.mixture", "TOO_MANY", server.Limits{Components: 6}, func(n int) *pb.GridSpec {
			s := strip()
			for k := range n - 1 {
				s.Dosing.Mixture = append(s.Dosing.Mixture,
					&pb.Ingredient{Name: fmt.Sprint("diluent ", k), Unit: "mL", AmountMicro: 1, InNl: 1})
			}
			return s
		}},
		{"dose limits", "spec.limits", "TOO_MANY", server.Limits{DoseLimits: 6}, func(n int) *pb.GridSpec {
			s := strip()
			for range n {
				s.Limits = append(s.Limits, &pb.Limit{Quantity: pb.Quantity_QUANTITY_POINTS, HardMax: new(uint64(50))})
			}
			return s
		}},
		{"delivered", "spec.delivered", "TOO_MANY", server.Limits{Delivered: 6}, func(n int) *pb.GridSpec {
			s := strip()
			for range n {
				s.Delivered = append(s.Delivered, &pb.Delivered{Component: "deoxycholic acid", Unit: "mg"})
			}
			return s
		}},
		{"share points", "spec.dosing.share", "TOO_MANY_SHARE_POINTS", server.Limits{SharePoints: 6}, func(n int) *pb.GridSpec {
			s := strip()
			s.Area = outline(polygon(rect(0, 0, 10_000*int32(n), 10_000)))
			s.Dosing.Share = pb.Share_SHARE_VORONOI
			return s
		}},
		{"points", "spec", "TOO_MANY_POINTS", server.Limits{Points: 6}, func(n int) *pb.GridSpec {
			s := strip()
			s.GetOutline().Polygons[0].Shell = rect(0, 0, int32(n)*10_000, 10_000)
			return s
		}},
	} {
		client := grids(t, server.Config{Limits: c.limits})
		for n := 5; n <= 7; n++ {
			spec := c.spec(n)
			_, err := client.GenerateGrid(t.Context(), &pb.GenerateGridRequest{Spec: spec})
			switch {
			case n <= 6 && err != nil:
				t.Errorf("%d %s: %v, want accepted", n, c.name, err)
			case n > 6:
				checkRefusal(t, spec, err, c.field, c.rule)
				if text := status.Convert(err).Message(); !strings.Contains(text, " 7 ") || !strings.Contains(text, "at most 6") {
					t.Errorf("%d %s: %q names not both the count 7 and the limit 6", n, c.name, text)
				}
			}
		}
		req := &pb.GenerateGridRequest{Spec: c.spec(7), OmitPoints: true}
		if _, err := client.GenerateGrid(t.Context(), req); (err == nil) != (c.name == "points") {
			t.Errorf("7 %s without points: %v; want only the limit on points lifted", c.name, err)
		}
	}
}

func TestWorkLimits(t *testing.T) {
	for _, c := range []struct {
		kind, field string
		work        grid.Cost
	}{
		{"pairs", "spec.outline", grid.Cost{Pairs: 1}},
		{"edge-row pairs", "spec.spacing_um", grid.Cost{EdgeRows: 1}},
		{"candidates", "spec.spacing_um", grid.Cost{Candidates: 1}},
		{"exact tests", "spec.outline", grid.Cost{ExactTests: 1}},
		{"search steps", "spec.best_fit.effort", grid.Cost{Search: 1}},
	} {
		client := grids(t, server.Config{Limits: server.Limits{Work: c.work}})
		spec := strip()
		spec.MarginUm = 5_000 // whole rows lie at the margin
		if c.work.Search > 0 {
			spec.Placement = &pb.GridSpec_BestFit{}
		}
		_, err := client.GenerateGrid(t.Context(), &pb.GenerateGridRequest{Spec: spec, OmitPoints: true})
		info, bad := details(err)
		field := ""
		if v := bad.GetFieldViolations(); len(v) == 1 {
			field = v[0].GetField()
		}
		if status.Code(err) != codes.InvalidArgument || info.GetReason() != "TOO_MUCH_WORK" || !strings.HasPrefix(field, c.field) {
			t.Errorf("%s: %v; want INVALID_ARGUMENT, TOO_MUCH_WORK, field %s", c.kind, err, c.field)
		}
	}
}

// An answer at the default limit of points reaches a client that sets nothing; one point more is refused.
func TestLargestAnswer(t *testing.T) {
	const defaultClientBytes = 4 << 20
	client := grids(t, server.Config{})
	spec := strip()
	spec.SpacingUm = 20
	spec.GetOutline().Polygons[0].Shell = rect(0, 0, 680*20, 500*20)
	resp := ask(t, client, spec)
	if n := len(resp.GetPoints().GetXUm()); n != server.DefaultLimits().Points || proto.Size(resp) > defaultClientBytes {
		t.Errorf("%d points in %d B; want %d in %d", n, proto.Size(resp), server.DefaultLimits().Points, defaultClientBytes)
	}
	spec.GetOutline().Polygons = append(spec.GetOutline().Polygons, polygon(rect(20_000, 0, 20_020, 20)))
	spec.Placement = &pb.GridSpec_Origin{Origin: &pb.Origin{XUm: 10, YUm: 10}}
	_, err := client.GenerateGrid(t.Context(), &pb.GenerateGridRequest{Spec: spec})
	checkRefusal(t, spec, err, "spec", "TOO_MANY_POINTS")
	if text := status.Convert(err).Message(); !strings.Contains(text, "340001 points") || !strings.Contains(text, "omit_points") {
		t.Errorf("message %q; want the count 340001 and the advice omit_points", text)
	}
}

// A row of millions of points is worked on piece by piece, like everything else.
func TestLongRow(t *testing.T) {
	spec := strip()
	spec.SpacingUm = 20
	spec.Placement = &pb.GridSpec_Origin{Origin: &pb.Origin{XUm: 10, YUm: 10}}
	spec.GetOutline().Polygons[0].Shell = rect(0, 0, 20*3_000_000, 20)
	resp, err := grids(t, server.Config{}).GenerateGrid(t.Context(), &pb.GenerateGridRequest{Spec: spec, OmitPoints: true})
	if n := resp.GetHeader().GetKey().GetPointCount(); err != nil || n != 3_000_000 {
		t.Errorf("a row of 3,000,000 points: %d, %v", n, err)
	}
}

// One outline with as many vertices as the limit lets through, in a message that the server takes.
func TestLargestOutline(t *testing.T) {
	n := server.DefaultLimits().Vertices
	ring := new(pb.Ring) // a comb: teeth of 20 um, 10 mm long
	for k := range int32((n - 2) / 2) {
		ring.XUm = append(ring.XUm, 20*k, 20*k)
		ring.YUm = append(ring.YUm, 10_000*(k%2), 10_000*((k+1)%2))
	}
	last := ring.XUm[len(ring.XUm)-1] + 20
	ring.XUm, ring.YUm = append(ring.XUm, last, 0), append(ring.YUm, -100, -100)
	if len(ring.XUm) != n {
		t.Fatalf("the outline has %d vertices, want %d", len(ring.XUm), n)
	}
	spec := strip()
	spec.GetOutline().Polygons[0].Shell = ring
	ask(t, grids(t, server.Config{}), spec)
}
