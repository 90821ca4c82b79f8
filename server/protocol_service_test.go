package server_test

import (
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protowire"

	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
	"github.com/mesogrid/mesogrid/server"
)

func protocolClient(t *testing.T) pb.ProtocolServiceClient {
	t.Helper()
	return pb.NewProtocolServiceClient(connect(t, server.NewGRPC(server.Config{}, quiet)))
}

// Pages of any size give every protocol once, by name.
func TestListProtocols(t *testing.T) {
	client := protocolClient(t)
	for _, size := range []uint32{0, 1, 3, 20, 1000, 1 << 31} {
		var names []string
		for token := ""; ; {
			page, err := client.ListProtocols(t.Context(), &pb.ListProtocolsRequest{PageSize: size, PageToken: token})
			if err != nil {
				t.Fatal(err)
			}
			if n := len(page.GetProtocols()); n == 0 || size > 0 && n > int(size) {
				t.Fatalf("a page of %d where %d were asked for", n, size)
			}
			for _, p := range page.GetProtocols() {
				names = append(names, p.GetName())
			}
			if token = page.GetNextPageToken(); token == "" {
				break
			}
		}
		if len(names) != server.BuiltInProtocols().Len() || !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
			t.Errorf("pages of %d: %v, want each of %d once, by name", size, names, server.BuiltInProtocols().Len())
		}
	}
}

// Every entry has what a reader must see.
func TestGetProtocol(t *testing.T) {
	client := protocolClient(t)
	list, err := client.ListProtocols(t.Context(), new(pb.ListProtocolsRequest))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range list.GetProtocols() {
		resp, err := client.GetProtocol(t.Context(), &pb.GetProtocolRequest{Name: want.GetName()})
		if err != nil {
			t.Fatal(err)
		}
		p := resp.GetProtocol()
		if p.GetName() != want.GetName() || p.GetNotice() != "Reference data, to be approved by the site." ||
			len(p.GetCitations()) == 0 || p.GetJurisdictionNote() == "" || !strings.HasPrefix(p.GetDigest(), "sha256:") {
			t.Errorf("%s: %v", want.GetName(), p)
		}
	}
	_, err = client.GetProtocol(t.Context(), &pb.GetProtocolRequest{Name: "botulinum-foot"})
	info, _ := details(err)
	const text = `name: is "botulinum-foot", and this server has no such protocol; it has botulinum-axilla, botulinum-bladder-ndo, ` +
		`botulinum-bladder-oab, botulinum-migraine, botulinum-palm`
	if s := status.Convert(err); s.Code() != codes.NotFound || info.GetReason() != "PROTOCOL_NOT_FOUND" || s.Message() != text {
		t.Errorf("an unknown name: %v, %v, want NOT_FOUND and %q", err, info, text)
	}
}

func TestProtocolRequestsRefused(t *testing.T) {
	client := protocolClient(t)
	unknown := new(pb.GetProtocolRequest)
	unknown.ProtoReflect().SetUnknown(protowire.AppendVarint(protowire.AppendTag(nil, 99, protowire.VarintType), 1))
	_, unknownErr := client.GetProtocol(t.Context(), unknown)
	_, tokenErr := client.ListProtocols(t.Context(), &pb.ListProtocolsRequest{PageToken: "zzz"})
	for name, c := range map[string]struct {
		err           error
		field, reason string
	}{
		"unknown field": {unknownErr, "", "UNKNOWN_FIELD"},
		"token":         {tokenErr, "page_token", "BAD_PAGE_TOKEN"},
	} {
		info, bad := details(c.err)
		if status.Code(c.err) != codes.InvalidArgument || info.GetReason() != c.reason || bad.GetFieldViolations()[0].GetField() != c.field {
			t.Errorf("%s: %v with %v, want INVALID_ARGUMENT, %s in %q", name, c.err, info, c.reason, c.field)
		}
	}
}

// A plan that names a protocol: refusals name what is wrong with the plan.
func TestPlansByProtocol(t *testing.T) {
	client := grids(t, server.Config{})
	site := func(name string, x int32) *pb.FixedPoint { return &pb.FixedPoint{Name: name, XUm: x} }
	for _, c := range []struct {
		name                string
		spec                *pb.GridSpec
		field, reason, text string
	}{
		{"unknown", &pb.GridSpec{Protocol: "kybella"}, "spec.protocol", "UNKNOWN_PROTOCOL", `is "kybella", and this server has no such protocol`},
		{"no spacing", &pb.GridSpec{Area: strip().Area, Protocol: "botulinum-axilla"}, "spec.spacing_um", "MISSING", "is not given"},
		{"no volume", &pb.GridSpec{Area: strip().Area, Protocol: "micropapule", Dosing: new(pb.Dosing)}, "spec.dosing.rule", "MISSING", "is absent"},
		{"no dosing for a limit", &pb.GridSpec{Area: strip().Area, SpacingUm: 10_000, Protocol: "nappage"}, "spec.dosing", "MISSING", "is absent, and there is a limit on the volume of a point"},
		{"another component", &pb.GridSpec{Area: strip().Area, Protocol: "deoxycholate-submental", Dosing: &pb.Dosing{
			Mixture: []*pb.Ingredient{{Name: "phosphatidylcholine", Unit: "mg", AmountMicro: 50e6, InNl: 1e6}}}},
			"spec.protocol", "UNKNOWN_COMPONENT", `is "deoxycholate-submental", which limits "deoxycholic acid" in mg, and the mixture has no such component; it has "phosphatidylcholine"`},
		{"another unit", &pb.GridSpec{Area: strip().Area, Protocol: "deoxycholate-submental", Dosing: &pb.Dosing{
			Mixture: []*pb.Ingredient{{Name: "Deoxycholic  acid", Unit: "mcg", AmountMicro: 50e6, InNl: 1e6}}}},
			"spec.protocol", "UNKNOWN_COMPONENT", `is "deoxycholate-submental", which limits "deoxycholic acid" in mg, and "Deoxycholic  acid" stands in the mixture in "mcg"`},
		{"no lattice", &pb.GridSpec{Pattern: pb.Pattern_PATTERN_NONE, FixedPoints: []*pb.FixedPoint{{}}, Protocol: "deoxycholate-submental"},
			"spec.protocol", "NOT_ALLOWED", `is "deoxycholate-submental", whose limits[3].quantity is per cm2, and without a lattice`},
		{"no body mass", &pb.GridSpec{Area: strip().Area, Pattern: pb.Pattern_PATTERN_SQUARE, SpacingUm: 10_000, Protocol: "lidocaine-ceiling-plain",
			Dosing: &pb.Dosing{Rule: &pb.Dosing_PointNl{PointNl: 1}, Mixture: []*pb.Ingredient{{Name: "lidocaine", Unit: "mg", AmountMicro: 20e6, InNl: 1e6}}}},
			"spec.body_mass_g", "MISSING", "is not given, and there is a limit on the dose per kg of lidocaine"},
		{"no site", &pb.GridSpec{Protocol: "botulinum-migraine", FixedPoints: []*pb.FixedPoint{site("procerus", 0), site("chin", 1)}},
			"spec.fixed_points[1].name", "UNKNOWN_SITE", `is "chin", which is no site of protocol botulinum-migraine; its sites are corrugator 1,`},
		{"a site twice", &pb.GridSpec{Protocol: "botulinum-migraine", FixedPoints: []*pb.FixedPoint{site("procerus", 0), site("procerus", 1)}},
			"spec.fixed_points[1].name", "REPEATED_SITE", `is "procerus", as that of fixed_points[0]`},
	} {
		_, err := client.GenerateGrid(t.Context(), &pb.GenerateGridRequest{Spec: c.spec})
		info, bad := details(err)
		if status.Code(err) != codes.InvalidArgument || info.GetReason() != c.reason || len(bad.GetFieldViolations()) != 1 ||
			bad.GetFieldViolations()[0].GetField() != c.field || !strings.HasPrefix(bad.GetFieldViolations()[0].GetDescription(), c.text) {
			t.Errorf("%s: %v with %v, want %s in %s: %s", c.name, err, info, c.reason, c.field, c.text)
		}
	}
	resp := ask(t, client, &pb.GridSpec{Protocol: "botulinum-migraine", FixedPoints: []*pb.FixedPoint{site("procerus", 0), site("trapezius 1", 9)}})
	w := resp.GetReport().GetWarnings()
	if len(w) != 1 || w[0].GetReason() != "SITES_WITHOUT_POINT" || w[0].GetText() !=
		"29 sites of protocol botulinum-migraine get no point: corrugator 1, corrugator 2, frontalis 1, frontalis 2, frontalis 3 and 24 more." {
		t.Errorf("two of 31 sites: warnings %v", w)
	}
	if d := resp.GetReport().GetDoses()[0]; d.GetTotal() != 10 || d.GetMaxPoint() != 5 {
		t.Errorf("two of 31 sites: %v, want 5 units each", d)
	}
}
