package grid_test

import (
	"cmp"
	"math/big"

	"github.com/mesogrid/mesogrid/grid"
)

// place is a point of the plane, um. Lattice points near the end of the range of int32 lie beyond it, so it is wider
// than grid.Point.
type place struct{ x, y int64 }

func at(p grid.Point) place { return place{int64(p.X), int64(p.Y)} }

// segment is a closed edge.
type segment struct{ a, b place }

// segments are the edges of a ring in either direction, closed or not.
func segments(r grid.Ring) []segment {
	var s []segment
	for k := range r.X {
		n := (k + 1) % len(r.X)
		a, b := place{int64(r.X[k]), int64(r.Y[k])}, place{int64(r.X[n]), int64(r.Y[n])}
		if a != b {
			s = append(s, segment{a, b})
		}
	}
	return s
}

// region is a polygon: its rings one by one, and all of their edges.
type region struct {
	shell []segment
	holes [][]segment
	edges []segment
}

func regionOf(p grid.Polygon) region {
	r := region{shell: segments(p.Shell)}
	r.edges = append(r.edges, r.shell...)
	for _, h := range p.Holes {
		r.holes = append(r.holes, segments(h))
		r.edges = append(r.edges, segments(h)...)
	}
	return r
}

// exact holds the predicates of the oracle, in arbitrary precision. Its fields are scratch memory. A comparison of
// coordinates alone goes before the arithmetic wherever it settles the question by itself, and sums of two products of
// 31-bit numbers stay in int64; the long run does without that.
type exact struct{ t, u, v, w big.Int }

// small tells whether all of v are below 2^31: a sum of two of their products then fits int64.
func small(v ...int64) bool {
	for _, n := range v {
		if n <= -1<<31 || n >= 1<<31 {
			return false
		}
	}
	return !*long
}

// dot sets z to ux*vx + uy*vy.
func (e *exact) dot(z *big.Int, ux, uy, vx, vy int64) *big.Int {
	z.Mul(e.t.SetInt64(ux), e.u.SetInt64(vx))
	return z.Add(z, e.t.Mul(e.t.SetInt64(uy), e.u.SetInt64(vy)))
}

// turn is the sign of the cross product (b - a) x (p - a): +1 where p lies to the left of a -> b.
func (e *exact) turn(s segment, p place) int {
	dx, dy, px, py := s.b.x-s.a.x, s.b.y-s.a.y, p.x-s.a.x, p.y-s.a.y
	if small(dx, dy, px, py) {
		return cmp.Compare(dx*py, dy*px)
	}
	return e.dot(&e.v, dx, dy, py, -px).Sign()
}

// side tells where p lies: +1 inside the ring, 0 on it, -1 outside. A ray goes to the right; an edge counts when it
// has one end above the ray and the other on it or below.
func (e *exact) side(p place, ring []segment) int {
	inside := -1
	for _, s := range ring {
		lo, hi := min(s.a.y, s.b.y), max(s.a.y, s.b.y)
		if p.y < lo || p.y > hi {
			continue
		}
		turn := e.turn(s, p)
		if turn == 0 && min(s.a.x, s.b.x) <= p.x && p.x <= max(s.a.x, s.b.x) {
			return 0
		}
		if (s.a.y > p.y) != (s.b.y > p.y) && (turn > 0) == (s.b.y > s.a.y) {
			inside = -inside
		}
	}
	return inside
}

// belongs tells whether p is inside or on the shell and in none of the closed holes.
func (e *exact) belongs(p place, r region) bool {
	if e.side(p, r.shell) < 0 {
		return false
	}
	for _, h := range r.holes {
		if e.side(p, h) >= 0 {
			return false
		}
	}
	return true
}

// covers tells whether p is in the closed polygon, the edges of its holes included.
func (e *exact) covers(p place, r region) bool {
	if e.side(p, r.shell) < 0 {
		return false
	}
	for _, h := range r.holes {
		if e.side(p, h) > 0 {
			return false
		}
	}
	return true
}

// distance compares the distance of p from s with d, which is at least 0.
func (e *exact) distance(s segment, p place, d int64) int {
	if p.x > max(s.a.x, s.b.x)+d || p.x < min(s.a.x, s.b.x)-d || p.y > max(s.a.y, s.b.y)+d || p.y < min(s.a.y, s.b.y)-d {
		return 1
	}
	dx, dy, px, py, qx, qy := s.b.x-s.a.x, s.b.y-s.a.y, p.x-s.a.x, p.y-s.a.y, p.x-s.b.x, p.y-s.b.y
	if small(d, dx, dy, px, py, qx, qy) {
		if px*dx+py*dy <= 0 {
			return cmp.Compare(px*px+py*py, d*d)
		}
		if qx*dx+qy*dy >= 0 {
			return cmp.Compare(qx*qx+qy*qy, d*d)
		}
	}
	e.w.Mul(e.t.SetInt64(d), e.u.SetInt64(d))
	switch {
	case e.dot(&e.v, px, py, dx, dy).Sign() <= 0:
		e.dot(&e.v, px, py, px, py)
	case e.dot(&e.v, qx, qy, dx, dy).Sign() >= 0:
		e.dot(&e.v, qx, qy, qx, qy)
	default: // c^2 / L^2 against d^2
		e.w.Mul(&e.w, e.dot(&e.v, dx, dy, dx, dy))
		e.dot(&e.v, dx, dy, py, -px)
		e.v.Mul(&e.v, &e.v)
	}
	return e.v.Cmp(&e.w)
}

// clearance compares the signed distance of p from edges, positive where good is true, with k of either sign.
func (e *exact) clearance(good bool, p place, edges []segment, k int64) int {
	if good && k < 0 {
		return 1
	}
	if !good && k > 0 {
		return -1
	}
	nearest := 1 // of the comparisons with |k|
	for _, s := range edges {
		if nearest = min(nearest, e.distance(s, p, max(k, -k))); nearest < 0 {
			break
		}
	}
	if good {
		return nearest
	}
	return -nearest
}
