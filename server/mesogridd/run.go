package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"time"

	"github.com/spf13/pflag"
	"google.golang.org/grpc"

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
	addr, err := o.address()
	if err != nil {
		return &usageError{err}
	}
	listener, err := net.ListenTCP("tcp", addr)
	if err != nil {
		return fmt.Errorf("--listen %s: %w", o.listen, err)
	}
	service := server.New(o.server, log)
	transport := service.GRPC()
	log.Info("protocols", slog.Int("count", o.server.Protocols.Len()), slog.String("digest", o.server.Protocols.Digest()))
	log.Info("listening", slog.String("addr", listener.Addr().String()))

	served := make(chan error, 1)
	go func() { served <- transport.Serve(listener) }()
	select {
	case err := <-served:
		return fmt.Errorf("serving on %s: %w", listener.Addr(), err)
	case <-ctx.Done():
	}
	log.Info("draining", slog.Duration("timeout", o.drainTimeout))
	service.Drain()
	if !stop(transport, o.drainTimeout) {
		log.Warn("requests were cut off", slog.Duration("after", o.drainTimeout))
	}
	log.Info("stopped")
	return nil
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

// address is where to listen: what was checked to be this machine's own is what is listened on.
func (o *options) address() (*net.TCPAddr, error) {
	addr, err := net.ResolveTCPAddr("tcp", o.listen)
	if err != nil {
		return nil, fmt.Errorf("--listen is %q, which is not HOST:PORT: %w", o.listen, err)
	}
	if !addr.IP.IsLoopback() && !o.anyInterface {
		return nil, fmt.Errorf("--listen is %q, which other machines can reach, and connections are in plain text: "+
			"listen on 127.0.0.1, or add --insecure-non-loopback on a network you trust", o.listen)
	}
	return addr, nil
}

// stop lets requests under way finish, but no longer than timeout; false where some were cut off.
func stop(transport *grpc.Server, timeout time.Duration) bool {
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
