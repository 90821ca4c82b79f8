package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/test/bufconn"

	"github.com/mesogrid/mesogrid/client"
	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
	"github.com/mesogrid/mesogrid/server"
)

// ask sends the request and waits for a checked answer.
func (t *task) ask(ctx context.Context, a *area, req *mesogridv1.GenerateGridRequest) (*mesogridv1.GenerateGridResponse, error) {
	conn, err := t.dial()
	if err != nil {
		return nil, err
	}
	defer conn.close()
	ctx, cancel := context.WithTimeout(ctx, t.timeout)
	defer cancel()
	res, err := client.New(conn).GenerateGrid(ctx, req)
	if err != nil {
		return nil, t.explain(a, err)
	}
	return res, nil
}

// connection is a connection with whatever has to end with it.
type connection struct {
	*grpc.ClientConn
	service *grpc.Server // nil: somebody else's
}

func (c connection) close() {
	_ = c.Close() // the answer is here; nothing depends on how the connection ends
	if c.service != nil {
		c.service.Stop()
	}
}

// dial prepares a connection to the service at the given address, or to one in this process.
func (t *task) dial() (connection, error) {
	if t.addr != "" {
		conn, err := grpc.NewClient(t.addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			return connection{}, bad("--addr %s: %s", oneLine(t.addr), err)
		}
		return connection{ClientConn: conn}, nil
	}
	const buffer = 1 << 16 // bytes under way in each direction
	lis := bufconn.Listen(buffer)
	service := server.NewGRPC(server.DefaultConfig(), slog.New(slog.DiscardHandler))
	go func() { _ = service.Serve(lis) }() // ends with Stop; a failure shows in the call
	conn, err := grpc.NewClient("passthrough:///mesogrid", grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return lis.DialContext(ctx) }))
	if err != nil {
		service.Stop()
		return connection{}, fmt.Errorf("the service in this process cannot be reached: %w", err)
	}
	return connection{ClientConn: conn, service: service}, nil
}
