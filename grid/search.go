package grid

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
)

// search is the memory of a search for the best fit.
type search struct {
	cutter
	columnCounts
	work       Work // of counting the candidates
	candidates []candidate
	tied       []candidate
	areas      []float64
}

// candidate is a lattice with what is known of it.
type candidate struct {
	off         int64 // as expected; once counted, as it is
	points      uint64
	angle, row  int32 // numbers
	rowPhase    int64 // of a row's pitch, 2^-24
	columnPhase int64
	cv          float64 // -1: not known
	lattice     Lattice // once counted
}

// before is the order of candidates that are as good.
func before(a, b candidate) int {
	return cmp.Or(cmp.Compare(a.off, b.off), cmp.Compare(a.angle, b.angle), cmp.Compare(a.row, b.row),
		cmp.Compare(a.columnPhase, b.columnPhase))
}

// mostKept bounds the candidates that wait to be counted: beyond it the worse half of them goes.
const mostKept = 1 << 14

// place settles the lattice of a checked plan.
func (g *Grid) place(s *Spec) error {
	b, ok := s.Placement.(BestFit)
	if !ok {
		g.fit, g.fitted = Fit{}, false
		g.lattice = s.lattice()
		return nil
	}
	work := g.work
	defer func() { g.work, g.paidTests = work, 0 }()
	// What no grid of this plan may cost is refused as such.
	g.search.work = *work
	g.work = &g.search.work
	if err := g.lay(centred(s.Outline, s.Pattern, s.Spacing, s.Angle, s.Margin), s); err != nil {
		return err
	}
	cost := s.searchCost(b)
	if cost.evaluation > mostEvaluation {
		return &Error{Field: effortField, Rule: TooMuchWork, Text: fmt.Sprintf("makes a search whose every evaluation takes %.4g steps "+
			"with this outline and spacing, and at most %d are allowed; give origin or lattice instead, a wider spacing or a simpler outline",
			cost.evaluation, mostEvaluation)}
	}
	if err := work.spendSearch(cost.total()); err != nil {
		return err
	}
	defer g.search.trim()
	g.search.work = Work{Limits: Cost{ExactTests: work.Limits.ExactTests}, Pause: work.Pause}
	best, err := g.search.run(g, s, b, int(cost.scans))
	if refusal := tooMuch(err); refusal != nil {
		err = &Error{Field: effortField, Rule: TooMuchWork, Text: "counting the grids that a search finds " + refusal.Text +
			"; give angle and origin instead, or choose a larger margin or a simpler outline"}
	}
	if err != nil {
		return err
	}
	g.lattice, g.fitted = best, true
	return nil
}

// tooMuch is err if it is a refusal of too much work.
func tooMuch(err error) *Error {
	if err == nil {
		return nil
	}
	var refusal *Error
	if errors.As(err, &refusal) && refusal.Rule == TooMuchWork {
		return refusal
	}
	return nil
}

// mostEvaluation bounds an evaluation, and so its memory and the time without a pause.
const mostEvaluation = 1 << 22

// trim lets go of what a large search has taken.
func (s *search) trim() {
	const most = 1 << 16
	if cap(s.obstacles) > most || cap(s.keys) > most || cap(s.areas) > most {
		*s = search{}
	}
}

// Fit is what the search for the best fit came to; false with another placement.
func (g *Grid) Fit() (Fit, bool) { return g.fit, g.fitted }

// spendSearch counts the steps of a search before it starts.
func (w *Work) spendSearch(steps float64) error {
	limit := w.Limits.Search
	if limit == 0 {
		limit = math.MaxInt64 / 2
	}
	if float64(w.spent.Search)+math.Floor(steps) > float64(limit) {
		return &Error{Field: effortField, Rule: TooMuchWork, Text: fmt.Sprintf("makes a search of %.6g steps with this outline "+
			"and spacing, and at most %d are allowed; give less effort, a wider spacing or a simpler outline", steps, limit)}
	}
	w.spent.Search += int64(steps)
	return nil
}

// run finds the best lattice.
func (s *search) run(g *Grid, spec *Spec, b BestFit, scans int) (Lattice, error) {
	if err := s.look(spec, b); err != nil {
		return Lattice{}, err
	}
	if err := s.count(g, spec, b, scans); err != nil {
		return Lattice{}, err
	}
	return s.choose(g, spec, b)
}

// look evaluates all pairs of an angle and a row phase.
func (s *search) look(spec *Spec, b BestFit) error {
	fixed := int64(len(spec.Fixed))
	off := func(lattice int64) int64 { return b.off(uint64(lattice + fixed)) }
	s.candidates = s.candidates[:0]
	angles, rows := b.split()
	for k := range angles {
		if err := s.turn(spec, cornered(spec, b.angle(spec, k, angles)), &s.work); err != nil {
			return err
		}
		// A rim's width is the rim's own; 2 um are left of it.
		wide := int64((2 + 2*rim) * s.perColumn * onePhase)
		for r := range rows {
			phase := int64(r) << phaseBits / int64(rows)
			s.reset()
			if err := s.cut(float64(phase)/onePhase, &s.columnCounts, &s.work); err != nil {
				return err
			}
			peak, broad := s.best(wide, off)
			if err := s.work.tick(int64(4 * len(s.keys))); err != nil {
				return err
			}
			s.keep(candidate{off: peak.off, angle: int32(k), row: int32(r), rowPhase: phase, columnPhase: peak.middle()})
			if broad != peak {
				s.keep(candidate{off: broad.off, angle: int32(k), row: int32(r), rowPhase: phase, columnPhase: broad.middle()})
			}
		}
	}
	slices.SortFunc(s.candidates, before)
	return nil
}

func (s *search) keep(c candidate) {
	if len(s.candidates) == mostKept {
		slices.SortFunc(s.candidates, before)
		s.candidates = s.candidates[:mostKept/2]
	}
	s.candidates = append(s.candidates, c)
}

// cornered is the lattice whose p(0, 0) lies at the margin above the lowest place of the shells and as far left as the
// leftmost, seen along the rows.
func cornered(s *Spec, angle Millidegrees) Lattice {
	sin, cos := sinCos(angle)
	ref := Point{s.Outline.box.minX, s.Outline.box.minY}
	minU, _, minV, _ := shellExtent(s.Outline, ref, sin, cos)
	const down = axisBits - fracBits
	u, v := (minU+1<<(down-1))>>down, (minV+int64(s.Margin)<<axisBits+1<<(down-1))>>down
	at := exactly(ref)
	at.X += scaleQ62(u, cos, 0) - scaleQ62(v, sin, 0)
	at.Y += scaleQ62(u, sin, 0) + scaleQ62(v, cos, 0)
	return newLattice(s.Pattern, s.Spacing, angle, at)
}

// shifted is a lattice moved by phases along A and B.
func (l Lattice) shifted(a, b int64) Lattice {
	const half = onePhase / 2
	l.O.X += (a*l.A.X + b*l.B.X + half) >> phaseBits
	l.O.Y += (a*l.A.Y + b*l.B.Y + half) >> phaseBits
	return l
}

// count counts the centred grid and the most promising candidates, and leaves the best of them in tied.
func (s *search) count(g *Grid, spec *Spec, b BestFit, scans int) error {
	angles, _ := b.split()
	first := candidate{angle: -1, cv: -1, lattice: centred(spec.Outline, spec.Pattern, spec.Spacing, spec.Angle, spec.Margin)}
	n, err := g.probe(first.lattice, spec)
	if err != nil {
		return err
	}
	first.points, first.off = n, b.off(n)
	g.fit = Fit{Angle: spec.Angle, Evaluations: s.evaluations(b), CentredPoints: n, CV: -1, CentredCV: -1}
	s.tied = append(s.tied[:0], first)
	// Those that are as promising are counted together, while one of them may be as good as the best so far.
	for level := s.candidates; len(level) > 0 && scans > 0 && level[0].off <= s.tied[0].off; {
		end := 1
		for end < len(level) && level[end].off == level[0].off {
			end++
		}
		some := min(end, scans)
		scans -= some
		for k := range some {
			c := level[int64(k)*int64(end)/int64(some)]
			c.lattice = cornered(spec, b.angle(spec, int(c.angle), angles)).shifted(c.columnPhase, c.rowPhase)
			if c.points, err = g.probe(c.lattice, spec); err != nil {
				return err
			}
			c.off, c.cv = b.off(c.points), -1
			if c.off < s.tied[0].off {
				s.tied = s.tied[:0]
			}
			if len(s.tied) == 0 || c.off == s.tied[0].off {
				s.tied = append(s.tied, c)
			}
		}
		level = level[end:]
	}
	slices.SortFunc(s.tied, before)
	return nil
}

func (s *search) evaluations(b BestFit) int {
	angles, rows := b.split()
	return angles * rows
}

// probe counts the points of the grid on a lattice, fixed ones included.
func (g *Grid) probe(l Lattice, spec *Spec) (uint64, error) {
	if err := g.lay(l, spec); err != nil {
		return 0, err
	}
	n := uint64(len(spec.Fixed))
	for g.Next() {
		n += uint64(g.Len())
	}
	return n, g.Err()
}

// lay makes g the grid on a lattice, without its fixed points.
func (g *Grid) lay(l Lattice, spec *Spec) error {
	g.lattice, g.patches, g.paidTests = l, g.patches[:0], 0
	g.Rewind()
	return g.survey(spec.Fixed)
}

// choose takes the best of the tied candidates.
func (s *search) choose(g *Grid, spec *Spec, b BestFit) (Lattice, error) {
	// One that is looked at for itself alone needs no comparison; its figures are for people.
	left := areaPoints
	even := func(l Lattice, points uint64) (float64, error) {
		lattice := int64(points) - int64(len(spec.Fixed))
		if lattice <= 0 || lattice > int64(left) || spec.Outline.overlaps {
			return -1, nil
		}
		left -= int(lattice)
		if err := g.lay(l, spec); err != nil {
			return -1, err
		}
		return s.evenness(g)
	}
	var err error
	best := 0
	for k := range s.tied[:min(len(s.tied), mostCandidates)] {
		c := &s.tied[k]
		if c.cv, err = even(c.lattice, c.points); err != nil {
			return Lattice{}, err
		}
		if c.cv < 0 {
			break
		}
		if rank(c.cv) < rank(s.tied[best].cv) {
			best = k
		}
	}
	f, c := &g.fit, &s.tied[best]
	f.Points, f.CV = c.points, c.cv
	if c.angle >= 0 {
		angles, _ := b.split()
		f.Angle = b.angle(spec, int(c.angle), angles)
	}
	if s.tied[0].angle < 0 {
		f.CentredCV = s.tied[0].cv
	} else if f.CentredCV, err = even(centred(spec.Outline, spec.Pattern, spec.Spacing, spec.Angle, spec.Margin), f.CentredPoints); err != nil {
		return Lattice{}, err
	}
	return c.lattice, nil
}

// rank is a coefficient of variation to six decimals: two lattices that mirror one another have one and the same.
func rank(cv float64) int64 { return int64(math.Floor(float64(cv*1e6) + 0.5)) }

// evenness is the coefficient of variation of the Voronoi areas of a grid; -1 where they would take more work than is
// reasonable for it, by a bound that is the same everywhere.
func (s *search) evenness(g *Grid) (float64, error) {
	const most = 1 << 22
	limit := s.work.Limits.Shares
	s.work.Limits.Shares = most
	var err error
	s.areas, err = g.AppendAreas(s.areas[:0], Voronoi)
	s.work.Limits.Shares = limit
	if refusal := tooMuch(err); refusal != nil && refusal.Field == "dosing.share" {
		return -1, nil
	}
	if err != nil {
		return -1, err
	}
	n, sum, squares := float64(len(s.areas)), 0.0, 0.0
	for _, a := range s.areas {
		sum += a
	}
	mean := sum / n
	for _, a := range s.areas {
		d := a - mean
		squares += float64(d * d)
	}
	return math.Sqrt(squares/n) / mean, nil
}
