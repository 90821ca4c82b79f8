package dose

import "github.com/mesogrid/mesogrid/grid"

// The rules of this package, beside those of package grid.
const (
	// RepeatedName: two components of one mixture have the same name.
	RepeatedName grid.Rule = "REPEATED_NAME"
	// BadName: a name or a unit is empty, too long or not printable.
	BadName grid.Rule = "BAD_NAME"
	// TooConcentrated: a liquid cannot hold so much of a component.
	TooConcentrated grid.Rule = "TOO_CONCENTRATED"
	// TooMuchVolume: the total volume does not fit 64 bits of nanolitres.
	TooMuchVolume grid.Rule = "TOO_MUCH_VOLUME"
)

// Error says which field of the dosing broke which rule, and how. It is the only error of this package.
type Error struct {
	Field string // path within the plan, such as "dosing.mixture[1].unit"
	Rule  grid.Rule
	Text  string // what is wrong, with the value, its unit and what to change
}

// Error is "field: text".
func (e *Error) Error() string { return e.Field + ": " + e.Text }
