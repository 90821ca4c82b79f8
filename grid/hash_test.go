package grid_test

import (
	"crypto/sha256"
	"encoding/binary"
	"flag"
	"fmt"
	"hash"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
)

var update = flag.Bool("update", false, "write the checksums of testdata/corpus.sha256 anew")

// corpus is the checksums of plans and of their answers.
type corpus struct {
	plans, answers hash.Hash
	count, points  int
}

// TestHash holds the answers to a fixed corpus of plans, in each order, against one checksum, which is the same on every
// machine (.ci/hashes runs it on three). The plans have a checksum of their own, so that a changed corpus is not taken for
// a changed answer. Where answers change, grid.Revision rises.
func TestHash(t *testing.T) {
	const file = "testdata/corpus.sha256"
	got := ""
	for order := range grid.Shortest + 1 {
		c := corpus{plans: sha256.New(), answers: sha256.New()}
		c.addAll(t, order)
		t.Logf("order %d: %d plans, %d points", order, c.count, c.points)
		got += fmt.Sprintf("plans %x\nanswers of revision %d %x\n", c.plans.Sum(nil), grid.Revision, c.answers.Sum(nil))
	}
	c := corpus{plans: sha256.New(), answers: sha256.New()}
	for n, kind := range kinds {
		if kind.name != "none" {
			searched(rand.New(rand.NewPCG(21, uint64(n))), n, 12, func(_ *rand.Rand, p plan, o *grid.Outline) { c.add(t, p, o) })
		}
	}
	got += fmt.Sprintf("plans for the best fit %x\nanswers for the best fit %x\n", c.plans.Sum(nil), c.answers.Sum(nil))
	t.Log(got)
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

func (c *corpus) addAll(t *testing.T, order grid.Order) {
	for n, kind := range kinds {
		rng := rand.New(rand.NewPCG(20, uint64(n)))
		for range 24 {
			p := kind.make(rng)
			p.Order = order
			o, err := grid.NewOutline(p.Area, new(grid.Work))
			if err != nil {
				fmt.Fprintln(c.plans, "refused", p)
				continue
			}
			p.fix(rng)
			c.add(t, p, o)
		}
	}
	large := plan{Kind: "large", Area: largeArea(20), Pattern: grid.Triangular, Spacing: 200, Angle: 17_000, Margin: 200, Order: order}
	if order == grid.Shortest {
		large.Pattern, large.Spacing = grid.Square, 350 // its limit on points
	}
	o, err := grid.NewOutline(large.Area, new(grid.Work))
	if err != nil {
		t.Fatal(err)
	}
	c.add(t, large, o)
}

func (c *corpus) add(t *testing.T, p plan, o *grid.Outline) {
	fmt.Fprintln(c.plans, p)
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
			c.answers.Write(binary.LittleEndian.AppendUint64(nil, uint64(n)))
		}
	}
	write(l.O.X, l.O.Y, l.A.X, l.A.Y, l.B.X, l.B.Y, int64(len(ans.points)), int64(ans.near))
	for _, n := range ans.polygons {
		write(int64(n))
	}
	for _, q := range ans.points {
		write(q.x, q.y)
	}
	c.count++
	c.points += len(ans.points)
}
