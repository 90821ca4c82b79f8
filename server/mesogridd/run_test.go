package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/test/bufconn"
	"google.golang.org/protobuf/types/known/emptypb"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// served starts the daemon with gRPC alone on a free port and gives its address.
func served(t *testing.T, ctx context.Context, args ...string) (addr string, done <-chan error) {
	t.Helper()
	addrs, done := servedAll(t, ctx, 1, append([]string{"--listen", "127.0.0.1:0", "--http-listen", ""}, args...)...)
	return addrs[0], done
}

// servedAll starts the daemon and gives the addresses of its n ports.
func servedAll(t *testing.T, ctx context.Context, n int, args ...string) (addrs []string, done <-chan error) {
	t.Helper()
	lines, stderr := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, args, io.Discard, stderr)
		stderr.Close()
		ended <- err
	}()
	var log bytes.Buffer
	listening := regexp.MustCompile(`listening"? addr=(\S+)`)
	one := make([]byte, 4096)
	for {
		got, err := lines.Read(one)
		log.Write(one[:got])
		if all := listening.FindAllStringSubmatch(log.String(), -1); len(all) == n {
			go io.Copy(io.Discard, lines)
			for _, m := range all {
				addrs = append(addrs, m[1])
			}
			return addrs, ended
		}
		if err != nil {
			t.Fatalf("the daemon ended: %v, %v\n%s", err, <-ended, &log)
		}
	}
}

func dial(t *testing.T, addr string, more ...grpc.DialOption) *grpc.ClientConn {
	t.Helper()
	conn, err := grpc.NewClient(addr, append(more, grpc.WithTransportCredentials(insecure.NewCredentials()))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

func TestServeAndStop(t *testing.T) {
	ctx, signal := context.WithCancel(t.Context())
	addr, done := served(t, ctx)
	health := grpc_health_v1.NewHealthClient(dial(t, addr))
	got, err := health.Check(t.Context(), &grpc_health_v1.HealthCheckRequest{Service: "mesogrid.v1.GridService"})
	if err != nil || got.GetStatus() != grpc_health_v1.HealthCheckResponse_SERVING {
		t.Fatalf("health: %v, %v; want SERVING", got, err)
	}
	watch, err := health.Watch(t.Context(), &grpc_health_v1.HealthCheckRequest{}) // must not hold up the drain
	if err != nil {
		t.Fatal(err)
	}
	if _, err := watch.Recv(); err != nil {
		t.Fatal(err)
	}
	signal()
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("after a signal: %v, want a clean end", err)
		}
	case <-time.After(10 * time.Second): // --drain-timeout is 15 s
		t.Error("the drain waits for a watch of the health")
	}
}

// fetch gets a page.
func fetch(t *testing.T, client *http.Client, url string) (code int, body string) {
	t.Helper()
	resp, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

// All ports are served, the metrics count what happens on the others, and all of them end with the signal.
func TestPorts(t *testing.T) {
	ctx, signal := context.WithCancel(t.Context())
	addrs, done := servedAll(t, ctx, 3, "--listen", "127.0.0.1:0", "--http-listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0")
	get := func(url string) string {
		code, body := fetch(t, http.DefaultClient, url)
		if code != http.StatusOK {
			t.Errorf("%s: %d, %s; want 200", url, code, body)
		}
		return body
	}
	if _, err := mesogridv1.NewProtocolServiceClient(dial(t, addrs[0])).ListProtocols(t.Context(), &mesogridv1.ListProtocolsRequest{}); err != nil {
		t.Error(err)
	}
	get("http://" + addrs[1] + "/readyz")
	get("http://" + addrs[1] + "/mesogrid.v1.ProtocolService/ListProtocols?encoding=json&message=%7B%7D")
	metrics := get("http://" + addrs[2] + "/metrics")
	for _, want := range []string{
		`mesogrid_requests_total{code="OK",method="mesogrid.v1.ProtocolService/ListProtocols"} 2`, "process_resident_memory_bytes", "go_goroutines"} {
		if !strings.Contains(metrics, want) {
			t.Errorf("the metrics lack %s:\n%.2000s", want, metrics)
		}
	}
	signal()
	if err := <-done; err != nil {
		t.Errorf("after a signal: %v, want a clean end", err)
	}
	for _, addr := range addrs {
		if conn, err := net.Dial("tcp", addr); err == nil {
			conn.Close()
			t.Errorf("%s still listens", addr)
		}
	}
}

func TestPortTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, flag := range []string{"--listen", "--http-listen", "--metrics-listen"} {
		args := []string{"--listen", "127.0.0.1:0", "--http-listen", "127.0.0.1:0"}
		err = run(t.Context(), append(args, flag, taken.Addr().String()), io.Discard, io.Discard)
		if exitCode(err) != 1 || !strings.Contains(fmt.Sprint(err), flag+" "+taken.Addr().String()) {
			t.Errorf("run on a taken port: %v, exit code %d; want 1, the flag and the address", err, exitCode(err))
		}
	}
}

func TestUsage(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string // part of the message
	}{
		{[]string{"--nonsense"}, "nonsense"},
		{[]string{"serve"}, `"serve"`},
		{[]string{"--listen", "7171"}, "HOST:PORT"},
		{[]string{"--listen", ""}, "other machines"},
		{[]string{"--listen", ":7171"}, "--insecure-non-loopback"},
		{[]string{"--listen", "0.0.0.0:7171"}, "--insecure-non-loopback"},
		{[]string{"--listen", "127.0.0.1:0", "--http-listen", "0.0.0.0:7172"}, "--http-listen"},
		{[]string{"--listen", "127.0.0.1:0", "--http-listen", "127.0.0.1:0", "--metrics-listen", "0.0.0.0:9464"}, "--metrics-listen"},
		{[]string{"--origin", "*"}, `--origin: "*" is no origin`},
		{[]string{"--traces", "localhost:4317"}, "give the URL of a collector"},
		{[]string{"--max-backlog", "0s"}, "--max-backlog is 0s"},
		{[]string{"--slots", "0"}, "--slots is 0"},
		{[]string{"--log-format", "xml"}, "text or json"},
		{[]string{"--log-level", "loud"}, "debug, info, warn or error"},
		{[]string{"--max-points", "0"}, "--max-points is 0"},
		{[]string{"--max-points", "-1"}, "--max-points is -1"},
		{[]string{"--keepalive-time", "0s"}, "--keepalive-time is 0s"},
		{[]string{"--keepalive-time", "60"}, "duration"},
		{[]string{"--drain-timeout", "-1s"}, "--drain-timeout is -1s"},
		{[]string{"--protocols", "testdata/none"}, "--protocols: open testdata/none"},
		{[]string{"--protocols", "testdata/broken.textproto"}, "--protocols: testdata/broken.textproto:5: protocols[0].limits[0]: has no bound"},
	} {
		free := []string{"--listen", "127.0.0.1:0", "--http-listen", "127.0.0.1:0"} // whatever else listens on this machine
		err := run(t.Context(), append(free, c.args...), io.Discard, io.Discard)
		if exitCode(err) != 2 || !strings.Contains(fmt.Sprint(err), c.want) {
			t.Errorf("%q: %v, exit code %d; want 2 and %q", c.args, err, exitCode(err), c.want)
		}
	}
}

func TestHelp(t *testing.T) {
	var stdout bytes.Buffer
	err := run(t.Context(), []string{"--help"}, &stdout, io.Discard)
	if exitCode(err) != 0 || !strings.Contains(stdout.String(), "--max-points") {
		t.Errorf("--help: %v, %q; want the flags and success", err, stdout.String())
	}
}

// stopGRPC waits for a request under way, and cuts it off at the timeout.
func TestStop(t *testing.T) {
	for _, c := range []struct {
		name    string
		timeout time.Duration
		want    bool
	}{{"in time", time.Hour, true}, {"late", time.Millisecond, false}} {
		entered, leave := make(chan struct{}), make(chan struct{})
		transport := grpc.NewServer(grpc.UnknownServiceHandler(func(_ any, stream grpc.ServerStream) error {
			if err := stream.RecvMsg(new(emptypb.Empty)); err != nil {
				return err
			}
			close(entered)
			select {
			case <-leave:
			case <-stream.Context().Done():
			}
			return stream.SendMsg(new(emptypb.Empty))
		}))
		listener := bufconn.Listen(1 << 10)
		go transport.Serve(listener)
		conn := dial(t, "passthrough:memory", grpc.WithContextDialer(
			func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }))
		answer := make(chan error, 1)
		go func() {
			answer <- conn.Invoke(t.Context(), "/test.Slow/Call", new(emptypb.Empty), new(emptypb.Empty))
		}()
		<-entered
		stopped := make(chan bool, 1)
		go func() { stopped <- stopGRPC(transport, c.timeout) }()
		if c.want {
			close(leave)
		}
		if got, err := <-stopped, <-answer; got != c.want || (err == nil) != c.want {
			t.Errorf("%s: stop = %t, the request under way got %v; want %t", c.name, got, err, c.want)
		}
	}
}

func TestExitCode(t *testing.T) {
	for _, c := range []struct {
		err  error
		want int
	}{{nil, 0}, {errors.New("x"), 1}, {&usageError{errors.New("x")}, 2}, {fmt.Errorf("in: %w", &usageError{errors.New("x")}), 2}} {
		if got := exitCode(c.err); got != c.want {
			t.Errorf("exitCode(%v) = %d, want %d", c.err, got, c.want)
		}
	}
}

// A site's own protocols take the place of those that the daemon brings along.
func TestProtocolsOfTheSite(t *testing.T) {
	addr, _ := served(t, t.Context(), "--protocols", "testdata/site.textproto")
	list, err := mesogridv1.NewProtocolServiceClient(dial(t, addr)).ListProtocols(t.Context(), new(mesogridv1.ListProtocolsRequest))
	if err != nil || len(list.GetProtocols()) != 1 || list.GetProtocols()[0].GetName() != "site-one" {
		t.Errorf("protocols %v, %v, want site-one alone", list, err)
	}
}
