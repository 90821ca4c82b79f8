package server

import (
	"context"
	"fmt"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

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
