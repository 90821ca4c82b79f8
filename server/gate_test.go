package server

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// idle tells whether nothing stands in a gate.
func (g *gate) idle() bool {
	waiting, computing, backlog := g.load()
	return waiting == 0 && computing == 0 && backlog == 0
}

// Whatever happens to the requests, no more compute at a time than there are slots, and in the end the gate is empty.
func TestGateSlots(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const slots = 3
		g := newGate(slots, time.Hour)
		var computing, most, done atomic.Int64
		var all sync.WaitGroup
		rng := rand.New(rand.NewPCG(91, 1))
		for range 500 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(rng.IntN(4_000))*time.Millisecond)
			start, units := time.Duration(rng.IntN(1_000))*time.Millisecond, rng.IntN(6)
			all.Go(func() {
				defer cancel()
				time.Sleep(start)
				var mine turn
				defer mine.leave(true)
				if mine.enter(ctx, g, time.Second) != nil {
					return
				}
				for range units {
					most.Store(max(most.Load(), computing.Add(1)))
					time.Sleep(quantum + time.Millisecond)
					computing.Add(-1)
					if units == 3 {
						mine.yield() // as while sending
					}
					if mine.pause(ctx) != nil {
						return
					}
				}
				done.Add(1)
			})
		}
		all.Wait()
		if most.Load() != slots || !g.idle() || done.Load() == 0 || done.Load() == 500 {
			t.Errorf("%d computed at a time, want %d; %d of 500 finished, want some; idle %t", most.Load(), slots, done.Load(), g.idle())
		}
	})
}

// Who waits longest goes first, and a long turn lets the others go first.
func TestGateOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(1, time.Hour)
		var long turn
		if err := long.enter(t.Context(), g, time.Second); err != nil {
			t.Fatal(err)
		}
		var order []int
		var all sync.WaitGroup
		for k := range 5 {
			all.Go(func() {
				time.Sleep(time.Duration(k) * time.Microsecond)
				var mine turn
				if err := mine.enter(t.Context(), g, time.Second); err != nil {
					t.Error(err)
				}
				order = append(order, k)
				mine.leave(true)
			})
		}
		time.Sleep(time.Millisecond)
		if err := long.pause(t.Context()); err != nil || len(order) != 0 {
			t.Errorf("a turn of 1 ms: %v, and %d went first; want none", err, len(order))
		}
		time.Sleep(quantum)
		if err := long.pause(t.Context()); err != nil || len(order) != 5 {
			t.Errorf("a turn of more than %s: %v, and %d went first; want all 5", quantum, err, len(order))
		}
		all.Wait()
		for k, was := range order {
			if was != k {
				t.Errorf("order %v, want that of arrival", order)
				break
			}
		}
		if long.leave(true); long.computed != quantum+time.Millisecond {
			t.Errorf("computed for %s, want %s", long.computed, quantum+time.Millisecond)
		}
	})
}

// The backlog is what is let in and not done. What goes beyond is refused, with the time that it takes.
func TestGateBacklog(t *testing.T) {
	g := newGate(4, 500*time.Millisecond) // 2 s in all
	var turns [4]turn
	for k := range 2 { // 10 s: each counts with half of the backlog at the most
		if err := turns[k].enter(t.Context(), g, 10*time.Second); err != nil {
			t.Fatalf("request %d: %v", k, err)
		}
	}
	err := turns[2].enter(t.Context(), g, time.Millisecond)
	var refused *overload
	if !errors.As(err, &refused) || refused.retry != 500*time.Millisecond {
		t.Errorf("beyond the backlog: %v, want an overload of half a second", err)
	}
	told := status.Convert(tell(err))
	var retry *errdetails.RetryInfo
	for _, d := range told.Details() {
		if r, ok := d.(*errdetails.RetryInfo); ok {
			retry = r
		}
	}
	if told.Code() != codes.ResourceExhausted || retry.GetRetryDelay().AsDuration() != refused.retry || reasonOf(told.Err()) != overloaded {
		t.Errorf("beyond the backlog the caller is told %v, retry %v", told, retry)
	}
	turns[0].leave(false)
	for k, work := range []time.Duration{2: time.Millisecond, 3: 500 * time.Millisecond} {
		if work == 0 {
			continue
		}
		if err := turns[k].enter(t.Context(), g, work); err != nil {
			t.Errorf("with room again: %v", err)
		}
	}
	if err := turns[2].expect(t.Context(), time.Hour); err == nil {
		t.Error("work that turns out to be more than there is room for is let in")
	}
	turns[1].leave(false)
	if err := turns[2].expect(t.Context(), time.Hour); err != nil {
		t.Errorf("beside 500 ms, work of an hour: %v", err)
	}
	turns[2].leave(false)
	if turns[3].leave(false); !g.idle() {
		t.Error("the gate is not empty after all have left")
	}
}

// Where requests take four times as long as was thought, a quarter as much is let in, and nobody whose time would not do.
func TestGatePace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(2, time.Second)
		for range 20 {
			var slow turn
			if err := slow.enter(t.Context(), g, 10*time.Millisecond); err != nil {
				t.Fatal(err)
			}
			time.Sleep(40 * time.Millisecond)
			slow.leave(true)
		}
		var first, second, third turn
		if err := first.enter(t.Context(), g, 300*time.Millisecond); err != nil { // takes 1.2 s
			t.Fatal(err)
		}
		for _, c := range []struct {
			limit time.Duration
			want  bool
		}{{650 * time.Millisecond, false}, {750 * time.Millisecond, true}} { // 600 ms for its turn, 80 ms for itself
			ctx, cancel := context.WithTimeout(t.Context(), c.limit)
			var timed turn
			if err := timed.enter(ctx, g, 20*time.Millisecond); (err == nil) != c.want || err != nil && errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("with %s left: %v; let in at once, want %t", c.limit, err, c.want)
			}
			timed.leave(false)
			cancel()
		}
		if err := second.enter(t.Context(), g, 150*time.Millisecond); err != nil { // 1.8 s of 2 s
			t.Errorf("with 1.2 s of 2 s let in, 600 ms are refused: %v", err)
		}
		if err := third.enter(t.Context(), g, 80*time.Millisecond); err == nil {
			t.Error("with 1.8 s of 2 s let in, 320 ms are let in too")
		}
		for _, each := range []*turn{&first, &second, &third} {
			each.leave(false)
		}
		if !g.idle() {
			t.Error("the gate is not empty after all have left")
		}
	})
}

// A request whose time is over when it comes does not compute.
func TestGateExpired(t *testing.T) {
	g := newGate(1, time.Second)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, work := range []time.Duration{0, triage, 2 * triage} {
		var late turn
		if err := late.enter(ctx, g, work); !errors.Is(err, context.Canceled) {
			t.Errorf("work of %s: %v, want cancelled", work, err)
		}
		if late.leave(false); !g.idle() {
			t.Errorf("work of %s: the gate is not empty", work)
		}
	}
}

// What is small needs no slot until it is known how much it asks for.
func TestGateTriage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(1, time.Second)
		var first, second turn
		if err := first.enter(t.Context(), g, 2*triage); err != nil {
			t.Fatal(err)
		}
		if err := second.enter(t.Context(), g, triage); err != nil { // at once, though the slot is taken
			t.Fatal(err)
		}
		if _, computing, _ := g.load(); computing != 1 {
			t.Errorf("%d slots are taken, want 1", computing)
		}
		done := make(chan error)
		go func() { done <- second.expect(t.Context(), time.Millisecond) }()
		synctest.Wait()
		if waiting, _, _ := g.load(); waiting != 1 {
			t.Errorf("%d wait, want the one that has come to know how much it asks for", waiting)
		}
		first.leave(true)
		if err := <-done; err != nil {
			t.Error(err)
		}
		if second.leave(true); !g.idle() {
			t.Error("the gate is not empty")
		}
	})
}
