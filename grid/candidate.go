package grid

import (
	"cmp"
	"math"
	"slices"
)

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

// count counts the centred grid and the most promising candidates, and leaves the best of them in tied.
func (s *search) count(g *Grid, spec *Spec, b BestFit, scans int) error {
	angles, rows := b.split()
	first := candidate{angle: -1, cv: -1, lattice: centred(spec.Outline, spec.Pattern, spec.Spacing, spec.Angle, spec.Margin)}
	n, err := g.probe(first.lattice, spec)
	if err != nil {
		return err
	}
	first.points, first.off = n, b.off(n)
	g.fit = Fit{Angle: spec.Angle, Evaluations: angles * rows, CentredPoints: n, CV: -1, CentredCV: -1}
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
func (s *search) choose(g *Grid, spec *Spec, b BestFit, places int64) (Lattice, error) {
	// One that is looked at for itself alone needs no comparison; its figures are for people.
	left := int64(areaPlaces)
	even := func(l Lattice, points uint64) (float64, error) {
		lattice := int64(points) - int64(len(spec.Fixed))
		if lattice <= 0 || lattice+places > left || spec.Outline.overlaps {
			return -1, nil
		}
		left -= lattice + places
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
	if sum <= 0 {
		return -1, nil
	}
	mean := sum / n
	for _, a := range s.areas {
		d := a - mean
		squares += float64(d * d)
	}
	return math.Sqrt(squares/n) / mean, nil
}
