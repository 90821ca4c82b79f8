package grid

import (
	"cmp"
	"slices"
)

// MaxExtent bounds each side of the box round all rings of an area: differences of coordinates then fit 30 bits.
const MaxExtent = 1 << 29

// MaxMargin is the largest margin, 1 m.
const MaxMargin Micrometres = 1_000_000

// Ring is a closed line, um, as columns of one length, in either direction; the first vertex may be repeated at the end.
type Ring struct{ X, Y []int32 }

// Polygon is a shell with holes.
type Polygon struct {
	Shell Ring
	Holes []Ring
}

// KeepOut is an area that gets no point. It may cross the outline and other keep-outs.
type KeepOut struct {
	Polygon Polygon
	Margin  Micrometres // least distance of a point from it, 0 to MaxMargin
	Name    string      // for messages; may be empty
}

// Area is an outline as a caller gives it, not yet checked.
type Area struct {
	Polygons []Polygon
	KeepOuts []KeepOut
}

// Outline is a treatment area that is valid by the OGC rules. It never changes, and nobody checks it again.
//
// Invariants: no two consecutive vertices of a ring are equal and no ring repeats its first vertex at the end; what may
// hold points lies to the LEFT of every edge, so the shells of polygons run counter-clockwise and their holes
// clockwise, and the rings of keep-outs run the other way about.
type Outline struct {
	vertices []Point // of all rings, ring after ring
	next     []int32 // of each vertex: the one that follows it on its ring
	polygons []polygon
	keepOuts []keepOut
	touches  []touch // by polygon
	sags     sags

	area2    int64 // twice the area of the polygons, less that of the keep-outs unless overlap, um2
	overlaps bool  // a keep-out crosses the outline or meets the inside of another: area2 is the polygons' alone
	box      box   // round the polygons
}

// polygon is a valid polygon: its shell, then its holes.
type polygon struct {
	rings []ring
	box   box
}

// ring is a run of Outline.vertices, closed from the last to the first.
type ring struct {
	first, end int
	box        box
}

// edges is the number of edges of all rings, which lie one after another.
func (p *polygon) edges() int { return p.rings[len(p.rings)-1].end - p.rings[0].first }

type keepOut struct {
	polygon
	margin Micrometres
	name   string
	inside bool // it takes something of the outline away; unknown where keep-outs overlap
}

// touch is a vertex that polygon shares with an earlier polygon to whose members it belongs.
type touch struct {
	polygon int
	at      Point
}

// assembly is what NewOutline needs on the way, in one piece.
type assembly struct {
	draft    draft
	sweep    sweep
	validity validity
	work     Work
	first    firstMemory
}

// firstMemory is as much of everything as a usual outline takes, so that checking one is a few allocations.
type firstMemory struct {
	names  [2]name
	areas  [2]int64
	inside [2]bool
	held   [2]int32
	events [64]event
	spare  [64]event
	nodeOf [64]int32
	nodes  [12]node
	run    [4]int32
	rays   [4]segment
}

// NewOutline checks an area by the OGC rules and keeps a copy of it. An invalid area gives an *Error with the ring, the
// vertex (in the caller's numbering), the rule and the place. A nil work has no limits.
func NewOutline(area Area, work *Work) (*Outline, error) {
	a := new(assembly)
	if work == nil {
		work = &a.work
	}
	d, s, v, f := &a.draft, &a.sweep, &a.validity, &a.first
	*d = draft{area: area, work: work, names: f.names[:0], area2: f.areas[:0]}
	if err := d.load(); err != nil {
		return nil, err
	}
	s.vertices, s.work = d.vertices, work
	s.nodeOf, s.events, s.spare = f.nodeOf[:], f.events[:0], f.spare[:0]
	s.nodes, s.run, s.rays = f.nodes[:0], f.run[:0], f.rays[:0]
	v.draft, v.container, v.counterClockwise = d, f.held[:0], f.inside[:0]
	o := &Outline{vertices: d.vertices, next: make([]int32, len(d.vertices)), box: d.box, polygons: make([]polygon, len(area.Polygons))}
	end := 0
	take := func(p *Polygon) polygon { // its rings come next in d.rings
		first := end
		end += 1 + len(p.Holes)
		return polygon{rings: d.rings[first:end:end], box: d.rings[first].box}
	}
	for i := range area.Polygons {
		o.polygons[i] = take(&area.Polygons[i])
	}
	if err := v.check(s, 0, end); err != nil {
		return nil, err
	}
	o.touches = v.sharedPoints()
	slices.SortStableFunc(o.touches, func(a, b touch) int { return cmp.Compare(a.polygon, b.polygon) })
	o.keepOuts = slices.Grow(o.keepOuts, len(area.KeepOuts))
	for i := range area.KeepOuts {
		k, first := &area.KeepOuts[i], end
		o.keepOuts = append(o.keepOuts, keepOut{polygon: take(&k.Polygon), margin: k.Margin, name: k.Name})
		if err := v.check(s, first, end); err != nil {
			return nil, err
		}
	}
	d.orient()
	for _, r := range d.rings {
		for i := r.first; i < r.end; i++ {
			o.next[i] = int32(i + 1)
		}
		o.next[r.end-1] = int32(r.first)
	}
	if err := o.relate(s, d); err != nil {
		return nil, err
	}
	o.sags = newSags(o.vertices, o.next)
	return o, nil
}

// Area2 is twice the area of the polygons less the keep-outs, um2. exact is false where a keep-out crosses the outline
// or meets another's inside: then it is twice the area of the polygons alone.
func (o *Outline) Area2() (area2 int64, exact bool) { return o.area2, !o.overlaps }

// touchesOf are the touches of one polygon with earlier ones.
func (o *Outline) touchesOf(polygon int) []touch {
	from, _ := slices.BinarySearchFunc(o.touches, polygon, func(t touch, p int) int { return cmp.Compare(t.polygon, p) })
	end := from
	for end < len(o.touches) && o.touches[end].polygon == polygon {
		end++
	}
	return o.touches[from:end]
}

// KeepOutsApart are the keep-outs, by index, that plainly keep nothing out at the given margin: the box round such a one,
// grown by its margin, meets no polygon's box.
func (o *Outline) KeepOutsApart(margin Micrometres) []int {
	var apart []int
	for i := range o.keepOuts {
		k := &o.keepOuts[i]
		if !slices.ContainsFunc(o.polygons, func(p polygon) bool { return p.box.near(k.box, max(margin, k.margin)) }) {
			apart = append(apart, i)
		}
	}
	return apart
}
