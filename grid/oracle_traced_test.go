package grid_test

import (
	"math/rand/v2"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
)

// traced is an outline as it comes from a picture: many small edges along a simple shape, with margins and spacings that
// make runs of them worth a chord.
func traced(rng *rand.Rand) plan {
	size := spread(rng, 4_000, 60_000)
	o := somewhere(rng)
	fine := max(4, size/spread(rng, 200, 4_000)) // how far the edges leave the shape, um
	d := pick(rng, triples...)
	wide := max(size/d[2], 1)
	box := func(middle place, w, h int64) []place { return moved(rectangle(-w, -h, w, h), d[0], d[1], middle) }
	trace := func(ring []place) []place { return follow(rng, ring, fine) }
	shell := box(o, wide, max(wide/2, 1))
	p := dress(rng, "traced", polygonOf(rng, trace(shell)))
	b := boxOf(p.Area.Polygons)
	if oneIn(rng, 3) {
		hole := box(o, max(wide/8, 1), max(wide/8, 1))
		p.Area.Polygons[0].Holes = append(p.Area.Polygons[0].Holes, ringOf(rng, trace(hole)))
	}
	if oneIn(rng, 3) {
		middle := place{between(rng, b.lo.x, b.hi.x), between(rng, b.lo.y, b.hi.y)}
		k := grid.KeepOut{Polygon: polygonOf(rng, trace(box(middle, max(wide/4, 1), max(wide/5, 1)))), Margin: grid.Micrometres(spread(rng, 16, size/4))}
		p.Area.KeepOuts = append(p.Area.KeepOuts, k)
	}
	p.Lattice = nil
	p.Spacing = grid.Micrometres(min(max(size/between(rng, 3, 12), int64(grid.MinSpacing)), int64(grid.MaxSpacing)))
	p.Margin = grid.Micrometres(pick(rng, spread(rng, 16, size/3), between(rng, 8*fine, 20*fine), 0))
	return p
}

// rimmed has lattice points on its edges, or 1 um beside them, and so little margin that they count; a traced keep-out with
// a margin of its own lies across the edge.
func rimmed(rng *rand.Rand) plan {
	p := plan{Kind: "rimmed", Pattern: pick(rng, grid.Square, grid.Triangular), Margin: pick[grid.Micrometres](rng, 0, 0, 0, 1)}
	s, n := spread(rng, 100, 4_000), between(rng, 6, 16)
	p.Spacing = grid.Micrometres(s)
	o := somewhere(rng)
	side := n * s
	off := pick[int64](rng, 0, 0, 1)
	p.Area.Polygons = []grid.Polygon{polygonOf(rng, moved(rectangle(off, off, side-off, side-off), 1, 0, o))}
	p.Angle = 90_000 * grid.Millidegrees(between(rng, 0, 3))
	p.Origin = &grid.Point{X: int32(o.x), Y: int32(o.y)}
	for range 1 + rng.IntN(3) {
		at := pick(rng, place{0, side / 2}, place{side, side / 2}, place{side / 2, 0}, place{side / 2, side}, place{side, side})
		w, h, d := side/spread(rng, 6, 20), side/spread(rng, 6, 20), pick(rng, triples...)
		ring := moved(rectangle(-w/d[2]-1, -h/d[2]-1, w/d[2]+1, h/d[2]+1), d[0], d[1], place{o.x + at.x + between(rng, -s, s), o.y + at.y + between(rng, -s, s)})
		m := spread(rng, 16, side/4)
		p.Area.KeepOuts = append(p.Area.KeepOuts, grid.KeepOut{Margin: grid.Micrometres(m),
			Polygon: polygonOf(rng, follow(rng, ring, max(1, min(m, s/4)/spread(rng, 16, 200))))})
	}
	return p
}

// follow draws a ring with many small edges no further than a few times fine from its own: straight, jittered, in stairs,
// or folded back on themselves.
func follow(rng *rand.Rand, ring []place, fine int64) []place {
	kind := rng.IntN(4)
	var out []place
	for k, a := range ring {
		b := ring[(k+1)%len(ring)]
		dx, dy := b.x-a.x, b.y-a.y
		length := max(dx, -dx, dy, -dy)
		n := min(max(length/(8*fine+1), 1), 24)
		at := func(i, of int64) place { return place{a.x + dx*i/of, a.y + dy*i/of} }
		aside := func(p place, d int64) place { return place{p.x - dy*d/length, p.y + dx*d/length} }
		out = append(out, a)
		for i := int64(1); i < n; i++ {
			p := at(i, n)
			if i < 3 || i > n-3 { // corners stay clear
				out = append(out, p)
				continue
			}
			switch kind {
			case 1:
				out = append(out, aside(p, between(rng, -fine, fine)))
			case 2: // a step of a stair, up on every other one
				from := out[len(out)-1]
				if i%2 == 1 {
					out = append(out, place{p.x, from.y}, p)
				} else {
					out = append(out, place{from.x, p.y}, p)
				}
			case 3: // forth, back over half of it, and forth again
				out = append(out, aside(p, -fine), aside(at(8*i+6, 8*n), -fine), at(8*i+2, 8*n), aside(at(8*i+5, 8*n), fine))
			default:
				out = append(out, p)
			}
		}
	}
	return out
}

// TestTracedShowsChords guards the kind: without runs that are worth a chord it would show nothing.
func TestTracedShowsChords(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 0))
	runs, chords := 0, 0
	for range 200 {
		p := traced(rng)
		o, err := grid.NewOutline(p.Area, nil)
		if err != nil {
			continue
		}
		g, err := grid.New(p.spec(o), nil)
		if err != nil {
			t.Fatal(err)
		}
		r, c := g.Runs()
		runs, chords = runs+r, chords+c
	}
	if runs*20 < chords {
		t.Errorf("%d of %d chords are runs of edges, want one in 20 at least", runs, chords)
	}
	t.Logf("%d of %d chords are runs of edges", runs, chords)
}
