package server

import (
	"fmt"

	"google.golang.org/grpc"
)

// Guarded is a transport as the server's own services see it, for services of a test.
func (s *Server) Guarded(transport *grpc.Server) grpc.ServiceRegistrar {
	return guarded{GRPCServer: transport, server: s}
}

// Held is what a server holds for its calls; empty where it holds nothing.
func (s *Server) Held() string {
	waiting, computing, backlog := s.gate.load()
	crowd, unread := s.crowd.now.Load(), s.outbox.bytes.Load()
	if waiting == 0 && computing == 0 && backlog == 0 && crowd == 0 && unread == 0 {
		return ""
	}
	return fmt.Sprintf("%d calls, %d waiting, %d in a slot, %s of work, %d bytes unread", crowd, waiting, computing, backlog, unread)
}
