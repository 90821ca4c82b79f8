package firmware_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"

	"google.golang.org/protobuf/proto"

	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// begun is a device whose power was cut in front of a step.
func (c *course) begun(t *testing.T, addr string, step int) *gun {
	t.Helper()
	g := newGun(t, c, "--chunk", "7")
	if r := g.run(t, addr, "--kill-step", fmt.Sprint(step)); r.code != exitKilled {
		t.Fatalf("%v, want it killed at step %d", r, step)
	}
	return g
}

// stages are steps at which a device has begun, is on its way, and has nearly ended.
func (c *course) stages() []int {
	var all []int
	for kind := range steps {
		all = append(all, 1+kind, 1+steps*10+kind, 1+steps*(int(c.count())-1)+kind)
	}
	return all
}

// A device that holds the state of one plan gives nothing of another.
func TestOtherPlan(t *testing.T) {
	d := startDaemon(t)
	c := newCourse(t, d.client, small(t))
	wider, moved := proto.CloneOf(c.spec), proto.CloneOf(c.spec)
	wider.SpacingUm++
	moved.FixedPoints[1].XUm++
	for name, spec := range map[string]*pb.GridSpec{"spacing": wider, "fixed point": moved, "fewer points": clinical(20_000), "more points": clinical(3_000)} {
		other := newCourse(t, d.client, spec)
		for _, step := range append(c.stages(), 0) {
			var g *gun
			if step > 0 {
				g = c.begun(t, d.http, step)
			} else {
				g = newGun(t, c) // to the end
				c.checkWhole(t, g, g.run(t, d.http))
			}
			given := g.skin(t)
			g.write(t, "request", other.request(t))
			r := g.run(t, d.http)
			if r.code != exitChanged && r.code != exitState || !slices.Equal(g.skin(t), given) {
				t.Errorf("%s, after step %d: %v, %d points more; want exit %d and none", name, step, r, len(g.skin(t))-len(given), exitChanged)
			}
			// The plan that was begun goes on as if nothing had been.
			g.write(t, "request", c.request(t))
			if r := g.run(t, d.http); r.code != exitComplete {
				t.Errorf("%s, after step %d, the old plan again: %v", name, step, r)
			}
			c.checkShots(t, name, g.skin(t))
		}
	}
}

// A state that was torn or has rotted is refused, or leaves no more than a doubt: no point is given twice, and none is
// left out unreported. (A whole copy of an older state is a state like any other, and so is an erased one: nothing on the
// device tells that points were given since. Whoever puts one back repeats them.)
func TestTornState(t *testing.T) {
	d := startDaemon(t)
	c := newCourse(t, d.client, small(t))
	rng := rand.New(rand.NewPCG(67, 2))
	tries := 12
	if *long {
		tries = 400
	}
	refused, resumed := 0, 0
	for _, step := range append(c.stages(), 0) {
		var g *gun
		if step > 0 {
			g = c.begun(t, d.http, step)
		} else {
			g = newGun(t, c)
			c.checkWhole(t, g, g.run(t, d.http))
		}
		state, skin := g.read(t, "state"), g.read(t, "skin")
		older := c.begun(t, d.http, max(1, step-3*steps)).read(t, "state")
		for try := range 8 + tries {
			torn, what := slices.Clone(state), ""
			slot := len(state) / 2 * (try % 2)
			n, bit := rng.IntN(len(state)), rng.IntN(8*len(state))
			switch {
			case try < 2:
				fill(torn[slot:slot+len(state)/2], 0)
				what = fmt.Sprintf("slot %d zeros", try)
			case try < 4:
				fill(torn[slot:slot+len(state)/2], 0xFF)
				what = fmt.Sprintf("slot %d erased", try-2)
			case try < 6:
				torn, what = torn[:slot], fmt.Sprintf("cut to %d bytes", slot)
			case try < 8 && (step == 0 || step > 3*steps): // earlier they may be neighbours, as in a whole copy
				copy(torn[slot:slot+len(state)/2], older[slot:])
				what = fmt.Sprintf("slot %d as it was before", try-6)
			case try%4 == 0:
				torn, what = torn[:n], fmt.Sprintf("cut to %d bytes", n)
			case try%4 == 1:
				fill(torn[max(n, 1):], 0)
				what = fmt.Sprintf("zeros from byte %d on", max(n, 1))
			default:
				torn[bit/8] ^= 1 << (bit % 8)
				what = fmt.Sprintf("bit %d flipped", bit)
			}
			if slices.Equal(torn, state) {
				continue
			}
			g.write(t, "state", torn)
			g.write(t, "skin", skin)
			r := g.run(t, d.http)
			what = fmt.Sprintf("step %d, %s of %d bytes: %v", step, what, len(state), r)
			now := g.skin(t)
			c.checkShots(t, what, now)
			switch r.code {
			case exitState:
				refused++
				if len(now) != len(skin)/24 {
					t.Fatalf("%s: %d points given", what, len(now)-len(skin)/24)
				}
			case exitComplete:
				resumed++
				for _, s := range r.doubts {
					if s.DepthUm = c.GetHeader().GetDepthUm(); slices.Contains(now[len(skin)/24:], s) {
						t.Fatalf("%s: point %d is in doubt, and was given", what, s.Index)
					}
				}
				have := map[uint64]bool{}
				for _, s := range slices.Concat(now, r.doubts) {
					have[s.Index] = true
				}
				if uint64(len(have)) != c.count() {
					t.Fatalf("%s: %d points in the skin or in doubt, want %d", what, len(have), c.count())
				}
			default:
				t.Fatalf("%s: want exit %d or a safe end", what, exitState)
			}
		}
	}
	t.Logf("%d states refused, %d resumed", refused, resumed)
}

// A state that cannot be written ends gun before it gives anything.
func TestNoState(t *testing.T) {
	d := startDaemon(t)
	c := newCourse(t, d.client, small(t))
	g := newGun(t, c)
	if err := os.Mkdir(g.path("state"), 0o700); err != nil {
		t.Fatal(err)
	}
	if r := g.run(t, d.http); r.code != exitState || len(g.skin(t)) > 0 {
		t.Errorf("a folder as state: %v, %d points given; want exit %d and none", r, len(g.skin(t)), exitState)
	}
}

// What the service refuses, gun tells, and gives nothing.
func TestRefused(t *testing.T) {
	d := startDaemon(t)
	c := newCourse(t, d.client, small(t))
	c.spec = proto.CloneOf(c.spec)
	c.spec.SpacingUm = 1
	for _, transport := range [][]string{nil, {"--http10"}} {
		g := newGun(t, c, transport...)
		r := g.run(t, d.http)
		if r.code != exitRefused || !strings.Contains(r.stderr, "invalid_argument") || !strings.Contains(r.stderr, "spacing") || len(g.skin(t)) > 0 {
			t.Errorf("%v: want exit %d, invalid_argument and what is wrong with the spacing", r, exitRefused)
		}
		c.spec.SpacingUm = 13_000
		g.write(t, "request", c.request(t))
		c.checkWhole(t, g, g.run(t, d.http)) // nothing of the refusal stays
		c.spec.SpacingUm = 1
	}
	g := newGun(t, c)
	g.write(t, "request", []byte("no request"))
	if r := g.run(t, d.http); r.code != exitRefused || len(g.skin(t)) > 0 {
		t.Errorf("no request: %v, want exit %d", r, exitRefused)
	}
	if r := newGun(t, c).run(t, "127.0.0.1:1"); r.code != exitConnection {
		t.Errorf("no server: %v, want exit %d", r, exitConnection)
	}
}

func fill(b []byte, with byte) {
	for i := range b {
		b[i] = with
	}
}

// Two guns never work with one state: each would give every point.
func TestTwoGuns(t *testing.T) {
	d := startDaemon(t)
	c := newCourse(t, d.client, small(t))
	g := newGun(t, c, "--slow-us", "5000")
	first, err := os.OpenFile(g.path("state.lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	if err := syscall.Flock(int(first.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	if r := g.run(t, d.http); r.code != exitState || !strings.Contains(r.stderr, "another gun") || len(g.skin(t)) > 0 {
		t.Errorf("beside another gun: %v, %d shots; want exit %d and none", r, len(g.skin(t)), exitState)
	}
	first.Close()
	if r := g.run(t, d.http); r.code != exitComplete || len(g.skin(t)) != len(c.GetPoints().GetXUm()) {
		t.Errorf("after it: %v, %d shots; want all %d", r, len(g.skin(t)), len(c.GetPoints().GetXUm()))
	}
}
