package grid_test

import (
	"crypto/sha256"
	"encoding/binary"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
)

var update = flag.Bool("update", false, "write the checksums of testdata/corpus.sha256 anew")

// TestHash holds the answers to a fixed corpus of plans against one checksum, which is the same on every machine
// (.ci/hashes runs it on three). The plans have a checksum of their own, so that a changed corpus is not taken for a
// changed answer. Where answers change, grid.Revision rises.
func TestHash(t *testing.T) {
	const file = "testdata/corpus.sha256"
	plans, answers := sha256.New(), sha256.New()
	count, points := 0, 0
	add := func(p plan, o *grid.Outline) {
		fmt.Fprintln(plans, p)
		g, err := grid.New(p.spec(o), new(grid.Work))
		if err != nil {
			t.Fatalf("%v\n%v", err, p)
		}
		ans, err := take(g)
		if err != nil {
			t.Fatalf("%v\n%v", err, p)
		}
		l, _ := g.Lattice()
		write := func(v ...int64) {
			for _, n := range v {
				answers.Write(binary.LittleEndian.AppendUint64(nil, uint64(n)))
			}
		}
		write(l.O.X, l.O.Y, l.A.X, l.A.Y, l.B.X, l.B.Y, int64(len(ans.points)), int64(ans.near))
		for _, n := range ans.polygons {
			write(int64(n))
		}
		for _, q := range ans.points {
			write(q.x, q.y)
		}
		count++
		points += len(ans.points)
	}
	for n, kind := range kinds {
		rng := rand.New(rand.NewPCG(20, uint64(n)))
		for range 24 {
			p := kind.make(rng)
			o, err := grid.NewOutline(p.Area, new(grid.Work))
			if err != nil {
				fmt.Fprintln(plans, "refused", p)
				continue
			}
			p.fix(rng)
			add(p, o)
		}
	}
	large := plan{Kind: "large", Area: largeArea(20), Pattern: grid.Triangular, Spacing: 200, Angle: 17_000, Margin: 200}
	o, err := grid.NewOutline(large.Area, new(grid.Work))
	if err != nil {
		t.Fatal(err)
	}
	add(large, o)
	got := fmt.Sprintf("plans %x\nanswers of revision %d %x\n", plans.Sum(nil), grid.Revision, answers.Sum(nil))
	plans, answers = sha256.New(), sha256.New()
	for n, kind := range kinds {
		if kind.name != "none" {
			searched(rand.New(rand.NewPCG(21, uint64(n))), n, 12, func(_ *rand.Rand, p plan, o *grid.Outline) { add(p, o) })
		}
	}
	got += fmt.Sprintf("plans for the best fit %x\nanswers for the best fit %x\n", plans.Sum(nil), answers.Sum(nil))
	t.Logf("%d plans, %d points\n%s", count, points, got)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s:\ngot\n%swant\n%sIf the change is meant, raise grid.Revision and run with -update.", file, got, want)
	}
}
