package grid_test

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"github.com/mesogrid/mesogrid/grid"
)

// The shapes below are made of whole numbers alone, so that the same seed gives the same shape on every machine.

// ringOf draws vertices as a ring: in either direction, from any of them, closed or not.
func ringOf(rng *rand.Rand, vertices []place) grid.Ring {
	k := rng.IntN(len(vertices))
	v := slices.Concat(vertices[k:], vertices[:k])
	if oneIn(rng, 2) {
		slices.Reverse(v)
	}
	if oneIn(rng, 2) {
		v = append(v, v[0])
	}
	var r grid.Ring
	for _, p := range v {
		r.X, r.Y = append(r.X, int32(p.x)), append(r.Y, int32(p.y))
	}
	return r
}

func polygonOf(rng *rand.Rand, shell []place, holes ...[]place) grid.Polygon {
	p := grid.Polygon{Shell: ringOf(rng, shell)}
	for _, h := range holes {
		p.Holes = append(p.Holes, ringOf(rng, h))
	}
	return p
}

// rays are up to n vectors of different directions, counter-clockwise, one at least in each quadrant, so that they are
// the vertices of a ring that is star-shaped about (0, 0).
func rays(rng *rand.Rand, radius int64, n int) []place {
	var v []place
	for k := range max(n, 4) {
		x, y := between(rng, 1, radius), between(rng, 1, radius)
		switch k % 4 {
		case 0:
			v = append(v, place{x, y})
		case 1:
			v = append(v, place{-x, y})
		case 2:
			v = append(v, place{-x, -y})
		case 3:
			v = append(v, place{x, -y})
		}
	}
	lower := func(p place) int {
		if p.y < 0 {
			return 1
		}
		return 0
	}
	turn := func(p, q place) int {
		return cmp.Or(cmp.Compare(lower(p), lower(q)), cmp.Compare(p.y*q.x, p.x*q.y))
	}
	slices.SortFunc(v, turn)
	return slices.CompactFunc(v, func(p, q place) bool { return turn(p, q) == 0 })
}

// starRing is a ring that is star-shaped about centre.
func starRing(rng *rand.Rand, centre place, radius int64, n int) []place {
	v := rays(rng, radius, n)
	for k := range v {
		v[k] = place{v[k].x + centre.x, v[k].y + centre.y}
	}
	return v
}

// onionRings are rings on the same rays, each strictly inside the one before it but for one vertex that they may share.
func onionRings(rng *rand.Rand, centre place, radius int64, n, layers int) [][]place {
	const whole = 32
	v := rays(rng, max(1, radius/whole), n)
	f := make([]int64, len(v))
	for k := range f {
		f[k] = whole - rng.Int64N(8)
	}
	var rings [][]place
	for range layers {
		ring := make([]place, len(v))
		for k := range v {
			ring[k] = place{centre.x + v[k].x*f[k], centre.y + v[k].y*f[k]}
		}
		rings = append(rings, ring)
		if slices.Min(f) < 2 {
			break
		}
		touching := -1
		if oneIn(rng, 3) {
			touching = rng.IntN(len(f))
		}
		for k := range f {
			if k != touching {
				f[k] = between(rng, max(1, f[k]/2), f[k]-1)
			}
		}
	}
	return rings
}

// onion is polygons in the holes of polygons.
func onion(rng *rand.Rand, centre place, radius int64, n, layers int) []grid.Polygon {
	rings := onionRings(rng, centre, radius, n, layers)
	var polygons []grid.Polygon
	for k := 0; k < len(rings); k += 2 {
		polygons = append(polygons, polygonOf(rng, rings[k], rings[k+1:min(k+2, len(rings))]...))
	}
	return polygons
}

// cells cuts a square of n x n cells of the given size and calls visit with the middle of each.
func cells(n, size int64, visit func(place)) {
	for x := range n {
		for y := range n {
			visit(place{x*size + size/2, y*size + size/2})
		}
	}
}

// rectangle is the ring round a box.
func rectangle(x0, y0, x1, y1 int64) []place {
	return []place{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}}
}

// skyline is a ring of columns that all cross the line y = 0: column k from xs[k] to xs[k+1] and from bottoms[k], below
// it, to tops[k], above it. Equal neighbours leave repeated vertices.
func skyline(xs, tops, bottoms []int64) []place {
	var v []place
	for k := range tops {
		v = append(v, place{xs[k], bottoms[k]}, place{xs[k+1], bottoms[k]})
	}
	for k := len(tops) - 1; k >= 0; k-- {
		v = append(v, place{xs[k+1], tops[k]}, place{xs[k], tops[k]})
	}
	return v
}

// skylineOf throws the columns of a skyline: borders at x(n) and heights at y(n), |n| up to span, each off by one of
// offs.
func skylineOf(rng *rand.Rand, x, y func(int64) int64, span int64, offs ...int64) []place {
	var xs, tops, bottoms []int64
	for range 2 + rng.IntN(8) {
		xs = append(xs, x(between(rng, -span, span))+pick(rng, offs...))
	}
	slices.Sort(xs)
	xs = slices.Compact(xs)
	if len(xs) < 2 {
		xs = append(xs, xs[0]+spread(rng, 1, 1000))
	}
	for range xs[1:] {
		n, m := between(rng, 0, span), between(rng, 0, span)
		tops = append(tops, max(1, max(y(n), y(-n))+pick(rng, offs...)))
		bottoms = append(bottoms, min(-1, min(y(m), y(-m))+pick(rng, offs...)))
	}
	return skyline(xs, tops, bottoms)
}

// jags is a skyline with steps, spikes and notches of 1 um.
func jags(rng *rand.Rand, size int64) []place {
	x, xs := int64(0), []int64{0}
	var tops, bottoms []int64
	top, bottom := between(rng, 1, size), between(rng, -size, -1)
	for range 4 + rng.IntN(20) {
		x += pick(rng, 1, 1, 2, 3, spread(rng, 1, size))
		xs = append(xs, x)
		top = max(1, pick(rng, top+1, top-1, top, spread(rng, 1, size)))
		bottom = min(-1, pick(rng, bottom+1, bottom-1, bottom, -spread(rng, 1, size)))
		tops, bottoms = append(tops, top), append(bottoms, bottom)
	}
	return skyline(xs, tops, bottoms)
}

// moved maps a ring of coordinates (u, v) in the frame of the directions (a, b) and (-b, a), which are sqrt(a^2 + b^2)
// long, to the plane.
func moved(ring []place, a, b int64, base place) []place {
	out := make([]place, len(ring))
	for k, p := range ring {
		out[k] = place{base.x + p.x*a - p.y*b, base.y + p.x*b + p.y*a}
	}
	return out
}
