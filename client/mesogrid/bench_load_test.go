package main

import (
	"context"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// held is a connection whose requests are answered when the test says so.
type held struct {
	grpc.ClientConnInterface
	release chan struct{}

	mu             sync.Mutex
	asked          int
	underWay, most int
}

func (h *held) Invoke(ctx context.Context, _ string, _, _ any, _ ...grpc.CallOption) error {
	h.mu.Lock()
	h.asked++
	h.underWay++
	h.most = max(h.most, h.underWay)
	h.mu.Unlock()
	defer func() {
		h.mu.Lock()
		h.underWay--
		h.mu.Unlock()
	}()
	select {
	case <-h.release:
		return nil
	case <-ctx.Done():
		return status.FromContextError(ctx.Err()).Err()
	}
}

// With a service that does not answer, an open loop goes on, and counts what it may not send.
func TestOpenLoopNotSent(t *testing.T) {
	h := &held{release: make(chan struct{})}
	l := &load{request: &benchRequest{whole: new(mesogridv1.GenerateGridRequest)}, conns: []grpc.ClientConnInterface{h}, concurrency: 3,
		rate: 200, timeout: time.Hour}
	start := time.Now()
	sums := newTally(start, start.Add(100*time.Millisecond), func() {})
	over := make(chan struct{})
	go func() {
		defer close(over)
		l.open(t.Context(), sums, start)
	}()
	skipped := func() uint64 {
		sums.mu.Lock()
		defer sums.mu.Unlock()
		return sums.notSent
	}
	for skipped() < 17 {
		time.Sleep(time.Millisecond)
	}
	close(h.release)
	<-over
	if sums.notSent != 17 || sums.codes["OK"] != 3 || h.asked != 3 || h.most != 3 {
		t.Errorf("got %d not sent, %v, %d asked, %d at a time; want 17, 3, 3, 3", sums.notSent, sums.codes, h.asked, h.most)
	}
}

// A request of an open loop counts from when it was due: a loop that falls behind by an hour does not hide it.
func TestOpenLoopLate(t *testing.T) {
	answering := make(chan struct{})
	close(answering)
	conns := []*held{{release: answering}, {release: answering}}
	l := &load{request: &benchRequest{whole: new(mesogridv1.GenerateGridRequest)}, conns: []grpc.ClientConnInterface{conns[0], conns[1]},
		concurrency: 100, rate: 100, timeout: time.Hour}
	start := time.Now().Add(-time.Hour)
	sums := newTally(start, start.Add(100*time.Millisecond), func() {})
	l.open(t.Context(), sums, start)
	if got, least := sums.ok.min, (time.Hour - 100*time.Millisecond).Microseconds(); sums.codes["OK"] != 10 || got < least || sums.answers != 0 {
		t.Errorf("got %v, at least %d us, %d answers in time; want 10 OK, %d us, none", sums.codes, got, sums.answers, least)
	}
	if conns[0].asked != 5 || conns[1].asked != 5 {
		t.Errorf("got %d and %d requests on two connections, want 5 each", conns[0].asked, conns[1].asked)
	}
}

// A closed loop has as many under way as it has workers.
func TestClosedLoop(t *testing.T) {
	h := &held{release: make(chan struct{})}
	l := &load{request: &benchRequest{whole: new(mesogridv1.GenerateGridRequest)}, conns: []grpc.ClientConnInterface{h}, concurrency: 7,
		timeout: time.Hour}
	start := time.Now()
	sums := newTally(start, start.Add(time.Hour), func() {})
	ctx, stop := context.WithCancel(t.Context())
	over := make(chan struct{})
	go func() {
		defer close(over)
		l.closed(ctx, sums)
	}()
	full := func() bool {
		h.mu.Lock()
		defer h.mu.Unlock()
		return h.underWay == 7
	}
	for !full() {
		time.Sleep(time.Millisecond)
	}
	stop()
	<-over
	if sums.cutOff != 7 || h.most != 7 || len(sums.codes) != 0 {
		t.Errorf("got %d cut off, %d at a time, %v; want 7, 7, none", sums.cutOff, h.most, sums.codes)
	}
}

// A request that is refused as such ends the run, unless one has succeeded.
func TestBenchRefused(t *testing.T) {
	stops := 0
	invalid, now := outcome{err: status.Error(codes.InvalidArgument, "no")}, time.Now()
	for _, outcomes := range [][]outcome{{{}, invalid, invalid}, {invalid, invalid, {}}} {
		sums := newTally(now, now.Add(time.Hour), func() { stops++ })
		for _, o := range outcomes {
			sums.add(now, now, o)
		}
		if refused := sums.refusal != nil; refused != (outcomes[0].err != nil) || sums.codes["OK"] != 1 || sums.codes["INVALID_ARGUMENT"] != 2 {
			t.Errorf("%v: got %v, %v", outcomes, sums.refusal, sums.codes)
		}
	}
	if stops != 1 {
		t.Errorf("got %d stops, want 1", stops)
	}
}

// Times are exact but for quantiles, which are right to a thousandth.
func TestTimes(t *testing.T) {
	d := newTimes()
	for us := int64(1_000_000); us >= 1; us-- {
		d.add(us)
	}
	if d.min != 1 || d.max != 1_000_000 || d.mean() != 500_000.5 {
		t.Errorf("got %d to %d, mean %g; want 1 to 1000000, 500000.5", d.min, d.max, d.mean())
	}
	for _, part := range []float64{0.001, 0.5, 0.9, 0.99, 0.999, 1} {
		if got, want := float64(d.quantile(part)), part*1_000_000; got < want*0.999 || got > want*1.001 {
			t.Errorf("quantile(%g) = %g, want %g", part, got, want)
		}
	}
	d.add(1 << 62)
	if d.max != longestTimes.Microseconds() || d.TotalCount() != 1_000_001 {
		t.Errorf("got %d at most of %d, want %d of 1000001", d.max, d.TotalCount(), longestTimes.Microseconds())
	}
}
