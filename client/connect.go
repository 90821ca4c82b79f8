package client

import (
	"context"
	"errors"
	"io"
	"iter"
	"net/http"
	"strings"
	"time"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connecthttp"
	"connectrpc.com/connect/v2/connectproto"
	spb "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// HTTP is a connection to a service over HTTP/1.1 or HTTP/2, by the Connect protocol, for networks that gRPC does not
// cross:
//
//	grids := client.New(client.HTTP(http.DefaultClient, "https://localhost:8443"))
//
// Errors, their details and metadata are as gRPC has them. Of the call options it knows grpc.Header, grpc.Trailer and
// grpc.MaxCallRecvMsgSize, which is 4 MiB without it, and refuses others. Streams in both directions need HTTP/2.
func HTTP(hc *http.Client, baseURL string) grpc.ClientConnInterface {
	return &httpConn{hc: hc, baseURL: baseURL}
}

type httpConn struct {
	hc      *http.Client
	baseURL string
}

// Invoke asks a method without streams.
func (c *httpConn) Invoke(ctx context.Context, method string, args, reply any, opts ...grpc.CallOption) error {
	call, err := c.call(ctx, opts)
	if err != nil {
		return err
	}
	err = call.client.CallUnary(call.ctx, connect.Spec{Procedure: method}, args, reply)
	call.give(metadataOf(call.info.ResponseHeader().All()), metadataOf(call.info.ResponseTrailer().All()))
	if err != nil {
		return call.failure(err)
	}
	return nil
}

// NewStream opens a stream.
func (c *httpConn) NewStream(
	ctx context.Context, desc *grpc.StreamDesc, method string, opts ...grpc.CallOption,
) (grpc.ClientStream, error) {
	call, err := c.call(ctx, opts)
	if err != nil {
		return nil, err
	}
	spec := connect.Spec{Procedure: method}
	if desc.ClientStreams {
		spec.StreamType |= connect.StreamTypeClient
	}
	if desc.ServerStreams {
		spec.StreamType |= connect.StreamTypeServer
	}
	s := &httpStream{httpCall: call, single: !desc.ServerStreams}
	s.stream, err = call.client.CallClientStream(call.ctx, spec)
	if err == nil && desc.ClientStreams {
		err = s.stream.SendHeaders() // the service may speak first; one message is a whole request otherwise
	}
	if err != nil {
		return nil, call.failure(err)
	}
	return s, nil
}

// httpCall is one call.
type httpCall struct {
	hc     *http.Client
	ctx    context.Context
	info   *connect.CallInfo
	client *connect.Client

	answered chan struct{} // is closed when there is a header, or none will come
	header   http.Header

	headers, trailers []*metadata.MD // of the caller
}

func (c *httpConn) call(ctx context.Context, opts []grpc.CallOption) (*httpCall, error) {
	call := &httpCall{hc: c.hc, answered: make(chan struct{})}
	limit := 4 << 20
	for _, o := range opts {
		switch o := o.(type) {
		case grpc.HeaderCallOption:
			call.headers = append(call.headers, o.HeaderAddr)
		case grpc.TrailerCallOption:
			call.trailers = append(call.trailers, o.TrailerAddr)
		case grpc.MaxRecvMsgSizeCallOption:
			limit = max(o.MaxRecvMsgSize, 1) // 0 would be no limit
		case grpc.StaticMethodCallOption, grpc.EmptyCallOption:
		default:
			return nil, status.Errorf(codes.Unimplemented, "call option %T is not known over HTTP", o)
		}
	}
	call.ctx, call.info = connect.NewClientContext(ctx)
	md, _ := metadata.FromOutgoingContext(ctx)
	for key, values := range md {
		for _, value := range values {
			if strings.HasSuffix(key, "-bin") {
				value = connect.EncodeBinaryHeader([]byte(value))
			}
			call.info.RequestHeader().Add(key, value)
		}
	}
	// No compression, as in gRPC: points hardly shrink, and a stream takes many times as long.
	call.client = connect.NewClient(connecthttp.NewTransport(call, c.baseURL,
		connecthttp.WithReadMaxBytes(limit), connecthttp.WithCompressors()))
	return call, nil
}

// Do sends the request, and keeps the header of the answer for those who ask before the first message.
func (c *httpCall) Do(req *http.Request) (*http.Response, error) {
	defer close(c.answered)
	resp, err := c.hc.Do(req)
	if resp != nil {
		c.header = resp.Header.Clone()
	}
	return resp, err
}

func (c *httpCall) give(header, trailer metadata.MD) {
	for _, at := range c.headers {
		*at = header
	}
	for _, at := range c.trailers {
		*at = trailer
	}
}

// metadataOf leaves out what is not in the encoding that it claims.
func metadataOf(headers iter.Seq2[string, []string]) metadata.MD {
	md := metadata.MD{}
	for name, values := range headers {
		key := strings.ToLower(name)
		if !strings.HasSuffix(key, "-bin") {
			md[key] = values
			continue
		}
		for _, text := range strings.Split(strings.Join(values, ","), ",") { // HTTP may have joined them
			if value, err := connect.DecodeBinaryHeader(strings.TrimSpace(text)); err == nil {
				md[key] = append(md[key], string(value))
			}
		}
	}
	return md
}

// failure is an error as gRPC has it.
func (c *httpCall) failure(err error) error {
	var known *connect.Error
	if !errors.As(err, &known) {
		return status.FromContextError(err).Err()
	}
	said := &spb.Status{Code: int32(known.Code()), Message: known.Message()}
	if !known.IsRemote() {
		said.Code = int32(c.code(known))
	}
	for _, d := range known.Details() {
		said.Details = append(said.Details, connectproto.ErrorDetailToAny(d))
	}
	return status.ErrorProto(said)
}

// code is that of an error which the service did not send. A connection that is cut must not look like a caller who has
// had enough, or like a refusal: asking again helps.
func (c *httpCall) code(err *connect.Error) codes.Code {
	deadline, timed := c.ctx.Deadline()
	ended := c.ctx.Err() != nil || timed && !time.Now().Before(deadline)
	switch err.Code() {
	case connect.CodeCanceled, connect.CodeDeadlineExceeded: // a reset; a time limit of the HTTP client
		if !ended {
			return codes.Unavailable
		}
	case connect.CodeUnknown: // with a cause it is a read or a write that failed
		if errors.Unwrap(err) != nil {
			return codes.Unavailable
		}
	case connect.CodeInternal: // as is this, of which connect gives no other sign
		if errors.Is(err, io.ErrUnexpectedEOF) || strings.HasPrefix(err.Message(), "protocol error: incomplete envelope") {
			return codes.Unavailable
		}
	case connect.CodeInvalidArgument: // an answer that cannot be read
		return codes.Internal
	}
	return codes.Code(err.Code())
}
