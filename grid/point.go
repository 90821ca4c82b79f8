package grid

import "strconv"

// Micrometres is a length. Every coordinate and length in this package is a whole number of them.
type Micrometres int32

// Millidegrees is an angle, counter-clockwise.
type Millidegrees int32

// Point is a place in the plane, x to the right and y up, in micrometres.
type Point struct{ X, Y int32 }

// String writes the point in millimetres, as people give coordinates: "(12.5, -0.04) mm".
func (p Point) String() string {
	return "(" + Micrometres(p.X).millimetres() + ", " + Micrometres(p.Y).millimetres() + ") mm"
}

// String writes a length in millimetres, as people say it: "0.5 mm".
func (l Micrometres) String() string { return l.millimetres() + " mm" }

// millimetres is exact, without trailing zeros: a dose chart that shows "5.0" has been read as 50.
func (l Micrometres) millimetres() string {
	return strconv.FormatFloat(float64(l)/1000, 'f', -1, 64)
}

// box is a closed box of points; minX > maxX where it holds none.
type box struct{ minX, minY, maxX, maxY int32 }

// emptyBox holds no point.
var emptyBox = box{minX: 1<<31 - 1, minY: 1<<31 - 1, maxX: -1 << 31, maxY: -1 << 31}

func (b *box) add(p Point) {
	b.minX, b.maxX = min(b.minX, p.X), max(b.maxX, p.X)
	b.minY, b.maxY = min(b.minY, p.Y), max(b.maxY, p.Y)
}

func (b *box) join(c box) {
	b.minX, b.maxX = min(b.minX, c.minX), max(b.maxX, c.maxX)
	b.minY, b.maxY = min(b.minY, c.minY), max(b.maxY, c.maxY)
}

// near tells whether two boxes meet when one is grown by m on every side.
func (b box) near(c box, m Micrometres) bool {
	grown := int64(m)
	return int64(b.minX)-grown <= int64(c.maxX) && int64(c.minX) <= int64(b.maxX)+grown &&
		int64(b.minY)-grown <= int64(c.maxY) && int64(c.minY) <= int64(b.maxY)+grown
}

// middle is the centre of a box that holds a point.
func (b box) middle() Point {
	return Point{X: int32((int64(b.minX) + int64(b.maxX)) >> 1), Y: int32((int64(b.minY) + int64(b.maxY)) >> 1)}
}
