package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"
)

// certified writes the certificate of net/http's test servers, which is for 127.0.0.1 and its own CA, and its key.
func certified(t *testing.T) (cert, key string, roots *x509.CertPool) {
	t.Helper()
	s := httptest.NewTLSServer(nil)
	defer s.Close()
	of := s.TLS.Certificates[0]
	der, err := x509.MarshalPKCS8PrivateKey(of.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for name, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: of.Certificate[0]}, key: {Type: "PRIVATE KEY", Bytes: der}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	roots = x509.NewCertPool()
	roots.AddCert(s.Certificate())
	return cert, key, roots
}

// With a certificate both ports speak TLS and nothing else, and the metrics tell how long it is valid.
func TestTLS(t *testing.T) {
	cert, key, roots := certified(t)
	ctx, signal := context.WithCancel(t.Context())
	addrs, done := servedAll(t, ctx, 3, "--listen", "127.0.0.1:0", "--http-listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0",
		"--tls-cert", cert, "--tls-key", key)
	config := &tls.Config{RootCAs: roots}
	secure, err := grpc.NewClient(addrs[0], grpc.WithTransportCredentials(credentials.NewTLS(config)))
	if err != nil {
		t.Fatal(err)
	}
	defer secure.Close()
	if _, err := grpc_health_v1.NewHealthClient(secure).Check(t.Context(), &grpc_health_v1.HealthCheckRequest{}); err != nil {
		t.Errorf("gRPC with TLS: %v", err)
	}
	if _, err := grpc_health_v1.NewHealthClient(dial(t, addrs[0])).Check(t.Context(), &grpc_health_v1.HealthCheckRequest{}); status.Code(err) != codes.Unavailable {
		t.Errorf("gRPC in plain text: %v, want UNAVAILABLE", err)
	}
	web := &http.Client{Transport: &http.Transport{TLSClientConfig: config}}
	if code, _ := fetch(t, web, "https://"+addrs[1]+"/readyz"); code != http.StatusOK {
		t.Errorf("HTTP with TLS: %d, want 200", code)
	}
	if code, body := fetch(t, http.DefaultClient, "http://"+addrs[1]+"/readyz"); code != http.StatusBadRequest {
		t.Errorf("HTTP in plain text: %d, %s; want a refusal", code, body)
	}
	for _, want := range []string{"mesogrid_certificate_not_after_seconds ", "mesogrid_certificate_faulty 0",
		`mesogrid_handshakes_failed_total{port="HTTP"} 1`, `mesogrid_handshakes_failed_total{port="gRPC"} `} {
		within(t, "metrics with "+want, func() bool { // what failed is counted a moment after the client knows it
			_, metrics := fetch(t, http.DefaultClient, "http://"+addrs[2]+"/metrics")
			return strings.Contains(metrics, want)
		})
	}
	signal()
	if err := <-done; err != nil {
		t.Errorf("after a signal: %v, want a clean end", err)
	}
}

// Files that are missing or do not go together are bad usage, and other machines need TLS.
func TestTLSUsage(t *testing.T) {
	cert, key, _ := certified(t)
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--tls-cert", cert}, "--tls-key go together"},
		{[]string{"--tls-key", key}, "--tls-key go together"},
		{[]string{"--tls-client-ca", cert}, "--tls-key go together"},
		{[]string{"--tls-cert", key, "--tls-key", key}, "certificate file " + key},
		{[]string{"--tls-cert", cert, "--tls-key", cert}, "key file " + cert},
		{[]string{"--tls-cert", cert, "--tls-key", key, "--tls-client-ca", "testdata/none"}, "testdata/none"},
		{[]string{"--tls-cert", cert, "--tls-key", key, "--tls-reload", "0s"}, "--tls-reload is 0s"},
		{[]string{"--tls-cert", cert, "--tls-key", key, "--listen", "127.0.0.1:0", "--http-listen", "127.0.0.1:0", "--metrics-listen", "0.0.0.0:0"}, "--metrics-listen"},
	} {
		err := run(t.Context(), c.args, io.Discard, io.Discard)
		if exitCode(err) != 2 || !strings.Contains(fmt.Sprint(err), c.want) {
			t.Errorf("%q: %v, exit code %d; want 2 and %q", c.args, err, exitCode(err), c.want)
		}
	}
}
