package grid

import "fmt"

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
// their Voronoi areas, to six decimals, as far as that takes no more than a bounded work (not at all where keep-outs cross
// the outline or one another). Then the centred one is taken, or the one of the smallest angle, then row phase, then column phase.
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
