package client_test

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/proto"

	"github.com/mesogrid/mesogrid/client"
	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// raw is a codec that leaves answers as they are on the wire.
type raw struct{}

func (raw) Name() string { return "proto" }

func (raw) Marshal(m any) (mem.BufferSlice, error) {
	text, err := proto.Marshal(m.(proto.Message))
	return mem.BufferSlice{mem.SliceBuffer(text)}, err
}

func (raw) Unmarshal(text mem.BufferSlice, m any) error {
	*m.(*[]byte) = text.Materialize()
	return nil
}

// record gives the messages of a stream, byte for byte.
func record(t *testing.T, conn *grpc.ClientConn, req *pb.StreamGridRequest) [][]byte {
	t.Helper()
	s, err := conn.NewStream(t.Context(), &grpc.StreamDesc{ServerStreams: true}, pb.GridService_StreamGrid_FullMethodName,
		grpc.ForceCodecV2(raw{}))
	if err == nil {
		err = errors.Join(s.SendMsg(req), s.CloseSend())
	}
	var all [][]byte
	for err == nil {
		var m []byte
		if err = s.RecvMsg(&m); err == nil {
			all = append(all, m)
		}
	}
	if !errors.Is(err, io.EOF) || len(all) < 3 {
		t.Fatalf("%d messages, %v; want header, report, end and more", len(all), err)
	}
	return all
}

// frames puts messages into the frames of gRPC: a flag, the length, the message.
func frames(messages ...[]byte) []byte {
	var all []byte
	for _, m := range messages {
		all = append(binary.BigEndian.AppendUint32(append(all, 0), uint32(len(m))), m...)
	}
	return all
}

// replay is a service that answers every request with the same bytes.
type replay struct {
	client *client.Client // never asks again
	answer atomic.Pointer[answer]
}

type answer struct {
	body []byte
	cut  bool // the stream is reset after them; else it ends as if all were well
}

func newReplay(t *testing.T) *replay {
	t.Helper()
	r := new(replay)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	service := &http.Server{Handler: r, Protocols: new(http.Protocols)}
	service.Protocols.SetUnencryptedHTTP2(true)
	go service.Serve(listener)
	conn, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(); service.Close() })
	r.client = client.New(conn)
	r.client.Retry.Failures = -1
	return r
}

func (r *replay) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	io.Copy(io.Discard, req.Body)
	a := r.answer.Load()
	w.Header().Set("Content-Type", "application/grpc")
	w.Write(a.body)
	if a.cut {
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	w.Header().Set(http.TrailerPrefix+"Grpc-Status", "0")
}

// film is a stream as it was recorded, and what it says.
type film struct {
	name     string
	req      *pb.StreamGridRequest
	messages [][]byte
	header   *pb.GridHeader
	points   *pb.Points
	before   []int // points that have come before each message
}

// films are streams of every dosing, in small chunks and in large ones, from the first point and from a later one.
func films(t *testing.T) []*film {
	t.Helper()
	conn := connect(t)
	var all []*film
	for name, spec := range streamed() {
		for _, chunk := range []uint32{7, 50, 2_048} {
			all = append(all, shoot(t, conn, fmt.Sprintf("%s, chunks of %d", name, chunk), &pb.StreamGridRequest{Source: source(spec), ChunkPoints: chunk}))
		}
	}
	slices.SortFunc(all, func(a, b *film) int {
		return cmp.Or(len(a.messages)-len(b.messages), strings.Compare(a.name, b.name))
	})
	last := all[len(all)-1]
	later := proto.CloneOf(last.req)
	later.FirstPoint, later.Expect = 1_000, last.header.GetKey()
	return append(all, shoot(t, conn, last.name+" from 1,000", later))
}

func shoot(t *testing.T, conn *grpc.ClientConn, name string, req *pb.StreamGridRequest) *film {
	t.Helper()
	f := &film{name: name, req: req, messages: record(t, conn, req), points: new(pb.Points)}
	for _, m := range f.messages {
		part := new(pb.StreamGridResponse)
		if err := proto.Unmarshal(m, part); err != nil {
			t.Fatal(err)
		}
		if part.GetHeader() != nil {
			f.header = part.GetHeader()
		}
		f.before = append(f.before, len(f.points.GetXUm()))
		proto.Merge(f.points, part.GetChunk().GetPoints())
	}
	return f
}

// show plays bytes to the client and gives what it says. It fails the test at a point that is not the recorded one.
func (r *replay) show(t *testing.T, f *film, a answer) (points int, header *pb.GridHeader, err error) {
	t.Helper()
	r.answer.Store(&a)
	s, err := r.client.StreamGrid(t.Context(), f.req)
	if err != nil {
		return 0, nil, err
	}
	defer s.Close()
	for s.Next() {
		first, p, want := s.Chunk().GetFirstIndex(), s.Chunk().GetPoints(), f.points
		end := points + len(p.GetXUm())
		if first != f.req.GetFirstPoint()+uint64(points) || end > len(want.GetXUm()) || s.First() != f.req.GetFirstPoint()+uint64(end) ||
			!slices.Equal(p.GetXUm(), want.GetXUm()[points:end]) || !slices.Equal(p.GetYUm(), want.GetYUm()[points:end]) ||
			!slices.Equal(p.GetVolumeNl(), want.GetVolumeNl()[points:end]) {
			t.Fatalf("%s: a changed answer gave a chunk that was not sent: %d points from %d, where %d have come\nbytes: %x",
				f.name, len(p.GetXUm()), first, points, a.body)
		}
		points = end
	}
	return points, s.Header(), s.Err()
}
