package grid_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
)

// TestReset takes one grid through plans that mostly differ from the one before in one thing, with refusals and
// interruptions between them: it says what a grid without a past says.
func TestReset(t *testing.T) {
	n := 600
	if *long {
		n *= 20
	}
	rng := rand.New(rand.NewPCG(*seed, 31))
	var g grid.Grid
	var p plan
	var o *grid.Outline
	interrupted := errors.New("interrupted")
	changed, refused, ended := 0, 0, 0
	for k := range n {
		if p.Pattern == 0 || oneIn(rng, 12) {
			p = pick(rng, traced, traced, rimmed, star, islands, manyKeepOuts, touching)(rng)
			fresh, err := grid.NewOutline(p.Area, nil)
			if err != nil {
				p = plan{}
				continue
			}
			o = fresh
			changed++
		} else {
			p = otherwise(rng, p)
		}
		var work grid.Work
		switch rng.IntN(6) {
		case 0:
			work.Limits = grid.Cost{EdgeRows: spread(rng, 1, 10_000), ExactTests: spread(rng, 1, 10_000)}
		case 1:
			left := rng.IntN(3)
			work.Pause = func() error {
				if left--; left < 0 {
					return interrupted
				}
				return nil
			}
		}
		again := work
		got, err := read(&g, p.spec(o), &work)
		want, wantErr := read(new(grid.Grid), p.spec(o), &again)
		if work.Limits.ExactTests > 0 || work.Pause != nil {
			// How many tests a plan takes depends on the last bits of float64, and so on the plan before.
			if err != nil || wantErr != nil {
				ended++
				continue
			}
		}
		if (err == nil) != (wantErr == nil) || err != nil && err.Error() != wantErr.Error() {
			t.Fatalf("seed %d, plan %d: error %v, want %v\n%v", *seed, k, err, wantErr, p)
		}
		if err != nil {
			refused++
			continue
		}
		if err := want.differs(got); err != nil {
			t.Fatalf("seed %d, plan %d: %v\n%v", *seed, k, err, p)
		}
	}
	t.Logf("%d plans of %d outlines, %d refused, %d ended", n, changed, refused, ended)
	if refused*40 < n || refused*2 > n || ended*40 < n {
		t.Errorf("%d of %d plans refused and %d ended: such a run shows little", refused, n, ended)
	}
}

// TestResetInterrupted ends the work while a grid takes over an outline that it has for another margin.
func TestResetInterrupted(t *testing.T) {
	const n, radius = 70_000, 1_000_000
	var r grid.Ring
	for k := range n {
		turn := 2 * math.Pi * float64(k) / n
		r.X = append(r.X, int32(radius*math.Cos(turn)))
		r.Y = append(r.Y, int32(radius*math.Sin(turn)))
	}
	o, err := grid.NewOutline(grid.Area{Polygons: []grid.Polygon{{Shell: r}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	spec := grid.Spec{Outline: o, Pattern: grid.Square, Spacing: 50_000, Margin: 20, Placement: grid.Origin{}}
	want, err := read(new(grid.Grid), spec, nil)
	if err != nil {
		t.Fatal(err)
	}
	g, err := grid.New(spec, nil)
	if err != nil {
		t.Fatal(err)
	}
	ended := errors.New("ended")
	other := spec
	other.Margin = 100_000
	if err := g.Reset(other, &grid.Work{Pause: func() error { return ended }}); !errors.Is(err, ended) {
		t.Fatalf("Reset of %d vertices with a Pause that ends the work: error %v, want its own", n, err)
	}
	got, err := read(g, spec, nil)
	if err == nil {
		err = want.differs(got)
	}
	if err != nil {
		t.Error(err)
	}
}

// TestSharedOutline reads one outline with several grids at once, each with plans of its own; the race detector sees what
// they share.
func TestSharedOutline(t *testing.T) {
	rng := rand.New(rand.NewPCG(*seed, 32))
	for range 10 {
		p := pick(rng, traced, rimmed)(rng)
		o, err := grid.NewOutline(p.Area, nil)
		if err != nil {
			continue
		}
		var plans [4][8]plan
		var answers [4][8]answer
		var wait sync.WaitGroup
		for k := range plans {
			for i := range plans[k] {
				plans[k][i] = otherwise(rng, p)
			}
			wait.Go(func() {
				var g grid.Grid
				for i, q := range plans[k] {
					answers[k][i], _ = read(&g, q.spec(o), nil) // a plan that is refused has the empty answer
				}
			})
		}
		wait.Wait()
		for k := range plans {
			for i, q := range plans[k] {
				want, _ := read(new(grid.Grid), q.spec(o), nil)
				if err := want.differs(answers[k][i]); err != nil {
					t.Fatalf("seed %d: %v\n%v", *seed, err, q)
				}
			}
		}
	}
}

// read is all that a grid says of a plan.
func read(g *grid.Grid, spec grid.Spec, work *grid.Work) (answer, error) {
	if err := g.Reset(spec, work); err != nil {
		return answer{}, err
	}
	return take(g)
}

// otherwise changes one thing of a plan, its outline aside; not all that comes is a plan.
func otherwise(rng *rand.Rand, p plan) plan {
	b := boxOf(p.Area.Polygons)
	inside := place{between(rng, b.lo.x, b.hi.x), between(rng, b.lo.y, b.hi.y)}
	switch rng.IntN(8) {
	case 0:
		p.Margin = grid.Micrometres(pick(rng, 0, 1, 15, 16, spread(rng, 16, max(17, (b.hi.x-b.lo.x)/3))))
	case 1:
		p.Spacing = grid.Micrometres(min(max(int64(p.Spacing)*between(rng, 7, 16)/10, 20), 100_000))
		p.Lattice = nil
	case 2:
		p.Angle, p.Lattice = angle(rng), nil
	case 3:
		p.Origin, p.Lattice = &grid.Point{X: int32(inside.x), Y: int32(inside.y)}, nil
	case 4: // the same steps, far away or near
		l := latticeAt(p.Pattern, p.Spacing, p.Angle, pick(rng, inside, place{}, place{between(rng, -1<<31, 1<<31), between(rng, -1<<31, 1<<31)}))
		l.O.X += rng.Int64N(1 << 20)
		p.Origin, p.Lattice, p.Angle = nil, &l, 0
	case 5:
		p.Pattern, p.Lattice = pick(rng, grid.Square, grid.Triangular), nil
	case 6:
		p.Fixed = nil
		if oneIn(rng, 2) {
			p.Fixed = []grid.Point{{X: int32(inside.x), Y: int32(inside.y)}}
		}
	case 7:
		p.Origin, p.Lattice = nil, nil
	}
	return p
}
