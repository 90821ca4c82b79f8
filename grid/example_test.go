package grid_test

import (
	"fmt"
	"log"

	"github.com/mesogrid/mesogrid/grid"
)

// A strip of 100 x 50 mm at 10 mm, as protocols count it: 50 points.
func Example() {
	strip := grid.Ring{X: []int32{0, 100_000, 100_000, 0}, Y: []int32{0, 0, 50_000, 50_000}}
	outline, err := grid.NewOutline(grid.Area{Polygons: []grid.Polygon{{Shell: strip}}}, nil)
	if err != nil {
		log.Fatal(err)
	}
	g, err := grid.New(grid.Spec{Outline: outline, Pattern: grid.Square, Spacing: 10_000}, nil)
	if err != nil {
		log.Fatal(err)
	}
	var x, y []int32
	for g.Next() {
		x, y = g.AppendXY(x, y)
	}
	if err := g.Err(); err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(x), "points, from", grid.Point{X: x[0], Y: y[0]}, "to", grid.Point{X: x[49], Y: y[49]})
	// Output: 50 points, from (5, 5) mm to (95, 45) mm
}

// An outline that is not valid is refused with the ring, the vertex, the rule and the place.
func ExampleNewOutline() {
	bowTie := grid.Ring{X: []int32{0, 90_000, 0, 90_000}, Y: []int32{0, 90_000, 90_000, 0}}
	_, err := grid.NewOutline(grid.Area{Polygons: []grid.Polygon{{Shell: bowTie}}}, nil)
	fmt.Println(err)
	// Output: outline.polygons[0].shell.x_um[2]: the ring crosses itself between vertices 0-1 and 2-3 at (45, 45) mm; move or remove these vertices
}
