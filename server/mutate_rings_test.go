package server_test

import (
	"cmp"

	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// The OGC rules for the oracle, slow and plain, for rings of a few vertices: what crosses is wrong, what lies apart and
// nests as it must is right, and of rings that touch one another it says nothing.

// state is a verdict on rings, the worse the greater.
type state int

const (
	right state = iota
	unsure
	broken
)

// turn is the side on which c lies of a -> b. Coordinates of valid extents differ by less than 2^29.
func turn(a, b, c vertex) int {
	return cmp.Compare(int64(b.x-a.x)*int64(c.y-a.y), int64(b.y-a.y)*int64(c.x-a.x))
}

// meet compares two closed segments: apart, touching or crossing.
func meet(a, b, c, d vertex) state {
	abc, abd, cda, cdb := turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)
	on := func(p, a, b vertex) bool {
		return min(a.x, b.x) <= p.x && p.x <= max(a.x, b.x) && min(a.y, b.y) <= p.y && p.y <= max(a.y, b.y)
	}
	switch {
	case abc*abd < 0 && cda*cdb < 0:
		return broken
	case abc == 0 && on(c, a, b), abd == 0 && on(d, a, b), cda == 0 && on(a, c, d), cdb == 0 && on(b, c, d):
		return unsure
	}
	return right
}

// simple tells whether a ring nowhere meets itself.
func simple(r []vertex) bool {
	n := len(r)
	for i := range n {
		a, b, c := r[i], r[(i+1)%n], r[(i+2)%n]
		back := int64(b.x-a.x)*int64(c.x-b.x)+int64(b.y-a.y)*int64(c.y-b.y) < 0
		if turn(a, b, c) == 0 && back {
			return false
		}
		for j := i + 2; j < n && (j+1)%n != i; j++ {
			if meet(a, b, r[j], r[(j+1)%n]) != right {
				return false
			}
		}
	}
	return true
}

// meetRings is the worst that two rings do to one another.
func meetRings(r, s []vertex) state {
	worst := right
	for i := range r {
		for j := range s {
			worst = max(worst, meet(r[i], r[(i+1)%len(r)], s[j], s[(j+1)%len(s)]))
		}
	}
	return worst
}

// inside tells whether a point that lies on no edge lies in a ring.
func inside(p vertex, r []vertex) bool {
	in := false
	for i := range r {
		a, b := r[i], r[(i+1)%len(r)]
		if a.y > b.y {
			a, b = b, a
		}
		if a.y <= p.y && p.y < b.y && turn(a, b, p) > 0 {
			in = !in
		}
	}
	return in
}

// validTogether judges polygons whose rings have three vertices or more.
func validTogether(polygons []*pb.Polygon) state {
	type ring struct {
		of    int
		shell bool
		v     []vertex
	}
	var all []ring
	for k, p := range polygons {
		v, _ := vertices(p.GetShell())
		all = append(all, ring{k, true, v})
		for _, h := range p.GetHoles() {
			v, _ := vertices(h)
			all = append(all, ring{k, false, v})
		}
	}
	worst := right
	for i, r := range all {
		if !simple(r.v) {
			return broken
		}
		for _, s := range all[:i] {
			worst = max(worst, meetRings(r.v, s.v))
		}
	}
	if worst != right {
		return worst
	}
	// Nothing meets: one vertex of a ring says where all of it lies.
	around := func(r ring, s ring) bool { return inside(s.v[0], r.v) }
	for i, r := range all {
		for j, s := range all {
			switch {
			case i == j:
			case r.of == s.of && r.shell && !around(r, s), r.of == s.of && !r.shell && !s.shell && around(r, s):
				return broken // a hole outside its shell, or in another hole
			case r.of != s.of && r.shell && s.shell && around(r, s):
				in := 1
				for _, h := range all {
					if h.of == r.of && !h.shell && around(h, s) {
						in = 0
					}
				}
				if in == 1 {
					return broken // a shell in another polygon
				}
			}
		}
	}
	return right
}

// keepOutsCross judges whether keep-outs cross the outline or one another. Of one within another it says nothing.
func keepOutsCross(out *pb.Outline) state {
	polygons := make([]*pb.Polygon, 0, len(out.Polygons)+len(out.KeepOuts))
	polygons = append(polygons, out.Polygons...)
	worst := right
	for _, k := range out.KeepOuts {
		for i, p := range polygons {
			for _, r := range ringsOf(p) {
				for _, s := range ringsOf(k.GetPolygon()) {
					worst = max(worst, meetRings(r, s))
					if i >= len(out.Polygons) && (inside(r[0], s) || inside(s[0], r)) {
						worst = max(worst, unsure)
					}
				}
			}
		}
		polygons = append(polygons, k.GetPolygon())
	}
	return worst
}

func ringsOf(p *pb.Polygon) [][]vertex {
	v, _ := vertices(p.GetShell())
	all := [][]vertex{v}
	for _, h := range p.GetHoles() {
		v, _ := vertices(h)
		all = append(all, v)
	}
	return all
}
