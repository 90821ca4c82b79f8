package server_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/mesogrid/mesogrid/grid"
	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
	"github.com/mesogrid/mesogrid/server"
)

const serviceName = "mesogrid.v1.GridService"

// lines gives each line of a log, in order.
type lines chan string

func (l lines) Write(p []byte) (int, error) {
	l <- string(p)
	return len(p), nil
}

// find waits for the line that holds a part.
func (l lines) find(t *testing.T, part string) string {
	t.Helper()
	late := time.After(20 * time.Second)
	for {
		select {
		case line := <-l:
			if strings.Contains(line, part) {
				return line
			}
		case <-late:
			t.Fatalf("no line of the log holds %q", part)
		}
	}
}

func TestHealthAndDrain(t *testing.T) {
	service := server.New(server.Config{}, quiet)
	conn := connect(t, service.GRPC(nil))
	health := grpc_health_v1.NewHealthClient(conn)
	expect := func(want grpc_health_v1.HealthCheckResponse_ServingStatus) {
		t.Helper()
		for _, name := range []string{"", serviceName} {
			got, err := health.Check(t.Context(), &grpc_health_v1.HealthCheckRequest{Service: name})
			if err != nil || got.GetStatus() != want {
				t.Errorf("health of %q: %v, %v; want %v", name, got.GetStatus(), err, want)
			}
		}
	}
	expect(grpc_health_v1.HealthCheckResponse_SERVING)
	watch, err := health.Watch(t.Context(), &grpc_health_v1.HealthCheckRequest{Service: serviceName})
	if err != nil {
		t.Fatal(err)
	}
	if first, err := watch.Recv(); err != nil || first.GetStatus() != grpc_health_v1.HealthCheckResponse_SERVING {
		t.Fatalf("watch: %v, %v; want SERVING", first, err)
	}
	service.Drain()
	expect(grpc_health_v1.HealthCheckResponse_NOT_SERVING)
	for { // the news may or may not come before the end, which must
		news, err := watch.Recv()
		if status.Code(err) == codes.Unavailable {
			break
		}
		if err != nil || news.GetStatus() != grpc_health_v1.HealthCheckResponse_NOT_SERVING {
			t.Fatalf("watch while draining: %v, %v; want NOT_SERVING or UNAVAILABLE", news, err)
		}
	}
	ask(t, pb.NewGridServiceClient(conn), strip()) // what still arrives is served
}

func TestReflection(t *testing.T) {
	for _, on := range []bool{false, true} {
		conn := connect(t, server.NewGRPC(server.Config{Reflection: on}, quiet))
		stream, err := grpc_reflection_v1.NewServerReflectionClient(conn).ServerReflectionInfo(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		// Where the service is absent, this may fail already; Recv says why.
		_ = stream.Send(&grpc_reflection_v1.ServerReflectionRequest{
			MessageRequest: &grpc_reflection_v1.ServerReflectionRequest_ListServices{},
		})
		got, err := stream.Recv()
		listed := strings.Contains(got.GetListServicesResponse().String(), serviceName)
		if listed != on || !on && status.Code(err) != codes.Unimplemented {
			t.Errorf("reflection %t: %v, %v; want listed %t", on, got, err, on)
		}
	}
}

// A caller who goes away in the middle of big work stops it.
func TestDeadlineStopsWork(t *testing.T) {
	log := make(lines, 100)
	limits := server.Limits{Work: grid.Cost{Candidates: 1 << 40}} // minutes of work
	conn := connect(t, server.NewGRPC(server.Config{Limits: limits}, slog.New(slog.NewTextHandler(log, nil))))
	spec := strip()
	spec.SpacingUm = 20
	spec.GetOutline().Polygons[0].Shell = rect(0, 0, 4_000_000, 4_000_000)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := pb.NewGridServiceClient(conn).GenerateGrid(ctx, &pb.GenerateGridRequest{Spec: spec, OmitPoints: true})
	if status.Code(err) != codes.DeadlineExceeded {
		t.Fatalf("GenerateGrid: %v, want DEADLINE_EXCEEDED", err)
	}
	line := log.find(t, "GenerateGrid")
	if !strings.Contains(line, "code=DeadlineExceeded") && !strings.Contains(line, "code=Canceled") {
		t.Errorf("log %q, want the work ended by the caller", line)
	}
}

// A panic fails its own request and tells the caller nothing; the server lives on.
func TestPanic(t *testing.T) {
	var log bytes.Buffer
	registry := prometheus.NewRegistry()
	service := server.New(server.Config{Metrics: registry}, slog.New(slog.NewTextHandler(&log, nil)))
	transport := service.GRPC(nil)
	panics := grpc.ServiceDesc{ServiceName: "test.Panics", HandlerType: (*any)(nil),
		Methods: []grpc.MethodDesc{{MethodName: "Unary", Handler: func(
			any, context.Context, func(any) error, grpc.UnaryServerInterceptor,
		) (any, error) {
			panic("a secret of the server")
		}}},
		Streams: []grpc.StreamDesc{{StreamName: "Stream", ServerStreams: true, ClientStreams: true,
			Handler: func(any, grpc.ServerStream) error { panic("a secret of the server") }}},
	}
	service.Guarded(transport).RegisterService(&panics, nil)
	conn := connect(t, transport)

	err := conn.Invoke(t.Context(), "/test.Panics/Unary", new(emptypb.Empty), new(emptypb.Empty))
	stream, streamErr := conn.NewStream(t.Context(), &panics.Streams[0], "/test.Panics/Stream")
	if streamErr == nil {
		streamErr = stream.RecvMsg(new(emptypb.Empty))
	}
	for _, err := range []error{err, streamErr} {
		info, _ := details(err)
		if status.Code(err) != codes.Internal || status.Convert(err).Message() != "internal error" || info.GetReason() != "INTERNAL" {
			t.Errorf("a panic gives %v, reason %s; want INTERNAL, internal error", err, info.GetReason())
		}
	}
	ask(t, pb.NewGridServiceClient(conn), strip())
	transport.GracefulStop() // the log is complete
	if err := testutil.GatherAndCompare(registry, strings.NewReader("# HELP mesogrid_panics_total Calls that failed by a fault of the server.\n"+
		"# TYPE mesogrid_panics_total counter\nmesogrid_panics_total 2\n"), "mesogrid_panics_total"); err != nil {
		t.Error(err)
	}
	for _, part := range []string{"a secret of the server", "lifecycle_test.go", "method=/test.Panics/Unary", "method=/test.Panics/Stream"} {
		if !strings.Contains(log.String(), part) {
			t.Errorf("the log lacks %q:\n%s", part, log.String())
		}
	}
}

// The log tells that there was a call, never what it was about.
func TestLog(t *testing.T) {
	log := make(lines, 100)
	conn := connect(t, server.NewGRPC(server.Config{}, slog.New(slog.NewTextHandler(log, nil))))
	spec := strip()
	spec.FixedPoints = []*pb.FixedPoint{{Name: "naevus of a patient", XUm: 31_337}}
	ask(t, pb.NewGridServiceClient(conn), spec)
	spec.FixedPoints[0].XUm = -31_337
	if _, err := pb.NewGridServiceClient(conn).GenerateGrid(t.Context(), &pb.GenerateGridRequest{Spec: spec}); err == nil {
		t.Error("a point outside the outline is accepted")
	}
	for _, want := range []string{"points=49 method=/mesogrid.v1.GridService/GenerateGrid code=OK", "code=InvalidArgument"} {
		line := log.find(t, "GenerateGrid")
		if !strings.Contains(line, want) || !strings.Contains(line, "duration=") {
			t.Errorf("log %q, want %s and the duration", line, want)
		}
		if strings.Contains(line, "31337") || strings.Contains(line, "naevus") || strings.Contains(line, "acid") {
			t.Errorf("log %q tells what the request was about", line)
		}
	}
}
