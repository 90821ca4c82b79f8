package server

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/mesogrid/mesogrid/client"
	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// overPatientHTTP serves the HTTP side of a server, deadlines and all.
func overPatientHTTP(t *testing.T, s *Server) string {
	t.Helper()
	h := httptest.NewUnstartedServer(nil)
	h.Config = s.HTTP()
	h.Listener = narrowListener{h.Listener}
	h.Start()
	t.Cleanup(h.Close)
	return h.URL
}

// narrowListener has connections that keep little of what is written to them.
type narrowListener struct{ net.Listener }

func (l narrowListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err == nil {
		err = c.(*net.TCPConn).SetWriteBuffer(16 << 10)
	}
	return c, err
}

// eachHTTP runs a test over HTTP/1.1 and HTTP/2.
func eachHTTP(t *testing.T, test func(*testing.T, *http.Client)) {
	for name, set := range map[string]func(*http.Protocols){
		"HTTP1": func(p *http.Protocols) { p.SetHTTP1(true) },
		"HTTP2": func(p *http.Protocols) { p.SetUnencryptedHTTP2(true) },
	} {
		t.Run(name, func(t *testing.T) {
			transport := &http.Transport{Protocols: new(http.Protocols)}
			set(transport.Protocols)
			defer transport.CloseIdleConnections()
			test(t, &http.Client{Transport: transport})
		})
	}
}

// A call that waits or computes for longer than a client may stall has not stalled.
func TestLongTurn(t *testing.T) {
	eachHTTP(t, func(t *testing.T, hc *http.Client) {
		s := New(Config{Slots: 1, StallTimeout: 200 * time.Millisecond}, slog.New(slog.DiscardHandler))
		grids := client.New(client.HTTP(hc, overPatientHTTP(t, s)))
		grids.Retry.Failures = -1
		if err := s.gate.acquire(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(3*s.cfg.StallTimeout, s.gate.release)
		spec := waves()
		spec.SpacingUm = 500
		if _, err := grids.GenerateGrid(t.Context(), &mesogridv1.GenerateGridRequest{Spec: spec}); err != nil {
			t.Errorf("a grid that waits for 3 stall timeouts: %v", err)
		}

		spec.SpacingUm = 100 // 800,000 points, more than a connection takes unread
		stream, err := grids.StreamGrid(t.Context(), &mesogridv1.StreamGridRequest{
			Source: &mesogridv1.StreamGridRequest_Spec{Spec: spec}})
		if err != nil {
			t.Fatal(err)
		}
		held := false
		for stream.Next() {
			if !held { // the slot, so that the stream has to wait for it between two chunks
				held = true
				if err := s.gate.acquire(t.Context()); err != nil {
					t.Fatal(err)
				}
				time.AfterFunc(3*s.cfg.StallTimeout, s.gate.release)
			}
		}
		if err := stream.Err(); err != nil {
			t.Errorf("a stream that waits between chunks for 3 stall timeouts: %v", err)
		}
	})
}

// A stream lasts as long as its client takes of it, however slowly.
func TestLongStream(t *testing.T) {
	eachHTTP(t, func(t *testing.T, hc *http.Client) {
		s := New(Config{StallTimeout: 300 * time.Millisecond}, slog.New(slog.DiscardHandler))
		grids := client.New(client.HTTP(hc, overPatientHTTP(t, s)))
		grids.Retry.Failures = -1
		spec := waves()
		spec.SpacingUm = 100 // 800,000 points
		stream, err := grids.StreamGrid(t.Context(), &mesogridv1.StreamGridRequest{
			Source: &mesogridv1.StreamGridRequest_Spec{Spec: spec}, ChunkPoints: maxChunk})
		if err != nil {
			t.Fatal(err)
		}
		for stream.Next() {
			time.Sleep(s.cfg.StallTimeout / 6)
		}
		if err := stream.Err(); err != nil {
			t.Errorf("a stream that is read slowly ends at point %d of %d: %v", stream.First(), stream.Header().GetKey().GetPointCount(), err)
		}
	})
}

// sluggishConn takes little at a time, again and again.
type sluggishConn struct{ net.Conn }

func (c sluggishConn) Read(p []byte) (int, error) {
	time.Sleep(4 * time.Millisecond)
	return c.Conn.Read(p[:min(len(p), 16<<10)])
}

// A client that takes a large answer little by little has not stalled.
func TestSlowReader(t *testing.T) {
	s := New(Config{StallTimeout: 300 * time.Millisecond}, slog.New(slog.DiscardHandler))
	hc := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := new(net.Dialer).DialContext(ctx, network, address)
		return sluggishConn{c}, err
	}}}
	defer hc.CloseIdleConnections()
	spec := waves()
	spec.SpacingUm = 170
	grids := client.New(client.HTTP(hc, overPatientHTTP(t, s)))
	if _, err := grids.GenerateGrid(t.Context(), &mesogridv1.GenerateGridRequest{Spec: spec}); err != nil {
		t.Errorf("an answer of 3.3 MB that is read slowly: %v", err)
	}
}

// An answer over HTTP is under way, and its bytes count, until its client has taken it or is gone.
func TestUnreadHTTP(t *testing.T) {
	s := New(Config{MaxRequests: 1}, slog.New(slog.DiscardHandler))
	at := overPatientHTTP(t, s)
	spec := waves()
	spec.SpacingUm = 170
	conn, err := net.Dial("tcp", strings.TrimPrefix(at, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, at+mesogridv1.GridService_GenerateGrid_FullMethodName,
		bytes.NewReader(encode(t, &mesogridv1.GenerateGridRequest{Spec: spec}, false)))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/proto")
	if err := conn.(*net.TCPConn).SetReadBuffer(4 << 10); err != nil {
		t.Fatal(err)
	}
	if err := req.Write(conn); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	_, err = client.New(client.HTTP(http.DefaultClient, at)).GenerateGrid(t.Context(), &mesogridv1.GenerateGridRequest{Spec: waves()})
	if status.Code(err) != codes.ResourceExhausted {
		t.Errorf("beside an answer that is not read: %v, want RESOURCE_EXHAUSTED", err)
	}
	if bytes := s.outbox.bytes.Load(); bytes < 3<<20 {
		t.Errorf("%d bytes are not read, want those of a large answer", bytes)
	}
	conn.Close()
	waitFor(t, "the answer to be let go", func() bool { return s.crowd.now.Load() == 0 && s.outbox.bytes.Load() == 0 })
}
