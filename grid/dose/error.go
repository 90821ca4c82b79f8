package dose

import "github.com/mesogrid/mesogrid/grid"

// The rules of this package, beside those of package grid.
const (
	// RepeatedName: two ingredients of one mixture have the same name.
	RepeatedName grid.Rule = "REPEATED_NAME"
	// BadName: a name or a unit is empty, too long or not printable.
	BadName grid.Rule = "BAD_NAME"
	// TooConcentrated: a liquid cannot hold so much of a component.
	TooConcentrated grid.Rule = "TOO_CONCENTRATED"
	// TooMuchVolume: a volume does not fit its integer.
	TooMuchVolume grid.Rule = "TOO_MUCH_VOLUME"
	// AboveMaxShot: a point is due more than the injector gives in a shot.
	AboveMaxShot grid.Rule = "ABOVE_MAX_SHOT"
	// BelowMinShot: a point would get less than the injector's least shot, or nothing.
	BelowMinShot grid.Rule = "BELOW_MIN_SHOT"
	// AboveReservoir: a point gets more than the reservoir can give.
	AboveReservoir grid.Rule = "ABOVE_RESERVOIR"
	// TooManyRefills: the reservoir would be filled too often.
	TooManyRefills grid.Rule = "TOO_MANY_REFILLS"
	// UnknownComponent: the mixture does not have a component, or has it in another unit.
	UnknownComponent grid.Rule = "UNKNOWN_COMPONENT"
	// Contradiction: the bounds of one limit leave no value.
	Contradiction grid.Rule = "CONTRADICTION"
)

// Error says which field of the dosing broke which rule, and how. It is the only error of this package.
type Error struct {
	Field string // path within the plan, such as "dosing.mixture[1].unit"
	Rule  grid.Rule
	Text  string  // what is wrong, with the value, its unit and what to change
	Point *uint64 // index of the point at fault; nil where it is none
}

// Error is "field: text".
func (e *Error) Error() string { return e.Field + ": " + e.Text }
