package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/net/netutil"
	"google.golang.org/grpc"

	"github.com/mesogrid/mesogrid/server"
)

// port is one address that the daemon listens on.
type port struct {
	what     string // is served there
	listener net.Listener
	serve    func(net.Listener) error
	stop     func(timeout time.Duration) bool // lets requests under way finish; false where some were cut off
}

// ports listens on every address of the command line: on all or none.
func (o *options) ports() ([]*port, error) {
	var all []*port
	for _, p := range []struct{ flag, what, addr string }{
		{"--listen", "gRPC", o.listen}, {"--http-listen", "HTTP", o.httpListen}, {"--metrics-listen", "metrics", o.metricsListen},
	} {
		if p.addr == "" && p.flag != "--listen" {
			continue
		}
		listener, err := o.listenOn(p.flag, p.addr)
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
func (o *options) listenOn(flag, text string) (net.Listener, error) {
	addr, err := net.ResolveTCPAddr("tcp", text)
	if err != nil {
		return nil, &usageError{fmt.Errorf("%s is %q, which is not HOST:PORT: %w", flag, text, err)}
	}
	if !addr.IP.IsLoopback() && !o.anyInterface {
		return nil, &usageError{fmt.Errorf("%s is %q, which other machines can reach, and connections are in plain text: "+
			"listen on 127.0.0.1, or add --insecure-non-loopback on a network you trust", flag, text)}
	}
	listener, err := net.ListenTCP("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", flag, text, err)
	}
	return listener, nil
}

// open says what is served on each port.
func (o *options) open(ports []*port, service *server.Server, registry *prometheus.Registry) []*port {
	for _, p := range ports {
		switch p.what {
		case "gRPC":
			transport := service.GRPC(nil)
			p.serve, p.stop = transport.Serve, func(timeout time.Duration) bool { return stopGRPC(transport, timeout) }
		case "HTTP":
			p.overHTTP(service.HTTP())
		case "metrics":
			registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
			mux := http.NewServeMux()
			mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
			p.overHTTP(&http.Server{Handler: mux, ReadTimeout: o.server.ConnectionTimeout, WriteTimeout: o.server.StallTimeout})
		}
	}
	return ports
}

func (p *port) overHTTP(s *http.Server) {
	p.serve = s.Serve
	p.stop = func(timeout time.Duration) bool { return stopHTTP(s, timeout) }
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
