// Package server is the mesogrid service: it decodes a request, computes the grid with packages grid and dose, and
// encodes the answer. It keeps no state between calls.
package server

import (
	"context"
	"log/slog"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/reflection"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// Server is the service and its health, behind any number of transports: GRPC, HTTP.
type Server struct {
	cfg       Config
	log       *slog.Logger
	grids     *gridService
	protocols *protocolService
	health    *health.Server
	crowd     *crowd
	gate      *gate
	outbox    *outbox
	meter     *meter

	draining context.Context
	drain    context.CancelFunc
}

// New makes a service that is healthy from the start. Zero fields of cfg take their defaults.
func New(cfg Config, log *slog.Logger) *Server {
	cfg = cfg.complete()
	s := &Server{
		cfg: cfg, log: log, health: health.NewServer(),
		grids: newGridService(cfg.Limits, cfg.Protocols), protocols: &protocolService{protocols: cfg.Protocols},
		crowd: &crowd{most: cfg.MaxRequests}, gate: newGate(cfg.Slots, cfg.MaxBacklog),
		outbox: &outbox{most: cfg.MaxUnreadBytes, stall: cfg.StallTimeout},
	}
	s.meter = newMeter(cfg.Metrics, s)
	s.draining, s.drain = context.WithCancel(context.Background())
	for _, service := range []*grpc.ServiceDesc{&mesogridv1.GridService_ServiceDesc, &mesogridv1.ProtocolService_ServiceDesc} {
		s.health.SetServingStatus(service.ServiceName, grpc_health_v1.HealthCheckResponse_SERVING)
	}
	return s
}

// register adds the services to a transport, with the guards that all transports share.
func (s *Server) register(transport guarded) {
	mesogridv1.RegisterGridServiceServer(transport, s.grids)
	mesogridv1.RegisterProtocolServiceServer(transport, s.protocols)
	grpc_health_v1.RegisterHealthServer(transport, s.health)
	if s.cfg.Reflection {
		reflection.Register(transport)
	}
}

// GRPC is native gRPC, with the limits of the configuration, ready to Serve. Credentials are those of its connections;
// nil: they are in plain text.
func (s *Server) GRPC(of credentials.TransportCredentials) *grpc.Server {
	if of == nil {
		of = insecure.NewCredentials()
	}
	transport := grpc.NewServer(append(s.options(), grpc.Creds(connCredentials{of}))...)
	s.register(guarded{GRPCServer: transport, server: s, native: true})
	return transport
}

// Drain makes the service NOT_SERVING, for ever, and ends the watches of its health, which would otherwise hold up a
// graceful stop. Grids under way are finished, and new ones still computed.
func (s *Server) Drain() {
	s.health.Shutdown()
	s.drain()
}

// NewGRPC is New(cfg, log).GRPC(nil), for callers that do not drain.
func NewGRPC(cfg Config, log *slog.Logger) *grpc.Server { return New(cfg, log).GRPC(nil) }
