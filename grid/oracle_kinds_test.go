package grid_test

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/mesogrid/mesogrid/grid"
)

// kinds are the ways to make a random plan. Each is valid but for chance touches.
var kinds = []struct {
	name string
	make func(*rand.Rand) plan
}{
	{"star", star},
	{"islands", islands},
	{"perforated", perforated},
	{"scattered", scattered},
	{"touching", touching},
	{"ties", ties},
	{"rational", rational},
	{"extreme", extreme},
	{"snapped", snapped},
	{"keep-outs", manyKeepOuts},
	{"sliver", sliver},
	{"jagged", jagged},
	{"dense", dense},
	{"tiny", tiny},
	{"long", longThin},
	{"limits", limits},
	{"none", noPattern},
	{"traced", traced},
	{"rimmed", rimmed},
}

func star(rng *rand.Rand) plan {
	ring := starRing(rng, somewhere(rng), spread(rng, 20, 50_000), 4+rng.IntN(40))
	return dress(rng, "star", polygonOf(rng, ring))
}

func islands(rng *rand.Rand) plan {
	return dress(rng, "islands", onion(rng, somewhere(rng), spread(rng, 500, 50_000), 4+rng.IntN(10), 2+rng.IntN(5))...)
}

// perforated is a square with a hole in most of its cells; holes may touch the edge or one another.
func perforated(rng *rand.Rand) plan {
	n, size := between(rng, 1, 4), spread(rng, 20, 10_000)
	var holes [][]place
	cells(n, size, func(middle place) {
		if !oneIn(rng, 4) {
			holes = append(holes, starRing(rng, middle, max(1, (size-1)/2), 4+rng.IntN(6)))
		}
	})
	return dress(rng, "perforated", polygonOf(rng, rectangle(0, 0, n*size, n*size), holes...))
}

// scattered is many polygons.
func scattered(rng *rand.Rand) plan {
	n, size := between(rng, 2, 4), spread(rng, 40, 10_000)
	var polygons []grid.Polygon
	cells(n, size, func(middle place) {
		polygons = append(polygons, onion(rng, middle, size/2, 4+rng.IntN(6), 1+rng.IntN(2))...)
	})
	rng.Shuffle(len(polygons), func(i, j int) { polygons[i], polygons[j] = polygons[j], polygons[i] })
	return dress(rng, "scattered", polygons...)
}

// touching is polygons that touch in a vertex, or in a vertex of one and an edge of the other, and a hole likewise. The
// lattice mostly has a point at the place.
func touching(rng *rand.Rand) plan {
	r := spread(rng, 20, 20_000)
	left := starRing(rng, place{}, r, 4+rng.IntN(8))
	last := slices.MaxFunc(left, func(p, q place) int { return int(p.x - q.x) })
	if oneIn(rng, 2) {
		last = place{r, between(rng, -r, r)}
		left = rectangle(-r, -r, r, r)
	}
	right := []place{last, {last.x + spread(rng, 1, r), last.y - spread(rng, 1, r)}, {last.x + spread(rng, 1, r), last.y + spread(rng, 1, r)}}
	polygons := []grid.Polygon{polygonOf(rng, left), polygonOf(rng, right)}
	if oneIn(rng, 2) && left[0].x == -r && len(left) == 4 {
		polygons[0] = polygonOf(rng, left, []place{{-r, between(rng, -r, r)}, {-r / 2, -r / 2}, {-r / 3, r / 2}})
	}
	if oneIn(rng, 2) {
		slices.Reverse(polygons)
	}
	p := dress(rng, "touching", polygons...)
	if !oneIn(rng, 3) {
		p.Lattice, p.Origin, p.Margin = nil, &grid.Point{X: int32(last.x), Y: int32(last.y)}, pick[grid.Micrometres](rng, 0, 0, 0, 1, 2)
	}
	return p
}

// ties is an axis-parallel outline whose edges lie at the margin from whole rows and columns.
func ties(rng *rand.Rand) plan {
	p := plan{
		Kind:    "ties",
		Pattern: pick(rng, grid.Square, grid.Triangular),
		Spacing: grid.Micrometres(spread(rng, 20, 20_000)),
		Angle:   pick[grid.Millidegrees](rng, -4, -3, -2, -1, 0, 0, 0, 1, 2, 3, 4) * 90_000,
	}
	m := between(rng, 0, int64(p.Spacing)*2)
	p.Margin = grid.Micrometres(pick(rng, 0, 1, m, m, m))
	o := somewhere(rng)
	l := latticeAt(p.Pattern, p.Spacing, p.Angle, place{})
	odd := rng.Int64N(2) // the columns of odd rows
	x := func(n int64) int64 { return node(l, n, odd).x }
	y := func(n int64) int64 { return node(l, 0, n).y }
	if l.A.X == 0 {
		x, y = func(n int64) int64 { return node(l, 0, n).x }, func(n int64) int64 { return node(l, n, odd).y }
	}
	ring := skylineOf(rng, x, y, between(rng, 1, 8), 0, m, -m, m, -m, m+1, m-1)
	p.Area.Polygons = []grid.Polygon{polygonOf(rng, moved(ring, 1, 0, o))}
	switch rng.IntN(4) {
	case 0:
	case 1:
		l.O = grid.Vector{X: o.x << 20, Y: o.y << 20}
		p.Lattice, p.Angle = &l, 0
	default:
		p.Origin = &grid.Point{X: int32(o.x), Y: int32(o.y)}
	}
	return withKeepOuts(rng, p)
}

// triples are directions with a whole length.
var triples = [][3]int64{{3, 4, 5}, {-4, 3, 5}, {5, -12, 13}, {15, 8, 17}, {-7, -24, 25}, {20, 21, 29}, {1, 0, 1}, {0, -1, 1}}

// rational is an outline whose edges are parallel to the rows of a turned lattice and lie at the margin from them,
// exactly: whole rows, and arcs about reflex vertices, are ties.
func rational(rng *rand.Rand) plan {
	d := pick(rng, triples...)
	k := spread(rng, 20/d[2]+1, 400)
	p := plan{Kind: "rational", Pattern: pick(rng, grid.Square, grid.Square, grid.Triangular), Spacing: grid.Micrometres(k * d[2])}
	m := between(rng, 0, k*2)
	p.Margin = grid.Micrometres(pick(rng, 0, 1, m*d[2], m*d[2]))
	o := somewhere(rng)
	step := func(n int64) int64 { return n * k }
	ring := skylineOf(rng, step, step, between(rng, 1, 8), 0, m, -m, m, -m)
	p.Area.Polygons = []grid.Polygon{polygonOf(rng, moved(ring, d[0], d[1], o))}
	l := grid.Lattice{O: grid.Vector{X: o.x << 20, Y: o.y << 20}}
	l.A, l.B = steps(p.Pattern, p.Spacing, over(real(d[0]), d[2]), over(real(d[1]), d[2]))
	p.Lattice = &l
	return withKeepOuts(rng, p)
}

// extreme puts a row through an extreme vertex.
func extreme(rng *rand.Rand) plan {
	ring := starRing(rng, somewhere(rng), spread(rng, 30, 50_000), 4+rng.IntN(12))
	p := dress(rng, "extreme", polygonOf(rng, ring))
	sx, sy := pick[int64](rng, -1, 0, 0, 1), pick[int64](rng, -1, 1)
	v := slices.MaxFunc(ring, func(a, b place) int { return int(a.x*sx + a.y*sy - b.x*sx - b.y*sy) })
	p.Origin, p.Lattice = &grid.Point{X: int32(v.x), Y: int32(v.y)}, nil
	p.Angle = pick(rng, p.Angle, 0, 90_000, -45_000, 180_000)
	p.Margin = pick(rng, p.Margin, 0, 0, 0, 1, 2)
	return p
}

// snapped has its vertices on lattice points.
func snapped(rng *rand.Rand) plan {
	p := plan{
		Kind:    "snapped",
		Pattern: pick(rng, grid.Square, grid.Triangular),
		Spacing: grid.Micrometres(spread(rng, 20, 20_000)),
		Angle:   angle(rng),
		Margin:  grid.Micrometres(pick(rng, 0, 0, 1, 2, spread(rng, 3, 20_000))),
	}
	o := somewhere(rng)
	l := latticeAt(p.Pattern, p.Spacing, p.Angle, o)
	ring := rays(rng, between(rng, 2, 16), 4+rng.IntN(12))
	for k, q := range ring {
		ring[k] = node(l, q.x, q.y)
	}
	p.Area.Polygons = []grid.Polygon{polygonOf(rng, ring)}
	if oneIn(rng, 2) {
		p.Lattice, p.Angle = &l, 0
	} else {
		p.Origin = &grid.Point{X: int32(o.x), Y: int32(o.y)}
	}
	return withKeepOuts(rng, p)
}

func manyKeepOuts(rng *rand.Rand) plan {
	p := star(rng)
	p.Kind = "keep-outs"
	for range 1 + rng.IntN(4) {
		p.Area.KeepOuts = append(p.Area.KeepOuts, keepOut(rng, p))
	}
	return p
}

// sliver is long and a few um wide; the lattice has a row along it or a point on its tip.
func sliver(rng *rand.Rand) plan {
	length, o := spread(rng, 200, 100_000), somewhere(rng)
	x, y := between(rng, -length, length), between(rng, length/4, length)
	if d := pick(rng, triples...); oneIn(rng, 2) {
		x, y = d[0]*length/d[2], d[1]*length/d[2]
	}
	dx, dy := between(rng, -20, 20), between(rng, 1, 20)
	if y < 0 {
		dy = -dy
	}
	ring := []place{{0, 0}, {x, y}, {x + dx, y + dy}, {dx, dy}}
	if oneIn(rng, 2) {
		ring = []place{{-x, -y}, {dx, -dy}, {x, y}}
	}
	p := dress(rng, "sliver", polygonOf(rng, moved(ring, 1, 0, o)))
	b := boxOf(p.Area.Polygons)
	least := max(20, int64(math.Sqrt(float64((b.hi.x-b.lo.x)*(b.hi.y-b.lo.y)/20_000))))
	p.Spacing = grid.Micrometres(spread(rng, least, 2*least))
	p.Margin = pick[grid.Micrometres](rng, 0, 0, 0, 1, 2, 3, 8)
	p.Origin, p.Lattice = &grid.Point{X: int32(o.x), Y: int32(o.y)}, nil
	switch rng.IntN(4) {
	case 0:
		p.Origin = nil
	case 1:
		l := latticeAt(p.Pattern, p.Spacing, p.Angle, o)
		p.Lattice, p.Origin, p.Angle = &l, nil, 0
	}
	return p
}

func jagged(rng *rand.Rand) plan {
	d := pick(rng, triples...)
	ring := moved(jags(rng, spread(rng, 10, 3_000)), d[0], d[1], somewhere(rng))
	return dress(rng, "jagged", polygonOf(rng, ring))
}

// dense has the finest spacings, on features as small as they are and with margins of their size.
func dense(rng *rand.Rand) plan {
	d := pick(rng, triples...)
	size, o := spread(rng, 20, 400), somewhere(rng)
	ring := moved(jags(rng, max(1, size/d[2])), d[0], d[1], o)
	if oneIn(rng, 2) {
		ring = starRing(rng, o, size, 4+rng.IntN(30))
	}
	p := dress(rng, "dense", polygonOf(rng, ring))
	p.Spacing, p.Lattice = grid.Micrometres(between(rng, 20, 40)), nil
	p.Margin = grid.Micrometres(pick(rng, between(rng, 0, 3), between(rng, 10, 40), between(rng, 14, 18)))
	return p
}

// tiny is a few um wide, mostly round a lattice point.
func tiny(rng *rand.Rand) plan {
	o := somewhere(rng)
	p := dress(rng, "tiny", polygonOf(rng, starRing(rng, o, spread(rng, 1, 40), 4+rng.IntN(10))))
	p.Margin = pick[grid.Micrometres](rng, 0, 0, 0, 1, 2, 3, 5)
	if !oneIn(rng, 4) {
		p.Origin = &grid.Point{X: int32(o.x + between(rng, -2, 2)), Y: int32(o.y + between(rng, -2, 2))}
		p.Lattice = nil
	}
	return p
}

// longThin comes near the largest extent.
func longThin(rng *rand.Rand) plan {
	const most = 1<<29 - 1000
	x, y := most/pick[int64](rng, 1, 2, 10), pick(rng, 0, spread(rng, 1, 2_000_000))
	if oneIn(rng, 200) { // seldom: brute force looks at 10^7 places
		y = most / pick[int64](rng, 5, 10)
	}
	ring := []place{{0, 0}, {x, y}, {x - between(rng, 0, 100_000), y + spread(rng, 1, 400_000)}, {0, spread(rng, 1, 400_000)}}
	p := dress(rng, "long", polygonOf(rng, moved(ring, 1, 0, place{-most / 2, -most / 2})))
	p.Area.KeepOuts = nil
	p.Spacing = grid.MaxSpacing - grid.Micrometres(spread(rng, 1, 30_000))
	p.Margin = pick[grid.Micrometres](rng, 0, 0, 1, 1000, 50_000)
	if p.Lattice != nil {
		l := latticeAt(p.Pattern, p.Spacing, angle(rng), place{between(rng, -1<<31, 1<<31-1), between(rng, -1<<31, 1<<31-1)})
		p.Lattice = &l
	}
	return p
}

// limits is a plan of another kind at a corner of the range of int32.
func limits(rng *rand.Rand) plan {
	p := pick(rng, star, islands, ties, rational, snapped, touching, longThin, tiny)(rng)
	p.Kind = "limits: " + p.Kind
	all := slices.Clone(p.Area.Polygons)
	for _, k := range p.Area.KeepOuts {
		all = append(all, k.Polygon)
	}
	if p.Origin != nil { // it must stay within the range too
		q := grid.Ring{X: []int32{p.Origin.X}, Y: []int32{p.Origin.Y}}
		all = append(all, grid.Polygon{Shell: q})
	}
	b := boxOf(all)
	dx := pick(rng, math.MinInt32-b.lo.x, math.MaxInt32-b.hi.x)
	dy := pick(rng, math.MinInt32-b.lo.y, math.MaxInt32-b.hi.y)
	p.shift(dx, dy)
	if l := p.Lattice; l != nil && max(l.O.X, -l.O.X, l.O.Y, -l.O.Y) > 1<<52 { // farther than an origin may lie
		i, j := indices(*l, grid.Vector{X: (b.lo.x + dx) << 20, Y: (b.lo.y + dy) << 20})
		l.O.X, l.O.Y = l.O.X+i*l.A.X+j*l.B.X, l.O.Y+i*l.A.Y+j*l.B.Y
	}
	return p
}

// noPattern is fixed points only; plan.fix throws them.
func noPattern(rng *rand.Rand) plan {
	p := pick(rng, star, islands, touching, manyKeepOuts)(rng)
	return plan{Kind: "none", Area: p.Area, Pattern: grid.NoPattern, Margin: p.Margin}
}

// dress makes a plan of polygons: a spacing that gives up to a thousand points or so, any margin, angle and phase, and
// now and then keep-outs.
func dress(rng *rand.Rand, kind string, polygons ...grid.Polygon) plan {
	b := boxOf(polygons)
	w, h := b.hi.x-b.lo.x, b.hi.y-b.lo.y
	s := int64(math.Sqrt(float64(w*h/spread(rng, 4, 2000) + 1)))
	p := plan{
		Kind:    kind,
		Area:    grid.Area{Polygons: polygons},
		Pattern: pick(rng, grid.Square, grid.Triangular),
		Spacing: grid.Micrometres(min(max(s, int64(grid.MinSpacing)), int64(grid.MaxSpacing))),
		Angle:   angle(rng),
	}
	size := min(w, h)
	p.Margin = grid.Micrometres(min(int64(grid.MaxMargin), pick(rng,
		0, 0, 0, between(rng, 1, 3), spread(rng, 1, size/40+1), spread(rng, 1, size/40+1), spread(rng, 1, size/8+1), spread(rng, 1, size+1))))
	in := place{between(rng, b.lo.x, b.hi.x), between(rng, b.lo.y, b.hi.y)}
	switch rng.IntN(8) {
	case 0, 1, 2: // centred
	case 3:
		p.Origin = &grid.Point{X: int32(in.x), Y: int32(in.y)}
	case 4:
		p.Origin = &grid.Point{X: polygons[0].Shell.X[0], Y: polygons[0].Shell.Y[0]}
	case 5:
		p.Origin = &grid.Point{X: int32(rng.Uint32()), Y: int32(rng.Uint32())}
	default:
		l := latticeAt(p.Pattern, p.Spacing, p.Angle, in)
		if oneIn(rng, 2) { // any phase, and steps as far off as another sine might put them
			l.O.X, l.O.Y = l.O.X+rng.Int64N(1<<20), l.O.Y+rng.Int64N(1<<20)
			for _, v := range []*int64{&l.A.X, &l.A.Y, &l.B.X, &l.B.Y} {
				*v += between(rng, -100, 100)
			}
		}
		if oneIn(rng, 4) { // the same lattice from another of its points
			i, j := between(rng, -1000, 1000), between(rng, -1000, 1000)
			l.O.X, l.O.Y = l.O.X+i*l.A.X+j*l.B.X, l.O.Y+i*l.A.Y+j*l.B.Y
		}
		p.Lattice, p.Angle = &l, 0
	}
	return withKeepOuts(rng, p)
}

// withKeepOuts adds keep-outs to one plan in four.
func withKeepOuts(rng *rand.Rand, p plan) plan {
	if oneIn(rng, 4) {
		for range 1 + rng.IntN(2) {
			p.Area.KeepOuts = append(p.Area.KeepOuts, keepOut(rng, p))
		}
	}
	return p
}

// keepOut is anywhere in or across the outline; edges may run along those of the outline.
func keepOut(rng *rand.Rand, p plan) grid.KeepOut {
	b := boxOf(p.Area.Polygons)
	size := max(b.hi.x-b.lo.x, b.hi.y-b.lo.y)
	o := place{between(rng, b.lo.x, b.hi.x), between(rng, b.lo.y, b.hi.y)}
	k := grid.KeepOut{Margin: grid.Micrometres(min(int64(grid.MaxMargin), pick(rng, 0, 0, 1, spread(rng, 1, size/10+1))))}
	switch rng.IntN(3) {
	case 0:
		k.Polygon = polygonOf(rng, starRing(rng, o, spread(rng, 1, size/3+1), 4+rng.IntN(8)))
	case 1:
		k.Polygon = onion(rng, o, spread(rng, 1, size/3+1), 4+rng.IntN(4), 2)[0]
	default:
		k.Polygon = polygonOf(rng, rectangle(b.lo.x, o.y, b.hi.x, o.y+spread(rng, 1, size/4+1)))
	}
	return k
}

// angle is any angle, the common ones more often.
func angle(rng *rand.Rand) grid.Millidegrees {
	return pick(rng, 0, 90_000*grid.Millidegrees(between(rng, -4, 4)), 45_000, 30_000, -17_000, 17_000, 60_000, 1, -1, 89_999,
		grid.Millidegrees(between(rng, -360_000, 360_000)), grid.Millidegrees(between(rng, -360_000, 360_000)))
}

// somewhere is a place for an outline.
func somewhere(rng *rand.Rand) place {
	return pick(rng, place{}, place{between(rng, -500_000, 500_000), between(rng, -500_000, 500_000)})
}
