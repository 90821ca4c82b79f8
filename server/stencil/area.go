package stencil

import (
	"fmt"
	"iter"
	"slices"

	"github.com/mesogrid/mesogrid/grid"
)

var (
	holeFill    = ink{237, 237, 237}
	keepOutFill = ink{250, 224, 220}
)

// area draws shells, holes and keep-outs: what of them lies in a box of the body's plane, at the places that on gives. line is
// a width, um. With islands, all that is treated is white, polygons in the holes of others too.
func (p *pen) area(a *grid.Area, b Box, on func(place) place, line int64, islands bool) {
	add := func(r grid.Ring) bool {
		ring := clipped(r, b)
		for k := range ring {
			ring[k] = on(ring[k])
		}
		if len(ring) > 0 {
			p.trace(ring)
		}
		return len(ring) > 0
	}
	p.stroke(line, gray)
	p.fill(holeFill)
	for _, polygon := range a.Polygons {
		for _, h := range polygon.Holes {
			if add(h) {
				p.shown("FD")
			}
		}
	}
	if islands {
		some := false
		for _, polygon := range a.Polygons {
			some = add(polygon.Shell) || some
			for _, h := range polygon.Holes {
				some = add(h) || some
			}
		}
		if some {
			p.fill(white)
			p.shown("F*") // inside an odd number of rings
		}
	}
	p.stroke(line, red, 4*line, 2*line)
	p.fill(keepOutFill)
	for _, k := range a.KeepOuts { // each by itself: they may overlap
		if add(k.Polygon.Shell) {
			for _, h := range k.Polygon.Holes {
				add(h)
			}
			p.shown("FD*")
		}
	}
	p.stroke(line*3/2, blue)
	for _, polygon := range a.Polygons {
		if add(polygon.Shell) {
			p.shown("D")
		}
	}
}

// label is a name at a place of the body's plane.
type label struct {
	Box  // what it names
	text string
}

const labelSize = 2_400

// labels name the holes and the keep-outs.
func (p *pen) labels(a *grid.Area) (all []label) {
	const widest = 40_000
	for _, polygon := range a.Polygons {
		for _, h := range polygon.Holes {
			all = append(all, label{boxOf(h), "hole"})
		}
	}
	for n, k := range a.KeepOuts {
		name := k.Name
		if name == "" {
			name = fmt.Sprintf("keep-out %d", n)
		}
		all = append(all, label{boxOf(k.Polygon.Shell), p.cut(labelSize, widest, name)})
	}
	return all
}

func boxOf(r grid.Ring) Box {
	b := Box{int64(r.X[0]), int64(r.Y[0]), int64(r.X[0]), int64(r.Y[0])}
	for k := range r.X {
		b.MinX, b.MaxX = min(b.MinX, int64(r.X[k])), max(b.MaxX, int64(r.X[k]))
		b.MinY, b.MaxY = min(b.MinY, int64(r.Y[k])), max(b.MaxY, int64(r.Y[k]))
	}
	return b
}

// rings are all those of an area and of its keep-outs.
func rings(a *grid.Area) iter.Seq[grid.Ring] {
	return func(yield func(grid.Ring) bool) {
		polygon := func(p grid.Polygon) bool {
			return yield(p.Shell) && !slices.ContainsFunc(p.Holes, func(h grid.Ring) bool { return !yield(h) })
		}
		for _, p := range a.Polygons {
			if !polygon(p) {
				return
			}
		}
		for _, k := range a.KeepOuts {
			if !polygon(k.Polygon) {
				return
			}
		}
	}
}

// Lines is how long the lines of the area are, um, each as its longer side.
func (d *Drawing) Lines() (sum int64) {
	for r := range rings(&d.Area) {
		for k := range r.X {
			n := (k + 1) % len(r.X)
			sum += max(distance(r.X[k], r.X[n]), distance(r.Y[k], r.Y[n]))
		}
	}
	return sum
}

// Bounds is the box around the shells of an area that has some.
func Bounds(a *grid.Area) Box {
	b := boxOf(a.Polygons[0].Shell)
	for _, p := range a.Polygons[1:] {
		o := boxOf(p.Shell)
		b = Box{min(b.MinX, o.MinX), min(b.MinY, o.MinY), max(b.MaxX, o.MaxX), max(b.MaxY, o.MaxY)}
	}
	return b
}
