package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mesogrid/mesogrid/server"
)

// authority signs certificates.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	file string // PEM
}

// issued is a certificate with its key, in files too.
type issued struct {
	tls.Certificate
	certFile, keyFile string
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	plain := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test CA"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, plain, plain, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &authority{cert: cert, key: key, file: writePEM(t, "ca.pem", "CERTIFICATE", der)}
}

// issue signs a certificate for a name, or an address, that ends at the given time.
func (a *authority) issue(t *testing.T, name string, until time.Time) *issued {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	plain := &x509.Certificate{SerialNumber: big.NewInt(2), NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: until,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}}
	if ip := net.ParseIP(name); ip != nil {
		plain.IPAddresses = []net.IP{ip}
	} else {
		plain.DNSNames = []string{name}
	}
	der, err := x509.CreateCertificate(rand.Reader, plain, a.cert, key.Public(), a.key)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	i := &issued{certFile: writePEM(t, "cert.pem", "CERTIFICATE", der), keyFile: writePEM(t, "key.pem", "PRIVATE KEY", pkcs8)}
	if i.Certificate, err = tls.LoadX509KeyPair(i.certFile, i.keyFile); err != nil {
		t.Fatal(err)
	}
	return i
}

func writePEM(t *testing.T, name, kind string, der []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// serveGrids runs the whole service on a free port; with a configuration, over TLS.
func serveGrids(t *testing.T, cfg *tls.Config) string {
	t.Helper()
	lis, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := lis.Addr().String()
	if cfg != nil {
		cfg.NextProtos = []string{"h2"}
		lis = tls.NewListener(lis, cfg)
	}
	s := server.NewGRPC(server.Config{}, slog.New(slog.DiscardHandler))
	go func() { _ = s.Serve(lis) }()
	t.Cleanup(s.Stop)
	return addr
}

// secured shows a certificate and, where it trusts an authority, wants one of its clients.
func secured(cert *issued, clients *authority) *tls.Config {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert.Certificate}}
	if clients != nil {
		cfg.ClientAuth, cfg.ClientCAs = tls.RequireAndVerifyClientCert, x509.NewCertPool()
		cfg.ClientCAs.AddCert(clients.cert)
	}
	return cfg
}

func TestTLS(t *testing.T) {
	ca, stranger := newAuthority(t), newAuthority(t)
	later := time.Now().Add(time.Hour)
	local, named, old := ca.issue(t, "127.0.0.1", later), ca.issue(t, "grids.example", later), ca.issue(t, "127.0.0.1", time.Now().Add(-time.Hour))
	mine, other := ca.issue(t, "clinic", later), stranger.issue(t, "clinic", later)
	plain, tlsOnly := serveGrids(t, nil), serveGrids(t, secured(local, nil))
	mutual := serveGrids(t, secured(local, ca))
	tests := []struct {
		name, addr string
		flags      []string
		want       string // of the error; empty: an answer
	}{
		{"authority", tlsOnly, []string{"--tls-ca", ca.file}, ""},
		{"server name", serveGrids(t, secured(named, nil)), []string{"--tls-ca", ca.file, "--tls-server-name", "grids.example"}, ""},
		{"client certificate", mutual, []string{"--tls-ca", ca.file, "--tls-cert", mine.certFile, "--tls-key", mine.keyFile}, ""},
		{"this machine's authorities", tlsOnly, []string{"--tls"}, " is of no authority that this machine trusts: give the file of the one that signed it with --tls-ca"},
		{"another authority", tlsOnly, []string{"--tls-ca", stranger.file}, " is of no authority in --tls-ca " + stranger.file + ": give"},
		{"another name", serveGrids(t, secured(named, nil)), []string{"--tls-ca", ca.file}, " is for another name: use a name that it has in --addr or as --tls-server-name"},
		{"another name asked", tlsOnly, []string{"--tls-ca", ca.file, "--tls-server-name", "grids.example"}, " is for another name: use a name"},
		{"expired", serveGrids(t, secured(old, nil)), []string{"--tls-ca", ca.file}, " has expired or is not valid yet: have it renewed"},
		{"TLS to plain text", plain, []string{"--tls-ca", ca.file}, plain + " does not speak TLS: leave out --tls"},
		{"plain text to TLS", tlsOnly, nil, tlsOnly + " is no mesogrid service, or one that speaks TLS: check --addr, or add --tls"},
		{"no client certificate", mutual, []string{"--tls-ca", ca.file}, "certificate of its client"}, // its alert may be lost,
		{"client certificate of a stranger", mutual, []string{"--tls-ca", ca.file, "--tls-cert", other.certFile, "--tls-key", other.keyFile}, "--tls-cert"},
	}
	for _, tt := range tests {
		for _, command := range [][]string{append([]string{"grid"}, plans["strip"]...), {"protocols"}} {
			code, stdout, stderr := call(t, "", append(append(command, "--addr", tt.addr), tt.flags...)...)
			switch {
			case tt.want == "" && (code != exitOK || stdout == "" || stderr != ""):
				t.Errorf("%s: mesogrid %s: got exit code %d, output %q, errors %q; want an answer", tt.name, command[0], code, stdout, stderr)
			case tt.want != "" && (code != exitFailed || stdout != "" || !strings.Contains(stderr, tt.want) || strings.Count(stderr, "\n") != 1):
				t.Errorf("%s: mesogrid %s: got exit code %d, output %q, errors %q; want %d, none, one line with %q",
					tt.name, command[0], code, stdout, stderr, exitFailed, tt.want)
			}
		}
	}
}

// The same over HTTP.
func TestHTTP(t *testing.T) {
	ca := newAuthority(t)
	later := time.Now().Add(time.Hour)
	local, mine := ca.issue(t, "127.0.0.1", later), ca.issue(t, "clinic", later)
	relay := newRelay(t)
	secure := func(cfg *tls.Config) string {
		return relay.overConnect(t, func(s *httptest.Server) {
			s.TLS = cfg
			s.StartTLS()
		})
	}
	plain := relay.overConnect(t, (*httptest.Server).Start)
	https, mutual := secure(secured(local, nil)), secure(secured(local, ca))
	nothing := httptest.NewServer(nil)
	nothing.Close()
	other := httptest.NewServer(http.NotFoundHandler())
	defer other.Close()
	tests := []struct {
		name, addr string
		flags      []string
		want       string // of the error; empty: an answer
	}{
		{"plain", plain, nil, ""},
		{"encrypted", https, []string{"--tls-ca", ca.file}, ""},
		{"client certificate", mutual, []string{"--tls-ca", ca.file, "--tls-cert", mine.certFile, "--tls-key", mine.keyFile}, ""},
		{"this machine's authorities", https, nil, " is of no authority that this machine trusts: give"},
		{"another name", https, []string{"--tls-ca", ca.file, "--tls-server-name", "grids.example"}, " is for another name: use a name"},
		{"no client certificate", mutual, []string{"--tls-ca", ca.file}, "certificate of its client"},
		{"TLS to plain text", strings.Replace(plain, "http", "https", 1), nil, " does not speak TLS: write http://, or check"},
		{"plain text to TLS", strings.Replace(https, "https", "http", 1), nil, " speaks TLS: write https://"},
		{"to gRPC", "http://" + serveGrids(t, nil), nil, " HOST:PORT alone for gRPC"},
		{"encrypted, to gRPC", "https://" + serveGrids(t, secured(local, nil)), []string{"--tls-ca", ca.file}, " speaks gRPC: write HOST:PORT alone, with --tls"},
		{"to nothing", nothing.URL, nil, "does not answer: check --addr"},
		{"to something else", other.URL, nil, "is no mesogrid service, or an older one: check --addr"},
	}
	for _, tt := range tests {
		code, stdout, stderr := call(t, "", append(append([]string{"grid", "--addr", tt.addr}, plans["strip"]...), tt.flags...)...)
		switch {
		case tt.want == "" && (code != exitOK || !strings.HasPrefix(stdout, "Points ") || stderr != ""):
			t.Errorf("%s: got exit code %d, output %q, errors %q; want an answer", tt.name, code, stdout, stderr)
		case tt.want != "" && (code != exitFailed || stdout != "" || !strings.Contains(stderr, tt.want) || strings.Count(stderr, "\n") != 1):
			t.Errorf("%s: got exit code %d, output %q, errors %q; want %d, none, one line with %q", tt.name, code, stdout, stderr, exitFailed, tt.want)
		}
	}
	// What the service says is the same.
	_, _, overGRPC := call(t, "", "grid", "--pattern", "square", "--spacing", "20um", "testdata/strip.geojson")
	_, _, overHTTP := call(t, "", "grid", "--pattern", "square", "--spacing", "20um", "--addr", plain, "testdata/strip.geojson")
	if overHTTP != overGRPC {
		t.Errorf("over HTTP: got %q, want %q", overHTTP, overGRPC)
	}
}

// What a flag names has to be there, and to be what it is for.
func TestTLSFiles(t *testing.T) {
	ca := newAuthority(t)
	a, b := ca.issue(t, "127.0.0.1", time.Now().Add(time.Hour)), ca.issue(t, "127.0.0.1", time.Now().Add(time.Hour))
	for _, tt := range []struct {
		flags []string
		want  string
	}{
		{[]string{"--tls-ca", "nowhere.pem"}, "--tls-ca nowhere.pem: cannot be read: "},
		{[]string{"--tls-ca", a.keyFile}, "--tls-ca " + a.keyFile + ": holds no certificate in PEM: "},
		{[]string{"--tls-cert", a.certFile, "--tls-key", b.keyFile}, ": cannot be used: private key does not match public key"},
		{[]string{"--tls-cert", a.certFile, "--tls-key", "nowhere.pem"}, ": cannot be used: open nowhere.pem: "},
	} {
		code, stdout, stderr := call(t, "", append([]string{"protocols", "--addr", "127.0.0.1:1"}, tt.flags...)...)
		if code != exitBadInput || stdout != "" || !strings.Contains(stderr, tt.want) {
			t.Errorf("%q: got exit code %d, output %q, errors %q; want %d, none, %q", tt.flags, code, stdout, stderr, exitBadInput, tt.want)
		}
	}
}
