package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/test/bufconn"

	"github.com/mesogrid/mesogrid/client"
	"github.com/mesogrid/mesogrid/server"
)

// endpoint is where the service is and how it is reached. The zero value is one in this process.
type endpoint struct {
	addr   string // as it was given
	scheme string // of HTTP; empty: gRPC
	tls    bool
	ca     string // files, as they were given
	cert   string
	key    string
	name   string
}

func (e *endpoint) register(flags *pflag.FlagSet) {
	flags.Func("addr", "`host:port` of the service, or http:// or https:// before it for HTTP, by the Connect protocol, instead of gRPC "+
		"(default one in this process)", e.setAddr)
	flags.BoolVar(&e.tls, "tls", false, "encrypt, and check the service's certificate; so does each of the flags below")
	file := func(flag string, value *string, usage string) {
		flags.Func(flag, usage, func(name string) error {
			if name == "" {
				return bad("name the file, or leave out --%s", flag)
			}
			*value = name
			return nil
		})
	}
	file("tls-ca", &e.ca, "PEM `file` of the authorities to trust in place of this machine's")
	file("tls-cert", &e.cert, "PEM `file` of the certificate to show to the service, with --tls-key")
	file("tls-key", &e.key, "PEM `file` of its private key")
	flags.Func("tls-server-name", "`name` that the service's certificate is to have (default the host of --addr)", func(name string) error {
		if name == "" {
			return bad("give the name in the certificate, or leave out --tls-server-name")
		}
		e.name = name
		return nil
	})
}

func (e *endpoint) setAddr(addr string) error {
	const forms = "HOST:PORT, such as 127.0.0.1:7171, or that behind http:// or https://"
	addr = strings.TrimSuffix(addr, "/")
	host, port, err := net.SplitHostPort(addr)
	if strings.Contains(addr, "://") {
		var u *url.URL
		if u, err = url.Parse(addr); err == nil {
			host, port = u.Hostname(), u.Port()
			if port == "" {
				port = u.Scheme // its usual port, which needs no number
			}
			e.scheme = u.Scheme
			if u.Scheme != "http" && u.Scheme != "https" || *u != (url.URL{Scheme: u.Scheme, Host: u.Host}) {
				host = ""
			}
		}
	}
	if err != nil || host == "" || strings.ContainsAny(host, "/@ ") {
		return bad("is not %s", forms)
	}
	if n, err := strconv.ParseUint(port, 10, 16); port != e.scheme && (err != nil || n == 0) {
		return bad("has the port %s: give 1 to 65535, such as 127.0.0.1:7171", shown(port))
	}
	e.addr = addr
	return nil
}

// encrypted tells whether the flags call for TLS.
func (e *endpoint) encrypted() bool { return e.scheme == "https" || e.flagged() }

// flagged tells whether a flag of TLS is given.
func (e *endpoint) flagged() bool {
	return e.tls || e.ca != "" || e.cert != "" || e.key != "" || e.name != ""
}

// check refuses flags that do not go together.
func (e *endpoint) check() error {
	switch {
	case e.scheme == "http" && e.flagged():
		return bad("--addr %s is without encryption: write https://%s, or leave out --tls and the flags beside it", shown(e.addr),
			shown(strings.TrimPrefix(e.addr, "http://")))
	case e.addr == "" && e.encrypted():
		return bad("--tls and the flags beside it go with --addr: a service in this process has no connection to encrypt")
	case e.cert != "" && e.key == "":
		return bad("--tls-cert %s needs --tls-key, the file of its private key", shown(e.cert))
	case e.key != "" && e.cert == "":
		return bad("--tls-key %s needs --tls-cert, the file of its certificate", shown(e.key))
	}
	return nil
}

// config reads the files that the flags name.
func (e *endpoint) config() (*tls.Config, error) {
	cfg := &tls.Config{ServerName: e.name, MinVersion: tls.VersionTLS12}
	if e.ca != "" {
		pem, err := os.ReadFile(e.ca)
		if err != nil {
			return nil, bad("--tls-ca %s: cannot be read: %s", shown(e.ca), err)
		}
		cfg.RootCAs = x509.NewCertPool()
		if !cfg.RootCAs.AppendCertsFromPEM(pem) {
			return nil, bad("--tls-ca %s: holds no certificate in PEM: it has to begin with -----BEGIN CERTIFICATE-----", shown(e.ca))
		}
	}
	if e.cert != "" {
		pair, err := tls.LoadX509KeyPair(e.cert, e.key)
		if err != nil {
			return nil, bad("--tls-cert %s with --tls-key %s: cannot be used: %s", shown(e.cert), shown(e.key), strings.TrimPrefix(err.Error(), "tls: "))
		}
		cfg.Certificates = []tls.Certificate{pair}
	}
	return cfg, nil
}

// connections are ways to one service, with whatever has to end with them.
type connections struct {
	list []grpc.ClientConnInterface
	ends []func()
}

func (c *connections) close() {
	for _, end := range c.ends {
		end() // the answers are here; nothing depends on how a connection ends
	}
}

// dial prepares connections to the service, or to one in this process. None is made before the first request.
func (e *endpoint) dial(n int) (*connections, error) {
	if err := e.check(); err != nil {
		return nil, err
	}
	if e.addr == "" {
		return dialOwn(n)
	}
	cfg, err := e.config()
	if err != nil {
		return nil, err
	}
	if e.scheme != "" {
		return dialHTTP(n, e.addr, cfg), nil
	}
	security := insecure.NewCredentials()
	if e.encrypted() {
		security = credentials.NewTLS(cfg)
	}
	c, err := dialGRPC(n, "dns:///"+e.addr, grpc.WithTransportCredentials(security))
	if err != nil {
		return nil, bad("--addr %s: %s", shown(e.addr), err)
	}
	return c, nil
}

func dialGRPC(n int, target string, opts ...grpc.DialOption) (*connections, error) {
	c := new(connections)
	for range n {
		conn, err := grpc.NewClient(target, opts...)
		if err != nil {
			c.close()
			return nil, err
		}
		c.list = append(c.list, conn)
		c.ends = append(c.ends, func() { _ = conn.Close() })
	}
	return c, nil
}

// dialHTTP makes HTTP clients, each with connections of its own: one for all requests over HTTP/2, which https may agree
// on, else one for each request under way, kept for the next.
func dialHTTP(n int, base string, cfg *tls.Config) *connections {
	c := new(connections)
	for range n {
		transport := &http.Transport{Proxy: http.ProxyFromEnvironment, TLSClientConfig: cfg.Clone(), ForceAttemptHTTP2: true,
			MaxIdleConnsPerHost: mostConcurrency}
		c.list = append(c.list, client.HTTP(&http.Client{Transport: transport}, base))
		c.ends = append(c.ends, transport.CloseIdleConnections)
	}
	return c
}

// dialOwn starts a service in this process.
func dialOwn(n int) (*connections, error) {
	const buffer = 1 << 16 // bytes under way in each direction
	lis := bufconn.Listen(buffer)
	service := server.NewGRPC(server.DefaultConfig(), slog.New(slog.DiscardHandler))
	go func() { _ = service.Serve(lis) }() // ends with Stop; a failure shows in the call
	c, err := dialGRPC(n, "passthrough:///mesogrid", grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return lis.DialContext(ctx) }))
	if err != nil {
		service.Stop()
		return nil, fmt.Errorf("the service in this process cannot be reached: %w", err)
	}
	c.ends = append(c.ends, service.Stop)
	return c, nil
}
