package server_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/mesogrid/mesogrid/client"
	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
	"github.com/mesogrid/mesogrid/server"
)

// Under more load than it can bear, from callers who leave, stall and give up, over every transport at once, each answer
// is right or an error that says what the matter is; and in the end nothing is left of it all.
func TestStress(t *testing.T) {
	lasts := 3 * time.Second
	if *long {
		lasts = 5 * time.Minute
	}
	truths := truths(t)
	before := runtime.NumGoroutine()
	service := server.New(server.Config{Slots: 2, MaxBacklog: 100 * time.Millisecond, MaxRequests: 30, MaxUnreadBytes: 4 << 20,
		StallTimeout: 30 * time.Millisecond, MaxConcurrentStreams: 20}, quiet)
	s := &stress{truths: truths, stop: time.Now().Add(lasts)}
	closeAll := s.open(t, service)
	var all sync.WaitGroup
	for k := range 24 {
		all.Go(func() { s.caller(t, rand.New(rand.NewPCG(1, uint64(k)))) })
	}
	all.Wait()
	t.Logf("%d answers were right, %d ended with an error, by code %v", s.right.Load(), s.failed.Load(), &s.codes)
	if s.right.Load() < few || s.failed.Load() == 0 {
		t.Errorf("%d right answers and %d errors: too few to tell anything", s.right.Load(), s.failed.Load())
	}
	held := eventually(func() string { return service.Held() })
	closeAll()
	if held != "" {
		t.Errorf("after all calls the server holds %s", held)
	}
	if more := eventually(func() string {
		if n := runtime.NumGoroutine(); n > before {
			return fmt.Sprintf("%d goroutines", n-before)
		}
		return ""
	}); more != "" {
		stacks := make([]byte, 1<<20)
		t.Errorf("%s are left:\n%s", more, stacks[:runtime.Stack(stacks, true)])
	}
}

// few right answers tell nothing; a slow machine takes longer for enough of them.
const few = 50

// eventually waits until nothing is left to complain of, or gives the complaint.
func eventually(complaint func() string) (text string) {
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if text = complaint(); text == "" {
			return ""
		}
	}
	return text
}

// truth is a plan and its grid, by a server that has nothing else to do.
type truth struct {
	spec  *pb.GridSpec
	whole *pb.GenerateGridResponse
}

func truths(t *testing.T) []truth {
	t.Helper()
	transport := server.NewGRPC(server.Config{}, quiet)
	defer transport.Stop()
	calm := connect(t, transport)
	defer calm.Close()
	var all []truth
	for k, spacing := range []uint32{50_000, 9_000, 5_000, 1_900, 900, 610, 430, 300, 250} {
		for _, pattern := range []pb.Pattern{pb.Pattern_PATTERN_SQUARE, pb.Pattern_PATTERN_TRIANGULAR} {
			spec := strip()
			spec.Area = outline(polygon(rect(0, 0, 100_000+int32(k)*997, 50_000)))
			spec.SpacingUm, spec.Pattern = spacing, pattern
			all = append(all, truth{spec, ask(t, pb.NewGridServiceClient(calm), spec)})
		}
	}
	return all
}

// stress is what its callers share.
type stress struct {
	truths []truth
	stop   time.Time
	ways   []*client.Client // over each transport

	right, failed atomic.Int64
	codes         codeCounts
}

// open serves over TCP, with clients of each transport, two of native gRPC, and gives what ends it all.
func (s *stress) open(t *testing.T, service *server.Server) (closeAll func()) {
	t.Helper()
	transport, hs := service.GRPC(nil), service.HTTP()
	addresses := map[string]string{}
	for name, serve := range map[string]func(net.Listener) error{"grpc": transport.Serve, "http": hs.Serve} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		addresses[name] = l.Addr().String()
		go serve(l)
	}
	var ends []func()
	for range 2 {
		conn, err := grpc.NewClient("passthrough:"+addresses["grpc"], grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			t.Fatal(err)
		}
		ends = append(ends, func() { conn.Close() })
		s.ways = append(s.ways, client.New(conn))
	}
	for _, set := range []func(*http.Protocols, bool){(*http.Protocols).SetHTTP1, (*http.Protocols).SetUnencryptedHTTP2} {
		over := &http.Transport{Protocols: new(http.Protocols)}
		set(over.Protocols, true)
		ends = append(ends, over.CloseIdleConnections)
		s.ways = append(s.ways, client.New(client.HTTP(&http.Client{Transport: over}, "http://"+addresses["http"])))
	}
	for _, way := range s.ways {
		way.Retry.Failures = -1
	}
	return func() {
		for _, end := range ends {
			end()
		}
		hs.Close()
		transport.Stop()
	}
}

// caller asks for one grid after another.
func (s *stress) caller(t *testing.T, rng *rand.Rand) {
	for now := time.Now(); !t.Failed() && (now.Before(s.stop) || s.right.Load() < few && now.Before(s.stop.Add(time.Minute))); now = time.Now() {
		ctx, cancel := context.WithCancel(t.Context())
		switch rng.IntN(6) {
		case 0:
			ctx, cancel = context.WithTimeout(t.Context(), time.Duration(rng.Int64N(int64(30*time.Millisecond))))
		case 1:
			time.AfterFunc(time.Duration(rng.Int64N(int64(20*time.Millisecond))), cancel)
		}
		way, want := s.ways[rng.IntN(len(s.ways))], s.truths[rng.IntN(len(s.truths))]
		ask := s.unary
		if rng.IntN(2) == 0 {
			ask = s.stream
		}
		err := ask(ctx, way, want, rng)
		cancel()
		switch code := status.Code(err); {
		case err == nil:
			s.right.Add(1)
		case errors.Is(err, errLeft):
		case !excusable(err):
			t.Errorf("%s: %v", brief(want.spec), err)
		default:
			s.failed.Add(1)
			s.codes.add(code)
		}
	}
}

// errLeft is a caller who has had enough.
var errLeft = errors.New("left")

// errWrong is an answer that is not the truth.
var errWrong = errors.New("WRONG ANSWER")

// excusable tells whether an error is one of load, of a caller who left, or of a connection that was cut off.
func excusable(err error) bool {
	var corrupt *client.CorruptError
	var changed *client.ChangedError
	if errors.Is(err, errWrong) || errors.As(err, &corrupt) || errors.As(err, &changed) {
		return false
	}
	info, _ := details(err)
	switch status.Code(err) {
	case codes.Canceled, codes.DeadlineExceeded, codes.Unavailable:
		return true
	case codes.ResourceExhausted:
		return info.GetReason() == "OVERLOADED"
	case codes.Internal: // HTTP/2 resets a stream that stalls; a fault of the server has a reason
		return info == nil && strings.Contains(err.Error(), "stream error")
	case codes.Unknown:
		return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
	}
	return false
}

func (s *stress) unary(ctx context.Context, way *client.Client, want truth, rng *rand.Rand) error {
	omit := rng.IntN(4) == 0
	got, err := way.GenerateGrid(ctx, &pb.GenerateGridRequest{Spec: want.spec, OmitPoints: omit})
	if err != nil {
		return err
	}
	whole := want.whole
	if omit {
		whole = &pb.GenerateGridResponse{Header: whole.GetHeader(), Report: whole.GetReport()}
	}
	if !proto.Equal(got, whole) {
		return fmt.Errorf("%w: %.200s, want %.200s", errWrong, got, whole)
	}
	return nil
}

func (s *stress) stream(ctx context.Context, way *client.Client, want truth, rng *rand.Rand) error {
	p, count := want.whole.GetPoints(), want.whole.GetHeader().GetKey().GetPointCount()
	first := rng.Uint64N(count + 1)
	if rng.IntN(2) == 0 {
		first = 0
	}
	req := &pb.StreamGridRequest{Source: &pb.StreamGridRequest_Spec{Spec: want.spec}, FirstPoint: first,
		ChunkPoints: []uint32{0, 1 + rng.Uint32N(100), 65_536}[rng.IntN(3)]}
	if rng.IntN(2) == 0 {
		req.Expect = want.whole.GetHeader().GetKey()
	}
	if rng.IntN(16) == 0 {
		req.Expect = &pb.GridKey{PointCount: count, Crc32C: ^want.whole.GetHeader().GetKey().GetCrc32C()}
		_, err := way.StreamGrid(ctx, req)
		var changed *client.ChangedError
		switch {
		case errors.As(err, &changed):
			return nil
		case err == nil:
			return fmt.Errorf("%w: a grid that is not the expected one", errWrong)
		}
		return err
	}
	stream, err := way.StreamGrid(ctx, req)
	if err != nil {
		return err
	}
	defer stream.Close()
	if !proto.Equal(stream.Header(), want.whole.GetHeader()) || !proto.Equal(stream.Report(), want.whole.GetReport()) {
		return fmt.Errorf("%w: header %s, want %s", errWrong, stream.Header(), want.whole.GetHeader())
	}
	slow, leaves := rng.IntN(20) == 0, rng.IntN(8) == 0
	at := first
	for stream.Next() {
		c := stream.Chunk()
		n := uint64(len(c.GetPoints().GetXUm()))
		if c.GetFirstIndex() != at || at+n > count || !slices.Equal(c.GetPoints().GetXUm(), p.GetXUm()[at:at+n]) ||
			!slices.Equal(c.GetPoints().GetYUm(), p.GetYUm()[at:at+n]) || !slices.Equal(c.GetPoints().GetVolumeNl(), p.GetVolumeNl()[at:at+n]) {
			return fmt.Errorf("%w: %d points from %d on, after %d", errWrong, n, c.GetFirstIndex(), at)
		}
		at += n
		if slow {
			time.Sleep(time.Duration(rng.Int64N(int64(100 * time.Millisecond))))
		}
		if leaves && rng.IntN(3) == 0 || time.Now().After(s.stop) {
			return errLeft
		}
	}
	if err := stream.Err(); err != nil {
		return err
	}
	if at != count {
		return fmt.Errorf("%w: the stream ends at point %d of %d", errWrong, at, count)
	}
	return nil
}

// codeCounts counts errors by code.
type codeCounts struct {
	mu sync.Mutex
	of map[codes.Code]int
}

func (c *codeCounts) add(code codes.Code) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == nil {
		c.of = map[codes.Code]int{}
	}
	c.of[code]++
}

func (c *codeCounts) String() string { return fmt.Sprint(c.of) }
