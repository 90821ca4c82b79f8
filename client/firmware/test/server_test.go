package firmware_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// script answers each connection by itself, after it has read the request.
func script(t *testing.T, answer func(conn net.Conn)) (addr string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				if req, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
					if _, err := io.Copy(io.Discard, req.Body); err == nil {
						answer(conn)
						_ = conn.(*net.TCPConn).CloseWrite()
						_, _ = io.Copy(io.Discard, conn) // a reset would take away what was sent
					}
				}
			}()
		}
	}()
	return l.Addr().String()
}

// scripted answers with bytes.
func scripted(t *testing.T, answer []byte) (addr string) {
	return script(t, func(conn net.Conn) { _, _ = conn.Write(answer) })
}

// record is an answer of a real server to a real gun: the bytes, and the body without its coding.
func record(t *testing.T, d *daemon, c *course, args ...string) (answer, body []byte) {
	t.Helper()
	r := newRelay(t, d.http)
	g := newGun(t, c, args...)
	c.checkWhole(t, g, g.run(t, r.addr))
	_, answer = r.went()
	resp, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(answer)), nil)
	if err != nil {
		t.Fatalf("%v in %q", err, answer)
	}
	defer resp.Body.Close()
	if body, err = io.ReadAll(resp.Body); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%v: %v", resp.Status, err)
	}
	return answer, body
}

// envelope is a message as Connect streams have it.
func envelope(flags byte, message []byte) []byte {
	return append(binary.BigEndian.AppendUint32([]byte{flags}, uint32(len(message))), message...)
}

// part is one in its envelope.
func part(r *pb.StreamGridResponse) []byte {
	text, err := proto.Marshal(r)
	if err != nil {
		panic(err)
	}
	return envelope(0, text)
}

// envelopes takes a body apart.
func envelopes(t *testing.T, body []byte) [][]byte {
	t.Helper()
	var all [][]byte
	for len(body) > 0 {
		n := 5 + int(binary.BigEndian.Uint32(body[1:]))
		all, body = append(all, body[:n:n]), body[n:]
	}
	if len(all) < 4 || all[len(all)-1][0] != 2 {
		t.Fatalf("an answer of %d envelopes", len(all))
	}
	return all
}

// chunked is a body in pieces of n bytes, with something after each size and after the last piece.
func chunked(body []byte, n int, format, trailer string) []byte {
	var out []byte
	for len(body) > 0 {
		n = min(n, len(body))
		out = fmt.Appendf(out, format+"\r\n", n)
		out = append(append(out, body[:n]...), "\r\n"...)
		body = body[n:]
	}
	return append(out, "0\r\n"+trailer+"\r\n"...)
}

// answerOf puts a header in front of a body.
func answerOf(header string, body []byte) []byte {
	return append([]byte(strings.ReplaceAll(header, "\n", "\r\n")), body...)
}

// flagged gives an envelope of a body, counted from 0, other flags.
func flagged(body []byte, at int, flags byte) []byte {
	body = append([]byte(nil), body...)
	rest := body
	for range at {
		rest = rest[5+binary.BigEndian.Uint32(rest[1:]):]
	}
	rest[0] = flags
	return body
}

func itoa(n int) string { return fmt.Sprint(n) }

func hex(n int) string { return fmt.Sprintf("%03x", n) }
