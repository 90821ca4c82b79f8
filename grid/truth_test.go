package grid_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
)

// truth is the ground truth of one outline, by GEOS. A cell "spacing/angle/margin" (mm, degrees) holds the number of
// clear points, the number of ties and the sums of the indices i and j of the clear points.
type truth struct {
	File, Name      string
	Valid           bool
	Area, Perimeter float64 // mm2, mm
	Hex             map[string][4]int64
	Ties            map[string][][2]int64 `json:"ties_first200"`
}

// TestTruth holds grids of real and awkward outlines against another library's. A tie lies within the rounding of a
// lattice point from the decision and may fall either way; all clear points must be there and nothing else.
func TestTruth(t *testing.T) {
	const folder = "../../shared/data"
	raw, err := os.ReadFile(filepath.Join(folder, "truth.json"))
	if err != nil {
		t.Skipf("the shared outlines are not here: %v", err)
	}
	var file struct{ Outlines []truth }
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	areas := readAreas(t, folder)
	var passed, points atomic.Int64
	cells := 0
	t.Run("outlines", func(t *testing.T) {
		for _, want := range file.Outlines {
			if !want.Valid {
				continue
			}
			cells += len(want.Hex)
			t.Run(want.File+"/"+want.Name, func(t *testing.T) {
				t.Parallel()
				a, ok := areas[want.File+"/"+want.Name]
				if !ok {
					t.Fatal("the outline is not in its file")
				}
				n, p := holdTruth(t, want, a)
				passed.Add(n)
				points.Add(p)
			})
		}
	})
	t.Logf("%d of %d cells passed, %d points", passed.Load(), cells, points.Load())
	if cells == 0 {
		t.Error("no cell was compared")
	}
}

// holdTruth compares every cell of one outline and returns how many passed, and their points.
func holdTruth(t *testing.T, want truth, a grid.Area) (passed, points int64) {
	o, err := grid.NewOutline(a, new(grid.Work))
	if err != nil {
		t.Fatalf("refused: %v", err)
	}
	area2, exact := o.Area2()
	// The truth is worked out in doubles, which lose digits far from the origin.
	tolerance := 1e-12
	if b := boxOf(a.Polygons); max(-b.lo.x, -b.lo.y, b.hi.x, b.hi.y) > 100_000_000 {
		tolerance = 1e-9
	}
	if mm2 := float64(area2) / 2e6; !exact || math.Abs(mm2-want.Area) > tolerance*want.Area {
		t.Errorf("area %.12g mm2 (exact %t), want %.12g mm2", mm2, exact, want.Area)
	}
	if mm := perimeter(a); math.Abs(mm-want.Perimeter) > tolerance*want.Perimeter {
		t.Errorf("the outline was read with a perimeter of %.12g mm, want %.12g mm", mm, want.Perimeter)
	}
	var g grid.Grid
	for _, cell := range slices.Sorted(maps.Keys(want.Hex)) {
		n, err := holdCell(&g, o, a, cell, want)
		if err != nil {
			t.Errorf("%s: %v", cell, err)
			continue
		}
		passed++
		points += n
	}
	return passed, points
}

// holdCell compares one cell and returns its number of points.
func holdCell(g *grid.Grid, o *grid.Outline, a grid.Area, cell string, want truth) (int64, error) {
	var spacing, angle, margin int32
	if _, err := fmt.Sscanf(cell, "%d/%d/%d", &spacing, &angle, &margin); err != nil {
		return 0, err
	}
	p := plan{
		Area: a, Pattern: grid.Triangular, Spacing: grid.Micrometres(spacing * 1000),
		Angle: grid.Millidegrees(angle * 1000), Margin: grid.Micrometres(margin * 1000), Origin: &grid.Point{},
	}
	if err := g.Reset(p.spec(o), new(grid.Work)); err != nil {
		return 0, err
	}
	l, _ := g.Lattice()
	ans, err := take(g)
	if err != nil {
		return 0, err
	}
	clear, ties, listed := want.Hex[cell][0], want.Hex[cell][1], want.Ties[cell]
	count := int64(len(ans.points))
	if count < clear || count > clear+ties {
		return 0, fmt.Errorf("%d points, want %d to %d", count, clear, clear+ties)
	}
	if ties > int64(len(listed)) { // the list of ties is cut, so brute force names the points
		return count, brute(p, l).differs(ans)
	}
	skip := map[[2]int64]bool{}
	for _, tie := range listed {
		skip[tie] = true
	}
	var got [4]int64
	for _, q := range ans.points {
		i, j := indices(l, grid.Vector{X: q.x << 20, Y: q.y << 20})
		if !skip[[2]int64{i, j}] {
			got[0], got[2], got[3] = got[0]+1, got[2]+i, got[3]+j
		}
	}
	if got[1] = ties; got != want.Hex[cell] {
		return 0, fmt.Errorf("without the ties, %d points with sums of i and j of %d and %d, want %d with %d and %d",
			got[0], got[2], got[3], clear, want.Hex[cell][2], want.Hex[cell][3])
	}
	return count, nil
}

// perimeter is the length of all rings of the polygons, mm.
func perimeter(a grid.Area) float64 {
	sum := 0.0
	for _, p := range a.Polygons {
		for _, s := range regionOf(p).edges {
			sum += math.Hypot(float64(s.b.x-s.a.x), float64(s.b.y-s.a.y))
		}
	}
	return sum / 1000
}

// readAreas reads the outlines of all GeoJSON files of a folder, mm, by "file/name".
func readAreas(t *testing.T, folder string) map[string]grid.Area {
	t.Helper()
	type rings [][][2]float64
	names, err := filepath.Glob(filepath.Join(folder, "*.geojson"))
	if err != nil {
		t.Fatal(err)
	}
	areas := map[string]grid.Area{}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var file struct {
			Features []struct {
				Properties struct{ Name string }
				Geometry   struct {
					Type        string
					Coordinates json.RawMessage
				}
			}
		}
		if err := json.Unmarshal(raw, &file); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, f := range file.Features {
			polygons := make([]rings, 1)
			into := any(&polygons[0])
			if strings.HasPrefix(f.Geometry.Type, "Multi") {
				into = &polygons
			}
			if err := json.Unmarshal(f.Geometry.Coordinates, into); err != nil {
				continue // an outline that is invalid already as GeoJSON has no truth to compare
			}
			var a grid.Area
			for _, p := range polygons {
				a.Polygons = append(a.Polygons, areaPolygon(p))
			}
			areas[filepath.Base(name)+"/"+f.Properties.Name] = a
		}
	}
	return areas
}

func areaPolygon(rings [][][2]float64) grid.Polygon {
	var p grid.Polygon
	for n, xy := range rings {
		var r grid.Ring
		for _, v := range xy {
			r.X, r.Y = append(r.X, int32(math.Round(v[0]*1000))), append(r.Y, int32(math.Round(v[1]*1000)))
		}
		if n == 0 {
			p.Shell = r
		} else {
			p.Holes = append(p.Holes, r)
		}
	}
	return p
}
