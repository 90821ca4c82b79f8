package server

import (
	"context"
	"errors"
	"io"

	"connectrpc.com/connect/v2"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

var errHeaderSent = status.Error(codes.Internal, "the header has been sent")

// Context has what a handler looks up: metadata, peer, deadline.
func (c *connectCall) Context() context.Context { return c.ctx }

// SetHeader adds to the header, until it is sent.
func (c *connectCall) SetHeader(md metadata.MD) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sent {
		return errHeaderSent
	}
	c.header = metadata.Join(c.header, md)
	return nil
}

// SendHeader sends the header now. That of a method without streams goes with its answer all the same: an error there has
// an HTTP status of its own.
func (c *connectCall) SendHeader(md metadata.MD) error {
	if err := c.SetHeader(md); err != nil {
		return err
	}
	c.sendHeader()
	return sendError(c.stream.SendHeaders())
}

// SetTrailer adds to what follows the last message.
func (c *connectCall) SetTrailer(md metadata.MD) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.trailer = metadata.Join(c.trailer, md)
}

// sendHeader hands the header over, once. The first message takes it along.
func (c *connectCall) sendHeader() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.sent {
		c.sent = true
		outgoing(c.info.ResponseHeader(), c.header)
	}
}

// finish hands header and trailer over when the handler is done.
func (c *connectCall) finish() {
	c.sendHeader()
	c.mu.Lock()
	defer c.mu.Unlock()
	outgoing(c.info.ResponseTrailer(), c.trailer)
}

// SendMsg sends a message of any type that the codec knows.
func (c *connectCall) SendMsg(m any) error {
	if m == nil { // would be an answer without a byte
		return status.Error(codes.Internal, "internal error")
	}
	c.sendHeader()
	return sendError(c.stream.Send(m))
}

// RecvMsg takes a message of any type that the codec knows; io.EOF when the client has sent its last.
func (c *connectCall) RecvMsg(m any) error {
	if m, ok := m.(proto.Message); ok {
		proto.Reset(m) // connect leaves m alone when the message is empty
	}
	err := c.stream.Receive(m)
	var known *connect.Error
	switch {
	case err == nil:
		return nil
	case errors.Is(err, io.EOF) && connect.CodeOf(err) != connect.CodeInvalidArgument: // which is a message that ends too early
		return io.EOF
	case !errors.As(err, &known):
		return status.FromContextError(err).Err()
	}
	code, text := known.Code(), "the request is cut off, or not framed as its protocol has it"
	switch code {
	case connect.CodeInvalidArgument, connect.CodeUnimplemented:
		text = known.Message() // about the message; others may quote the connection
	case connect.CodeResourceExhausted: // is for load, which passes
		return &failure{told: invalid("", tooLarge, "is too large: "+known.Message(), nil), cause: err}
	case connect.CodeInternal, connect.CodeUnknown:
		code = connect.CodeInvalidArgument // it is not the server's fault
	default:
		return &failure{told: status.New(codes.Code(code), text), cause: err}
	}
	return &failure{told: detailed(codes.Code(code), text, &errdetails.ErrorInfo{Reason: string(unreadable)}), cause: err}
}

// sendError is the status of a message that did not go out. Only its size is the client's business.
func sendError(err error) error {
	if err == nil {
		return nil
	}
	code, text := status.FromContextError(err).Code(), "the answer could not be sent"
	var known *connect.Error
	if errors.As(err, &known) {
		if code = codes.Code(known.Code()); code == codes.ResourceExhausted {
			text = known.Message()
		}
	}
	return &failure{told: status.New(code, text), cause: err}
}

// connectError is what a client is told of a handler's error: the status with its details, and nothing of what it wraps
// or is wrapped in.
func connectError(err error) error {
	if err == nil {
		return nil
	}
	told := status.FromContextError(err)
	var known interface{ GRPCStatus() *status.Status }
	if errors.As(err, &known) && known.GRPCStatus() != nil {
		told = known.GRPCStatus()
	}
	e := connect.NewError(connect.Code(told.Code()), told.Message())
	for _, d := range told.Proto().GetDetails() {
		e = e.WithDetail(&connect.ErrorDetail{Type: string(d.MessageName()), Value: d.GetValue()})
	}
	return e
}

// whenTaken calls done when the client has taken the answer of a call, or is given up. An answer of net/http without
// streams is written after its handler has returned; grpc-go has queued it by then, and what it keeps is counted as mail.
func whenTaken(ctx context.Context, done func()) {
	if t, ok := grpc.ServerTransportStreamFromContext(ctx).(*transportCall); ok {
		t.taken = append(t.taken, done)
		return
	}
	done()
}

// end is when all is written.
func (c *connectCall) end() {
	for _, done := range c.taken {
		done()
	}
}

// transportCall is what grpc.SetHeader, grpc.SetTrailer and grpc.Method find in a context.
type transportCall struct {
	*connectCall
	method string
}

// Method is the method's full name.
func (t *transportCall) Method() string { return t.method }

// SetTrailer is that of the call.
func (t *transportCall) SetTrailer(md metadata.MD) error {
	t.connectCall.SetTrailer(md)
	return nil
}
