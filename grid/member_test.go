package grid

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

// slowMember is membership as the contract has it, in rational numbers and without any early way out.
func slowMember(a Area, p Point, margin Micrometres) int {
	member := -1
	for i, polygon := range a.Polygons {
		if member < 0 && slowWithin(polygon.Shell, p) >= 0 {
			member = i
			for _, h := range polygon.Holes {
				if slowWithin(h, p) >= 0 {
					member = -1
				}
			}
		}
		for _, r := range append([]Ring{polygon.Shell}, polygon.Holes...) {
			if slowNear(r, p, margin) {
				return -1
			}
		}
	}
	for _, k := range a.KeepOuts {
		in := slowWithin(k.Polygon.Shell, p) >= 0
		for _, h := range k.Polygon.Holes {
			in = in && slowWithin(h, p) <= 0
		}
		for _, r := range append([]Ring{k.Polygon.Shell}, k.Polygon.Holes...) {
			in = in || slowNear(r, p, max(margin, k.Margin))
		}
		if in {
			return -1
		}
	}
	return member
}

// slowWithin is 1 inside the ring, 0 on it and -1 outside: it counts the edges that a ray upwards from p meets, p moved
// to the right by less than anything.
func slowWithin(r Ring, p Point) int {
	v, side := cleaned(r), -1
	for i, a := range v {
		b := v[(i+1)%len(v)]
		if onSegment(a, b, p) {
			return 0
		}
		if b.X < a.X {
			a, b = b, a
		}
		if a.X <= p.X && p.X < b.X && (slowEdge{a: a, b: b}).y(big.NewRat(int64(p.X), 1)).Cmp(big.NewRat(int64(p.Y), 1)) > 0 {
			side = -side
		}
	}
	return side
}

// slowNear tells whether p lies nearer than m to a ring: the squared distance from the nearest place of each edge.
func slowNear(r Ring, p Point, m Micrometres) bool {
	v := cleaned(r)
	for i, a := range v {
		b := v[(i+1)%len(v)]
		dx, dy := int64(b.X)-int64(a.X), int64(b.Y)-int64(a.Y)
		px, py := int64(p.X)-int64(a.X), int64(p.Y)-int64(a.Y)
		t := big.NewRat(min(max(px*dx+py*dy, 0), dx*dx+dy*dy), dx*dx+dy*dy)
		x := new(big.Rat).Mul(t, big.NewRat(dx, 1))
		y := new(big.Rat).Mul(t, big.NewRat(dy, 1))
		x.Sub(x, big.NewRat(px, 1))
		y.Sub(y, big.NewRat(py, 1))
		d := x.Mul(x, x).Add(x, y.Mul(y, y))
		if d.Cmp(big.NewRat(int64(m)*int64(m), 1)) < 0 {
			return true
		}
	}
	return false
}

// TestContains holds membership of every whole point in and round small areas against the slow one.
func TestContains(t *testing.T) {
	areas, members, tried := 0, 0, 0
	for seed := uint64(0); areas < 80; seed++ {
		rng := rand.New(rand.NewPCG(seed, 4))
		a := anyArea(rng)
		if rng.IntN(2) == 0 {
			low := rng.Int32N(5)
			a.KeepOuts = []KeepOut{{Polygon: Polygon{Shell: anyRing(rng, low, low+4)}, Margin: Micrometres(rng.IntN(3))}}
			if rng.IntN(2) == 0 {
				a.KeepOuts[0].Polygon = Polygon{Shell: square(1, 1, 7), Holes: []Ring{square(2, 2, 5)}}
			}
		}
		o, err := NewOutline(a, nil)
		if err != nil {
			continue
		}
		areas++
		margin := Micrometres(max(0, rng.IntN(5)-2))
		for x := int32(-4); x <= small+4; x++ {
			for y := int32(-4); y <= small+4; y++ {
				p := Point{x, y}
				got, want := o.polygonOf(p, margin), slowMember(a, p, margin)
				why := o.whyNot(p, margin)
				if got != want || (why == "") != (got >= 0) || o.Contains(p, margin) != (want >= 0) {
					t.Fatalf("seed %d: polygonOf(%v, %d) = %d, want %d; whyNot %q\n%v", seed, p, margin, got, want, why, a)
				}
				if tried++; want >= 0 {
					members++
				}
			}
		}
	}
	t.Logf("%d points, %d of them members", tried, members)
	if members < tried/50 {
		t.Errorf("%d of %d points are members, too few to show anything", members, tried)
	}
}

func TestWhyNot(t *testing.T) {
	far := int32(2_147_483_647)
	a := Area{
		Polygons: []Polygon{{Shell: square(0, 0, 20_000), Holes: []Ring{square(8000, 8000, 4000)}}, {Shell: square(9000, 9000, 1000)}},
		KeepOuts: []KeepOut{
			{Polygon: Polygon{Shell: square(2000, 2000, 1000)}, Name: "left eye"},
			{Polygon: Polygon{Shell: square(15_000, 15_000, 1000)}, Margin: 1500},
		},
	}
	o, err := NewOutline(a, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		p      Point
		margin Micrometres
		want   string
	}{
		{Point{5000, 5000}, 1000, ""},
		{Point{0, 0}, 0, ""},
		{Point{-1, 0}, 0, "lies outside the outline"},
		{Point{far, -far}, 0, "lies outside the outline"},
		{Point{11_000, 11_000}, 0, "lies outside the outline"},
		{Point{8000, 8000}, 0, "lies outside the outline"},
		{Point{312, 10_000}, 2000, "lies 0.312 mm from the edge of polygon 0, nearer than the margin of 2 mm"},
		{Point{9500, 9500}, 501, "lies 0.5 mm from the edge of polygon 1, nearer than the margin of 0.501 mm"},
		{Point{9500, 9500}, 500, ""},
		{Point{7999, 7999}, 2, "lies 0.001 mm from the edge of polygon 0, nearer than the margin of 0.002 mm"}, // 1.41 um
		{Point{2000, 2500}, 0, `lies in keep-out 0 ("left eye")`},
		{Point{1999, 2500}, 0, ""},
		{Point{4000, 2500}, 1500, `lies 1 mm from keep-out 0 ("left eye"), nearer than the margin of 1.5 mm`},
		{Point{15_500, 15_500}, 0, "lies in keep-out 1"},
		{Point{17_000, 15_000}, 9, "lies 1 mm from keep-out 1, nearer than the margin of 1.5 mm"},
		{Point{17_500, 15_000}, 9, ""},
	} {
		if got := o.whyNot(c.p, c.margin); got != c.want {
			t.Errorf("whyNot(%v, %d) = %q, want %q", c.p, c.margin, got, c.want)
		}
	}
}
