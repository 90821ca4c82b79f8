package grid

import "fmt"

// Micrometres is a length. Every coordinate and length in this package is a whole number of them.
type Micrometres int32

// Millidegrees is an angle, counter-clockwise.
type Millidegrees int32

// Point is a place in the plane, x to the right and y up, in micrometres.
type Point struct{ X, Y int32 }

// String writes the point in millimetres, as people give coordinates.
func (p Point) String() string {
	return fmt.Sprintf("(%s, %s) mm", Micrometres(p.X).mm(), Micrometres(p.Y).mm())
}

// mm writes a length in millimetres with three decimals.
func (l Micrometres) mm() string {
	sign, v := "", int64(l)
	if v < 0 {
		sign, v = "-", -v
	}
	return fmt.Sprintf("%s%d.%03d", sign, v/1000, v%1000)
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

// middle is the centre of a box that holds a point.
func (b box) middle() Point {
	return Point{X: int32((int64(b.minX) + int64(b.maxX)) >> 1), Y: int32((int64(b.minY) + int64(b.maxY)) >> 1)}
}
