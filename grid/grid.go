// Package grid places injection points: the points of a lattice that lie inside an outline, outside its keep-outs and
// at least a margin from every edge. Membership is decided on the rounded point by exact integer predicates, so the
// answer is the same on every machine and anyone can check it from the answer alone.
//
// One request is a straight line: an [Area] becomes an [Outline], valid for ever; an outline in a [Spec] becomes a
// [Grid]; a grid gives its points band by band, in delivery order, into columns that the caller owns.
package grid

// Revision of the algorithm. It rises whenever any answer's points or volumes change.
const Revision = 2

// Grid gives the points of one plan, in delivery order, band by band:
//
//	for g.Next() {
//		x, y = g.AppendXY(x, y)
//	}
//	if err := g.Err(); err != nil { ... }
//
// Rewind starts again. A Grid keeps its memory from plan to plan (Reset); its zero value is an empty grid. It is not
// safe for concurrent use; the Outline it reads is.
type Grid struct {
	// The plan, as Reset took it in.
	outline *Outline
	fixed   []Point
	seen    map[Point]int // fixed points by place
	spacing Micrometres
	margin  Micrometres
	lattice Lattice // as reported; frame.local is the same set of points with another origin
	work    *Work
	noWork  Work // in place of a nil work

	// The plan in the lattice's frame.
	frame
	shape          shape   // the outline, kept from plan to plan
	driftU, driftV float64 // from the lattice point that places in shape are relative to, to that of frame
	room           []room  // of every fixed point, by v
	patches        []patch // the polygons to scan, in order

	// Where Next stands.
	current    int   // patch; -1: the fixed points; -2: before them
	nextRow    int64 // of the current patch
	nextWindow int   // of the next row, counted in the direction of delivery
	band
	bandPoints int      // points in the band
	bandRows   int      // rows that have had a point, since the row that reverse is about
	reverse    bool     // the band's first row with points runs backwards
	part       progress // how far AppendPart has come

	forwards, backwards stride // along the rows

	sharing sharing

	search  search // for a best fit
	fit     Fit
	fitted  bool
	order   Order
	pattern Pattern
	ordered ordered

	polygonPoints []uint64
	nearMisses    uint64

	// What the scan costs.
	steps, exactTests    int64 // not yet told to work
	passTests, paidTests int64 // exact tests of this pass; the most of any pass, told to work
	stop                 error // what ended the work
}

// New checks the plan and prepares its grid; a [BestFit] is searched for here. It refuses, before any scan, a plan whose
// edge-row pairs, candidates or search exceed the limits of work. A nil work has no limits.
func New(spec Spec, work *Work) (*Grid, error) {
	g := new(Grid)
	if err := g.Reset(spec, work); err != nil {
		return nil, err
	}
	return g, nil
}

// Reset is New into the memory of g. After an error g is an empty grid; without an outline in spec it lets go of the last.
func (g *Grid) Reset(spec Spec, work *Work) error {
	if work == nil {
		g.noWork = Work{}
		work = &g.noWork
	}
	g.work, g.patches, g.fixed, g.outline = work, g.patches[:0], g.fixed[:0], nil
	g.paidTests, g.spacing, g.fitted = 0, 0, false
	g.order, g.pattern, g.ordered.found = Serpentine, spec.Pattern, false
	g.Rewind()
	if spec.Outline == nil {
		g.shape.of = cutting{} // lets go of the outline
	}
	if err := spec.check(); err != nil {
		return err
	}
	if err := g.checkFixed(&spec); err != nil {
		return err
	}
	g.outline, g.margin, g.spacing = spec.Outline, spec.Margin, spec.Spacing
	if spec.Pattern != NoPattern {
		err := g.place(&spec)
		if err == nil {
			err = g.lay(g.lattice, &spec)
		}
		if err != nil {
			g.patches, g.outline, g.spacing, g.fitted = g.patches[:0], nil, 0, false
			return err
		}
	}
	g.fixed = append(g.fixed, spec.Fixed...)
	if spec.Pattern != NoPattern {
		g.order = spec.Order
	}
	g.Rewind()
	return nil
}

// Lattice is the lattice in use; false with NoPattern.
func (g *Grid) Lattice() (Lattice, bool) { return g.lattice, g.spacing > 0 }

// Rewind goes back to before the first band.
func (g *Grid) Rewind() {
	g.current, g.nextRow, g.nextWindow, g.bandPoints, g.bandRows, g.reverse = -2, 0, 0, 0, 0, false
	g.part = progress{}
	g.nearMisses, g.steps, g.exactTests, g.passTests, g.stop = 0, 0, 0, 0, nil
	n := 0
	if g.outline != nil && g.spacing > 0 {
		n = len(g.outline.polygons)
	}
	if cap(g.polygonPoints) < n {
		g.polygonPoints = make([]uint64, n)
	}
	g.polygonPoints = g.polygonPoints[:n]
	clear(g.polygonPoints)
}

// Next scans the next band, a unit of at most about 10 ms and 65,536 points; false at the end or on an error. With
// [Shortest] the first call is many such units.
func (g *Grid) Next() bool {
	if g.order == Shortest {
		return g.nextShortest()
	}
	return g.nextScan()
}

// nextScan is Next in serpentine order.
func (g *Grid) nextScan() bool {
	g.bandPoints, g.part = 0, progress{}
	switch {
	case g.stop != nil:
		return false
	case g.current == -2:
		g.current = -1
		if len(g.fixed) > 0 {
			g.bandPoints = len(g.fixed)
			g.part = g.start()
			return true
		}
	}
	for g.current < 0 || g.current < len(g.patches) && g.nextRow > g.patches[g.current].last {
		g.current++
		g.bandRows, g.reverse, g.nextWindow = 0, false, 0
		if g.current < len(g.patches) {
			g.nextRow = g.patches[g.current].first
		}
	}
	if g.current >= len(g.patches) {
		return false
	}
	return g.nextBand(&g.patches[g.current])
}

// nextBand scans some rows of a polygon, or one window of a row.
func (g *Grid) nextBand(p *patch) bool {
	if g.nextWindow == 0 {
		g.reverse = g.reverse != (g.bandRows&1 == 1)
		g.bandRows = 0
	}
	rows := int(min(int64(p.rowsPerBand), p.last-g.nextRow+1))
	window := g.nextWindow
	if g.reverse {
		window = p.windows - 1 - window
	}
	if g.scanBand(p, g.nextRow, rows, window) != nil {
		g.bandPoints = 0
		return false
	}
	g.part = g.start()
	g.polygonPoints[p.polygon] += uint64(g.bandPoints)
	if g.nextWindow++; g.nextWindow == p.windows {
		g.nextWindow = 0
		g.nextRow += int64(rows)
	}
	return true
}

// Err is the error that ended Next: the limit on exact tests, too many points or steps for [Shortest], or what Work.Pause
// returned.
func (g *Grid) Err() error { return g.stop }

// Len is the number of points in the current band. A caller who only counts needs nothing more.
func (g *Grid) Len() int { return g.bandPoints }

// PolygonPoints is the number of lattice points of each polygon so far; complete after the last band, empty with
// NoPattern. The slice is the grid's own.
func (g *Grid) PolygonPoints() []uint64 { return g.polygonPoints }

// NearMisses is the number of lattice points so far that a slightly smaller margin would take in: they are no members,
// and would be with the outline's margin and every keep-out's less by some length below 2 um (where a margin is below
// 2 um, with the outline grown and the keep-out shrunk by what is missing).
func (g *Grid) NearMisses() uint64 { return g.nearMisses }
