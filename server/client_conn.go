package server

import (
	"context"
	"net"
	"sync"

	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
)

// clientConn is a connection of native gRPC. It is closed when a client has not taken an answer for too long and no other
// call is under way on it: only that makes grpc-go let go of what is left to send.
type clientConn struct {
	net.Conn

	mu        sync.Mutex
	calls     int
	abandoned bool
}

func (c *clientConn) begin() { c.change(1, false) }
func (c *clientConn) end()   { c.change(-1, false) }

// abandon is for an answer that is not taken. It tells whether that ends the connection now.
func (c *clientConn) abandon() bool { return c.change(0, true) }

func (c *clientConn) change(calls int, abandon bool) (closing bool) {
	if c == nil {
		return abandon
	}
	c.mu.Lock()
	c.calls += calls
	c.abandoned = c.abandoned || abandon
	closing = c.abandoned && c.calls == 0
	c.mu.Unlock()
	if closing {
		_ = c.Close() // it may be closed already
	}
	return closing
}

// connCredentials are credentials whose connections can be found again from the context of a call.
type connCredentials struct {
	credentials.TransportCredentials
}

type connInfo struct {
	credentials.AuthInfo
	conn *clientConn
}

// ServerHandshake takes a new connection.
func (c connCredentials) ServerHandshake(raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	conn := &clientConn{Conn: raw}
	secured, info, err := c.TransportCredentials.ServerHandshake(conn)
	return secured, connInfo{info, conn}, err
}

// Clone is for grpc-go.
func (c connCredentials) Clone() credentials.TransportCredentials {
	return connCredentials{c.TransportCredentials.Clone()}
}

// connOf is the connection of native gRPC that a call came on; nil for another transport.
func connOf(ctx context.Context) *clientConn {
	if p, ok := peer.FromContext(ctx); ok {
		if info, ok := p.AuthInfo.(connInfo); ok {
			return info.conn
		}
	}
	return nil
}
