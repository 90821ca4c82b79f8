package server

import (
	"cmp"
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"
	"google.golang.org/grpc/experimental"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/mem"
)

// Config is what an operator may set. A zero field takes its value from DefaultConfig, so the zero Config is safe.
type Config struct {
	Limits     Limits
	Protocols  *Protocols // nil: those that this program brings along
	Reflection bool       // serve gRPC reflection, for tools that ask a server for its contract

	// What the server takes on. Beyond it, requests are refused with RESOURCE_EXHAUSTED and the time to wait.
	Slots       int           // requests that compute at a time; 0: one a core that Go uses
	MaxBacklog  time.Duration // estimated work that is let in and not done, for each slot
	MaxRequests int64         // under way at a time on all connections, readers who are slow included

	MaxUnreadBytes int64 // of requests that wait, and of answers that clients may not have taken

	// A client is cut off that takes so long over its request, or over a part of its answer. Over native gRPC an answer in
	// one message is one part.
	StallTimeout time.Duration

	NoPage  bool                  // leave the planning page out of the HTTP port
	Origins []string              // of the pages that browsers let call the HTTP port; none: only its own
	Metrics prometheus.Registerer // where the server counts; nil: it does not
	Traces  trace.TracerProvider  // gets a span for each call; nil: there are none

	MaxConcurrentStreams uint32 // requests at a time on one connection
	MaxReceiveBytes      int    // of one request; 0: what Limits allow
	MaxSendBytes         int    // of one response; 0: what Limits allow
	MaxHeaderListBytes   uint32 // of the metadata of one request

	ConnectionTimeout     time.Duration // for the handshake of a new connection
	MaxConnectionIdle     time.Duration // a connection without a request is closed after it
	MaxConnectionAge      time.Duration // a connection is closed after it, so that clients spread over new replicas
	MaxConnectionAgeGrace time.Duration // for the requests that are then under way
	KeepaliveTime         time.Duration // a silent connection is pinged after it
	KeepaliveTimeout      time.Duration // a connection that leaves a ping unanswered so long is closed
	KeepaliveMinTime      time.Duration // a client that pings more often is cut off
}

// DefaultConfig is a server for a trusted network. Its limits keep one request under about two seconds of one core and
// every answer within the 4 MiB that a gRPC client receives by default.
func DefaultConfig() Config {
	return Config{
		Limits:               DefaultLimits(),
		Slots:                runtime.GOMAXPROCS(0),
		MaxBacklog:           time.Second,
		MaxRequests:          1_000,
		MaxUnreadBytes:       256 << 20,
		StallTimeout:         time.Minute,
		MaxConcurrentStreams: 100,
		MaxHeaderListBytes:   16 << 10,

		ConnectionTimeout:     10 * time.Second,
		MaxConnectionIdle:     15 * time.Minute,
		MaxConnectionAge:      time.Hour,
		MaxConnectionAgeGrace: 30 * time.Second,
		KeepaliveTime:         time.Minute,
		KeepaliveTimeout:      20 * time.Second,
		KeepaliveMinTime:      30 * time.Second,
	}
}

// complete fills the zero fields.
func (c Config) complete() Config {
	d := DefaultConfig()
	c.Limits = c.Limits.complete()
	if c.Protocols == nil {
		c.Protocols = BuiltInProtocols()
	}
	c.Slots = cmp.Or(c.Slots, d.Slots)
	c.MaxBacklog = cmp.Or(c.MaxBacklog, d.MaxBacklog)
	c.MaxRequests = cmp.Or(c.MaxRequests, d.MaxRequests)
	c.MaxUnreadBytes = cmp.Or(c.MaxUnreadBytes, d.MaxUnreadBytes)
	c.StallTimeout = cmp.Or(c.StallTimeout, d.StallTimeout)
	c.MaxConcurrentStreams = cmp.Or(c.MaxConcurrentStreams, d.MaxConcurrentStreams)
	c.MaxReceiveBytes = cmp.Or(c.MaxReceiveBytes, c.Limits.requestBytes())
	c.MaxSendBytes = cmp.Or(c.MaxSendBytes, c.Limits.responseBytes())
	c.MaxHeaderListBytes = cmp.Or(c.MaxHeaderListBytes, d.MaxHeaderListBytes)
	c.ConnectionTimeout = cmp.Or(c.ConnectionTimeout, d.ConnectionTimeout)
	c.MaxConnectionIdle = cmp.Or(c.MaxConnectionIdle, d.MaxConnectionIdle)
	c.MaxConnectionAge = cmp.Or(c.MaxConnectionAge, d.MaxConnectionAge)
	c.MaxConnectionAgeGrace = cmp.Or(c.MaxConnectionAgeGrace, d.MaxConnectionAgeGrace)
	c.KeepaliveTime = cmp.Or(c.KeepaliveTime, d.KeepaliveTime)
	c.KeepaliveTimeout = cmp.Or(c.KeepaliveTimeout, d.KeepaliveTimeout)
	c.KeepaliveMinTime = cmp.Or(c.KeepaliveMinTime, d.KeepaliveMinTime)
	return c
}

// options replaces what grpc-go leaves open: streams and connection age without bound, 16 MiB of metadata, two minutes
// for a handshake. Its read and write buffers stay as they are: larger ones brought nothing.
func (s *Server) options() []grpc.ServerOption {
	c := &s.cfg
	options := []grpc.ServerOption{
		grpc.ForceServerCodecV2(newGRPCCodec()),
		grpc.NumStreamWorkers(uint32(c.Slots)), // whose stacks have grown; a call beyond them has a new goroutine
		grpc.MaxConcurrentStreams(c.MaxConcurrentStreams),
		grpc.MaxRecvMsgSize(c.MaxReceiveBytes),
		grpc.MaxSendMsgSize(c.MaxSendBytes),
		grpc.MaxHeaderListSize(c.MaxHeaderListBytes),
		grpc.ConnectionTimeout(c.ConnectionTimeout),
		grpc.KeepaliveParams(keepalive.ServerParameters{
			MaxConnectionIdle:     c.MaxConnectionIdle,
			MaxConnectionAge:      c.MaxConnectionAge,
			MaxConnectionAgeGrace: c.MaxConnectionAgeGrace,
			Time:                  c.KeepaliveTime,
			Timeout:               c.KeepaliveTimeout,
		}),
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: c.KeepaliveMinTime}),
		experimental.BufferPool(buffers),
	}
	if c.Traces != nil {
		options = append(options, traceOption(c.Traces))
	}
	return options
}

// buffers has a tier for each power of two from 256 B to 4 MiB. The default pool jumps from 32 KiB to 1 MiB and clears
// the whole of it for an answer of 33 KB.
var buffers = func() mem.BufferPool {
	pool, err := mem.NewBinaryTieredBufferPool(8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22)
	if err != nil {
		panic(err) // the exponents are constants
	}
	return pool
}()
