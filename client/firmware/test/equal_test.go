package firmware_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// What gun injects is the grid that a Go client gets, whatever the transport and the size of a chunk; and once it is
// complete, nothing is given any more.
func TestEqual(t *testing.T) {
	d := startDaemon(t)
	for name, spec := range plans(t) {
		c := newCourse(t, d.client, spec)
		for _, transport := range []string{"", "--http10"} {
			for _, chunk := range []string{"", "1", "7", "256"} {
				if chunk != "" && c.count() > 5_000 {
					continue
				}
				t.Run(fmt.Sprintf("%s/%s/%s", name, transport, chunk), func(t *testing.T) {
					g := newGun(t, c)
					if transport != "" {
						g.args = append(g.args, transport)
					}
					if chunk != "" {
						g.args = append(g.args, "--chunk", chunk)
					}
					c.checkWhole(t, g, g.run(t, d.http))
					skin := g.skin(t)
					again := g.run(t, d.http)
					if end := fmt.Sprintf("complete given=%d doubt=0", c.count()); again.code != exitComplete || again.end != end ||
						len(again.doubts) > 0 || !slices.Equal(g.skin(t), skin) {
						t.Errorf("run again: %v; want %q and the same skin", again, end)
					}
				})
			}
		}
	}
}

// checkWhole compares a run from the first point to the last, without a cut, with the grid.
func (c *course) checkWhole(t *testing.T, g *gun, r *told) {
	t.Helper()
	if end := fmt.Sprintf("complete given=%d doubt=0", c.count()); r.code != exitComplete || r.end != end || len(r.doubts) > 0 {
		t.Fatalf("%v; want %q", r, end)
	}
	if want := headerLine(c.GetHeader()); r.header != want {
		t.Errorf("header %q, want %q", r.header, want)
	}
	if want := c.GetHeader().GetRefillBefore(); !slices.Equal(r.refills, want) {
		t.Errorf("refills before %d, want %d", r.refills, want)
	}
	skin := g.skin(t)
	if uint64(len(skin)) != c.count() {
		t.Fatalf("%d points in the skin, want %d", len(skin), c.count())
	}
	for i, s := range skin {
		if want := c.shot(uint64(i)); s != want {
			t.Fatalf("shot %d is %+v, want %+v", i, s, want)
		}
	}
}

// The plans have what they are for.
func TestPlans(t *testing.T) {
	d := startDaemon(t)
	all := map[string]*course{}
	for name, spec := range plans(t) {
		all[name] = newCourse(t, d.client, spec)
	}
	for name, has := range map[string]bool{
		"clin3 has more chunks than one of 256 points": all["clin3"].count() > 2*256,
		"face has more chunks than one of 7 points":    all["face"].count() > 2*7,
		"empty is empty":            all["empty"].count() == 0,
		"volumes of Voronoi differ": len(slices.Compact(slices.Sorted(slices.Values(all["total, Voronoi"].GetPoints().GetVolumeNl())))) > 3,
		"the needle has an angle":   all["fixed points, needle, refills"].GetHeader().GetNeedleAngleMdeg() == 45_000,
		"the reservoir is refilled": len(all["fixed points, needle, refills"].GetHeader().GetRefillBefore()) > 2,
		"one point is one":          all["one point"].count() == 1,
	} {
		if !has {
			t.Errorf("not so: %s", name)
		}
	}
}

// What a request says of first_point and chunk_points is the client's business; what it expects holds until a grid is
// begun.
func TestRequestFields(t *testing.T) {
	d := startDaemon(t)
	c := newCourse(t, d.client, small(t))
	other := newCourse(t, d.client, clinical(10_000)).GetHeader().GetKey()
	for _, expect := range []*pb.GridKey{nil, c.GetHeader().GetKey(), other} {
		g := newGun(t, c)
		text, err := proto.Marshal(&pb.StreamGridRequest{Source: &pb.StreamGridRequest_Spec{Spec: c.spec}, FirstPoint: 5, ChunkPoints: 60_000, Expect: expect})
		if err != nil {
			t.Fatal(err)
		}
		g.write(t, "request", text)
		switch r := g.run(t, d.http); {
		case expect != other:
			c.checkWhole(t, g, r)
		case r.code != exitChanged || len(g.skin(t)) > 0:
			t.Errorf("another grid was expected: %v, %d points given; want exit %d", r, len(g.skin(t)), exitChanged)
		}
	}
}

// A grid that this build cannot hold is not begun, and flags that make no sense are not taken for others.
func TestLimits(t *testing.T) {
	d := startDaemon(t)
	spec := small(t)
	spec.Injector.ReservoirNl = 130_000 // less the dead volume, for two points
	spec.SpacingUm = 9_000
	c := newCourse(t, d.client, spec)
	if n := len(c.GetHeader().GetRefillBefore()); n <= 32 {
		t.Fatalf("%d refills", n)
	}
	g := newGun(t, c)
	if r := g.run(t, d.http); r.code != exitCorrupt || len(g.skin(t)) > 0 || r.header != "" || !strings.Contains(r.stderr, "refills") {
		t.Errorf("too many refills: %v, %d points given; want exit %d", r, len(g.skin(t)), exitCorrupt)
	}
	for _, args := range [][]string{{"--chunk", "0"}, {"--chunk", "257"}, {"--chunk", "-1"}, {"--chunk", "7x"}, {"--chunk"}, {"--kill-step", ""}, {"--more"}} {
		if r := g.run(t, d.http, args...); r.code != exitUsage || len(g.skin(t)) > 0 {
			t.Errorf("%q: %v, want exit %d", args, r, exitUsage)
		}
	}
}
