package server

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"math"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"gonum.org/v1/gonum/stat"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/proto"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// These benchmarks compare the service with the same transport that sends bytes which are ready, pair by pair in one run,
// since machines are noisy. Both ends are in this process, over loopback; the client takes messages as bytes and decodes
// nothing, so that what is measured is the server and the transport. Read the medians of the ratios:
//
//	go test -run '^$' -bench Paired -benchtime 15x ./server

// ready is a message that is encoded.
type ready []byte

// readyCodec passes what is ready, in both directions, and hands everything else to the service's own codec.
type readyCodec struct{ grpcCodec }

func (c readyCodec) Marshal(v any) (mem.BufferSlice, error) {
	if b, ok := v.(ready); ok {
		return mem.BufferSlice{mem.SliceBuffer(b)}, nil
	}
	return c.grpcCodec.Marshal(v)
}

func (c readyCodec) Unmarshal(data mem.BufferSlice, v any) error {
	if n, ok := v.(*int); ok {
		*n += data.Len()
		return nil
	}
	return c.grpcCodec.Unmarshal(data, v)
}

// bench is a service and a connection to it.
type bench struct{ *grpc.ClientConn }

// overLoopback serves with the service's own options, and the methods of a service "ready": Stream sends frames, Unary
// answers with the first of them.
func overLoopback(b *testing.B, cfg Config, frames []ready) bench {
	b.Helper()
	s := New(cfg, slog.New(slog.DiscardHandler))
	transport := grpc.NewServer(append(s.options(), grpc.ForceServerCodecV2(readyCodec{newGRPCCodec()}))...)
	s.register(guarded{GRPCServer: transport, server: s, native: true})
	transport.RegisterService(&grpc.ServiceDesc{ServiceName: "ready", HandlerType: (*any)(nil),
		Methods: []grpc.MethodDesc{{MethodName: "Unary", Handler: func(
			_ any, _ context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor,
		) (any, error) {
			n := 0
			return frames[0], decode(&n)
		}}},
		Streams: []grpc.StreamDesc{{StreamName: "Stream", ServerStreams: true, Handler: func(_ any, stream grpc.ServerStream) error {
			n := 0
			if err := stream.RecvMsg(&n); err != nil {
				return err
			}
			for _, f := range frames {
				if err := stream.SendMsg(f); err != nil {
					return err
				}
			}
			return nil
		}}}}, nil)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	go transport.Serve(listener)
	const window = 512 << 10 // the default makes a client wait for the server, whatever it sends
	conn, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithInitialWindowSize(window), grpc.WithInitialConnWindowSize(window),
		grpc.WithDefaultCallOptions(grpc.ForceCodecV2(readyCodec{newGRPCCodec()})))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close(); transport.Stop() })
	return bench{conn}
}

// stream takes a whole stream and gives its time and its bytes.
func (c bench) stream(b *testing.B, method string, req ready) (took time.Duration, bytes int) {
	b.Helper()
	start := time.Now()
	s, err := c.NewStream(b.Context(), &grpc.StreamDesc{ServerStreams: true}, method)
	if err == nil {
		err = s.SendMsg(req)
	}
	if err == nil {
		err = s.CloseSend()
	}
	for err == nil {
		err = s.RecvMsg(&bytes)
	}
	if !errors.Is(err, io.EOF) {
		b.Fatal(err)
	}
	return time.Since(start), bytes
}

// unary makes calls with so many at a time.
func (c bench) unary(b *testing.B, method string, req ready, calls, atATime int) (took time.Duration, bytes int) {
	b.Helper()
	var all sync.WaitGroup
	sizes := make([]int, atATime)
	start := time.Now()
	for k := range atATime {
		all.Go(func() {
			for range calls / atATime {
				if err := c.Invoke(b.Context(), method, req, &sizes[k]); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	took = time.Since(start)
	for _, n := range sizes {
		bytes += n
	}
	return took, bytes
}

// ratios collects how fast the service is over the transport alone.
type ratios []float64

func (r *ratios) add(service, transport time.Duration) {
	*r = append(*r, transport.Seconds()/service.Seconds())
}

func (r ratios) report(b *testing.B, name string) {
	slices.Sort(r)
	b.ReportMetric(stat.Quantile(0.5, stat.LinInterp, r, nil), name)
}

func benchSpec(spacing uint32) *mesogridv1.GridSpec {
	return &mesogridv1.GridSpec{
		Area: smooth(60), Pattern: mesogridv1.Pattern_PATTERN_TRIANGULAR, SpacingUm: spacing, MarginUm: 2_000,
		AngleMdeg: new(int32(17_000)), Dosing: &mesogridv1.Dosing{Rule: &mesogridv1.Dosing_PointNl{PointNl: 20_000}},
	}
}

// smooth is the outline of package grid's benchmarks: about 120 x 80 mm, an ellipse with three slight lobes.
func smooth(n int) *mesogridv1.GridSpec_Outline {
	ring := new(mesogridv1.Ring)
	for k := range n {
		s, c := math.Sincos(2 * math.Pi * float64(k) / float64(n))
		lobes := 1 + 0.04*(4*c*c*c-3*c) // cos 3t
		ring.XUm = append(ring.XUm, int32(math.Round(60_000*lobes*c)))
		ring.YUm = append(ring.YUm, int32(math.Round(40_000*lobes*s)))
	}
	return &mesogridv1.GridSpec_Outline{Outline: &mesogridv1.Outline{Polygons: []*mesogridv1.Polygon{{Shell: ring}}}}
}

func marshalled(b *testing.B, m proto.Message) ready {
	b.Helper()
	data, err := proto.Marshal(m)
	if err != nil {
		b.Fatal(err)
	}
	return data
}

// BenchmarkPairedStream is a stream of about 1e7 points with volumes, both passes and checksums included, over frames of
// the same size that are ready: one hot one again and again, and all of them different in memory.
func BenchmarkPairedStream(b *testing.B) {
	const points = 5_461 // a chunk of 64 KiB
	req := marshalled(b, &mesogridv1.StreamGridRequest{Source: &mesogridv1.StreamGridRequest_Spec{Spec: benchSpec(28)}, ChunkPoints: points})
	plain := overLoopback(b, Config{}, nil)
	_, size := plain.stream(b, mesogridv1.GridService_StreamGrid_FullMethodName, req)
	frame := (&chunk{x: make([]int32, points), y: make([]int32, points), nl: make([]uint32, points)}).size()
	held := make(ready, size)
	for k := range held {
		held[k] = byte(k * 31)
	}
	cold := slices.Collect(slices.Chunk(held, frame))
	hot := slices.Repeat([]ready{cold[0]}, len(cold))
	overHot, overHeld := overLoopback(b, Config{}, hot), overLoopback(b, Config{}, cold)
	var hots, helds ratios
	var ns []float64
	for b.Loop() {
		took, _ := plain.stream(b, mesogridv1.GridService_StreamGrid_FullMethodName, req)
		one, _ := overHot.stream(b, "/ready/Stream", req)
		all, _ := overHeld.stream(b, "/ready/Stream", req)
		hots.add(took, one)
		helds.add(took, all)
		ns = append(ns, float64(took.Nanoseconds())/float64(size/12))
	}
	hots.report(b, "of-hot")
	helds.report(b, "of-held")
	b.ReportMetric(slices.Min(ns), "min-ns/point")
}

// BenchmarkPairedUnary is clin3, 32 at a time, over an answer of the same bytes that is ready; and with metrics over
// without.
func BenchmarkPairedUnary(b *testing.B) {
	const calls, atATime = 4_096, 32
	req := marshalled(b, &mesogridv1.GenerateGridRequest{Spec: benchSpec(3_000)})
	resp, err := newGridService(DefaultLimits(), BuiltInProtocols()).GenerateGrid(b.Context(), &mesogridv1.GenerateGridRequest{Spec: benchSpec(3_000)})
	if err != nil {
		b.Fatal(err)
	}
	answer := marshalled(b, resp)
	plain := overLoopback(b, Config{}, []ready{answer})
	counted := overLoopback(b, Config{Metrics: prometheus.NewRegistry()}, nil)
	const generate = mesogridv1.GridService_GenerateGrid_FullMethodName
	var readies, metrics ratios
	for b.Loop() {
		with, _ := counted.unary(b, generate, req, calls, atATime)
		took, bytes := plain.unary(b, generate, req, calls, atATime)
		transport, same := plain.unary(b, "/ready/Unary", req, calls, atATime)
		if bytes != same || bytes != calls*len(answer) {
			b.Fatalf("%d and %d bytes, want %d", bytes, same, calls*len(answer))
		}
		readies.add(took, transport)
		metrics.add(with, took)
	}
	readies.report(b, "of-ready")
	metrics.report(b, "metrics-of-none")
}
