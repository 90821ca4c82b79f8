package client

import (
	"context"
	"errors"
	"fmt"
	"io"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// Stream is a grid on its way, in chunks that have been checked, each index once:
//
//	for s.Next() {
//		use(s.Chunk())
//	}
//	if err := s.Err(); err != nil { ... }
//
// Where the connection fails, or a part was changed on its way, it asks again from the first point that has not come, of
// whichever server answers. What Chunk gave is right even where the stream fails for good later: to go on then, ask again
// with First as first_point and the header's key as expect.
type Stream struct {
	grids mesogridv1.GridServiceClient
	ctx   context.Context // of the caller
	req   *mesogridv1.StreamGridRequest
	opts  []grpc.CallOption
	retry retry

	parts  grpc.ServerStreamingClient[mesogridv1.StreamGridResponse]
	cancel context.CancelFunc
	done   bool

	header  *mesogridv1.GridHeader
	report  *mesogridv1.GridReport
	chunk   *mesogridv1.Chunk
	next    uint64 // index of the first point that has not come
	columns *columns
	err     error
}

// columns are the checksums of the columns so far, of a stream that began with point 0.
type columns struct{ x, y, nl uint32 }

// StreamGrid asks for a grid in chunks. Its header and report have come and been checked when it returns; a refusal gives
// the service's status with its details, a grid that is not the expected one a *ChangedError. Close the stream, or read it
// to its end; until then the request must stay as it is.
func (c *Client) StreamGrid(
	ctx context.Context, req *mesogridv1.StreamGridRequest, opts ...grpc.CallOption,
) (*Stream, error) {
	s := &Stream{grids: c.grids, ctx: ctx, req: req, opts: opts, retry: retry{Retry: c.Retry.complete()}, next: req.GetFirstPoint()}
	if s.next == 0 {
		s.columns = new(columns)
	}
	if err := s.open(); err != nil {
		if err := s.again(err); err != nil {
			s.Close()
			return nil, err
		}
	}
	return s, nil
}

// open asks for what has not come, and takes header and report.
func (s *Stream) open() error {
	s.Close()
	ctx, cancel := context.WithCancel(s.ctx)
	s.cancel = cancel
	expect := s.req.GetExpect()
	if s.header != nil {
		expect = s.header.GetKey()
	}
	var err error
	s.parts, err = s.grids.StreamGrid(ctx, &mesogridv1.StreamGridRequest{
		Source: s.req.GetSource(), FirstPoint: s.next, ChunkPoints: s.req.GetChunkPoints(), Expect: expect}, s.opts...)
	if err != nil {
		return err
	}
	first, err := s.receive()
	if err != nil {
		return err
	}
	header := first.GetHeader()
	if header == nil {
		return outOfOrder(first, "the header")
	}
	if err := checkHeader(header); err != nil {
		return err
	}
	if expect != nil && !proto.Equal(header.GetKey(), expect) {
		return &CorruptError{What: "CRC-32C in the key of a header", Got: uint64(header.GetKey().GetCrc32C()), Want: uint64(expect.GetCrc32C())}
	}
	if s.header != nil && !proto.Equal(header, s.header) {
		return &CorruptError{What: "CRC-32C of a header that came before", Got: uint64(header.GetCrc32C()), Want: uint64(s.header.GetCrc32C())}
	}
	if count := header.GetKey().GetPointCount(); s.next > count {
		return &CorruptError{What: "number of points, all before the first one that was asked for", Got: count, Want: s.next}
	}
	second, err := s.receive()
	if err != nil {
		return err
	}
	if second.GetReport() == nil {
		return outOfOrder(second, "the report")
	}
	if s.header == nil {
		s.header, s.report = header, second.GetReport()
	}
	return nil
}

// Header is what firmware acts on.
func (s *Stream) Header() *mesogridv1.GridHeader { return s.header }

// Report is what people read.
func (s *Stream) Report() *mesogridv1.GridReport { return s.report }

// Next waits for the next chunk; false at the end or on an error.
func (s *Stream) Next() bool {
	s.chunk = nil
	for !s.done && s.err == nil && s.chunk == nil {
		if err := s.part(); err != nil {
			s.err = s.again(err)
		}
	}
	if s.chunk == nil {
		s.Close()
	}
	return s.chunk != nil
}

// part takes one part: a chunk or the end.
func (s *Stream) part() error {
	part, err := s.receive()
	switch {
	case err != nil:
		return err
	case part.GetChunk() != nil:
		return s.take(part.GetChunk())
	case part.GetEnd() != nil:
		return s.end(part.GetEnd())
	}
	return outOfOrder(part, "a chunk or the end")
}

// Chunk is what Next waited for.
func (s *Stream) Chunk() *mesogridv1.Chunk { return s.chunk }

// First is the index of the first point that has not come.
func (s *Stream) First() uint64 { return s.next }

// Err is what ended Next: nothing after the whole grid; the service's status; and when asking again did not help, a
// *CorruptError for an answer that was changed on its way, or io.ErrUnexpectedEOF for a stream that was cut off.
func (s *Stream) Err() error { return s.err }

// Close ends the stream. It may be called more than once.
func (s *Stream) Close() {
	if s.cancel != nil {
		s.cancel()
	}
}

func (s *Stream) receive() (*mesogridv1.StreamGridResponse, error) {
	part, err := s.parts.Recv()
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("the stream ends before its end part: %w", io.ErrUnexpectedEOF)
	}
	return part, err
}

// take checks a chunk.
func (s *Stream) take(chunk *mesogridv1.Chunk) error {
	p := chunk.GetPoints()
	n := uint64(len(p.GetXUm()))
	for _, c := range []struct {
		what      string
		got, want uint64
	}{
		{"first index of a chunk", chunk.GetFirstIndex(), s.next},
		{"number of values in y_um of a chunk", uint64(len(p.GetYUm())), n},
		{"number of values in volume_nl of a chunk", uint64(len(p.GetVolumeNl())), n},
	} {
		if err := same(c.what, c.got, c.want); err != nil {
			return err
		}
	}
	if count := s.header.GetKey().GetPointCount(); n == 0 || n > count-s.next {
		return &CorruptError{What: "number of points in a chunk", Got: n, Want: count - s.next}
	}
	var sum sum
	sum.u64(chunk.GetFirstIndex())
	crc := columnFrom(columnFrom(columnFrom(sum.crc, p.GetXUm()), p.GetYUm()), p.GetVolumeNl())
	if err := same("CRC-32C of a chunk", uint64(crc), uint64(chunk.GetCrc32C())); err != nil {
		return err
	}
	if c := s.columns; c != nil {
		c.x, c.y, c.nl = columnFrom(c.x, p.GetXUm()), columnFrom(c.y, p.GetYUm()), columnFrom(c.nl, p.GetVolumeNl())
	}
	s.next += n
	s.chunk = chunk
	s.retry.reset()
	return nil
}

// end checks that nothing is missing.
func (s *Stream) end(end *mesogridv1.GridEnd) error {
	key := s.header.GetKey()
	if err := same("number of points", s.next, key.GetPointCount()); err != nil {
		return err
	}
	if !proto.Equal(end.GetKey(), key) {
		return &CorruptError{What: "CRC-32C in the key at the end", Got: uint64(end.GetKey().GetCrc32C()), Want: uint64(key.GetCrc32C())}
	}
	if c := s.columns; c != nil {
		if err := same("CRC-32C of the points", uint64(gridSum(s.header, c.x, c.y, c.nl)), uint64(key.GetCrc32C())); err != nil {
			return &finalError{err} // every chunk was right, so asking again brings the same
		}
	}
	s.done = true
	return nil
}

func outOfOrder(part *mesogridv1.StreamGridResponse, want string) error {
	return &orderError{fmt.Sprintf("corrupt answer: %T where %s was to come; ask again", part.GetPart(), want)}
}
