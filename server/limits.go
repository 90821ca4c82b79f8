package server

import (
	"cmp"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/mesogrid/mesogrid/grid"
	"github.com/mesogrid/mesogrid/grid/dose"
)

// maxNameBytes bounds the name of a keep-out or of a fixed point.
const maxNameBytes = 100

// Limits bound what one request may ask. A zero field takes its value from DefaultLimits.
type Limits struct {
	Vertices    int // in all rings together, repeated first vertices included
	Polygons    int
	Rings       int // shells and holes, of polygons and keep-outs
	KeepOuts    int
	FixedPoints int
	Components  int // ingredients of the mixture
	DoseLimits  int // GridSpec.limits
	Delivered   int // GridSpec.delivered
	Points      int // in one answer, unless omit_points is set
	SharePoints int // where volumes follow the area of each point
	Work        grid.Cost
}

// DefaultLimits keep one request under about two seconds of one core.
func DefaultLimits() Limits {
	return Limits{
		Vertices:    100_000,
		Polygons:    10_000,
		Rings:       20_000,
		KeepOuts:    1_000,
		FixedPoints: 10_000,
		Components:  100,
		DoseLimits:  100,
		Delivered:   1_000,
		// 4 MiB, which a client receives by default, hold 349,525 points of 12 B; the rest is for the report.
		Points: 340_000,
		// All points are held at a time, and their areas.
		SharePoints: 100_000,
		// Measured on one core: 10 to 100 ns a pair, 5 to 40 ns an edge and row, 2 ns a candidate that is a point
		// (most of it checksums and travel), 8 to 12 ns an exact test, 40 to 230 ns a step of sharing out, 7 to 11 ns
		// a step of ordering. A comb of 100,000 vertices takes 2^19 pairs; 100,000 points take 2^26 steps to
		// order, never 2^27. A step of a search takes 2 to 11 ns.
		Work: grid.Cost{
			Pairs:      1 << 24,
			EdgeRows:   1 << 25,
			Candidates: 1 << 27,
			ExactTests: 1 << 27,
			Shares:     1 << 23,
			Search:     3 << 26,
			Orders:     1 << 27,
		},
	}
}

// complete fills the zero fields.
func (l Limits) complete() Limits {
	d := DefaultLimits()
	return Limits{
		Vertices:    cmp.Or(l.Vertices, d.Vertices),
		Polygons:    cmp.Or(l.Polygons, d.Polygons),
		Rings:       cmp.Or(l.Rings, d.Rings),
		KeepOuts:    cmp.Or(l.KeepOuts, d.KeepOuts),
		FixedPoints: cmp.Or(l.FixedPoints, d.FixedPoints),
		Components:  cmp.Or(l.Components, d.Components),
		DoseLimits:  cmp.Or(l.DoseLimits, d.DoseLimits),
		Delivered:   cmp.Or(l.Delivered, d.Delivered),
		Points:      cmp.Or(l.Points, d.Points),
		SharePoints: cmp.Or(l.SharePoints, d.SharePoints),
		Work: grid.Cost{
			Pairs:      cmp.Or(l.Work.Pairs, d.Work.Pairs),
			EdgeRows:   cmp.Or(l.Work.EdgeRows, d.Work.EdgeRows),
			Candidates: cmp.Or(l.Work.Candidates, d.Work.Candidates),
			ExactTests: cmp.Or(l.Work.ExactTests, d.Work.ExactTests),
			Shares:     cmp.Or(l.Work.Shares, d.Work.Shares),
			Search:     cmp.Or(l.Work.Search, d.Work.Search),
			Orders:     cmp.Or(l.Work.Orders, d.Work.Orders),
		},
	}
}

// messages is the most that a request within the limits is made of.
func (l Limits) messages() int {
	const rest = 20 // the plan and what it has one of
	return 2*l.Polygons + l.Rings + 2*l.KeepOuts + l.FixedPoints + l.Components + l.DoseLimits + l.Delivered + rest
}

// head is the most that the tag and the length of a field take.
const head = 6

// requestBytes holds every request within the limits, its columns packed or not.
func (l Limits) requestBytes() int {
	const (
		vertex     = 2 * (1 + 4)
		ring       = 3 * head // the ring and its columns
		polygon    = head
		keepOut    = head + polygon + head + maxNameBytes + head
		fixedPoint = head + head + maxNameBytes + 3*head
		component  = head + head + dose.MaxNameBytes + head + dose.MaxUnitBytes + 3*11
		delivered  = component
		rest       = 4 << 10
	)
	return l.Vertices*vertex + l.Rings*ring + l.Polygons*polygon + l.KeepOuts*keepOut + l.FixedPoints*fixedPoint +
		l.Components*component + l.DoseLimits*limitBytes + l.Delivered*delivered + rest
}

// limitBytes holds a Limit.
const limitBytes = head + 6*11 + head + dose.MaxNameBytes + head + dose.MaxUnitBytes + head + dose.MaxSourceBytes

// responseBytes holds every response within the limits.
func (l Limits) responseBytes() int {
	const (
		point     = 3 * 4
		component = head + head + dose.MaxNameBytes + head + dose.MaxUnitBytes + 5*(1+8) // its dose
		portion   = head + head + dose.MaxNameBytes + 11                                 // of what to draw up
		breach    = head + 2*512 + limitBytes + 2*11                                     // its warning and itself
		rest      = 8 << 10                                                              // the header, the figures and the other warnings, of a few lines each
	)
	count := protowire.SizeVarint(uint64(l.Points))
	withPoints := l.Points*point + (l.Polygons+l.FixedPoints+dose.MaxRefills)*count
	without := (l.Polygons + l.FixedPoints + dose.MaxRefills) * protowire.SizeVarint(1<<63)
	return max(withPoints, without) + l.Components*(component+portion) + mostBreaches*breach + rest
}
