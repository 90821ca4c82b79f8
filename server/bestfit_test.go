package server_test

import (
	"testing"

	"google.golang.org/protobuf/proto"

	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
	"github.com/mesogrid/mesogrid/server"
)

// blob is an outline with a hole and a keep-out, searched for its best fit.
func blob() *pb.GridSpec {
	s := strip()
	shell := &pb.Ring{XUm: []int32{0, 40_000, 78_000, 90_000, 71_000, 30_000, -9_000}, YUm: []int32{0, -8_000, 3_000, 30_000, 52_000, 58_000, 27_000}}
	s.Area = outline(polygon(shell, rect(20_000, 20_000, 28_000, 29_000)))
	s.GetOutline().KeepOuts = []*pb.KeepOut{{Polygon: polygon(rect(50_000, 25_000, 55_000, 31_000)), MarginUm: 3_000}}
	s.Pattern, s.SpacingUm, s.MarginUm = pb.Pattern_PATTERN_TRIANGULAR, 7_000, 2_000
	s.Placement = &pb.GridSpec_BestFit{BestFit: &pb.BestFit{Effort: 300}}
	return s
}

// What the report says of a search is true of the grid, of the centred one, and of the lattice in the header.
func TestBestFit(t *testing.T) {
	client := grids(t, server.Config{})
	for _, angle := range []*int32{nil, new(int32(0)), new(int32(17_000)), new(int32(-200_000))} {
		spec := blob()
		spec.AngleMdeg = angle
		resp := ask(t, client, spec)
		fit, count := resp.GetReport().GetBestFit(), resp.GetHeader().GetKey().GetPointCount()
		centred := proto.CloneOf(spec)
		centred.Placement = nil
		even := ask(t, client, centred)
		n := even.GetHeader().GetKey().GetPointCount()
		if fit.GetCentredPoints() != n || fit.GetGainedPoints() != int64(count)-int64(n) || fit.GetGainedPoints() < 1 {
			t.Errorf("angle %v: %v, where centred has %d points and the grid %d; want some gained", angle, fit, n, count)
		}
		if angle != nil && fit.GetAngleMdeg() != *angle || fit.GetEvaluations() != 300 {
			t.Errorf("angle %v: %v, want it kept, and 300 evaluations", angle, fit)
		}
		if fit.AreaCv == nil || fit.CentredAreaCv == nil {
			t.Errorf("angle %v: %v, want coefficients of variation", angle, fit)
		}
		if even.GetReport().GetBestFit() != nil {
			t.Errorf("a centred grid reports %v", even.GetReport().GetBestFit())
		}
		frozen := proto.CloneOf(spec)
		frozen.AngleMdeg, frozen.Placement = nil, &pb.GridSpec_Lattice{Lattice: resp.GetHeader().GetLattice()}
		if again := ask(t, client, frozen); !proto.Equal(again.GetHeader(), resp.GetHeader()) || !proto.Equal(again.GetPoints(), resp.GetPoints()) {
			t.Errorf("angle %v: on the lattice of its header the grid is %v, not %v", angle, again.GetHeader(), resp.GetHeader())
		}
	}
}

// The number of points is the wanted one where that can be had.
func TestBestFitWanted(t *testing.T) {
	client := grids(t, server.Config{})
	spec := blob()
	most := uint32(ask(t, client, spec).GetHeader().GetKey().GetPointCount())
	for wanted := most - 4; wanted <= most; wanted++ {
		spec.GetBestFit().WantedPoints = wanted
		if resp := ask(t, client, spec); resp.GetHeader().GetKey().GetPointCount() != uint64(wanted) {
			t.Errorf("%d points are wanted, and the grid has %d", wanted, resp.GetHeader().GetKey().GetPointCount())
		}
	}
}

// Any server resumes a grid that was searched.
func TestBestFitResumed(t *testing.T) {
	spec := blob()
	want := ask(t, grids(t, server.Config{}), spec)
	for first := range want.GetHeader().GetKey().GetPointCount() + 1 {
		if first%20 > 1 {
			continue
		}
		stream, err := grids(t, server.Config{}).StreamGrid(t.Context(), &pb.StreamGridRequest{
			Source: &pb.StreamGridRequest_Spec{Spec: spec}, FirstPoint: first, Expect: want.GetHeader().GetKey()})
		if err != nil {
			t.Fatal(err)
		}
		at := first
		for {
			part, err := stream.Recv()
			if err != nil {
				t.Fatalf("from point %d: %v", first, err)
			}
			if part.GetEnd() != nil {
				break
			}
			if r := part.GetReport(); r != nil && !proto.Equal(r.GetBestFit(), want.GetReport().GetBestFit()) {
				t.Errorf("from point %d: %v, want %v", first, r.GetBestFit(), want.GetReport().GetBestFit())
			}
			for k, x := range part.GetChunk().GetPoints().GetXUm() {
				if x != want.GetPoints().GetXUm()[at] || part.GetChunk().GetPoints().GetYUm()[k] != want.GetPoints().GetYUm()[at] {
					t.Fatalf("from point %d: point %d differs", first, at)
				}
				at++
			}
		}
		if at != want.GetHeader().GetKey().GetPointCount() {
			t.Errorf("from point %d: the stream ends before point %d", first, at)
		}
	}
}
