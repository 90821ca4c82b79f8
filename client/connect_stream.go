package client

import (
	"context"
	"errors"
	"io"
	"maps"

	"connectrpc.com/connect/v2"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

// httpStream is the client's end of a stream.
type httpStream struct {
	*httpCall
	stream connect.ClientStream
	single bool  // one answer
	ended  error // what RecvMsg says from now on
}

// Context is that of the call.
func (s *httpStream) Context() context.Context { return s.ctx }

// Header waits for the header. Where none comes, RecvMsg knows why.
func (s *httpStream) Header() (metadata.MD, error) {
	select {
	case <-s.answered:
	case <-s.ctx.Done():
		return nil, status.FromContextError(s.ctx.Err()).Err()
	}
	return metadataOf(maps.All(s.header)), nil
}

// Trailer is there after RecvMsg has given an error.
func (s *httpStream) Trailer() metadata.MD { return metadataOf(s.info.ResponseTrailer().All()) }

// CloseSend ends what the client says.
func (s *httpStream) CloseSend() error {
	if err := s.stream.CloseSend(); err != nil {
		return s.failure(err)
	}
	return nil
}

// SendMsg sends a message; io.EOF where the stream has ended, and RecvMsg knows why.
func (s *httpStream) SendMsg(m any) error {
	err := s.stream.Send(m)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, io.EOF):
		return io.EOF
	}
	return s.failure(err)
}

// RecvMsg takes a message; io.EOF after the last, and only where the service said that it was.
func (s *httpStream) RecvMsg(m any) error {
	if s.ended != nil {
		return s.ended
	}
	if m, ok := m.(proto.Message); ok {
		proto.Reset(m) // an empty message leaves m alone
	}
	err := s.stream.Receive(m)
	switch {
	case err == nil && !s.single:
		return nil
	case err == nil, errors.Is(err, io.EOF) && connect.CodeOf(err) != connect.CodeInvalidArgument:
		s.ended = io.EOF
	default:
		s.ended = s.failure(err)
	}
	if header, _ := s.Header(); header != nil {
		s.give(header, s.Trailer())
	}
	if err == nil {
		return nil
	}
	return s.ended
}
