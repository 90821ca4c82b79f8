package grid

import "fmt"

// checkFixed tells whether the fixed points are members, all different and near enough to one another for exact
// distances.
func (g *Grid) checkFixed(s *Spec) error {
	if len(s.Fixed) == 0 {
		return nil
	}
	if g.seen == nil {
		g.seen = make(map[Point]int, len(s.Fixed))
	}
	clear(g.seen)
	around := emptyBox
	for i, p := range s.Fixed {
		if first, ok := g.seen[p]; ok {
			return badFixed(i, p, RepeatedPoint, "lies at %v, as fixed_points[%d] does; give each place once", p, first)
		}
		g.seen[p] = i
		around.add(p)
		if int64(around.maxX)-int64(around.minX) >= MaxExtent || int64(around.maxY)-int64(around.minY) >= MaxExtent {
			return badFixed(i, p, TooLarge, "lies at %v, too far from the others: "+
				"each side of the box round all points must be below 2^29 um (536 m)", p)
		}
		if s.Outline == nil {
			continue
		}
		if err := g.work.spendExact(int64(len(s.Outline.vertices)), "fixed_points"); err != nil {
			return err
		}
		if !s.Outline.Contains(p, s.Margin) {
			return badFixed(i, p, NotMember, "at %v %s; move it or change the area", p, s.Outline.whyNot(p, s.Margin))
		}
	}
	return nil
}

func badFixed(i int, p Point, rule Rule, format string, args ...any) error {
	return &Error{Field: fmt.Sprintf("fixed_points[%d]", i), Rule: rule, At: &p, Text: fmt.Sprintf(format, args...)}
}
