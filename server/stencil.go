package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"connectrpc.com/connect/v2/connecthttp"

	"github.com/mesogrid/mesogrid/grid"
	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
	"github.com/mesogrid/mesogrid/server/stencil"
)

// stencilMethod is the path that takes a GenerateGridRequest, in JSON or binary by its Content-Type, and answers with the grid
// on paper at 1:1, as a PDF. Query paper is a4 (or absent) or letter.
const stencilMethod = "stencil.pdf"

// A stencil is for a person's eyes and hands.
const (
	mostTiles         = 50
	mostStencilPoints = 20_000
)

const tooManySheets grid.Rule = "TOO_MANY_SHEETS"

// serveStencil is the handler of that path. Its calls are guarded as those of the services are.
func (s *Server) serveStencil() http.HandlerFunc {
	m := s.method("mesogrid.v1", stencilMethod)
	errorWriter := connecthttp.NewErrorWriter()
	return func(w http.ResponseWriter, r *http.Request) {
		kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")) // what it is not is refused
		json := kind == "application/json"
		if encoding := r.Header.Get("Content-Encoding"); !json && kind != "application/proto" || encoding != "" && encoding != "identity" {
			w.Header().Set("Accept-Post", "application/json, application/proto")
			w.Header().Set("Accept-Encoding", "identity")
			say(w, http.StatusUnsupportedMediaType, "send a GenerateGridRequest as application/json or application/proto, not compressed")
			return
		}
		var c *call
		answering := false
		err := s.guard(r.Context(), m, func(ctx context.Context, of *call) error {
			c = of
			req := new(mesogridv1.GenerateGridRequest)
			body := http.MaxBytesReader(w, r.Body, int64(jsonFactor*s.cfg.MaxReceiveBytes))
			if err := c.receive(ctx, func(m any) error { return readStencil(m, body, json) }, req); err != nil {
				return err
			}
			pdf, name, err := s.grids.stencil(ctx, req, r.URL.Query())
			if err != nil {
				return tell(err)
			}
			if err := c.hold(len(pdf)); err != nil { // it counts until the client has taken it
				return tell(err)
			}
			c.turn.deliver()
			answering = true
			tellComputing(w, c)
			w.Header().Set("Content-Type", "application/pdf")
			w.Header().Set("Content-Length", strconv.Itoa(len(pdf)))
			w.Header().Set("Content-Disposition", `inline; filename="`+name+`"`)
			w.Header().Set("Cache-Control", "no-store") // it is about a patient
			w.Header().Set("X-Content-Type-Options", "nosniff")
			_, err = w.Write(pdf)
			if err != nil {
				return tell(context.Canceled)
			}
			return nil
		})
		if err != nil && !answering {
			if c != nil {
				tellComputing(w, c)
			}
			_ = errorWriter.Write(w, r, connectError(err)) // a client that is gone need not be told
		}
	}
}

// tellComputing sets the header that tells how long a call computed.
func tellComputing(w http.ResponseWriter, c *call) {
	w.Header().Set(computingKey, strconv.FormatInt(int64(c.turn.computed/time.Microsecond), 10))
}

// readStencil takes a request into a *wire.
func readStencil(m any, body io.Reader, json bool) error {
	w, ok := m.(*wire)
	if !ok {
		return fmt.Errorf("a request is read into %T", m)
	}
	err := w.read(body, json)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return tell(refuse("", tooLarge, "is too large: this server takes %d bytes", large.Limit))
	case err != nil:
		return tell(&malformed{(&mesogridv1.GenerateGridRequest{}).ProtoReflect().Descriptor().FullName(), errors.New("it is cut off")})
	}
	return nil
}

// stencil is the straight line from a request to its PDF, and a name for the file.
func (s *gridService) stencil(ctx context.Context, req *mesogridv1.GenerateGridRequest, query url.Values) (pdf []byte, name string, err error) {
	paper, err := paperOf(query)
	if err != nil {
		return nil, "", err
	}
	if req.GetOmitPoints() {
		return nil, "", refuse("omit_points", grid.NotAllowed, "is set, and a stencil is there for its points: leave it out")
	}
	work := s.work(ctx)
	d, p, err := s.open(ctx, req.GetSpec(), work)
	if err != nil {
		return nil, "", err
	}
	drawing := drawingOf(p)
	if err := checkSheets(p, drawing.Box, paper); err != nil {
		return nil, "", err
	}
	a, err := s.answer(d, p, work, false)
	if err != nil {
		return nil, "", err
	}
	resp, err := a.message(p, &d.grid)
	if err != nil {
		return nil, "", err
	}
	points := resp.GetPoints()
	if n := len(points.GetXUm()); n > mostStencilPoints {
		return nil, "", refuse("spec", tooManyPoints, "gives %d points, and a stencil has at most %d: widen spec.spacing_um, or ask for a "+
			"part of the area at a time", n, mostStencilPoints)
	}
	callOf(ctx).points = uint64(len(points.GetXUm()))
	columns, rows := paper.Tiles(drawing.Box)
	if err := callOf(ctx).turn.expect(ctx, workOfStencil(columns*rows, p.vertices, drawing.Lines(), len(points.GetXUm()))); err != nil {
		return nil, "", err
	}
	drawing.X, drawing.Y = points.GetXUm(), points.GetYUm()
	if resp.GetReport().GetVolume() != nil {
		drawing.Volumes = points.GetVolumeNl()
	}
	drawing.Refills = resp.GetHeader().GetRefillBefore()
	for _, f := range req.GetSpec().GetFixedPoints() {
		drawing.Fixed = append(drawing.Fixed, f.GetName())
	}
	drawing.Alert, drawing.Warned = stencilAlert(resp.GetReport()), stencilWarnings(resp.GetReport())
	drawing.Titles, drawing.Facts = stencilTitles(p, resp), stencilFacts(p, resp, paper, columns*rows)
	pdf, err = stencil.Draw(drawing, paper, work.Pause)
	if err != nil {
		return nil, "", err
	}
	name = fmt.Sprintf("mesogrid-stencil-%08X.pdf", resp.GetHeader().GetKey().GetCrc32C())
	s.reuse(resp)
	s.close(d, p)
	return pdf, name, nil
}

func paperOf(query url.Values) (stencil.Paper, error) {
	for name, values := range query {
		if name != "paper" || len(values) != 1 {
			return stencil.Paper{}, refuse("", unreadable, "has a query that is not understood: give paper=a4 or paper=letter, once, or nothing")
		}
	}
	paper, ok := stencil.PaperOf(query.Get("paper"))
	if !ok {
		return paper, refuse("", unreadable, "asks for paper %.20q: give a4 or letter", query.Get("paper"))
	}
	return paper, nil
}

// drawingOf is the plan as it is drawn, still without points.
func drawingOf(p *plan) *stencil.Drawing {
	d := &stencil.Drawing{Spacing: int64(p.spec.Spacing)}
	switch fixed := p.spec.Fixed; {
	case p.area != nil:
		d.Area, d.Box = *p.area, stencil.Bounds(p.area)
	case len(fixed) > 0:
		x, y := int64(fixed[0].X), int64(fixed[0].Y)
		d.Box = stencil.Box{MinX: x, MinY: y, MaxX: x, MaxY: y}
		for _, at := range fixed {
			d.Box.MinX, d.Box.MaxX = min(d.Box.MinX, int64(at.X)), max(d.Box.MaxX, int64(at.X))
			d.Box.MinY, d.Box.MaxY = min(d.Box.MinY, int64(at.Y)), max(d.Box.MaxY, int64(at.Y))
		}
	}
	return d
}

// checkSheets refuses an area that takes more sheets than a person would join, before anything is computed.
func checkSheets(p *plan, b stencil.Box, paper stencil.Paper) error {
	columns, rows := paper.Tiles(b)
	if columns*rows <= mostTiles {
		return nil
	}
	field, what := "spec.outline", "ask for a part of the area at a time, and check that the coordinates have the right unit"
	if p.area == nil {
		field = "spec.fixed_points"
	}
	return refuse(field, tooManySheets, "measures %.4g x %.4g mm, which takes %d sheets of %s at 1:1, and a stencil has at most %d: %s",
		float64(b.MaxX-b.MinX)/1000, float64(b.MaxY-b.MinY)/1000, columns*rows, paper.Name, mostTiles, what)
}

// workOfStencil is what it takes to draw. Each tile looks at all vertices, and draws those lines that reach it; lines, um, is the
// length of all. A point may lie on several tiles.
func workOfStencil(tiles int64, vertices int, lines int64, points int) time.Duration {
	const (
		tile, point   = 300 * time.Microsecond, 6 * time.Microsecond
		vertex, shown = 20 * time.Nanosecond, 2 * time.Microsecond
		metre         = 12 * time.Microsecond
	)
	return time.Duration(tiles)*(tile+time.Duration(vertices)*vertex) + time.Duration(vertices)*shown +
		time.Duration(lines/1_000)*metre/1_000 + time.Duration(points)*point
}
