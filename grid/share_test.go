package grid_test

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
)

// spot is a place in um, for the oracle.
type spot struct{ x, y float64 }

// halfPlane is where nx*x + ny*y <= c.
type halfPlane struct{ nx, ny, c float64 }

// nearerTo is where (0, 0) is nearer than q.
func nearerTo(q spot) halfPlane { return halfPlane{q.x, q.y, (q.x*q.x + q.y*q.y) / 2} }

// within is the part of a ring in a half plane (Sutherland and Hodgman): where it leaves and comes back it runs along the
// border, to and fro, which adds nothing to its signed area.
func within(ring []spot, h halfPlane) []spot {
	var part []spot
	for k, q := range ring {
		p := ring[(k+len(ring)-1)%len(ring)]
		dp, dq := h.nx*p.x+h.ny*p.y-h.c, h.nx*q.x+h.ny*q.y-h.c
		if dp < 0 && dq > 0 || dp > 0 && dq < 0 {
			t := dp / (dp - dq)
			part = append(part, spot{p.x + t*(q.x-p.x), p.y + t*(q.y-p.y)})
		}
		if dq <= 0 {
			part = append(part, q)
		}
	}
	return part
}

func signedArea(ring []spot) float64 {
	sum := 0.0
	for k, q := range ring {
		p := ring[(k+len(ring)-1)%len(ring)]
		sum += p.x*q.y - p.y*q.x
	}
	return sum / 2
}

// shareOracle works areas out from half planes alone: a point's part of the plane is cut from the whole plane by the
// bisectors with other points, and every ring of the area is cut to that part. It takes away every keep-out, so it holds
// where each lies inside the outline.
type shareOracle struct {
	lattice grid.Lattice
	points  []grid.Vector // ideal places, in um * 2^-20, in delivery order
	rings   [][]grid.Point
	signs   []float64
	area2   int64 // twice the area of all
}

func newShareOracle(a grid.Area, l grid.Lattice, points []place) *shareOracle {
	s := &shareOracle{lattice: l}
	for _, q := range points {
		i, j := indices(l, grid.Vector{X: q.x << 20, Y: q.y << 20})
		s.points = append(s.points, grid.Vector{X: l.O.X + i*l.A.X + j*l.B.X, Y: l.O.Y + i*l.A.Y + j*l.B.Y})
	}
	add := func(r grid.Ring, sign float64) {
		var ring []grid.Point
		sum := int64(0)
		for k := range r.X {
			m := (k + 1) % len(r.X)
			ring = append(ring, grid.Point{X: r.X[k], Y: r.Y[k]})
			sum += (int64(r.X[k])-int64(r.X[0]))*(int64(r.Y[m])-int64(r.Y[0])) - (int64(r.X[m])-int64(r.X[0]))*(int64(r.Y[k])-int64(r.Y[0]))
		}
		if sum < 0 {
			sum = -sum
			slices.Reverse(ring)
		}
		s.area2 += int64(sign) * sum
		s.rings = append(s.rings, ring)
		s.signs = append(s.signs, sign)
	}
	for _, p := range a.Polygons {
		add(p.Shell, 1)
		for _, h := range p.Holes {
			add(h, -1)
		}
	}
	for _, k := range a.KeepOuts {
		add(k.Polygon.Shell, -1)
		for _, h := range k.Polygon.Holes {
			add(h, 1)
		}
	}
	return s
}

// part is the area of the region in the half planes, which are relative to the point at o.
func (s *shareOracle) part(o grid.Vector, planes []halfPlane) float64 {
	sum := 0.0
	for n, ring := range s.rings {
		var moved []spot
		for _, p := range ring {
			moved = append(moved, spot{float64(int64(p.X)<<20-o.X) / (1 << 20), float64(int64(p.Y)<<20-o.Y) / (1 << 20)})
		}
		for _, h := range planes {
			moved = within(moved, h)
		}
		sum += s.signs[n] * signedArea(moved)
	}
	return sum
}

// cell is the lattice's own cell round a point.
func (s *shareOracle) cell() []halfPlane {
	var planes []halfPlane
	for i := int64(-2); i <= 2; i++ {
		for j := int64(-2); j <= 2; j++ {
			if i != 0 || j != 0 {
				planes = append(planes, nearerTo(spot{float64(i*s.lattice.A.X+j*s.lattice.B.X) / (1 << 20),
					float64(i*s.lattice.A.Y+j*s.lattice.B.Y) / (1 << 20)}))
			}
		}
	}
	return planes
}

// nearest is the part of the plane nearest to point n: bisectors with all other points, the nearest ones first; those that
// do not cut a box round the area any more are left out.
func (s *shareOracle) nearest(n int, extent float64) []halfPlane {
	o := s.points[n]
	var others []spot
	for m, q := range s.points {
		if m != n {
			others = append(others, spot{float64(q.X-o.X) / (1 << 20), float64(q.Y-o.Y) / (1 << 20)})
		}
	}
	slices.SortFunc(others, func(p, q spot) int { return cmp.Compare(p.x*p.x+p.y*p.y, q.x*q.x+q.y*q.y) })
	cell := []spot{{-extent, -extent}, {extent, -extent}, {extent, extent}, {-extent, extent}}
	var planes []halfPlane
	for _, q := range others {
		h := nearerTo(q)
		if slices.ContainsFunc(cell, func(c spot) bool { return h.nx*c.x+h.ny*c.y > h.c }) {
			planes = append(planes, h)
			cell = within(cell, h)
		}
	}
	return planes
}

// holdAreas compares all areas of a plan, and tells how far off, relatively, those of Voronoi are in sum.
func holdAreas(t *testing.T, p plan, g *grid.Grid, o *grid.Outline) (cells int, off float64) {
	t.Helper()
	ans, err := take(g)
	if err != nil {
		t.Fatalf("%v\n%v", err, p)
	}
	points := ans.points[len(p.Fixed):]
	clipped := areasOf(t, g, grid.ClippedCell, len(points))
	voronoi := areasOf(t, g, grid.Voronoi, len(points))
	if len(points) == 0 {
		return 0, 0
	}
	l, _ := g.Lattice()
	oracle := newShareOracle(p.Area, l, points)
	b := boxOf(p.Area.Polygons)
	extent := 4 * float64(max(b.hi.x-b.lo.x, b.hi.y-b.lo.y)+1)
	const tolerance = 1 // um2
	own := oracle.cell()
	for n := range points {
		if want := oracle.part(oracle.points[n], own); math.Abs(clipped[n]-want) > tolerance {
			t.Errorf("point %d at %v: clipped cell of %.3f um2, want %.3f\n%v", n, points[n], clipped[n], want, p)
			return cells, off
		}
		if want := oracle.part(oracle.points[n], oracle.nearest(n, extent)); math.Abs(voronoi[n]-want) > tolerance {
			t.Errorf("point %d at %v: Voronoi area of %.3f um2, want %.3f\n%v", n, points[n], voronoi[n], want, p)
			return cells, off
		}
	}
	return len(points), offSum(o, voronoi)
}

// areasOf also tries the form of the answer.
func areasOf(t *testing.T, g *grid.Grid, share grid.Share, points int) []float64 {
	t.Helper()
	areas, err := g.AppendAreas([]float64{-1}, share)
	if err != nil || len(areas) != points+1 || areas[0] != -1 {
		t.Fatalf("AppendAreas of %d points: %d areas, the first %v, %v", points, len(areas)-1, areas[0], err)
	}
	areas = areas[1:]
	if least := slices.Min(append(areas, 0)); least < 0 || math.IsNaN(least) {
		t.Fatalf("an area of %v um2", least)
	}
	return areas
}

// offSum is how far the sum of areas is from that of the region, relatively.
func offSum(o *grid.Outline, areas []float64) float64 {
	area2, _ := o.Area2()
	want, sum := float64(area2)/2, 0.0
	for _, a := range areas {
		sum += a
	}
	return math.Abs(sum-want) / want
}

// areaTolerance is that of a sum of areas. A long sliver, micrometres by hundreds of metres, is the small difference of
// large parts of its tiles.
func areaTolerance(kind string) float64 {
	if kind == "long" {
		return 1e-11
	}
	return 1e-12
}

// The areas of random plans: small ones cell by cell, all of them in sum.
func TestAreas(t *testing.T) {
	plans := 12
	if *long {
		plans = 2000
	}
	worst, compared, sums := 0.0, 0, 0
	for n, kind := range kinds {
		rng := rand.New(rand.NewPCG(*seed, 40+uint64(n)))
		for range plans {
			p := kind.make(rng)
			o, err := grid.NewOutline(p.Area, new(grid.Work))
			if err != nil || p.Pattern == grid.NoPattern {
				continue
			}
			p.fix(rng)
			g, err := grid.New(p.spec(o), new(grid.Work))
			if err != nil {
				t.Fatalf("%v\n%v", err, p)
			}
			area2, exact := o.Area2()
			if !exact {
				continue
			}
			var points uint64
			for g.Next() {
				points += uint64(g.Len())
			}
			g.Rewind()
			vertices := uint64(0)
			for _, q := range p.Area.Polygons {
				vertices += uint64(len(q.Shell.X))
			}
			apart := newShareOracle(p.Area, grid.Lattice{}, nil).area2 != area2
			if apart || points*(points+vertices) > 300_000 {
				for g.Next() {
				}
				areas, err := g.AppendAreas(nil, grid.Voronoi)
				if err != nil {
					t.Fatalf("%v\n%v", err, p)
				}
				if off := offSum(o, areas); len(areas) > 0 && off > areaTolerance(kind.name) {
					t.Errorf("Voronoi areas are off by %.3g in sum\n%v", off, p)
				}
				sums++
				continue
			}
			cells, off := holdAreas(t, p, g, o)
			compared += cells
			worst = max(worst, off)
			if off > areaTolerance(kind.name) {
				t.Errorf("%d Voronoi areas are off by %.3g in sum\n%v", cells, off, p)
			}
		}
	}
	t.Logf("%d cells compared; sums off by at most %.3g; %d other plans in sum alone", compared, worst, sums)
	if compared < 1000 {
		t.Errorf("%d cells compared, too few", compared)
	}
}

// A wide margin leaves few points to share out what lies tens of rows away.
func TestAreasFarFromPoints(t *testing.T) {
	hole := grid.Ring{X: []int32{-3 * mm, 4 * mm, 2 * mm}, Y: []int32{-2 * mm, -1 * mm, 3 * mm}}
	for n, margin := range []grid.Micrometres{17 * mm, 36 * mm, 38 * mm} {
		for pattern := grid.Triangular; pattern <= grid.Square; pattern++ {
			a := smooth(60)
			if n == 0 {
				a.Polygons[0].Holes = []grid.Ring{hole}
			}
			p := plan{Area: a, Pattern: pattern, Spacing: grid.Micrometres(1100 + 100*n), Margin: margin, Angle: 17_000}
			o, err := grid.NewOutline(p.Area, nil)
			if err != nil {
				t.Fatal(err)
			}
			g, err := grid.New(p.spec(o), nil)
			if err != nil {
				t.Fatal(err)
			}
			if cells, off := holdAreas(t, p, g, o); cells < 5 || off > areaTolerance("") {
				t.Errorf("pattern %d, margin %v: %d Voronoi areas are off by %.3g in sum", pattern, p.Margin, cells, off)
			}
		}
	}
}

// The areas of the shared outlines, cell by cell.
func TestAreasOfSharedOutlines(t *testing.T) {
	const folder = "../../shared/data"
	areas := readAreas(t, folder)
	if len(areas) == 0 {
		t.Skip("the shared outlines are not here: ../shared/data beside the repository")
	}
	outlines, compared, worst := 0, 0, 0.0
	names := slices.Sorted(func(yield func(string) bool) {
		for name := range areas {
			if !yield(name) {
				return
			}
		}
	})
	for n, name := range names {
		a := areas[name]
		o, err := grid.NewOutline(a, new(grid.Work))
		if err != nil {
			continue
		}
		if area2, exact := o.Area2(); !exact || newShareOracle(a, grid.Lattice{}, nil).area2 != area2 {
			continue
		}
		cells := 0
		for k, margin := range []grid.Micrometres{0, 1} {
			area2, _ := o.Area2()
			spacing := grid.Micrometres(min(max(math.Sqrt(float64(area2)/2/40), 20), 100_000))
			p := plan{Kind: name, Area: a, Pattern: grid.Pattern(1 + (n+k)%2), Spacing: spacing, Margin: margin * spacing / 3,
				Angle: grid.Millidegrees(n * 7_919 % 180_000)}
			g, err := grid.New(p.spec(o), new(grid.Work))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			c, off := holdAreas(t, p, g, o)
			cells += c
			worst = max(worst, off)
			if off > areaTolerance("") {
				t.Errorf("%s: Voronoi areas are off by %.3g in sum", name, off)
			}
		}
		if cells > 0 {
			outlines++
			compared += cells
		}
	}
	t.Logf("%d cells of %d outlines; sums off by at most %.3g", compared, outlines, worst)
	if outlines < 200 {
		t.Errorf("%d outlines compared, want 200", outlines)
	}
}

// A strip of 100 x 50 mm at 10 mm gives each of its 50 points a whole cell; moved by half a cell, rim points lose half.
func TestAreasOfStrip(t *testing.T) {
	for _, c := range []struct {
		origin           grid.Origin
		clipped, voronoi []float64 // of the first row, from the left, mm2
	}{
		{grid.Origin{X: 5_000, Y: 5_000}, slices.Repeat([]float64{100}, 10), slices.Repeat([]float64{100}, 10)},
		{grid.Origin{X: 2_000, Y: 5_000}, append([]float64{70}, slices.Repeat([]float64{100}, 9)...),
			append(append([]float64{70}, slices.Repeat([]float64{100}, 8)...), 130)}, // and 3 mm up to the edge
	} {
		p := plan{Area: grid.Area{Polygons: []grid.Polygon{{Shell: grid.Ring{X: []int32{0, 100_000, 100_000, 0}, Y: []int32{0, 0, 50_000, 50_000}}}}}, Pattern: grid.Square, Spacing: 10_000}
		o, err := grid.NewOutline(p.Area, nil)
		if err != nil {
			t.Fatal(err)
		}
		spec := p.spec(o)
		spec.Placement = c.origin
		g, err := grid.New(spec, nil)
		if err != nil {
			t.Fatal(err)
		}
		for share, want := range map[grid.Share][]float64{grid.ClippedCell: c.clipped, grid.Voronoi: c.voronoi} {
			got, err := g.AppendAreas(nil, share)
			if err != nil {
				t.Fatal(err)
			}
			for k, a := range want {
				if math.Abs(got[k]-a*1e6) > 1e-3 {
					t.Errorf("origin %v, share %d: point %d has %v mm2, want %v", c.origin, share, k, got[k]/1e6, a)
				}
			}
		}
	}
}
