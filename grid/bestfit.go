package grid

import (
	"fmt"
	"math"
)

// BestFit searches the lattice's phase, and its angle where it may, for the number of points that is nearest to the
// wanted one. It looks at pairs of an angle and a row phase, as many as the effort allows, and at all column phases of
// each: the effort counts pairs, never time, so that every machine finds the same lattice.
//
// Angles are spread evenly over the turn after which the pattern repeats, 60 degrees or 90, from 0 on; row phases over a
// row's pitch, from a row at the margin above the lowest point of the shells on. With N pairs and a free angle there are
// r = floor(sqrt(2N/5)) row phases, one at the least, and floor(N/r) angles: 24 and 60 of 1,440. With the angle of the
// plan all N are row phases. Column phases are multiples of 2^-24 of a column.
//
// The candidates are the centred lattice, at the plan's angle or 0, and of each pair the middle of the widest run of
// column phases with the best count, and of the widest of 2 um or more. They are counted as any grid is, the most
// promising first and 200 at most (fewer where that takes more work than the search), spread evenly where more are alike;
// so what Fit says is true of the grid. The nearest to the wanted number are compared by the coefficient of variation of
// their Voronoi areas, to six decimals, as far as 2^18 points in all allow (not at all where keep-outs cross the outline
// or one another). Then the centred one is taken, or the one of the smallest angle, then row phase, then column phase.
type BestFit struct {
	Wanted   uint32 // points of the grid, fixed ones included; 0: as many as possible
	Effort   uint32 // pairs of an angle and a row phase to look at, at most MaxEffort; 0: DefaultEffort
	AnyAngle bool   // the angle is free, and that of the plan 0
}

// Effort of a search.
const (
	DefaultEffort = 1_440
	MaxEffort     = 100_000
)

// Fit is what a search for the best fit came to.
type Fit struct {
	Angle         Millidegrees // of the rows
	Evaluations   int          // pairs of an angle and a row phase
	Points        uint64       // of the grid, fixed ones included
	CentredPoints uint64       // of the centred grid, at the plan's angle or 0
	CV, CentredCV float64      // coefficients of variation of the Voronoi areas of lattice points; -1: not computed
}

func (BestFit) field() string { return "best_fit" }

func (b BestFit) check(s *Spec) error {
	if b.Effort > MaxEffort {
		return &Error{Field: effortField, Rule: OutOfRange,
			Text: fmt.Sprintf("is %d evaluations; give at most %d, or 0 for %d", b.Effort, MaxEffort, DefaultEffort)}
	}
	if b.AnyAngle && s.Angle != 0 {
		return notAllowed("angle_mdeg", "a best fit at any angle")
	}
	return nil
}

const effortField = "best_fit.effort"

// split is how many angles and row phases the effort makes.
func (b BestFit) split() (angles, rows int) {
	n := int(b.Effort)
	if n == 0 {
		n = DefaultEffort
	}
	if !b.AnyAngle {
		return 1, n
	}
	rows = 1
	for 5*(rows+1)*(rows+1) <= 2*n {
		rows++
	}
	return n / rows, rows
}

// angle is number k of so many angles.
func (b BestFit) angle(s *Spec, k, angles int) Millidegrees {
	if !b.AnyAngle {
		return s.Angle
	}
	return Millidegrees(int64(rowTurn(s.Pattern)) * int64(k) / int64(angles))
}

// off is how far a number of points is from what is wanted: the less, the better.
func (b BestFit) off(points uint64) int64 {
	if b.Wanted == 0 {
		return -int64(points)
	}
	return max(int64(points)-int64(b.Wanted), int64(b.Wanted)-int64(points))
}

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

// searchCost is what a search costs, by its parts, in steps of about 10 ns.
type searchCost struct {
	evaluations, evaluation float64
	crowd                   float64 // what a step of an evaluation costs more where rows have many marks
	angles, angle           float64
	scans, scan             float64
	areas                   float64
}

func (c *searchCost) total() float64 {
	return float64(float64(c.evaluations*c.evaluation)*c.crowd) + float64(c.angles*c.angle) + float64(c.scans*c.scan) + c.areas
}

const (
	// mostCandidates is how many grids are counted, and compared by their areas.
	mostCandidates = 200
	// scanSteps is what counting them may cost: at least four are counted, whatever they cost.
	scanSteps = 1 << 23
	// areaPoints is how many points may be compared by their areas.
	areaPoints = 1 << 18
	// areaSteps is what the area of one point costs.
	areaSteps = 16
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
				c.evaluation += reached(math.Sqrt(float64(distance2(from, at))), margin)
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
	c.scan = float64(4*c.evaluation) + float64(places/8)
	c.scans = min(mostCandidates, max(4, math.Floor(scanSteps/c.scan)))
	c.areas = areaSteps * min(areaPoints, float64(mostCandidates*places))
	return c
}
