package server_test

import (
	"flag"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/mesogrid/mesogrid/client"
	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
	"github.com/mesogrid/mesogrid/server"
)

var long = flag.Bool("long", os.Getenv("MESOGRID_LONG") != "", "ask for 50,000 random dosings, not 1,000")

// randomDosing is a plan over all rules and shares, on a strip with a keep-out in it. Its component is 10 micro a nL.
func randomDosing(rng *rand.Rand) *pb.GridSpec {
	s := &pb.GridSpec{
		Area:      outline(polygon(rect(0, 0, 60_000+rng.Int32N(40_000), 50_000))),
		Pattern:   pb.Pattern(1 + rng.IntN(2)),
		SpacingUm: 4_000 + rng.Uint32N(9_000),
		MarginUm:  rng.Uint32N(3) * 1_500,
		AngleMdeg: new(rng.Int32N(90_000)),
		BodyMassG: 70_000,
		Dosing: &pb.Dosing{
			Share:   pb.Share(rng.IntN(4)),
			Mixture: []*pb.Ingredient{{Name: "x", Unit: "mg", AmountMicro: 10e6, InNl: 1e6}},
		},
		Injector: &pb.Injector{StepNl: []uint32{0, 1, 7, 1_000}[rng.IntN(4)]},
	}
	if rng.IntN(2) == 0 {
		s.GetOutline().KeepOuts = []*pb.KeepOut{{Polygon: polygon(rect(20_000, 15_000, 35_000, 30_000)), MarginUm: 500}}
	}
	if s.Dosing.Share > pb.Share_SHARE_EQUAL && rng.IntN(2) == 0 {
		s.Dosing.CapPermille = 1_000 + rng.Uint32N(1_500)
	}
	switch rng.IntN(3) {
	case 0:
		s.Dosing.Rule = &pb.Dosing_PointNl{PointNl: 10_000 + rng.Uint32N(200_000)}
	case 1:
		s.Dosing.Rule = &pb.Dosing_TotalNl{TotalNl: 1_000_000 + rng.Uint64N(20_000_000)}
	case 2:
		s.Dosing.Rule = &pb.Dosing_NlPerCm2{NlPerCm2: 10_000 + rng.Uint32N(200_000)}
	}
	if rng.IntN(3) == 0 {
		s.FixedPoints = []*pb.FixedPoint{{Name: "own", XUm: 10_000, YUm: 25_000, VolumeNl: 20_000 + rng.Uint32N(20_000)}}
	}
	if rng.IntN(2) == 0 {
		s.Injector.ReservoirNl, s.Injector.DeadVolumeNl = 1_000_000, rng.Uint64N(50_000)
	}
	if rng.IntN(3) == 0 {
		s.Depth = &pb.Depth{Kind: &pb.Depth_DepthUm{DepthUm: 1 + rng.Uint32N(9_000)}}
	}
	return s
}

// TestDosings asks for random dosings by gRPC, checked by the client: what the header says is what the points add up to,
// and a limit at -1, 0 and +1 of what was given is kept or broken as it says.
func TestDosings(t *testing.T) {
	conn := connect(t, server.NewGRPC(server.Config{}, quiet))
	checked := client.New(conn)
	rng := rand.New(rand.NewPCG(51, 1))
	trials := 1_000
	if *long {
		trials = 50_000
	}
	answered, refused := 0, 0
	for range trials {
		s := randomDosing(rng)
		resp, err := checked.GenerateGrid(t.Context(), &pb.GenerateGridRequest{Spec: s})
		if status.Code(err) == codes.InvalidArgument {
			info, bad := details(err)
			if r := info.GetReason(); r != "BELOW_MIN_SHOT" && r != "ABOVE_RESERVOIR" || bad == nil {
				t.Fatalf("%v\n%s", err, brief(s))
			}
			refused++
			continue
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, brief(s))
		}
		answered++
		h, volumes, sum := resp.GetHeader(), resp.GetPoints().GetVolumeNl(), uint64(0)
		for _, v := range volumes {
			sum += uint64(v)
		}
		asked := sum + h.GetResidueNl()
		if total := s.GetDosing().GetTotalNl(); sum != h.GetTotalVolumeNl() || total != 0 && asked != total+ownNl(s) {
			t.Fatalf("points %d nL, header %v\n%s", sum, h, brief(s))
		}
		if supply := resp.GetReport().GetSupply(); supply.GetFills() != uint64(1+len(h.GetRefillBefore())) ||
			supply.GetDrawUpNl() != sum+supply.GetFills()*s.GetInjector().GetDeadVolumeNl() || h.GetDepthUm() != s.GetDepth().GetDepthUm() {
			t.Fatalf("%v with %v\n%s", h, supply, brief(s))
		}
		omitted, err := checked.GenerateGrid(t.Context(), &pb.GenerateGridRequest{Spec: s, OmitPoints: true})
		if err != nil || !proto.Equal(omitted.GetHeader(), h) || !proto.Equal(omitted.GetReport(), resp.GetReport()) || omitted.Points != nil {
			t.Fatalf("without points: %v, %v\nwith them: %v", omitted, err, resp)
		}
		limited(t, checked, rng, s, resp)
	}
	t.Logf("%d answered, %d refused", answered, refused)
	if answered < trials/2 {
		t.Errorf("%d of %d plans were answered, too few", answered, trials)
	}
}

func ownNl(s *pb.GridSpec) uint64 {
	sum := uint64(0)
	for _, f := range s.GetFixedPoints() {
		sum += uint64(f.GetVolumeNl())
	}
	return sum
}

// limited asks again with a limit next to what was given.
func limited(t *testing.T, checked *client.Client, rng *rand.Rand, s *pb.GridSpec, resp *pb.GenerateGridResponse) {
	t.Helper()
	volumes := resp.GetPoints().GetVolumeNl()
	most, total := slices.Max(volumes), resp.GetHeader().GetTotalVolumeNl()
	for _, c := range []struct {
		quantity pb.Quantity
		value    uint64
		point    int // -1: none
	}{
		{pb.Quantity_QUANTITY_POINTS, uint64(len(volumes)), -1},
		{pb.Quantity_QUANTITY_POINT_VOLUME, uint64(most), slices.Index(volumes, most)},
		{pb.Quantity_QUANTITY_TOTAL_VOLUME, total, -1},
		{pb.Quantity_QUANTITY_POINT_DOSE, 10 * uint64(most), slices.Index(volumes, most)},
		{pb.Quantity_QUANTITY_TOTAL_DOSE, 10 * total, -1},
		{pb.Quantity_QUANTITY_DOSE_PER_KG, (10*total*1000 + 69_999) / 70_000, -1},
	} {
		if rng.IntN(6) > 0 {
			continue
		}
		for off := int64(-1); off <= 1; off++ {
			bound, hard := uint64(int64(c.value)+off), rng.IntN(2) == 0
			l := &pb.Limit{Quantity: c.quantity, Source: "here"}
			if c.quantity >= pb.Quantity_QUANTITY_POINT_DOSE {
				l.Component, l.Unit = "X", "mg"
			}
			if hard {
				l.HardMax = &bound
			} else {
				l.SoftMax = &bound
			}
			again := proto.CloneOf(s)
			again.Limits = []*pb.Limit{l}
			got, err := checked.GenerateGrid(t.Context(), &pb.GenerateGridRequest{Spec: again})
			breach := breachOf(got, err)
			switch {
			case off >= 0 && (err != nil || breach != nil):
				t.Fatalf("at %d of %v, limit %v: %v, %v\n%s", c.value, c.quantity, l, breach, err, brief(s))
			case off < 0 && (hard != (status.Code(err) == codes.FailedPrecondition) || breach == nil || breach.GetHard() != hard || breach.GetValue() != c.value ||
				!proto.Equal(breach.GetLimit(), l) || breach.GetField() != "spec.limits[0]" || breach.GetText() == "" ||
				(breach.Point == nil) != (c.point < 0) || c.point >= 0 && breach.GetPoint() != uint64(c.point)):
				t.Fatalf("at %d of %v, point %d, limit %v: %v, %v\n%s", c.value, c.quantity, c.point, l, breach, err, brief(s))
			case off < 0 && hard:
				holdBeyond(t, resp.GetHeader(), err)
			}
		}
	}
}

// breachOf is the breach that an answer or a refusal tells of.
func breachOf(resp *pb.GenerateGridResponse, err error) *pb.LimitBreach {
	for _, w := range resp.GetReport().GetWarnings() {
		if w.GetReason() == "SOFT_LIMIT" {
			return w.GetBreach()
		}
	}
	for _, d := range status.Convert(err).Details() {
		if b, ok := d.(*pb.LimitBreach); ok {
			return b
		}
	}
	return nil
}

// holdBeyond: a refused plan is told the header that it would have had, which nothing can act on.
func holdBeyond(t *testing.T, header *pb.GridHeader, err error) {
	t.Helper()
	info, bad := details(err)
	if info.GetReason() != "HARD_LIMIT" || info.GetDomain() != "mesogrid" || bad != nil {
		t.Fatalf("%v with %v and %v, want HARD_LIMIT", err, info, bad)
	}
	for _, d := range status.Convert(err).Details() {
		if h, ok := d.(*pb.GridHeader); ok {
			want := proto.CloneOf(header)
			want.RefillBefore, want.Crc32C = nil, 0
			if !proto.Equal(h, want) {
				t.Fatalf("header %v, want %v", h, want)
			}
			return
		}
	}
	t.Fatalf("%v has no header", err)
}
