package client_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/mesogrid/mesogrid/client"
	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// answering is an HTTP client whose answers are made up.
type answering func(*http.Request) (*http.Response, error)

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		defer r.Body.Close()
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return nil, err
		}
	}
	return a(r)
}

// broken gives its bytes, then its error.
type broken struct {
	io.Reader
	err error
}

func (b *broken) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if n == 0 && errors.Is(err, io.EOF) {
		err = b.err
	}
	return n, err
}

// A failure has the code that gRPC gives to it: what asking again may help is UNAVAILABLE, and nothing else is.
func TestHTTPFailures(t *testing.T) {
	header := bytesOf(&pb.StreamGridResponse{Part: &pb.StreamGridResponse_Header{Header: new(pb.GridHeader)}})
	reset := &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
	for what, c := range map[string]struct {
		kind string // of the answer; none: err
		code int
		body []byte
		err  error
		want codes.Code
	}{
		"refused":               {err: &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}, want: codes.Unavailable},
		"reset before":          {err: reset, want: codes.Unavailable},
		"closed before":         {err: io.EOF, want: codes.Unavailable},
		"slow":                  {err: context.DeadlineExceeded, want: codes.Unavailable}, // not the caller's deadline
		"reset":                 {kind: "connect+proto", code: 200, err: reset, want: codes.Unavailable},
		"reset in a message":    {kind: "connect+proto", code: 200, body: envelope(0, header)[:6], err: reset, want: codes.Unavailable},
		"cut in a message":      {kind: "connect+proto", code: 200, body: envelope(0, header)[:6], err: io.ErrUnexpectedEOF, want: codes.Unavailable},
		"closed in a message":   {kind: "connect+proto", code: 200, body: envelope(0, header)[:6], err: io.EOF, want: codes.Unavailable},
		"cut in a length":       {kind: "connect+proto", code: 200, body: envelope(0, header)[:3], err: io.EOF, want: codes.Unavailable},
		"cut between":           {kind: "connect+proto", code: 200, body: envelope(0, header), err: io.ErrUnexpectedEOF, want: codes.Unavailable},
		"no end":                {kind: "connect+proto", code: 200, body: envelope(0, header), err: io.EOF, want: codes.Unavailable},
		"no message":            {kind: "connect+proto", code: 200, err: io.EOF, want: codes.Unavailable},
		"timeout":               {kind: "connect+proto", code: 200, err: context.DeadlineExceeded, want: codes.Unavailable},
		"the end":               {kind: "connect+proto", code: 200, body: envelope(2, []byte("{}")), err: io.EOF, want: codes.OK},
		"no JSON at the end":    {kind: "connect+proto", code: 200, body: envelope(2, []byte("{")), err: io.EOF, want: codes.Internal},
		"unreadable":            {kind: "connect+proto", code: 200, body: envelope(0, []byte{0xff}), err: io.EOF, want: codes.Internal},
		"too large":             {kind: "connect+proto", code: 200, body: envelope(0, make([]byte, 4<<20+1)), err: io.EOF, want: codes.ResourceExhausted},
		"compressed":            {kind: "connect+proto", code: 200, body: envelope(1, header), err: io.EOF, want: codes.Internal},
		"a page":                {kind: "html", code: 200, body: []byte("<p>"), err: io.EOF, want: codes.Unknown},
		"an overloaded gateway": {kind: "html", code: 503, err: io.EOF, want: codes.Unavailable},
		"nothing there":         {kind: "html", code: 404, err: io.EOF, want: codes.Unimplemented},
		"canceled there":        {kind: "connect+proto", code: 200, body: envelope(2, []byte(`{"error":{"code":"canceled"}}`)), err: io.EOF, want: codes.Canceled},
		"invalid there":         {kind: "connect+proto", code: 200, body: envelope(2, []byte(`{"error":{"code":"invalid_argument"}}`)), err: io.EOF, want: codes.InvalidArgument},
	} {
		conn := client.HTTP(&http.Client{Transport: answering(func(r *http.Request) (*http.Response, error) {
			if c.kind == "" {
				return nil, c.err
			}
			return &http.Response{StatusCode: c.code, Status: fmt.Sprint(c.code), ProtoMajor: 1, ProtoMinor: 1, Request: r,
				Header: http.Header{"Content-Type": {"application/" + c.kind}}, Body: io.NopCloser(&broken{bytes.NewReader(c.body), c.err})}, nil
		})}, "http://nowhere")
		s, err := pb.NewGridServiceClient(conn).StreamGrid(t.Context(), &pb.StreamGridRequest{})
		for err == nil {
			_, err = s.Recv()
		}
		if errors.Is(err, io.EOF) {
			err = nil
		}
		if got := status.Code(err); got != c.want {
			t.Errorf("%s: %v, want %v", what, err, c.want)
		}
	}
}

// The unary half: an answer that is cut off is no answer.
func TestHTTPUnaryFailures(t *testing.T) {
	body := bytesOf(&pb.GenerateGridResponse{Header: new(pb.GridHeader)})
	for what, c := range map[string]struct {
		kind string
		code int
		body []byte
		err  error
		want codes.Code
	}{
		"cut":             {"proto", 200, body[:1], io.ErrUnexpectedEOF, codes.Unavailable},
		"reset":           {"proto", 200, body, &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}, codes.Unavailable},
		"unreadable":      {"proto", 200, []byte{0xff}, io.EOF, codes.Internal},
		"whole":           {"proto", 200, body, io.EOF, codes.OK},
		"an error":        {"json", 409, []byte(`{"code":"aborted","message":"m","details":[{"type":"google.rpc.ErrorInfo","value":"CgFS"}]}`), io.EOF, codes.Aborted},
		"a broken error":  {"json", 503, []byte(`{`), io.EOF, codes.Unavailable},
		"a gateway's":     {"html", 502, []byte(`<p>`), io.EOF, codes.Unavailable},
		"no such path":    {"html", 404, nil, io.EOF, codes.Unimplemented},
		"not yet allowed": {"html", 401, nil, io.EOF, codes.Unauthenticated},
	} {
		conn := client.HTTP(&http.Client{Transport: answering(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: c.code, Status: fmt.Sprint(c.code), ProtoMajor: 1, ProtoMinor: 1, Request: r,
				Header: http.Header{"Content-Type": {"application/" + c.kind}}, Body: io.NopCloser(&broken{bytes.NewReader(c.body), c.err})}, nil
		})}, "http://nowhere")
		_, err := pb.NewGridServiceClient(conn).GenerateGrid(t.Context(), &pb.GenerateGridRequest{})
		if got := status.Code(err); got != c.want {
			t.Errorf("%s: %v, want %v", what, err, c.want)
		}
		if c.want != codes.Aborted {
			continue
		}
		details := status.Convert(err).Details()
		if info, ok := details[0].(*errdetails.ErrorInfo); !ok || info.GetReason() != "R" || len(details) != 1 {
			t.Errorf("%s: details %v", what, details)
		}
	}
}

// Nobody listens: as gRPC has it.
func TestHTTPNobody(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	c := client.New(client.HTTP(http.DefaultClient, "http://"+listener.Addr().String()))
	c.Retry = client.Retry{Failures: -1}
	_, err = c.GenerateGrid(t.Context(), square())
	_, serr := c.StreamGrid(t.Context(), &pb.StreamGridRequest{Source: source(plan())})
	if status.Code(err) != codes.Unavailable || status.Code(errors.Unwrap(serr)) != codes.Unavailable {
		t.Errorf("nobody listens: %v; %v; want UNAVAILABLE", err, serr)
	}
	if _, err := client.New(client.HTTP(http.DefaultClient, "http://[")).GenerateGrid(t.Context(), square()); err == nil || !strings.Contains(err.Error(), "base URL") {
		t.Errorf("no URL: %v", err)
	}
}
