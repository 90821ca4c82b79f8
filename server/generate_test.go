package server_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"math"
	"slices"
	"testing"

	"google.golang.org/protobuf/proto"

	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
	"github.com/mesogrid/mesogrid/server"
)

// The strip of the deoxycholate label: every figure of the answer is known by hand.
func TestStrip(t *testing.T) {
	resp := ask(t, grids(t, server.Config{}), strip())
	var x, y []int32
	for row := range int32(5) {
		for k := range int32(10) {
			if row%2 == 1 {
				k = 9 - k // serpentine
			}
			x, y = append(x, 5_000+10_000*k), append(y, 5_000+10_000*row)
		}
	}
	nl := slices.Repeat([]uint32{200_000}, 50)
	if p := resp.GetPoints(); !slices.Equal(p.GetXUm(), x) || !slices.Equal(p.GetYUm(), y) || !slices.Equal(p.GetVolumeNl(), nl) {
		t.Errorf("points %v, want x %v, y %v, 200,000 nL each", p, x, y)
	}
	lattice := &pb.Lattice{OriginX: resp.GetHeader().GetLattice().GetOriginX(), OriginY: resp.GetHeader().GetLattice().GetOriginY(),
		AX: 10_000 << 20, BY: 10_000 << 20}
	header := &pb.GridHeader{
		Key:           &pb.GridKey{PointCount: 50, Crc32C: keyByHand(50, 10_000_000, x, y, nl), Revision: 2},
		TotalVolumeNl: 10_000_000,
		Bounds:        &pb.Bounds{MinXUm: 5_000, MinYUm: 5_000, MaxXUm: 95_000, MaxYUm: 45_000},
		Lattice:       lattice,
		Crc32C:        resp.GetHeader().GetCrc32C(),
	}
	if !proto.Equal(resp.GetHeader(), header) {
		t.Errorf("header %v, want %v", resp.GetHeader(), header)
	}
	report := &pb.GridReport{
		AreaMm2: 5000, CellMm2: 100, PolygonPoints: []uint64{50},
		TravelUm: 490_000, TravelBoundUm: 490_000, LongestJumpUm: 10_000, // 49 steps of the spacing
		Doses: []*pb.ComponentDose{{
			Name: "deoxycholic acid", Unit: "mg", Total: 100, MaxPoint: 2, LatticePerCm2: new(2.0), MeanPerCm2: new(2.0),
		}},
		Volume: &pb.VolumeStats{MinNl: 200_000, MaxNl: 200_000, MeanNl: 200_000,
			LatticeNlPerCm2: new(200_000.0), MeanNlPerCm2: new(200_000.0)},
		Supply: &pb.Supply{DrawUpNl: 10_000_000, Fills: 1},
	}
	if !proto.Equal(resp.GetReport(), report) {
		t.Errorf("report %v, want %v", resp.GetReport(), report)
	}
}

// keyByHand follows the words of the contract: all bytes in a row, one checksum.
func keyByHand(count, total uint64, x, y []int32, nl []uint32) uint32 {
	castagnoli := crc32.MakeTable(crc32.Castagnoli)
	column := func(values any) uint32 {
		b, _ := binary.Append(nil, binary.LittleEndian, values)
		return crc32.Checksum(b, castagnoli)
	}
	b, _ := binary.Append(nil, binary.LittleEndian, struct {
		Count, Total    uint64
		Depth, Needle   uint32
		X, Y, VolumesNL uint32
	}{count, total, 0, 0, column(x), column(y), column(nl)})
	return crc32.Checksum(b, castagnoli)
}

func TestOmitPoints(t *testing.T) {
	client := grids(t, server.Config{})
	spec := strip()
	spec.SpacingUm = 100 // 500,000 points: more than one message holds, and more than one band
	resp, err := client.GenerateGrid(t.Context(), &pb.GenerateGridRequest{Spec: spec, OmitPoints: true})
	if err != nil || resp.GetPoints() != nil || resp.GetHeader().GetKey().GetPointCount() != 500_000 {
		t.Fatalf("GenerateGrid = key %v, points %t, %v; want 500,000 counted and none sent",
			resp.GetHeader().GetKey(), resp.GetPoints() != nil, err)
	}
	spec.SpacingUm = 150
	with := ask(t, client, spec)
	without, err := client.GenerateGrid(t.Context(), &pb.GenerateGridRequest{Spec: spec, OmitPoints: true})
	if err != nil || !proto.Equal(with.GetHeader(), without.GetHeader()) || !proto.Equal(with.GetReport(), without.GetReport()) {
		t.Errorf("without points: %v, %v; want the same header and report as with: %v", without, err, with.GetHeader())
	}
}

func TestSameBytesTwice(t *testing.T) {
	spec := strip()
	spec.FixedPoints = []*pb.FixedPoint{ // volumes enough to show an order taken from a map
		{XUm: 1, YUm: 1, VolumeNl: 11}, {XUm: 2, YUm: 1, VolumeNl: 7}, {XUm: 3, YUm: 1, VolumeNl: 1e9},
		{XUm: 4, YUm: 1, VolumeNl: 3}, {XUm: 5, YUm: 1, VolumeNl: 123_456_789},
	}
	client := grids(t, server.Config{})
	deterministic := proto.MarshalOptions{Deterministic: true}
	first, _ := deterministic.Marshal(ask(t, client, spec))
	for range 20 {
		if again, _ := deterministic.Marshal(ask(t, client, spec)); !bytes.Equal(again, first) {
			t.Fatalf("another answer to the same request:\n%x\n%x", again, first)
		}
	}
}

// Fixed points come first with volumes of their own, and drive out the lattice points near them.
func TestFixedPoints(t *testing.T) {
	spec := strip()
	spec.FixedPoints = []*pb.FixedPoint{
		{Name: "trigger point", XUm: 50_000, YUm: 25_000, VolumeNl: 400_000}, {XUm: 5_000, YUm: 5_000},
	}
	resp := ask(t, grids(t, server.Config{}), spec)
	p, r := resp.GetPoints(), resp.GetReport()
	if len(p.GetXUm()) != 2+50-3 || p.GetXUm()[0] != 50_000 || p.GetYUm()[0] != 25_000 || p.GetXUm()[1] != 5_000 ||
		p.GetVolumeNl()[0] != 400_000 || p.GetVolumeNl()[1] != 200_000 {
		t.Errorf("points %v; want 49, the two fixed ones first, of 0.4 and 0.2 mL", p)
	}
	if !slices.Equal(r.GetFixedPointIndex(), []uint64{0, 1}) || !slices.Equal(r.GetPolygonPoints(), []uint64{47}) {
		t.Errorf("fixed point index %v, polygon points %v; want [0 1] and [47]", r.GetFixedPointIndex(), r.GetPolygonPoints())
	}
	if d := r.GetDoses()[0]; d.GetMaxPoint() != 4 || d.GetLatticePerCm2() != 4 || d.GetTotal() != 100 {
		t.Errorf("dose %v; want 4 mg at most and over a cell of 1 cm2, 100 mg in all", d)
	}
}

// Named points need no outline; then no figure over an area is given.
func TestPatternNone(t *testing.T) {
	spec := &pb.GridSpec{Pattern: pb.Pattern_PATTERN_NONE, Dosing: strip().GetDosing()}
	for k := range int32(12) {
		spec.FixedPoints = append(spec.FixedPoints, &pb.FixedPoint{XUm: 3_000 * k, YUm: 4_000 * k})
	}
	resp := ask(t, grids(t, server.Config{}), spec)
	r, d := resp.GetReport(), resp.GetReport().GetDoses()[0]
	if resp.GetHeader().GetLattice() != nil || r.GetAreaMm2() != 0 || r.GetCellMm2() != 0 || len(r.GetPolygonPoints()) != 0 {
		t.Errorf("header %v, report %v; want no lattice, no area and no cell", resp.GetHeader(), r)
	}
	if d.LatticePerCm2 != nil || d.MeanPerCm2 != nil || r.GetVolume().LatticeNlPerCm2 != nil || d.GetTotal() != 24 {
		t.Errorf("dose %v, volume %v; want 24 mg without densities", d, r.GetVolume())
	}
	if r.GetTravelUm() != 55_000 || r.GetTravelBoundUm() != 55_000 || r.GetLongestJumpUm() != 5_000 {
		t.Errorf("travel %d um, bound %d um, longest jump %d um; want 55,000 twice and 5,000", r.GetTravelUm(), r.GetTravelBoundUm(), r.GetLongestJumpUm())
	}
}

func TestNoDosing(t *testing.T) {
	spec := strip()
	spec.Dosing = nil
	resp := ask(t, grids(t, server.Config{}), spec)
	r := resp.GetReport()
	if !slices.Equal(resp.GetPoints().GetVolumeNl(), make([]uint32, 50)) || r.GetVolume() != nil || r.GetDoses() != nil {
		t.Errorf("volumes %v, report %v; want 50 zeros and no figures", resp.GetPoints().GetVolumeNl(), r)
	}
}

// A lattice as a header returned it gives the same points again.
func TestFrozenLattice(t *testing.T) {
	client := grids(t, server.Config{})
	spec := strip()
	spec.AngleMdeg = new(int32(17_000))
	first := ask(t, client, spec)
	spec.AngleMdeg = nil
	spec.Placement = &pb.GridSpec_Lattice{Lattice: first.GetHeader().GetLattice()}
	if again := ask(t, client, spec); !proto.Equal(again, first) {
		t.Errorf("from the returned lattice: %v, want %v", again, first)
	}
}

func TestTriangularCell(t *testing.T) {
	spec := strip()
	spec.Pattern = pb.Pattern_PATTERN_TRIANGULAR
	r := ask(t, grids(t, server.Config{}), spec).GetReport()
	if want := 50 * math.Sqrt(3); math.Abs(r.GetCellMm2()-want) > 1e-9 {
		t.Errorf("cell %v mm2, want %v", r.GetCellMm2(), want)
	}
	const cell = 0.86602540 // cm2: sqrt(3)/2 in whole um2
	if got, want := r.GetDoses()[0].GetLatticePerCm2(), 2/cell; math.Abs(got-want) > 1e-12 {
		t.Errorf("lattice density %v mg/cm2, want %v", got, want)
	}
}
