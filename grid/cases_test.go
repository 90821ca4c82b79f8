package grid_test

import (
	"encoding/json"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"

	"github.com/mesogrid/mesogrid/grid"
)

// plan is one case: an area as a caller gives it and how to fill it. It is plain data, so that a failure can be printed
// and kept in testdata. Without Origin, Lattice and BestFit it is centred.
type plan struct {
	Kind    string
	Area    grid.Area
	Pattern grid.Pattern
	Spacing grid.Micrometres
	Angle   grid.Millidegrees `json:",omitempty"`
	Margin  grid.Micrometres  `json:",omitempty"`
	Origin  *grid.Point       `json:",omitempty"`
	Lattice *grid.Lattice     `json:",omitempty"`
	BestFit *grid.BestFit     `json:",omitempty"`
	Fixed   []grid.Point      `json:",omitempty"`
	Order   grid.Order        `json:",omitempty"`
}

// String is the plan as a file of testdata/plans holds it.
func (p plan) String() string {
	b, err := json.Marshal(p)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// spec is what the package is asked for.
func (p plan) spec(o *grid.Outline) grid.Spec {
	s := grid.Spec{Outline: o, Pattern: p.Pattern, Spacing: p.Spacing, Angle: p.Angle, Margin: p.Margin, Fixed: p.Fixed, Order: p.Order}
	switch {
	case p.Origin != nil:
		s.Placement = grid.Origin(*p.Origin)
	case p.Lattice != nil:
		s.Placement = *p.Lattice
	case p.BestFit != nil:
		s.Placement = *p.BestFit
	}
	return s
}

// fix gives one plan in four fixed points: members of its region, as far as a few throws find them.
func (p *plan) fix(rng *rand.Rand) {
	if p.Pattern != grid.NoPattern && !oneIn(rng, 4) {
		return
	}
	a, b := areaOf(*p), boxOf(p.Area.Polygons)
	for range 20 {
		q := place{between(rng, b.lo.x, b.hi.x), between(rng, b.lo.y, b.hi.y)}
		if shell := p.Area.Polygons[rng.IntN(len(p.Area.Polygons))].Shell; oneIn(rng, 3) {
			k := rng.IntN(len(shell.X))
			q = place{int64(shell.X[k]), int64(shell.Y[k])}
		} else if l := p.Lattice; l != nil {
			i, j := indices(*l, grid.Vector{X: q.x << 20, Y: q.y << 20})
			q = node(*l, i, j)
		}
		f := grid.Point{X: int32(q.x), Y: int32(q.y)}
		if polygon, _ := a.member(q); polygon >= 0 && !slices.Contains(p.Fixed, f) && len(p.Fixed) < 4 {
			p.Fixed = append(p.Fixed, f)
		}
	}
}

// shift moves the plan.
func (p *plan) shift(dx, dy int64) {
	move := func(polygon grid.Polygon) {
		for _, r := range append([]grid.Ring{polygon.Shell}, polygon.Holes...) {
			for k := range r.X {
				r.X[k], r.Y[k] = int32(int64(r.X[k])+dx), int32(int64(r.Y[k])+dy)
			}
		}
	}
	for _, polygon := range p.Area.Polygons {
		move(polygon)
	}
	for _, k := range p.Area.KeepOuts {
		move(k.Polygon)
	}
	if p.Origin != nil {
		p.Origin = &grid.Point{X: int32(int64(p.Origin.X) + dx), Y: int32(int64(p.Origin.Y) + dy)}
	}
	if p.Lattice != nil {
		l := *p.Lattice
		l.O.X, l.O.Y = l.O.X+dx<<20, l.O.Y+dy<<20
		p.Lattice = &l
	}
}

// bounds is a closed box.
type bounds struct{ lo, hi place }

func (b bounds) wider(d int64) bounds {
	return bounds{place{b.lo.x - d, b.lo.y - d}, place{b.hi.x + d, b.hi.y + d}}
}

func (b bounds) holds(p place) bool {
	return b.lo.x <= p.x && p.x <= b.hi.x && b.lo.y <= p.y && p.y <= b.hi.y
}

// boxOf is the box round all shells.
func boxOf(polygons []grid.Polygon) bounds {
	b := bounds{place{math.MaxInt64, math.MaxInt64}, place{math.MinInt64, math.MinInt64}}
	for _, p := range polygons {
		for k := range p.Shell.X {
			x, y := int64(p.Shell.X[k]), int64(p.Shell.Y[k])
			b.lo, b.hi = place{min(b.lo.x, x), min(b.lo.y, y)}, place{max(b.hi.x, x), max(b.hi.y, y)}
		}
	}
	return b
}

// between is a number from lo to hi, all as likely.
func between(rng *rand.Rand, lo, hi int64) int64 { return lo + rng.Int64N(hi-lo+1) }

// spread is a number from lo, at least 1, to hi, all orders of magnitude as likely.
func spread(rng *rand.Rand, lo, hi int64) int64 {
	doublings := bits.Len64(uint64(hi / lo))
	v := lo << rng.IntN(doublings)
	return between(rng, v, min(hi, v*2))
}

func oneIn(rng *rand.Rand, n int) bool { return rng.IntN(n) == 0 }

func pick[T any](rng *rand.Rand, from ...T) T { return from[rng.IntN(len(from))] }
