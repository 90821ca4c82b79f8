package main

import (
	"context"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// load is how requests are made: in a closed loop, or in an open one.
type load struct {
	request     *benchRequest
	conns       []grpc.ClientConnInterface
	concurrency int
	rate        float64 // requests per second of an open loop; 0: a closed loop
	warmup      time.Duration
	duration    time.Duration
	timeout     time.Duration
}

// run makes the load until its time is over or ctx ends, and waits for what is under way: as long as timeout, or not at
// all when ctx has ended. measured is how long the measured time was in the end.
func (l *load) run(ctx context.Context) (t *tally, measured time.Duration) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	start := time.Now()
	from := start.Add(l.warmup)
	t = newTally(from, from.Add(l.duration), stop)
	ended := make(chan time.Time, 1)
	context.AfterFunc(ctx, func() { ended <- time.Now() })
	if l.rate > 0 {
		l.open(ctx, t, start)
	} else {
		l.closed(ctx, t)
	}
	measured = l.duration
	if ctx.Err() != nil {
		measured = max(0, min(measured, (<-ended).Sub(from)))
	}
	return t, measured
}

// pause is after a request that could not be sent, so that a service which is away is not asked by a busy loop.
const pause = 10 * time.Millisecond

// closed has as many workers as requests may be under way. Each asks again as soon as it has its answer.
func (l *load) closed(ctx context.Context, t *tally) {
	var workers sync.WaitGroup
	for k := range l.concurrency {
		workers.Go(func() {
			for ctx.Err() == nil {
				at := time.Now()
				if !at.Before(t.until) {
					return
				}
				if l.ask(ctx, t, at, l.conns[k%len(l.conns)]) == codes.Unavailable {
					wait(ctx, time.Now().Add(pause))
				}
			}
		})
	}
	workers.Wait()
}

// open starts requests on schedule, whatever has become of earlier ones. A request counts from when it was due, so that
// a service, or a machine, which falls behind does not hide it. What is due while concurrency are under way is not sent.
func (l *load) open(ctx context.Context, t *tally, start time.Time) {
	var underWay sync.WaitGroup
	slots := make(chan struct{}, l.concurrency)
	for k := 0; ; k++ {
		due := start.Add(time.Duration(float64(k) / l.rate * float64(time.Second))) // from its number: errors do not add up
		if !due.Before(t.until) || !wait(ctx, due) {
			break
		}
		select {
		case slots <- struct{}{}:
		default:
			t.skip(due)
			continue
		}
		underWay.Go(func() {
			l.ask(ctx, t, due, l.conns[k%len(l.conns)])
			<-slots
		})
	}
	underWay.Wait()
}

// ask makes one request and counts what comes of it.
func (l *load) ask(ctx context.Context, t *tally, start time.Time, conn grpc.ClientConnInterface) codes.Code {
	limited, cancel := context.WithTimeout(ctx, l.timeout)
	defer cancel()
	o := l.request.ask(limited, conn)
	end := time.Now()
	code := status.Code(o.err)
	if o.err != nil && ctx.Err() != nil {
		t.cut(start)
		return code
	}
	t.add(start, end, o)
	return code
}

// wait pauses until then; false when ctx ends first.
func wait(ctx context.Context, then time.Time) bool {
	d := time.Until(then)
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
