package server

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/mesogrid/mesogrid/grid"
	"github.com/mesogrid/mesogrid/grid/dose"
	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// Points in a chunk.
const (
	defaultChunk = 2_048
	maxChunk     = 65_536
)

// StreamGrid answers with header, report, chunks and end. The header names the grid by its checksum, so the points are
// computed twice: once to be counted, once to be sent.
func (s *gridService) StreamGrid(
	req *mesogridv1.StreamGridRequest, stream grpc.ServerStreamingServer[mesogridv1.StreamGridResponse],
) error {
	work := &grid.Work{Limits: s.limits.Work, Pause: stream.Context().Err}
	if err := s.stream(req, work, stream.Send); err != nil {
		if _, sent := status.FromError(err); sent {
			return err // of the stream itself
		}
		return tell(err)
	}
	return nil
}

func (s *gridService) stream(
	req *mesogridv1.StreamGridRequest, work *grid.Work, send func(*mesogridv1.StreamGridResponse) error,
) error {
	if err := checkKnownRequest(req.ProtoReflect()); err != nil {
		return err
	}
	size := int(req.GetChunkPoints())
	switch {
	case req.GetChunkPoints() > maxChunk:
		return refuse("chunk_points", grid.OutOfRange, "is %d; give at most %d", req.GetChunkPoints(), maxChunk)
	case size == 0:
		size = defaultChunk
	}
	d, p, err := s.open(req.GetSpec(), work)
	if err != nil {
		return err
	}
	a, err := s.answer(d, p, work, true)
	if err != nil {
		return err
	}
	whole, err := a.message(p, &d.grid)
	if err != nil {
		return err
	}
	key := whole.GetHeader().GetKey()
	if expect := req.GetExpect(); expect != nil && !proto.Equal(expect, key) {
		return &changed{want: expect, got: key}
	}
	if req.GetFirstPoint() > key.GetPointCount() {
		return refuse("first_point", grid.OutOfRange, "is %d, and the grid has %d points", req.GetFirstPoint(), key.GetPointCount())
	}
	for _, part := range []*mesogridv1.StreamGridResponse{
		{Part: &mesogridv1.StreamGridResponse_Header{Header: whole.GetHeader()}},
		{Part: &mesogridv1.StreamGridResponse_Report{Report: whole.GetReport()}},
	} {
		if err := send(part); err != nil {
			return err
		}
	}
	c := &chunker{size: size, skip: req.GetFirstPoint(), send: send}
	if points := whole.GetPoints(); points != nil { // all of them are there
		err = c.add(points.GetXUm(), points.GetYUm(), points.GetVolumeNl())
	} else {
		err = d.sendBands(p, key.GetPointCount(), work, c)
	}
	if err == nil {
		err = c.flush()
	}
	if err != nil {
		return err
	}
	s.close(d, p)
	return send(&mesogridv1.StreamGridResponse{Part: &mesogridv1.StreamGridResponse_End{End: &mesogridv1.GridEnd{Key: key}}})
}

// sendBands computes the points a second time, and their volumes.
func (d *desk) sendBands(p *plan, count uint64, work *grid.Work, c *chunker) error {
	d.grid.Rewind()
	run, err := p.dosing.Start(p.own, dose.Ground{
		Cell: dose.Cell(p.spec.Pattern, p.spec.Spacing), Points: count - uint64(len(p.spec.Fixed))})
	if err != nil {
		return err
	}
	return d.eachBand(work, func(n int) error {
		d.x, d.y = d.grid.AppendXY(d.x[:0], d.y[:0])
		if d.nl, err = run.Append(d.nl[:0], n); err != nil {
			return err
		}
		return c.add(d.x, d.y, d.nl)
	})
}

// chunker cuts points into chunks and sends them.
type chunker struct {
	size  int
	skip  uint64 // points before the first one to send
	index uint64 // of the first point of the open chunk
	open  *mesogridv1.Points
	send  func(*mesogridv1.StreamGridResponse) error
}

// add takes the next points of the grid: columns of one length.
func (c *chunker) add(x, y []int32, nl []uint32) error {
	if c.skip > 0 {
		n := min(c.skip, uint64(len(x)))
		c.skip -= n
		c.index += n
		x, y, nl = x[n:], y[n:], nl[n:]
	}
	for len(x) > 0 {
		if c.open == nil {
			// A message may be read after it was sent, so each has columns of its own.
			c.open = &mesogridv1.Points{XUm: make([]int32, 0, c.size), YUm: make([]int32, 0, c.size), VolumeNl: make([]uint32, 0, c.size)}
		}
		n := min(len(x), c.size-len(c.open.XUm))
		c.open.XUm, c.open.YUm, c.open.VolumeNl = append(c.open.XUm, x[:n]...), append(c.open.YUm, y[:n]...), append(c.open.VolumeNl, nl[:n]...)
		x, y, nl = x[n:], y[n:], nl[n:]
		if len(c.open.XUm) == c.size {
			if err := c.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

// flush sends the open chunk, if it holds a point.
func (c *chunker) flush() error {
	if c.open == nil {
		return nil
	}
	chunk := &mesogridv1.Chunk{FirstIndex: c.index, Points: c.open, Crc32C: chunkCRC(c.index, c.open)}
	c.index += uint64(len(c.open.XUm))
	c.open = nil
	return c.send(&mesogridv1.StreamGridResponse{Part: &mesogridv1.StreamGridResponse_Chunk{Chunk: chunk}})
}

// chunkCRC is the checksum of a chunk.
func chunkCRC(first uint64, p *mesogridv1.Points) uint32 {
	var scratch [8 << 10]byte
	crc := crc32.Checksum(binary.LittleEndian.AppendUint64(scratch[:0], first), castagnoli)
	crc = columnCRC(crc, p.GetXUm(), scratch[:])
	crc = columnCRC(crc, p.GetYUm(), scratch[:])
	return columnCRC(crc, p.GetVolumeNl(), scratch[:])
}

const gridChanged grid.Rule = "GRID_CHANGED"

// changed is a grid that is resumed and is not the one that was begun.
type changed struct{ want, got *mesogridv1.GridKey }

func (c *changed) Error() string {
	show := func(k *mesogridv1.GridKey) string {
		return fmt.Sprintf("%d points, CRC %08X, revision %d", k.GetPointCount(), k.GetCrc32C(), k.GetRevision())
	}
	return fmt.Sprintf("the grid is not the one that is expected: it has %s, and expect is %s; the plan or the service has changed, "+
		"so points that were given belong to another grid", show(c.got), show(c.want))
}

func (c *changed) status() *status.Status {
	return detailed(codes.Aborted, c.Error(), &errdetails.ErrorInfo{Reason: string(gridChanged)})
}
