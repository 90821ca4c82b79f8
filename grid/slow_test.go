package grid

import (
	"math/big"
	"slices"
)

// A slow and obvious second opinion on small areas: the plane is cut into slabs at every x at which anything happens,
// each slab into cells between neighbouring edges, and each cell is judged by the rings that enclose it. Everything is
// in rational numbers.

// slowArea is an area cut into cells.
type slowArea struct {
	area  Area
	rings []slowRing
	xs    []*big.Rat
	slabs [][]slowCell
}

type slowRing struct {
	owner, hole int // hole -1: shell
	keepOut     bool
	v           []Point
}

type slowEdge struct {
	a, b Point // a.X < b.X
	ring int
}

// slowCell lies between two edges of a slab.
type slowCell struct {
	low, high slowEdge
	in        []bool // by ring
}

func newSlowArea(a Area) *slowArea {
	s := &slowArea{area: a}
	add := func(p Polygon, owner int, keepOut bool) {
		for h, r := range append([]Ring{p.Shell}, p.Holes...) {
			s.rings = append(s.rings, slowRing{owner: owner, hole: h - 1, keepOut: keepOut, v: cleaned(r)})
		}
	}
	for i, p := range a.Polygons {
		add(p, i, false)
	}
	for i, k := range a.KeepOuts {
		add(k.Polygon, i, true)
	}
	return s
}

// cut makes the slabs and their cells.
func (s *slowArea) cut() {
	var edges []slowEdge
	for i, r := range s.rings {
		for k, a := range r.v {
			b := r.v[(k+1)%len(r.v)]
			s.xs = append(s.xs, big.NewRat(int64(a.X), 1))
			if b.X < a.X {
				a, b = b, a
			}
			if a.X < b.X {
				edges = append(edges, slowEdge{a, b, i})
			}
		}
	}
	for i, e := range edges {
		for _, f := range edges[:i] {
			if x := meetX(e, f); x != nil {
				s.xs = append(s.xs, x)
			}
		}
	}
	slices.SortFunc(s.xs, (*big.Rat).Cmp)
	s.xs = slices.CompactFunc(s.xs, func(a, b *big.Rat) bool { return a.Cmp(b) == 0 })
	for i := 1; i < len(s.xs); i++ {
		s.slabs = append(s.slabs, s.slab(edges, s.xs[i-1], s.xs[i]))
	}
}

func (s *slowArea) slab(edges []slowEdge, x0, x1 *big.Rat) []slowCell {
	middle := new(big.Rat).Add(x0, x1)
	middle.Mul(middle, big.NewRat(1, 2))
	type crossed struct {
		slowEdge
		y *big.Rat
	}
	var list []crossed
	for _, e := range edges {
		if big.NewRat(int64(e.a.X), 1).Cmp(middle) < 0 && big.NewRat(int64(e.b.X), 1).Cmp(middle) > 0 {
			list = append(list, crossed{e, e.y(middle)})
		}
	}
	slices.SortFunc(list, func(a, b crossed) int { return a.y.Cmp(b.y) })
	var cells []slowCell
	in := make([]bool, len(s.rings))
	for i, e := range list {
		in[e.ring] = !in[e.ring]
		if i+1 < len(list) && e.y.Cmp(list[i+1].y) != 0 {
			cells = append(cells, slowCell{e.slowEdge, list[i+1].slowEdge, slices.Clone(in)})
		}
	}
	return cells
}

// y is the height of the edge's line at x.
func (e slowEdge) y(x *big.Rat) *big.Rat {
	y := new(big.Rat).Sub(x, big.NewRat(int64(e.a.X), 1))
	y.Mul(y, big.NewRat(int64(e.b.Y)-int64(e.a.Y), int64(e.b.X)-int64(e.a.X)))
	return y.Add(y, big.NewRat(int64(e.a.Y), 1))
}

// meetX is the x at which the lines of two edges meet, or nil where they are parallel.
func meetX(e, f slowEdge) *big.Rat {
	slope := func(e slowEdge) *big.Rat { return big.NewRat(int64(e.b.Y)-int64(e.a.Y), int64(e.b.X)-int64(e.a.X)) }
	d := new(big.Rat).Sub(slope(e), slope(f))
	if d.Sign() == 0 {
		return nil
	}
	zero := new(big.Rat)
	x := new(big.Rat).Sub(f.y(zero), e.y(zero))
	return x.Quo(x, d)
}

// covers tells whether polygon owner, or keep-out owner, covers a cell.
func (s *slowArea) covers(c *slowCell, owner int, keepOut bool) bool {
	shell, hole := false, false
	for i, r := range s.rings {
		if r.owner == owner && r.keepOut == keepOut && c.in[i] {
			shell = shell || r.hole < 0
			hole = hole || r.hole >= 0
		}
	}
	return shell && !hole
}

// valid is the verdict by the OGC rules: rings are simple, share no stretch of line, each hole lies in its own shell and
// in no other hole, no place is covered twice, and the inside of each polygon is one piece. Keep-outs stand alone.
func (s *slowArea) valid() bool {
	for _, r := range s.rings {
		if len(r.v) < 3 || !simple(r.v) {
			return false
		}
	}
	for i, a := range s.rings {
		for _, b := range s.rings[:i] {
			if a.keepOut == b.keepOut && (!a.keepOut || a.owner == b.owner) && shareLine(a.v, b.v) {
				return false
			}
		}
	}
	s.cut()
	for i := range s.slabs {
		for k := range s.slabs[i] {
			if !s.validCell(&s.slabs[i][k]) {
				return false
			}
		}
	}
	for i := range s.area.Polygons {
		if !s.onePiece(i, false) {
			return false
		}
	}
	for i := range s.area.KeepOuts {
		if !s.onePiece(i, true) {
			return false
		}
	}
	return true
}

// validCell judges the holes round a cell, and how often it is covered.
func (s *slowArea) validCell(c *slowCell) bool {
	type owner struct {
		index   int
		keepOut bool
	}
	shells, holes := map[owner]bool{}, map[owner]int{}
	for i, r := range s.rings {
		if o := (owner{r.owner, r.keepOut}); c.in[i] && r.hole < 0 {
			shells[o] = true
		} else if c.in[i] {
			holes[o]++
		}
	}
	for o, n := range holes {
		if !shells[o] || n > 1 {
			return false
		}
	}
	n := 0
	for i := range s.area.Polygons {
		if s.covers(c, i, false) {
			n++
		}
	}
	return n <= 1
}

// onePiece joins cells that share a stretch of the line between two slabs, and counts what is left.
func (s *slowArea) onePiece(owner int, keepOut bool) bool {
	var group [][]int
	var parent []int
	root := func(i int) int {
		for parent[i] != i {
			i = parent[i]
		}
		return i
	}
	for i, slab := range s.slabs {
		group = append(group, make([]int, len(slab)))
		for k := range slab {
			group[i][k] = -1
			if !s.covers(&slab[k], owner, keepOut) {
				continue
			}
			group[i][k] = len(parent)
			parent = append(parent, len(parent))
			if k > 0 && group[i][k-1] >= 0 && sameFace(slab[k-1].in, slab[k].in, s.rings, owner, keepOut) {
				parent[root(group[i][k])] = root(group[i][k-1])
			}
			for m := 0; i > 0 && m < len(s.slabs[i-1]); m++ {
				if left := &s.slabs[i-1][m]; group[i-1][m] >= 0 && shareStretch(left, &slab[k], s.xs[i]) {
					parent[root(group[i][k])] = root(group[i-1][m])
				}
			}
		}
	}
	pieces := 0
	for i := range parent {
		if parent[i] == i {
			pieces++
		}
	}
	return pieces == 1
}

// sameFace tells whether only rings of others lie between two neighbouring cells.
func sameFace(a, b []bool, rings []slowRing, owner int, keepOut bool) bool {
	for i, r := range rings {
		if a[i] != b[i] && r.owner == owner && r.keepOut == keepOut {
			return false
		}
	}
	return true
}

func shareStretch(a, b *slowCell, x *big.Rat) bool {
	low, high := a.low.y(x), a.high.y(x)
	if y := b.low.y(x); y.Cmp(low) > 0 {
		low = y
	}
	if y := b.high.y(x); y.Cmp(high) < 0 {
		high = y
	}
	return low.Cmp(high) < 0
}

// simple tells whether no two edges of a ring meet but neighbours in their common vertex.
func simple(v []Point) bool {
	n := len(v)
	for i := range n {
		for k := range i {
			a, b, c, d := v[k], v[k+1], v[i], v[(i+1)%n]
			switch {
			case i == n-1 && k == 0:
				if onSegment(a, b, c) || onSegment(c, d, b) {
					return false
				}
			case k == i-1:
				if onSegment(a, b, d) || onSegment(c, d, a) {
					return false
				}
			case onSegment(a, b, c) || onSegment(a, b, d) || onSegment(c, d, a) || onSegment(c, d, b):
				return false
			case (cross(a, b, c) > 0) != (cross(a, b, d) > 0) && (cross(c, d, a) > 0) != (cross(c, d, b) > 0):
				return false
			}
		}
	}
	return true
}

// shareLine tells whether edges of two rings lie on one another for more than a point.
func shareLine(v, w []Point) bool {
	for i, a := range v {
		b := v[(i+1)%len(v)]
		for k, c := range w {
			d := w[(k+1)%len(w)]
			if cross(a, b, c) != 0 || cross(a, b, d) != 0 {
				continue
			}
			// Both rise; they share more than a point when each begins before the other ends.
			low, high := rising(a, b)
			if l, h := rising(c, d); low.before(h) && l.before(high) {
				return true
			}
		}
	}
	return false
}

func rising(a, b Point) (Point, Point) {
	if b.before(a) {
		return b, a
	}
	return a, b
}

// sides are those of the outline on which a keep-out was seen.
type sides struct{ in, out bool }

func (s *sides) add(in bool) {
	s.in, s.out = s.in || in, s.out || !in
}

// related says how keep-outs lie: overlaps as Outline has it, and twice the area of the polygons less the keep-outs.
// Only for valid areas that were cut.
func (s *slowArea) related() (overlaps bool, area2 *big.Rat) {
	area2 = new(big.Rat)
	whole := new(big.Rat)
	seen := make([]sides, len(s.area.KeepOuts))
	for i := range s.slabs {
		for k := range s.slabs[i] {
			c := &s.slabs[i][k]
			in, out := false, 0
			for p := range s.area.Polygons {
				in = in || s.covers(c, p, false)
			}
			for n := range s.area.KeepOuts {
				if s.covers(c, n, true) {
					out++
					seen[n].add(in)
				}
			}
			overlaps = overlaps || out > 1
			if !in {
				continue
			}
			size := c.area2(s.xs[i], s.xs[i+1])
			whole.Add(whole, size)
			if out == 0 {
				area2.Add(area2, size)
			}
		}
	}
	for _, x := range seen {
		overlaps = overlaps || x.in && x.out
	}
	if overlaps {
		return true, whole
	}
	return false, area2
}

// area2 is twice the area of a cell.
func (c *slowCell) area2(x0, x1 *big.Rat) *big.Rat {
	h := new(big.Rat).Sub(c.high.y(x0), c.low.y(x0))
	h.Add(h, c.high.y(x1)).Sub(h, c.low.y(x1))
	return h.Mul(h, new(big.Rat).Sub(x1, x0))
}
