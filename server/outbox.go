package server

import (
	"context"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/mem"
	"google.golang.org/grpc/peer"
	"google.golang.org/protobuf/proto"
)

// outbox counts the bytes of answers that clients may not have taken: of streams what they hold from beginning to end, of
// single answers all. grpc-go keeps these in memory until the client reads, also when the call has ended, and for as long
// as the connection stands; over net/http they count as JSON, the longest form that they may take, until the call ends.
type outbox struct {
	bytes atomic.Int64
	most  int64
	stall time.Duration
}

// room refuses to compute what could not be sent.
func (o *outbox) room() error {
	if n := o.bytes.Load(); n > o.most {
		return &overload{fmt.Sprintf("clients have not taken %d bytes of answers yet", n), time.Second}
	}
	return nil
}

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

// mail is an answer of native gRPC on its way.
type mail struct {
	proto.Message
	conn    *clientConn
	outbox  *outbox
	encoded func(proto.Message) // is told when the message is needed no more
}

// freeBytes is what need not be accounted for: grpc-go holds back so much for no client.
const freeBytes = 32 << 10

// encode gives the bytes of an answer, in a buffer that goes back to the pool when it has been sent. Large ones count
// until then, and must be sent within a time.
func (m *mail) encode() (mem.BufferSlice, error) {
	size := proto.Size(m.Message)
	room := buffers.Get(size)
	data, err := proto.MarshalOptions{UseCachedSize: true}.MarshalAppend((*room)[:0], m.Message)
	if err != nil {
		return nil, err
	}
	*room = data
	m.encoded(m.Message)
	if size <= freeBytes {
		return mem.BufferSlice{mem.NewBuffer(room, buffers)}, nil
	}
	m.outbox.bytes.Add(int64(size))
	sent := &posted{BufferPool: buffers, outbox: m.outbox, bytes: int64(size)}
	sent.late = time.AfterFunc(m.outbox.stall, func() { sent.abandon(m.conn) })
	return mem.BufferSlice{mem.NewBuffer(room, sent)}, nil
}

// posted is the pool of one buffer: getting it back means that it has been written.
type posted struct {
	mem.BufferPool
	outbox  *outbox
	bytes   int64
	late    *time.Timer
	settled atomic.Bool
}

// Put takes the buffer back.
func (p *posted) Put(room *[]byte) {
	p.late.Stop()
	p.settle()
	p.BufferPool.Put(room)
}

// abandon ends the connection of an answer that is late, and leaves other calls as much time again to end before it does.
// Until then the answer is kept, and counts; what is queued on a connection that is closed may never come back here.
func (p *posted) abandon(conn *clientConn) {
	if conn.abandon() {
		p.settle()
		return
	}
	time.AfterFunc(p.outbox.stall, func() {
		if !p.settled.Load() {
			_ = conn.Close() // it may be closed already
			p.settle()
		}
	})
}

func (p *posted) settle() {
	if !p.settled.Swap(true) {
		p.outbox.bytes.Add(-p.bytes)
	}
}
