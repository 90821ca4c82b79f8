package server

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

func (s *Server) logUnary(
	ctx context.Context, req any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler,
) (any, error) {
	start := time.Now()
	resp, err := next(ctx, req)
	var attrs []slog.Attr
	if grid, ok := resp.(*mesogridv1.GenerateGridResponse); ok && err == nil {
		attrs = append(attrs, slog.Uint64("points", grid.GetHeader().GetKey().GetPointCount()))
	}
	s.logCall(ctx, info.FullMethod, start, err, attrs)
	return resp, err
}

func (s *Server) logStream(srv any, stream grpc.ServerStream, info *grpc.StreamServerInfo, next grpc.StreamHandler) error {
	start := time.Now()
	err := next(srv, stream)
	s.logCall(stream.Context(), info.FullMethod, start, err, nil)
	return err
}

// logCall writes one line a call. It never writes what a caller sent: outlines and doses are about a patient. Only the
// cause of an internal error, which the caller is not told, stands in full. Health and reflection are for debugging.
func (s *Server) logCall(ctx context.Context, method string, start time.Time, err error, attrs []slog.Attr) {
	level, code := slog.LevelInfo, status.Code(err)
	if !strings.HasPrefix(method, "/mesogrid.") {
		level = slog.LevelDebug
	}
	attrs = append(attrs, slog.String("method", method), slog.String("code", code.String()),
		slog.Duration("duration", time.Since(start)))
	if code == codes.Internal || code == codes.Unknown {
		level = slog.LevelError
		attrs = append(attrs, slog.Any("cause", err))
	}
	s.log.LogAttrs(ctx, level, "call", attrs...)
}

func (s *Server) recoverUnary(
	ctx context.Context, req any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler,
) (resp any, err error) {
	defer s.recoverCall(ctx, info.FullMethod, &err)
	return next(ctx, req)
}

func (s *Server) recoverStream(
	srv any, stream grpc.ServerStream, info *grpc.StreamServerInfo, next grpc.StreamHandler,
) (err error) {
	defer s.recoverCall(stream.Context(), info.FullMethod, &err)
	return next(srv, stream)
}

// recoverCall turns a panic into an internal error: one request fails, the process lives.
func (s *Server) recoverCall(ctx context.Context, method string, err *error) {
	if p := recover(); p != nil {
		s.log.LogAttrs(ctx, slog.LevelError, "panic",
			slog.String("method", method), slog.Any("value", p), slog.String("stack", string(debug.Stack())))
		*err = tell(fmt.Errorf("panic: %v", p))
	}
}

// endStream ends a watch of the health when the server drains: it would never end by itself.
func (s *Server) endStream(srv any, stream grpc.ServerStream, _ *grpc.StreamServerInfo, next grpc.StreamHandler) error {
	ctx, cancel := context.WithCancel(stream.Context())
	defer cancel()
	defer context.AfterFunc(s.draining, cancel)()
	err := next(srv, &endedStream{ServerStream: stream, ctx: ctx})
	if err != nil && s.draining.Err() != nil {
		return status.Error(codes.Unavailable, "the server is draining: connect again")
	}
	return err
}

// endedStream is a stream with an end of its own.
type endedStream struct {
	grpc.ServerStream
	ctx context.Context
}

func (s *endedStream) Context() context.Context { return s.ctx }
