package main

import (
	"context"
	"io"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// parts is a connection whose streams are these messages. Their trailing metadata is there when io.EOF has been read.
type parts struct {
	grpc.ClientConnInterface
	list    []*mesogridv1.StreamGridResponse
	streams int
}

func (p *parts) NewStream(context.Context, *grpc.StreamDesc, string, ...grpc.CallOption) (grpc.ClientStream, error) {
	p.streams++
	return &partsStream{list: p.list}, nil
}

type partsStream struct {
	grpc.ClientStream
	list  []*mesogridv1.StreamGridResponse
	ended bool
}

func (s *partsStream) SendMsg(any) error { return nil }
func (s *partsStream) CloseSend() error  { return nil }

func (s *partsStream) RecvMsg(m any) error {
	if len(s.list) == 0 {
		s.ended = true
		return io.EOF
	}
	proto.Merge(m.(proto.Message), s.list[0])
	s.list = s.list[1:]
	return nil
}

func (s *partsStream) Trailer() metadata.MD {
	if !s.ended {
		return nil
	}
	return metadata.Pairs("mesogrid-computing-us", "7")
}

// A stream counts as OK when all of it has come, and is asked for once whatever comes.
func TestBenchStream(t *testing.T) {
	c, err := findBenchCase("clin10")
	if err != nil {
		t.Fatal(err)
	}
	req := &mesogridv1.StreamGridRequest{Source: &mesogridv1.StreamGridRequest_Spec{Spec: c.spec()}, ChunkPoints: 50}
	var whole []*mesogridv1.StreamGridResponse
	if err := newRelay(t).stream(t.Context(), req, func(part *mesogridv1.StreamGridResponse) error {
		whole = append(whole, part)
		return nil
	}); err != nil || len(whole) != 5 {
		t.Fatalf("got %d parts, %v; want header, report, two chunks and end", len(whole), err)
	}
	bytes := 0
	for _, part := range whole {
		bytes += proto.Size(part)
	}
	for _, tt := range []struct {
		name string
		list []*mesogridv1.StreamGridResponse
		want string
	}{
		{"whole", whole, "OK"},
		{"no end", whole[:4], "CORRUPT"},
		{"a chunk too few", append(append([]*mesogridv1.StreamGridResponse(nil), whole[:3]...), whole[4]), "CORRUPT"},
		{"nothing", nil, "CORRUPT"},
	} {
		for _, check := range []bool{false, true} {
			conn := &parts{list: tt.list}
			o := (&benchRequest{stream: req, check: check}).ask(t.Context(), conn)
			if got := codeOf(o.err); got != tt.want || conn.streams != 1 || o.computing != 7 {
				t.Errorf("%s, check %t: got %s, %v, %d streams, %d us; want %s, 1, 7 us", tt.name, check, got, o.err, conn.streams, o.computing, tt.want)
			}
			if tt.want == "OK" && (o.points != c.points || o.bytes != uint64(bytes)) {
				t.Errorf("%s, check %t: got %d points, %d bytes; want %d, %d", tt.name, check, o.points, o.bytes, c.points, bytes)
			}
		}
	}
	// Nothing is to come after the end; the checking client does not look there.
	o := (&benchRequest{stream: req}).ask(t.Context(), &parts{list: append(whole[:5:5], whole[3])})
	if got := codeOf(o.err); got != "CORRUPT" {
		t.Errorf("a part after the end: got %s, %v; want CORRUPT", got, o.err)
	}
}
