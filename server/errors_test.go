package server_test

import (
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protowire"

	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
	"github.com/mesogrid/mesogrid/server"
)

// Each request is the strip with one thing wrong; the answer names that thing by its path.
func TestRefusals(t *testing.T) {
	none := func(s *pb.GridSpec) {
		s.Pattern, s.SpacingUm = pb.Pattern_PATTERN_NONE, 0
	}
	at := func(x, y int32) *pb.FixedPoint { return &pb.FixedPoint{XUm: x, YUm: y} }
	keepOut := func(k *pb.KeepOut) func(*pb.GridSpec) {
		return func(s *pb.GridSpec) {
			s.GetOutline().KeepOuts = []*pb.KeepOut{{Polygon: polygon(rect(1, 1, 9, 9))}, k}
		}
	}
	shell := func(r *pb.Ring) func(*pb.GridSpec) {
		return func(s *pb.GridSpec) { s.GetOutline().Polygons[0].Shell = r }
	}
	lattice := func(l *pb.Lattice) func(*pb.GridSpec) {
		return func(s *pb.GridSpec) { s.Placement = &pb.GridSpec_Lattice{Lattice: l} }
	}
	long := strings.Repeat("n", 101)
	newer := protowire.AppendVarint(protowire.AppendTag(nil, 17, protowire.VarintType), 1) // a field of a later contract
	client := grids(t, server.Config{})
	for _, c := range []struct {
		field, rule string
		change      func(*pb.GridSpec)
	}{
		{"spec", "UNKNOWN_FIELD", func(s *pb.GridSpec) { s.ProtoReflect().SetUnknown(newer) }},
		{"spec.dosing", "UNKNOWN_FIELD", func(s *pb.GridSpec) { s.Dosing.ProtoReflect().SetUnknown(newer) }},
		{"spec.outline.polygons[0].shell", "UNKNOWN_FIELD", func(s *pb.GridSpec) {
			s.GetOutline().Polygons[0].Shell.ProtoReflect().SetUnknown(newer)
		}},

		{"spec.pattern", "MISSING", func(s *pb.GridSpec) { s.Pattern = 0 }},
		{"spec.pattern", "OUT_OF_RANGE", func(s *pb.GridSpec) { s.Pattern = 4 }},
		{"spec.pattern", "OUT_OF_RANGE", func(s *pb.GridSpec) { s.Pattern = 257 }},
		{"spec.order", "OUT_OF_RANGE", func(s *pb.GridSpec) { s.Order = 3 }},
		{"spec.order", "OUT_OF_RANGE", func(s *pb.GridSpec) { s.Order = -1 }},

		{"spec.spacing_um", "MISSING", func(s *pb.GridSpec) { s.SpacingUm = 0 }},
		{"spec.spacing_um", "OUT_OF_RANGE", func(s *pb.GridSpec) { s.SpacingUm = 19 }},
		{"spec.spacing_um", "OUT_OF_RANGE", func(s *pb.GridSpec) { s.SpacingUm = 100_001 }},
		{"spec.spacing_um", "OUT_OF_RANGE", func(s *pb.GridSpec) { s.SpacingUm = 1<<32 - 1 }},
		{"spec.spacing_um", "NOT_ALLOWED", func(s *pb.GridSpec) { s.Pattern = pb.Pattern_PATTERN_NONE }},
		{"spec.margin_um", "OUT_OF_RANGE", func(s *pb.GridSpec) { s.MarginUm = 1_000_001 }},
		{"spec.margin_um", "OUT_OF_RANGE", func(s *pb.GridSpec) { s.MarginUm = 1 << 31 }},
		{"spec.margin_um", "NOT_ALLOWED", func(s *pb.GridSpec) { none(s); s.Area, s.MarginUm = nil, 1 }},
		{"spec.angle_mdeg", "OUT_OF_RANGE", func(s *pb.GridSpec) { s.AngleMdeg = new(int32(360_001)) }},
		{"spec.angle_mdeg", "OUT_OF_RANGE", func(s *pb.GridSpec) { s.AngleMdeg = new(int32(-360_001)) }},
		{"spec.angle_mdeg", "NOT_ALLOWED", func(s *pb.GridSpec) { none(s); s.AngleMdeg = new(int32(0)) }},
		{"spec.angle_mdeg", "NOT_ALLOWED", func(s *pb.GridSpec) {
			lattice(&pb.Lattice{AX: 10_000 << 20, BY: 10_000 << 20})(s)
			s.AngleMdeg = new(int32(0))
		}},
		{"spec.centred", "NOT_ALLOWED", func(s *pb.GridSpec) { none(s); s.Placement = &pb.GridSpec_Centred{} }},
		{"spec.origin", "NOT_ALLOWED", func(s *pb.GridSpec) { none(s); s.Placement = &pb.GridSpec_Origin{} }},
		{"spec.best_fit", "NOT_ALLOWED", func(s *pb.GridSpec) { none(s); s.Placement = &pb.GridSpec_BestFit{} }},
		{"spec.best_fit.effort", "OUT_OF_RANGE", func(s *pb.GridSpec) {
			s.Placement = &pb.GridSpec_BestFit{BestFit: &pb.BestFit{Effort: 100_001}}
		}},
		{"spec.lattice", "NOT_ALLOWED", func(s *pb.GridSpec) { none(s); lattice(nil)(s) }},
		{"spec.lattice.origin_x", "OUT_OF_RANGE", lattice(&pb.Lattice{OriginX: 1<<52 + 1, AX: 10_000 << 20, BY: 10_000 << 20})},
		{"spec.lattice.origin_y", "OUT_OF_RANGE", lattice(&pb.Lattice{OriginY: -1 << 63, AX: 10_000 << 20, BY: 10_000 << 20})},
		{"spec.lattice.a_x", "BAD_LATTICE", lattice(&pb.Lattice{})},
		{"spec.lattice.a_y", "BAD_LATTICE", lattice(&pb.Lattice{AX: 10_000 << 20, AY: 1 << 62, BY: 10_000 << 20})},
		{"spec.lattice.b_x", "BAD_LATTICE", lattice(&pb.Lattice{AX: 10_000 << 20, BY: -10_000 << 20})},

		{"spec.outline", "MISSING", func(s *pb.GridSpec) { s.Area = nil }},
		{"spec.outline.polygons", "MISSING", func(s *pb.GridSpec) { s.Area = outline() }},
		{"spec.outline.polygons[0].shell", "TOO_FEW_VERTICES", func(s *pb.GridSpec) { s.Area = outline(&pb.Polygon{}) }},
		{"spec.outline.polygons[0].holes[0]", "TOO_FEW_VERTICES", func(s *pb.GridSpec) {
			s.GetOutline().Polygons[0].Holes = []*pb.Ring{{}}
		}},
		{"spec.outline.polygons[0].shell", "UNEQUAL_COLUMNS", shell(&pb.Ring{XUm: []int32{0, 9, 9}, YUm: []int32{0, 9}})},
		{"spec.outline", "EXTENT_TOO_LARGE", shell(rect(-1<<31, 0, 1<<31-1, 9))},
		{"spec.outline.polygons[0].shell.x_um[2]", "SELF_CROSSING",
			shell(&pb.Ring{XUm: []int32{0, 90, 0, 90}, YUm: []int32{0, 90, 90, 0}})},
		{"spec.outline.keep_outs[1].margin_um", "OUT_OF_RANGE",
			keepOut(&pb.KeepOut{Polygon: polygon(rect(0, 0, 9, 9)), MarginUm: 1_000_001})},
		{"spec.outline.keep_outs[1].margin_um", "OUT_OF_RANGE", keepOut(&pb.KeepOut{MarginUm: 1 << 31})},
		{"spec.outline.keep_outs[1].name", "NAME_TOO_LONG", keepOut(&pb.KeepOut{Name: long})},
		{"spec.outline.keep_outs[1].polygon.shell", "TOO_FEW_VERTICES", keepOut(&pb.KeepOut{})},

		{"spec.fixed_points[1]", "NOT_A_MEMBER", func(s *pb.GridSpec) { s.FixedPoints = []*pb.FixedPoint{at(1, 1), at(-1, 1)} }},
		{"spec.fixed_points[1]", "REPEATED_POINT", func(s *pb.GridSpec) { s.FixedPoints = []*pb.FixedPoint{at(1, 1), at(1, 1)} }},
		{"spec.fixed_points[1]", "EXTENT_TOO_LARGE", func(s *pb.GridSpec) {
			none(s)
			s.Area, s.FixedPoints = nil, []*pb.FixedPoint{at(-1<<31, 0), at(1<<31-1, 0)}
		}},
		{"spec.fixed_points[0].name", "NAME_TOO_LONG", func(s *pb.GridSpec) { s.FixedPoints = []*pb.FixedPoint{{Name: long}} }},
		{"spec.fixed_points[0].volume_nl", "NOT_ALLOWED", func(s *pb.GridSpec) {
			s.Dosing, s.FixedPoints = nil, []*pb.FixedPoint{{VolumeNl: 1}}
		}},

		{"spec.dosing.rule", "MISSING", func(s *pb.GridSpec) { s.Dosing.Rule = nil }},
		{"spec.dosing.point_nl", "OUT_OF_RANGE", func(s *pb.GridSpec) { s.Dosing.Rule = &pb.Dosing_PointNl{} }},
		{"spec.dosing.mixture[0].name", "BAD_NAME", func(s *pb.GridSpec) { s.Dosing.Mixture[0].Name = "" }},
		{"spec.dosing.mixture[0].unit", "BAD_NAME", func(s *pb.GridSpec) { s.Dosing.Mixture[0].Unit = "m\tg" }},
		{"spec.dosing.mixture[0].amount_micro", "OUT_OF_RANGE", func(s *pb.GridSpec) { s.Dosing.Mixture[0].AmountMicro = 0 }},
		{"spec.dosing.mixture[0].in_nl", "OUT_OF_RANGE", func(s *pb.GridSpec) { s.Dosing.Mixture[0].InNl = 0 }},
		{"spec.dosing.mixture[0].amount_micro", "TOO_CONCENTRATED", func(s *pb.GridSpec) { s.Dosing.Mixture[0].AmountMicro = 1e17 }},
		{"spec.dosing.mixture[1].name", "REPEATED_NAME", func(s *pb.GridSpec) {
			s.Dosing.Mixture = append(s.Dosing.Mixture, s.Dosing.Mixture[0])
		}},
	} {
		spec := strip()
		c.change(spec)
		_, err := client.GenerateGrid(t.Context(), &pb.GenerateGridRequest{Spec: spec})
		checkRefusal(t, spec, err, c.field, c.rule)
	}
	_, err := client.GenerateGrid(t.Context(), &pb.GenerateGridRequest{})
	checkRefusal(t, nil, err, "spec", "MISSING")
}

// checkRefusal holds an error to what every INVALID_ARGUMENT promises.
func checkRefusal(t *testing.T, asked *pb.GridSpec, err error, field, rule string) {
	t.Helper()
	info, bad := details(err)
	if status.Code(err) != codes.InvalidArgument || info.GetDomain() != "mesogrid" || info.GetReason() != rule ||
		len(bad.GetFieldViolations()) != 1 {
		t.Errorf("%s:\n got %v, reason %s, %v\nwant INVALID_ARGUMENT, reason %s, field %s",
			brief(asked), err, info.GetReason(), bad, rule, field)
		return
	}
	v := bad.GetFieldViolations()[0]
	if v.GetField() != field || v.GetReason() != rule || v.GetDescription() == "" ||
		status.Convert(err).Message() != field+": "+v.GetDescription() {
		t.Errorf("%s:\n got %v with %v\nwant field %s, reason %s and the same text in the message", brief(asked), err, v, field, rule)
	}
}

// The place of a crossing comes along, for a user interface to show.
func TestRefusalHasPlace(t *testing.T) {
	spec := strip()
	spec.GetOutline().Polygons[0].Shell = &pb.Ring{XUm: []int32{0, 90, 0, 90}, YUm: []int32{0, 90, 90, 0}}
	_, err := grids(t, server.Config{}).GenerateGrid(t.Context(), &pb.GenerateGridRequest{Spec: spec})
	info, _ := details(err)
	if info.GetMetadata()["x_um"] != "45" || info.GetMetadata()["y_um"] != "45" {
		t.Errorf("metadata %v, want x_um 45, y_um 45", info.GetMetadata())
	}
}
