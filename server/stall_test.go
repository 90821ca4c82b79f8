package server

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// A client that asks for much and reads nothing is cut off, by the end of its connection, and nothing of its answer is
// held any more.
func TestStall(t *testing.T) {
	many := waves()
	many.SpacingUm = 200 // 220,000 points, 2.6 MB: more than a connection takes unread
	unary := func(conn *grpc.ClientConn) error {
		_, err := mesogridv1.NewGridServiceClient(conn).GenerateGrid(t.Context(), &mesogridv1.GenerateGridRequest{Spec: many})
		return err
	}
	for name, ask := range map[string]func(*grpc.ClientConn) error{
		"unary": unary,
		"stream": func(conn *grpc.ClientConn) error {
			_, err := mesogridv1.NewGridServiceClient(conn).StreamGrid(t.Context(), &mesogridv1.StreamGridRequest{
				Source: &mesogridv1.StreamGridRequest_Spec{Spec: many}, ChunkPoints: maxChunk})
			return err
		},
		"unary beside a watch": func(conn *grpc.ClientConn) error {
			if _, err := grpc_health_v1.NewHealthClient(conn).Watch(t.Context(), &grpc_health_v1.HealthCheckRequest{}); err != nil {
				return err
			}
			return unary(conn)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := New(Config{StallTimeout: 50 * time.Millisecond}, slog.New(slog.DiscardHandler))
			transport := s.GRPC(nil)
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			closing := &closingListener{Listener: listener}
			go transport.Serve(closing)
			defer transport.Stop()
			raw := make(chan *deafConn, 1)
			conn, err := grpc.NewClient("passthrough:"+listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()),
				grpc.WithContextDialer(func(ctx context.Context, address string) (net.Conn, error) {
					c, err := new(net.Dialer).DialContext(ctx, "tcp", address)
					deaf := &deafConn{Conn: c, closed: make(chan struct{})}
					raw <- deaf
					return deaf, err
				}))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			conn.Connect()
			deaf := <-raw
			hangUp := sync.OnceFunc(func() { close(deaf.closed) })
			defer hangUp()
			failed := make(chan error, 1)
			go func() { failed <- ask(conn) }()
			waitFor(t, "an answer that is not taken", func() bool { return s.outbox.bytes.Load() > 0 })
			waitFor(t, "the answer to be let go", func() bool { return s.outbox.bytes.Load() == 0 })
			waitFor(t, "the end of the connection", func() bool { return closing.closed.Load() == 1 })
			waitFor(t, "the end of the call", func() bool { return s.crowd.now.Load() == 0 })
			hangUp()
			conn.Close()
			<-failed
		})
	}
}

// An answer that is late leaves other calls of its connection time to end, and counts until it is let go.
func TestAbandon(t *testing.T) {
	near, far := net.Pipe()
	defer far.Close()
	o := &outbox{stall: 300 * time.Millisecond}
	late := &posted{outbox: o, bytes: 1_000}
	o.bytes.Add(late.bytes)
	conn := &clientConn{Conn: near}
	conn.begin()
	late.abandon(conn)
	if late.settled.Load() {
		t.Error("an answer on a connection with another call is let go at once, want after a time")
	}
	if _, err := far.Read(make([]byte, 1)); err == nil {
		t.Error("the connection still stands")
	}
	waitFor(t, "the answer to be let go", func() bool { return o.bytes.Load() == 0 })
}

// A client that begins a call and does not send its request is cut off too: it would count among those under way for as
// long as it likes.
func TestStallBeforeRequest(t *testing.T) {
	for _, method := range []string{mesogridv1.GridService_GenerateGrid_FullMethodName, mesogridv1.GridService_StreamGrid_FullMethodName} {
		s := New(Config{StallTimeout: 50 * time.Millisecond}, slog.New(slog.DiscardHandler))
		transport := s.GRPC(nil)
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		go transport.Serve(listener)
		defer transport.Stop()
		begun, err := overGRPC(t, listener.Addr().String()).NewStream(t.Context(), &grpc.StreamDesc{ClientStreams: true}, method)
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- begun.RecvMsg(new(mesogridv1.GenerateGridResponse)) }()
		select {
		case err := <-ended:
			if status.Code(err) != codes.Unavailable {
				t.Errorf("%s without a request ends with %v, want UNAVAILABLE", method, err)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("%s without a request is still under way after 20 s", method)
		}
		waitFor(t, "the end of the call", func() bool { return s.crowd.now.Load() == 0 })
	}
}

// deafConn is a client's end that reads what a connection needs to begin and nothing more.
type deafConn struct {
	net.Conn
	read   int
	closed chan struct{}
}

func (c *deafConn) Read(p []byte) (int, error) {
	const settings = 256 // bytes: more than those of the beginning, less than an answer
	if c.read > settings {
		<-c.closed
		return 0, net.ErrClosed
	}
	n, err := c.Conn.Read(p[:min(len(p), 64)])
	c.read += n
	return n, err
}

// closingListener counts the connections that the server closes.
type closingListener struct {
	net.Listener
	closed atomic.Int64
}

func (l *closingListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return &closingConn{Conn: c, closed: sync.OnceFunc(func() { l.closed.Add(1) })}, err
}

type closingConn struct {
	net.Conn
	closed func()
}

func (c *closingConn) Close() error {
	c.closed()
	return c.Conn.Close()
}

func waitFor(t *testing.T, what string, there func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !there(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal(fmt.Sprint("waited 30 s for ", what))
		}
	}
}
