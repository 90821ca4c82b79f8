package server

import (
	"fmt"
	"sync/atomic"
	"time"

	"google.golang.org/grpc/mem"
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
