package grid_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
)

// TestPast takes one grid through plans in all orders, searched or not, read in any way and left in any state by refusals
// and interruptions: it says what a grid without a past says, points, areas and fit.
func TestPast(t *testing.T) {
	n := 300
	if *long {
		n *= 20
	}
	rng := rand.New(rand.NewPCG(*seed, 33))
	var g grid.Grid
	var p plan
	var o *grid.Outline
	enough := errors.New("enough")
	held, ended, searches := 0, 0, 0
	for k := range n {
		if p.Pattern == 0 || oneIn(rng, 6) {
			p = pick(rng, traced, rimmed, star, islands, scattered, perforated, manyKeepOuts, touching, jagged)(rng)
			fresh, err := grid.NewOutline(p.Area, nil)
			if err != nil || places(boxOf(p.Area.Polygons), p.Spacing) > 1e5 {
				p = plan{}
				continue
			}
			o = fresh
		} else {
			p = otherwise(rng, p)
		}
		if places(boxOf(p.Area.Polygons), p.Spacing) > 1e5 {
			p = plan{}
			continue
		}
		q := p
		q.Order = pick(rng, grid.Serpentine, grid.Shortest)
		if oneIn(rng, 3) {
			q.Origin, q.Lattice = nil, nil
			q.BestFit = &grid.BestFit{Effort: uint32(between(rng, 1, 30)), AnyAngle: oneIn(rng, 2)}
			if q.BestFit.AnyAngle {
				q.Angle = 0
			}
			if oneIn(rng, 2) {
				q.BestFit.Wanted = uint32(spread(rng, 1, 500))
			}
		}
		if oneIn(rng, 4) {
			left := rng.IntN(6)
			work := &grid.Work{Pause: func() error {
				if left--; left < 0 {
					return enough
				}
				return nil
			}}
			if g.Reset(q.spec(o), work) == nil {
				for g.Next() {
				}
				_, _ = g.AppendAreas(nil, grid.Voronoi)
			}
			ended++
			if oneIn(rng, 2) {
				continue
			}
		}
		err := g.Reset(q.spec(o), nil)
		cold, wantErr := grid.New(q.spec(o), nil)
		if (err == nil) != (wantErr == nil) || err != nil && err.Error() != wantErr.Error() {
			t.Fatalf("seed %d, plan %d: error %v, want %v\n%v", *seed, k, err, wantErr, q)
		}
		if err != nil {
			continue
		}
		held++
		fit, ok := g.Fit()
		wantFit, wantOK := cold.Fit()
		if fit != wantFit || ok != wantOK {
			t.Fatalf("seed %d, plan %d: fit %+v, want %+v\n%v", *seed, k, fit, wantFit, q)
		}
		if ok {
			searches++
		}
		want, err := take(cold)
		if err != nil {
			t.Fatalf("%v\n%v", err, q)
		}
		got, err := takeAnyhow(t, rng, &g)
		if err == nil {
			err = want.differs(got)
		}
		if err != nil {
			t.Fatalf("seed %d, plan %d: %v\n%v", *seed, k, err, q)
		}
		for share := grid.Equal; share <= grid.Voronoi; share++ {
			a, errA := g.AppendAreas(nil, share)
			b, errB := cold.AppendAreas(nil, share)
			if !slices.Equal(a, b) || (errA == nil) != (errB == nil) {
				t.Fatalf("seed %d, plan %d, share %d: %d areas, error %v, want %d, %v\n%v", *seed, k, share, len(a), errA, len(b), errB, q)
			}
		}
	}
	t.Logf("%d plans, %d held, %d ended, %d searches", n, held, ended, searches)
}

// takeAnyhow reads a grid by parts, with areas and new beginnings in between.
func takeAnyhow(t *testing.T, rng *rand.Rand, g *grid.Grid) (answer, error) {
	t.Helper()
	for oneIn(rng, 2) {
		for g.Next() && !oneIn(rng, 3) {
			g.AppendPart(nil, nil, rng.IntN(g.Len()+2))
		}
		if oneIn(rng, 2) {
			_, err := g.AppendAreas(nil, pick(rng, grid.Equal, grid.ClippedCell, grid.Voronoi))
			if err == nil && g.Next() {
				t.Fatalf("a band of %d points after AppendAreas", g.Len())
			}
		}
		g.Rewind()
	}
	var ans answer
	var x, y []int32
	for g.Next() {
		from := len(x)
		for len(x) < from+g.Len() {
			x, y = g.AppendPart(x, y, 1+rng.IntN(g.Len()))
			if oneIn(rng, 4) {
				ax, ay := g.AppendXY(nil, nil)
				if len(ax) != g.Len() || !slices.Equal(ax[:len(x)-from], x[from:]) || !slices.Equal(ay[:len(y)-from], y[from:]) {
					t.Fatalf("parts of a band are not what it is")
				}
			}
		}
		if len(x) != from+g.Len() {
			t.Fatalf("%d points in parts of a band of %d", len(x)-from, g.Len())
		}
	}
	if err := g.Err(); err != nil {
		return ans, err
	}
	for k := range x {
		ans.points = append(ans.points, place{int64(x[k]), int64(y[k])})
	}
	ans.polygons, ans.near = slices.Clone(g.PolygonPoints()), g.NearMisses()
	return ans, nil
}
