package server

import (
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/mesogrid/mesogrid/grid"
	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// seeds are requests that reach every part of the decoder.
func seeds() []*mesogridv1.GenerateGridRequest {
	plain := &mesogridv1.GridSpec{Area: wave(12, 20_000), Pattern: mesogridv1.Pattern_PATTERN_SQUARE, SpacingUm: 3_000}
	full := &mesogridv1.GridSpec{
		Area: wave(12, 20_000), Pattern: mesogridv1.Pattern_PATTERN_TRIANGULAR, SpacingUm: 2_000, MarginUm: 500,
		AngleMdeg: new(int32(17_000)), Order: mesogridv1.Order_ORDER_SERPENTINE,
		Placement:   &mesogridv1.GridSpec_Origin{Origin: &mesogridv1.Origin{XUm: 1, YUm: -1}},
		FixedPoints: []*mesogridv1.FixedPoint{{Name: "a", XUm: 15_000, YUm: 5_000, VolumeNl: 5}, {XUm: -15_000}},
		Dosing: &mesogridv1.Dosing{Rule: &mesogridv1.Dosing_PointNl{PointNl: 20_000}, Mixture: []*mesogridv1.Ingredient{
			{Name: "lidocaine", Unit: "mg", AmountMicro: 20e6, InNl: 1e6}, {Name: "water", Unit: "mL", AmountMicro: 1, InNl: 1}}},
	}
	outline := full.GetOutline()
	outline.Polygons[0].Holes = []*mesogridv1.Ring{{XUm: []int32{5_000, 6_000, 6_000}, YUm: []int32{0, 0, 1_000}}}
	outline.KeepOuts = []*mesogridv1.KeepOut{{Polygon: wave(8, 3_000).Outline.Polygons[0], MarginUm: 700, Name: "k"}}
	frozen := &mesogridv1.GridSpec{Area: plain.Area, Pattern: plain.Pattern, SpacingUm: plain.SpacingUm,
		Placement: &mesogridv1.GridSpec_Lattice{Lattice: &mesogridv1.Lattice{AX: 3_000 << 20, BY: 3_000 << 20}}}
	full.Injector = &mesogridv1.Injector{StepNl: 5, MinShotNl: 5, MaxShotNl: 1e6, ReservoirNl: 1e6, DeadVolumeNl: 1e4}
	full.Depth = &mesogridv1.Depth{Kind: &mesogridv1.Depth_Insertion{Insertion: &mesogridv1.Insertion{LengthUm: 5_000, AngleMdeg: 30_000}},
		Layer: mesogridv1.SkinLayer_SKIN_LAYER_DERMIS}
	full.Limits = []*mesogridv1.Limit{
		{Quantity: mesogridv1.Quantity_QUANTITY_DOSE_PER_KG, Component: "lidocaine", Unit: "mg", HardMax: new(uint64(4_500_000)), PeriodDays: 2, Source: "s"},
		{Quantity: mesogridv1.Quantity_QUANTITY_POINTS, SoftMin: new(uint64(1_000_000))}}
	full.BodyMassG = 70_000
	full.Delivered = []*mesogridv1.Delivered{{Component: "Lidocaine", Unit: "mg", AmountMicro: 1e6, DaysAgo: 1}}
	shared := &mesogridv1.GridSpec{Area: plain.Area, Pattern: plain.Pattern, SpacingUm: plain.SpacingUm, Dosing: &mesogridv1.Dosing{
		Rule: &mesogridv1.Dosing_TotalNl{TotalNl: 5e6}, Share: mesogridv1.Share_SHARE_VORONOI, CapPermille: 1_500}}
	named := &mesogridv1.GridSpec{Area: plain.Area, SpacingUm: 15_000, Protocol: "botulinum-axilla"}
	none := &mesogridv1.GridSpec{Pattern: mesogridv1.Pattern_PATTERN_NONE, FixedPoints: full.FixedPoints, Dosing: full.Dosing}
	var all []*mesogridv1.GenerateGridRequest
	for _, spec := range []*mesogridv1.GridSpec{plain, full, frozen, shared, named, none, nil} {
		all = append(all, &mesogridv1.GenerateGridRequest{Spec: spec}, &mesogridv1.GenerateGridRequest{Spec: spec, OmitPoints: true})
	}
	return all
}

// FuzzRequestBytes starts from the wire: nothing that parses harms the service.
func FuzzRequestBytes(f *testing.F) {
	for _, req := range seeds() {
		b, err := proto.Marshal(req)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	s := newGridService(fuzzLimits, BuiltInProtocols())
	f.Fuzz(func(t *testing.T, b []byte) {
		req := new(mesogridv1.GenerateGridRequest)
		if proto.Unmarshal(b, req) == nil { // else gRPC refuses it before the service
			checkRequest(t, s, req)
		}
	})
}

// FuzzRequest builds requests that parse, half of them from awkward values, and so comes deeper.
func FuzzRequest(f *testing.F) {
	f.Add([]byte("a plan of no meaning, but long enough to have an outline, keep-outs and doses"))
	f.Add([]byte{1, 1, 20, 0, 0, 1, 2, 9, 4, 0, 0, 9, 0, 9, 9, 0, 9})
	s := newGridService(fuzzLimits, BuiltInProtocols())
	f.Fuzz(func(t *testing.T, b []byte) { checkRequest(t, s, (&source{rest: b}).request()) })
}

var fuzzLimits = Limits{Points: 5_000, Work: grid.Cost{
	Pairs: 1 << 16, EdgeRows: 1 << 16, Candidates: 1 << 18, ExactTests: 1 << 16, Shares: 1 << 16, Search: 1 << 20, Orders: 1 << 21}, SharePoints: 500}.complete()

// checkRequest: there is no panic, the answer is a grid or names what is wrong, and the work keeps within its limits.
func checkRequest(t *testing.T, s *gridService, req *mesogridv1.GenerateGridRequest) {
	// Pairs and exact tests are counted in batches as the work goes on; one batch may pass the limit.
	const batch = 1 << 17
	work := &grid.Work{Limits: s.limits.Work}
	resp, err := s.generate(t.Context(), req, work)
	spent, most := work.Spent(), s.limits.Work
	if spent.Pairs > most.Pairs+batch || spent.ExactTests > most.ExactTests+batch ||
		spent.Shares > most.Shares+batch || spent.Search > most.Search || spent.Orders > most.Orders+batch || spent.EdgeRows > most.EdgeRows || spent.Candidates > most.Candidates {
		t.Errorf("%v: spent %+v, limits %+v", req, spent, most)
	}
	if err != nil {
		told := status.Convert(tell(err))
		invalid := told.Code() == codes.InvalidArgument && len(told.Details()) == 2
		beyond := told.Code() == codes.FailedPrecondition && len(told.Details()) > 2
		if !invalid && !beyond {
			t.Errorf("%v: %v with %v, want INVALID_ARGUMENT with two details, or FAILED_PRECONDITION with three at least", req, told, told.Details())
		}
		return
	}
	n := resp.GetHeader().GetKey().GetPointCount()
	p := resp.GetPoints()
	if sent := uint64(len(p.GetXUm())); req.GetOmitPoints() && p != nil || !req.GetOmitPoints() && sent != n {
		t.Errorf("%v: %d of %d points sent, omit_points %t", req, sent, n, req.GetOmitPoints())
	}
	if _, err := proto.Marshal(resp); err != nil {
		t.Errorf("%v: the answer cannot be sent: %v", req, err)
	}
}

// TestSeedsPass keeps the seeds from rotting: all but the one without a plan are accepted.
func TestSeedsPass(t *testing.T) {
	s := newGridService(DefaultLimits(), BuiltInProtocols())
	for _, req := range seeds() {
		if _, err := s.GenerateGrid(t.Context(), req); (err == nil) != (req.Spec != nil) {
			t.Errorf("%v: %v", req, err)
		}
	}
}
