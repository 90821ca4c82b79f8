package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// What help says of a case is what the service answers with.
func TestBenchCases(t *testing.T) {
	conn, err := new(endpoint).dial(1)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.close()
	for _, c := range benchCases {
		spec := c.spec()
		r := &benchRequest{whole: &mesogridv1.GenerateGridRequest{Spec: spec, OmitPoints: true}, check: true}
		o := r.ask(t.Context(), conn.list[0])
		if o.err != nil || o.points != c.points {
			t.Errorf("%s: got %d points, %v; want %d", c.name, o.points, o.err, c.points)
		}
		if got := len(spec.GetOutline().GetPolygons()[0].GetShell().GetXUm()); got != c.vertices {
			t.Errorf("%s: got %d vertices, want %d", c.name, got, c.vertices)
		}
	}
}

// bench runs the command for a moment and reads its JSON object.
func bench(t *testing.T, args ...string) (*benchReport, int, string) {
	t.Helper()
	code, stdout, stderr := call(t, "", append([]string{"bench", "--duration", "100ms", "--warmup", "0s", "-o", "json"}, args...)...)
	r := new(benchReport)
	decoder := json.NewDecoder(strings.NewReader(stdout))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(r); err != nil {
		t.Fatalf("mesogrid bench %q: got %q, %s: %v", args, stdout, stderr, err)
	}
	sent := r.CutOff
	for _, n := range r.Codes {
		sent += n
	}
	var succeeded uint64
	if r.Latency != nil {
		succeeded = uint64(r.Latency.Count)
	}
	if sent != r.Requests || succeeded != r.Codes["OK"] || r.Computing != nil && uint64(r.Computing.Count) > succeeded {
		t.Errorf("mesogrid bench %q: got counts that do not add up: %s", args, stdout)
	}
	for _, d := range []*timesReport{r.Latency, r.Failed, r.Computing} {
		if d != nil && (d.Count == 0 || d.Min > d.P50 || d.P50 > d.P90 || d.P90 > d.P99 || d.P99 > d.P999 || d.P999 > d.Max ||
			d.Mean < float64(d.Min) || d.Mean > float64(d.Max)) {
			t.Errorf("mesogrid bench %q: got times out of order: %+v", args, *d)
		}
	}
	return r, code, stderr
}

func TestBench(t *testing.T) {
	addr, web := serveGrids(t, nil), newRelay(t).overConnect(t, (*httptest.Server).Start)
	for _, tt := range []struct {
		flags string
		want  benchReport
	}{
		{"", benchReport{Method: "GenerateGrid", Loop: "closed", Concurrency: 32, Connections: 1}},
		{"--addr " + addr, benchReport{Method: "GenerateGrid", Loop: "closed", Concurrency: 32, Connections: 1}},
		{"--check --concurrency 101", benchReport{Method: "GenerateGrid", Checked: true, Loop: "closed", Concurrency: 101, Connections: 2}},
		{"--omit-points --concurrency 2 --connections 2", benchReport{Method: "GenerateGrid", OmitPoints: true, Loop: "closed", Concurrency: 2, Connections: 2}},
		{"--stream --chunk 100", benchReport{Method: "StreamGrid", Loop: "closed", Concurrency: 32, Connections: 1}},
		{"--stream --check --addr " + addr, benchReport{Method: "StreamGrid", Checked: true, Loop: "closed", Concurrency: 32, Connections: 1}},
		{"--check --addr " + web, benchReport{Method: "GenerateGrid", Checked: true, Loop: "closed", Concurrency: 32, Connections: 1}},
		{"--stream --rate 200 --connections 2 --addr " + web, benchReport{Method: "StreamGrid", Loop: "open", Rate: 200, Concurrency: 4096, Connections: 2}},
		{"--rate 200", benchReport{Method: "GenerateGrid", Loop: "open", Rate: 200, Concurrency: 4096, Connections: 41}},
	} {
		r, code, stderr := bench(t, strings.Fields(tt.flags)...)
		got := benchReport{Method: r.Method, OmitPoints: r.OmitPoints, Checked: r.Checked, Loop: r.Loop, Rate: r.Rate,
			Concurrency: r.Concurrency, Connections: r.Connections}
		if fmt.Sprint(got) != fmt.Sprint(tt.want) || r.Case != "clin3" || r.Measured != 0.1 {
			t.Errorf("mesogrid bench %s: got %+v, want %+v", tt.flags, got, tt.want)
		}
		if code != exitOK || stderr != "" || r.Codes["OK"] == 0 || r.Codes["OK"] != r.Requests {
			t.Errorf("mesogrid bench %s: got exit code %d, %q, %v; want only OK", tt.flags, code, stderr, r.Codes)
		}
		// What came back in time has the points of the case, each of them of 12 bytes where it was sent.
		answers, points := math.Round(r.PerSecond*r.Measured), math.Round(r.Points*r.Measured)
		if answers > 0 && (points != answers*892 || (r.Bytes < r.Points*12) != tt.want.OmitPoints) {
			t.Errorf("mesogrid bench %s: got %g points, %g bytes/s from %g answers of 892 points", tt.flags, points, r.Bytes, answers)
		}
	}
}

// An open loop is due as often as its rate says, however fast the service is.
func TestBenchRate(t *testing.T) {
	for _, concurrency := range []string{"1", "100"} {
		r, code, stderr := bench(t, "--rate", "300", "--concurrency", concurrency)
		if due := r.Requests + r.NotSent; code != exitOK || due != 30 {
			t.Errorf("--concurrency %s: got %d requests and %d not sent, exit code %d, %q; want 30 together", concurrency, r.Requests, r.NotSent, code, stderr)
		}
	}
}

// What a service says is counted under its status and its reason.
func TestBenchCodes(t *testing.T) {
	overloaded, err := status.New(codes.ResourceExhausted, "busy").WithDetails(&errdetails.ErrorInfo{Reason: "OVERLOADED", Domain: "mesogrid"})
	if err != nil {
		t.Fatal(err)
	}
	var calls atomic.Uint64
	addr := serve(t, func(s *grpc.Server) {
		mesogridv1.RegisterGridServiceServer(s, &fake{answer: func(context.Context) (*mesogridv1.GenerateGridResponse, error) {
			switch calls.Add(1) % 4 {
			case 0:
				return &mesogridv1.GenerateGridResponse{Header: onePoint.GetHeader()}, nil
			case 1:
				return nil, overloaded.Err()
			case 2:
				return nil, status.Error(codes.Internal, "internal error")
			}
			return onePoint, nil
		}})
	})
	r, code, stderr := bench(t, "--addr", addr, "--rate", "500")
	want := map[string]uint64{"OK": 12, "CORRUPT": 12, "RESOURCE_EXHAUSTED/OVERLOADED": 13, "INTERNAL": 13}
	if code != exitOK || stderr != "" || !maps.Equal(r.Codes, want) || r.NotSent > 0 {
		t.Errorf("got exit code %d, %q, %v, %d not sent; want %v", code, stderr, r.Codes, r.NotSent, want)
	}
}

// onePoint is an answer whose checksums are wrong.
var onePoint = &mesogridv1.GenerateGridResponse{Header: &mesogridv1.GridHeader{Key: &mesogridv1.GridKey{PointCount: 1}},
	Points: &mesogridv1.Points{XUm: []int32{1}, YUm: []int32{2}, VolumeNl: []uint32{3}}}

// Where no request succeeds the report says so, and so does the exit code, with what to change.
func TestBenchFails(t *testing.T) {
	fails := func(code codes.Code, text string) string {
		return serve(t, func(s *grpc.Server) {
			mesogridv1.RegisterGridServiceServer(s, &fake{answer: func(context.Context) (*mesogridv1.GenerateGridResponse, error) {
				return nil, status.Error(code, text)
			}})
		})
	}
	silent := serve(t, func(s *grpc.Server) {
		mesogridv1.RegisterGridServiceServer(s, &fake{answer: func(ctx context.Context) (*mesogridv1.GenerateGridResponse, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}})
	})
	wrong := serve(t, func(s *grpc.Server) {
		mesogridv1.RegisterGridServiceServer(s, &fake{answer: func(context.Context) (*mesogridv1.GenerateGridResponse, error) { return onePoint, nil }})
	})
	for _, tt := range []struct{ addr, name, want string }{
		{fails(codes.ResourceExhausted, "busy"), "RESOURCE_EXHAUSTED", "refused for load: lower --concurrency or --rate (busy)"},
		{fails(codes.Unavailable, "away"), "UNAVAILABLE", "does not answer: check --addr"},
		{fails(codes.Internal, "a\nb"), "INTERNAL", "failed: a b (Internal)"},
		{wrong, "CORRUPT", "corrupt answer: CRC-32C of the header is "},
		{silent, "DEADLINE_EXCEEDED", "did not answer within 50ms: check --addr, raise --timeout, or lower --concurrency or --rate"},
	} {
		timeout := "1m"
		if tt.addr == silent {
			timeout = "50ms"
		}
		r, code, stderr := bench(t, "--addr", tt.addr, "--timeout", timeout, "--concurrency", "2", "--check")
		if code != exitFailed || r.Codes[tt.name] != r.Requests || r.Requests == 0 || r.Latency != nil || r.Failed == nil {
			t.Errorf("%s: got exit code %d, %+v; want %d, that code only", tt.name, code, r, exitFailed)
		}
		if !strings.HasPrefix(stderr, "mesogrid: no request succeeded; ") || !strings.Contains(stderr, tt.want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%s: got %q, want one line with %q", tt.name, stderr, tt.want)
		}
	}
	// A request that is refused for what it asks ends the run at once: an hour of it would be no better.
	for _, tt := range []struct{ flags, want string }{
		{"--addr " + fails(codes.InvalidArgument, "no"), "refuses --case clin3: raise its limits, or use another case (no)"},
		{"--case n1e6 --concurrency 1", "--case n1e6 has more points than the service sends in one message: add --stream or --omit-points"},
	} {
		code, stdout, stderr := call(t, "", strings.Fields("bench --duration 1h "+tt.flags)...)
		if code != exitBadInput || stdout != "" || !strings.Contains(stderr, tt.want) {
			t.Errorf("%s: got exit code %d, %q, %q; want %d, none, %q", tt.flags, code, stdout, stderr, exitBadInput, tt.want)
		}
	}
	// Nothing is due in so short a time but the first request, which belongs to the warm-up.
	code, _, stderr := call(t, "", "bench", "--rate", "0.001", "--warmup", "1ms", "--duration", "1ms")
	if want := "mesogrid: no request was counted: none was due within --duration; raise it, or --rate\n"; code != exitFailed || stderr != want {
		t.Errorf("got exit code %d, %q; want %d, %q", code, stderr, exitFailed, want)
	}
}

// The service's own time comes with every kind of answer, in the trailing metadata.
func TestBenchComputing(t *testing.T) {
	own := metadata.Pairs("mesogrid-computing-us", "1234")
	addr := serve(t, func(s *grpc.Server) { mesogridv1.RegisterGridServiceServer(s, newRelay(t)) },
		grpc.UnaryInterceptor(func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
			_ = grpc.SetTrailer(ctx, own)
			return next(ctx, req)
		}),
		grpc.StreamInterceptor(func(srv any, stream grpc.ServerStream, _ *grpc.StreamServerInfo, next grpc.StreamHandler) error {
			stream.SetTrailer(own)
			return next(srv, stream)
		}))
	for _, flags := range []string{"", "--check", "--stream", "--stream --check"} {
		r, _, stderr := bench(t, append(strings.Fields(flags), "--addr", addr)...)
		if c := r.Computing; c == nil || c.Min != 1234 || c.Max != 1234 || c.P50 != 1234 || c.Mean != 1234 || c.Count != r.Latency.Count {
			t.Errorf("%s: got %+v, %q; want 1234 us of each", flags, c, stderr)
		}
	}
}

// Ctrl-C ends a run early; what was counted is reported.
func TestBenchCtrlC(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	var calls atomic.Uint64
	good := &mesogridv1.GenerateGridResponse{}
	addr := serve(t, func(s *grpc.Server) {
		mesogridv1.RegisterGridServiceServer(s, &fake{answer: func(ctx context.Context) (*mesogridv1.GenerateGridResponse, error) {
			if calls.Add(1) <= 10 {
				return good, nil
			}
			interrupt()
			<-ctx.Done()
			return nil, ctx.Err()
		}})
	})
	var out, errs bytes.Buffer
	code := run(ctx, []string{"bench", "--addr", addr, "--concurrency", "1", "--duration", "1h", "--warmup", "0s", "-o", "json"}, nil, &out, &errs)
	var r benchReport
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatalf("got %q, %q: %v", out.String(), errs.String(), err)
	}
	if code != exitOK || r.Codes["OK"] != 10 || r.CutOff != 1 || r.Requests != 11 || r.Measured >= 3600 {
		t.Errorf("got exit code %d, %+v; want 10 OK, 1 cut off", code, r)
	}
}

// The table of a run of known times.
func TestBenchTable(t *testing.T) {
	var out bytes.Buffer
	for _, b := range []*benchTask{
		{name: "clin3", concurrency: 32, connections: 1},
		{name: "n1e6", stream: true, check: true, rate: 1000, concurrency: 4096, connections: 41},
		{name: "work20ms", omit: true, concurrency: 1, connections: 1},
	} {
		start := time.Now()
		sums := newTally(start, start.Add(10*time.Second), func() {})
		if b.name != "work20ms" {
			for k := range 1000 {
				sums.add(start, start.Add(time.Duration(k+1)*10*time.Microsecond), outcome{points: 892, bytes: 10_900, computing: int64(k)/2 - 1})
			}
		}
		if b.rate > 0 {
			sums.add(start, start.Add(2*time.Second), outcome{err: status.Error(codes.DeadlineExceeded, "late")})
			sums.skip(start)
			sums.cut(start)
		}
		if err := newBenchReport(b, sums, 10*time.Second).writeTable(&out); err != nil {
			t.Fatal(err)
		}
		out.WriteByte('\n')
	}
	golden(t, "bench.golden", out.String())
}
