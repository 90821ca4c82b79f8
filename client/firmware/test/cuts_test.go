package firmware_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// way is a grid that a device takes, with what has happened on the way.
type way struct {
	*course
	*gun
	killed   int             // runs
	doubts   map[uint64]bool // that were reported; true: it had been injected
	last     int             // shots at the end of the run before
	kinds    map[string]int  // of cuts
	injected int             // points in doubt, at the end
	pending  int             // point that is in doubt, and not yet reported
	done     bool            // gun has said so
	rng      *rand.Rand
	what     []string // has happened
}

// Steps of a point, as gun counts them.
const (
	saveIntent = iota
	moveNeedle
	inject
	saveDone
	steps
)

var stepNames = [steps]string{"before the intent is saved", "before the needle moves", "before the injection", "before done is saved"}

// take looks at what a run has left, and said.
func (w *way) take(t *testing.T, what string, r *told) {
	t.Helper()
	w.what = append(w.what, fmt.Sprintf("%s: %v", what, r))
	name := fmt.Sprintf("%q", w.what)
	skin := w.skin(t)
	w.checkShots(t, name, skin)
	if !slices.IsSortedFunc(skin, func(a, b shot) int { return int(a.Index) - int(b.Index) }) {
		t.Fatalf("%s: the skin is out of order: %v", name, skin)
	}
	for _, s := range r.doubts {
		if s.DepthUm = w.GetHeader().GetDepthUm(); s.Index >= w.count() || s != w.shot(s.Index) {
			t.Fatalf("%s: %+v is in doubt, which is no point of the grid", name, s)
		}
		w.doubts[s.Index] = slices.Contains(skin[:w.last], s)
	}
	for i, injected := range w.doubts {
		if slices.Contains(skin, w.shot(i)) != injected {
			t.Fatalf("%s: point %d was given after it had been reported as in doubt", name, i)
		}
	}
	if r.header != "" && r.header != headerLine(w.GetHeader()) {
		t.Fatalf("%s: header %q, want %q", name, r.header, headerLine(w.GetHeader()))
	}
	if r.code == exitKilled {
		w.killed++
	}
	if len(w.doubts) > w.killed {
		t.Fatalf("%s: %d points in doubt after %d cuts", name, len(w.doubts), w.killed)
	}
	if got := len(r.doubts); got > 1 || got == 1 && w.pending >= 0 && r.doubts[0].Index != uint64(w.pending) || got == 1 && w.pending == none ||
		got == 0 && w.pending >= 0 && (r.code == exitComplete || len(skin) > w.last) {
		t.Fatalf("%s: want point %d in doubt", name, w.pending)
	}
	switch {
	case r.code == exitKilled:
		w.pending = unknown // killStep knows more
	case len(r.doubts) > 0:
		w.pending = none
	}
	if w.last = len(skin); r.code != exitComplete {
		return
	}
	w.done = true
	w.injected = 0
	for _, injected := range w.doubts {
		if injected {
			w.injected++
		}
	}
	if end := fmt.Sprintf("complete given=%d doubt=%d", len(skin)-w.injected, len(w.doubts)); r.end != end {
		t.Fatalf("%s: want %q", name, end)
	}
	if len(skin)-w.injected+len(w.doubts) != int(w.count()) {
		t.Fatalf("%s: %d points in the skin and %d in doubt, %d of them in both; want %d", name, len(skin), len(w.doubts), w.injected, w.count())
	}
}

// any adds a size of chunks and a transport, which may differ from run to run.
func (w *way) any(args ...string) []string {
	if w.rng.IntN(2) == 0 {
		args = append(args, "--http10")
	}
	return append(args, "--chunk", fmt.Sprint(1+w.rng.IntN(20)))
}

// killStep ends a run in front of a step. What that leaves is known exactly.
func (w *way) killStep(t *testing.T, addr string) {
	t.Helper()
	step := 1 + w.rng.IntN(60)
	before := w.last
	r := w.run(t, addr, w.any("--kill-step", fmt.Sprint(step))...)
	w.take(t, fmt.Sprintf("killed at step %d", step), r)
	switch r.code {
	case exitKilled:
	case exitComplete:
		return
	default:
		t.Fatalf("%q", w.what)
	}
	// A point in doubt has one step: it is saved that it is reported.
	if step -= len(r.doubts); step == 0 {
		w.checkLeft(t, before, int(r.doubts[0].Index))
		return
	}
	kind, want := (step-1)%steps, before+(step-1)/steps
	w.kinds[stepNames[kind]]++
	switch kind {
	case saveIntent:
		w.checkLeft(t, want, none)
	case saveDone:
		w.checkLeft(t, want+1, int(w.highest(t)))
	default:
		w.checkLeft(t, want, int(w.highest(t))+1)
	}
}

// Instead of a point in doubt.
const (
	none    = -1
	unknown = -2
)

// checkLeft compares what a run has given with what it should have; the next one will say which point is in doubt.
func (w *way) checkLeft(t *testing.T, shots, doubt int) {
	t.Helper()
	if w.last != shots {
		t.Fatalf("%q: %d shots, want %d and no more", w.what, w.last, shots)
	}
	w.pending = doubt
}

// highest is the last point that was given or is in doubt; -1: none was.
func (w *way) highest(t *testing.T) int64 {
	highest := int64(-1)
	for _, s := range w.skin(t) {
		highest = max(highest, int64(s.Index))
	}
	for i := range w.doubts {
		highest = max(highest, int64(i))
	}
	return highest
}

// kill ends a run from outside, at any moment.
func (w *way) kill(t *testing.T, addr string) {
	t.Helper()
	after := time.Duration(w.rng.Int64N(int64(12 * time.Millisecond)))
	cmd := w.command(addr, w.any("--slow-us", fmt.Sprint(w.rng.IntN(600)))...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(after)
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	r := parse(t, cmd.ProcessState.ExitCode(), stdout.String(), stderr.String())
	w.take(t, fmt.Sprintf("killed after %v", after), r)
	switch r.code {
	case exitKilled:
		w.kinds["from outside"]++
	case exitComplete:
	default:
		t.Fatalf("%q", w.what)
	}
}

// The power of a device is cut at any moment, again and again, and servers die on the way. In the end each point is in the
// skin once, or was reported as in doubt; none is given twice, and a cut leaves one in doubt at most.
func TestPowerCuts(t *testing.T) {
	d := startDaemon(t)
	r := newRelay(t, d.http)
	c := newCourse(t, d.client, small(t))
	cycles := 50
	switch {
	case *long:
		cycles = 1_000
	case testing.Short():
		cycles = 12
	}
	rng := rand.New(rand.NewPCG(67, 1))
	kinds, cuts, grids, restarts, doubts, injected := map[string]int{}, 0, 0, 0, 0, 0
	for cuts < cycles || restarts == 0 || len(kinds) < steps+2 {
		if grids > cycles {
			t.Fatalf("%d grids with %d cuts, %v, and %d servers restarted", grids, cuts, kinds, restarts)
		}
		w := &way{course: c, gun: newGun(t, c), doubts: map[uint64]bool{}, pending: none, kinds: kinds, rng: rng}
		for !w.done {
			switch rng.IntN(5) {
			case 0:
				limit, restart := rng.IntN(1500), rng.IntN(4) == 0
				if r.set(limit, nil); restart {
					r.set(limit, d.kill)
				}
				told := w.run(t, r.addr, w.any()...)
				w.take(t, fmt.Sprintf("the connection is cut after %d bytes", limit), told)
				if _, answer := r.went(); len(answer) == limit { // the server may have had less to say
					kinds["of the connection"]++
					if told.code != exitConnection && told.code != exitComplete {
						t.Fatalf("%q: want exit %d", w.what, exitConnection)
					}
					if restart {
						restarts++
						d = startDaemon(t)
						r.turn(d.http)
					}
				}
				r.set(-1, nil)
			case 1, 2:
				w.kill(t, r.addr)
			default:
				w.killStep(t, r.addr)
			}
		}
		again := w.run(t, r.addr)
		w.take(t, "again", again)
		cuts += w.killed
		doubts += len(w.doubts)
		injected += w.injected
		grids++
	}
	t.Logf("%d cuts of the power in %d grids of %d points, %v; %d servers restarted; %d points in doubt, of which %d were injected",
		cuts, grids, c.count(), kinds, restarts, doubts, injected)
}
