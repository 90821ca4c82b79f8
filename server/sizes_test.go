package server

import (
	"math"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/mesogrid/mesogrid/grid/dose"
	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

var (
	smallLimits = Limits{Vertices: 6, Polygons: 2, Rings: 3, KeepOuts: 1, FixedPoints: 2, Components: 1, DoseLimits: 1, Delivered: 1, Points: 100}.complete()
	allLimits   = map[string]Limits{"default": DefaultLimits(), "small": smallLimits}
)

// The largest request within the limits fits what the server receives, so that the limits decide and name the field.
func TestRequestFits(t *testing.T) {
	for name, l := range allLimits {
		ring := func(vertices int) *mesogridv1.Ring {
			return &mesogridv1.Ring{XUm: slices.Repeat([]int32{-1}, vertices), YUm: slices.Repeat([]int32{-1}, vertices)}
		}
		outline := new(mesogridv1.Outline)
		for range l.Polygons {
			outline.Polygons = append(outline.Polygons, &mesogridv1.Polygon{Shell: ring(0)})
		}
		outline.Polygons[0].Shell = ring(l.Vertices)
		text := strings.Repeat("n", maxNameBytes)
		for range l.KeepOuts {
			outline.KeepOuts = append(outline.KeepOuts,
				&mesogridv1.KeepOut{Polygon: &mesogridv1.Polygon{Shell: ring(0)}, MarginUm: math.MaxUint32, Name: text})
		}
		for range l.Rings - l.Polygons - l.KeepOuts {
			outline.Polygons[0].Holes = append(outline.Polygons[0].Holes, ring(0))
		}
		spec := &mesogridv1.GridSpec{
			Area: &mesogridv1.GridSpec_Outline{Outline: outline}, Pattern: -1, SpacingUm: math.MaxUint32,
			AngleMdeg: new(int32(math.MinInt32)), MarginUm: math.MaxUint32, Order: -1, Dosing: new(mesogridv1.Dosing),
			Placement: &mesogridv1.GridSpec_Lattice{Lattice: &mesogridv1.Lattice{OriginX: 1, OriginY: 1, AX: 1, AY: 1, BX: 1, BY: 1}},
		}
		for range l.FixedPoints {
			spec.FixedPoints = append(spec.FixedPoints,
				&mesogridv1.FixedPoint{Name: text, XUm: 1, YUm: 1, VolumeNl: math.MaxUint32})
		}
		for range l.Components {
			spec.Dosing.Mixture = append(spec.Dosing.Mixture, &mesogridv1.Ingredient{
				Name: strings.Repeat("n", dose.MaxNameBytes), Unit: strings.Repeat("u", dose.MaxUnitBytes),
				AmountMicro: math.MaxUint64, InNl: math.MaxUint64, PartNl: math.MaxUint64})
		}
		for range l.DoseLimits {
			spec.Limits = append(spec.Limits, largestLimit())
		}
		for range l.Delivered {
			spec.Delivered = append(spec.Delivered, &mesogridv1.Delivered{Component: strings.Repeat("n", dose.MaxNameBytes),
				Unit: strings.Repeat("u", dose.MaxUnitBytes), AmountMicro: math.MaxUint64, DaysAgo: math.MaxUint32})
		}
		size := proto.Size(&mesogridv1.GenerateGridRequest{Spec: spec, OmitPoints: true})
		unpacked := size + 2*l.Vertices // a tag for each value
		if room := l.requestBytes(); unpacked > room {
			t.Errorf("%s limits: the largest request takes %d B, the server %d B", name, unpacked, room)
		}
	}
}

// The largest answer within the limits fits what the server sends and, by default, what a client receives.
func TestResponseFits(t *testing.T) {
	for name, l := range allLimits {
		report := &mesogridv1.GridReport{
			AreaMm2: 1, CellMm2: 1, TravelUm: math.MaxUint64, TravelBoundUm: math.MaxUint64, LongestJumpUm: math.MaxUint64,
			PolygonPoints: slices.Repeat([]uint64{uint64(l.Points)}, l.Polygons),
			Volume: &mesogridv1.VolumeStats{MinNl: math.MaxUint32, MaxNl: math.MaxUint32, MeanNl: 1, Cv: 1,
				LatticeNlPerCm2: new(1.0), MeanNlPerCm2: new(1.0), CappedNl: math.MaxUint64},
			ProtocolVersion: strings.Repeat("v", maxProtocolTextBytes) + strings.Repeat("0", 80),
			Supply:          &mesogridv1.Supply{DrawUpNl: math.MaxUint64, Fills: math.MaxUint64},
		}
		for k := range l.FixedPoints {
			report.FixedPointIndex = append(report.FixedPointIndex, uint64(k))
		}
		for range l.Components {
			report.Doses = append(report.Doses, &mesogridv1.ComponentDose{
				Name: strings.Repeat("n", dose.MaxNameBytes), Unit: strings.Repeat("u", dose.MaxUnitBytes),
				Total: 1, MaxPoint: 1, LatticePerCm2: new(1.0), MeanPerCm2: new(1.0), PerKg: new(1.0)})
			report.Supply.Ingredients = append(report.Supply.Ingredients, &mesogridv1.IngredientSupply{
				Name: strings.Repeat("n", dose.MaxNameBytes), VolumeNl: math.MaxUint64})
		}
		for range mostBreaches {
			text := strings.Repeat("t", dose.MaxNameBytes+dose.MaxSourceBytes+150)
			report.Warnings = append(report.Warnings, &mesogridv1.Warning{Reason: "SOFT_LIMIT", Field: "spec.limits[99]", Text: text,
				Breach: &mesogridv1.LimitBreach{Limit: largestLimit(), Value: math.MaxUint64, Hard: true, Point: new(uint64(math.MaxUint64)),
					Field: "spec.limits[99]", Text: text}})
		}
		for range 11 {
			report.Warnings = append(report.Warnings, &mesogridv1.Warning{
				Reason: "POLYGON_WITHOUT_POINT", Field: strings.Repeat("f", 40), Text: strings.Repeat("t", 500)})
		}
		header := &mesogridv1.GridHeader{
			Key:           &mesogridv1.GridKey{PointCount: math.MaxUint64, Crc32C: 1, Revision: math.MaxUint32},
			TotalVolumeNl: math.MaxUint64, ResidueNl: math.MaxUint64, DepthUm: math.MaxUint32, NeedleAngleMdeg: math.MaxUint32,
			RefillBefore: slices.Repeat([]uint64{uint64(l.Points)}, dose.MaxRefills),
			Bounds:       &mesogridv1.Bounds{MinXUm: 1, MinYUm: 1, MaxXUm: 1, MaxYUm: 1},
			Lattice:      &mesogridv1.Lattice{OriginX: 1, OriginY: 1, AX: 1, AY: 1, BX: 1, BY: 1}, Crc32C: 1,
		}
		points := &mesogridv1.Points{XUm: make([]int32, l.Points), YUm: make([]int32, l.Points), VolumeNl: make([]uint32, l.Points)}
		with := proto.Size(&mesogridv1.GenerateGridResponse{Header: header, Report: report, Points: points})
		report.PolygonPoints = slices.Repeat([]uint64{math.MaxUint64}, l.Polygons)
		header.RefillBefore = slices.Repeat([]uint64{math.MaxUint64}, dose.MaxRefills)
		without := proto.Size(&mesogridv1.GenerateGridResponse{Header: header, Report: report})
		if room := l.responseBytes(); with > room || without > room {
			t.Errorf("%s limits: the largest answers take %d B with points and %d B without, the server sends %d B",
				name, with, without, room)
		}
	}
	const defaultClientBytes = 4 << 20
	if room := DefaultLimits().responseBytes(); room > defaultClientBytes {
		t.Errorf("the default limits give answers of %d B; a client receives %d B by default", room, defaultClientBytes)
	}
}

func largestLimit() *mesogridv1.Limit {
	most := new(uint64(math.MaxUint64))
	return &mesogridv1.Limit{
		Quantity: mesogridv1.Quantity_QUANTITY_DOSE_PER_KG, Component: strings.Repeat("n", dose.MaxNameBytes),
		Unit: strings.Repeat("u", dose.MaxUnitBytes), SoftMin: most, SoftMax: most, HardMin: most, HardMax: most,
		PeriodDays: math.MaxUint32, Source: strings.Repeat("s", dose.MaxSourceBytes),
	}
}
