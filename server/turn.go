package server

import (
	"context"
	"time"
)

// turn is one request in the gate. Its zero value stands outside of any gate and never waits.
type turn struct {
	gate     *gate
	thought  time.Duration // what it was estimated to take
	admitted time.Duration // of that, in the backlog
	holds    bool          // it computes: in a slot
	free     bool          // or, in the beginning, without one
	since    time.Time     // when it got the slot
	computed time.Duration // before that
}

// enter admits a request with its estimated work and waits for its first turn, unless the work is so small that it needs
// none.
func (t *turn) enter(ctx context.Context, g *gate, work time.Duration) error {
	t.gate = g
	t.free = work <= triage
	t.holds, t.since = t.free, time.Now()
	if err := t.admit(ctx, work); err != nil {
		return err
	}
	return t.resume(ctx)
}

// expect adds work that has become known, before it starts, and waits for a turn to do it.
func (t *turn) expect(ctx context.Context, work time.Duration) error {
	if t.gate == nil {
		return nil
	}
	if err := t.admit(ctx, work); err != nil {
		return err
	}
	if t.free {
		t.yield()
	}
	return t.resume(ctx)
}

func (t *turn) admit(ctx context.Context, work time.Duration) error {
	if t.admitted > 0 { // what it has done so far makes nobody wait any more
		t.gate.dismiss(t.admitted)
		t.admitted = 0
	}
	more, err := t.gate.admit(ctx, work)
	if err == nil {
		t.thought, t.admitted = t.thought+work, more
	}
	return err
}

// resume waits for the next turn, where this one is over.
func (t *turn) resume(ctx context.Context) error {
	if t.gate == nil || t.holds {
		return ctx.Err()
	}
	if err := t.gate.acquire(ctx); err != nil {
		return err
	}
	t.holds, t.since = true, time.Now()
	return nil
}

// pause is called between units of work. It ends a long turn if others wait, and then waits for the next one.
func (t *turn) pause(ctx context.Context) error {
	if t.gate != nil && t.holds && time.Since(t.since) > quantum {
		if waiting, _, _ := t.gate.load(); waiting > 0 {
			t.yield()
		}
	}
	return t.resume(ctx)
}

// yield ends the turn: what comes next takes no computing, or somebody else's.
func (t *turn) yield() {
	if t.holds {
		t.computed += time.Since(t.since)
		t.holds = false
		if !t.free {
			t.gate.release()
		}
		t.free = false
	}
}

// deliver ends the work that was estimated. What follows goes at the pace of a reader, in short turns, and is nobody's
// backlog.
func (t *turn) deliver() {
	t.yield()
	if t.gate == nil {
		return
	}
	t.gate.dismiss(t.admitted)
	t.gate.learn(t.thought, t.computed)
	t.admitted, t.thought = 0, 0
}

// leave ends it all. Only of a request that was done to its end is there something to learn.
func (t *turn) leave(done bool) {
	if done && t.thought > 0 {
		t.deliver()
	}
	t.yield()
	if t.gate != nil {
		t.gate.dismiss(t.admitted)
		t.admitted = 0
	}
}
