package stencil

import "slices"

// class is the points whose volumes lie between two, nL, marked alike.
type class struct {
	least, most uint32
	points      int
}

// mostClasses is how many marks there are.
const mostClasses = 6

// classesOf are those of a column of volumes, from the least on; none where all are the same. Each volume is one where they
// are few; else the range is cut into equal parts, and a part that has no points is left out.
func classesOf(volumes []uint32) (all []class) {
	if len(volumes) == 0 || slices.Min(volumes) == slices.Max(volumes) {
		return nil
	}
	sorted := slices.Sorted(slices.Values(volumes))
	least, most := uint64(sorted[0]), uint64(sorted[len(sorted)-1])
	few := len(slices.Compact(slices.Clone(sorted))) <= mostClasses
	part := func(v uint32) uint64 {
		if few {
			return uint64(v)
		}
		return (uint64(v) - least) * mostClasses / (most - least + 1)
	}
	for _, v := range sorted {
		if n := len(all) - 1; n < 0 || part(all[n].least) != part(v) {
			all = append(all, class{least: v})
		}
		c := &all[len(all)-1]
		c.most = v
		c.points++
	}
	return all
}

// classOf is the index of the class that has a volume.
func classOf(all []class, volume uint32) int {
	return slices.IndexFunc(all, func(c class) bool { return volume <= c.most })
}

// The marks of the classes stand under the crosses. Colours that eyes of all kinds tell apart (Okabe and Ito, 2008); shapes
// that gray prints do.
var classInks = [mostClasses]ink{{140, 205, 245}, {240, 175, 60}, {90, 190, 155}, {225, 150, 190}, {240, 228, 66}, {235, 130, 80}}

var classShapes = [mostClasses][]place{
	nil, // a disc
	{{-9, -9}, {9, -9}, {9, 9}, {-9, 9}},
	{{-11, -7}, {11, -7}, {0, 12}},
	{{0, -12}, {12, 0}, {0, 12}, {-12, 0}},
	{{-11, 7}, {0, -12}, {11, 7}},
	{{-12, -4}, {-4, -4}, {-4, -12}, {4, -12}, {4, -4}, {12, -4}, {12, 4}, {4, 4}, {4, 12}, {-4, 12}, {-4, 4}, {-12, 4}},
}

// mark draws that of a class around a place; size is half of its extent.
func (p *pen) mark(n int, at place, size int64) {
	p.fill(classInks[n])
	if n == 0 {
		p.circle(at.x, at.y, size*10/12, "F")
		return
	}
	shape := make([]place, len(classShapes[n]))
	for k, v := range classShapes[n] {
		shape[k] = place{at.x + v.x*size/12, at.y + v.y*size/12}
	}
	p.trace(shape)
	p.shown("F")
}
