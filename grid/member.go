package grid

import "fmt"

// Contains tells whether a point at p is a member of the outline at the given margin: inside a polygon or on its shell,
// in none of that polygon's closed holes, in no closed keep-out, at least margin from every ring of the outline, and at
// least margin and the keep-out's own margin from every keep-out. It takes a step per edge.
func (o *Outline) Contains(p Point, margin Micrometres) bool { return o.polygonOf(p, margin) >= 0 }

// polygonOf is the first polygon that p belongs to, or -1.
func (o *Outline) polygonOf(p Point, margin Micrometres) int {
	member := o.polygonAt(p)
	if member < 0 {
		return -1
	}
	for i := range o.polygons {
		if o.nearRings(&o.polygons[i], p, margin) {
			return -1
		}
	}
	for i := range o.keepOuts {
		if o.keeps(&o.keepOuts[i], p, margin) {
			return -1
		}
	}
	return member
}

// keeps tells whether a keep-out, or its margin, keeps p out.
func (o *Outline) keeps(k *keepOut, p Point, margin Micrometres) bool {
	in, edge := o.locate(k.rings, p)
	return in || edge || o.nearRings(&k.polygon, p, max(margin, k.margin))
}

// polygonAt is the first polygon that p belongs to at margin 0, keep-outs aside, or -1.
func (o *Outline) polygonAt(p Point) int {
	// Also keeps the differences of coordinates within what the predicates allow.
	if !o.box.holds(p) {
		return -1
	}
	for i := range o.polygons {
		if o.within(&o.polygons[i], p) {
			return i
		}
	}
	return -1
}

// within tells whether p belongs to one polygon at margin 0: inside or on its shell, and in none of its closed holes.
func (o *Outline) within(polygon *polygon, p Point) bool {
	inShell, onShell := o.locate(polygon.rings[:1], p)
	inHoles, onHole := o.locate(polygon.rings[1:], p)
	return (inShell || onShell) && !inHoles && !onHole
}

// holds tells whether p lies in the closed box.
func (b box) holds(p Point) bool {
	return b.minX <= p.X && p.X <= b.maxX && b.minY <= p.Y && p.Y <= b.maxY
}

// reaches tells whether p lies in the box grown by m on every side.
func (b box) reaches(p Point, m Micrometres) bool {
	x, y, grown := int64(p.X), int64(p.Y), int64(m)
	return int64(b.minX)-grown <= x && x <= int64(b.maxX)+grown && int64(b.minY)-grown <= y && y <= int64(b.maxY)+grown
}

// locate tells whether p lies inside an odd number of rings, and whether it lies on one; then inside means nothing.
func (o *Outline) locate(rings []ring, p Point) (inside, on bool) {
	for i := range rings {
		r := &rings[i]
		if !r.box.holds(p) {
			continue
		}
		a := o.vertices[r.end-1]
		for _, b := range o.vertices[r.first:r.end] {
			if onSegment(a, b, p) {
				return false, true
			}
			// Half open in y, so that a vertex at the height of p counts once.
			if (a.Y > p.Y) != (b.Y > p.Y) && (cross(a, b, p) > 0) == (b.Y > a.Y) {
				inside = !inside
			}
			a = b
		}
	}
	return inside, false
}

// nearRings tells whether p lies nearer than m to a ring of the polygon.
func (o *Outline) nearRings(polygon *polygon, p Point, m Micrometres) bool {
	for i := range polygon.rings {
		r := &polygon.rings[i]
		if !r.box.reaches(p, m) {
			continue
		}
		a := o.vertices[r.end-1]
		for _, b := range o.vertices[r.first:r.end] {
			if nearer(a, b, p, m) {
				return true
			}
			a = b
		}
	}
	return false
}

// whyNot says in words why p is no member; empty when it is one. The distance is for people and rounded.
func (o *Outline) whyNot(p Point, margin Micrometres) string {
	if o.polygonAt(p) < 0 {
		return "lies outside the outline"
	}
	for i := range o.polygons {
		if polygon := &o.polygons[i]; o.nearRings(polygon, p, margin) {
			return fmt.Sprintf("lies %v from the edge of polygon %d, nearer than the margin of %v",
				o.distance(polygon, p, margin), i, margin)
		}
	}
	for i := range o.keepOuts {
		k := &o.keepOuts[i]
		own := max(margin, k.margin)
		if in, edge := o.locate(k.rings, p); in || edge {
			return "lies in " + o.keepOutName(i)
		} else if o.nearRings(&k.polygon, p, own) {
			return fmt.Sprintf("lies %v from %s, nearer than the margin of %v",
				o.distance(&k.polygon, p, own), o.keepOutName(i), own)
		}
	}
	return ""
}

// keepOutName is `keep-out 2 ("lip")`, or without the name where it has none.
func (o *Outline) keepOutName(i int) string {
	if o.keepOuts[i].name == "" {
		return fmt.Sprintf("keep-out %d", i)
	}
	return fmt.Sprintf("keep-out %d (%q)", i, o.keepOuts[i].name)
}

// distance is how far p lies from the polygon's rings, rounded down to whole um. It is known to be less than m.
func (o *Outline) distance(polygon *polygon, p Point, m Micrometres) Micrometres {
	least := float64(m - 1)
	for i := range polygon.rings {
		r := &polygon.rings[i]
		a := o.vertices[r.end-1]
		for _, b := range o.vertices[r.first:r.end] {
			least = min(least, segmentDistance(a, b, place{int64(p.X), int64(p.Y)}))
			a = b
		}
	}
	return Micrometres(least)
}
