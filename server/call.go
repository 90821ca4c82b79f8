package server

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

// ours is how the methods of the mesogrid services begin.
const ours = "/mesogrid."

func isOurs(method string) bool { return strings.HasPrefix(method, ours) }

// call is one call under way, whatever its transport.
type call struct {
	*method
	server *Server
	turn   turn   // at computing
	points uint64 // in the answer
	held   int64  // bytes in the outbox until the call ends
}

// method is what all calls of a method have in common.
type method struct {
	name  string
	ours  bool // of a mesogrid service: computes, and is logged; health and reflection only answer
	meter *methodMeter
}

func (s *Server) method(service, name string) *method {
	full := "/" + service + "/" + name
	return &method{name: full, ours: isOurs(full), meter: s.meter.of(full)}
}

type callKey struct{}

// callOf is the call that a context belongs to; outside of any, one that waits for nobody.
func callOf(ctx context.Context) *call {
	if c, ok := ctx.Value(callKey{}).(*call); ok {
		return c
	}
	return new(call)
}

// finished logs and counts a call. The log never has what a caller sent: outlines and doses are about a patient. Only the
// cause of an internal error, which the caller is not told, stands in full. Health and reflection are for debugging.
func (s *Server) finished(ctx context.Context, c *call, took time.Duration, err error) {
	code := status.Code(err)
	level := slog.LevelInfo
	switch {
	case code == codes.Internal || code == codes.Unknown:
		level = slog.LevelError
	case !c.ours:
		level = slog.LevelDebug
	}
	if s.log.Enabled(ctx, level) {
		attrs := make([]slog.Attr, 0, 6)
		if c.points > 0 {
			attrs = append(attrs, slog.Uint64("points", c.points))
		}
		attrs = append(attrs, slog.String("method", c.name), slog.String("code", code.String()), slog.Duration("duration", took))
		if c.ours {
			attrs = append(attrs, slog.Duration("computing", c.turn.computed))
		}
		if level == slog.LevelError {
			attrs = append(attrs, slog.Any("cause", err))
		}
		s.log.LogAttrs(ctx, level, "call", attrs...)
	}
	reason := reasonOf(err)
	c.meter.finished(c, code, reason, took)
	traced(ctx, c, reason)
}

// receive takes a request. One that computes is decoded in its turn, which goes on when this returns.
func (c *call) receive(ctx context.Context, decode func(any) error, req any) error {
	message, ok := req.(proto.Message)
	if !ok {
		return decode(req)
	}
	w := new(wire)
	if err := c.inTime(ctx, func() error { return decode(w) }); err != nil {
		return err
	}
	if c.ours {
		if err := c.hold(len(w.data)); err != nil {
			return tell(err)
		}
		if err := c.turn.enter(ctx, c.server.gate, workOfBytes(len(w.data))); err != nil {
			return tell(err)
		}
		if err := c.server.outbox.room(); err != nil {
			return tell(err)
		}
	}
	if err := w.decode(message, c.server.cfg.Limits.messages()); err != nil {
		return tell(err)
	}
	return nil
}

// inTime ends a connection of native gRPC whose client does not send the request that it has begun: it counts in the crowd,
// and nothing but its client or the end of its connection would end it. net/http has a timeout for that.
func (c *call) inTime(ctx context.Context, receive func() error) error {
	if conn := connOf(ctx); conn != nil && c.ours {
		late := time.AfterFunc(c.server.cfg.StallTimeout, func() { _ = conn.Close() }) // it may be closed already
		defer late.Stop()
	}
	return receive()
}

// hold counts what a call keeps in memory until it ends: its request, and of a stream what waits for the reader.
func (c *call) hold(bytes int) error {
	if c.server == nil {
		return nil
	}
	c.held += int64(bytes)
	c.server.outbox.bytes.Add(int64(bytes))
	return c.server.outbox.room()
}
