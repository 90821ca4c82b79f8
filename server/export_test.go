package server

import "google.golang.org/grpc"

// Guarded is a transport as the server's own services see it, for services of a test.
func (s *Server) Guarded(transport *grpc.Server) grpc.ServiceRegistrar {
	return guarded{GRPCServer: transport, server: s}
}
