package server

import (
	"context"
	"sync"

	"github.com/mesogrid/mesogrid/grid"
	"github.com/mesogrid/mesogrid/grid/dose"
	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// gridService implements mesogrid.v1.GridService.
type gridService struct {
	mesogridv1.UnimplementedGridServiceServer

	limits Limits
	desks  sync.Pool // of *desk
}

// desk is the memory that one request works on and the next may reuse. Nothing of it reaches an answer.
type desk struct {
	grid    grid.Grid
	x, y    []int32 // columns of one band, where an answer has none
	nl      []uint32
	scratch [32 << 10]byte
}

// deskVertices is the largest outline for which a desk is kept: one that has grown beyond it is thrown away.
const deskVertices = 1 << 13

func newGridService(limits Limits) *gridService {
	return &gridService{limits: limits, desks: sync.Pool{New: func() any { return new(desk) }}}
}

// GenerateGrid answers with the whole grid in one message.
func (s *gridService) GenerateGrid(
	ctx context.Context, req *mesogridv1.GenerateGridRequest,
) (*mesogridv1.GenerateGridResponse, error) {
	work := &grid.Work{Limits: s.limits.Work, Pause: ctx.Err}
	resp, err := s.generate(req, work)
	if err != nil {
		return nil, tell(err)
	}
	return resp, nil
}

// generate is the straight line from a request to its answer.
func (s *gridService) generate(
	req *mesogridv1.GenerateGridRequest, work *grid.Work,
) (*mesogridv1.GenerateGridResponse, error) {
	p, err := decode(req.GetSpec(), &s.limits)
	if err != nil {
		return nil, err
	}
	if p.area != nil {
		if p.spec.Outline, err = grid.NewOutline(*p.area, work); err != nil {
			return nil, err
		}
	}
	d := s.desks.Get().(*desk)
	if err := d.grid.Reset(p.spec, work); err != nil {
		return nil, err
	}
	run := p.dosing.Start(p.own)
	points, t, err := d.fill(run, work, s.limits.Points, req.GetOmitPoints())
	if err != nil {
		return nil, err
	}
	total, err := run.Total()
	if err != nil {
		return nil, err
	}
	resp := &mesogridv1.GenerateGridResponse{
		Header: header(t, total, &d.grid),
		Report: report(p, t, run, &d.grid),
		Points: points,
	}
	if p.vertices <= deskVertices {
		_ = d.grid.Reset(grid.Spec{}, nil) // is refused, and lets go of the outline
		s.desks.Put(d)
	}
	return resp, nil
}

// fill takes the points band by band, looking up after each: the work on its points is not in package grid's count.
// Beyond limit it goes on counting, so that the refusal can say how many there are.
func (d *desk) fill(run *dose.Run, work *grid.Work, limit int, omit bool) (*mesogridv1.Points, *tally, error) {
	t := new(tally)
	var points *mesogridv1.Points
	if !omit {
		points = new(mesogridv1.Points)
	}
	count := uint64(0)
	for d.grid.Next() {
		n := d.grid.Len()
		count += uint64(n)
		switch {
		case omit:
			d.x, d.y = d.grid.AppendXY(d.x[:0], d.y[:0])
			d.nl = run.Append(d.nl[:0], n)
			t.add(d.x, d.y, d.nl, d.scratch[:])
		case count <= uint64(limit):
			from := len(points.XUm)
			points.XUm, points.YUm = d.grid.AppendXY(points.XUm, points.YUm)
			points.VolumeNl = run.Append(points.VolumeNl, n)
			t.add(points.XUm[from:], points.YUm[from:], points.VolumeNl[from:], d.scratch[:])
		}
		if work.Pause != nil {
			if err := work.Pause(); err != nil {
				return nil, nil, err
			}
		}
	}
	if err := d.grid.Err(); err != nil {
		return nil, nil, err
	}
	if !omit && count > uint64(limit) {
		return nil, nil, refuse("spec", tooManyPoints, "gives %d points, and one message holds at most %d: set omit_points "+
			"for count and doses alone, or widen spec.spacing_um; a method that streams any number is to come", count, limit)
	}
	return points, t, nil
}

// header puts together what firmware acts on.
func header(t *tally, totalNL uint64, g *grid.Grid) *mesogridv1.GridHeader {
	h := &mesogridv1.GridHeader{
		Key: &mesogridv1.GridKey{
			PointCount: t.points,
			Crc32C:     gridCRC(t.points, totalNL, t.x, t.y, t.nl),
			Revision:   grid.Revision,
		},
		TotalVolumeNl: totalNL,
	}
	if t.points > 0 {
		h.Bounds = &mesogridv1.Bounds{MinXUm: t.low.X, MinYUm: t.low.Y, MaxXUm: t.high.X, MaxYUm: t.high.Y}
	}
	if l, ok := g.Lattice(); ok {
		h.Lattice = &mesogridv1.Lattice{
			OriginX: l.O.X, OriginY: l.O.Y, AX: l.A.X, AY: l.A.Y, BX: l.B.X, BY: l.B.Y,
		}
	}
	h.Crc32C = headerCRC(h)
	return h
}
