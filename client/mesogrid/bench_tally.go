package main

import (
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// tally is what the requests of the measured time came to. It is safe for concurrent use.
type tally struct {
	from, until time.Time // the measured time
	stop        func()    // ends the run

	mu                    sync.Mutex
	codes                 map[string]uint64
	causes                map[string]error // the first of each code but OK
	ok, failed, computing *times
	notSent, cutOff       uint64
	answers               uint64 // that came back within the measured time, whenever they were asked for
	points, bytes         uint64 // of these answers
	succeeded             bool   // one request at least, of the warm-up too
	refusal               error  // that ended the run
}

func newTally(from, until time.Time, stop func()) *tally {
	return &tally{from: from, until: until, stop: stop, codes: make(map[string]uint64), causes: make(map[string]error),
		ok: newTimes(), failed: newTimes(), computing: newTimes()}
}

// counts tells whether a request that was to start then is one of the measured time.
func (t *tally) counts(start time.Time) bool { return !start.Before(t.from) && start.Before(t.until) }

// add takes what came of a request that was to start at one time and was answered at another. It ends the run where the
// request itself is refused, since the next one would be too: not after a success, for services may differ.
func (t *tally) add(start, end time.Time, o outcome) {
	name := codeOf(o.err)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.succeeded = t.succeeded || o.err == nil
	if !t.succeeded && t.refusal == nil && status.Code(o.err) == codes.InvalidArgument {
		t.refusal = o.err
		t.stop()
	}
	if o.err == nil && t.counts(end) {
		t.answers++
		t.points += o.points
		t.bytes += o.bytes
	}
	if !t.counts(start) {
		return
	}
	t.codes[name]++
	if o.err != nil {
		if t.causes[name] == nil {
			t.causes[name] = o.err
		}
		t.failed.add(end.Sub(start).Microseconds())
		return
	}
	t.ok.add(end.Sub(start).Microseconds())
	if o.computing >= 0 {
		t.computing.add(o.computing)
	}
}

// skip counts a request that was due while too many were under way.
func (t *tally) skip(start time.Time) { t.countIf(start, &t.notSent) }

// cut counts a request that was under way when the run was ended.
func (t *tally) cut(start time.Time) { t.countIf(start, &t.cutOff) }

func (t *tally) countIf(start time.Time, n *uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.counts(start) {
		*n++
	}
}

// requests is how many were sent.
func (t *tally) requests() uint64 {
	n := t.cutOff
	for _, c := range t.codes {
		n += c
	}
	return n
}

// times is a distribution of times in microseconds: exact but for its quantiles, which are right to a thousandth.
type times struct {
	*hdrhistogram.Histogram
	sum, min, max int64
}

// longestTimes holds a request that waited as long as a run and its timeout may be.
const longestTimes = 3 * longestTimeout

func newTimes() *times {
	return &times{Histogram: hdrhistogram.New(1, longestTimes.Microseconds(), 3)}
}

func (t *times) add(us int64) {
	us = min(us, longestTimes.Microseconds())
	_ = t.RecordValue(us) // is within the range
	if n := t.TotalCount(); n == 1 || us < t.min {
		t.min = us
	}
	t.sum, t.max = t.sum+us, max(t.max, us)
}

func (t *times) mean() float64 { return float64(t.sum) / float64(max(1, t.TotalCount())) }

// quantile is the time within which this part of the requests was done.
func (t *times) quantile(part float64) int64 {
	return max(t.min, min(t.max, t.ValueAtQuantile(100*part)))
}
