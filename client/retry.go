package client

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/cenkalti/backoff/v5"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// Retry is what a stream does about failures of the connection, answers that were changed on their way, and services that
// have too much to do.
type Retry struct {
	Failures     int           // one after another, without a chunk between them, that are tried again; 0: 10; below 0: none
	FirstPause   time.Duration // before the first of them, about; each pause is twice the one before, or what the service says; 0: 10 ms
	LongestPause time.Duration // 0: 5 s
}

func (r Retry) complete() Retry {
	return Retry{cmp.Or(r.Failures, 10), cmp.Or(r.FirstPause, 10*time.Millisecond), cmp.Or(r.LongestPause, 5*time.Second)}
}

// ChangedError is a grid that is resumed, from a service that computes another one: the plan or the algorithm has changed,
// and what was given belongs to a grid that nobody has any more.
type ChangedError struct{ err error }

// Error is what the service says of both grids.
func (e *ChangedError) Error() string { return e.err.Error() }

// Unwrap is the service's status.
func (e *ChangedError) Unwrap() error { return e.err }

// orderError is a part that comes where another was to.
type orderError struct{ text string }

func (e *orderError) Error() string { return e.text }

// finalError is not worth another try.
type finalError struct{ error }

func (e *finalError) Unwrap() error { return e.error }

// retry counts failures and pauses between them, longer and longer.
type retry struct {
	Retry
	failures int
	pauses   *backoff.ExponentialBackOff
}

// reset is for a success.
func (r *retry) reset() { r.failures, r.pauses = 0, nil }

// wait pauses before another try; an error where there is to be none.
func (r *retry) wait(ctx context.Context, cause error) error {
	if r.failures >= r.Failures {
		return fmt.Errorf("after %d more tries: %w", r.failures, cause)
	}
	if r.pauses == nil {
		r.pauses = backoff.NewExponentialBackOff()
		r.pauses.InitialInterval, r.pauses.Multiplier, r.pauses.MaxInterval = r.FirstPause, 2, r.LongestPause
	}
	r.failures++
	pause := time.NewTimer(max(r.pauses.NextBackOff(), advised(cause)))
	defer pause.Stop()
	select {
	case <-pause.C:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%w, after %w", ctx.Err(), cause)
	}
}

// again asks again after a failure, until header and report have come; the error where that is of no use or did not help.
func (s *Stream) again(err error) error {
	for err != nil {
		if !transient(err) {
			return told(err)
		}
		if stop := s.retry.wait(s.ctx, err); stop != nil {
			return stop
		}
		err = s.open()
	}
	return nil
}

// transient tells whether asking again may help: the connection failed, or an answer was changed on its way. What the
// service itself says, it says again, but that it is not available.
func transient(err error) bool {
	var final *finalError
	var corrupt *CorruptError
	var order *orderError
	switch {
	case errors.As(err, &final):
		return false
	case errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &corrupt), errors.As(err, &order):
		return true
	}
	switch status.Code(err) {
	case codes.Unavailable:
		return true
	case codes.ResourceExhausted: // of load it passes, of size it does not
		return reason(err) == "OVERLOADED"
	case codes.Internal, codes.Unknown: // a connection that is cut in the middle shows as these too
		return reason(err) == "" && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded)
	}
	return false
}

// advised is how long the service says to wait; 0 where it says nothing. What is longer than a minute it cannot know.
func advised(err error) time.Duration {
	for _, d := range status.Convert(err).Details() {
		if info, ok := d.(*errdetails.RetryInfo); ok {
			return min(info.GetRetryDelay().AsDuration(), time.Minute)
		}
	}
	return 0
}

// told is the error as the caller gets it.
func told(err error) error {
	if reason(err) == "GRID_CHANGED" {
		return &ChangedError{err}
	}
	return err
}

// reason is what the service gives as the reason of a status; empty where it did not come from the service.
func reason(err error) string {
	for _, d := range status.Convert(err).Details() {
		if info, ok := d.(*errdetails.ErrorInfo); ok && info.GetDomain() == "mesogrid" {
			return info.GetReason()
		}
	}
	return ""
}
