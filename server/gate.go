package server

import (
	"container/list"
	"context"
	"fmt"
	"sync"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"
)

// gate lets requests compute: as many at a time as it has slots, first come first served, the long ones in turns. It
// keeps account of the work that is let in and not done, as estimated before it starts, and refuses what would make that
// backlog larger than most, or would come too late for its caller. A request is counted with half of most at the most, so
// that one that is huge by itself can come in beside others; it is its turns that keep it from holding them up.
type gate struct {
	most time.Duration // of work in the backlog

	mu      sync.Mutex
	slots   int
	free    int       // slots in which nobody computes
	waiting list.List // of chan struct{}, each closed when its owner has a slot
	backlog time.Duration

	// How estimates come true: what requests were thought to take and what they took, of late.
	thought, took float64 // ns
}

const (
	// quantum is how long a request computes before it lets those go first that wait.
	quantum = 100 * time.Millisecond
	// memory is what a request leaves of the past in what the gate knows of its pace: it is about the last fifty.
	memory = 0.98
	// triage is the work that needs no slot: until it is done nobody knows how much a request asks for, and those who wait
	// for a slot are to be counted with what they take there.
	triage = time.Millisecond
	// An estimate is not off by more than this factor: the machine may be slower, or shared.
	farthest = 8
)

// newGate has a backlog of most work for each slot.
func newGate(slots int, most time.Duration) *gate {
	return &gate{slots: slots, free: slots, most: time.Duration(slots) * most}
}

// real is how long work takes that was estimated.
func (g *gate) real(work time.Duration) time.Duration {
	if g.thought == 0 {
		return work
	}
	return time.Duration(float64(work) * min(max(g.took/g.thought, 1.0/farthest), farthest))
}

// learn takes a request that is done into the pace.
func (g *gate) learn(thought, took time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.thought = float64(g.thought*memory) + float64(thought)
	g.took = float64(g.took*memory) + float64(took)
}

// overload is a request that is refused because of the work that is already let in.
type overload struct {
	what  string
	retry time.Duration // when there may be room
}

func (o *overload) Error() string { return o.what }

// status leaves out what there is too much of: that is the server's business.
func (o *overload) status() *status.Status {
	text := fmt.Sprintf("the server has too much to do: try again in %s", o.retry)
	return detailed(codes.ResourceExhausted, text, &errdetails.ErrorInfo{Reason: overloaded},
		&errdetails.RetryInfo{RetryDelay: durationpb.New(o.retry)})
}

const overloaded = "OVERLOADED"

// admit takes the estimated work of a request into the backlog, or refuses it.
func (g *gate) admit(ctx context.Context, work time.Duration) (time.Duration, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	counted := min(work, g.most/2)
	wait := g.real(g.backlog) / time.Duration(g.slots)
	deadline, timed := ctx.Deadline()
	tooLate := timed && g.backlog > 0 && time.Until(deadline) < wait+g.real(work)
	if g.real(g.backlog+counted) > g.most && g.backlog > 0 || tooLate {
		retry := max(wait, 10*time.Millisecond).Round(time.Millisecond)
		return 0, &overload{fmt.Sprintf("the server has work for %s to do", retry), retry}
	}
	g.backlog += counted
	return counted, nil
}

// dismiss takes work out of the backlog.
func (g *gate) dismiss(work time.Duration) {
	g.mu.Lock()
	g.backlog -= work
	g.mu.Unlock()
}

// acquire waits for a slot.
func (g *gate) acquire(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	g.mu.Lock()
	if g.free > 0 {
		g.free--
		g.mu.Unlock()
		return nil
	}
	mine := make(chan struct{})
	place := g.waiting.PushBack(mine)
	g.mu.Unlock()
	select {
	case <-mine:
		return nil
	case <-ctx.Done():
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	select {
	case <-mine: // at the same moment
		g.pass()
	default:
		g.waiting.Remove(place)
	}
	return ctx.Err()
}

// release gives a slot to the one who waits longest.
func (g *gate) release() {
	g.mu.Lock()
	g.pass()
	g.mu.Unlock()
}

func (g *gate) pass() {
	if first := g.waiting.Front(); first != nil {
		close(g.waiting.Remove(first).(chan struct{}))
		return
	}
	g.free++
}

// load is what stands in the gate: requests that wait for a slot, those that compute, and the backlog.
func (g *gate) load() (waiting, computing int, backlog time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.waiting.Len(), g.slots - g.free, g.real(g.backlog)
}
