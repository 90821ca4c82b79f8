package main

import (
	"context"
	"errors"
	"fmt"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// failure says why no request succeeded: the cause of most failures.
func (b *benchTask) failure(ctx context.Context, t *tally) error {
	most := ""
	for name := range t.causes {
		if most == "" || t.codes[name] > t.codes[most] || t.codes[name] == t.codes[most] && name < most {
			most = name
		}
	}
	switch {
	case most != "":
		return fmt.Errorf("no request succeeded; %d of %d ended with %s: %w", t.codes[most], t.requests(), most, b.explain(t.causes[most]))
	case ctx.Err() != nil:
		return errCancelled
	}
	return errors.New("no request was counted: none was due within --duration; raise it, or --rate")
}

// explain turns an error of a request into one that names flags and says what to change.
func (b *benchTask) explain(err error) error {
	s, ok := status.FromError(err)
	if !ok {
		return err
	}
	switch s.Code() {
	case codes.InvalidArgument:
		for _, d := range s.Details() {
			if info, ok := d.(*errdetails.ErrorInfo); ok && info.GetReason() == "TOO_MANY_POINTS" {
				return bad("--case %s has more points than %s sends in one message: add --stream or --omit-points", b.name, &b.service)
			}
		}
		return bad("%s refuses --case %s: raise its limits, or use another case (%s)", &b.service, b.name, s.Message())
	case codes.DeadlineExceeded:
		return fmt.Errorf("%s did not answer within %s: check --addr, raise --timeout, or lower --concurrency or --rate", &b.service, b.timeout)
	case codes.ResourceExhausted:
		return fmt.Errorf("%s refused for load: lower --concurrency or --rate (%s)", &b.service, s.Message())
	}
	return b.service.explain(s)
}
