package grid

import (
	"cmp"
	"math"
	"slices"
)

// cutter cuts the region that may hold points by the rows of a lattice at one angle, whatever their phase: in float64, for
// ideal lattice points, true to 10^-6 of a column. Grids decide what it finds.
//
// Along a row, from the left, a count begins with 1, outside. Edges of polygons change it by 1 where their inside less the
// margin begins or ends, and so does the strip of an edge that the row does not cross; what keep-outs and fixed points
// forbid counts more than all of that. What may hold points is where the count is not above 0. As in the scan of wide
// margins, strips on the inner sides and discs round reflex vertices are all that a margin takes away.
type cutter struct {
	frame
	u, v      []float64 // of every vertex
	obstacles []obstacle
	order     []lowEnd // of the obstacles
	active    []int32  // obstacles that reach the row
	marks     []mark
	sorter    markSorter
	taken     int64 // steps since the last look at work
}

type lowEnd struct {
	low   float64
	index int32
}

// mark is a change of the count in a row.
type mark struct {
	u      float64
	change int64
}

// heavy is the weight of what forbids whatever else allows: more than the edges of all polygons.
const heavy = 1 << 32

// turn takes the plan over into the frame of a lattice.
func (c *cutter) turn(s *Spec, l Lattice, work *Work) error {
	o := s.Outline
	c.frame = newFrame(l, o.box.middle())
	c.u = slices.Grow(c.u[:0], len(o.vertices))[:len(o.vertices)]
	c.v = slices.Grow(c.v[:0], len(o.vertices))[:len(o.vertices)]
	for i, p := range o.vertices {
		c.u[i], c.v[i] = c.at(p)
	}
	c.obstacles = slices.Grow(c.obstacles[:0], len(o.vertices)+len(s.Fixed))
	for i := range o.polygons {
		if err := c.takeRings(o, o.polygons[i].rings, s.Margin, true, 1, work); err != nil {
			return err
		}
	}
	for i := range o.keepOuts {
		k := &o.keepOuts[i]
		if err := c.takeRings(o, k.rings, max(s.Margin, k.margin), false, heavy, work); err != nil {
			return err
		}
	}
	for _, p := range s.Fixed {
		u, v := c.at(p)
		c.obstacles = append(c.obstacles, c.roundVertex(u, v, s.Spacing, heavy))
	}
	if err := work.tick(int64(16 * len(s.Fixed))); err != nil {
		return err
	}
	c.order = c.order[:0]
	for i := range c.obstacles {
		c.order = append(c.order, lowEnd{c.obstacles[i].low, int32(i)})
	}
	slices.SortFunc(c.order, func(a, b lowEnd) int { return cmp.Compare(a.low, b.low) })
	return work.tick(int64(16 * len(c.obstacles)))
}

// takeRings takes the rings of a polygon, or of a keep-out, which has no shell here: nothing of its edge is allowed.
func (c *cutter) takeRings(o *Outline, rings []ring, margin Micrometres, polygon bool, weight int64, work *Work) error {
	for k := range rings {
		shell := polygon && k == 0
		for a := rings[k].first; a < rings[k].end; a++ {
			if err := work.tick(32); err != nil {
				return err
			}
			b := int(o.next[a])
			c.obstacles = append(c.obstacles, c.strip(c.u[a], c.v[a], c.u[b], c.v[b], margin, shell, weight))
			if v := o.vertices; margin > 0 && cross(v[a], v[b], v[o.next[b]]) < 0 {
				c.obstacles = append(c.obstacles, c.roundVertex(c.u[b], c.v[b], margin, weight))
			}
		}
	}
	return nil
}

// cut gives the parts of all rows, at whole numbers plus the phase, to counts, in columns from a lattice point of the
// row.
func (c *cutter) cut(phase float64, counts *columnCounts, work *Work) error {
	least := float64(rim * c.perColumn) // narrower parts are gaps of rounding: what holds a point has the rim on both sides
	next, j := 0, math.Inf(-1)
	active := c.active[:0]
	for next < len(c.order) || len(active) > 0 {
		j++
		if len(active) == 0 {
			j = max(j, math.Ceil(c.order[next].low-phase))
		}
		v := j + phase
		for ; next < len(c.order) && c.order[next].low <= v; next++ {
			if k := c.order[next].index; c.obstacles[k].high >= v {
				active = append(active, k)
			}
		}
		active = c.mark(active, v)
		c.marks = c.sorter.sort(c.marks)
		count, from, shift := int64(1), 0.0, float64(v*c.shear)
		for _, m := range c.marks {
			was := count
			count += m.change
			switch {
			case was > 0 && count <= 0:
				from = m.u
			case was <= 0 && count > 0 && m.u-from > least:
				counts.add(from-shift, m.u-shift)
			}
		}
		if c.taken += int64(1 + len(active) + len(c.marks)); c.taken >= 1<<10 {
			if err := work.tick(c.taken); err != nil {
				return err
			}
			c.taken = 0
		}
	}
	c.active = active[:0]
	return nil
}

// mark makes the marks of the row at v, and leaves those obstacles that reach it or a row above.
func (c *cutter) mark(active []int32, v float64) []int32 {
	marks, kept := c.marks[:0], active[:0]
	for _, k := range active {
		b := &c.obstacles[k]
		if b.high < v {
			continue
		}
		kept = append(kept, k)
		if b.disc {
			dy := float64((v - b.lower) * c.pitch)
			reach := float64(math.Sqrt(max(0, b.right-float64(dy*dy))) * c.perColumn)
			marks = append(marks, mark{b.left - reach, b.strip}, mark{b.left + reach, -b.strip})
			continue
		}
		across, along := float64(b.across*v), float64(b.along*v)
		first, last := b.first+across, b.last+across
		left, right := b.left+along, b.right+along
		if b.lower <= v && v < b.upper {
			at := right
			if b.atLeft {
				at = left
			}
			if at < first {
				at = first
			}
			if at > last {
				at = last
			}
			marks = append(marks, mark{at, b.crossing})
			continue
		}
		if left < first {
			left = first
		}
		if right > last {
			right = last
		}
		if left < right && b.strip != 0 {
			marks = append(marks, mark{left, b.strip}, mark{right, -b.strip})
		}
	}
	c.marks = marks
	return kept
}
