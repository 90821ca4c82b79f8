package server

import (
	"context"
	"log/slog"
	"net"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	_ "google.golang.org/grpc/encoding/gzip" // any program that links it has a server of grpc-go compress
	"google.golang.org/grpc/stats"
	"google.golang.org/grpc/test/bufconn"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// Native gRPC takes a compressed request and does not compress its answer: what is compressed leaves the outbox, unread,
// and is work without a turn.
func TestAnswersAreNotCompressed(t *testing.T) {
	s := New(Config{}, slog.New(slog.DiscardHandler))
	sizes := new(answerSizes)
	listener := bufconn.Listen(1 << 20)
	transport := s.GRPC(nil)
	go transport.Serve(listener)
	defer transport.Stop()
	conn, err := grpc.NewClient("passthrough:memory", grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }),
		grpc.WithStatsHandler(sizes), grpc.WithDefaultCallOptions(grpc.UseCompressor("gzip")))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	grids := mesogridv1.NewGridServiceClient(conn)
	if _, err := grids.GenerateGrid(t.Context(), &mesogridv1.GenerateGridRequest{Spec: waves()}); err != nil {
		t.Fatal(err)
	}
	stream, err := grids.StreamGrid(t.Context(), &mesogridv1.StreamGridRequest{Source: &mesogridv1.StreamGridRequest_Spec{Spec: waves()}})
	for err == nil {
		_, err = stream.Recv()
	}
	if sizes.sent == 0 || sizes.sent != sizes.plain {
		t.Errorf("%d bytes were sent of answers of %d bytes, want all of them as they are", sizes.sent, sizes.plain)
	}
}

// answerSizes adds up answers as they are and as they were sent.
type answerSizes struct{ plain, sent int }

func (a *answerSizes) HandleRPC(_ context.Context, s stats.RPCStats) {
	if in, ok := s.(*stats.InPayload); ok {
		a.plain, a.sent = a.plain+in.Length, a.sent+in.CompressedLength
	}
}

func (*answerSizes) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context { return ctx }

func (*answerSizes) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }

func (*answerSizes) HandleConn(context.Context, stats.ConnStats) {}
