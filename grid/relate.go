package grid

// relation is the visitor that finds how keep-outs lie: each is covered by the outline, or apart from it, or neither.
// Every ring has what it encloses on its left or on its right, as Outline says, and any two may share edges.
//
// In a segment, above is a state: 1 where the outline is, plus twice the number (from 1) of the keep-out that is there.
// As soon as two keep-outs would be in one place, or one keep-out both in and outside the outline, the sweep ends: two
// segments that cross lead to that too, since all four sides of the crossing differ.
type relation struct {
	owner    []int32 // of each ring: 0 for the outline, or the number of its keep-out
	seen     []uint8 // of each keep-out: 1 where it was seen outside the outline, 2 inside
	overlaps bool
}

const (
	outlineBit  = 1
	seenOutside = 1
	seenInside  = 2
	seenBoth    = seenOutside | seenInside
)

// relate sets area2 and overlaps of an outline that is complete otherwise.
func (o *Outline) relate(s *sweep, d *draft) error {
	o.area2 = 0
	shared := 0 // rings of polygons
	for i := range o.polygons {
		shared += len(o.polygons[i].rings)
	}
	for _, area2 := range d.area2[:shared] {
		o.area2 += area2
	}
	if len(o.keepOuts) == 0 {
		return nil
	}
	r := &relation{seen: make([]uint8, len(o.keepOuts)), owner: make([]int32, shared, len(d.rings))}
	left := make([]bool, len(d.rings))
	for i := range r.owner {
		left[i] = true
	}
	for i := range o.keepOuts {
		for range o.keepOuts[i].rings {
			r.owner = append(r.owner, int32(i+1))
		}
	}
	if err := s.over(d.rings, left, r); err != nil {
		return err
	}
	o.overlaps = r.overlaps
	if r.overlaps {
		return nil
	}
	for i, owner := range r.owner[shared:] {
		if r.seen[owner-1] == seenInside {
			o.keepOuts[owner-1].inside = true
			// A keep-out's rings run the other way about: its area counts as negative.
			o.area2 += d.area2[shared+i]
		}
	}
	return nil
}

// crosses implements visitor.
func (r *relation) crosses(_, _ *segment) bool {
	r.overlaps = true
	return false
}

// meet implements visitor.
func (r *relation) meet(s *sweep, _ Point, below int32) bool {
	var state int32
	if below != 0 {
		state = s.nodes[below].above
	}
	for i := range s.rays {
		ray := &s.rays[i]
		owner := r.owner[ray.ring]
		switch {
		case owner == 0:
			state ^= outlineBit
		case !ray.inside:
			state &= outlineBit
		case state > outlineBit:
			r.overlaps = true // two keep-outs
			return false
		default:
			state |= owner << 1
		}
		ray.above = state
		if i+1 < len(s.rays) && steeper(ray, &s.rays[i+1]) == 0 {
			continue // there is nothing between this ray and the next
		}
		if owner = state >> 1; owner > 0 {
			r.seen[owner-1] |= seenOutside << (state & outlineBit)
			if r.seen[owner-1] == seenBoth {
				r.overlaps = true
				return false
			}
		}
	}
	return true
}
