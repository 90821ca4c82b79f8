package grid

import "slices"

// validity is the visitor that finds what the OGC rules forbid, and notes which ring lies in which and where rings
// touch. In a segment, above is the innermost ring that holds what lies above it, or noRing.
type validity struct {
	*draft
	first            int     // of the rings under the sweep, in draft.rings
	container        []int32 // of each ring under the sweep: the innermost other ring that holds it
	counterClockwise []bool  // of each ring under the sweep
	touching         []touching
	visits, open     []visit
	err              *Error
}

const noRing = -1

// touching says that ring passes through a point through which another ring passes. Those at one point are neighbours.
type touching struct {
	ring int32
	at   Point
}

// visit is a half of a ring's way through a point: where it comes or goes.
type visit struct {
	ring int32
	spot int32 // the vertex at the point, or ^edge where an edge passes through
}

// check checks the rings [first, end), which must be valid together. What it found out stays until the next check.
func (v *validity) check(s *sweep, first, end int) error {
	rings := v.rings[first:end]
	v.first, v.touching = first, v.touching[:0]
	v.container = slices.Grow(v.container[:0], len(rings))[:len(rings)]
	v.counterClockwise = v.counterClockwise[:0]
	for i := range rings {
		area2 := ringArea2(v.vertices[rings[i].first:rings[i].end])
		v.area2 = append(v.area2, area2)
		v.counterClockwise = append(v.counterClockwise, area2 > 0)
	}
	if err := s.over(rings, v.counterClockwise, v); err != nil {
		return err
	}
	if v.err == nil {
		v.checkNesting()
	}
	if v.err == nil {
		v.checkConnected()
	}
	if v.err != nil {
		return v.err
	}
	return nil
}

// crosses implements visitor.
func (v *validity) crosses(low, high *segment) bool {
	v.err = v.clash(SelfCrossing, "crosses", visit{low.ring, ^low.edge}, visit{high.ring, ^high.edge}, crossing(low, high))
	return false
}

// meet implements visitor.
func (v *validity) meet(s *sweep, at Point, below int32) bool {
	for i := 1; i < len(s.rays); i++ {
		if steeper(&s.rays[i-1], &s.rays[i]) == 0 {
			v.err = v.overlap(&s.rays[i-1], &s.rays[i], at)
			return false
		}
	}
	if len(s.rays)+len(s.run) > 2 && !v.checkPlace(s, at) {
		return false
	}
	inside := int32(noRing)
	if below != 0 {
		inside = s.nodes[below].above
	}
	for i := range s.rays {
		ray := &s.rays[i]
		if ray.inside {
			v.container[ray.ring] = inside
			inside = ray.ring
		} else {
			inside = v.container[ray.ring]
		}
		ray.above = inside
	}
	return true
}

// spot is the vertex of x at p, or the edge itself.
func (v *validity) spot(x *segment, p Point) int32 {
	if v.vertices[x.edge] == p {
		return x.edge
	}
	if x.a != p && x.b != p {
		return ^x.edge
	}
	if r := &v.rings[v.first+int(x.ring)]; int(x.edge)+1 == r.end {
		return int32(r.first)
	}
	return x.edge + 1
}

// checkPlace judges several ways through one point. Their halves are listed counter-clockwise, so the ways cross nowhere
// exactly when cancelling equal neighbours leaves nothing.
func (v *validity) checkPlace(s *sweep, at Point) bool {
	v.visits = v.visits[:0]
	for i := range s.rays {
		v.visits = append(v.visits, visit{s.rays[i].ring, v.spot(&s.rays[i], at)})
	}
	for _, n := range slices.Backward(s.run) {
		x := &s.nodes[n].segment
		v.visits = append(v.visits, visit{x.ring, v.spot(x, at)})
	}
	v.open = v.open[:0]
	for _, x := range v.visits {
		if n := len(v.open); n > 0 && v.open[n-1].spot == x.spot {
			v.open = v.open[:n-1]
		} else {
			v.open = append(v.open, x)
		}
	}
	if len(v.open) > 0 {
		a, b := crossed(v.open)
		v.err = v.clash(SelfCrossing, "crosses", a, b, at)
		return false
	}
	slices.SortFunc(v.visits, func(a, b visit) int {
		if a.ring != b.ring {
			return int(a.ring - b.ring)
		}
		return int(a.spot - b.spot)
	})
	for i := 0; i < len(v.visits); i += 2 {
		if i > 0 && v.visits[i].ring == v.visits[i-2].ring {
			v.err = v.clash(SelfTouching, "touches", v.visits[i-2], v.visits[i], at)
			return false
		}
		v.touching = append(v.touching, touching{v.visits[i].ring, at})
	}
	return true
}

// crossed finds two ways that cross. Between the halves of the way whose halves are nearest to one another, no other way
// has both of its own.
func crossed(open []visit) (a, b visit) {
	seen := make(map[int32]int, len(open))
	nearest := len(open)
	for i, x := range open {
		if k, ok := seen[x.spot]; ok && i-k < nearest {
			nearest, a, b = i-k, x, open[k+1]
		}
		seen[x.spot] = i
	}
	return a, b
}
