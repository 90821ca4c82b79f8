package server_test

import (
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"slices"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/mem"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
	"github.com/mesogrid/mesogrid/server"
)

// bytesCodec sends bytes as they are, and reads messages.
type bytesCodec struct{}

func (bytesCodec) Name() string { return "proto" }

func (bytesCodec) Marshal(v any) (mem.BufferSlice, error) {
	return mem.BufferSlice{mem.SliceBuffer(v.([]byte))}, nil
}

func (bytesCodec) Unmarshal(data mem.BufferSlice, v any) error {
	return proto.Unmarshal(data.Materialize(), v.(proto.Message))
}

const mutatedBytes = 4_000 // of each method

// TestMutatedBytes sends requests whose bytes are damaged: what does not parse is INVALID_ARGUMENT, as is what parses
// and is wrong, and nothing is the server's own fault.
func TestMutatedBytes(t *testing.T) {
	log := &faults{Handler: slog.DiscardHandler}
	conn := connect(t, server.NewGRPC(mutationConfig(t), slog.New(log)))
	client := pb.NewGridServiceClient(conn)
	seeds := mutationSeeds()
	settle(t, client, seeds)

	rng := rand.New(rand.NewPCG(mutationSeed, 2))
	for _, method := range []struct {
		name string
		send func([]byte) error
		new  func() proto.Message
	}{
		{"GenerateGrid", func(b []byte) error {
			return conn.Invoke(t.Context(), pb.GridService_GenerateGrid_FullMethodName, b, new(pb.GenerateGridResponse), grpc.ForceCodecV2(bytesCodec{}))
		}, func() proto.Message { return new(pb.GenerateGridRequest) }},
		{"StreamGrid", func(b []byte) error { return sendStream(t, conn, b) },
			func() proto.Message { return new(pb.StreamGridRequest) }},
	} {
		var valid [][]byte
		for _, s := range seeds {
			for _, req := range s.requests() {
				if req.ProtoReflect().Descriptor() == method.new().ProtoReflect().Descriptor() {
					b, err := proto.MarshalOptions{Deterministic: true}.Marshal(req)
					if err != nil {
						t.Fatal(err)
					}
					valid = append(valid, b)
				}
			}
		}
		wrong, classes := map[string]int{}, map[string]int{}
		for range mutatedBytes {
			b := damage(rng, valid)
			err := method.send(b)
			info, _ := details(err)
			class := status.Code(err).String()
			ok := err == nil || info.GetDomain() == "mesogrid" && info.GetReason() != "INTERNAL" &&
				slices.Contains([]codes.Code{codes.InvalidArgument, codes.FailedPrecondition, codes.Aborted}, status.Code(err))
			if proto.Unmarshal(b, method.new()) != nil {
				class, ok = "does not parse", status.Code(err) == codes.InvalidArgument
			}
			classes[class]++
			if !ok {
				if wrong[class]++; wrong[class] <= 3 {
					t.Errorf("%s, random numbers by %d, %s: %v\nfor %x", method.name, mutationSeed, class, err, b)
				}
			}
		}
		if len(wrong) > 0 {
			t.Errorf("%s: wrong answers, by class: %v", method.name, wrong)
		}
		t.Logf("%s: %v", method.name, classes)
		for class, least := range map[string]int{"does not parse": mutatedBytes / 5, "InvalidArgument": mutatedBytes / 5, "OK": mutatedBytes / 50} {
			if classes[class] < least {
				t.Errorf("%s: %d of class %s, want at least %d", method.name, classes[class], class, least)
			}
		}
		for _, s := range seeds { // the server lives
			ask(t, client, s.spec)
		}
	}
	if n := log.panics.Load(); n > 0 {
		t.Errorf("%d panics", n)
	}
}

// sendStream reads a stream to its end.
func sendStream(t *testing.T, conn *grpc.ClientConn, b []byte) error {
	stream, err := conn.NewStream(t.Context(), &pb.GridService_ServiceDesc.Streams[0], pb.GridService_StreamGrid_FullMethodName, grpc.ForceCodecV2(bytesCodec{}))
	if err != nil {
		return err
	}
	if err := stream.SendMsg(b); err != nil && !errors.Is(err, io.EOF) { // at EOF RecvMsg has the status
		return err
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	for {
		err := stream.RecvMsg(new(pb.StreamGridResponse))
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// damage makes other bytes of valid requests.
func damage(rng *rand.Rand, valid [][]byte) []byte {
	b := slices.Clone(valid[rng.IntN(len(valid))])
	for range 1 + rng.IntN(2) {
		switch rng.IntN(6) {
		case 0: // bits flip
			for range 1 + rng.IntN(4) {
				if len(b) > 0 {
					b[rng.IntN(len(b))] ^= 1 << rng.IntN(8)
				}
			}
		case 1: // cut off
			b = b[:rng.IntN(len(b)+1)]
		case 2: // the begin of one, the end of another
			other := valid[rng.IntN(len(valid))]
			b = append(b[:rng.IntN(len(b)+1)], other[rng.IntN(len(other)+1):]...)
		default:
			b = damageFields(rng, b)
		}
	}
	return b
}

// damageFields repeats, drops, swaps or renumbers fields of a message, or of one within it.
func damageFields(rng *rand.Rand, b []byte) []byte {
	fields := splitFields(b)
	if len(fields) == 0 {
		return b
	}
	k := rng.IntN(len(fields))
	number, kind, n := protowire.ConsumeTag(fields[k])
	if kind == protowire.BytesType && rng.IntN(4) > 0 {
		if inner, _ := protowire.ConsumeBytes(fields[k][n:]); len(splitFields(inner)) > 0 {
			fields[k] = protowire.AppendBytes(protowire.AppendTag(nil, number, kind), damageFields(rng, slices.Clone(inner)))
			return slices.Concat(fields...)
		}
	}
	switch rng.IntN(4) {
	case 0:
		fields = append(fields, fields[k])
	case 1:
		fields = slices.Delete(fields, k, k+1)
	case 2:
		j := rng.IntN(len(fields))
		fields[j], fields[k] = fields[k], fields[j]
	case 3:
		fields[k] = append(protowire.AppendTag(nil, protowire.Number(1+rng.IntN(22)), kind), fields[k][n:]...)
	}
	return slices.Concat(fields...)
}

// splitFields cuts a message into its fields; nil where it is none.
func splitFields(b []byte) [][]byte {
	var fields [][]byte
	for len(b) > 0 {
		_, _, n := protowire.ConsumeField(b)
		if n < 0 {
			return nil
		}
		fields = append(fields, b[:n])
		b = b[n:]
	}
	return fields
}
