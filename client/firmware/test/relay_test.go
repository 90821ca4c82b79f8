package firmware_test

import (
	"io"
	"net"
	"sync"
	"testing"
)

// relay stands between gun and a server, for one connection after another. It may cut one, and keeps what went through.
type relay struct {
	addr   string
	target string
	limit  int    // bytes of an answer after which the connection is cut; negative: never
	cut    func() // is called then, before gun knows

	mu             sync.Mutex
	asked, answers []byte // of the last connection
}

func newRelay(t *testing.T, target string) *relay {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	r := &relay{addr: l.Addr().String(), target: target, limit: -1}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			r.serve(conn)
		}
	}()
	return r
}

func (r *relay) serve(conn net.Conn) {
	defer conn.Close()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked, r.answers = nil, nil
	server, err := net.Dial("tcp", r.target)
	if err != nil {
		return
	}
	defer server.Close()
	asked := make(chan []byte, 1)
	go func() {
		var sent []byte
		_, _ = io.Copy(server, io.TeeReader(conn, (*tee)(&sent)))
		_ = server.(*net.TCPConn).CloseWrite()
		asked <- sent
	}()
	var from io.Reader = server
	if r.limit >= 0 {
		from = io.LimitReader(server, int64(r.limit))
	}
	_, _ = io.Copy(conn, io.TeeReader(from, (*tee)(&r.answers)))
	if r.limit >= 0 && len(r.answers) == r.limit && r.cut != nil {
		r.cut()
	}
	conn.Close()
	server.Close()
	r.asked = <-asked
}

// set says where the next connections are cut, and what happens then.
func (r *relay) set(limit int, cut func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.limit, r.cut = limit, cut
}

// turn sends the next connections to another server.
func (r *relay) turn(target string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.target = target
}

// went is what went through the last connection; it waits for the end of that.
func (r *relay) went() (asked, answer []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.asked, r.answers
}

// tee keeps what is written.
type tee []byte

func (k *tee) Write(b []byte) (int, error) {
	*k = append(*k, b...)
	return len(b), nil
}
