package server

import (
	"context"
	"errors"
	"log"
	"log/slog"
	"net"
	"strings"

	"google.golang.org/grpc/credentials"
)

// Handshakes tells why connections to a port do not come about, in one form for gRPC, which keeps it to itself, and for
// net/http. A peer that hangs up without a word, as a probe does, is for debugging and not counted.
type Handshakes struct {
	Log    *slog.Logger
	Failed func() // called for each one that fails; nil: nobody counts
}

// Credentials are those of a gRPC server, with failures told.
func (h *Handshakes) Credentials(of credentials.TransportCredentials) credentials.TransportCredentials {
	return &toldCredentials{of, h}
}

// ErrorLog is for http.Server.ErrorLog: its lines about handshakes take the common form, others stand as they are.
func (h *Handshakes) ErrorLog() *log.Logger { return log.New(httpErrors{h}, "", 0) }

// Plain is a listener without TLS, gRPC or HTTP, which refuses clients that speak TLS. Without it they are refused too,
// but no log says why.
func (h *Handshakes) Plain(l net.Listener) net.Listener { return &plainListener{l, h} }

func (h *Handshakes) failed(remote, cause string) {
	level := slog.LevelWarn
	if cause == "EOF" || strings.HasSuffix(cause, "connection reset by peer") {
		level = slog.LevelDebug
	} else if h.Failed != nil {
		h.Failed()
	}
	h.Log.LogAttrs(context.Background(), level, "handshake failed", slog.String("remote", remote), slog.String("cause", cause))
}

type toldCredentials struct {
	credentials.TransportCredentials
	told *Handshakes
}

func (c *toldCredentials) ServerHandshake(raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	conn, info, err := c.TransportCredentials.ServerHandshake(raw)
	if err != nil {
		c.told.failed(raw.RemoteAddr().String(), err.Error())
	}
	return conn, info, err
}

func (c *toldCredentials) Clone() credentials.TransportCredentials {
	return c.told.Credentials(c.TransportCredentials.Clone())
}

type httpErrors struct{ told *Handshakes }

func (w httpErrors) Write(line []byte) (int, error) {
	text := strings.TrimSuffix(string(line), "\n")
	if rest, ok := strings.CutPrefix(text, "http: TLS handshake error from "); ok {
		if remote, cause, ok := strings.Cut(rest, ": "); ok {
			w.told.failed(remote, cause)
			return len(line), nil
		}
	}
	w.told.Log.Warn("http server", slog.String("says", text))
	return len(line), nil
}

type plainListener struct {
	net.Listener
	told *Handshakes
}

func (l *plainListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &plainConn{Conn: conn, told: l.told}, nil
}

// plainConn looks at the first byte that it reads.
type plainConn struct {
	net.Conn
	told   *Handshakes
	looked bool
	err    error
}

var errSpeaksTLS = errors.New("client speaks TLS to a port without it")

// handshakeRecord begins every TLS connection (RFC 8446, 5.1). A client of HTTP begins with a letter.
const handshakeRecord = 0x16

func (c *plainConn) Read(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	n, err := c.Conn.Read(p)
	if n > 0 && !c.looked {
		c.looked = true
		if p[0] == handshakeRecord {
			c.err = errSpeaksTLS
			c.told.failed(c.RemoteAddr().String(), c.err.Error())
			return 0, c.err
		}
	}
	return n, err
}
