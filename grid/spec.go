package grid

import "fmt"

// Placement fixes the phase of the lattice: [Centred], [Origin], [BestFit] or a [Lattice] itself.
type Placement interface{ field() string }

// Centred places rows and columns evenly in the extent of the outline's shells.
type Centred struct{}

// Origin is a place where a lattice point lies.
type Origin Point

func (Centred) field() string { return "centred" }
func (Origin) field() string  { return "origin" }
func (Lattice) field() string { return "lattice" }

// Spec is a plan: an outline and how to fill it.
type Spec struct {
	Outline   *Outline     // nil only with NoPattern: then the fixed points are free
	Pattern   Pattern      //
	Spacing   Micrometres  // between neighbours, MinSpacing to MaxSpacing; 0 with NoPattern
	Angle     Millidegrees // of the rows, -360,000 to 360,000; 0 with a Lattice, a BestFit at any angle and with NoPattern
	Placement Placement    // nil: Centred; nil with NoPattern
	Margin    Micrometres  // from every ring and keep-out, 0 to MaxMargin; 0 without an outline
	Order     Order        // of delivery
	Fixed     []Point      // the caller's own points, delivered first, as listed; members of the region, all different
}

func (s *Spec) check() error {
	if s.Margin < 0 || s.Margin > MaxMargin {
		return outOfRange("margin_um", int64(s.Margin), 0, int64(MaxMargin), "um")
	}
	if s.Order > Shortest {
		return &Error{Field: "order", Rule: OutOfRange,
			Text: fmt.Sprintf("is %d, which is no order; choose serpentine or shortest", s.Order)}
	}
	switch s.Pattern {
	case Triangular, Square:
		return s.checkLattice()
	case NoPattern:
		return s.checkNoLattice()
	case 0:
		return &Error{Field: "pattern", Rule: Missing, Text: "is not given; choose triangular, square or none"}
	}
	return &Error{Field: "pattern", Rule: OutOfRange,
		Text: fmt.Sprintf("is %d, which is no pattern; choose triangular, square or none", s.Pattern)}
}

func (s *Spec) checkLattice() error {
	switch {
	case s.Outline == nil:
		return &Error{Field: "outline", Rule: Missing, Text: "is not given; only pattern none does without one"}
	case s.Spacing == 0:
		return &Error{Field: "spacing_um", Rule: Missing,
			Text: fmt.Sprintf("is not given; choose %d to %d um", MinSpacing, MaxSpacing)}
	case s.Spacing < MinSpacing || s.Spacing > MaxSpacing:
		return outOfRange("spacing_um", int64(s.Spacing), int64(MinSpacing), int64(MaxSpacing), "um")
	case s.Angle < -fullTurn || s.Angle > fullTurn:
		return outOfRange("angle_mdeg", int64(s.Angle), -fullTurn, fullTurn, "mdeg")
	}
	switch l := s.Placement.(type) {
	case nil, Centred, Origin:
		return nil
	case BestFit:
		return l.check(s)
	case Lattice:
		if s.Angle != 0 {
			return notAllowed("angle_mdeg", "a lattice, which has a direction of its own")
		}
		return l.check(s.Pattern, s.Spacing)
	}
	return &Error{Field: "placement", Rule: OutOfRange,
		Text: fmt.Sprintf("is a %T; give Centred, Origin, BestFit or Lattice, none of them as a pointer", s.Placement)}
}

func (s *Spec) checkNoLattice() error {
	switch {
	case s.Spacing != 0:
		return notAllowed("spacing_um", "pattern none, which has no lattice")
	case s.Angle != 0:
		return notAllowed("angle_mdeg", "pattern none, which has no lattice")
	case s.Placement != nil:
		return notAllowed(s.Placement.field(), "pattern none, which has no lattice")
	case s.Outline == nil && s.Margin != 0:
		return notAllowed("margin_um", "no outline to keep a distance from")
	}
	return nil
}

func outOfRange(field string, value, least, most int64, unit string) error {
	return &Error{Field: field, Rule: OutOfRange,
		Text: fmt.Sprintf("is %d %s; it must be %d to %d %s", value, unit, least, most, unit)}
}

func notAllowed(field, with string) error {
	return &Error{Field: field, Rule: NotAllowed, Text: "is given together with " + with + "; leave it out"}
}

// lattice is the lattice of a checked plan that needs no search.
func (s *Spec) lattice() Lattice {
	switch p := s.Placement.(type) {
	case Lattice:
		return p
	case Origin:
		return newLattice(s.Pattern, s.Spacing, s.Angle, exactly(Point(p)))
	}
	return centred(s.Outline, s.Pattern, s.Spacing, s.Angle, s.Margin)
}
