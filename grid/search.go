package grid

import (
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
	defer func() { g.work, g.paidTests, g.search.work = work, 0, Work{} }()
	// What no grid of this plan may cost is refused as such.
	g.search.work = *work
	g.work = &g.search.work
	if err := g.lay(centred(s.Outline, s.Pattern, s.Spacing, s.Angle, s.Margin), s); err != nil {
		return err
	}
	cost := s.searchCost(b)
	if cost.evaluation > mostEvaluation {
		return &Error{Field: effortField, Rule: TooMuchWork, Text: fmt.Sprintf("makes a search whose every evaluation takes %.0f steps "+
			"with this outline and spacing, and at most %d are allowed; give origin or lattice instead, a wider spacing or a simpler outline",
			cost.evaluation, mostEvaluation)}
	}
	if err := work.spendSearch(cost.total()); err != nil {
		return err
	}
	defer g.trim()
	g.search.work = Work{Limits: Cost{ExactTests: work.Limits.ExactTests}, Pause: work.Pause}
	best, err := g.search.run(g, s, b, &cost)
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
func (g *Grid) trim() {
	const most = 1 << 15
	if s := &g.search; cap(s.obstacles) > most || cap(s.keys) > most || cap(s.areas) > most {
		*s = search{}
	}
	if s := &g.sharing; cap(s.runs.runs) > most || cap(s.holdings.list) > most || cap(s.slopes.list) > most {
		*s = sharing{}
	}
}

// Fit is what the search for the best fit came to, known from [New] on; false with another placement.
func (g *Grid) Fit() (Fit, bool) { return g.fit, g.fitted }

// spendSearch counts the steps of a search before it starts.
func (w *Work) spendSearch(steps float64) error {
	limit := w.Limits.Search
	if limit == 0 {
		limit = math.MaxInt64 / 2
	}
	if float64(w.spent.Search)+math.Floor(steps) > float64(limit) {
		return &Error{Field: effortField, Rule: TooMuchWork, Text: fmt.Sprintf("makes a search of %.0f steps with this outline "+
			"and spacing, and at most %d are allowed; give less effort, a wider spacing or a simpler outline", steps, limit)}
	}
	w.spent.Search += int64(steps)
	return nil
}

// run finds the best lattice.
func (s *search) run(g *Grid, spec *Spec, b BestFit, cost *searchCost) (Lattice, error) {
	if err := s.look(spec, b); err != nil {
		return Lattice{}, err
	}
	if err := s.count(g, spec, b, int(cost.scans)); err != nil {
		return Lattice{}, err
	}
	return s.choose(g, spec, b, cost.places)
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
