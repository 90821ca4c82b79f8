package server_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
	"github.com/mesogrid/mesogrid/server"
)

// httpPort serves the HTTP side of a service on a free port and gives its URL.
func httpPort(t testing.TB, service *server.Server) string {
	t.Helper()
	s := httptest.NewUnstartedServer(nil)
	s.Config = service.HTTP()
	s.Start()
	t.Cleanup(s.Close)
	return s.URL
}

const generate = "/mesogrid.v1.GridService/GenerateGrid"

// call makes an HTTP request and gives the status, the headers and the body.
func call(t *testing.T, method, url, kind, body string, headers ...string) (int, http.Header, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	for k := 0; k < len(headers); k += 2 {
		req.Header.Set(headers[k], headers[k+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, string(text)
}

func jsonOf(t *testing.T, m proto.Message) string {
	t.Helper()
	text, err := protojson.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The whole service stands on the HTTP port: grids in JSON and binary, health, readiness until it drains.
func TestHTTP(t *testing.T) {
	service := server.New(server.Config{}, quiet)
	url := httpPort(t, service)
	want := ask(t, pb.NewGridServiceClient(connect(t, service.GRPC(nil))), strip())
	req := &pb.GenerateGridRequest{Spec: strip()}

	code, header, body := call(t, "POST", url+generate, "application/json", jsonOf(t, req))
	got := new(pb.GenerateGridResponse)
	if err := protojson.Unmarshal([]byte(body), got); err != nil || code != http.StatusOK || !proto.Equal(got, want) {
		t.Errorf("JSON: %d, %v, %.300s; want the grid", code, err, body)
	}
	if us, err := strconv.Atoi(header.Get("Trailer-Mesogrid-Computing-Us")); err != nil || us <= 0 {
		t.Errorf("the computing time is %q, want microseconds", header.Get("Trailer-Mesogrid-Computing-Us"))
	}
	binary, err := proto.Marshal(req)
	if err != nil {
		t.Fatal(err)
	}
	code, _, body = call(t, "POST", url+generate, "application/proto", string(binary))
	got.Reset()
	if err := proto.Unmarshal([]byte(body), got); err != nil || code != http.StatusOK || !proto.Equal(got, want) {
		t.Errorf("binary: %d, %v; want the grid", code, err)
	}
	for _, c := range []struct{ path, text string }{{"/healthz", "ok\n"}, {"/readyz", "ready\n"}} {
		if code, _, body := call(t, "GET", url+c.path, "", ""); code != http.StatusOK || body != c.text {
			t.Errorf("%s: %d, %q; want 200, %q", c.path, code, body, c.text)
		}
	}
	if code, _, body := call(t, "POST", url+"/grpc.health.v1.Health/Check", "application/json", "{}"); code != http.StatusOK || !strings.Contains(body, `"SERVING"`) {
		t.Errorf("health by Connect: %d, %s; want SERVING", code, body)
	}
	service.Drain()
	for _, c := range []struct {
		path string
		code int
	}{{"/healthz", http.StatusOK}, {"/readyz", http.StatusServiceUnavailable}} {
		if code, _, body := call(t, "GET", url+c.path, "", ""); code != c.code {
			t.Errorf("%s while draining: %d, %q; want %d", c.path, code, body, c.code)
		}
	}
}

// What cannot be read is the caller's fault, and says so.
func TestHTTPMalformed(t *testing.T) {
	url := httpPort(t, server.New(server.Config{}, quiet))
	crowded, err := proto.Marshal(&pb.GenerateGridRequest{Spec: &pb.GridSpec{Area: outline(make([]*pb.Polygon, 200_000)...)}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, kind, body, part string }{
		{"no JSON", "application/json", `{"spec": `, "the request is no mesogrid.v1.GenerateGridRequest"},
		{"an unknown field", "application/json", `{"spec": {"limit": []}}`, `unknown field \"limit\"`},
		{"no message", "application/proto", "\x0a\xff", "its bytes are no message"},
		{"too many objects", "application/json", `{"spec": {"outline": {"polygons": [` + strings.Repeat("{},", 200_000) + `{}]}}}`, "has more polygons"},
		{"too many messages", "application/proto", string(crowded), "has more polygons"},
		{"a plan that is refused", "application/json", `{"spec": {}}`, "spec.pattern"},
	} {
		code, _, body := call(t, "POST", url+generate, c.kind, c.body)
		if code != http.StatusBadRequest || !strings.Contains(body, `"code":"invalid_argument"`) || !strings.Contains(body, c.part) {
			t.Errorf("%s: %d, %.400s; want 400, invalid_argument, %q", c.name, code, body, c.part)
		}
		if strings.Contains(body, "\u00a0") {
			t.Errorf("%s: %q has a space that depends on the build", c.name, body)
		}
	}
}

// A request that is too large for this server is so at any time: no reason to ask again.
func TestHTTPTooLarge(t *testing.T) {
	url := httpPort(t, server.New(server.Config{MaxReceiveBytes: 1 << 10}, quiet))
	for _, kind := range []string{"application/json", "application/proto"} {
		code, _, body := call(t, "POST", url+generate, kind, strings.Repeat(" ", 4<<10))
		if code != http.StatusBadRequest || !strings.Contains(body, `"code":"invalid_argument"`) || !strings.Contains(body, "TOO_LARGE") {
			t.Errorf("%s of 4 KiB: %d, %.400s; want 400, invalid_argument, TOO_LARGE", kind, code, body)
		}
	}
}

// Only pages of the origins that were named may call from a browser.
func TestOrigins(t *testing.T) {
	const page = "https://planning.example"
	preflight := func(url, origin string) string {
		_, header, _ := call(t, "OPTIONS", url+generate, "", "", "Origin", origin,
			"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "connect-protocol-version,content-type")
		return header.Get("Access-Control-Allow-Origin")
	}
	off := httpPort(t, server.New(server.Config{}, quiet))
	on := httpPort(t, server.New(server.Config{Origins: []string{page}}, quiet))
	for _, c := range []struct{ url, origin, want string }{
		{off, page, ""}, {on, page, page}, {on, "https://other.example", ""}, {on, "http://planning.example", ""}, {on, "null", ""},
	} {
		if got := preflight(c.url, c.origin); got != c.want {
			t.Errorf("origin %s is allowed as %q, want %q", c.origin, got, c.want)
		}
	}
	_, header, _ := call(t, "POST", on+generate, "application/json", jsonOf(t, &pb.GenerateGridRequest{Spec: strip()}), "Origin", page)
	if header.Get("Access-Control-Allow-Origin") != page || !strings.Contains(header.Get("Access-Control-Expose-Headers"), "Trailer-Mesogrid-Computing-Us") {
		t.Errorf("a call of the page gets %v, want to be read with its computing time", header)
	}
	for _, bad := range []string{"*", "planning.example", "https://planning.example/", "https://planning.example/page", "ftp://planning.example", ""} {
		if err := server.CheckOrigins([]string{page, bad}); err == nil || !strings.Contains(err.Error(), strconv.Quote(bad)) {
			t.Errorf("origin %q: %v, want a refusal that names it", bad, err)
		}
	}
	if err := server.CheckOrigins([]string{page, page}); err == nil {
		t.Error("an origin may be given twice")
	}
}

// Beyond what the server takes on it says when to ask again, on every transport.
func TestOverloaded(t *testing.T) {
	service := server.New(server.Config{MaxRequests: 1}, quiet)
	conn, url := connect(t, service.GRPC(nil)), httpPort(t, service)
	ctx, cancel := context.WithCancel(t.Context())
	large := strip()
	large.SpacingUm = 100
	// A stream that is not read is under way for ever: 500,000 points do not fit what a connection takes unread.
	stream, err := pb.NewGridServiceClient(conn).StreamGrid(ctx, &pb.StreamGridRequest{Source: &pb.StreamGridRequest_Spec{Spec: large}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Recv(); err != nil {
		t.Fatal(err)
	}
	_, err = pb.NewGridServiceClient(conn).GenerateGrid(t.Context(), &pb.GenerateGridRequest{Spec: strip()})
	if info, _ := details(err); status.Code(err) != codes.ResourceExhausted || info.GetReason() != "OVERLOADED" || !strings.Contains(status.Convert(err).Proto().String(), "RetryInfo") {
		t.Errorf("by gRPC: %v, want RESOURCE_EXHAUSTED, OVERLOADED, with RetryInfo", err)
	}
	code, _, body := call(t, "POST", url+generate, "application/json", "{}")
	if code != http.StatusTooManyRequests || !strings.Contains(body, "google.rpc.RetryInfo") || !strings.Contains(body, "resource_exhausted") {
		t.Errorf("by Connect: %d, %s; want 429, resource_exhausted, with RetryInfo", code, body)
	}
	if code, _, _ := call(t, "POST", url+"/grpc.health.v1.Health/Check", "application/json", "{}"); code != http.StatusOK {
		t.Errorf("health under load: %d, want 200", code)
	}
	cancel()
	for err != nil { // until the stream is gone
		_, err = pb.NewGridServiceClient(conn).GenerateGrid(t.Context(), &pb.GenerateGridRequest{Spec: strip()})
		if err != nil && status.Code(err) != codes.ResourceExhausted {
			t.Fatal(err)
		}
	}
}

// The computing time is in the trailing metadata of every answer, a refusal too.
func TestComputingTime(t *testing.T) {
	client := grids(t, server.Config{})
	for _, spec := range []*pb.GridSpec{strip(), {}} {
		var trailer metadata.MD
		_, err := client.GenerateGrid(t.Context(), &pb.GenerateGridRequest{Spec: spec}, grpc.Trailer(&trailer))
		if us := trailer.Get("mesogrid-computing-us"); len(us) != 1 {
			t.Errorf("trailer %v of a call that ends with %v, want one mesogrid-computing-us", trailer, err)
		} else if n, err := strconv.Atoi(us[0]); err != nil || n < 0 || time.Duration(n)*time.Microsecond > time.Hour {
			t.Errorf("mesogrid-computing-us is %q", us[0])
		}
	}
}

// Metrics count calls by method and code, refusals by reason, and points, whatever the transport.
func TestMetrics(t *testing.T) {
	registry := prometheus.NewPedanticRegistry()
	service := server.New(server.Config{Metrics: registry}, quiet)
	client, url := pb.NewGridServiceClient(connect(t, service.GRPC(nil))), httpPort(t, service)
	ask(t, client, strip())
	call(t, "POST", url+generate, "application/json", jsonOf(t, &pb.GenerateGridRequest{Spec: strip()}))
	call(t, "POST", url+generate, "application/json", "{}")
	call(t, "POST", url+generate, "application/json", "{")
	resp := httptest.NewRecorder()
	promhttp.HandlerFor(registry, promhttp.HandlerOpts{}).ServeHTTP(resp, httptest.NewRequest("GET", "/metrics", nil))
	text := resp.Body.String()
	const method = `method="mesogrid.v1.GridService/GenerateGrid"`
	for _, want := range []string{
		`mesogrid_points_total{` + method + `} 100`,
		`mesogrid_refusals_total{` + method + `,reason="MALFORMED"} 1`,
		`mesogrid_refusals_total{` + method + `,reason="MISSING"} 1`,
		`mesogrid_requests_total{code="InvalidArgument",` + method + `} 2`,
		`mesogrid_requests_total{code="OK",` + method + `} 2`,
		`mesogrid_request_duration_seconds_count{` + method + `} 4`,
		`mesogrid_computing_seconds_count{` + method + `} 4`,
		`mesogrid_requests_in_flight 0`, `mesogrid_queue_waiting 0`, `mesogrid_queue_computing 0`, `mesogrid_queue_backlog_seconds 0`,
		`mesogrid_unread_bytes 0`, `mesogrid_panics_total 0`,
	} {
		if !strings.Contains(text, "\n"+want+"\n") {
			t.Errorf("the metrics lack %s:\n%s", want, text)
		}
	}
}

// A call has one span on either transport, which belongs to the caller's trace and tells nothing of the plan.
func TestTraces(t *testing.T) {
	spans := tracetest.NewSpanRecorder()
	service := server.New(server.Config{Traces: trace.NewTracerProvider(trace.WithSpanProcessor(spans))}, quiet)
	client, url := pb.NewGridServiceClient(connect(t, service.GRPC(nil))), httpPort(t, service)
	const id = "4bf92f3577b34da6a3ce929d0e0e4736"
	const parent = "00-" + id + "-00f067aa0ba902b7-01"
	if _, err := client.GenerateGrid(metadata.AppendToOutgoingContext(t.Context(), "traceparent", parent), &pb.GenerateGridRequest{Spec: strip()}); err != nil {
		t.Fatal(err)
	}
	call(t, "POST", url+generate, "application/json", jsonOf(t, &pb.GenerateGridRequest{Spec: strip()}), "Traceparent", parent)
	call(t, "GET", url+"/healthz", "", "")
	for deadline := time.Now().Add(20 * time.Second); len(spans.Ended()) < 2 && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond) // a span ends after its answer
	}
	if n := len(spans.Ended()); n != 2 {
		t.Fatalf("%d spans, want 2", n)
	}
	for _, span := range spans.Ended() {
		points := attribute.Value{}
		for _, a := range span.Attributes() {
			if a.Key == "mesogrid.points" {
				points = a.Value
			}
			if text := a.Value.String(); strings.Contains(text, "acid") {
				t.Errorf("%s tells %q", span.Name(), text)
			}
		}
		if span.SpanContext().TraceID().String() != id || points.AsInt64() != 50 {
			t.Errorf("%s: trace %s, %v points; want %s and 50", span.Name(), span.SpanContext().TraceID(), points.AsInterface(), id)
		}
	}
}
