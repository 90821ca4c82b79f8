package server

import (
	"context"
	"slices"
	"sync"

	"google.golang.org/protobuf/proto"

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
	columns   sync.Pool // of *mesogridv1.Points, of answers that have been encoded
}

// desk is the memory that one request works on and the next may reuse. Nothing of it reaches an answer.
type desk struct {
	grid  grid.Grid
	x, y  []int32 // columns of one part
	nl    []uint32
	areas []float64 // of all lattice points, um2
}

// A desk is kept up to deskVertices and deskPoints: one that has grown beyond is thrown away.
const (
	deskVertices = 1 << 13
	deskPoints   = 1 << 13
)

// partPoints is how many points are looked at together: their columns fit the first cache.
const partPoints = 1 << 11

func newGridService(limits Limits, protocols *Protocols) *gridService {
	return &gridService{limits: limits, protocols: protocols,
		desks:   sync.Pool{New: func() any { return new(desk) }},
		columns: sync.Pool{New: func() any { return new(mesogridv1.Points) }}}
}

// GenerateGrid answers with the whole grid in one message.
func (s *gridService) GenerateGrid(
	ctx context.Context, req *mesogridv1.GenerateGridRequest,
) (*mesogridv1.GenerateGridResponse, error) {
	resp, err := s.generate(ctx, req, s.work(ctx))
	if err != nil {
		return nil, tell(err)
	}
	return resp, nil
}

// work is bounded by the limits; between its units the call may have to wait for its next turn.
func (s *gridService) work(ctx context.Context) *grid.Work {
	c := callOf(ctx)
	return &grid.Work{Limits: s.limits.Work, Pause: func() error { return c.turn.pause(ctx) }}
}

// generate is the straight line from a request to its answer.
func (s *gridService) generate(
	ctx context.Context, req *mesogridv1.GenerateGridRequest, work *grid.Work,
) (*mesogridv1.GenerateGridResponse, error) {
	d, p, err := s.open(ctx, req.GetSpec(), work)
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
	callOf(ctx).points = uint64(len(resp.GetPoints().GetXUm()))
	s.close(d, p)
	return resp, nil
}

// open takes a plan over and lays its grid on a desk, ready to scan, if there is time for that. After an error the desk
// is thrown away.
func (s *gridService) open(ctx context.Context, spec *mesogridv1.GridSpec, work *grid.Work) (*desk, *plan, error) {
	p, err := decode(spec, s.protocols, &s.limits)
	if err != nil {
		return nil, nil, err
	}
	if p.area != nil {
		if p.spec.Outline, err = grid.NewOutline(*p.area, work); err != nil {
			return nil, nil, err
		}
	}
	if search := workOfSearch(p.spec.SearchCost()); search > 0 {
		if err := callOf(ctx).turn.expect(ctx, search); err != nil {
			return nil, nil, err
		}
	}
	d := s.desks.Get().(*desk)
	if err := d.grid.Reset(p.spec, work); err != nil {
		return nil, nil, err
	}
	scan := workOfScan(work.Spent(), p.dosing.Share())
	if p.dosing.NeedsCount() {
		scan *= 2
	}
	scan += workOfOrder(work.Spent(), p.spec.Order)
	if err := callOf(ctx).turn.expect(ctx, scan); err != nil {
		return nil, nil, err
	}
	return d, p, nil
}

// latticePoints is how many lattice points the grid has, after a pass over it.
func (d *desk) latticePoints() (n uint64) {
	for _, points := range d.grid.PolygonPoints() {
		n += points
	}
	return n
}

// close gives the desk back.
func (s *gridService) close(d *desk, p *plan) {
	if p.spec.Order == grid.Shortest && d.latticePoints() > deskPoints {
		return
	}
	if p.vertices <= deskVertices && cap(d.x) <= deskPoints && cap(d.areas) <= deskPoints {
		_ = d.grid.Reset(grid.Spec{}, nil) // is refused, and lets go of the outline
		s.desks.Put(d)
	}
}

// reuse takes the columns of an answer that has been encoded.
func (s *gridService) reuse(answer proto.Message) {
	if r, ok := answer.(*mesogridv1.GenerateGridResponse); ok && cap(r.GetPoints().GetXUm()) <= deskPoints && r.GetPoints() != nil {
		p := r.GetPoints()
		p.XUm, p.YUm, p.VolumeNl = p.XUm[:0], p.YUm[:0], p.VolumeNl[:0]
		s.columns.Put(p)
		r.Points = nil
	}
}

// answer computes the grid. omit leaves its points out, unless shares hold all of them anyway.
func (s *gridService) answer(d *desk, p *plan, work *grid.Work, omit bool) (*answer, error) {
	var points *mesogridv1.Points
	share := p.dosing.Share()
	if !omit || share != grid.Equal {
		points = s.columns.Get().(*mesogridv1.Points)
	}
	if share != grid.Equal {
		return d.atOnce(p, work, s.limits.SharePoints, share, points)
	}
	return d.byPart(p, work, s.limits.Points, points)
}

// answer is a grid with all that it adds up to.
type answer struct {
	tally  tally
	run    *dose.Run
	points *mesogridv1.Points // nil where they were not kept
}

// answer is an answer with nothing in it yet, about the desk's grid.
func (d *desk) answer(points *mesogridv1.Points) *answer {
	a := &answer{points: points}
	if lattice, ok := d.grid.Lattice(); ok {
		a.tally.alongRows(lattice)
	}
	return a
}

// start begins the volumes of a grid whose shares are equal.
func (d *desk) start(p *plan, points uint64) (*dose.Run, error) {
	return p.dosing.Start(p.own, dose.Ground{Cell: dose.Cell(p.spec.Pattern, p.spec.Spacing), Points: points})
}

// byPart takes the points part by part, and keeps them in points unless that is nil. Beyond limit it goes on counting, so
// that the refusal can say how many there are.
func (d *desk) byPart(p *plan, work *grid.Work, limit int, points *mesogridv1.Points) (*answer, error) {
	lattice := uint64(0)
	if p.dosing.NeedsCount() {
		if err := d.eachBand(work, func() error { return nil }); err != nil {
			return nil, err
		}
		lattice = d.latticePoints()
		d.grid.Rewind()
	}
	a := d.answer(points)
	var err error
	if a.run, err = d.start(p, lattice); err != nil {
		return nil, err
	}
	count := 0
	err = d.eachBand(work, func() error {
		n := d.grid.Len()
		if count += n; points != nil && count > limit {
			return nil
		}
		if points != nil {
			points.XUm, points.YUm, points.VolumeNl = slices.Grow(points.XUm, n), slices.Grow(points.YUm, n), slices.Grow(points.VolumeNl, n)
		}
		for ; n > 0; n -= partPoints {
			d.clear()
			if err := d.take(a.run, min(n, partPoints)); err != nil {
				return err
			}
			a.tally.add(d.x, d.y, d.nl)
			if points != nil {
				points.XUm, points.YUm, points.VolumeNl = append(points.XUm, d.x...), append(points.YUm, d.y...), append(points.VolumeNl, d.nl...)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if points != nil && count > limit {
		return nil, refuse("spec", tooManyPoints, "gives %d points, and one message holds at most %d: set omit_points "+
			"for count and doses alone, widen spec.spacing_um, or use StreamGrid, which has no such limit", count, limit)
	}
	return a, nil
}

// take appends the next n points of the band to the columns of the desk, with their volumes.
func (d *desk) take(run *dose.Run, n int) (err error) {
	d.x, d.y = d.grid.AppendPart(d.x, d.y, n)
	d.nl, err = run.Append(d.nl, n)
	return err
}

// clear empties the columns.
func (d *desk) clear() { d.x, d.y, d.nl = d.x[:0], d.y[:0], d.nl[:0] }

// atOnce takes all points, then their areas, then their volumes.
func (d *desk) atOnce(
	p *plan, work *grid.Work, limit int, share grid.Share, points *mesogridv1.Points,
) (*answer, error) {
	a, count := d.answer(points), 0
	if err := d.eachBand(work, func() error {
		if count += d.grid.Len(); count <= limit {
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
	if points.VolumeNl, err = a.run.Append(points.VolumeNl, count); err != nil {
		return nil, err
	}
	a.tally.add(points.XUm, points.YUm, points.VolumeNl)
	return a, nil
}

// eachBand visits the bands of the grid, and looks up after each: what is done with its points is not in package grid's
// count of the work.
func (d *desk) eachBand(work *grid.Work, visit func() error) error {
	for d.grid.Next() {
		if err := visit(); err != nil {
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
