package grid_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
)

// slowCount counts ideal lattice points one by one: how many are members for sure, and how many may be taken for one by a
// search that widens the region by its rim. Distances are in um.
func slowCount(p plan, l grid.Lattice) (sure, most int64) {
	const (
		tie  = 0.01 // of phases, which are 2^-24 of up to 100 mm, and float64
		wide = 0.6  // a rim of 0.4 at a right angle
	)
	each(l, boxOf(p.Area.Polygons).wider(3), func(row []place) {
		for _, q := range row {
			i, j := indices(l, grid.Vector{X: q.x << 20, Y: q.y << 20})
			v := grid.Vector{X: l.O.X + i*l.A.X + j*l.B.X, Y: l.O.Y + i*l.A.Y + j*l.B.Y}
			s := spot{float64(v.X) / (1 << 20), float64(v.Y) / (1 << 20)}
			if clear := clearance(p, s); clear > tie {
				sure++
				most++
			} else if clear > -wide {
				most++
			}
		}
	})
	return sure, most
}

// clearance is how far a place lies within the region less its margins: the least of what each ring, keep-out and fixed
// point leaves; negative outside.
func clearance(p plan, q spot) float64 {
	inside, edge := false, math.Inf(1)
	for _, polygon := range p.Area.Polygons {
		in, d := fromRing(polygon.Shell, q)
		edge = min(edge, d)
		for _, h := range polygon.Holes {
			inHole, d := fromRing(h, q)
			in, edge = in && !inHole, min(edge, d)
		}
		inside = inside || in
	}
	if !inside {
		edge = -edge
	}
	least := edge - float64(p.Margin)
	for _, k := range p.Area.KeepOuts {
		in, edge := fromRing(k.Polygon.Shell, q)
		for _, h := range k.Polygon.Holes {
			inHole, d := fromRing(h, q)
			in, edge = in && !inHole, min(edge, d)
		}
		if in {
			edge = -edge
		}
		least = min(least, edge-float64(max(p.Margin, k.Margin)))
	}
	for _, f := range p.Fixed {
		least = min(least, math.Hypot(q.x-float64(f.X), q.y-float64(f.Y))-float64(p.Spacing))
	}
	return least
}

// fromRing tells whether q lies inside a ring, and how far from its edge.
func fromRing(r grid.Ring, q spot) (inside bool, d float64) {
	d = math.Inf(1)
	n := len(r.X)
	for k := range n {
		a := spot{float64(r.X[k]), float64(r.Y[k])}
		b := spot{float64(r.X[(k+1)%n]), float64(r.Y[(k+1)%n])}
		dx, dy := b.x-a.x, b.y-a.y
		t := 0.0
		if length2 := dx*dx + dy*dy; length2 > 0 {
			t = min(max(((q.x-a.x)*dx+(q.y-a.y)*dy)/length2, 0), 1)
		}
		d = min(d, math.Hypot(q.x-a.x-t*dx, q.y-a.y-t*dy))
		if (a.y > q.y) != (b.y > q.y) && q.x < a.x+(q.y-a.y)/dy*dx {
			inside = !inside
		}
	}
	return inside, d
}

// TestPhases holds the search's counts at many column phases against counts of one point after another, and its choices
// against all of them: no phase beats them.
func TestPhases(t *testing.T) {
	each := 40
	if testing.Short() {
		each = 8
	}
	if *long {
		each = 1000
	}
	for n, kind := range kinds {
		if kind.name == "none" {
			continue
		}
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			rng := rand.New(rand.NewPCG(*seed, uint64(n)))
			exact, counted := 0, 0
			for range each {
				p := kind.make(rng)
				o, err := grid.NewOutline(p.Area, nil)
				if b := boxOf(p.Area.Polygons); err != nil || places(b, p.Spacing) > 1e5 {
					continue
				}
				p.Origin, p.Lattice = nil, nil
				p.fix(rng)
				if oneIn(rng, 2) {
					p.Margin = pick[grid.Micrometres](rng, 0, 5, 2000)
				}
				if p.Fixed != nil && p.Margin > 0 {
					p.Fixed = nil // may be too near now
				}
				e, c := holdPhases(t, rng, p, o)
				exact, counted = exact+e, counted+c
			}
			if exact*4 < counted { // half of them are at an end of a run
				t.Errorf("%d of %d counts leave no doubt: such plans show little", exact, counted)
			}
		})
	}
}

// places is about how many lattice points a box has.
func places(b bounds, spacing grid.Micrometres) float64 {
	return float64(b.hi.x-b.lo.x) * float64(b.hi.y-b.lo.y) / float64(spacing) / float64(spacing)
}

// holdPhases tells how many of the counts left no doubt.
func holdPhases(t *testing.T, rng *rand.Rand, p plan, o *grid.Outline) (exact, counted int) {
	t.Helper()
	const one = 1 << 24
	rowPhase := pick(rng, 0, one/2, rng.Int64N(one))
	got := grid.CountPhases(p.spec(o), grid.BestFit{}, rowPhase)
	phases := []int64{got.Peak.Middle, got.Broad.Middle}
	for range 12 {
		phases = append(phases, rng.Int64N(one))
		if len(got.Keys) > 0 {
			phases = append(phases, (got.Keys[rng.IntN(len(got.Keys))]+one+between(rng, -40, 40))%one)
		}
	}
	for _, phase := range phases {
		sure, most := slowCount(p, got.Lattice(phase))
		n := got.At(phase)
		if n < sure || n > most {
			t.Fatalf("column phase %d, row phase %d (2^-24): %d points, want %d to %d\n%v", phase, rowPhase, n, sure, most, p)
		}
		if got.Peak.Count < sure && !got.Narrow(phase) { // a sliver may have no count that holds for longer than a rounding
			t.Fatalf("column phase %d, row phase %d (2^-24) has %d points, the best is said to have %d\n%v",
				phase, rowPhase, sure, got.Peak.Count, p)
		}
		if counted++; sure == most {
			exact++
		}
	}
	for _, c := range []grid.Choice{got.Peak, got.Broad} {
		if n := got.At(c.Middle); n != c.Count {
			t.Fatalf("row phase %d: %d points in the middle of a run that is said to have %d: %+v\n%v", rowPhase, n, c.Count, c, p)
		}
	}
	holdWanted(t, rng, p, o, got, rowPhase)
	return exact, counted
}

// holdWanted holds the choice for a wanted number against the counts at all phases where they can change.
func holdWanted(t *testing.T, rng *rand.Rand, p plan, o *grid.Outline, all *grid.PhaseCounts, rowPhase int64) {
	t.Helper()
	b := grid.BestFit{Wanted: uint32(max(1, all.Peak.Count-between(rng, 0, 4)))}
	got := grid.CountPhases(p.spec(o), b, rowPhase)
	off := func(n int64) int64 { return max(n-int64(b.Wanted), int64(b.Wanted)-n) }
	if got.Peak.Off != off(got.Peak.Count) {
		t.Fatalf("%d points are off by %d of %d wanted", got.Peak.Count, got.Peak.Off, b.Wanted)
	}
	for k, key := range all.Keys {
		if next := all.Keys[(k+1)%len(all.Keys)]; k+1 < len(all.Keys) && next-key < 3 {
			continue // a rounding
		}
		if n := all.At((key + 1) % (1 << 24)); off(n) < got.Peak.Off {
			t.Fatalf("row phase %d: %d points are wanted, and column phase %d has %d, not %d\n%v", rowPhase, b.Wanted, key+1, n, got.Peak.Count, p)
		}
	}
}

// TestPhasesAmongMany has more fixed points side by side than lattice points, and as many keep-outs one upon another.
func TestPhasesAmongMany(t *testing.T) {
	p := plan{Kind: "many", Pattern: grid.Square, Spacing: 9000, Margin: 1000}
	ring := func(x, y, side int32) grid.Ring {
		return grid.Ring{X: []int32{x, x + side, x + side, x}, Y: []int32{y, y, y + side, y + side}}
	}
	p.Area.Polygons = []grid.Polygon{{Shell: ring(0, 0, 100*mm)}}
	for k := range int32(600) {
		p.Area.KeepOuts = append(p.Area.KeepOuts, grid.KeepOut{Polygon: grid.Polygon{Shell: ring(60*mm+k, 60*mm+k%7, 20*mm)}})
		p.Fixed = append(p.Fixed, grid.Point{X: 20*mm + 10*k, Y: 20*mm + 7*k})
	}
	o, err := grid.NewOutline(p.Area, nil)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(*seed, 4))
	for range 5 {
		holdPhases(t, rng, p, o)
	}
}
