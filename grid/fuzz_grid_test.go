package grid_test

import (
	"encoding/binary"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
)

// FuzzGrid holds plans that are made of arbitrary bytes against brute force: 12 bytes of plan, then rings of 2 bytes a
// vertex, the first bits of a count telling what they are.
func FuzzGrid(f *testing.F) {
	square := []byte{4, 0, 0, 0x78, 0, 0x78, 0x78, 0, 0x78}
	f.Add(append([]byte{0, 30, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, square...))
	f.Add(append([]byte{1, 20, 0, 9, 17, 0, 0, 0, 3, 3, 0, 0}, append(square, 0x43, 10, 10, 30, 11, 17, 60)...))
	f.Add(append([]byte{3, 25, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, append(square, 0x84, 0x78, 0, 0x7f, 10, 0x7f, 0x20, 0x70, 0x10)...))
	f.Add(append([]byte{6, 20, 0, 3, 0, 0, 0, 0, 0, 0, 20, 9}, append(square, 0x43, 10, 10, 30, 11, 17, 60)...))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, ok := decodePlan(data)
		if !ok {
			return
		}
		o, err := grid.NewOutline(p.Area, new(grid.Work))
		if err != nil {
			return
		}
		var g grid.Grid
		if _, err := hold(&g, p, o); err != nil {
			t.Fatalf("%v\n%v", err, p)
		}
	})
}

// decodePlan reads a plan; false where data is too short for one.
func decodePlan(data []byte) (p plan, ok bool) {
	if len(data) < 12 {
		return p, false
	}
	p.Kind = "fuzz"
	p.Pattern = grid.Triangular + grid.Pattern(data[0]&1)
	p.Spacing = grid.MinSpacing + grid.Micrometres(binary.LittleEndian.Uint16(data[1:]))%1000
	p.Margin = grid.Micrometres(data[3])
	p.Angle = grid.Millidegrees(int32(binary.LittleEndian.Uint32(data[4:])) % 360_001)
	origin := grid.Point{X: int32(int8(data[8])), Y: int32(int8(data[9]))}
	switch data[0] >> 1 & 3 {
	case 1:
		p.Origin = &origin
	case 2:
		l := latticeAt(p.Pattern, p.Spacing, p.Angle, at(origin))
		l.O.X += int64(binary.LittleEndian.Uint16(data[10:])) << 4
		p.Lattice, p.Angle = &l, 0
	case 3:
		p.BestFit = &grid.BestFit{Effort: 1 + uint32(data[10]%32), Wanted: uint32(data[11]), AnyAngle: p.Angle == 0}
	}
	rings := data[12:]
	for len(rings) > 0 {
		kind, n := rings[0]>>6, int(rings[0]&63)
		rings = rings[1:]
		if n*2 > len(rings) {
			return p, false
		}
		var r grid.Ring
		for k := range n {
			r.X, r.Y = append(r.X, int32(int8(rings[2*k]))*7), append(r.Y, int32(int8(rings[2*k+1]))*7)
		}
		rings = rings[2*n:]
		last := len(p.Area.Polygons) - 1
		switch {
		case kind == 0 || last < 0:
			p.Area.Polygons = append(p.Area.Polygons, grid.Polygon{Shell: r})
		case kind == 1:
			p.Area.Polygons[last].Holes = append(p.Area.Polygons[last].Holes, r)
		default:
			p.Area.KeepOuts = append(p.Area.KeepOuts, grid.KeepOut{Polygon: grid.Polygon{Shell: r}, Margin: grid.Micrometres(kind - 2)})
		}
	}
	return p, len(p.Area.Polygons) > 0
}
