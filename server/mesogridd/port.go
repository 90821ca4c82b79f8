package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/net/netutil"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"github.com/mesogrid/mesogrid/server"
)

// What is served on a port.
const (
	grpcPort    = "gRPC"
	httpPort    = "HTTP"
	metricsPort = "metrics"
)

// port is one address that the daemon listens on.
type port struct {
	what     string // is served there
	listener net.Listener
	serve    func(net.Listener) error
	stop     func(timeout time.Duration) bool // lets requests under way finish; false where some were cut off
	page     string                           // URL of the planning page; empty: it is not served here
}

// ports listens on every address of the command line: on all or none.
func (o *options) ports() ([]*port, error) {
	var all []*port
	for _, p := range []struct{ flag, what, addr string }{
		{"--listen", grpcPort, o.listen}, {"--http-listen", httpPort, o.httpListen}, {"--metrics-listen", metricsPort, o.metricsListen},
	} {
		if p.addr == "" && p.what != grpcPort {
			continue
		}
		listener, err := o.listenOn(p.flag, p.addr, o.secured() && p.what != metricsPort)
		if err != nil {
			for _, open := range all {
				_ = open.listener.Close() // the other error is the one to tell
			}
			return nil, err
		}
		all = append(all, &port{what: p.what, listener: netutil.LimitListener(listener, o.maxConnections)})
	}
	return all, nil
}

// listenOn listens on an address: what was checked to be this machine's own is what is listened on.
func (o *options) listenOn(flag, text string, secured bool) (net.Listener, error) {
	addr, err := net.ResolveTCPAddr("tcp", text)
	if err != nil {
		return nil, &usageError{fmt.Errorf("%s is %q, which is not HOST:PORT: %w", flag, text, err)}
	}
	if !secured && !addr.IP.IsLoopback() && !o.anyInterface {
		return nil, &usageError{fmt.Errorf("%s is %q, which other machines can reach, and connections are in plain text: "+
			"listen on 127.0.0.1, give --tls-cert and --tls-key, or add --insecure-non-loopback on a network you trust", flag, text)}
	}
	listener, err := net.ListenTCP("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", flag, text, err)
	}
	return listener, nil
}

// secured tells whether the service's ports speak TLS.
func (o *options) secured() bool { return o.tls != server.TLS{Reload: o.tls.Reload} }

// opener says what is served on each port.
type opener struct {
	*options
	service      *server.Server
	certificates *server.Certificates // nil: in plain text
	registry     *prometheus.Registry
	log          *slog.Logger
}

func (o *opener) port(p *port) {
	switch p.what {
	case grpcPort:
		o.grpc(p)
	case httpPort:
		o.http(p)
	case metricsPort:
		o.metrics(p)
	}
}

func (o *opener) grpc(p *port) {
	told := o.handshakes(p)
	var of credentials.TransportCredentials
	if o.certificates != nil {
		of = told.Credentials(o.certificates.GRPC())
	} else {
		p.listener = told.Plain(p.listener)
	}
	transport := o.service.GRPC(of)
	p.serve, p.stop = transport.Serve, func(timeout time.Duration) bool { return stopGRPC(transport, timeout) }
}

func (o *opener) http(p *port) {
	told := o.handshakes(p)
	s := o.service.HTTP()
	s.ErrorLog = told.ErrorLog()
	p.serve, p.stop = s.Serve, func(timeout time.Duration) bool { return stopHTTP(s, timeout) }
	if o.page {
		p.page = pageURL(p.listener.Addr(), o.certificates != nil)
	}
	if o.certificates == nil {
		p.listener = told.Plain(p.listener)
		return
	}
	s.TLSConfig = o.certificates.HTTP()
	p.serve = func(l net.Listener) error { return s.ServeTLS(l, "", "") }
}

// pageURL is where a browser on this machine finds the planning page.
func pageURL(addr net.Addr, secured bool) string {
	u := url.URL{Scheme: "http", Host: addr.String(), Path: "/"}
	if secured {
		u.Scheme = "https"
	}
	if at, ok := addr.(*net.TCPAddr); ok && at.IP.IsUnspecified() {
		u.Host = net.JoinHostPort("localhost", strconv.Itoa(at.Port))
	}
	return u.String()
}

func (o *opener) metrics(p *port) {
	o.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	if c := o.certificates; c != nil {
		o.registry.MustRegister(
			prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "mesogrid_certificate_not_after_seconds",
				Help: "End of the validity of the certificate in use, in seconds since 1970."},
				func() float64 { return float64(c.NotAfter().Unix()) }),
			prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "mesogrid_certificate_faulty",
				Help: "1 while the files of the certificates are not in order, and older ones in use; else 0."},
				func() float64 {
					if c.Err() != nil {
						return 1
					}
					return 0
				}))
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(o.registry, promhttp.HandlerOpts{}))
	s := &http.Server{Handler: mux, ReadTimeout: o.server.ConnectionTimeout, WriteTimeout: o.server.StallTimeout,
		ErrorLog: slog.NewLogLogger(o.log.Handler(), slog.LevelWarn)}
	p.serve, p.stop = s.Serve, func(timeout time.Duration) bool { return stopHTTP(s, timeout) }
}

// handshakes tells and counts the connections to a port that do not come about.
func (o *opener) handshakes(p *port) *server.Handshakes {
	failed := prometheus.NewCounter(prometheus.CounterOpts{Name: "mesogrid_handshakes_failed_total",
		Help: "Connections that did not come about, by port.", ConstLabels: prometheus.Labels{"port": p.what}})
	o.registry.MustRegister(failed)
	return &server.Handshakes{Log: o.log.With(slog.String("port", p.what)), Failed: failed.Inc}
}

// stopHTTP lets requests under way finish, but no longer than timeout; false where some were cut off.
func stopHTTP(s *http.Server, timeout time.Duration) bool {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	if err := s.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	_ = s.Close() // whatever remains is of connections that end here
	return false
}

// stopGRPC does the same for native gRPC.
func stopGRPC(transport *grpc.Server, timeout time.Duration) bool {
	finished := make(chan struct{})
	go func() {
		transport.GracefulStop()
		close(finished)
	}()
	late := time.NewTimer(timeout)
	defer late.Stop()
	select {
	case <-finished:
		return true
	case <-late.C:
		transport.Stop()
		<-finished
		return false
	}
}
