package server_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"testing"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"

	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
	"github.com/mesogrid/mesogrid/server"
)

// connect serves on a connection in memory and gives a client's end of it.
func connect(t testing.TB, transport *grpc.Server) *grpc.ClientConn {
	t.Helper()
	listener := bufconn.Listen(1 << 20)
	go transport.Serve(listener)
	conn, err := grpc.NewClient("passthrough:memory", grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(); transport.Stop() })
	return conn
}

var quiet = slog.New(slog.DiscardHandler)

func grids(t testing.TB, cfg server.Config) pb.GridServiceClient {
	t.Helper()
	return pb.NewGridServiceClient(connect(t, server.NewGRPC(cfg, quiet)))
}

// ask gives the answer to a plan that must be accepted.
func ask(t testing.TB, client pb.GridServiceClient, spec *pb.GridSpec) *pb.GenerateGridResponse {
	t.Helper()
	resp, err := client.GenerateGrid(t.Context(), &pb.GenerateGridRequest{Spec: spec})
	if err != nil {
		t.Fatalf("GenerateGrid(%s): %v", brief(spec), err)
	}
	return resp
}

// brief is a plan for a message.
func brief(spec *pb.GridSpec) string { return fmt.Sprintf("%.500s", spec.String()) }

// rect is a ring; lengths in um.
func rect(x0, y0, x1, y1 int32) *pb.Ring {
	return &pb.Ring{XUm: []int32{x0, x1, x1, x0}, YUm: []int32{y0, y0, y1, y1}}
}

func polygon(shell *pb.Ring, holes ...*pb.Ring) *pb.Polygon {
	return &pb.Polygon{Shell: shell, Holes: holes}
}

func outline(polygons ...*pb.Polygon) *pb.GridSpec_Outline {
	return &pb.GridSpec_Outline{Outline: &pb.Outline{Polygons: polygons}}
}

// strip is 100 x 50 mm with a square grid of 10 mm, centred: 50 points of 0.2 mL at 10 mg/mL.
func strip() *pb.GridSpec {
	return &pb.GridSpec{
		Area:      outline(polygon(rect(0, 0, 100_000, 50_000))),
		Pattern:   pb.Pattern_PATTERN_SQUARE,
		SpacingUm: 10_000,
		Dosing: &pb.Dosing{
			Rule: &pb.Dosing_PointNl{PointNl: 200_000},
			Mixture: []*pb.Ingredient{
				{Name: "deoxycholic acid", Unit: "mg", AmountMicro: 10_000_000, InNl: 1_000_000},
			},
		},
	}
}

// details are the parts of a status that callers switch on.
func details(err error) (info *errdetails.ErrorInfo, bad *errdetails.BadRequest) {
	for _, d := range status.Convert(err).Details() {
		switch d := d.(type) {
		case *errdetails.ErrorInfo:
			info = d
		case *errdetails.BadRequest:
			bad = d
		}
	}
	return info, bad
}
