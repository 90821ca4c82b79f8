package grid

import "math"

// SearchCost is what the search for a placement costs, in the steps of Cost.Search: known before it starts, and 0 for a
// plan that needs none. The plan need not be valid.
func (s *Spec) SearchCost() int64 {
	b, ok := s.Placement.(BestFit)
	if !ok || s.check() != nil {
		return 0
	}
	c := s.searchCost(b)
	return int64(min(c.total(), math.MaxInt64/2))
}

// searchCost is what a search costs, by its parts, in steps of about 4 ns.
type searchCost struct {
	evaluations, evaluation float64
	crowd                   float64 // what a step of an evaluation costs more where rows have many marks
	angles, angle           float64
	scans, scan             float64
	areas                   float64
	places                  int64 // of one grid, in areaPlaces, without its points
}

func (c *searchCost) total() float64 {
	return float64(float64(c.evaluations*c.evaluation)*c.crowd) + float64(c.angles*c.angle) + float64(c.scans*c.scan) + c.areas
}

const (
	// mostCandidates is how many grids are counted, and compared by their areas.
	mostCandidates = 200
	// scanSteps is what counting them may cost: at least four are counted, whatever they cost.
	scanSteps = 1 << 23
	// areaPlaces is how many points, lattice places in the outline's box and vertices may be looked at in comparing areas.
	areaPlaces = 1 << 19
	// areaSteps is what one of them costs.
	areaSteps = 8
)

func (s *Spec) searchCost(b BestFit) searchCost {
	o := s.Outline
	angles, rows := b.split()
	c := searchCost{angles: float64(angles), evaluations: float64(angles) * float64(rows)}
	pitch := float64(s.Spacing)
	if s.Pattern == Triangular {
		pitch = float64(pitch * 0.866)
	}
	reached := func(length float64, margin Micrometres) float64 { return 2 + float64((length+float64(2*margin))/pitch) }
	add := func(p *polygon, margin Micrometres) {
		for _, r := range p.rings {
			from := o.vertices[r.end-1]
			for i := r.first; i < r.end; i++ {
				at := o.vertices[i]
				c.evaluation += reached(segmentDistance(from, from, place{int64(at.X), int64(at.Y)}), margin)
				if margin > 0 && cross(from, at, o.vertices[o.next[i]]) < 0 {
					c.evaluation += reached(0, margin)
				}
				from = at
			}
		}
	}
	for i := range o.polygons {
		add(&o.polygons[i], s.Margin)
	}
	for i := range o.keepOuts {
		add(&o.keepOuts[i].polygon, max(s.Margin, o.keepOuts[i].margin))
	}
	c.evaluation += float64(float64(len(s.Fixed)) * reached(0, s.Spacing))
	c.angle = 16 * float64(len(o.vertices)+len(s.Fixed))

	width, height := float64(int64(o.box.maxX)-int64(o.box.minX)), float64(int64(o.box.maxY)-int64(o.box.minY))
	if c.crowd = 1; float64(2*c.evaluation) > float64(fewMarks*(2+(width+height)/float64(2*pitch))) {
		c.crowd = 3
	}
	places := 1 + float64(width*height)/float64(float64(s.Spacing)*pitch)
	c.scan = float64(4*c.evaluation) + float64(places/8) + float64(len(o.polygons)*len(o.keepOuts))
	c.scans = min(mostCandidates, max(4, math.Floor(scanSteps/c.scan)))
	compared := 16.0 // few grids have most points, and many as many as are wanted
	if b.Wanted > 0 {
		compared = mostCandidates
	}
	c.places = int64(places) + int64(len(o.vertices))
	c.areas = areaSteps * min(areaPlaces, float64(compared*float64(2*c.places)))
	return c
}
