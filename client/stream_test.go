package client_test

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"math/rand/v2"
	"net"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/mesogrid/mesogrid/client"
	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
	"github.com/mesogrid/mesogrid/server"
)

// streams is a client of a service of its own, whose messages pass through change on their way.
func streams(t *testing.T, change func(m proto.Message) error) *client.Client {
	t.Helper()
	listener := bufconn.Listen(1 << 20)
	service := server.NewGRPC(server.Config{}, slog.New(slog.DiscardHandler))
	go service.Serve(listener)
	conn, err := grpc.NewClient("passthrough:memory", grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }),
		grpc.WithStreamInterceptor(func(ctx context.Context, desc *grpc.StreamDesc, cc *grpc.ClientConn, method string,
			streamer grpc.Streamer, opts ...grpc.CallOption) (grpc.ClientStream, error) {
			s, err := streamer(ctx, desc, cc, method, opts...)
			return &changed{s, change}, err
		}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(); service.Stop() })
	return client.New(conn)
}

type changed struct {
	grpc.ClientStream
	change func(m proto.Message) error
}

func (c *changed) RecvMsg(m any) error {
	err := c.ClientStream.RecvMsg(m)
	if err == nil && c.change != nil {
		err = c.change(m.(proto.Message))
	}
	return err
}

// read takes a stream to its end, or to its failure.
func read(t *testing.T, c *client.Client, req *pb.StreamGridRequest) (*pb.Points, *client.Stream, error) {
	t.Helper()
	s, err := c.StreamGrid(t.Context(), req)
	if err != nil {
		return nil, nil, err
	}
	defer s.Close()
	all := new(pb.Points)
	for s.Next() {
		p := s.Chunk().GetPoints()
		if n := len(p.GetXUm()); n > int(req.GetChunkPoints()) && req.GetChunkPoints() > 0 {
			t.Fatalf("a chunk of %d points, %d were asked for", n, req.GetChunkPoints())
		}
		all.XUm, all.YUm, all.VolumeNl = append(all.XUm, p.GetXUm()...), append(all.YUm, p.GetYUm()...), append(all.VolumeNl, p.GetVolumeNl()...)
	}
	return all, s, s.Err()
}

func source(spec *pb.GridSpec) *pb.StreamGridRequest_Spec {
	return &pb.StreamGridRequest_Spec{Spec: spec}
}

// streamed is strips by rule and share, one with fixed points, one without a point.
func streamed() map[string]*pb.GridSpec {
	all := map[string]*pb.GridSpec{"fixed": plan()}
	for _, share := range []pb.Share{pb.Share_SHARE_EQUAL, pb.Share_SHARE_VORONOI} {
		s := plan()
		s.SpacingUm, s.Dosing.Share, s.Dosing.Rule = 1_300, share, &pb.Dosing_TotalNl{TotalNl: 9_999_999}
		all["total, "+share.String()] = s
	}
	own := plan()
	own.FixedPoints = []*pb.FixedPoint{{Name: "a", XUm: 50_000, YUm: 25_000, VolumeNl: 7}, {Name: "b", XUm: 10_000, YUm: 25_000}}
	all["fixed points"] = own
	empty := plan()
	empty.MarginUm = 30_000
	all["empty"] = empty
	return all
}

// A stream carries what GenerateGrid gives, whatever the chunks, from any point on.
func TestStream(t *testing.T) {
	c := streams(t, nil)
	for name, spec := range streamed() {
		whole, err := c.GenerateGrid(t.Context(), &pb.GenerateGridRequest{Spec: spec})
		if err != nil {
			t.Fatal(err)
		}
		n := uint64(len(whole.GetPoints().GetXUm()))
		for _, chunk := range []uint32{0, 1, 7, 2_048, 65_536} {
			if chunk == 1 && n > 100 {
				continue
			}
			for _, first := range slices.Compact([]uint64{0, 1, n / 3, n}) {
				if first > n {
					continue
				}
				got, s, err := read(t, c, &pb.StreamGridRequest{Source: source(spec), ChunkPoints: chunk, FirstPoint: first, Expect: whole.GetHeader().GetKey()})
				if err != nil {
					t.Fatalf("%s, chunks of %d from %d: %v", name, chunk, first, err)
				}
				p := whole.GetPoints()
				want := &pb.Points{XUm: p.GetXUm()[first:], YUm: p.GetYUm()[first:], VolumeNl: p.GetVolumeNl()[first:]}
				if !proto.Equal(got, want) || !proto.Equal(s.Header(), whole.GetHeader()) || !proto.Equal(s.Report(), whole.GetReport()) || s.First() != n {
					t.Errorf("%s, chunks of %d from %d: %d points and %v, want %d and %v", name, chunk, first, len(got.GetXUm()), s.Header(),
						len(want.GetXUm()), whole.GetHeader())
				}
			}
		}
	}
}

func TestStreamRefused(t *testing.T) {
	c := streams(t, nil)
	beyond := plan()
	beyond.Limits = []*pb.Limit{{Quantity: pb.Quantity_QUANTITY_POINTS, HardMax: new(uint64(49))}}
	for name, tt := range map[string]struct {
		req    *pb.StreamGridRequest
		code   codes.Code
		reason string
	}{
		"no plan":             {&pb.StreamGridRequest{}, codes.InvalidArgument, "MISSING"},
		"beyond the end":      {&pb.StreamGridRequest{Source: source(plan()), FirstPoint: 51}, codes.InvalidArgument, "OUT_OF_RANGE"},
		"large chunks":        {&pb.StreamGridRequest{Source: source(plan()), ChunkPoints: 65_537}, codes.InvalidArgument, "OUT_OF_RANGE"},
		"another grid":        {&pb.StreamGridRequest{Source: source(plan()), Expect: &pb.GridKey{PointCount: 50, Crc32C: 1, Revision: 1}}, codes.Aborted, "GRID_CHANGED"},
		"beyond a hard limit": {&pb.StreamGridRequest{Source: source(beyond)}, codes.FailedPrecondition, "HARD_LIMIT"},
	} {
		_, _, err := read(t, c, tt.req)
		reason := ""
		for _, d := range status.Convert(err).Details() {
			if info, ok := d.(*errdetails.ErrorInfo); ok {
				reason = info.GetReason()
			}
		}
		if status.Code(err) != tt.code || reason != tt.reason {
			t.Errorf("%s: %v, reason %q, want %v, %s", name, err, reason, tt.code, tt.reason)
		}
	}
}

// A bit that changes on its way, in the header, a chunk or the end, is noticed and asked for again: what comes is the
// grid. The report is for people and has no checksum.
func TestStreamCorrupted(t *testing.T) {
	want, _, err := read(t, streams(t, nil), &pb.StreamGridRequest{Source: source(plan())})
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(61, 1))
	flips := 0
	for range 200 {
		flipped := false
		c := streams(t, func(m proto.Message) error {
			r := m.(*pb.StreamGridResponse)
			if r.GetReport() != nil || flipped || rng.IntN(3) > 0 && r.GetEnd() == nil {
				return nil
			}
			text, err := proto.Marshal(m)
			if err != nil {
				return err
			}
			text[rng.IntN(len(text))] ^= 1 << rng.IntN(8)
			flipped = true
			flips++
			if err := proto.Unmarshal(text, m); err != nil {
				return status.Error(codes.Internal, err.Error()) // as gRPC has it
			}
			return nil
		})
		got, _, err := read(t, c, &pb.StreamGridRequest{Source: source(plan()), ChunkPoints: 7})
		if err != nil || !proto.Equal(got, want) {
			t.Fatalf("a changed stream gave %v, %v", got, err)
		}
	}
	if flips < 150 {
		t.Errorf("%d streams of 200 were changed", flips)
	}
}

// An answer that is changed on every try is an error in the end.
func TestStreamGivesUp(t *testing.T) {
	tries := 0
	c := streams(t, func(m proto.Message) error {
		if chunk := m.(*pb.StreamGridResponse).GetChunk(); chunk.GetFirstIndex() == 21 {
			chunk.Points.VolumeNl[0]++
			tries++
		}
		return nil
	})
	c.Retry = client.Retry{Failures: 3}
	got, s, err := read(t, c, &pb.StreamGridRequest{Source: source(plan()), ChunkPoints: 7})
	if corrupt, ok := errors.AsType[*client.CorruptError](err); !ok || len(got.GetXUm()) != 21 || s.First() != 21 || tries != 4 {
		t.Errorf("%d points, %v, %v, %d tries; want 21 and a corrupt chunk, 4 tries", len(got.GetXUm()), err, corrupt, tries)
	}
}

// A service with too much to do is asked again when it says so; one that refuses for another reason is not.
func TestStreamOverloaded(t *testing.T) {
	busy, err := status.New(codes.ResourceExhausted, "busy").WithDetails(
		&errdetails.ErrorInfo{Domain: "mesogrid", Reason: "OVERLOADED"}, &errdetails.RetryInfo{RetryDelay: durationpb.New(30 * time.Millisecond)})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		refusal error
		tries   int
	}{{busy.Err(), 4}, {status.Error(codes.ResourceExhausted, "larger than max"), 1}} {
		var tries []time.Time
		client := streams(t, func(m proto.Message) error {
			if m.(*pb.StreamGridResponse).GetHeader() == nil || len(tries) == 4 {
				return nil
			}
			if tries = append(tries, time.Now()); len(tries) == 4 {
				return nil
			}
			return c.refusal
		})
		_, _, err := read(t, client, &pb.StreamGridRequest{Source: source(plan())})
		if len(tries) != c.tries || (err == nil) != (c.tries == 4) {
			t.Errorf("%v: %d tries and %v; want %d", c.refusal, len(tries), err, c.tries)
		}
		for k := 1; k < len(tries); k++ {
			if pause := tries[k].Sub(tries[k-1]); pause < 30*time.Millisecond {
				t.Errorf("%v: asked again after %s, want 30 ms at least", c.refusal, pause)
			}
		}
	}
}

// A grid that is another one when it is resumed ends the stream.
func TestStreamChanged(t *testing.T) {
	_, _, err := read(t, streams(t, nil), &pb.StreamGridRequest{Source: source(plan()), Expect: &pb.GridKey{PointCount: 50, Crc32C: 1, Revision: 1}})
	if _, ok := errors.AsType[*client.ChangedError](err); !ok || status.Code(err) != codes.Aborted {
		t.Errorf("another grid: %v, want a ChangedError of ABORTED", err)
	}
}

// A grid that changes while its stream is cut off, in the middle, ends it there.
func TestStreamChangedInTheMiddle(t *testing.T) {
	req := &pb.StreamGridRequest{Source: source(plan()), ChunkPoints: 7}
	cut := false
	c := streams(t, func(m proto.Message) error {
		if m.(*pb.StreamGridResponse).GetChunk().GetFirstIndex() < 14 || cut {
			return nil
		}
		cut = true
		req.GetSpec().SpacingUm-- // as another revision would: the stream asks again with its request
		return status.Error(codes.Unavailable, "cut off")
	})
	got, s, err := read(t, c, req)
	if _, ok := errors.AsType[*client.ChangedError](err); !ok || !cut || len(got.GetXUm()) != 14 || s.First() != 14 {
		t.Errorf("%d points, %v; want 14 and a ChangedError", len(got.GetXUm()), err)
	}
}

// Servers are killed in the middle of a stream, one after another: every index comes once, of the same grid.
func TestStreamSurvivesServers(t *testing.T) {
	spec := plan()
	spec.SpacingUm = 300 // 55,000 points do not fit the buffers between client and server
	asked := 0
	var at atomic.Pointer[bufconn.Listener]
	var service *grpc.Server
	start := func() {
		listener := bufconn.Listen(1 << 20)
		service = server.NewGRPC(server.Config{}, slog.New(slog.DiscardHandler))
		go service.Serve(listener)
		at.Store(listener)
	}
	start()
	defer func() { service.Stop() }()
	conn, err := grpc.NewClient("passthrough:memory", grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithConnectParams(grpc.ConnectParams{MinConnectTimeout: 20 * time.Second,
			Backoff: backoff.Config{BaseDelay: time.Millisecond, Multiplier: 1, MaxDelay: time.Millisecond}}),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return at.Load().DialContext(ctx) }),
		grpc.WithStreamInterceptor(func(ctx context.Context, desc *grpc.StreamDesc, cc *grpc.ClientConn, method string,
			streamer grpc.Streamer, opts ...grpc.CallOption) (grpc.ClientStream, error) {
			asked++
			return streamer(ctx, desc, cc, method, opts...)
		}))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	c := client.New(conn)
	whole, err := c.GenerateGrid(t.Context(), &pb.GenerateGridRequest{Spec: spec})
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(62, 1))
	const cycles = 50
	for cycle := range cycles {
		s, err := c.StreamGrid(t.Context(), &pb.StreamGridRequest{Source: source(spec), ChunkPoints: 1 + rng.Uint32N(3_000)})
		if err != nil {
			t.Fatal(err)
		}
		kill := rng.Uint64N(s.Header().GetKey().GetPointCount())
		all := new(pb.Points)
		for s.Next() {
			p := s.Chunk().GetPoints()
			all.XUm, all.YUm, all.VolumeNl = append(all.XUm, p.GetXUm()...), append(all.YUm, p.GetYUm()...), append(all.VolumeNl, p.GetVolumeNl()...)
			if s.First() > kill {
				kill = math.MaxUint64
				service.Stop()
				start()
			}
		}
		if err := s.Err(); err != nil || !proto.Equal(all, whole.GetPoints()) || !proto.Equal(s.Header(), whole.GetHeader()) {
			t.Fatalf("cycle %d: %d points, %v, want %d", cycle, len(all.GetXUm()), err, len(whole.GetPoints().GetXUm()))
		}
	}
	if asked < cycles+cycles/2 {
		t.Errorf("%d requests for %d streams: the servers died too late to matter", asked, cycles)
	}
}
