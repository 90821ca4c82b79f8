package grid

import (
	"fmt"
	"slices"
)

// draft is an area on its way to becoming an Outline: rings in the caller's directions, without repeated vertices.
type draft struct {
	area     Area
	vertices []Point
	rings    []ring  // the polygons' in order, then the keep-outs'; a shell before its holes
	names    []name  // of each ring
	area2    []int64 // of each ring that was checked: twice what it encloses, positive where it runs counter-clockwise
	box      box     // round the polygons
	work     *Work
}

// load takes every ring over, or says which is no ring.
func (d *draft) load() error {
	if len(d.area.Polygons) == 0 {
		return &Error{Field: "outline.polygons", Rule: Missing, Text: "is empty; give at least one polygon"}
	}
	d.reserve()
	for i, p := range d.area.Polygons {
		if err := d.loadPolygon(name{owner: i}, p); err != nil {
			return err
		}
	}
	d.box = d.boxRound()
	for i, k := range d.area.KeepOuts {
		if k.Margin < 0 || k.Margin > MaxMargin {
			return &Error{Field: fmt.Sprintf("outline.keep_outs[%d].margin_um", i), Rule: OutOfRange,
				Text: fmt.Sprintf("is %d um; it must be from 0 to %d um", k.Margin, MaxMargin)}
		}
		if err := d.loadPolygon(name{owner: i, keepOut: true}, k.Polygon); err != nil {
			return err
		}
	}
	if err := d.checkExtent(); err != nil {
		return err
	}
	for i := range d.rings {
		if err := d.checkFlat(i); err != nil {
			return err
		}
	}
	return nil
}

// reserve makes room for all rings at once.
func (d *draft) reserve() {
	var rings, vertices int
	count := func(p *Polygon) {
		rings += 1 + len(p.Holes)
		vertices += len(p.Shell.X)
		for i := range p.Holes {
			vertices += len(p.Holes[i].X)
		}
	}
	for i := range d.area.Polygons {
		count(&d.area.Polygons[i])
	}
	for i := range d.area.KeepOuts {
		count(&d.area.KeepOuts[i].Polygon)
	}
	d.rings, d.names, d.area2 = make([]ring, 0, rings), slices.Grow(d.names, rings), slices.Grow(d.area2, rings)
	d.vertices = make([]Point, 0, vertices)
}

func (d *draft) loadPolygon(n name, p Polygon) error {
	n.hole = shell
	if err := d.loadRing(n, p.Shell); err != nil {
		return err
	}
	for i, h := range p.Holes {
		n.hole = i
		if err := d.loadRing(n, h); err != nil {
			return err
		}
	}
	return nil
}

func (d *draft) loadRing(n name, given Ring) error {
	if len(given.X) != len(given.Y) {
		return &Error{Field: n.String(), Rule: UnequalColumns,
			Text: fmt.Sprintf("has %d values in x_um and %d in y_um; give both for every vertex", len(given.X), len(given.Y))}
	}
	r := ring{first: len(d.vertices), box: emptyBox}
	for i, x := range given.X {
		p := Point{X: x, Y: given.Y[i]}
		if len(d.vertices) > r.first && d.vertices[len(d.vertices)-1] == p {
			continue
		}
		d.vertices = append(d.vertices, p)
		r.box.add(p)
	}
	r.end = len(d.vertices)
	if r.end-r.first > 1 && d.vertices[r.end-1] == d.vertices[r.first] {
		r.end--
		d.vertices = d.vertices[:r.end]
	}
	if r.end-r.first < 3 {
		return &Error{Field: n.String(), Rule: TooFewVertices,
			Text: fmt.Sprintf("is left with %d vertices when repeated ones are dropped; a ring needs at least 3", r.end-r.first)}
	}
	d.rings, d.names = append(d.rings, r), append(d.names, n)
	return d.work.tick(int64(len(given.X)))
}

// boxRound is the box round the rings so far.
func (d *draft) boxRound() box {
	b := emptyBox
	for i := range d.rings {
		b.join(d.rings[i].box)
	}
	return b
}

// checkExtent comes before every product of coordinates.
func (d *draft) checkExtent() error {
	b := d.boxRound()
	width, height := int64(b.maxX)-int64(b.minX), int64(b.maxY)-int64(b.minY)
	if width < MaxExtent && height < MaxExtent {
		return nil
	}
	return &Error{Field: "outline", Rule: TooLarge,
		Text: fmt.Sprintf("is %d um wide and %d um high, polygons and keep-outs together; each must be below %d um (536 m): check the unit",
			width, height, MaxExtent)}
}

// checkFlat refuses a ring whose vertices lie on one line.
func (d *draft) checkFlat(i int) error {
	v := d.vertices[d.rings[i].first:d.rings[i].end]
	if slices.ContainsFunc(v, func(p Point) bool { return cross(v[0], v[1], p) != 0 }) {
		return nil
	}
	return &Error{Field: d.names[i].String(), Rule: TooFewVertices, At: &Point{X: v[0].X, Y: v[0].Y},
		Text: fmt.Sprintf("encloses nothing: its %d vertices lie on one line; give at least 3 that do not", len(v))}
}

// ringArea2 is twice the area that a ring encloses, positive where it runs counter-clockwise. Sums on the way may wrap
// round; the last one, below 2^59 for a ring that does not cross itself, comes out right.
func ringArea2(v []Point) int64 {
	var sum int64
	for k := 2; k < len(v); k++ {
		sum += cross(v[0], v[k-1], v[k])
	}
	return sum
}

// orient turns the rings as Outline wants them: what may hold points lies to the left.
func (d *draft) orient() {
	for i := range d.rings {
		n := d.names[i]
		if (d.area2[i] > 0) != ((n.hole == shell) != n.keepOut) {
			slices.Reverse(d.vertices[d.rings[i].first:d.rings[i].end])
			d.area2[i] = -d.area2[i]
		}
	}
}
