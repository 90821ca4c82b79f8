package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/mesogrid/mesogrid/client"
	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// benchRequest is what is asked for again and again. Of its two messages one is there.
type benchRequest struct {
	whole  *mesogridv1.GenerateGridRequest
	stream *mesogridv1.StreamGridRequest
	check  bool // every checksum
}

// outcome is what came of one request.
type outcome struct {
	points    uint64 // of the grid, whether they were sent or not
	bytes     uint64 // of the answer's messages
	computing int64  // us of the service; below 0 where it does not say
	err       error
}

func (r *benchRequest) ask(ctx context.Context, conn grpc.ClientConnInterface) outcome {
	m := &meter{ClientConnInterface: conn}
	key, err := r.askThrough(ctx, m)
	return outcome{points: key.GetPointCount(), bytes: m.bytes, computing: m.computing(), err: err}
}

func (r *benchRequest) askThrough(ctx context.Context, m *meter) (*mesogridv1.GridKey, error) {
	switch {
	case r.stream != nil && r.check:
		checked := client.New(m)
		checked.Retry.Failures = -1 // a failure is to be counted
		s, err := checked.StreamGrid(ctx, r.stream)
		if err != nil {
			return nil, err
		}
		for s.Next() {
			_ = s.Chunk() // has been checked, and is needed no longer
		}
		return s.Header().GetKey(), s.Err()
	case r.stream != nil:
		return readStream(ctx, mesogridv1.NewGridServiceClient(m), r.stream)
	case r.check:
		resp, err := client.New(m).GenerateGrid(ctx, r.whole)
		return resp.GetHeader().GetKey(), err
	}
	resp, err := mesogridv1.NewGridServiceClient(m).GenerateGrid(ctx, r.whole)
	if err != nil {
		return nil, err
	}
	key := resp.GetHeader().GetKey()
	if r.whole.GetOmitPoints() {
		return key, nil
	}
	return key, sameCount(uint64(len(resp.GetPoints().GetXUm())), key)
}

// readStream reads a stream to its end, and counts its points without a look at them.
func readStream(ctx context.Context, grids mesogridv1.GridServiceClient, req *mesogridv1.StreamGridRequest) (*mesogridv1.GridKey, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	parts, err := grids.StreamGrid(ctx, req)
	if err != nil {
		return nil, err
	}
	var key *mesogridv1.GridKey
	points, ended := uint64(0), false
	for {
		part, err := parts.Recv()
		switch {
		case errors.Is(err, io.EOF) && !ended:
			return nil, errors.New("corrupt answer: the stream ends before its end part")
		case errors.Is(err, io.EOF):
			return key, sameCount(points, key)
		case err != nil:
			return nil, err
		case part.GetHeader() != nil:
			key = part.GetHeader().GetKey()
		}
		points += uint64(len(part.GetChunk().GetPoints().GetXUm()))
		ended = part.GetEnd() != nil
	}
}

func sameCount(got uint64, key *mesogridv1.GridKey) error {
	if want := key.GetPointCount(); got != want {
		return fmt.Errorf("corrupt answer: %d points came, and its key says %d", got, want)
	}
	return nil
}

// codeOf is what the report counts an outcome under: the status, with the service's reason where that says more.
func codeOf(err error) string {
	s, ok := status.FromError(err)
	if !ok {
		return "CORRUPT" // the client's: what came is not to be used
	}
	name := code.Code(s.Code()).String()
	for _, d := range s.Details() {
		if info, ok := d.(*errdetails.ErrorInfo); ok && info.GetReason() != name {
			return name + "/" + oneLine(info.GetReason())
		}
	}
	return name
}

// meter is a connection for one request. It counts what comes back and keeps the trailing metadata.
type meter struct {
	grpc.ClientConnInterface
	bytes   uint64
	trailer metadata.MD
}

// Invoke is a request with one answer.
func (m *meter) Invoke(ctx context.Context, method string, args, reply any, opts ...grpc.CallOption) error {
	err := m.ClientConnInterface.Invoke(ctx, method, args, reply, append(opts, grpc.Trailer(&m.trailer))...)
	if err == nil {
		m.count(reply)
	}
	return err
}

// NewStream is a request with an answer in parts.
func (m *meter) NewStream(ctx context.Context, desc *grpc.StreamDesc, method string, opts ...grpc.CallOption) (grpc.ClientStream, error) {
	s, err := m.ClientConnInterface.NewStream(ctx, desc, method, opts...)
	if err != nil {
		return nil, err
	}
	return &meteredStream{ClientStream: s, meter: m}, nil
}

func (m *meter) count(msg any) {
	if msg, ok := msg.(proto.Message); ok {
		m.bytes += uint64(proto.Size(msg))
	}
}

// computing is the service's own time for the request, us.
func (m *meter) computing() int64 {
	for _, text := range m.trailer.Get("mesogrid-computing-us") {
		if us, err := strconv.ParseInt(text, 10, 64); err == nil && us >= 0 {
			return us
		}
	}
	return -1
}

type meteredStream struct {
	grpc.ClientStream
	meter *meter
	end   error // what RecvMsg came to in the end
}

// RecvMsg takes a part. With the end part it waits for the trailing metadata too: the checking client does not.
func (s *meteredStream) RecvMsg(msg any) error {
	if s.end != nil {
		return s.end
	}
	if s.end = s.ClientStream.RecvMsg(msg); s.end != nil {
		s.meter.trailer = s.Trailer()
		return s.end
	}
	s.meter.count(msg)
	if part, ok := msg.(*mesogridv1.StreamGridResponse); ok && part.GetEnd() != nil {
		if s.end = s.ClientStream.RecvMsg(new(mesogridv1.StreamGridResponse)); s.end == nil {
			s.end = errors.New("corrupt answer: a part comes after the end part")
		}
		s.meter.trailer = s.Trailer()
	}
	return nil
}
