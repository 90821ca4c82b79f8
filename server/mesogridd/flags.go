package main

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/mesogrid/mesogrid/server"
)

// options is the command line.
type options struct {
	server         server.Config
	listen         string
	httpListen     string
	metricsListen  string
	page           bool
	anyInterface   bool
	maxConnections int
	tls            server.TLS
	traces         string
	protocols      string
	logFormat      string
	logLevel       string
	drainTimeout   time.Duration
}

const usage = `mesogridd serves mesogrid: gRPC on one port; Connect (JSON and binary), gRPC-Web and gRPC over HTTP/1.1
and HTTP/2 on another, for browsers and microcontrollers, with /healthz and /readyz, at / a page to plan with, and
/mesogrid.v1/stencil.pdf, which takes a GenerateGridRequest and answers with the grid on paper at 1:1.

With --tls-cert and --tls-key both ports speak TLS 1.2 or newer and nothing else. Without them connections are neither
encrypted nor authenticated, so it listens on this machine alone unless told otherwise. On SIGINT or SIGTERM it finishes
the requests under way; a second signal ends it at once.

A request that is beyond a limit of its own is refused as INVALID_ARGUMENT. What is more than the server can do at a
time is refused as RESOURCE_EXHAUSTED, before it is computed, with the time to wait (--max-backlog, --max-requests,
--max-unread-bytes).

Exit codes: 0 stopped by a signal, 2 bad usage, 1 any other failure.

Flags:
`

// parse reads the command line. Help goes to stdout and gives pflag.ErrHelp.
func parse(args []string, stdout io.Writer) (*options, error) {
	o := &options{server: server.DefaultConfig()}
	f := pflag.NewFlagSet("mesogridd", pflag.ContinueOnError)
	f.SortFlags = false
	f.SetOutput(io.Discard)
	f.Usage = func() { _, _ = fmt.Fprint(stdout, usage, f.FlagUsages()) }

	f.StringVar(&o.listen, "listen", "127.0.0.1:7171",
		"TCP address of native gRPC; port 0 takes a free one, which the log tells")
	f.StringVar(&o.httpListen, "http-listen", "127.0.0.1:7172",
		"TCP address of the planning page, Connect, gRPC-Web and gRPC over HTTP; empty: not served")
	f.BoolVar(&o.page, "page", true, "serve the planning page at / of the HTTP port; --page=false: the service alone")
	f.StringVar(&o.metricsListen, "metrics-listen", "",
		"TCP address of Prometheus metrics, at /metrics, always in plain text; empty: not served, and nothing is counted")
	f.StringVar(&o.traces, "traces", "",
		"`URL` of an OpenTelemetry collector that takes OTLP by gRPC, such as http://127.0.0.1:4317; empty: no traces")
	f.StringArrayVar(&o.server.Origins, "origin", nil,
		"`origin` of pages that may call the HTTP port from a browser, beside its own, such as https://planning.example; may be repeated")
	f.StringVar(&o.tls.CertFile, "tls-cert", "",
		"PEM `file` of the certificate for --listen and --http-listen, and those that lead to its CA; read again when it changes")
	f.StringVar(&o.tls.KeyFile, "tls-key", "", "PEM `file` of the key of that certificate")
	f.StringVar(&o.tls.ClientCAFile, "tls-client-ca", "",
		"PEM `file` of the CAs of clients' certificates: a client without one is refused; empty: clients need none")
	f.DurationVar(&o.tls.Reload, "tls-reload", 10*time.Second, "look at these files so often")
	f.BoolVar(&o.anyInterface, "insecure-non-loopback", false,
		"let addresses be named that other machines reach, in plain text")
	f.BoolVar(&o.server.Reflection, "reflection", false, "serve gRPC reflection, on both ports")
	f.StringVar(&o.protocols, "protocols", "",
		"file of protocols (mesogrid.v1.ProtocolFile as protobuf text) in place of those that mesogridd brings along")
	f.StringVar(&o.logFormat, "log-format", "text", "text or json, to standard error")
	f.StringVar(&o.logLevel, "log-level", "info", "debug, info, warn or error")
	f.DurationVar(&o.drainTimeout, "drain-timeout", 15*time.Second, "time for requests under way after a signal")
	limitFlags(f, &o.server.Limits)
	loadFlags(f, o)
	transportFlags(f, &o.server)
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	if f.NArg() > 0 {
		return nil, fmt.Errorf("unexpected argument %q: mesogridd takes flags only", f.Arg(0))
	}
	o.server.NoPage = !o.page
	if err := server.CheckOrigins(o.server.Origins); err != nil {
		return nil, fmt.Errorf("--origin: %w", err)
	}
	return o, checkPositive(f)
}

func limitFlags(f *pflag.FlagSet, l *server.Limits) {
	f.IntVar(&l.Vertices, "max-vertices", l.Vertices, "vertices in all rings of one request")
	f.IntVar(&l.Polygons, "max-polygons", l.Polygons, "polygons of one request")
	f.IntVar(&l.Rings, "max-rings", l.Rings, "shells and holes of one request")
	f.IntVar(&l.KeepOuts, "max-keep-outs", l.KeepOuts, "keep-outs of one request")
	f.IntVar(&l.FixedPoints, "max-fixed-points", l.FixedPoints, "fixed points of one request")
	f.IntVar(&l.Components, "max-components", l.Components, "ingredients of one mixture")
	f.IntVar(&l.DoseLimits, "max-dose-limits", l.DoseLimits, "limits of one request, beside those of its protocol")
	f.IntVar(&l.Delivered, "max-delivered", l.Delivered, "doses given before, of one request")
	f.IntVar(&l.Points, "max-points", l.Points,
		"points in one answer; beyond 340,000 a default client (4 MiB) cannot receive it")
	f.IntVar(&l.SharePoints, "max-share-points", l.SharePoints,
		"points of one grid whose volumes follow the area of each point")
	f.Int64Var(&l.Work.Pairs, "max-edge-pairs", l.Work.Pairs, "comparisons of edges in validating one outline")
	f.Int64Var(&l.Work.EdgeRows, "max-edge-rows", l.Work.EdgeRows, "pairs of an edge and a lattice row in one grid")
	f.Int64Var(&l.Work.Candidates, "max-candidates", l.Work.Candidates, "lattice positions that one grid looks at")
	f.Int64Var(&l.Work.ExactTests, "max-exact-tests", l.Work.ExactTests, "exact tests of a point against an edge in one grid")
	f.Int64Var(&l.Work.Shares, "max-share-steps", l.Work.Shares, "steps of sharing the area of one grid out among its points")
	f.Int64Var(&l.Work.Search, "max-search-steps", l.Work.Search, "steps of searching the best fit of one grid")
	f.Int64Var(&l.Work.Orders, "max-order-steps", l.Work.Orders, "steps of looking for a short way through the points of one grid")
}

// loadFlags bound what is taken on at a time. What is beyond is refused, with the time to wait.
func loadFlags(f *pflag.FlagSet, o *options) {
	c := &o.server
	f.IntVar(&c.Slots, "slots", c.Slots, "requests that compute at a time")
	f.DurationVar(&c.MaxBacklog, "max-backlog", c.MaxBacklog,
		"estimated computing that is let in and not done, for each slot: about the longest wait")
	f.Int64Var(&c.MaxRequests, "max-requests", c.MaxRequests, "requests under way on all connections, slow readers included")
	f.IntVar(&o.maxConnections, "max-connections", 1_000, "connections at a time on each port; more have to wait")
	f.Int64Var(&c.MaxUnreadBytes, "max-unread-bytes", c.MaxUnreadBytes, "bytes of requests that wait, and of answers that clients may not have taken: the program aims at twice this and 256 MiB in all, unless GOMEMLIMIT is set")
	f.DurationVar(&c.StallTimeout, "stall-timeout", c.StallTimeout, "cut off a client that takes so long over its request, or over a part of its answer")
}

func transportFlags(f *pflag.FlagSet, c *server.Config) {
	f.Uint32Var(&c.MaxConcurrentStreams, "max-concurrent-streams", c.MaxConcurrentStreams,
		"requests at a time on one connection")
	f.IntVar(&c.MaxReceiveBytes, "max-receive-bytes", c.MaxReceiveBytes, "bytes of one request; 0: what the limits need")
	f.IntVar(&c.MaxSendBytes, "max-send-bytes", c.MaxSendBytes, "bytes of one answer; 0: what the limits need")
	f.Uint32Var(&c.MaxHeaderListBytes, "max-header-list-bytes", c.MaxHeaderListBytes, "bytes of metadata of one request")
	for _, d := range []struct {
		value *time.Duration
		name  string
		help  string
	}{
		{&c.ConnectionTimeout, "connection-timeout", "time for the handshake of a connection, and for the headers of a request"},
		{&c.MaxConnectionIdle, "max-connection-idle", "close a connection without requests after this time"},
		{&c.MaxConnectionAge, "max-connection-age", "close any connection of native gRPC after this time"},
		{&c.MaxConnectionAgeGrace, "max-connection-age-grace", "time for the requests that are then under way"},
		{&c.KeepaliveTime, "keepalive-time", "ping a silent client after this time"},
		{&c.KeepaliveTimeout, "keepalive-timeout", "close a connection that leaves a ping unanswered for this time"},
		{&c.KeepaliveMinTime, "keepalive-min-time", "cut off a client that pings more often than once in this time"},
	} {
		f.DurationVar(d.value, d.name, *d.value, d.help)
	}
}

// checkPositive refuses a number or a time below 1, and below 0 where 0 has a meaning.
func checkPositive(f *pflag.FlagSet) error {
	var bad error
	f.Visit(func(flag *pflag.Flag) {
		value := flag.Value.String()
		zeroMeans := flag.Name == "max-receive-bytes" || flag.Name == "max-send-bytes" || flag.Name == "drain-timeout"
		switch flag.Value.Type() {
		case "int", "int64", "uint32", "duration":
			if strings.HasPrefix(value, "-") || (value == "0" || value == "0s") && !zeroMeans {
				bad = fmt.Errorf("--%s is %s; give more than 0", flag.Name, value)
			}
		}
	})
	return bad
}

// logger writes to w in the format and from the level that the command line asks for.
func (o *options) logger(w io.Writer) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(o.logLevel)); err != nil {
		return nil, fmt.Errorf("--log-level is %q; give debug, info, warn or error", o.logLevel)
	}
	handler := &slog.HandlerOptions{Level: level}
	switch o.logFormat {
	case "text":
		return slog.New(slog.NewTextHandler(w, handler)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(w, handler)), nil
	}
	return nil, fmt.Errorf("--log-format is %q; give text or json", o.logFormat)
}
