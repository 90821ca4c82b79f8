package server

import (
	"context"
	"fmt"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/mesogrid/mesogrid/grid"
	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// Points in a chunk.
const (
	defaultChunk = 2_048
	maxChunk     = 65_536
)

// A stream holds as many chunks for a reader who does not read: the columns, a frame that waits to be queued, and one
// that is queued.
const (
	heldChunks = 3
	pointBytes = 12
	orderBytes = 120 // of each lattice point of a grid in its shortest order, which is held to the end
)

// StreamGrid answers with header, report, chunks and end. The header names the grid by its checksum, so the points are
// computed twice: once to be counted, once to be sent.
func (s *gridService) StreamGrid(
	req *mesogridv1.StreamGridRequest, stream grpc.ServerStreamingServer[mesogridv1.StreamGridResponse],
) error {
	ctx := stream.Context()
	if err := s.stream(ctx, req, s.work(ctx), stream.SendMsg); err != nil {
		if _, sent := status.FromError(err); sent {
			return err // of the stream itself
		}
		return tell(err)
	}
	return nil
}

// stream sends messages of the contract, and for points a *chunk each.
func (s *gridService) stream(
	ctx context.Context, req *mesogridv1.StreamGridRequest, work *grid.Work, send func(any) error,
) error {
	size := int(req.GetChunkPoints())
	switch {
	case req.GetChunkPoints() > maxChunk:
		return refuse("chunk_points", grid.OutOfRange, "is %d; give at most %d", req.GetChunkPoints(), maxChunk)
	case size == 0:
		size = defaultChunk
	}
	c := callOf(ctx)
	if err := c.hold(heldChunks * pointBytes * size); err != nil {
		return err
	}
	d, p, err := s.open(ctx, req.GetSpec(), work)
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
	if p.spec.Order == grid.Shortest {
		if err := c.hold(orderBytes * int(d.latticePoints())); err != nil {
			return err
		}
	}
	key, first := whole.GetHeader().GetKey(), req.GetFirstPoint()
	if expect := req.GetExpect(); expect != nil && !proto.Equal(expect, key) {
		return &changed{want: expect, got: key}
	}
	if first > key.GetPointCount() {
		return refuse("first_point", grid.OutOfRange, "is %d, and the grid has %d points", first, key.GetPointCount())
	}
	c.turn.deliver()
	for _, part := range []*mesogridv1.StreamGridResponse{
		{Part: &mesogridv1.StreamGridResponse_Header{Header: whole.GetHeader()}},
		{Part: &mesogridv1.StreamGridResponse_Report{Report: whole.GetReport()}},
	} {
		if err := send(part); err != nil {
			return err
		}
	}
	out := &chunker{size: size, first: first, send: func(part *chunk) error {
		if err := send(part); err != nil {
			return err
		}
		c.points += uint64(len(part.x))
		return c.turn.resume(ctx)
	}}
	if err := c.turn.resume(ctx); err != nil {
		return err
	}
	if points := whole.GetPoints(); points != nil {
		err = out.cut(points)
	} else {
		err = out.compute(d, p, key.GetPointCount(), work)
	}
	if err != nil {
		return err
	}
	s.close(d, p)
	return send(&mesogridv1.StreamGridResponse{Part: &mesogridv1.StreamGridResponse_End{End: &mesogridv1.GridEnd{Key: key}}})
}

// chunker sends the points of a grid in chunks of size, from the first one on that is asked for.
type chunker struct {
	size  int
	first uint64
	send  func(*chunk) error
}

// cut sends points that are all there.
func (c *chunker) cut(p *mesogridv1.Points) error {
	for from := int(c.first); from < len(p.GetXUm()); from += c.size {
		to := min(from+c.size, len(p.GetXUm()))
		if err := c.send(&chunk{uint64(from), p.GetXUm()[from:to], p.GetYUm()[from:to], p.GetVolumeNl()[from:to]}); err != nil {
			return err
		}
	}
	return nil
}

// compute computes the points once more, a chunk at a time into the columns of the desk.
func (c *chunker) compute(d *desk, p *plan, count uint64, work *grid.Work) error {
	d.grid.Rewind()
	run, err := d.start(p, count-uint64(len(p.spec.Fixed)))
	if err != nil {
		return err
	}
	d.clear()
	index := uint64(0) // of the first point in the columns
	flush := func() error {
		if len(d.x) == 0 {
			return nil
		}
		err := c.send(&chunk{index, d.x, d.y, d.nl})
		index += uint64(len(d.x))
		d.clear()
		return err
	}
	err = d.eachBand(work, func() error {
		for left := d.grid.Len(); left > 0; {
			skip := index < c.first
			n := min(left, c.size-len(d.x))
			if skip {
				n = int(min(uint64(n), c.first-index))
			}
			if err := d.take(run, n); err != nil {
				return err
			}
			left -= n
			switch {
			case skip:
				index += uint64(n)
				d.clear()
			case len(d.x) == c.size:
				if err := flush(); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return flush()
}

const gridChanged grid.Rule = "GRID_CHANGED"

// changed is a grid that is resumed and is not the one that was begun.
type changed struct{ want, got *mesogridv1.GridKey }

func (c *changed) Error() string {
	show := func(k *mesogridv1.GridKey) string {
		return fmt.Sprintf("%d points (CRC %08X, revision %d)", k.GetPointCount(), k.GetCrc32C(), k.GetRevision())
	}
	return fmt.Sprintf("the plan or the service has changed: its grid has %s, not %s", show(c.got), show(c.want))
}

func (c *changed) status() *status.Status {
	return detailed(codes.Aborted, c.Error(), &errdetails.ErrorInfo{Reason: string(gridChanged)})
}
