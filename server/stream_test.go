package server

import (
	"context"
	"errors"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// A stream that is cancelled ends with the band that it is at, in either pass: what was sent is all that is computed.
func TestStreamCancelled(t *testing.T) {
	s := newGridService(DefaultLimits(), BuiltInProtocols())
	spec := waves()
	spec.SpacingUm = 100 // 800,000 points
	for _, size := range []uint32{1, 100, maxChunk} {
		ctx, cancel := context.WithCancel(t.Context())
		chunks := 0
		err := s.stream(ctx, &mesogridv1.StreamGridRequest{Source: &mesogridv1.StreamGridRequest_Spec{Spec: spec}, ChunkPoints: size}, s.work(ctx),
			func(part any) error {
				if _, ok := part.(*chunk); ok {
					chunks++
					cancel()
				}
				return nil
			})
		cancel()
		if !errors.Is(err, context.Canceled) || chunks != 1 {
			t.Errorf("chunks of %d: %d after the end of the call, %v; want 1 and cancelled", size, chunks, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	pauses := 0
	work := &grid.Work{Pause: func() error { // in the first pass
		if pauses++; pauses == 3 {
			cancel()
		}
		return ctx.Err()
	}}
	err := s.stream(ctx, &mesogridv1.StreamGridRequest{Source: &mesogridv1.StreamGridRequest_Spec{Spec: spec}}, work,
		func(any) error { t.Error("a part is sent"); return nil })
	if !errors.Is(err, context.Canceled) || pauses != 3 {
		t.Errorf("cancelled while counting: %v after %d pauses, want cancelled after 3", err, pauses)
	}
}
