package grid

import "fmt"

// MaxDepth is the greatest depth and the greatest inserted length, 100 mm.
const MaxDepth Micrometres = 100_000

// Insertion is a needle at an angle to the skin.
type Insertion struct {
	Length Micrometres  // inserted, 1 to MaxDepth
	Angle  Millidegrees // to the skin, 1 to 90,000: straight down
}

// Depth is how deep the tip comes: sin(angle) * length, rounded half up. It refuses a needle that is out of range, or so
// flat that it comes to nothing.
func (n Insertion) Depth() (Micrometres, error) {
	const straight = fullTurn / 4
	switch {
	case n.Length < 1 || n.Length > MaxDepth:
		return 0, outOfRange("depth.insertion.length_um", int64(n.Length), 1, int64(MaxDepth), "um")
	case n.Angle < 1 || n.Angle > straight:
		return 0, outOfRange("depth.insertion.angle_mdeg", int64(n.Angle), 1, straight, "mdeg")
	}
	sin, _ := sinCos(n.Angle)
	depth := Micrometres(scaleQ62(int64(n.Length), sin, 0))
	if depth == 0 {
		return 0, &Error{Field: "depth.insertion", Rule: OutOfRange, Text: fmt.Sprintf(
			"is %v at %d mdeg, which comes to a depth of 0 um; give a greater length or angle", n.Length, n.Angle)}
	}
	return depth, nil
}

// Layer is a layer of the skin.
type Layer uint8

// The layers. The zero value is none of them.
const (
	Epidermis Layer = iota + 1
	SuperficialDermis
	DeepDermis
	Hypodermis
	Dermis // superficial or deep
)

// layers are the usual depths by Perrin (2008), um.
var layers = [...]struct {
	name      string
	from, end Micrometres
}{
	Epidermis:         {"epidermis", 0, 1_000},
	SuperficialDermis: {"superficial dermis", 500, 2_000},
	DeepDermis:        {"deep dermis", 2_000, 4_000},
	Hypodermis:        {"hypodermis", 4_000, MaxDepth},
	Dermis:            {"dermis", 500, 4_000},
}

// String is the name of the layer.
func (l Layer) String() string { return layers[l].name }

// Depths is where the layer usually lies: its least and its greatest depth.
func (l Layer) Depths() (from, end Micrometres) { return layers[l].from, layers[l].end }
