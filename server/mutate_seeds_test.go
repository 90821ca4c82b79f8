package server_test

import (
	"testing"

	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"

	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
	"github.com/mesogrid/mesogrid/server"
)

// seed is a valid plan to mutate, small enough for thousands of requests. Together the seeds set every field.
type seed struct {
	name  string
	spec  *pb.GridSpec
	tiled bool // every lattice point has a whole cell of its own, by every share

	ground *pb.GridSpec
	key    *pb.GridKey // of its grid
}

// siteProtocols are those that the server under test has.
var siteProtocols = map[string]*pb.Protocol{}

const protocolsOfSite = `
protocols {
  name: "small"
  title: "A small grid"
  version: "1"
  jurisdiction_note: "none"
  notice: "none"
  defaults {
    pattern: PATTERN_SQUARE
    spacing_um: 200
    dosing { point_nl: 100 mixture { name: "drug" unit: "mg" amount_micro: 2000000 in_nl: 1000000 } }
    depth { depth_um: 2000 layer: SKIN_LAYER_DERMIS }
  }
  limits { quantity: QUANTITY_POINTS soft_max: 40 hard_max: 200 source: "a paper" }
  limits { quantity: QUANTITY_TOTAL_DOSE component: "drug" unit: "mg" hard_max: 40000 source: "a paper" }
  citations { text: "A paper" confidence: CONFIDENCE_LOW }
}
protocols {
  name: "areas"
  title: "A grid by areas"
  version: "1"
  jurisdiction_note: "none"
  notice: "none"
  defaults {
    dosing { total_nl: 2000 share: SHARE_VORONOI cap_permille: 1500 mixture { name: "drug" unit: "mg" amount_micro: 2000000 in_nl: 1000000 } }
    depth { insertion { length_um: 3000 angle_mdeg: 45000 } }
  }
  limits { quantity: QUANTITY_AREAL_DOSE component: "drug" unit: "mg" hard_max: 2000000 source: "a paper" }
  limits { quantity: QUANTITY_DOSE_PER_KG component: "drug" unit: "mg" soft_max: 1000 source: "a paper" }
  citations { text: "A paper" confidence: CONFIDENCE_LOW }
}
protocols {
  name: "sites"
  title: "Two sites"
  version: "1"
  jurisdiction_note: "none"
  notice: "none"
  defaults { pattern: PATTERN_NONE dosing { point_nl: 100 } }
  sites: "left"
  sites: "right"
  citations { text: "A paper" confidence: CONFIDENCE_LOW }
}
`

// readSiteProtocols gives them to a server, and to the oracle.
func readSiteProtocols(t *testing.T) *server.Protocols {
	t.Helper()
	protocols, err := server.ReadProtocols("site.textproto", []byte(protocolsOfSite))
	if err != nil {
		t.Fatal(err)
	}
	file := new(pb.ProtocolFile)
	if err := prototext.Unmarshal([]byte(protocolsOfSite), file); err != nil {
		t.Fatal(err)
	}
	for _, p := range file.GetProtocols() {
		siteProtocols[p.GetName()] = p
	}
	return protocols
}

// tiles is an outline of 5 x 4 whole cells of 200 um.
func tiles() *pb.GridSpec {
	return &pb.GridSpec{Area: outline(polygon(rect(0, 0, 1_000, 800))), Pattern: pb.Pattern_PATTERN_SQUARE, SpacingUm: 200}
}

func seedOf(name string, spec *pb.GridSpec, change func(*pb.GridSpec)) *seed {
	change(spec)
	return &seed{name: name, spec: spec, tiled: len(spec.GetOutline().GetPolygons()) == 1 && len(spec.GetOutline().Polygons[0].Holes) == 0 &&
		len(spec.GetOutline().KeepOuts) == 0 && len(spec.FixedPoints) == 0 && spec.MarginUm == 0 && spec.AngleMdeg == nil &&
		spec.Pattern != pb.Pattern_PATTERN_TRIANGULAR}
}

func mutationSeeds() []*seed {
	drug := func() []*pb.Ingredient {
		return []*pb.Ingredient{{Name: "drug", Unit: "mg", AmountMicro: 2_000_000, InNl: 1_000_000}}
	}
	all := []*seed{
		seedOf("everything", tiles(), func(s *pb.GridSpec) {
			s.Pattern, s.SpacingUm, s.AngleMdeg, s.MarginUm = pb.Pattern_PATTERN_TRIANGULAR, 210, new(int32(17_000)), 10
			s.Placement = &pb.GridSpec_Origin{Origin: &pb.Origin{XUm: 13, YUm: -7}}
			s.Order = pb.Order_ORDER_SERPENTINE
			s.Area = outline(
				polygon(rect(0, 0, 1_000, 800), &pb.Ring{XUm: []int32{600, 700, 700}, YUm: []int32{500, 500, 600}}),
				polygon(rect(1_200, 0, 1_900, 600)))
			s.GetOutline().KeepOuts = []*pb.KeepOut{
				{Polygon: polygon(rect(200, 200, 400, 400), rect(250, 250, 300, 300)), MarginUm: 20, Name: "naevus"},
				{Polygon: polygon(rect(900, -50, 1_100, 100)), MarginUm: 0},
			}
			s.FixedPoints = []*pb.FixedPoint{{Name: "a", XUm: 500, YUm: 150, VolumeNl: 55}, {Name: "b", XUm: 1_500, YUm: 300}}
			s.Dosing = &pb.Dosing{Rule: &pb.Dosing_PointNl{PointNl: 105}, Share: pb.Share_SHARE_EQUAL, Mixture: []*pb.Ingredient{
				{Name: "Toxin", Unit: "units", AmountMicro: 50_000_000, InNl: 2_000_000, PartNl: 3},
				{Name: "lidocaine", Unit: "mg", AmountMicro: 20_000_000, InNl: 1_000_000, PartNl: 2},
				{Name: "saline", PartNl: 1},
			}}
			s.Depth = &pb.Depth{Kind: &pb.Depth_Insertion{Insertion: &pb.Insertion{LengthUm: 4_000, AngleMdeg: 30_000}}, Layer: pb.SkinLayer_SKIN_LAYER_DERMIS}
			s.Injector = &pb.Injector{StepNl: 10, MinShotNl: 50, MaxShotNl: 200, ReservoirNl: 1_500, DeadVolumeNl: 100}
			s.BodyMassG = 70_000
			s.Limits = []*pb.Limit{
				{Quantity: pb.Quantity_QUANTITY_POINTS, SoftMin: new(uint64(5)), SoftMax: new(uint64(60)), HardMin: new(uint64(1)), HardMax: new(uint64(200)), Source: "a label"},
				{Quantity: pb.Quantity_QUANTITY_POINT_VOLUME, HardMax: new(uint64(150))},
				{Quantity: pb.Quantity_QUANTITY_TOTAL_VOLUME, SoftMax: new(uint64(4_000)), HardMax: new(uint64(20_000))},
				{Quantity: pb.Quantity_QUANTITY_AREAL_VOLUME, HardMax: new(uint64(1_000_000))},
				{Quantity: pb.Quantity_QUANTITY_POINT_DOSE, Component: "toxin", Unit: "units", HardMax: new(uint64(5_000))},
				{Quantity: pb.Quantity_QUANTITY_AREAL_DOSE, Component: "lidocaine", Unit: "mg", SoftMax: new(uint64(10_000_000))},
				{Quantity: pb.Quantity_QUANTITY_TOTAL_DOSE, Component: " TOXIN"[1:], Unit: "units", HardMax: new(uint64(900_000)), PeriodDays: 90},
				{Quantity: pb.Quantity_QUANTITY_DOSE_PER_KG, Component: "lidocaine", Unit: "mg", HardMax: new(uint64(4_500_000)), PeriodDays: 1},
			}
			s.Delivered = []*pb.Delivered{
				{Component: "toxin", Unit: "units", AmountMicro: 400_000, DaysAgo: 89}, {Component: "Toxin", Unit: "units", AmountMicro: 7, DaysAgo: 3}}
		}),
		seedOf("plain", tiles(), func(s *pb.GridSpec) {
			s.Placement, s.AngleMdeg = &pb.GridSpec_Centred{Centred: &pb.Centred{}}, new(int32(-360_000))
			s.Depth = &pb.Depth{Kind: &pb.Depth_DepthUm{DepthUm: 2_000}}
		}),
		seedOf("frozen", tiles(), func(s *pb.GridSpec) {
			s.Placement = &pb.GridSpec_Lattice{Lattice: &pb.Lattice{OriginX: 100 << 20, OriginY: 100 << 20, AX: 200 << 20, BY: 200 << 20}}
			s.Dosing = &pb.Dosing{Rule: &pb.Dosing_TotalNl{TotalNl: 2_000}, Share: pb.Share_SHARE_CLIPPED_CELL, CapPermille: 1_000, Mixture: drug()}
			s.Injector = &pb.Injector{StepNl: 7, MaxShotNl: 150}
		}),
		seedOf("frozen askew", tiles(), func(s *pb.GridSpec) { // 3, 4, 5
			s.Placement = &pb.GridSpec_Lattice{Lattice: &pb.Lattice{OriginX: -1, OriginY: 1, AX: 160 << 20, AY: 120 << 20, BX: -120 << 20, BY: 160 << 20}}
			s.Dosing = &pb.Dosing{Rule: &pb.Dosing_PointNl{PointNl: 10}}
			s.Limits = []*pb.Limit{
				{Quantity: pb.Quantity_QUANTITY_POINTS, HardMin: new(uint64(10)), HardMax: new(uint64(30))},
				{Quantity: pb.Quantity_QUANTITY_TOTAL_VOLUME, HardMin: new(uint64(100)), HardMax: new(uint64(300))},
				{Quantity: pb.Quantity_QUANTITY_POINT_VOLUME, HardMin: new(uint64(10)), HardMax: new(uint64(10))},
				{Quantity: pb.Quantity_QUANTITY_AREAL_VOLUME, HardMin: new(uint64(1)), HardMax: new(uint64(25_000))},
			}
		}),
		seedOf("searched", tiles(), func(s *pb.GridSpec) {
			s.Placement = &pb.GridSpec_BestFit{BestFit: &pb.BestFit{WantedPoints: 22, Effort: 40}}
			s.MarginUm = 20
			s.Dosing = &pb.Dosing{Rule: &pb.Dosing_PointNl{PointNl: 10}}
		}),
		seedOf("by area", tiles(), func(s *pb.GridSpec) {
			s.Dosing = &pb.Dosing{Rule: &pb.Dosing_NlPerCm2{NlPerCm2: 250_000}, Share: pb.Share_SHARE_VORONOI, CapPermille: 100_000, Mixture: drug()}
			s.Injector = &pb.Injector{MinShotNl: 90, ReservoirNl: 300}
			s.Limits = []*pb.Limit{{Quantity: pb.Quantity_QUANTITY_AREAL_DOSE, Component: "drug", Unit: "mg", HardMax: new(uint64(600_000))}}
		}),
		seedOf("total", tiles(), func(s *pb.GridSpec) {
			s.Dosing = &pb.Dosing{Rule: &pb.Dosing_TotalNl{TotalNl: 2_005}, Mixture: drug()}
			s.FixedPoints = []*pb.FixedPoint{{Name: "own", XUm: 333, YUm: 444, VolumeNl: 100}}
			s.Injector = &pb.Injector{StepNl: 5, ReservoirNl: 400, DeadVolumeNl: 50}
			s.BodyMassG = 300
			s.Limits = []*pb.Limit{{Quantity: pb.Quantity_QUANTITY_DOSE_PER_KG, Component: "drug", Unit: "mg", HardMax: new(uint64(20_000))}}
		}),
		seedOf("density", tiles(), func(s *pb.GridSpec) {
			s.Pattern, s.Dosing = pb.Pattern_PATTERN_TRIANGULAR, &pb.Dosing{Rule: &pb.Dosing_NlPerCm2{NlPerCm2: 300_000}}
			s.Injector = &pb.Injector{MaxShotNl: 300}
			s.Limits = []*pb.Limit{{Quantity: pb.Quantity_QUANTITY_AREAL_VOLUME, SoftMax: new(uint64(310_000)), HardMax: new(uint64(900_000))}}
		}),
		seedOf("no area", new(pb.GridSpec), func(s *pb.GridSpec) {
			s.Pattern = pb.Pattern_PATTERN_NONE
			s.FixedPoints = []*pb.FixedPoint{{Name: "l", XUm: -50}, {Name: "r", XUm: 50, VolumeNl: 30}, {XUm: 1 << 28, YUm: -1 << 28}}
			s.Dosing = &pb.Dosing{Rule: &pb.Dosing_PointNl{PointNl: 25}, Mixture: drug()}
			s.Injector = &pb.Injector{ReservoirNl: 60}
			s.Limits = []*pb.Limit{{Quantity: pb.Quantity_QUANTITY_TOTAL_DOSE, Component: "drug", Unit: "mg", SoftMin: new(uint64(1)), HardMax: new(uint64(500))}}
		}),
		seedOf("no lattice", tiles(), func(s *pb.GridSpec) {
			s.Pattern, s.SpacingUm, s.MarginUm = pb.Pattern_PATTERN_NONE, 0, 50
			s.GetOutline().KeepOuts = []*pb.KeepOut{{Polygon: polygon(rect(200, 200, 300, 300)), Name: "eye"}}
			s.FixedPoints = []*pb.FixedPoint{{XUm: 50, YUm: 50}, {XUm: 500, YUm: 400}}
		}),
		seedOf("holes", tiles(), func(s *pb.GridSpec) {
			s.Area = outline(polygon(rect(0, 0, 1_000, 800), rect(420, 420, 480, 480), rect(600, 100, 650, 150)))
			s.GetOutline().KeepOuts = []*pb.KeepOut{{Polygon: polygon(rect(100, 100, 180, 180)), MarginUm: 5, Name: "scar"}}
			s.Dosing = &pb.Dosing{Rule: &pb.Dosing_TotalNl{TotalNl: 2_000}, Share: pb.Share_SHARE_VORONOI}
			s.Order = pb.Order_ORDER_SHORTEST
		}),
		seedOf("protocol", tiles(), func(s *pb.GridSpec) {
			s.Pattern, s.SpacingUm, s.Protocol = 0, 0, "small"
		}),
		seedOf("over the protocol", tiles(), func(s *pb.GridSpec) {
			s.Protocol, s.SpacingUm = "small", 250
			s.Dosing = &pb.Dosing{Rule: &pb.Dosing_TotalNl{TotalNl: 1_500}}
			s.Depth = &pb.Depth{Layer: pb.SkinLayer_SKIN_LAYER_HYPODERMIS}
			s.Limits = []*pb.Limit{{Quantity: pb.Quantity_QUANTITY_POINT_DOSE, Component: "DRUG", Unit: "mg", SoftMax: new(uint64(400))}}
			s.Delivered = []*pb.Delivered{{Component: "drug", Unit: "mg", AmountMicro: 1}}
		}),
		seedOf("areas by protocol", tiles(), func(s *pb.GridSpec) { s.Protocol, s.BodyMassG = "areas", 700_000 }),
		seedOf("sites", new(pb.GridSpec), func(s *pb.GridSpec) {
			s.Protocol = "sites"
			s.FixedPoints = []*pb.FixedPoint{{Name: "left", XUm: -50}, {Name: "right", XUm: 50, VolumeNl: 30}}
		}),
	}
	for _, s := range all {
		switch s.name {
		case "frozen askew", "over the protocol": // rows at an angle; 250 um do not divide 800
			s.tiled = false
		}
	}
	return all
}

// settle asks for the seeds themselves: they must be valid, and have points.
func settle(t *testing.T, client pb.GridServiceClient, seeds []*seed) {
	t.Helper()
	for _, s := range seeds {
		resp, err := client.GenerateGrid(t.Context(), &pb.GenerateGridRequest{Spec: s.spec})
		if err != nil {
			t.Fatalf("seed %q: %v", s.name, err)
		}
		s.key = resp.GetHeader().GetKey()
		plan := s.spec
		if p := siteProtocols[s.spec.Protocol]; p != nil {
			plan = filledBy(s.spec, p.GetDefaults())
		}
		s.ground = ground(plan)
		if n := s.key.GetPointCount(); n <= uint64(len(s.spec.FixedPoints)) && plan.Pattern != pb.Pattern_PATTERN_NONE || n > 100 {
			t.Fatalf("seed %q has %d points", s.name, n)
		}
	}
}

// requests are a seed as both methods take it.
func (s *seed) requests() []proto.Message {
	return []proto.Message{
		&pb.GenerateGridRequest{Spec: s.spec, OmitPoints: !s.tiled},
		&pb.StreamGridRequest{Source: &pb.StreamGridRequest_Spec{Spec: s.spec}, FirstPoint: 1, ChunkPoints: 3, Expect: s.key},
	}
}
