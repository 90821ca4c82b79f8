package server

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/encoding"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/reflection"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

// computingKey is the trailing metadata that tells how long a call computed, in microseconds: its turns in the gate, not
// what it waited for. It is no part of the answer, which does not depend on time.
const computingKey = "mesogrid-computing-us"

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

// guarded is a transport whose calls are guarded: each is timed, logged and counted, is decoded and computes when it is
// its turn, and if it panics, it fails alone.
type guarded struct {
	reflection.GRPCServer
	server *Server
	native bool // gRPC by grpc-go, which keeps what a client does not take; net/http has deadlines for that
}

// RegisterService registers a service with guards around its methods.
func (g guarded) RegisterService(desc *grpc.ServiceDesc, impl any) {
	d := *desc
	d.Methods, d.Streams = slices.Clone(d.Methods), slices.Clone(d.Streams)
	for k := range d.Methods {
		m := &d.Methods[k]
		m.Handler = g.unary(g.server.method(desc.ServiceName, m.MethodName), m.Handler)
	}
	for k := range d.Streams {
		m := &d.Streams[k]
		m.Handler = g.stream(g.server.method(desc.ServiceName, m.StreamName), m.Handler)
	}
	g.GRPCServer.RegisterService(&d, impl)
}

func (g guarded) unary(m *method, handle grpc.MethodHandler) grpc.MethodHandler {
	return func(impl any, ctx context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (resp any, err error) {
		err = g.server.guard(ctx, m, func(ctx context.Context, c *call) error {
			resp, err = handle(impl, ctx, func(req any) error { return c.receive(ctx, decode, req) }, nil)
			return err
		})
		if err != nil {
			return nil, err
		}
		message, ok := resp.(proto.Message)
		switch {
		case ok && g.native:
			return &mail{message, connOf(ctx), g.server.outbox, g.server.grids.reuse}, nil
		case ok && m.ours:
			bytes := int64(jsonFactor * proto.Size(message))
			g.server.outbox.bytes.Add(bytes)
			whenTaken(ctx, func() { g.server.outbox.bytes.Add(-bytes) })
		}
		return resp, nil
	}
}

func (g guarded) stream(m *method, handle grpc.StreamHandler) grpc.StreamHandler {
	return func(impl any, stream grpc.ServerStream) error {
		inner := &guardedStream{ServerStream: stream}
		serve := func() error {
			return g.server.guard(stream.Context(), m, func(ctx context.Context, c *call) error {
				inner.ctx, inner.call = ctx, c
				if c.ours {
					return handle(impl, inner)
				}
				return g.server.untilDrained(inner, func() error { return handle(impl, inner) })
			})
		}
		if !g.native {
			return serve()
		}
		return inner.unlessStalled(g.server.cfg.StallTimeout, serve)
	}
}

// untilDrained ends a stream when the server drains: a watch of the health would never end by itself.
func (s *Server) untilDrained(stream *guardedStream, serve func() error) error {
	var cancel context.CancelFunc
	stream.ctx, cancel = context.WithCancel(stream.ctx)
	defer cancel()
	defer context.AfterFunc(s.draining, cancel)()
	err := serve()
	if err != nil && s.draining.Err() != nil {
		return status.Error(codes.Unavailable, "the server is draining: connect again")
	}
	return err
}

// guard serves one call.
func (s *Server) guard(ctx context.Context, m *method, serve func(context.Context, *call) error) (err error) {
	start := time.Now()
	c := &call{server: s, method: m}
	conn := connOf(ctx)
	if conn != nil { // grpc-go would answer a compressed request compressed, by work without a turn
		_ = grpc.SetSendCompressor(ctx, encoding.Identity) // fails where there is no transport
	}
	if m.ours { // a watch of the health, which never ends, must not keep a connection
		conn.begin()
		defer conn.end()
	}
	defer func() {
		if p := recover(); p != nil {
			s.log.LogAttrs(ctx, slog.LevelError, "panic",
				slog.String("method", m.name), slog.Any("value", p), slog.String("stack", string(debug.Stack())))
			s.meter.panicked()
			err = tell(fmt.Errorf("panic: %v", p))
		}
		c.turn.leave(err == nil)
		s.outbox.bytes.Add(-c.held)
		if c.ours {
			us := strconv.FormatInt(c.turn.computed.Microseconds(), 10)
			_ = grpc.SetTrailer(ctx, metadata.Pairs(computingKey, us)) // fails where there is no transport
		}
		s.finished(ctx, c, time.Since(start), err)
	}()
	if c.ours {
		if err := s.crowd.enter(); err != nil {
			return tell(err)
		}
		defer whenTaken(ctx, s.crowd.leave)
	}
	return serve(context.WithValue(ctx, callKey{}, c), c)
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

// guardedStream is a stream within a call.
type guardedStream struct {
	grpc.ServerStream
	ctx     context.Context
	call    *call
	sending *time.Timer // ends the stream, unless what is sent is taken in time; nil: nobody waits for that
	stall   time.Duration
}

func (s *guardedStream) Context() context.Context { return s.ctx }

func (s *guardedStream) RecvMsg(m any) error { return s.call.receive(s.ctx, s.ServerStream.RecvMsg, m) }

// SendMsg ends the turn: a client who is slow to read must not keep others from computing. Whoever computes on afterwards
// resumes it.
func (s *guardedStream) SendMsg(m any) error {
	s.call.turn.yield()
	if s.sending != nil {
		s.sending.Reset(s.stall)
		defer s.sending.Stop()
	}
	return s.ServerStream.SendMsg(m)
}

// unlessStalled serves a stream of native gRPC, and gives up on it when its client takes nothing for too long. Nothing
// but the end of the handler lets go of a send that waits for the client, so the handler ends here and leaves the waiting
// to another goroutine, which is then let go too.
func (s *guardedStream) unlessStalled(stall time.Duration, serve func() error) error {
	stalled := make(chan struct{}, 1)
	s.stall, s.sending = stall, time.AfterFunc(stall, func() {
		select {
		case stalled <- struct{}{}:
		default:
		}
	})
	s.sending.Stop()
	done := make(chan error, 1)
	go func() { done <- serve() }()
	select {
	case err := <-done:
		return err
	case <-stalled:
		connOf(s.ServerStream.Context()).abandon()
		return detailed(codes.Unavailable, fmt.Sprintf("nothing was taken of the answer for %s: ask again for the rest", stall),
			&errdetails.ErrorInfo{Reason: "STALLED"}).Err()
	}
}
