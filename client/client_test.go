package client_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"
	"google.golang.org/protobuf/proto"

	"github.com/mesogrid/mesogrid/client"
	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
	"github.com/mesogrid/mesogrid/server"
)

// connect serves mesogrid on a connection in memory and gives a client's end of it.
func connect(t *testing.T) *grpc.ClientConn {
	t.Helper()
	listener := bufconn.Listen(1 << 20)
	transport := server.NewGRPC(server.Config{}, slog.New(slog.DiscardHandler))
	go transport.Serve(listener)
	conn, err := grpc.NewClient("passthrough:memory", grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(); transport.Stop() })
	return conn
}

func square() *pb.GenerateGridRequest {
	return &pb.GenerateGridRequest{Spec: &pb.GridSpec{
		Area: &pb.GridSpec_Outline{Outline: &pb.Outline{Polygons: []*pb.Polygon{{
			Shell: &pb.Ring{XUm: []int32{0, 90_000, 90_000, 0}, YUm: []int32{0, 0, 90_000, 90_000}}}}}},
		Pattern: pb.Pattern_PATTERN_TRIANGULAR, SpacingUm: 900, // 10,000 points and more: several parts of a column
		Dosing: &pb.Dosing{Rule: &pb.Dosing_PointNl{PointNl: 10}},
	}}
}

func TestGenerateGrid(t *testing.T) {
	c := client.New(connect(t))
	resp, err := c.GenerateGrid(t.Context(), square())
	if n := len(resp.GetPoints().GetXUm()); err != nil || n < 10_000 {
		t.Fatalf("GenerateGrid = %d points, %v; want 10,000 and more", n, err)
	}
	req := square()
	req.OmitPoints = true
	if short, err := c.GenerateGrid(t.Context(), req); err != nil || !proto.Equal(short.GetHeader(), resp.GetHeader()) {
		t.Errorf("without points: %v, %v; want the header %v", short, err, resp.GetHeader())
	}
	req.Spec.SpacingUm = 1
	if _, err := c.GenerateGrid(t.Context(), req); status.Code(err) != codes.InvalidArgument {
		t.Errorf("a spacing of 1 um: %v, want INVALID_ARGUMENT as the service said it", err)
	}
}

// altered is a connection that changes each answer.
type altered struct {
	grpc.ClientConnInterface
	change func(*pb.GenerateGridResponse)
}

func (a altered) Invoke(ctx context.Context, method string, args, reply any, opts ...grpc.CallOption) error {
	err := a.ClientConnInterface.Invoke(ctx, method, args, reply, opts...)
	if err == nil {
		a.change(reply.(*pb.GenerateGridResponse))
	}
	return err
}

// One thing changed on the way is found, and told by its name.
func TestCorruptAnswers(t *testing.T) {
	conn := connect(t)
	for _, c := range []struct {
		what   string
		change func(*pb.GenerateGridResponse)
	}{
		{"CRC-32C of the header", func(r *pb.GenerateGridResponse) { r.Header = nil; r.Points = nil }},
		{"CRC-32C of the header", func(r *pb.GenerateGridResponse) { r.Header.Key.PointCount++ }},
		{"CRC-32C of the header", func(r *pb.GenerateGridResponse) { r.Header.Key.Crc32C ^= 1 << 31 }},
		{"CRC-32C of the header", func(r *pb.GenerateGridResponse) { r.Header.Key.Revision++ }},
		{"CRC-32C of the header", func(r *pb.GenerateGridResponse) { r.Header.TotalVolumeNl += 1 << 40 }},
		{"CRC-32C of the header", func(r *pb.GenerateGridResponse) { r.Header.Bounds.MinXUm-- }},
		{"CRC-32C of the header", func(r *pb.GenerateGridResponse) { r.Header.Bounds.MaxYUm-- }},
		{"CRC-32C of the header", func(r *pb.GenerateGridResponse) { r.Header.Lattice.OriginX++ }},
		{"CRC-32C of the header", func(r *pb.GenerateGridResponse) { r.Header.Lattice.BY++ }},
		{"CRC-32C of the header", func(r *pb.GenerateGridResponse) {
			l := r.Header.Lattice
			l.AX, l.AY = l.AY, l.AX
		}},
		{"CRC-32C of the header", func(r *pb.GenerateGridResponse) { r.Header.Crc32C++ }},
		{"number of values in x_um", func(r *pb.GenerateGridResponse) { r.Points = nil }},
		{"number of values in x_um", func(r *pb.GenerateGridResponse) { r.Points.XUm = r.Points.XUm[1:] }},
		{"number of values in y_um", func(r *pb.GenerateGridResponse) { r.Points.YUm = append(r.Points.YUm, 0) }},
		{"number of values in volume_nl", func(r *pb.GenerateGridResponse) { r.Points.VolumeNl = nil }},
		{"CRC-32C of the points", func(r *pb.GenerateGridResponse) { r.Points.XUm[0]++ }},
		{"CRC-32C of the points", func(r *pb.GenerateGridResponse) { r.Points.YUm[len(r.Points.YUm)-1] ^= -1 << 31 }},
		{"CRC-32C of the points", func(r *pb.GenerateGridResponse) { r.Points.VolumeNl[7_000]++ }},
		{"CRC-32C of the points", func(r *pb.GenerateGridResponse) {
			x := r.Points.XUm
			x[5], x[6] = x[6], x[5]
		}},
	} {
		resp, err := client.New(altered{conn, c.change}).GenerateGrid(t.Context(), square())
		corrupt, ok := errors.AsType[*client.CorruptError](err)
		if !ok || resp != nil || corrupt.What != c.what || corrupt.Got == corrupt.Want || !strings.Contains(err.Error(), c.what) {
			t.Errorf("GenerateGrid = answer %t, %v; want none and a fault of the %s", resp != nil, err, c.what)
		}
	}
}
