package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
	"golang.org/x/sys/unix"
	"google.golang.org/protobuf/proto"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// abused is a daemon whose times are short, so that a test sees them pass.
func abused(t *testing.T) *daemon {
	t.Helper()
	if testing.Short() {
		t.Skip("bounds on memory are for the program as it is, not for one with a race detector in it")
	}
	return start(t, "--connection-timeout", "2s", "--stall-timeout", "2s", "--keepalive-time", "2s", "--keepalive-timeout", "2s")
}

// count is how many clients of a kind there are.
func count(all int) int {
	if *long {
		return all
	}
	return all / 20
}

// alive asks the daemon for a grid, as somebody who does nothing wrong.
func (d *daemon) alive(t *testing.T) {
	t.Helper()
	resp, err := mesogridv1.NewGridServiceClient(dial(t, d.grpc)).GenerateGrid(t.Context(), &mesogridv1.GenerateGridRequest{Spec: square(1_000)})
	if err != nil || len(resp.GetPoints().GetXUm()) != 2_500 {
		t.Errorf("an honest call: %d points, %v; want 2,500", len(resp.GetPoints().GetXUm()), err)
	}
}

// square is an area of 50 x 50 mm.
func square(spacing uint32) *mesogridv1.GridSpec {
	return &mesogridv1.GridSpec{
		Area: &mesogridv1.GridSpec_Outline{Outline: &mesogridv1.Outline{Polygons: []*mesogridv1.Polygon{{
			Shell: &mesogridv1.Ring{XUm: []int32{0, 50_000, 50_000, 0}, YUm: []int32{0, 0, 50_000, 50_000}}}}}},
		Pattern: mesogridv1.Pattern_PATTERN_SQUARE, SpacingUm: spacing,
	}
}

// rawConn is a connection of HTTP/2 by hand.
type rawConn struct {
	net.Conn
	*http2.Framer
	stream uint32
}

func rawDial(t *testing.T, addr string) *rawConn {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	c := &rawConn{Conn: conn, Framer: http2.NewFramer(conn, conn), stream: 1}
	if _, err := io.WriteString(conn, http2.ClientPreface); err != nil {
		t.Fatal(err)
	}
	if err := c.WriteSettings(); err != nil {
		t.Fatal(err)
	}
	return c
}

// call sends a request of a method, and reads nothing.
func (c *rawConn) call(method string, m proto.Message, more ...hpack.HeaderField) (id uint32, err error) {
	var block bytes.Buffer
	encoder := hpack.NewEncoder(&block)
	for _, f := range append([]hpack.HeaderField{{Name: ":method", Value: "POST"}, {Name: ":scheme", Value: "http"}, {Name: ":path", Value: method},
		{Name: ":authority", Value: "localhost"}, {Name: "content-type", Value: "application/grpc"}, {Name: "te", Value: "trailers"}}, more...) {
		if err := encoder.WriteField(f); err != nil {
			return 0, err
		}
	}
	id, c.stream = c.stream, c.stream+2
	const frame = 16 << 10
	for first := true; first || block.Len() > 0; first = false {
		part := block.Next(frame)
		if first {
			err = c.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: part, EndHeaders: block.Len() == 0})
		} else {
			err = c.WriteContinuation(id, block.Len() == 0, part)
		}
		if err != nil {
			return id, err
		}
	}
	body, err := proto.Marshal(m)
	if err != nil {
		return id, err
	}
	data := append([]byte{0, 0, 0, byte(len(body) >> 8), byte(len(body))}, body...)
	return id, c.WriteData(id, true, data)
}

// ended tells whether the server has closed a connection, without reading it or writing to it.
func (c *rawConn) ended(t *testing.T) bool {
	t.Helper()
	raw, err := c.Conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var end bool
	err = raw.Control(func(fd uintptr) {
		of := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLRDHUP}}
		n, err := unix.Poll(of, 0)
		end = err == nil && n > 0 && of[0].Revents&(unix.POLLRDHUP|unix.POLLHUP|unix.POLLERR) != 0
	})
	if err != nil {
		t.Fatal(err)
	}
	return end
}

const (
	streamGrid   = "/mesogrid.v1.GridService/StreamGrid"
	generateGrid = "/mesogrid.v1.GridService/GenerateGrid"
)

// 1,000 clients who ask for much of both ports, by streams and by single answers, and never read: memory is bounded, each connection is
// closed once the stall timeout has passed, and then the service serves as before.
func TestNeverRead(t *testing.T) {
	d := abused(t)
	stream := &mesogridv1.StreamGridRequest{Source: &mesogridv1.StreamGridRequest_Spec{Spec: square(50)}, ChunkPoints: 65_536}
	whole := &mesogridv1.GenerateGridRequest{Spec: square(100)} // 250,000 points, 3 MB
	var deaf []*rawConn
	for k := range count(1_000) {
		addr := d.grpc
		if k%2 == 0 {
			addr = d.http
		}
		c := rawDial(t, addr)
		method, req := streamGrid, proto.Message(stream)
		if k%4 < 2 {
			method, req = generateGrid, whole
		}
		if _, err := c.call(method, req); err != nil {
			t.Fatal(err)
		}
		deaf = append(deaf, c)
	}
	left := 0
	within(t, "the end of connections that are not read", func() bool {
		left = 0
		for _, c := range deaf {
			if !c.ended(t) {
				left++
			}
		}
		return left == 0
	})
	d.alive(t)
	peak := d.peakMiB(t)
	t.Logf("%d clients who never read: %d MiB at the peak", len(deaf), peak)
	if peak > 768 { // 256 MiB of answers and what the collector of garbage leaves for a while
		t.Errorf("%d clients who never read take %d MiB, want at most 768", len(deaf), peak)
	}
}

// 2,000 connections that say nothing, or a byte now and then, to both ports: each is closed once the connection timeout
// has passed, and who is honest gets through.
func TestSlowConnections(t *testing.T) {
	d := abused(t)
	var slow []net.Conn
	for k := range count(2_000) {
		addr, begin := d.grpc, []string{"", "PRI * HT", http2.ClientPreface}[k%3]
		if k%2 == 0 {
			addr, begin = d.http, []string{"", "POST / HT", "POST " + generateGrid + " HTTP/1.1\r\nHost: localhost\r\n" +
				"Content-Type: application/proto\r\nContent-Length: 1000\r\n\r\n\x0a"}[k%3]
		}
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := io.WriteString(conn, begin); err != nil {
			t.Fatal(err)
		}
		slow = append(slow, conn)
	}
	within(t, "the end of slow connections", func() bool {
		for k, conn := range slow {
			if conn == nil {
				continue
			}
			// What the server says before it closes, settings or a refusal, is passed over.
			_ = conn.SetReadDeadline(time.Now().Add(2 * time.Millisecond))
			if _, err := io.Copy(io.Discard, conn); err == nil || !errors.Is(err, os.ErrDeadlineExceeded) {
				slow[k] = nil
			}
		}
		for _, conn := range slow {
			if conn != nil {
				return false
			}
		}
		return true
	})
	d.alive(t)
	if peak := d.peakMiB(t); peak > 256 {
		t.Errorf("%d slow connections take %d MiB, want at most 256", len(slow), peak)
	} else {
		t.Logf("%d slow connections: %d MiB at the peak", len(slow), peak)
	}
}

// Streams that are opened and reset at once, by the hundred thousand: memory stays, and who is honest gets through.
func TestRapidReset(t *testing.T) {
	d := abused(t)
	for _, addr := range []string{d.grpc, d.http} {
		resets := 0
		for range 10 {
			c := rawDial(t, addr)
			go io.Copy(io.Discard, c.Conn)
			for range count(20_000) {
				id, err := c.call(streamGrid, &mesogridv1.StreamGridRequest{Source: &mesogridv1.StreamGridRequest_Spec{Spec: square(50)}})
				if err == nil {
					err = c.WriteRSTStream(id, http2.ErrCodeCancel)
				}
				if err != nil {
					break // the server has had enough of this connection, and may
				}
				resets++
			}
			c.Close()
		}
		t.Logf("%s: %d resets", addr, resets)
		d.alive(t)
	}
	if peak := d.peakMiB(t); peak > 256 {
		t.Errorf("rapid reset takes %d MiB, want at most 256", peak)
	} else {
		t.Logf("rapid reset: %d MiB at the peak", peak)
	}
}

// Headers without an end, in HTTP/1.1 and in HTTP/2: refused or cut off, at a bounded price.
func TestHeaderFlood(t *testing.T) {
	d := abused(t)
	line := "X-Flood: " + strings.Repeat("x", 1_000) + "\r\n"
	for range count(200) {
		conn, err := net.Dial("tcp", d.http)
		if err != nil {
			t.Fatal(err)
		}
		sent := 0
		_, err = io.WriteString(conn, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n")
		for ; err == nil && sent < 10_000; sent++ {
			_, err = io.WriteString(conn, line)
		}
		conn.Close()
		if err == nil {
			t.Fatalf("the HTTP port takes %d KB of headers", sent)
		}
	}
	for _, addr := range []string{d.grpc, d.http} {
		for range count(200) {
			c := rawDial(t, addr)
			refused := make(chan struct{})
			go func() { io.Copy(io.Discard, c.Conn); close(refused) }() // ends where the server closes
			var more []hpack.HeaderField
			for k := range 1_000 {
				more = append(more, hpack.HeaderField{Name: fmt.Sprint("x-flood-", k), Value: strings.Repeat("x", 1_000), Sensitive: true})
			}
			_, err := c.call(generateGrid, &mesogridv1.GenerateGridRequest{}, more...)
			for ; err == nil; _, err = c.call(generateGrid, &mesogridv1.GenerateGridRequest{}, more...) {
				if c.stream > 7 { // refused by themselves, on a connection that stands
					break
				}
			}
			c.Close()
			<-refused
		}
	}
	d.alive(t)
	if peak := d.peakMiB(t); peak > 256 {
		t.Errorf("header floods take %d MiB, want at most 256", peak)
	} else {
		t.Logf("header floods: %d MiB at the peak", peak)
	}
}
