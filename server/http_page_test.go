package server_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
	"github.com/mesogrid/mesogrid/server"
)

// The planning page stands beside the service, which stays as it is: what is none of the page is not found, as without it.
func TestPage(t *testing.T) {
	with := httpPort(t, server.New(server.Config{}, quiet))
	without := httpPort(t, server.New(server.Config{NoPage: true}, quiet))
	for _, c := range []struct {
		method, path  string
		with, without int
	}{
		{"GET", "/", http.StatusOK, http.StatusNotFound},
		{"GET", "/icon.svg", http.StatusOK, http.StatusNotFound},
		{"POST", "/", http.StatusMethodNotAllowed, http.StatusNotFound},
		{"GET", "/assets/none.js", http.StatusNotFound, http.StatusNotFound},
		{"GET", "/none", http.StatusNotFound, http.StatusNotFound},
		{"GET", "/healthz", http.StatusOK, http.StatusOK},
		{"POST", "/healthz", http.StatusMethodNotAllowed, http.StatusMethodNotAllowed},
		{"POST", "/mesogrid.v1.GridService/None", http.StatusNotImplemented, http.StatusNotImplemented},
	} {
		for url, want := range map[string]int{with: c.with, without: c.without} {
			if code, _, body := call(t, c.method, url+c.path, "application/json", ""); code != want {
				t.Errorf("%s %s, page %t: %d, %.100q; want %d", c.method, c.path, url == with, code, body, want)
			}
		}
	}
	_, header, body := call(t, "GET", with, "", "")
	if !strings.Contains(body, "<title>mesogrid") || !strings.Contains(header.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("the page: %v, %.300s; want mesogrid's under its policy", header, body)
	}
}

// A page of another origin may call the service where it is named, which makes the page of this one no more open.
func TestPageOrigins(t *testing.T) {
	const other = "https://planning.example"
	url := httpPort(t, server.New(server.Config{Origins: []string{other}}, quiet))
	_, plain, _ := call(t, "GET", url, "", "")
	for _, origin := range []string{other, "https://evil.example", "null"} {
		code, header, _ := call(t, "GET", url, "", "", "Origin", origin)
		for _, name := range []string{"Content-Security-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy"} {
			if code != http.StatusOK || header.Get(name) != plain.Get(name) || plain.Get(name) == "" {
				t.Errorf("from %s: %d, %s is %q; want 200 and %q", origin, code, name, header.Get(name), plain.Get(name))
			}
		}
		if header.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("from %s: credentials are allowed", origin)
		}
	}
}

// The page is no call: it is not counted, and has no span.
func TestPageIsNoCall(t *testing.T) {
	registry, spans := prometheus.NewPedanticRegistry(), tracetest.NewSpanRecorder()
	url := httpPort(t, server.New(server.Config{Metrics: registry,
		Traces: trace.NewTracerProvider(trace.WithSpanProcessor(spans))}, quiet))
	call(t, "GET", url, "", "")
	call(t, "POST", url+generate, "application/json", jsonOf(t, &pb.GenerateGridRequest{Spec: strip()}))
	for deadline := time.Now().Add(20 * time.Second); len(spans.Ended()) < 1 && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond) // a span ends after its answer
	}
	if n := len(spans.Ended()); n != 1 {
		t.Errorf("%d spans, want one, of the call", n)
	}
	resp := httptest.NewRecorder()
	promhttp.HandlerFor(registry, promhttp.HandlerOpts{}).ServeHTTP(resp, httptest.NewRequest("GET", "/metrics", nil))
	counted := regexp.MustCompile(`(?m)^mesogrid_requests_total\{.* [^0]`).FindAllString(resp.Body.String(), -1)
	if len(counted) != 1 || !strings.HasSuffix(counted[0], "GenerateGrid\"} 1") {
		t.Errorf("counted are %q, want the call", counted)
	}
}
