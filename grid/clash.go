package grid

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
)

// clash is the error of two ways through one place. It stands at the later of the two, as the caller numbers them.
func (v *validity) clash(rule Rule, verb string, a, b visit, at Point) *Error {
	if a.ring > b.ring || a.ring == b.ring && v.vertexOf(a) > v.vertexOf(b) {
		a, b = b, a
	}
	ringA, ringB := v.first+int(a.ring), v.first+int(b.ring)
	e := &Error{Rule: rule, At: &at, Field: fmt.Sprintf("%v.x_um[%d]", v.names[ringB], v.caller(ringB, v.vertexOf(b)))}
	if a.ring == b.ring {
		second := v.spotName(b)
		if a.spot < 0 && b.spot < 0 {
			second = strings.TrimPrefix(second, "vertices ")
		}
		e.Text = fmt.Sprintf("the ring %s itself between %s and %s at %v; move or remove these vertices",
			verb, v.spotName(a), second, at)
	} else {
		e.Text = fmt.Sprintf("the ring %s %v between %s of that ring and %s of this one at %v; move or remove these vertices",
			verb, v.names[ringA], v.spotName(a), v.spotName(b), at)
	}
	return e
}

// vertexOf is the vertex of x, or the one that its edge starts from.
func (v *validity) vertexOf(x visit) int32 {
	if x.spot < 0 {
		return ^x.spot
	}
	return x.spot
}

// spotName is "vertex 3" or "vertices 3-4", as the caller numbers them.
func (v *validity) spotName(x visit) string {
	ring := v.first + int(x.ring)
	if x.spot >= 0 {
		return fmt.Sprintf("vertex %d", v.caller(ring, x.spot))
	}
	next := ^x.spot + 1
	if int(next) == v.rings[ring].end {
		next = int32(v.rings[ring].first)
	}
	return fmt.Sprintf("vertices %d-%d", v.caller(ring, ^x.spot), v.caller(ring, next))
}

// overlap is the error of two edges that lie on one another from p on.
func (v *validity) overlap(a, b *segment, p Point) *Error {
	ringA, ringB := v.first+int(a.ring), v.first+int(b.ring)
	if ringA != ringB && v.sameRing(ringA, ringB) {
		first, last := v.names[min(ringA, ringB)], v.names[max(ringA, ringB)]
		return &Error{Field: last.String(), Rule: DuplicateRing, At: &p,
			Text: fmt.Sprintf("is the same ring as %v; remove one of them", first)}
	}
	return v.clash(SelfCrossing, "runs along", visit{a.ring, ^a.edge}, visit{b.ring, ^b.edge}, p)
}

// sameRing tells whether two rings pass through the same vertices in the same order, either way round.
func (v *validity) sameRing(i, j int) bool {
	a := v.vertices[v.rings[i].first:v.rings[i].end]
	b := v.vertices[v.rings[j].first:v.rings[j].end]
	k := slices.Index(b, a[0])
	if len(a) != len(b) || k < 0 {
		return false
	}
	forwards, backwards := true, true
	for n, p := range a {
		forwards = forwards && p == b[(k+n)%len(b)]
		backwards = backwards && p == b[(k+len(b)-n)%len(b)]
	}
	return forwards || backwards
}

// crossing is the whole point nearest to where two segments cross.
func crossing(s, t *segment) Point {
	// Twice the areas of the triangles over t at the ends of s stand as the parts of s before and after the crossing.
	from, to := cross(t.a, t.b, s.a), cross(t.a, t.b, s.b)
	part, whole := absolute(from), absolute(from)+absolute(to)
	along := func(a, b int32) int32 {
		d := int64(b) - int64(a)
		hi, lo := bits.Mul64(absolute(d), part)
		lo, carry := bits.Add64(lo, whole/2, 0)
		q, _ := bits.Div64(hi+carry, lo, whole)
		if d < 0 {
			return int32(int64(a) - int64(q))
		}
		return int32(int64(a) + int64(q))
	}
	return Point{X: along(s.a.X, s.b.X), Y: along(s.a.Y, s.b.Y)}
}

func absolute(x int64) uint64 {
	if x < 0 {
		x = -x
	}
	return uint64(x)
}
