package server

import (
	"context"
	"errors"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// tired is a context that ends when it has been looked at so many times.
type tired struct {
	context.Context
	looks int
	err   error
}

func (c *tired) Err() error {
	if c.looks--; c.looks < 0 {
		return c.err
	}
	return nil
}

// The work looks at its context and stops at the first look that says so.
func TestContextEndsWork(t *testing.T) {
	s := newGridService(DefaultLimits(), BuiltInProtocols())
	req := &mesogridv1.GenerateGridRequest{OmitPoints: true, Spec: &mesogridv1.GridSpec{
		Area: wave(60, 50_000), Pattern: mesogridv1.Pattern_PATTERN_SQUARE, SpacingUm: 20}}
	for _, c := range []struct {
		err  error
		code codes.Code
	}{{context.Canceled, codes.Canceled}, {context.DeadlineExceeded, codes.DeadlineExceeded}} {
		for _, looks := range []int{0, 1, 5} {
			ctx := &tired{Context: t.Context(), looks: looks, err: c.err}
			_, err := s.GenerateGrid(ctx, req)
			if status.Code(err) != c.code || !errors.Is(err, c.err) || ctx.looks != -1 {
				t.Errorf("ended at look %d: %v after %d looks more, want %v and no look more", looks, err, -1-ctx.looks, c.code)
			}
		}
	}
}
