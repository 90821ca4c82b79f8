package main

import (
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"testing"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connecthttp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/status"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// relay is a service that passes requests on to another one, so that a test may put its own transport before it.
type relay struct {
	mesogridv1.UnimplementedGridServiceServer
	to grpc.ClientConnInterface
}

func newRelay(t *testing.T) *relay {
	t.Helper()
	conn, err := new(endpoint).dial(1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.close)
	return &relay{to: conn.list[0]}
}

func (r *relay) GenerateGrid(ctx context.Context, req *mesogridv1.GenerateGridRequest) (*mesogridv1.GenerateGridResponse, error) {
	return mesogridv1.NewGridServiceClient(r.to).GenerateGrid(ctx, req)
}

func (r *relay) StreamGrid(req *mesogridv1.StreamGridRequest, to grpc.ServerStreamingServer[mesogridv1.StreamGridResponse]) error {
	return r.stream(to.Context(), req, to.Send)
}

func (r *relay) stream(ctx context.Context, req *mesogridv1.StreamGridRequest, send func(*mesogridv1.StreamGridResponse) error) error {
	from, err := mesogridv1.NewGridServiceClient(r.to).StreamGrid(ctx, req)
	for err == nil {
		var part *mesogridv1.StreamGridResponse
		if part, err = from.Recv(); err == nil {
			err = send(part)
		}
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// overConnect is the relay over net/http, by the Connect protocol; start begins to serve it.
func (r *relay) overConnect(t *testing.T, start func(*httptest.Server)) string {
	t.Helper()
	calls := connect.NewServer()
	method := func(name string, kind connect.StreamType, serve func(context.Context, connect.ServerStream) error) {
		calls.Register(connect.Method{
			Spec: connect.Spec{Procedure: name, StreamType: kind},
			Handler: func(ctx context.Context, _ connect.Spec, stream connect.ServerStream) error {
				err := serve(ctx, stream)
				if s := status.Convert(err); err != nil {
					told := connect.NewError(connect.Code(s.Code()), s.Message())
					for _, d := range s.Proto().GetDetails() {
						told = told.WithDetail(&connect.ErrorDetail{Type: string(d.MessageName()), Value: d.GetValue()})
					}
					return told
				}
				return nil
			},
		})
	}
	method(mesogridv1.GridService_GenerateGrid_FullMethodName, connect.StreamTypeUnary, func(ctx context.Context, s connect.ServerStream) error {
		req := new(mesogridv1.GenerateGridRequest)
		if err := s.Receive(req); err != nil {
			return err
		}
		resp, err := r.GenerateGrid(ctx, req)
		if err != nil {
			return err
		}
		return s.Send(resp)
	})
	method(mesogridv1.GridService_StreamGrid_FullMethodName, connect.StreamTypeServer, func(ctx context.Context, s connect.ServerStream) error {
		req := new(mesogridv1.StreamGridRequest)
		if err := s.Receive(req); err != nil {
			return err
		}
		return r.stream(ctx, req, func(part *mesogridv1.StreamGridResponse) error { return s.Send(part) })
	})
	mux := http.NewServeMux()
	connecthttp.Mount(mux, calls)
	s := httptest.NewUnstartedServer(mux)
	s.EnableHTTP2 = true
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // failed handshakes are what the tests are about
	start(s)
	t.Cleanup(s.Close)
	return s.URL
}
