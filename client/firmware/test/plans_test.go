package firmware_test

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/mesogrid/mesogrid/client"
	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// ring is a closed line through places in um: x, y, x, y ...
func ring(xy ...int32) *pb.Ring {
	r := new(pb.Ring)
	for i := 0; i < len(xy); i += 2 {
		r.XUm, r.YUm = append(r.XUm, xy[i]), append(r.YUm, xy[i+1])
	}
	return r
}

func area(o *pb.Outline) *pb.GridSpec_Outline { return &pb.GridSpec_Outline{Outline: o} }

func rectangle(width, height int32) *pb.GridSpec_Outline {
	return area(&pb.Outline{Polygons: []*pb.Polygon{{Shell: ring(0, 0, width, 0, width, height, 0, height)}}})
}

// clinical is a smooth outline of 60 vertices and about 120 x 80 mm, at 17 degrees and with a margin of 2 mm.
func clinical(spacing uint32) *pb.GridSpec {
	shell := new(pb.Ring)
	for k := range 60 {
		s, c := math.Sincos(2 * math.Pi * float64(k) / 60)
		lobes := 1 + 0.04*(4*c*c*c-3*c) // cos 3t
		shell.XUm = append(shell.XUm, int32(math.Round(60_000*lobes*c)))
		shell.YUm = append(shell.YUm, int32(math.Round(40_000*lobes*s)))
	}
	return &pb.GridSpec{Area: area(&pb.Outline{Polygons: []*pb.Polygon{{Shell: shell}}}), Pattern: pb.Pattern_PATTERN_TRIANGULAR,
		SpacingUm: spacing, AngleMdeg: proto.Int32(17_000), MarginUm: 2_000}
}

// face is the example of the command: an outline with keep-outs, in mm.
func face(t *testing.T) *pb.GridSpec {
	t.Helper()
	text, err := os.ReadFile("../../mesogrid/examples/face.geojson")
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Features []struct {
			Properties struct{ Name, Role string }
			Geometry   struct{ Coordinates [][][2]float64 }
		}
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	o := new(pb.Outline)
	for _, f := range doc.Features {
		shell := new(pb.Ring)
		for _, p := range f.Geometry.Coordinates[0] {
			shell.XUm = append(shell.XUm, int32(math.Round(1000*p[0])))
			shell.YUm = append(shell.YUm, int32(math.Round(1000*p[1])))
		}
		if p := (&pb.Polygon{Shell: shell}); f.Properties.Role == "outline" {
			o.Polygons = append(o.Polygons, p)
		} else {
			o.KeepOuts = append(o.KeepOuts, &pb.KeepOut{Polygon: p, MarginUm: 3_000, Name: f.Properties.Name})
		}
	}
	if len(o.Polygons) != 1 || len(o.KeepOuts) == 0 {
		t.Fatalf("face.geojson: %d polygons and %d keep-outs", len(o.Polygons), len(o.KeepOuts))
	}
	return &pb.GridSpec{Area: area(o), Pattern: pb.Pattern_PATTERN_SQUARE, SpacingUm: 7_000, MarginUm: 2_000}
}

// plans have all that a header and a point may have.
func plans(t *testing.T) map[string]*pb.GridSpec {
	t.Helper()
	empty := clinical(3_000)
	empty.Area = rectangle(1_000, 1_000)
	voronoi := clinical(6_000)
	voronoi.Dosing = &pb.Dosing{Rule: &pb.Dosing_TotalNl{TotalNl: 20_000_001}, Share: pb.Share_SHARE_VORONOI}
	voronoi.Injector = &pb.Injector{StepNl: 50}
	full := clinical(5_000)
	full.FixedPoints = []*pb.FixedPoint{{Name: "a", XUm: -1, YUm: 3, VolumeNl: 77_000}, {Name: "b", XUm: 20_000, YUm: -20_000}}
	full.Depth = &pb.Depth{Kind: &pb.Depth_Insertion{Insertion: &pb.Insertion{LengthUm: 6_000, AngleMdeg: 45_000}}}
	full.Dosing = &pb.Dosing{Rule: &pb.Dosing_PointNl{PointNl: 31_000}}
	full.Injector = &pb.Injector{StepNl: 1_000, ReservoirNl: 1_000_000, DeadVolumeNl: 50_000}
	alone := &pb.GridSpec{Pattern: pb.Pattern_PATTERN_NONE, FixedPoints: []*pb.FixedPoint{{Name: "only"}}}
	alone.Depth = &pb.Depth{Kind: &pb.Depth_DepthUm{DepthUm: 1_500}}
	return map[string]*pb.GridSpec{"10,000 points": clinical(895), "clin3": clinical(3_000), "face": face(t), "empty": empty, "total, Voronoi": voronoi,
		"fixed points, needle, refills": full, "one point": alone}
}

// small is a plan of about 50 points with everything.
func small(t *testing.T) *pb.GridSpec {
	t.Helper()
	s := plans(t)["fixed points, needle, refills"]
	s.SpacingUm = 13_000
	return s
}

// course is a plan with the grid that a Go client gets for it.
type course struct {
	spec *pb.GridSpec
	*pb.GenerateGridResponse
}

func newCourse(t *testing.T, c *client.Client, spec *pb.GridSpec) *course {
	t.Helper()
	whole, err := c.GenerateGrid(context.Background(), &pb.GenerateGridRequest{Spec: spec})
	if err != nil {
		t.Fatal(err)
	}
	return &course{spec, whole}
}

// request is the plan as gun reads it.
func (c *course) request(t *testing.T) []byte {
	t.Helper()
	text, err := proto.Marshal(&pb.StreamGridRequest{Source: &pb.StreamGridRequest_Spec{Spec: c.spec}})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func (c *course) count() uint64 { return c.GetHeader().GetKey().GetPointCount() }

// shot is the injection of a point, as it stands in the skin.
func (c *course) shot(index uint64) shot {
	p := c.GetPoints()
	return shot{index, p.GetXUm()[index], p.GetYUm()[index], p.GetVolumeNl()[index], c.GetHeader().GetDepthUm()}
}
