package grid_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
)

// sample calls visit with some valid plans of every kind, in every order, always the same ones.
func sample(t *testing.T, each int, visit func(t *testing.T, rng *rand.Rand, p plan, o *grid.Outline)) {
	t.Helper()
	for n, kind := range kinds {
		t.Run(kind.name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(7, uint64(n)))
			held := 0
			for range each {
				p := kind.make(rng)
				if o, err := grid.NewOutline(p.Area, new(grid.Work)); err == nil {
					p.fix(rng)
					for p.Order = range grid.Shortest + 1 {
						visit(t, rng, p, o)
					}
					held++
				}
			}
			if held*2 < each {
				t.Errorf("%d of %d plans are valid, want half of them at least", held, each)
			}
		})
		if kind.name != "none" {
			t.Run(kind.name+" for the best fit", func(t *testing.T) {
				searched(rand.New(rand.NewPCG(9, uint64(n))), n, (each+2)/3, func(rng *rand.Rand, p plan, o *grid.Outline) {
					visit(t, rng, p, o)
				})
			})
		}
	}
}

// searched calls visit with some valid plans of one kind whose lattice is searched.
func searched(rng *rand.Rand, kind, each int, visit func(*rand.Rand, plan, *grid.Outline)) {
	for range each {
		p := kinds[kind].make(rng)
		o, err := grid.NewOutline(p.Area, new(grid.Work))
		if err != nil || places(boxOf(p.Area.Polygons), p.Spacing) > 1e5 {
			continue
		}
		p.Kind += " for the best fit"
		p.Origin, p.Lattice = nil, nil
		b := grid.BestFit{Effort: uint32(between(rng, 1, 60)), AnyAngle: oneIn(rng, 2)}
		if b.AnyAngle {
			p.Angle = 0
		}
		if oneIn(rng, 2) {
			b.Wanted = uint32(spread(rng, 1, 2000))
		}
		p.BestFit = &b
		p.fix(rng)
		visit(rng, p, o)
	}
}

// ask is the answer to a plan from a grid of its own.
func ask(p plan) (answer, error) {
	o, err := grid.NewOutline(p.Area, new(grid.Work))
	if err != nil {
		return answer{}, err
	}
	g, err := grid.New(p.spec(o), new(grid.Work))
	if err != nil {
		return answer{}, err
	}
	return take(g)
}

// TestSameAnswer changes plans in ways that must not change their answers.
func TestSameAnswer(t *testing.T) {
	changes := []struct {
		name   string
		change func(*rand.Rand, plan) plan
	}{
		{"rings drawn otherwise", func(rng *rand.Rand, p plan) plan {
			return eachRing(p, func(v []place) grid.Ring { return ringOf(rng, v) })
		}},
		{"vertices on the edges", func(rng *rand.Rand, p plan) plan {
			return eachRing(p, func(v []place) grid.Ring { return ringOf(rng, halved(v)) })
		}},
		{"holes and keep-outs in another order", func(rng *rand.Rand, p plan) plan {
			p = eachRing(p, func(v []place) grid.Ring { return ringOf(rng, v) })
			for _, polygon := range p.Area.Polygons {
				slices.Reverse(polygon.Holes)
			}
			slices.Reverse(p.Area.KeepOuts)
			return p
		}},
		{"the lattice that came back", func(_ *rand.Rand, p plan) plan {
			o, err := grid.NewOutline(p.Area, new(grid.Work))
			if err != nil {
				return p
			}
			g, err := grid.New(p.spec(o), new(grid.Work))
			if err != nil {
				return p
			}
			if l, ok := g.Lattice(); ok {
				p.Lattice, p.Origin, p.BestFit, p.Angle = &l, nil, nil, 0
			}
			return p
		}},
	}
	sample(t, 12, func(t *testing.T, rng *rand.Rand, p plan, _ *grid.Outline) {
		want, err := ask(p)
		if err != nil {
			t.Fatalf("%v\n%v", err, p)
		}
		for _, c := range changes {
			q := c.change(rng, p)
			got, err := ask(q)
			if err == nil {
				err = want.differs(got)
			}
			if err != nil {
				t.Errorf("with %s: %v\nfrom %v\nto %v", c.name, err, p, q)
			}
		}
	})
}

// TestMoved moves plans whose lattice moves with them: every point moves alike.
func TestMoved(t *testing.T) {
	sample(t, 20, func(t *testing.T, rng *rand.Rand, p plan, _ *grid.Outline) {
		if p.Origin == nil && p.Lattice == nil && p.Pattern != grid.NoPattern {
			return // a centred lattice is rounded where it lies
		}
		b := boxOf(p.Area.Polygons)
		if o := p.Origin; o != nil {
			b.lo, b.hi = place{min(b.lo.x, int64(o.X)), min(b.lo.y, int64(o.Y))}, place{max(b.hi.x, int64(o.X)), max(b.hi.y, int64(o.Y))}
		}
		if min(b.lo.x, b.lo.y) < -1<<30 || max(b.hi.x, b.hi.y) > 1<<30 {
			return // no room to move
		}
		want, err := ask(p)
		if err != nil {
			t.Fatalf("%v\n%v", err, p)
		}
		q := eachRing(p, func(v []place) grid.Ring { return ringOf(rng, v) })
		dx, dy := between(rng, -1_000_000, 1_000_000), between(rng, -1_000_000, 1_000_000)
		q.shift(dx, dy)
		q.Fixed = nil
		for _, f := range p.Fixed {
			q.Fixed = append(q.Fixed, grid.Point{X: int32(int64(f.X) + dx), Y: int32(int64(f.Y) + dy)})
		}
		for k := range want.points {
			want.points[k].x, want.points[k].y = want.points[k].x+dx, want.points[k].y+dy
		}
		got, err := ask(q)
		if err == nil {
			err = want.differs(got)
		}
		if err != nil {
			t.Errorf("moved by (%d, %d) um: %v\n%v", dx, dy, err, p)
		}
	})
}

// eachRing draws every ring of a plan anew from its vertices, in memory of its own.
func eachRing(p plan, draw func([]place) grid.Ring) plan {
	again := func(r grid.Ring) grid.Ring {
		var v []place
		for k := range r.X {
			if q := (place{int64(r.X[k]), int64(r.Y[k])}); k == 0 || k < len(r.X)-1 || q != v[0] {
				v = append(v, q)
			}
		}
		return draw(v)
	}
	polygon := func(q grid.Polygon) grid.Polygon {
		out := grid.Polygon{Shell: again(q.Shell)}
		for _, h := range q.Holes {
			out.Holes = append(out.Holes, again(h))
		}
		return out
	}
	var a grid.Area
	for _, q := range p.Area.Polygons {
		a.Polygons = append(a.Polygons, polygon(q))
	}
	for _, k := range p.Area.KeepOuts {
		a.KeepOuts = append(a.KeepOuts, grid.KeepOut{Polygon: polygon(k.Polygon), Margin: k.Margin, Name: k.Name})
	}
	p.Area = a
	return p
}

// halved puts a vertex on the middle of every edge whose middle is a whole place, and repeats one.
func halved(v []place) []place {
	var out []place
	for k, a := range v {
		b := v[(k+1)%len(v)]
		out = append(out, a)
		if (a.x+b.x)%2 == 0 && (a.y+b.y)%2 == 0 {
			out = append(out, place{(a.x + b.x) / 2, (a.y + b.y) / 2})
		}
	}
	return append(out[:1:1], out...)
}

// TestReading reads grids in all the ways that the documentation of grid.Grid allows.
func TestReading(t *testing.T) {
	var g grid.Grid
	sample(t, 12, func(t *testing.T, rng *rand.Rand, p plan, o *grid.Outline) {
		if err := g.Reset(p.spec(o), new(grid.Work)); err != nil {
			t.Fatalf("%v\n%v", err, p)
		}
		want, err := ask(p)
		if err != nil {
			t.Fatalf("%v\n%v", err, p)
		}
		g.Next()
		g.Rewind() // in the middle
		count := 0
		for g.Next() {
			count += g.Len()
		}
		polygons, near := g.PolygonPoints(), g.NearMisses()
		if count != len(want.points) || !slices.Equal(polygons, want.polygons) || near != want.near || g.Next() {
			t.Errorf("counting alone gives %d points, %v, %d near misses, want %d, %v, %d and an end\n%v",
				count, polygons, near, len(want.points), want.polygons, want.near, p)
		}
		g.Rewind()
		x, y := []int32{1, 2, 3}, []int32{4, 5, 6}
		for g.Next() {
			if oneIn(rng, 2) {
				g.AppendXY(nil, nil) // reading a band does not use it up
			}
			x, y = g.AppendXY(x, y)
		}
		if !slices.Equal(x[:3], []int32{1, 2, 3}) || !slices.Equal(y[:3], []int32{4, 5, 6}) {
			t.Fatalf("AppendXY changed what was there: x %v, y %v\n%v", x[:3], y[:3], p)
		}
		for k, q := range want.points {
			if k+3 >= len(x) || int64(x[k+3]) != q.x || int64(y[k+3]) != q.y {
				t.Fatalf("point %d differs when bands are read twice\n%v", k, p)
			}
		}
		g.Rewind()
		px, py := []int32{}, []int32{}
		for g.Next() {
			px, py = appendParts(t, rng, &g, px, py)
		}
		if err := readSpans(&g, want.points[len(p.Fixed):]); err != nil {
			t.Errorf("%v\n%v", err, p)
		}
		if !slices.Equal(px, x[3:]) || !slices.Equal(py, y[3:]) {
			t.Fatalf("bands read in parts give %d points, not the %d that whole bands give\n%v", len(px), len(x)-3, p)
		}
	})
}

// appendParts reads a band in parts of any size, or only some of it and then the whole.
func appendParts(t *testing.T, rng *rand.Rand, g *grid.Grid, x, y []int32) ([]int32, []int32) {
	most := 1 + rng.IntN(1+g.Len())
	if oneIn(rng, 5) {
		g.AppendPart(nil, nil, most)
		return g.AppendXY(x, y)
	}
	for left := g.Len(); left > 0; {
		n, before := rng.IntN(most+1), len(x)
		x, y = g.AppendPart(x, y, n)
		if len(x)-before != min(n, left) || len(x) != len(y) {
			t.Fatalf("a part of %d with %d left has %d points", n, left, len(x)-before)
		}
		left -= len(x) - before
	}
	if more, _ := g.AppendPart(nil, nil, 1); len(more) != 0 {
		t.Fatalf("the band has more than its %d points", g.Len())
	}
	return x, y
}

// TestFixedMember offers fixed points in the region and beside it: members are taken, others refused by index.
func TestFixedMember(t *testing.T) {
	sample(t, 40, func(t *testing.T, rng *rand.Rand, p plan, o *grid.Outline) {
		a, b := areaOf(p), boxOf(p.Area.Polygons)
		shell := p.Area.Polygons[0].Shell
		k := rng.IntN(len(shell.X))
		v := place{int64(shell.X[k]), int64(shell.Y[k])} // a vertex, or a place at about the margin from it
		d := pick(rng, 0, 0, int64(p.Margin))
		q := pick(rng, v, place{v.x - d, v.y}, place{v.x, v.y + d}, place{between(rng, b.lo.x, b.hi.x), between(rng, b.lo.y, b.hi.y)})
		if !(bounds{place{-1 << 31, -1 << 31}, place{1<<31 - 1, 1<<31 - 1}}).holds(q) {
			return
		}
		p.Fixed = []grid.Point{{X: int32(q.x), Y: int32(q.y)}}
		polygon, _ := a.member(q)
		_, err := grid.New(p.spec(o), new(grid.Work))
		var refusal *grid.Error
		refused := errors.As(err, &refusal) && refusal.Rule == grid.NotMember && strings.Contains(refusal.Field, "[0]")
		if refused != (polygon < 0) || (err == nil) != (polygon >= 0) {
			t.Errorf("fixed point %v of polygon %d (-1: none): error %v\n%v", p.Fixed[0], polygon, err, p)
		}
	})
}

// TestWarm repeats plans in the memory of the first run.
func TestWarm(t *testing.T) {
	var g grid.Grid
	var work grid.Work
	sample(t, 6, func(t *testing.T, _ *rand.Rand, p plan, o *grid.Outline) {
		spec := p.spec(o)
		var x, y []int32
		run := func() {
			if err := g.Reset(spec, &work); err != nil {
				t.Fatalf("%v\n%v", err, p)
			}
			for range 2 {
				x, y = x[:0], y[:0]
				for g.Next() {
					x, y = g.AppendXY(x, y)
				}
				g.Rewind()
			}
		}
		run()
		if n := testing.AllocsPerRun(3, run); n != 0 {
			t.Errorf("%v allocations when warm, want 0\n%v", n, p)
		}
	})
}

// TestZeroGrid reads a grid that was never set.
func TestZeroGrid(t *testing.T) {
	var g grid.Grid
	x, y := g.AppendXY(nil, nil)
	if g.Next() || g.Err() != nil || g.Len() != 0 || len(x)+len(y) != 0 || g.NearMisses() != 0 || len(g.PolygonPoints()) != 0 {
		t.Errorf("the zero grid is not empty: Err %v, Len %d, x %v, y %v", g.Err(), g.Len(), x, y)
	}
	if l, ok := g.Lattice(); ok {
		t.Errorf("the zero grid has the lattice %+v, want none", l)
	}
}

// TestKept holds the plans of testdata/plans, which once failed, against brute force.
func TestKept(t *testing.T) {
	names, err := filepath.Glob("testdata/plans/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			if err := holdFile(name); err != nil {
				t.Error(err)
			}
		})
	}
}

func holdFile(name string) error {
	raw, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var p plan
	if err := json.Unmarshal(raw, &p); err != nil {
		return err
	}
	o, err := grid.NewOutline(p.Area, new(grid.Work))
	if err != nil {
		return fmt.Errorf("outline refused: %w", err)
	}
	var g grid.Grid
	_, err = hold(&g, p, o)
	return err
}
