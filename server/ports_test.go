package server_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/peer"

	"github.com/mesogrid/mesogrid/server"
)

// port is a way to serve and to call. Without certificates, and without a client's config, it is plain text.
type port struct {
	name  string
	serve func(*testing.T, *server.Certificates, *server.Handshakes) (addr string)
	dial  func(*testing.T, string, *tls.Config) caller
}

// caller makes calls, over one connection while it lasts.
type caller interface {
	call(ctx context.Context) (*tls.ConnectionState, error)
	close()
}

var ports = []port{
	{"grpc", serveGRPC, dialGRPC},
	{"http", serveHTTP, dialHTTP},
}

// eachPort runs a test for either.
func eachPort(t *testing.T, test func(*testing.T, port)) {
	for _, p := range ports {
		t.Run(p.name, func(t *testing.T) { test(t, p) })
	}
}

// once is a call over a connection of its own.
func (p port) once(t *testing.T, addr string, config *tls.Config) (*tls.ConnectionState, error) {
	t.Helper()
	c := p.dial(t, addr, config)
	defer c.close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	return c.call(ctx)
}

func listen(t *testing.T, certs *server.Certificates, told *server.Handshakes) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if certs == nil {
		return told.Plain(l)
	}
	return l
}

func serveGRPC(t *testing.T, certs *server.Certificates, told *server.Handshakes) string {
	t.Helper()
	var creds credentials.TransportCredentials
	if certs != nil {
		creds = told.Credentials(certs.GRPC())
	}
	s := server.New(server.Config{ConnectionTimeout: 3 * time.Second}, quiet).GRPC(creds)
	l := listen(t, certs, told)
	go s.Serve(l)
	t.Cleanup(s.Stop)
	return l.Addr().String()
}

func serveHTTP(t *testing.T, certs *server.Certificates, told *server.Handshakes) string {
	t.Helper()
	s := server.New(server.Config{ConnectionTimeout: 3 * time.Second}, quiet).HTTP()
	s.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Proto) })
	s.ErrorLog = told.ErrorLog()
	l := listen(t, certs, told)
	if certs != nil {
		s.TLSConfig = certs.HTTP()
		go s.ServeTLS(l, "", "")
	} else {
		go s.Serve(l)
	}
	t.Cleanup(func() { s.Close() })
	return l.Addr().String()
}

type grpcCaller struct{ *grpc.ClientConn }

func dialGRPC(t *testing.T, addr string, config *tls.Config) caller {
	t.Helper()
	creds := insecure.NewCredentials()
	if config != nil {
		creds = credentials.NewTLS(config)
		if config.ServerName != "" {
			creds = named{creds, config.ServerName}
		}
	}
	conn, err := grpc.NewClient("passthrough:///"+addr, grpc.WithTransportCredentials(creds))
	if err != nil {
		t.Fatal(err)
	}
	return grpcCaller{conn}
}

// named asks for a server by a name other than the one that was dialled.
type named struct {
	credentials.TransportCredentials
	name string
}

func (n named) ClientHandshake(ctx context.Context, _ string, raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	return n.TransportCredentials.ClientHandshake(ctx, n.name, raw)
}

func (c grpcCaller) close() { c.Close() }

func (c grpcCaller) call(ctx context.Context) (*tls.ConnectionState, error) {
	var p peer.Peer
	_, err := grpc_health_v1.NewHealthClient(c).Check(ctx, &grpc_health_v1.HealthCheckRequest{}, grpc.Peer(&p))
	if err != nil {
		return nil, err
	}
	info, _ := p.AuthInfo.(credentials.TLSInfo)
	return &info.State, nil
}

type httpCaller struct {
	*http.Client
	url string
}

func dialHTTP(_ *testing.T, addr string, config *tls.Config) caller {
	scheme := "http://"
	if config != nil {
		scheme = "https://"
	}
	// HTTP/1.1, as devices speak it.
	return httpCaller{&http.Client{Transport: &http.Transport{TLSClientConfig: config}}, scheme + addr}
}

func (c httpCaller) close() { c.CloseIdleConnections() }

func (c httpCaller) call(ctx context.Context) (*tls.ConnectionState, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.url, nil)
	if err != nil {
		return nil, err
	}
	resp, err := c.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK || string(body) != "HTTP/1.1" {
		return nil, errors.Join(err, fmt.Errorf("%s with %q, want 200 and HTTP/1.1", resp.Status, body))
	}
	if resp.TLS == nil {
		return new(tls.ConnectionState), nil
	}
	return resp.TLS, nil
}

// logged is a log whose lines a test waits for, and what tells of handshakes in it.
func logged() (lines, *slog.Logger) {
	l := make(lines, 10_000)
	return l, slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}
