package server

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"strconv"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/encoding"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/reflection"
	"google.golang.org/protobuf/proto"
)

// computingKey is the trailing metadata that tells how long a call computed, in microseconds: its turns in the gate, not
// what it waited for. It is no part of the answer, which does not depend on time.
const computingKey = "mesogrid-computing-us"

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
