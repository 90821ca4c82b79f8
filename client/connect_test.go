package client_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/mesogrid/mesogrid/client"
	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// bridge answers the Connect protocol, written by hand, with what a service over gRPC answers.
type bridge struct {
	grids pb.GridServiceClient
	cut   func(sent int) bool // whether the connection is cut after so many messages of a stream
}

func (b *bridge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	w.Header()["X-Seen"] = r.Header["X-Ask"]
	w.Header().Set("X-Raw-Bin", r.Header.Get("X-Raw-Bin"))
	switch r.URL.Path + " " + r.Header.Get("Content-Type") {
	case "/at/mesogrid.v1.GridService/GenerateGrid application/proto":
		req := new(pb.GenerateGridRequest)
		if err := proto.Unmarshal(body, req); err != nil {
			http.Error(w, err.Error(), http.StatusTeapot)
			return
		}
		w.Header().Set("Trailer-X-Last", "unary")
		resp, err := b.grids.GenerateGrid(r.Context(), req)
		if err != nil {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusBadRequest)
			w.Write(errorJSON(err))
			return
		}
		w.Header().Set("Content-Type", "application/proto")
		w.Write(bytesOf(resp))
	case "/at/mesogrid.v1.GridService/StreamGrid application/connect+proto":
		req := new(pb.StreamGridRequest)
		if err := proto.Unmarshal(body[5:], req); err != nil {
			http.Error(w, err.Error(), http.StatusTeapot)
			return
		}
		w.Header().Set("Content-Type", "application/connect+proto")
		b.stream(w, r.Context(), req)
	default:
		http.NotFound(w, r)
	}
}

func (b *bridge) stream(w http.ResponseWriter, ctx context.Context, req *pb.StreamGridRequest) {
	s, err := b.grids.StreamGrid(ctx, req)
	for sent := 0; err == nil; sent++ {
		if b.cut != nil && b.cut(sent) {
			panic(http.ErrAbortHandler)
		}
		var part *pb.StreamGridResponse
		if part, err = s.Recv(); err == nil {
			w.Write(envelope(0, bytesOf(part)))
			w.(http.Flusher).Flush()
		}
	}
	end := map[string]any{"metadata": map[string][]string{"x-last": {"stream"}}}
	if !errors.Is(err, io.EOF) {
		end["error"] = json.RawMessage(errorJSON(err))
	}
	text, _ := json.Marshal(end)
	w.Write(envelope(2, text))
}

func envelope(flags byte, b []byte) []byte {
	return append(binary.BigEndian.AppendUint32([]byte{flags}, uint32(len(b))), b...)
}

func bytesOf(m proto.Message) []byte {
	b, err := proto.Marshal(m)
	if err != nil {
		panic(err)
	}
	return b
}

func errorJSON(err error) []byte {
	s := status.Convert(err)
	var details []map[string]string
	for _, d := range s.Proto().GetDetails() {
		details = append(details, map[string]string{"type": string(d.MessageName()), "value": base64.RawStdEncoding.EncodeToString(d.GetValue())})
	}
	code := map[codes.Code]string{codes.InvalidArgument: "invalid_argument", codes.Aborted: "aborted", codes.Canceled: "canceled"}[s.Code()]
	text, _ := json.Marshal(map[string]any{"code": code, "message": s.Message(), "details": details})
	return text
}

// overHTTP is a connection by HTTP/1.1, or by HTTP/2 without TLS, to a handler.
func overHTTP(t *testing.T, two bool, h http.Handler) grpc.ClientConnInterface {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	protocols := new(http.Protocols)
	protocols.SetHTTP1(!two)
	protocols.SetUnencryptedHTTP2(two)
	s.Config.Protocols = protocols
	s.Config.ErrorLog = nil
	s.Start()
	transport := &http.Transport{Protocols: protocols}
	t.Cleanup(func() { transport.CloseIdleConnections(); s.Close() })
	return client.HTTP(&http.Client{Transport: transport}, s.URL+"/at/")
}

// each runs a test over HTTP/1.1 and over HTTP/2.
func each(t *testing.T, test func(t *testing.T, two bool)) {
	for _, two := range []bool{false, true} {
		t.Run(fmt.Sprintf("HTTP2=%t", two), func(t *testing.T) { test(t, two) })
	}
}

// What comes over HTTP is what comes over gRPC: answers, header, trailer, refusals with all details.
func TestHTTP(t *testing.T) {
	native := connect(t)
	each(t, func(t *testing.T, two bool) {
		conn := overHTTP(t, two, &bridge{grids: pb.NewGridServiceClient(native)})
		c := client.New(conn)
		want, err := client.New(native).GenerateGrid(t.Context(), square())
		if err != nil {
			t.Fatal(err)
		}
		ctx := metadata.AppendToOutgoingContext(t.Context(), "x-ask", "1", "x-ask", "2", "x-raw-bin", "\x00\xff")
		var header, trailer metadata.MD
		got, err := c.GenerateGrid(ctx, square(), grpc.Header(&header), grpc.Trailer(&trailer))
		if err != nil || !proto.Equal(got, want) {
			t.Errorf("GenerateGrid = %v, %v; want %v", got.GetHeader(), err, want.GetHeader())
		}
		points, s, err := read(t, c, &pb.StreamGridRequest{Source: source(square().GetSpec()), ChunkPoints: 999})
		if err != nil || !proto.Equal(points, want.GetPoints()) || !proto.Equal(s.Header(), want.GetHeader()) {
			t.Errorf("StreamGrid = %d points, %v; want %d", len(points.GetXUm()), err, len(want.GetPoints().GetXUm()))
		}
		seen := func(what, last string) {
			t.Helper()
			if fmt.Sprintf("%q %q %q", header["x-seen"], header["x-raw-bin"], trailer["x-last"]) != fmt.Sprintf(`["1" "2"] ["\x00\xff"] [%q]`, last) {
				t.Errorf("%s: header %v, trailer %v", what, header, trailer)
			}
		}
		seen("unary", "unary")
		header, trailer = nil, nil
		raw, err := pb.NewGridServiceClient(conn).StreamGrid(ctx, &pb.StreamGridRequest{Source: source(plan())}, grpc.Header(&header), grpc.Trailer(&trailer))
		if err != nil {
			t.Fatal(err)
		}
		if first, err := raw.Header(); err != nil || len(first["x-seen"]) != 2 {
			t.Errorf("header before the first message: %v, %v", first, err)
		}
		for err == nil {
			_, err = raw.Recv()
		}
		if _, again := raw.Recv(); err != io.EOF || again != io.EOF { //nolint:errorlint // it must be this very value
			t.Errorf("the end: %v, then %v", err, again)
		}
		seen("stream", "stream")

		bad := square()
		bad.Spec.SpacingUm = 1
		for _, ask := range []func(*client.Client) error{
			func(c *client.Client) error {
				_, err := c.GenerateGrid(t.Context(), bad)
				return err
			},
			func(c *client.Client) error {
				_, err := c.StreamGrid(t.Context(), &pb.StreamGridRequest{Source: source(bad.GetSpec())})
				return err
			},
		} {
			got, want := status.Convert(ask(c)), status.Convert(ask(client.New(native)))
			if !proto.Equal(got.Proto(), want.Proto()) || len(got.Details()) < 2 || want.Code() != codes.InvalidArgument {
				t.Errorf("refusal: %v, want %v", got.Proto(), want.Proto())
			}
		}
		other := &pb.StreamGridRequest{Source: source(plan()), Expect: &pb.GridKey{PointCount: 50, Crc32C: 1, Revision: 1}}
		if _, _, err := read(t, c, other); status.Code(err) != codes.Aborted || !errors.As(err, new(*client.ChangedError)) {
			t.Errorf("another grid: %v, want a ChangedError", err)
		}
		if _, err := c.GenerateGrid(t.Context(), square(), grpc.MaxCallRecvMsgSize(9_999)); status.Code(err) != codes.ResourceExhausted {
			t.Errorf("an answer beyond the limit of the call: %v", err)
		}
		if _, err := c.GenerateGrid(t.Context(), square(), grpc.UseCompressor("gzip")); status.Code(err) != codes.Unimplemented {
			t.Errorf("a call option that is not known: %v", err)
		}
	})
}

// Connections are cut in the middle of streams, at any message: every point comes once.
func TestHTTPStreamSurvivesCuts(t *testing.T) {
	native := connect(t)
	want, err := client.New(native).GenerateGrid(t.Context(), square())
	if err != nil {
		t.Fatal(err)
	}
	each(t, func(t *testing.T, two bool) {
		rng, cuts := rand.New(rand.NewPCG(63, 1)), 0
		b := &bridge{grids: pb.NewGridServiceClient(native), cut: func(int) bool {
			cut := rng.IntN(6) == 0
			if cut {
				cuts++
			}
			return cut
		}}
		c := client.New(overHTTP(t, two, b))
		c.Retry = client.Retry{Failures: 100, FirstPause: time.Microsecond, LongestPause: time.Millisecond}
		for range 20 {
			got, _, err := read(t, c, &pb.StreamGridRequest{Source: source(square().GetSpec()), ChunkPoints: 1_000})
			if err != nil || !proto.Equal(got, want.GetPoints()) {
				t.Fatalf("%d points, %v; want %d", len(got.GetXUm()), err, len(want.GetPoints().GetXUm()))
			}
		}
		if cuts < 20 {
			t.Errorf("%d cuts of 20 streams", cuts)
		}
	})
}

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

// Cancelling ends a stream, says so, and lets go of the connection: the handler sees the end of its request.
func TestHTTPCancel(t *testing.T) {
	each(t, func(t *testing.T, two bool) {
		left := make(chan struct{})
		conn := overHTTP(t, two, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			w.Header().Set("Content-Type", "application/connect+proto")
			w.Write(envelope(0, nil))
			w.(http.Flusher).Flush()
			<-r.Context().Done()
			close(left)
		}))
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		s, err := pb.NewGridServiceClient(conn).StreamGrid(ctx, &pb.StreamGridRequest{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Recv(); err != nil {
			t.Fatal(err)
		}
		cancel()
		if _, err := s.Recv(); status.Code(err) != codes.Canceled {
			t.Errorf("a stream that was cancelled: %v", err)
		}
		select {
		case <-left:
		case <-time.After(time.Minute):
			t.Error("the connection is still held")
		}
	})
}

// In both directions: what is said is answered while the stream is open. Over HTTP/1.1 servers refuse that.
func TestHTTPBothDirections(t *testing.T) {
	each(t, func(t *testing.T, two bool) {
		conn := overHTTP(t, two, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !two {
				w.Header().Set("Connection", "close")
				w.WriteHeader(http.StatusHTTPVersionNotSupported)
				return
			}
			w.Header().Set("Content-Type", "application/connect+proto")
			w.(http.Flusher).Flush()
			for {
				prefix := make([]byte, 5)
				if _, err := io.ReadFull(r.Body, prefix); err != nil {
					break
				}
				body := make([]byte, binary.BigEndian.Uint32(prefix[1:]))
				if _, err := io.ReadFull(r.Body, body); err != nil {
					return
				}
				w.Write(append(prefix, body...))
				w.(http.Flusher).Flush()
			}
			w.Write(envelope(2, []byte("{}")))
		}))
		s, err := conn.NewStream(t.Context(), &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, "/test.Echo/Echo")
		if err != nil {
			t.Fatal(err)
		}
		if !two {
			if err := s.RecvMsg(new(pb.GridKey)); status.Code(err) != codes.Unknown || !strings.Contains(err.Error(), "505") {
				t.Errorf("over HTTP/1.1: %v, want HTTP status 505", err)
			}
			return
		}
		if header, err := s.Header(); err != nil || header["content-type"] == nil { // before a word is said
			t.Errorf("header %v, %v", header, err)
		}
		got := &pb.GridKey{PointCount: 9}
		for _, n := range []uint64{3, 0, 5} {
			if err := errors.Join(s.SendMsg(&pb.GridKey{PointCount: n}), s.RecvMsg(got)); err != nil || got.GetPointCount() != n {
				t.Fatalf("echo of %d: %v, %v", n, got, err)
			}
		}
		if err := s.CloseSend(); err != nil {
			t.Fatal(err)
		}
		if err := s.RecvMsg(got); err != io.EOF { //nolint:errorlint // it must be this very value
			t.Errorf("the end: %v", err)
		}
	})
}
