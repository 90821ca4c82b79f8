package client_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"slices"
	"testing"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"
	"google.golang.org/protobuf/proto"

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

// A bit that changes on its way is noticed, wherever in the header, a chunk or the end it is; the report is for people and
// has no checksum.
func TestStreamCorrupted(t *testing.T) {
	rng := rand.New(rand.NewPCG(61, 1))
	for range 300 {
		var in string
		c := streams(t, func(m proto.Message) error {
			r := m.(*pb.StreamGridResponse)
			if r.GetReport() != nil || in != "" || rng.IntN(3) > 0 && r.GetEnd() == nil {
				return nil
			}
			text, err := proto.Marshal(m)
			if err != nil {
				return err
			}
			text[rng.IntN(len(text))] ^= 1 << rng.IntN(8)
			in = "a part"
			before := proto.Clone(m)
			if err := proto.Unmarshal(text, m); err != nil || proto.Equal(before, m) {
				return errors.Join(err, io.ErrUnexpectedEOF)
			}
			return nil
		})
		if got, _, err := read(t, c, &pb.StreamGridRequest{Source: source(plan()), ChunkPoints: 7}); err == nil {
			t.Fatalf("a changed stream gave %v", got)
		}
	}
}

// A stream that is cut off is an error; asked again from there, every index comes once.
func TestStreamResumed(t *testing.T) {
	for cut := range 12 {
		parts := 0
		c := streams(t, func(proto.Message) error {
			if parts++; parts == cut+1 {
				return io.EOF
			}
			return nil
		})
		got, s, err := read(t, c, &pb.StreamGridRequest{Source: source(plan()), ChunkPoints: 7})
		if cut < 11 && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Fatalf("cut at part %d: %v, want an unexpected end", cut, err)
		}
		if s == nil {
			continue // the header or the report did not come
		}
		rest, _, err := read(t, streams(t, nil), &pb.StreamGridRequest{
			Source: source(plan()), ChunkPoints: 5, FirstPoint: s.First(), Expect: s.Header().GetKey()})
		if err != nil {
			t.Fatal(err)
		}
		whole, _, err := read(t, streams(t, nil), &pb.StreamGridRequest{Source: source(plan())})
		if err != nil {
			t.Fatal(err)
		}
		if x := append(got.GetXUm(), rest.GetXUm()...); !slices.Equal(x, whole.GetXUm()) {
			t.Errorf("cut at part %d: x %v, want %v", cut, x, whole.GetXUm())
		}
	}
}
