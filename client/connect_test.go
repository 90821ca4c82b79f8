package client_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/mesogrid/mesogrid/client"
	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

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
		var mu sync.Mutex // a client that was cut off comes again before its handler has left
		rng, cuts := rand.New(rand.NewPCG(63, 1)), 0
		b := &bridge{grids: pb.NewGridServiceClient(native), cut: func(int) bool {
			mu.Lock()
			defer mu.Unlock()
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
		mu.Lock()
		defer mu.Unlock()
		if cuts < 20 {
			t.Errorf("%d cuts of 20 streams", cuts)
		}
	})
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
