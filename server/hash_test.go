package server

import (
	"crypto/sha256"
	"encoding/binary"
	"flag"
	"fmt"
	"math"
	"os"
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/mesogrid/mesogrid/grid"
	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

var update = flag.Bool("update", false, "write the checksum of testdata/doses.sha256 anew")

// TestHash holds the volumes of a fixed corpus, in each order, over all rules, shares, patterns, steps and caps, and the
// areas that they come from, bit by bit, against one checksum, which is the same on every machine (.ci/hashes runs it on
// three). Where answers change, grid.Revision rises.
func TestHash(t *testing.T) {
	const file = "testdata/doses.sha256"
	got := ""
	for _, order := range []mesogridv1.Order{0, mesogridv1.Order_ORDER_SHORTEST} {
		specs := doseCorpus()
		for _, spec := range specs {
			spec.Order = order
		}
		plans, answers := hashDoses(t, specs)
		got += fmt.Sprintf("plans %x\nanswers of revision %d %x\n", plans, grid.Revision, answers)
	}
	var fits []*mesogridv1.GridSpec
	for n, spec := range doseCorpus() {
		if n%5 == 0 {
			fits = append(fits, searched(spec, n))
		}
	}
	plans, answers := hashDoses(t, fits)
	got += fmt.Sprintf("plans for the best fit %x\nanswers for the best fit %x\n", plans, answers)
	t.Log(got)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s:\ngot\n%swant\n%sIf the change is meant, raise grid.Revision and run with -update.", file, got, want)
	}
}

// hashDoses is the checksums of plans and of their answers.
func hashDoses(t *testing.T, specs []*mesogridv1.GridSpec) (ofPlans, ofAnswers []byte) {
	plans, answers := sha256.New(), sha256.New()
	write := func(values ...uint64) {
		for _, v := range values {
			answers.Write(binary.LittleEndian.AppendUint64(nil, v))
		}
	}
	s := newGridService(DefaultLimits(), BuiltInProtocols())
	answered, refused, points := 0, 0, 0
	for _, spec := range specs {
		text, err := proto.MarshalOptions{Deterministic: true}.Marshal(spec)
		if err != nil {
			t.Fatal(err)
		}
		plans.Write(text)
		resp, err := s.generate(t.Context(), &mesogridv1.GenerateGridRequest{Spec: spec}, new(grid.Work))
		if err != nil {
			fmt.Fprintln(answers, tell(err))
			refused++
			continue
		}
		answered++
		h, p := resp.GetHeader(), resp.GetPoints()
		write(h.GetKey().GetPointCount(), uint64(h.GetKey().GetCrc32C()), h.GetTotalVolumeNl(), h.GetResidueNl(),
			resp.GetReport().GetVolume().GetCappedNl(), resp.GetReport().GetSupply().GetDrawUpNl(), uint64(h.GetCrc32C()))
		write(h.GetRefillBefore()...)
		for k, v := range p.GetVolumeNl() {
			write(uint64(p.GetXUm()[k]), uint64(p.GetYUm()[k]), uint64(v))
		}
		for _, a := range areasOf(t, spec) {
			write(math.Float64bits(a))
		}
		if f := resp.GetReport().GetBestFit(); f != nil {
			write(uint64(f.GetAngleMdeg()), f.GetCentredPoints(), uint64(f.GetGainedPoints()), uint64(f.GetEvaluations()),
				math.Float64bits(f.GetAreaCv()), math.Float64bits(f.GetCentredAreaCv()))
		}
		points += len(p.GetVolumeNl())
	}
	t.Logf("%d plans answered, %d refused, %d points", answered, refused, points)
	if answered*4 < 3*len(specs) || refused == 0 {
		t.Errorf("%d plans answered and %d refused: the corpus is too poor", answered, refused)
	}
	return plans.Sum(nil), answers.Sum(nil)
}

// searched asks for the best fit of a plan, with its angle or any, for most points or so many.
func searched(spec *mesogridv1.GridSpec, n int) *mesogridv1.GridSpec {
	spec.Placement = &mesogridv1.GridSpec_BestFit{BestFit: &mesogridv1.BestFit{
		Effort: uint32(50 + n), WantedPoints: []uint32{0, 100, 40}[n%3]}}
	if n%2 == 0 {
		spec.AngleMdeg = nil
	}
	return spec
}

// areasOf is the areas of a plan's points, if it asks for any.
func areasOf(t *testing.T, spec *mesogridv1.GridSpec) []float64 {
	t.Helper()
	limits := DefaultLimits()
	p, err := decode(spec, BuiltInProtocols(), &limits)
	if err != nil {
		t.Fatal(err)
	}
	if p.spec.Outline, err = grid.NewOutline(*p.area, nil); err != nil {
		t.Fatal(err)
	}
	g, err := grid.New(p.spec, nil)
	if err != nil {
		t.Fatal(err)
	}
	areas, err := g.AppendAreas(nil, p.dosing.Share())
	if err != nil {
		t.Fatal(err)
	}
	return areas
}

// doseCorpus is an outline of three lobes with a hole and a keep-out, under every rule, share and pattern, at steps, caps
// and angles that are not round.
func doseCorpus() []*mesogridv1.GridSpec {
	var all []*mesogridv1.GridSpec
	hole := &mesogridv1.Ring{XUm: []int32{-9_001, -2_003, -4_007}, YUm: []int32{1_009, 2_011, 8_017}}
	eye := &mesogridv1.KeepOut{MarginUm: 701, Polygon: &mesogridv1.Polygon{
		Shell: &mesogridv1.Ring{XUm: []int32{7_001, 14_003, 13_007, 8_009}, YUm: []int32{-6_011, -5_003, 1_009, 2_017}}}}
	for pattern := mesogridv1.Pattern_PATTERN_TRIANGULAR; pattern <= mesogridv1.Pattern_PATTERN_SQUARE; pattern++ {
		for share := mesogridv1.Share_SHARE_EQUAL; share <= mesogridv1.Share_SHARE_VORONOI; share++ {
			for rule := range 3 {
				for n := range uint32(7) {
					spec := &mesogridv1.GridSpec{
						Area: wave(40+13*int(n), 31_000), Pattern: pattern, SpacingUm: 1_501 + 611*n, AngleMdeg: new(int32(17_321 * n)),
						MarginUm: n % 3 * 733, Dosing: &mesogridv1.Dosing{Share: share},
						Injector: &mesogridv1.Injector{StepNl: []uint32{0, 7, 101}[n%3], ReservoirNl: 1_000_003, DeadVolumeNl: 20_011},
					}
					if n%2 == 1 {
						spec.GetOutline().Polygons[0].Holes = []*mesogridv1.Ring{hole}
						spec.GetOutline().KeepOuts = []*mesogridv1.KeepOut{eye}
					}
					if n == 4 {
						spec.FixedPoints = []*mesogridv1.FixedPoint{{XUm: 3_001, YUm: -4_003, VolumeNl: 12_345}}
					}
					if share > mesogridv1.Share_SHARE_EQUAL && n > 2 {
						spec.Dosing.CapPermille = 1_000 + 173*n
					}
					switch rule {
					case 0:
						spec.Dosing.Rule = &mesogridv1.Dosing_PointNl{PointNl: 10_007 + 997*n}
					case 1:
						spec.Dosing.Rule = &mesogridv1.Dosing_TotalNl{TotalNl: 4_000_037 + 99_991*uint64(n)}
					case 2:
						spec.Dosing.Rule = &mesogridv1.Dosing_NlPerCm2{NlPerCm2: 150_001 + 9_973*n}
					}
					if n == 6 {
						spec.Injector.MinShotNl = 9_001
					}
					all = append(all, spec)
				}
			}
		}
	}
	return all
}
