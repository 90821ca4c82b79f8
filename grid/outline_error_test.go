package grid

import (
	"errors"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
)

// line makes a ring from x, y, x, y in um.
func line(xy ...int32) Ring {
	var r Ring
	for i := 0; i < len(xy); i += 2 {
		r.X, r.Y = append(r.X, xy[i]), append(r.Y, xy[i+1])
	}
	return r
}

func only(shell Ring, holes ...Ring) Area {
	return Area{Polygons: []Polygon{{Shell: shell, Holes: holes}}}
}

func (a Area) with(k ...KeepOut) Area {
	a.KeepOuts = append(a.KeepOuts, k...)
	return a
}

func out(shell Ring, holes ...Ring) KeepOut {
	return KeepOut{Polygon: Polygon{Shell: shell, Holes: holes}}
}

// TestNewOutlineErrors asks for the rule, the field in the caller's numbering, the place and what the text must say.
func TestNewOutlineErrors(t *testing.T) {
	box := square(0, 0, 10_000)
	for _, c := range []struct {
		name  string
		area  Area
		rule  Rule
		field string
		at    *Point
		text  string
	}{
		{"nothing", Area{}, Missing, "outline.polygons", nil, "at least one"},
		{"columns", only(Ring{X: []int32{0, 1, 2}, Y: []int32{0, 1}}), UnequalColumns,
			"outline.polygons[0].shell", nil, "3 values in x_um and 2 in y_um"},
		{"columns of a hole", only(box, box, Ring{Y: []int32{1}}), UnequalColumns,
			"outline.polygons[0].holes[1]", nil, "0 values in x_um and 1 in y_um"},
		{"empty ring", only(Ring{}), TooFewVertices, "outline.polygons[0].shell", nil, "0 vertices"},
		{"two vertices", only(line(0, 0, 5, 5, 5, 5, 0, 0)), TooFewVertices, "outline.polygons[0].shell", nil, "2 vertices"},
		{"flat", only(box).with(out(line(0, 0, 5, 5, 2, 2, 9, 9))), TooFewVertices,
			"outline.keep_outs[0].polygon.shell", &Point{0, 0}, "lie on one line"},
		{"margin below", only(box).with(out(box), KeepOut{Polygon: Polygon{Shell: box}, Margin: -1}), OutOfRange,
			"outline.keep_outs[1].margin_um", nil, "-1 um"},
		{"margin above", only(box).with(KeepOut{Polygon: Polygon{Shell: box}, Margin: MaxMargin + 1}), OutOfRange,
			"outline.keep_outs[0].margin_um", nil, "1000001 um; it must be from 0 to 1000000 um"},
		{"wide", only(line(-1, 0, MaxExtent-1, 0, 0, 9)), TooLarge, "outline", nil, "536870912 um wide and 9 um high"},
		{"wide with a keep-out", only(box).with(out(line(0, -2_000_000_000, 9, 2_000_000_000, 0, 0))), TooLarge,
			"outline", nil, "4000000000 um high"},
		{"bow tie", only(line(0, 0, 0, 0, 40_000, 40_000, 40_000, 0, 40_000, 0, 0, 40_001, 0, 0)), SelfCrossing,
			"outline.polygons[0].shell.x_um[3]", &Point{20_000, 20_000},
			"crosses itself between vertices 0-2 and 3-5 at (20, 20) mm"},
		{"last edge", only(line(0, 40, 40, 0, 40, 40, 0, 0)), SelfCrossing,
			"outline.polygons[0].shell.x_um[2]", &Point{20, 20}, "between vertices 0-1 and 2-3"},
		{"crossing in a vertex", only(line(0, 0, 20, 20, 40, 40, 40, 0, 20, 20, 0, 40)), SelfCrossing,
			"outline.polygons[0].shell.x_um[4]", &Point{20, 20}, "vertex 1 and vertex 4"},
		{"vertex on its own edge", only(line(0, 0, 40, 0, 40, 40, 20, 0, 0, 40)), SelfTouching,
			"outline.polygons[0].shell.x_um[3]", &Point{20, 0}, "vertices 0-1 and vertex 3"},
		{"spike", only(line(0, 0, 50, 0, 50, 25, 90, 25, 50, 25, 50, 50, 0, 50)), SelfCrossing,
			"outline.polygons[0].shell.x_um[3]", &Point{50, 25}, "runs along itself"},
		{"holes that cross", only(box, square(10, 10, 100), square(50, 50, 100)), SelfCrossing,
			"outline.polygons[0].holes[1].x_um[3]", &Point{50, 110}, "crosses outline.polygons[0].holes[0]"},
		{"hole along the shell", only(box, square(0, 10, 100)), SelfCrossing,
			"outline.polygons[0].holes[0].x_um[3]", &Point{0, 10}, "runs along outline.polygons[0].shell"},
		{"same hole", only(box, line(10, 10, 20, 10, 20, 20), line(20, 10, 20, 20, 10, 10, 20, 10)), DuplicateRing,
			"outline.polygons[0].holes[1]", &Point{10, 10}, "same ring as outline.polygons[0].holes[0]"},
		{"same hole backwards", only(box, line(10, 10, 20, 10, 20, 20), line(10, 10, 20, 20, 20, 10)), DuplicateRing,
			"outline.polygons[0].holes[1]", &Point{10, 10}, "same ring"},
		{"hole outside", only(box, square(20_000, 0, 5)), HoleOutside,
			"outline.polygons[0].holes[0]", &Point{20_000, 0}, "does not lie inside its shell"},
		{"hole round the shell", only(square(10, 10, 5), box), HoleOutside,
			"outline.polygons[0].holes[0]", &Point{0, 0}, "does not lie inside its shell"},
		{"hole in a hole", only(box, square(10, 10, 5), square(5, 5, 50)), NestedHoles,
			"outline.polygons[0].holes[0]", &Point{10, 10}, "inside outline.polygons[0].holes[1]"},
		{"polygon in a polygon", Area{Polygons: []Polygon{{Shell: square(5, 5, 5)}, {Shell: box}}}, NestedShells,
			"outline.polygons[0].shell", &Point{5, 5}, "inside outline.polygons[1].shell"},
		{"hole across", only(line(0, 0, 60, 0, 60, 60, 0, 60), line(0, 40, 20, 20, 60, 20)), DisconnectedInterior,
			"outline.polygons[0].holes[0]", &Point{60, 20}, "touches outline.polygons[0].shell at (0.06, 0.02) mm"},
		{"chain of holes across", only(box, line(5000, 5000, 10_000, 5000, 7000, 6000), line(0, 5000, 3000, 4000, 5000, 5000)),
			DisconnectedInterior, "outline.polygons[0].holes[0]", &Point{10_000, 5000}, "touches outline.polygons[0].shell at"},
		{"hole along part of another", only(box, square(10, 10, 10), line(10, 10, 20, 10, 20, 20)), SelfCrossing,
			"outline.polygons[0].holes[1].x_um[0]", &Point{10, 10}, "runs along outline.polygons[0].holes[0]"},
		{"hole along all of another", only(box, line(10, 10, 20, 10, 20, 20), square(10, 10, 10)), SelfCrossing,
			"outline.polygons[0].holes[1].x_um[0]", &Point{10, 10}, "runs along outline.polygons[0].holes[0]"},
		{"keep-out", only(box).with(out(box), out(line(0, 0, 9, 9, 9, 0, 0, 9))), SelfCrossing,
			"outline.keep_outs[1].polygon.shell.x_um[2]", &Point{5, 5}, "crosses itself"},
		{"hole of a keep-out", only(box).with(out(box, square(-20, 0, 5))), HoleOutside,
			"outline.keep_outs[0].polygon.holes[0]", &Point{-20, 0}, "outline.keep_outs[0].polygon.shell"},
	} {
		o, err := NewOutline(c.area, nil)
		e := asError(err)
		if e == nil {
			t.Errorf("%s: got %v, %v, want an error", c.name, o, err)
			continue
		}
		if o != nil || e.Rule != c.rule || e.Field != c.field || !strings.Contains(e.Text, c.text) {
			t.Errorf("%s: got %s, rule %s\nwant %s: ... %s ..., rule %s", c.name, e, e.Rule, c.field, c.text, c.rule)
		}
		if (e.At == nil) != (c.at == nil) || e.At != nil && *e.At != *c.at {
			t.Errorf("%s: at %v, want %v", c.name, e.At, c.at)
		}
	}
}

// TestCrossing asks for the whole place nearest to where edges cross, near and up to the greatest extent.
func TestCrossing(t *testing.T) {
	half := big.NewRat(1, 2)
	crossings := 0
	for seed := range 2000 {
		rng := rand.New(rand.NewPCG(uint64(seed), 5))
		most := []int32{5, 1000, MaxExtent - 1}[seed%3]
		place := func() Point { return Point{rng.Int32N(most + 1), rng.Int32N(most+1) - most/2} }
		a, b := rising(place(), place())
		c, d := rising(place(), place())
		if (cross(a, b, c) > 0) == (cross(a, b, d) > 0) || (cross(c, d, a) > 0) == (cross(c, d, b) > 0) || a.X == b.X || c.X == d.X ||
			cross(a, b, c) == 0 || cross(a, b, d) == 0 || cross(c, d, a) == 0 || cross(c, d, b) == 0 {
			continue
		}
		crossings++
		got := crossing(&segment{a: a, b: b}, &segment{a: c, b: d})
		x := meetX(slowEdge{a: a, b: b}, slowEdge{a: c, b: d})
		y := slowEdge{a: a, b: b}.y(x)
		offX, offY := new(big.Rat).Sub(x, big.NewRat(int64(got.X), 1)), new(big.Rat).Sub(y, big.NewRat(int64(got.Y), 1))
		if offX.Abs(offX).Cmp(half) > 0 || offY.Abs(offY).Cmp(half) > 0 {
			t.Errorf("%v-%v and %v-%v cross at %v, want (%s, %s) um", a, b, c, d, got, x.FloatString(3), y.FloatString(3))
		}
	}
	if crossings < 200 {
		t.Errorf("%d pairs crossed, too few to show anything", crossings)
	}
}

// TestNewOutlineWork asks that a limit and a pause end the work.
func TestNewOutlineWork(t *testing.T) {
	a := lobes(20_000, 0.001)
	full := new(Work)
	if _, err := NewOutline(a, full); err != nil {
		t.Fatal(err)
	}
	for _, limit := range []int64{1, 5000, full.Spent().Pairs - 1} {
		w := &Work{Limits: Cost{Pairs: limit}}
		_, err := NewOutline(a, w)
		if e := asError(err); e == nil || e.Rule != TooMuchWork || w.Spent().Pairs > limit+pairBatch {
			t.Errorf("limit %d: spent %d pairs, got %v, want %s after at most %d", limit, w.Spent().Pairs, err, TooMuchWork, limit+pairBatch)
		}
	}
	exact := &Work{Limits: Cost{Pairs: full.Spent().Pairs}}
	if _, err := NewOutline(a, exact); err != nil {
		t.Errorf("at a limit of what it takes: %v", err)
	}
	calls, stop := 0, errors.New("stop")
	w := &Work{Pause: func() error {
		if calls++; calls == 3 {
			return stop
		}
		return nil
	}}
	if _, err := NewOutline(a, w); !errors.Is(err, stop) || calls != 3 {
		t.Errorf("after %d calls of Pause: %v, want %v at the third", calls, err, stop)
	}
}
