package server

import (
	"math"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// source makes requests of a fuzzer's bytes. At their end it gives zeros.
type source struct{ rest []byte }

func (s *source) byte() byte {
	if len(s.rest) == 0 {
		return 0
	}
	b := s.rest[0]
	s.rest = s.rest[1:]
	return b
}

// below is a small number; number is any, every other time an awkward one.
func (s *source) below(n int) int { return int(s.byte()) % n }

func (s *source) number() int64 {
	awkward := [...]int64{0, 1, -1, 19, 20, 100_000, 100_001, 360_000, 360_001, 1_000_000, 1_000_001, 1<<29 - 1, 1 << 29,
		math.MaxInt32, math.MinInt32, math.MaxUint32, 1 << 52, 1<<52 + 1, math.MaxInt64, math.MinInt64, 3_000 << 20}
	if s.byte()&1 == 0 {
		return awkward[s.below(len(awkward))]
	}
	return int64(s.byte())<<8 | int64(s.byte())
}

func (s *source) ring() *mesogridv1.Ring {
	r := new(mesogridv1.Ring)
	scale := []int32{1, 10, 300, 20_000, 1 << 23}[s.below(5)]
	for range s.below(12) {
		r.XUm, r.YUm = append(r.XUm, scale*int32(int8(s.byte()))), append(r.YUm, scale*int32(int8(s.byte())))
	}
	switch s.below(16) {
	case 0:
		r.YUm = append(r.YUm, 7)
	case 1:
		return nil
	}
	return r
}

func (s *source) polygon() *mesogridv1.Polygon {
	p := &mesogridv1.Polygon{Shell: s.ring()}
	for range s.below(3) {
		p.Holes = append(p.Holes, s.ring())
	}
	return p
}

func (s *source) outline() *mesogridv1.GridSpec_Outline {
	o := new(mesogridv1.Outline)
	for range s.below(4) {
		o.Polygons = append(o.Polygons, s.polygon())
	}
	for range s.below(3) {
		o.KeepOuts = append(o.KeepOuts, &mesogridv1.KeepOut{Polygon: s.polygon(), MarginUm: uint32(s.number())})
	}
	return &mesogridv1.GridSpec_Outline{Outline: o}
}

func (s *source) request() *mesogridv1.GenerateGridRequest {
	spec := &mesogridv1.GridSpec{
		Pattern:   mesogridv1.Pattern(s.below(5)),
		Order:     mesogridv1.Order(s.below(4)),
		SpacingUm: uint32(s.number()),
		MarginUm:  uint32(s.below(40)),
	}
	if s.below(4) > 0 {
		spec.Area = s.outline()
	}
	if s.below(2) > 0 {
		spec.AngleMdeg = new(int32(s.number()))
	}
	switch s.below(6) {
	case 1:
		spec.Placement = &mesogridv1.GridSpec_Centred{}
	case 2:
		spec.Placement = &mesogridv1.GridSpec_Origin{Origin: &mesogridv1.Origin{XUm: int32(s.number()), YUm: int32(s.number())}}
	case 3:
		spec.Placement = &mesogridv1.GridSpec_Lattice{Lattice: &mesogridv1.Lattice{
			OriginX: s.number(), OriginY: s.number(), AX: s.number(), AY: s.number(), BX: s.number(), BY: s.number()}}
	case 5:
		spec.Placement = &mesogridv1.GridSpec_BestFit{BestFit: &mesogridv1.BestFit{WantedPoints: uint32(s.number()), Effort: uint32(s.number())}}
	case 4:
		step := int64(spec.SpacingUm) << 20
		spec.Placement = &mesogridv1.GridSpec_Lattice{Lattice: &mesogridv1.Lattice{
			OriginX: s.number(), OriginY: s.number(), AX: step, BY: step}}
	}
	for range s.below(4) {
		spec.FixedPoints = append(spec.FixedPoints,
			&mesogridv1.FixedPoint{XUm: int32(s.number()), YUm: int32(s.number()), VolumeNl: uint32(s.number())})
	}
	if s.below(2) > 0 {
		spec.Dosing = s.dosing()
		for range s.below(3) {
			spec.Limits = append(spec.Limits, s.limit())
		}
	}
	if s.below(3) == 0 {
		spec.Injector = &mesogridv1.Injector{StepNl: uint32(s.number()), MinShotNl: uint32(s.number()), MaxShotNl: uint32(s.number()),
			ReservoirNl: uint64(s.number()), DeadVolumeNl: uint64(s.number())}
	}
	switch s.below(6) {
	case 0:
		spec.Depth = &mesogridv1.Depth{Kind: &mesogridv1.Depth_DepthUm{DepthUm: uint32(s.number())}, Layer: mesogridv1.SkinLayer(s.below(8))}
	case 1:
		spec.Depth = &mesogridv1.Depth{Kind: &mesogridv1.Depth_Insertion{Insertion: &mesogridv1.Insertion{
			LengthUm: uint32(s.number()), AngleMdeg: uint32(s.number())}}, Layer: mesogridv1.SkinLayer(s.below(8))}
	case 2:
		spec.Protocol = BuiltInProtocols().list[s.below(BuiltInProtocols().Len())].GetName()
		spec.BodyMassG = 70_000
	case 3:
		spec.BodyMassG = uint32(s.number())
		spec.Delivered = []*mesogridv1.Delivered{{Component: "x", Unit: "mg", AmountMicro: uint64(s.number()), DaysAgo: uint32(s.number())}}
	}
	return &mesogridv1.GenerateGridRequest{Spec: spec, OmitPoints: s.below(2) > 0}
}

func (s *source) dosing() *mesogridv1.Dosing {
	d := &mesogridv1.Dosing{Share: mesogridv1.Share(s.below(5)), CapPermille: uint32(s.below(3)) * uint32(s.number())}
	switch s.below(5) {
	case 0, 1:
		d.Rule = &mesogridv1.Dosing_PointNl{PointNl: uint32(s.number())}
	case 2:
		d.Rule = &mesogridv1.Dosing_TotalNl{TotalNl: uint64(s.number())}
	case 3:
		d.Rule = &mesogridv1.Dosing_NlPerCm2{NlPerCm2: uint32(s.number())}
	}
	for range s.below(3) {
		d.Mixture = append(d.Mixture, &mesogridv1.Ingredient{
			Name: []string{"x", "y", string(rune(s.number()))}[s.below(3)], Unit: []string{"mg", ""}[s.below(2)],
			AmountMicro: uint64(s.number()), InNl: uint64(s.number()), PartNl: uint64(s.below(2)) * uint64(s.number())})
	}
	return d
}

func (s *source) limit() *mesogridv1.Limit {
	l := &mesogridv1.Limit{Quantity: mesogridv1.Quantity(s.below(10)), PeriodDays: uint32(s.below(3))}
	if s.below(2) > 0 {
		l.Component, l.Unit = []string{"x", "y"}[s.below(2)], "mg"
	}
	for _, bound := range []**uint64{&l.SoftMin, &l.SoftMax, &l.HardMin, &l.HardMax} {
		if s.below(3) == 0 {
			*bound = new(uint64(s.number()))
		}
	}
	return l
}
