package grid

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
)

// The areas of these tests have coordinates from 0 to small only, so that vertices fall on vertices and edges all the
// time.
const small = 10

func anyPoint(rng *rand.Rand, low, high int32) Point {
	return Point{low + rng.Int32N(high-low+1), low + rng.Int32N(high-low+1)}
}

// anyRing makes a ring within low to high; few are wild, most are simple.
func anyRing(rng *rand.Rand, low, high int32) Ring {
	var v []Point
	a, b := anyPoint(rng, low, high), anyPoint(rng, low, high)
	switch rng.IntN(8) {
	case 0: // anything
		for range 3 + rng.IntN(4) {
			v = append(v, anyPoint(rng, low, high))
		}
	case 1, 2: // triangle
		v = []Point{a, b, anyPoint(rng, low, high)}
	case 3, 4: // box
		b = Point{a.X + 1 + rng.Int32N(max(1, high-a.X)), a.Y + 1 + rng.Int32N(max(1, high-a.Y))}
		v = []Point{a, {b.X, a.Y}, b, {a.X, b.Y}}
	case 5: // diamond
		r := 1 + rng.Int32N(max(1, (high-low)/2))
		v = []Point{{a.X - r, a.Y}, {a.X, a.Y - r}, {a.X + r, a.Y}, {a.X, a.Y + r}}
	default: // points in the order of their direction from the first
		v = []Point{a}
		for range 3 + rng.IntN(5) {
			v = append(v, anyPoint(rng, low, high))
		}
		slices.SortFunc(v[1:], func(p, q Point) int {
			if up, uq := a.before(p), a.before(q); up != uq {
				if up {
					return -1
				}
				return 1
			}
			return int(-cross(a, p, q))
		})
	}
	return dressed(rng, v)
}

// dressed writes a ring as callers may: either way round, from any vertex on, closed, with vertices repeated or put
// into the middle of an edge.
func dressed(rng *rand.Rand, v []Point) Ring {
	if rng.IntN(2) == 0 {
		slices.Reverse(v)
	}
	var r Ring
	shift := rng.IntN(len(v))
	for i := range v {
		p, q := v[(i+shift)%len(v)], v[(i+shift+1)%len(v)]
		for range 1 + rng.IntN(12)/11 {
			r.X, r.Y = append(r.X, p.X), append(r.Y, p.Y)
		}
		if (p.X+q.X)%2 == 0 && (p.Y+q.Y)%2 == 0 && rng.IntN(4) == 0 {
			r.X, r.Y = append(r.X, (p.X+q.X)/2), append(r.Y, (p.Y+q.Y)/2)
		}
	}
	if rng.IntN(3) == 0 {
		r.X, r.Y = append(r.X, r.X[0]), append(r.Y, r.Y[0])
	}
	return r
}

// anyPolygon has a large shell more often than not, and holes within it more often than not.
func anyPolygon(rng *rand.Rand) Polygon {
	var p Polygon
	if rng.IntN(2) == 0 {
		p.Shell = dressed(rng, []Point{{0, 0}, {small, 0}, {small, small}, {0, small}})
	} else {
		p.Shell = anyRing(rng, 0, small)
	}
	for range max(0, rng.IntN(6)-2) {
		low := rng.Int32N(3)
		p.Holes = append(p.Holes, anyRing(rng, low, min(small, low+3+rng.Int32N(5))))
	}
	if len(p.Holes) > 0 && rng.IntN(4) == 0 {
		p.Holes = append(p.Holes, anyRing(rng, 3, 5)) // often inside another hole
	}
	return p
}

func anyArea(rng *rand.Rand) Area {
	a := Area{Polygons: []Polygon{anyPolygon(rng)}}
	for rng.IntN(3) == 0 && len(a.Polygons) < 3 {
		if low := rng.Int32N(4); rng.IntN(2) == 0 {
			a.Polygons = append(a.Polygons, Polygon{Shell: anyRing(rng, low, low+2+rng.Int32N(4))})
		} else {
			a.Polygons = append(a.Polygons, anyPolygon(rng))
		}
	}
	return a
}

// TestNewOutlineVerdict holds the verdict on many small areas against the slow opinion.
func TestNewOutlineVerdict(t *testing.T) {
	const n = 8000
	rules := map[Rule]int{}
	for seed := range n {
		rng := rand.New(rand.NewPCG(uint64(seed), 1))
		a := anyArea(rng)
		if seed%5 == 0 { // a keep-out's polygon is valid by itself
			a.KeepOuts = []KeepOut{{Polygon: anyPolygon(rng)}, {Polygon: anyPolygon(rng)}}
		}
		o, err := NewOutline(a, nil)
		if want := newSlowArea(a).valid(); (err == nil) != want {
			t.Fatalf("seed %d: got %v, want valid %t\n%v", seed, err, want, a)
		}
		if err != nil {
			if err := checkError(a, err); err != nil {
				t.Fatalf("seed %d: %v\n%v", seed, err, a)
			}
			rules[asError(err).Rule]++
			continue
		}
		rules["valid"]++
		if err := checkInvariants(a, o); err != nil {
			t.Fatalf("seed %d: %v\n%v", seed, err, a)
		}
	}
	t.Log(rules)
	for _, rule := range []Rule{"valid", SelfCrossing, SelfTouching, DuplicateRing, HoleOutside, NestedHoles, NestedShells,
		DisconnectedInterior, TooFewVertices} {
		if rules[rule] < n/2000 {
			t.Errorf("%d of %d areas are %s, too few to show anything", rules[rule], n, rule)
		}
	}
}

// checkError asks that an error names a place that lies on the ring, and the vertex, that it names.
func checkError(a Area, err error) error {
	e := asError(err)
	if e == nil || e.Field == "" || e.Text == "" {
		return fmt.Errorf("does not name a field and say what is wrong: %w", err)
	}
	named := func(field string, p Polygon) error {
		for h, r := range append([]Ring{p.Shell}, p.Holes...) {
			path := fmt.Sprintf("%s.holes[%d]", field, h-1)
			if h == 0 {
				path = field + ".shell"
			}
			var vertex int
			if n, _ := fmt.Sscanf(e.Field, path+".x_um[%d]", &vertex); n == 1 {
				next := (vertex + 1) % len(r.X)
				p, q := Point{r.X[vertex], r.Y[vertex]}, Point{r.X[next], r.Y[next]}
				for p == q { // repeated vertices belong to one edge
					next = (next + 1) % len(r.X)
					q = Point{r.X[next], r.Y[next]}
				}
				if !closeTo(p, q, *e.At) {
					return fmt.Errorf("the place %v is not on the edge from %v to %v: %w", e.At, p, q, e)
				}
				return nil
			} else if e.Field == path {
				return nil
			}
		}
		return fmt.Errorf("no such field: %w", e)
	}
	var path error
	for i, p := range a.Polygons {
		if path = named(fmt.Sprintf("outline.polygons[%d]", i), p); path == nil {
			return nil
		}
	}
	for i, k := range a.KeepOuts {
		if path = named(fmt.Sprintf("outline.keep_outs[%d].polygon", i), k.Polygon); path == nil {
			return nil
		}
	}
	return path
}

// closeTo tells whether a whole point lies within rounding of an edge.
func closeTo(a, b, p Point) bool { return nearer(a, b, p, 1) }

// TestRelation holds area and overlap of keep-outs on many small areas against the slow opinion.
func TestRelation(t *testing.T) {
	const n = 8000
	valid, overlapping, less := 0, 0, 0
	for seed := range n {
		rng := rand.New(rand.NewPCG(uint64(seed), 2))
		a := anyArea(rng)
		for range 1 + rng.IntN(2) {
			low := rng.Int32N(5)
			p := Polygon{Shell: anyRing(rng, low, low+2+rng.Int32N(6))}
			if rng.IntN(4) == 0 {
				p = a.Polygons[0]
			} else if holes := a.Polygons[0].Holes; len(holes) > 0 && rng.IntN(3) == 0 {
				p.Shell = holes[0]
			}
			a.KeepOuts = append(a.KeepOuts, KeepOut{Polygon: p})
		}
		o, err := NewOutline(a, nil)
		if err != nil {
			continue
		}
		slow := newSlowArea(a)
		slow.cut()
		overlaps, area2 := slow.related()
		got, exact := o.Area2()
		if exact == overlaps || area2.Cmp(big.NewRat(got, 1)) != 0 {
			t.Fatalf("seed %d: got twice the area %d um2, exact %t; want %s, exact %t\n%v", seed, got, exact, area2.RatString(), !overlaps, a)
		}
		if err := checkInvariants(a, o); err != nil {
			t.Fatalf("seed %d: %v\n%v", seed, err, a)
		}
		valid++
		if overlaps {
			overlapping++
		} else if whole, err := NewOutline(Area{Polygons: a.Polygons}, nil); err == nil && whole.area2 > got {
			less++
		}
	}
	t.Logf("%d valid areas with keep-outs, %d of them overlap, %d are covered", valid, overlapping, less)
	if overlapping < n/100 || less < n/100 || valid-overlapping-less < n/100 {
		t.Errorf("too few of a kind to show anything")
	}
}
