package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/spf13/pflag"

	"github.com/mesogrid/mesogrid/server"
)

// run serves until ctx ends, then drains.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	o, err := parse(args, stdout)
	if errors.Is(err, pflag.ErrHelp) {
		return nil
	}
	if err != nil {
		return &usageError{err}
	}
	log, err := o.logger(stderr)
	if err != nil {
		return &usageError{err}
	}
	if err := o.readProtocols(); err != nil {
		return &usageError{err}
	}
	traces, err := o.startTraces(ctx)
	if err != nil {
		return &usageError{err}
	}
	defer traces.end(log)
	registry := prometheus.NewRegistry()
	if o.metricsListen != "" {
		o.server.Metrics = registry
	}
	o.limitMemory()
	var certificates *server.Certificates
	if o.secured() {
		if o.tls.CertFile == "" || o.tls.KeyFile == "" {
			return &usageError{errors.New("--tls-cert and --tls-key go together, and --tls-client-ca with both")}
		}
		if certificates, err = o.tls.Load(log); err != nil {
			return &usageError{fmt.Errorf("--tls-cert, --tls-key, --tls-client-ca: %w", err)}
		}
		defer certificates.Close()
	}
	ports, err := o.ports()
	if err != nil {
		return err
	}
	service := server.New(o.server, log)
	log.Info("protocols", slog.Int("count", o.server.Protocols.Len()), slog.String("digest", o.server.Protocols.Digest()))
	open := &opener{o, service, certificates, registry, log}
	for _, p := range ports {
		open.port(p)
	}
	return serve(ctx, log, service, ports, o.drainTimeout)
}

// serve serves on all ports until ctx ends, then lets requests under way finish.
func serve(ctx context.Context, log *slog.Logger, service *server.Server, ports []*port, drainTimeout time.Duration) error {
	failed := make(chan error, len(ports))
	for _, p := range ports {
		log.Info("listening", slog.String("addr", p.listener.Addr().String()), slog.String("for", p.what))
		if p.page != "" {
			log.Info("planning page", slog.String("url", p.page))
		}
		go func() { failed <- fmt.Errorf("serving %s on %s: %w", p.what, p.listener.Addr(), p.serve(p.listener)) }()
	}
	select {
	case err := <-failed:
		for _, p := range ports {
			p.stop(0)
		}
		return err
	case <-ctx.Done():
	}
	log.Info("draining", slog.Duration("timeout", drainTimeout))
	service.Drain()
	finished := make(chan bool, len(ports))
	for _, p := range ports {
		go func() { finished <- p.stop(drainTimeout) }()
	}
	for range ports {
		if !<-finished {
			log.Warn("requests were cut off", slog.Duration("after", drainTimeout))
		}
	}
	log.Info("stopped")
	return nil
}

// limitMemory has the collector of garbage work harder before what may wait for clients takes twice its room, and the rest
// of the server as much as it does on a busy day. Who sets GOMEMLIMIT knows better.
func (o *options) limitMemory() {
	const rest = 256 << 20 // bytes
	if _, set := os.LookupEnv("GOMEMLIMIT"); !set {
		debug.SetMemoryLimit(2*o.server.MaxUnreadBytes + rest)
	}
}

// readProtocols reads the site's own protocols, or takes those that the program brings along.
func (o *options) readProtocols() error {
	if o.protocols == "" {
		o.server.Protocols = server.BuiltInProtocols()
		return nil
	}
	text, err := os.ReadFile(o.protocols)
	if err != nil {
		return fmt.Errorf("--protocols: %w", err)
	}
	if o.server.Protocols, err = server.ReadProtocols(o.protocols, text); err != nil {
		return fmt.Errorf("--protocols: %w", err)
	}
	return nil
}
