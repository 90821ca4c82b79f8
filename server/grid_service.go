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

	limits    Limits
	protocols *Protocols
	desks     sync.Pool // of *desk
}

// desk is the memory that one request works on and the next may reuse. Nothing of it reaches an answer.
type desk struct {
	grid    grid.Grid
	x, y    []int32 // columns of one band, where an answer has none
	nl      []uint32
	areas   []float64 // of all lattice points, um2
	scratch [32 << 10]byte
}

// deskVertices is the largest outline for which a desk is kept: one that has grown beyond it is thrown away.
const deskVertices = 1 << 13

func newGridService(limits Limits, protocols *Protocols) *gridService {
	return &gridService{limits: limits, protocols: protocols, desks: sync.Pool{New: func() any { return new(desk) }}}
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
	d, p, err := s.open(req.GetSpec(), work)
	if err != nil {
		return nil, err
	}
	a, err := s.answer(d, p, work, req.GetOmitPoints())
	if err != nil {
		return nil, err
	}
	resp, err := a.message(p, &d.grid)
	if err != nil {
		return nil, err
	}
	if req.GetOmitPoints() {
		resp.Points = nil
	}
	s.close(d, p)
	return resp, nil
}

// open takes a plan over and lays its grid on a desk, ready to scan. After an error the desk is thrown away.
func (s *gridService) open(spec *mesogridv1.GridSpec, work *grid.Work) (*desk, *plan, error) {
	p, err := decode(spec, s.protocols, &s.limits)
	if err != nil {
		return nil, nil, err
	}
	if p.area != nil {
		if p.spec.Outline, err = grid.NewOutline(*p.area, work); err != nil {
			return nil, nil, err
		}
	}
	d := s.desks.Get().(*desk)
	if err := d.grid.Reset(p.spec, work); err != nil {
		return nil, nil, err
	}
	return d, p, nil
}

// close gives the desk back.
func (s *gridService) close(d *desk, p *plan) {
	if p.vertices <= deskVertices {
		_ = d.grid.Reset(grid.Spec{}, nil) // is refused, and lets go of the outline
		s.desks.Put(d)
	}
}

// answer computes the grid. omit leaves its points out, unless shares hold all of them anyway.
func (s *gridService) answer(d *desk, p *plan, work *grid.Work, omit bool) (*answer, error) {
	if share := p.dosing.Share(); share != grid.Equal {
		return d.atOnce(p, work, s.limits.SharePoints, share)
	}
	return d.byBand(p, work, s.limits.Points, omit)
}

// answer is a grid with all that it adds up to.
type answer struct {
	tally  tally
	run    *dose.Run
	points *mesogridv1.Points // nil where they were not kept
}

// byBand takes the points band by band, looking up after each: the work on its points is not in package grid's count.
// Beyond limit it goes on counting, so that the refusal can say how many there are.
func (d *desk) byBand(p *plan, work *grid.Work, limit int, omit bool) (*answer, error) {
	ground := dose.Ground{Cell: dose.Cell(p.spec.Pattern, p.spec.Spacing)}
	if p.dosing.NeedsCount() {
		if err := d.eachBand(work, func(int) error { return nil }); err != nil {
			return nil, err
		}
		for _, n := range d.grid.PolygonPoints() {
			ground.Points += n
		}
		d.grid.Rewind()
	}
	a := new(answer)
	var err error
	if a.run, err = p.dosing.Start(p.own, ground); err != nil {
		return nil, err
	}
	if !omit {
		a.points = new(mesogridv1.Points)
	}
	count := uint64(0)
	err = d.eachBand(work, func(n int) error {
		count += uint64(n)
		switch {
		case omit:
			d.x, d.y = d.grid.AppendXY(d.x[:0], d.y[:0])
			if d.nl, err = a.run.Append(d.nl[:0], n); err != nil {
				return err
			}
			a.tally.add(d.x, d.y, d.nl, d.scratch[:])
		case count <= uint64(limit):
			from, points := len(a.points.XUm), a.points
			points.XUm, points.YUm = d.grid.AppendXY(points.XUm, points.YUm)
			if points.VolumeNl, err = a.run.Append(points.VolumeNl, n); err != nil {
				return err
			}
			a.tally.add(points.XUm[from:], points.YUm[from:], points.VolumeNl[from:], d.scratch[:])
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if !omit && count > uint64(limit) {
		return nil, refuse("spec", tooManyPoints, "gives %d points, and one message holds at most %d: set omit_points "+
			"for count and doses alone, widen spec.spacing_um, or use StreamGrid, which has no such limit", count, limit)
	}
	return a, nil
}

// atOnce takes all points, then their areas, then their volumes.
func (d *desk) atOnce(p *plan, work *grid.Work, limit int, share grid.Share) (*answer, error) {
	a := &answer{points: new(mesogridv1.Points)}
	points, count := a.points, 0
	if err := d.eachBand(work, func(n int) error {
		if count += n; count <= limit {
			points.XUm, points.YUm = d.grid.AppendXY(points.XUm, points.YUm)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	if count > limit {
		return nil, refuse("spec.dosing.share", tooManySharePoints, "needs the area of each of %d points, and this server "+
			"computes at most %d: choose SHARE_EQUAL, or widen spec.spacing_um", count, limit)
	}
	var err error
	if d.areas, err = d.grid.AppendAreas(d.areas[:0], share); err != nil {
		return nil, err
	}
	ground := dose.Ground{Cell: dose.Cell(p.spec.Pattern, p.spec.Spacing), Areas: d.areas}
	if a.run, err = p.dosing.Start(p.own, ground); err != nil {
		return nil, err
	}
	if points.VolumeNl, err = a.run.Append(nil, count); err != nil {
		return nil, err
	}
	a.tally.add(points.XUm, points.YUm, points.VolumeNl, d.scratch[:])
	return a, nil
}

// eachBand visits the bands of the grid with the number of their points.
func (d *desk) eachBand(work *grid.Work, visit func(n int) error) error {
	for d.grid.Next() {
		if err := visit(d.grid.Len()); err != nil {
			return err
		}
		if work.Pause != nil {
			if err := work.Pause(); err != nil {
				return err
			}
		}
	}
	return d.grid.Err()
}

// message puts the answer together. A plan beyond a hard limit gives a *beyond instead.
func (a *answer) message(p *plan, g *grid.Grid) (*mesogridv1.GenerateGridResponse, error) {
	sum, err := a.run.Sum()
	if err != nil {
		return nil, err
	}
	h := a.header(p, sum, g)
	breaches := p.limits.Breaches(a.run)
	if hard := p.limits.tell(breaches, true); len(hard) > 0 {
		return nil, &beyond{header: h, breaches: hard}
	}
	return &mesogridv1.GenerateGridResponse{
		Header: h,
		Report: a.report(p, sum, g, p.limits.tell(breaches, false)),
		Points: a.points,
	}, nil
}

// header puts together what firmware acts on.
func (a *answer) header(p *plan, sum dose.Sum, g *grid.Grid) *mesogridv1.GridHeader {
	t := &a.tally
	h := &mesogridv1.GridHeader{
		Key:             &mesogridv1.GridKey{PointCount: t.points, Revision: grid.Revision},
		TotalVolumeNl:   sum.Total,
		ResidueNl:       sum.Residue,
		DepthUm:         uint32(p.depth.um),
		NeedleAngleMdeg: uint32(p.depth.angle),
		RefillBefore:    sum.Refills,
	}
	h.Key.Crc32C = gridCRC(h, t.x, t.y, t.nl)
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
