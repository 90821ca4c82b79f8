package grid

// Rule is the stable name of what an input broke. Names never change once released; callers switch on them.
type Rule string

// The rules of this package.
const (
	// OutOfRange: a value is outside its stated range.
	OutOfRange Rule = "OUT_OF_RANGE"
	// Missing: a value that the plan needs is absent.
	Missing Rule = "MISSING"
	// NotAllowed: a value is given that does not go with the rest of the plan.
	NotAllowed Rule = "NOT_ALLOWED"
	// UnequalColumns: the columns of one list differ in length.
	UnequalColumns Rule = "UNEQUAL_COLUMNS"
	// TooLarge: the box round all rings is too large.
	TooLarge Rule = "EXTENT_TOO_LARGE"
	// TooFewVertices: a ring has fewer than three distinct vertices, or all of them lie on one line.
	TooFewVertices Rule = "TOO_FEW_VERTICES"
	// SelfCrossing: a ring, or two rings of one outline, cross or overlap.
	SelfCrossing Rule = "SELF_CROSSING"
	// SelfTouching: a ring touches itself in a point.
	SelfTouching Rule = "SELF_TOUCHING"
	// DuplicateRing: two rings are the same.
	DuplicateRing Rule = "DUPLICATE_RING"
	// HoleOutside: a hole does not lie inside its shell.
	HoleOutside Rule = "HOLE_OUTSIDE_SHELL"
	// NestedHoles: a hole lies inside another hole of the same polygon.
	NestedHoles Rule = "NESTED_HOLES"
	// NestedShells: a shell lies inside another polygon.
	NestedShells Rule = "NESTED_SHELLS"
	// DisconnectedInterior: holes cut a polygon's inside into parts.
	DisconnectedInterior Rule = "DISCONNECTED_INTERIOR"
	// NotMember: a fixed point does not belong to the region.
	NotMember Rule = "NOT_A_MEMBER"
	// RepeatedPoint: two fixed points lie at one place.
	RepeatedPoint Rule = "REPEATED_POINT"
	// BadLattice: a lattice does not fit the pattern and spacing.
	BadLattice Rule = "BAD_LATTICE"
	// TooMuchWork: the plan costs more than the stated limit.
	TooMuchWork Rule = "TOO_MUCH_WORK"
)

// Error says which field of the plan broke which rule, and how. It is the only error of its own that this package
// returns.
type Error struct {
	Field string // path within the plan, such as "outline.polygons[0].holes[2].x_um[17]"
	Rule  Rule
	Text  string // what is wrong, with the value, its unit and what to change
	At    *Point // the place, where there is one
}

// Error is "field: text".
func (e *Error) Error() string { return e.Field + ": " + e.Text }
