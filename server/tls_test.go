package server_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mesogrid/mesogrid/server"
)

// load is Load for files that must be in order.
func load(t *testing.T, f server.TLS, log *slog.Logger) *server.Certificates {
	t.Helper()
	c, err := f.Load(log)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	t.Cleanup(c.Close)
	return c
}

// showing is a client that trusts CAs and shows its certificate, if it has one, to a server that does not want it too.
func showing(certs []tls.Certificate, trusts ...*authority) *tls.Config {
	c := &tls.Config{RootCAs: pool(trusts...)}
	if len(certs) > 0 {
		c.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &certs[0], nil }
	}
	return c
}

func inTwoDays() time.Time { return time.Now().Add(48 * time.Hour) }

// Whoever is refused finds the cause: in the error of a client that distrusts the server, else in the log.
func TestTLS(t *testing.T) {
	ca, other := newAuthority(t, "CA", nil), newAuthority(t, "another CA", nil)
	below := newAuthority(t, "CA below", ca)
	serverCert := below.issue(t, "server")
	good := ca.issue(t, "client")
	client := func(certs ...tls.Certificate) *tls.Config { return showing(certs, ca) }
	changed := func(change func(*tls.Config)) *tls.Config {
		c := client(good)
		change(c)
		return c
	}
	const none, simple, mutual = 0, 1, 2
	for _, test := range []struct {
		name   string
		server int
		client *tls.Config
		err    string // of the client; empty: the call succeeds, or only the server knows why not
		log    string // of the server; empty: the call succeeds
	}{
		{"plain text", none, nil, "", ""},
		{"TLS", simple, client(), "", ""},
		{"TLS, client certificate not asked for", simple, client(selfSigned(t)), "", ""},
		{"mutual TLS", mutual, client(good), "", ""},
		{"mutual TLS, client below the CA", mutual, client(below.issue(t, "client")), "", ""},
		{"TLS 1.2", mutual, changed(func(c *tls.Config) { c.MaxVersion = tls.VersionTLS12 }), "", ""},

		{"expired server", mutual, changed(func(c *tls.Config) { c.Time = inTwoDays }),
			"certificate has expired or is not yet valid", "remote error: tls: bad certificate"},
		{"unknown CA of the server", mutual, changed(func(c *tls.Config) { c.RootCAs = pool(other) }),
			"certificate signed by unknown authority", "remote error: tls: bad certificate"},
		{"wrong server name", mutual, changed(func(c *tls.Config) { c.ServerName = "mesogrid.example" }),
			"certificate is valid for localhost, not mesogrid.example", "remote error: tls: bad certificate"},

		{"no client certificate", mutual, client(), "", "client didn't provide a certificate"},
		{"expired client", mutual, client(ca.issue(t, "client", expired)), "", "certificate has expired or is not yet valid"},
		{"client of another CA", mutual, client(other.issue(t, "client")), "", "certificate signed by unknown authority"},
		{"self-signed client", mutual, client(selfSigned(t)), "", "certificate signed by unknown authority"},
		{"certificate not for clients", mutual, client(ca.issue(t, "client", func(c *x509.Certificate) {
			c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
		})), "", "certificate specifies an incompatible key usage"},
		{"TLS 1.1", simple, changed(func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS11 }),
			"protocol version not supported", "client offered only unsupported versions"},
		{"TLS to plain text", none, client(good), "", "client speaks TLS to a port without it"},
	} {
		t.Run(test.name, func(t *testing.T) {
			eachPort(t, func(t *testing.T, p port) {
				lines, log := logged()
				var certs *server.Certificates
				if test.server != none {
					f := files(t, test.server == mutual)
					put(t, f, serverCert, ca)
					certs = load(t, f, log)
				}
				var failed atomic.Int32
				addr := p.serve(t, certs, &server.Handshakes{Log: log, Failed: func() { failed.Add(1) }})
				_, err := p.once(t, addr, test.client)
				if test.log == "" {
					if err != nil || failed.Load() != 0 {
						t.Errorf("call: %v with %d handshakes failed, want it answered", err, failed.Load())
					}
					return
				}
				if err == nil {
					t.Fatalf("call: is answered, want it refused: %s", test.log)
				}
				if !strings.Contains(err.Error(), test.err) {
					t.Errorf("call: %v, want %q in it", err, test.err)
				}
				line := lines.find(t, "handshake failed")
				for _, want := range []string{"level=WARN", "remote=127.0.0.1:", test.log} {
					if !strings.Contains(line, want) {
						t.Errorf("log %q, want %q in it", line, want)
					}
				}
				if failed.Load() == 0 {
					t.Error("nothing was counted")
				}
			})
		})
	}
}

// Each port has its own words for it.
func TestPlainToTLS(t *testing.T) {
	ca := newAuthority(t, "CA", nil)
	want := map[string]string{
		"grpc": "first record does not look like a TLS handshake",
		"http": "client sent an HTTP request to an HTTPS server",
	}
	eachPort(t, func(t *testing.T, p port) {
		lines, log := logged()
		f := files(t, false)
		put(t, f, ca.issue(t, "server"))
		addr := p.serve(t, load(t, f, log), &server.Handshakes{Log: log})
		if _, err := p.once(t, addr, nil); err == nil {
			t.Error("plain text to a port with TLS is answered")
		}
		if line := lines.find(t, "handshake failed"); !strings.Contains(line, want[p.name]) {
			t.Errorf("log %q, want %q", line, want[p.name])
		}
	})
}

// A peer that says nothing is cut off; one that hangs up at once, as a probe does, is no failure.
func TestSilentPeer(t *testing.T) {
	ca := newAuthority(t, "CA", nil)
	eachPort(t, func(t *testing.T, p port) {
		lines, log := logged()
		f := files(t, false)
		put(t, f, ca.issue(t, "server"))
		var failed atomic.Int32
		addr := p.serve(t, load(t, f, log), &server.Handshakes{Log: log, Failed: func() { failed.Add(1) }})
		probe, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		probe.Close()
		if line := lines.find(t, "handshake failed"); !strings.Contains(line, "level=DEBUG") || failed.Load() != 0 {
			t.Errorf("log of a probe %q, %d counted; want it for debugging and not counted", line, failed.Load())
		}
		silent, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer silent.Close()
		line := lines.find(t, "handshake failed")
		if !strings.Contains(line, "level=WARN") || !strings.Contains(line, "timeout") || failed.Load() != 1 {
			t.Errorf("log of a silent peer %q, %d counted; want a warning of the timeout, counted", line, failed.Load())
		}
	})
}

// HTTP/2 is there for those who ask, and gRPC takes nothing else.
func TestProtocolOfTLS(t *testing.T) {
	ca := newAuthority(t, "CA", nil)
	eachPort(t, func(t *testing.T, p port) {
		lines, log := logged()
		f := files(t, false)
		put(t, f, ca.issue(t, "server"))
		addr := p.serve(t, load(t, f, log), &server.Handshakes{Log: log})
		for _, test := range []struct {
			offer      []string
			grpc, http string
		}{
			{[]string{"h2", "http/1.1"}, "h2", "h2"},
			{[]string{"http/1.1"}, "", "http/1.1"},
			{nil, "", ""},
		} {
			conn, err := tls.Dial("tcp", addr, &tls.Config{RootCAs: pool(ca), NextProtos: test.offer})
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]string{"grpc": test.grpc, "http": test.http}[p.name]
			if got := conn.ConnectionState().NegotiatedProtocol; got != want {
				t.Errorf("offering %q gives %q, want %q", test.offer, got, want)
			}
			if p.name == "grpc" && want == "" {
				lines.find(t, "missing selected ALPN property")
			}
			conn.Close()
		}
		if p.name != "http" {
			return
		}
		client := http.Client{Transport: &http.Transport{TLSClientConfig: showing(nil, ca), ForceAttemptHTTP2: true}}
		defer client.CloseIdleConnections()
		resp, err := client.Get("https://" + addr)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if resp.ProtoMajor != 2 {
			t.Errorf("a client of HTTP/2 is answered in %s", resp.Proto)
		}
	})
}

// A certificate without a name of the kind that counts is taken, and the log says what will come of it.
func TestNamelessCertificate(t *testing.T) {
	ca := newAuthority(t, "CA", nil)
	for _, named := range []bool{true, false} {
		f := files(t, false)
		put(t, f, ca.issue(t, "server", func(c *x509.Certificate) {
			if !named {
				c.DNSNames, c.IPAddresses = nil, nil
			}
		}))
		var log bytes.Buffer
		load(t, f, slog.New(slog.NewTextHandler(&log, nil)))
		if warned := strings.Contains(log.String(), "names nobody"); warned == named {
			t.Errorf("with names %t: the log warns %t\n%s", named, warned, &log)
		}
	}
}
