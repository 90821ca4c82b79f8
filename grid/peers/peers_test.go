package main

import (
	"errors"
	"io"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mesogrid/mesogrid/grid"
)

// Every rival that is here judges a small input as exact arithmetic does, kept and anew; one on a buffer may be wrong near
// the margin. What is not here is named.
func TestRivals(t *testing.T) {
	list, absent, stop := field()
	defer stop()
	for _, why := range absent {
		t.Log(why)
	}
	for _, margin := range []grid.Micrometres{0, 2 * mm} {
		for _, outline := range []func(n int) grid.Area{ordinary.make, bays} {
			in, err := newInput(contest{plan{"small", 60, 3001}, outline, margin})
			if err != nil {
				t.Fatal(err)
			}
			if in.members < 500 || in.members == len(in.x) {
				t.Fatalf("%v: %d of %d candidates are members, want many and not all", in.contest, in.members, len(in.x))
			}
			var answered []string
			for _, r := range slices.Concat(ourselves(), list) {
				if r.isFor != nil && !r.isFor(in) {
					continue
				}
				l := line{rival: r, in: in, thin: 1}
				if l.race, err = r.start(in); err != nil {
					t.Errorf("%s: %v", r.name, err)
					continue
				}
				answered = append(answered, r.name)
				for name, o := range map[string]op{"kept": l.kept, "anew": l.anew} {
					if took, err := o(2); took <= 0 || err != nil {
						t.Errorf("%s, %s: took %v, %v, want a time", r.name, name, took, err)
					}
				}
				points, wrong, err := l.judge()
				switch {
				case err != nil:
					t.Errorf("%s: %v", r.name, err)
				case wrong == otherPoints:
					if points == "0" {
						t.Errorf("%s: no points", r.name)
					}
				case strings.Contains(r.computes, "offset"):
					if wrong != "0" && wrong != "1" && wrong != "2" {
						t.Errorf("%s: %s points wrong of %d, want next to none", r.name, wrong, len(in.x))
					}
				case wrong != "0" || points != count(in.members):
					t.Errorf("%s: %s points, %s of them wrong, want %d and 0", r.name, points, wrong, in.members)
				}
				if l.stop != nil {
					l.stop()
				}
			}
			// Those that are plain Go are always here.
			for _, name := range []string{"mesogrid", "orb ", "simplefeatures ", "S2 "} {
				if !slices.ContainsFunc(answered, func(a string) bool { return strings.HasPrefix(a, name) }) {
					t.Errorf("%v: no answer from %s, of %q", in.contest, name, answered)
				}
			}
			if testing.Verbose() {
				t.Logf("%v: %s", in.contest, strings.Join(answered, "; "))
			}
		}
	}
}

// A margin that leaves nothing is no error to anyone.
func TestNothingLeft(t *testing.T) {
	list, _, stop := field()
	defer stop()
	in, err := newInput(contest{clin10, ordinary.make, 90 * mm})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range slices.Concat(ourselves(), list) {
		if r.isFor != nil && !r.isFor(in) {
			continue
		}
		l := line{rival: r, in: in, thin: 1}
		if l.race, err = r.start(in); err != nil {
			t.Errorf("%s: %v", r.name, err)
			continue
		}
		if points, wrong, err := l.judge(); points != "0" || wrong != "0" || err != nil {
			t.Errorf("%s: %s points, %s wrong, %v, want none", r.name, points, wrong, err)
		}
		if l.stop != nil {
			l.stop()
		}
	}
}

// A mask with one wrong place is not called right.
func TestJudge(t *testing.T) {
	in, err := newInput(contest{clin10, ordinary.make, 0})
	if err != nil {
		t.Fatal(err)
	}
	mask := slices.Clone(in.truth)
	mask[len(mask)/2] = !mask[len(mask)/2]
	l := line{in: in, thin: 1, race: &race{mask: func() ([]bool, error) { return mask, nil }}}
	if _, wrong, err := l.judge(); wrong != "1" || err != nil {
		t.Errorf("one place of %d wrong: %s, %v, want 1", len(mask), wrong, err)
	}
	l.in, l.thin = in.thinned(3), 3
	mask = slices.Clone(l.in.truth)
	mask[0] = !mask[0]
	if _, wrong, err := l.judge(); wrong != "1 of "+count(len(mask))+" asked" || err != nil {
		t.Errorf("one place of %d asked wrong: %s, %v", len(mask), wrong, err)
	}
	if kept, anew := l.all(series{10, 20}, series{14, 27}); !slices.Equal(kept, series{30, 60}) || !slices.Equal(anew, series{34, 67}) {
		t.Errorf("3 times as many candidates: %v and %v ns, want 30 and 60, and 4 and 7 more for the outline", kept, anew)
	}
	f := new(filler)
	if err := f.whole(in.spec); err != nil {
		t.Fatal(err)
	}
	if n := differences(in, f.x[1:], f.y[1:]); n != 1 {
		t.Errorf("a point left out: %d differences, want 1", n)
	}
	f.x[0]++
	if n := differences(in, f.x, f.y); n != 2 {
		t.Errorf("a point moved: %d differences, want 2", n)
	}
}

// Shapes are valid outlines at every size that growth is fitted over.
func TestShapes(t *testing.T) {
	for _, g := range growing {
		for _, n := range sized() {
			if n > 1000 && testing.Short() {
				continue
			}
			if _, err := grid.NewOutline(g.make(n), nil); err != nil {
				t.Errorf("%s of %d: %v", g.name, n, err)
			}
		}
	}
}

// The fit finds the exponent of a power.
func TestCurve(t *testing.T) {
	var c curve
	for _, step := range []float64{1, 2, 5, 10, 30, 100, 1000} {
		c.x = append(c.x, step)
		v := 7 * math.Pow(step, 1.5)
		c.times = append(c.times, series{v, 3 * v, 5 * v})
	}
	if least, median := c.exponents(); math.Abs(least-1.5) > 1e-9 || math.Abs(median-1.5) > 1e-9 {
		t.Errorf("exponents of a power of 1.5: %v, %v", least, median)
	}
	if d := c.decades(); len(d) != 2 || len(d[0].x) != 4 || d[1].x[0] != d[0].x[3] {
		t.Errorf("decades of %v: %v, want two of four that share a size", c.x, d)
	}
}

// A sample is the time of one repetition, and a round takes one of each op.
func TestMeter(t *testing.T) {
	var calls [2]int
	fixed := func(k int, each time.Duration) op {
		return func(n int) (time.Duration, error) {
			calls[k]++
			return time.Duration(n) * each, nil
		}
	}
	all, err := meter{samples: 5, least: time.Microsecond}.sample([]op{fixed(0, 10), fixed(1, 3000)})
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range []float64{10, 3000} {
		if len(all[k]) != 5 || all[k].least() != want || all[k].median() != want {
			t.Errorf("samples of %v ns: %v, want five of that", want, all[k])
		}
	}
	// 10 ns take 8 calls to calibrate (128 times) and one to warm up each round; 3 us are a sample by themselves.
	if calls != [2]int{8 + 2*5, 1 + 5} {
		t.Errorf("calls %v, want 8 and 1 to calibrate, 2 and 1 a round", calls)
	}
	if ratio(all[1], all[0]) != "300 / 300" {
		t.Errorf("ratio %s, want 300 / 300", ratio(all[1], all[0]))
	}
	stop := errors.New("stop")
	if _, err := (meter{samples: 1}).sample([]op{repeat(func() error { return stop })}); !errors.Is(err, stop) {
		t.Errorf("an op that fails: %v, want its error", err)
	}
}

func TestRun(t *testing.T) {
	var out strings.Builder
	if err := run([]string{"figures", "-samples", "1", "-least", "0", "-only", "areas"}, &out); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); !strings.Contains(text, "| n1e5 | Voronoi | 99,") {
		t.Errorf("figures of areas:\n%s", text)
	}
	for _, args := range [][]string{nil, {"races"}, {"figures", "-samples", "0"}, {"figures", "-only", "("}, {"figures", "-only", "none"},
		{"rivals", "-only", "none"}, {"rivals", "all"}} {
		if err := run(args, io.Discard); err == nil {
			t.Errorf("arguments %q: no error", args)
		}
	}
	out.Reset()
	if err := rivals(meter{samples: 1}, regexp.MustCompile("clin3, margin 2"), &page{w: &out}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "| mesogrid | ") {
		t.Errorf("rivals:\n%s", out.String())
	}
}

func TestFormat(t *testing.T) {
	for v, want := range map[float64]string{0.5: "0.500 ns", 12.34: "12.3 ns", 99.97: "100 ns", 999.4: "999 ns", 1000: "1.00 us", 5950: "5.95 us", 2.5e6: "2.50 ms", 3e9: "3.00 s"} {
		if got := duration(v); got != want {
			t.Errorf("duration(%v) = %s, want %s", v, got, want)
		}
	}
	if got, want := commandLine([]string{"rivals", "-only", "clin3, margin 2"}), "rivals -only 'clin3, margin 2'"; got != want {
		t.Errorf("command line %s, want %s", got, want)
	}
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 12_345_678: "12,345,678"} {
		if got := count(n); got != want {
			t.Errorf("count(%d) = %s, want %s", n, got, want)
		}
	}
}
