package grid

// Runs counts the chords of a grid's shape that are runs of edges, and all of them.
func (g *Grid) Runs() (runs, chords int) {
	for _, c := range g.shape.chords {
		if c.level > 0 {
			runs++
		}
	}
	return runs, len(g.shape.chords)
}

// PhaseCounts is what the search for the best fit makes of one angle and row phase: the number of ideal lattice points of
// the region as a function of the column phase, the two choices that it takes from it, and the lattice of each column
// phase. Phases are in units of 2^-24.
type PhaseCounts struct {
	Keys        []int64 // column phases where the function may change
	Start       int64
	Peak, Broad Choice
	Lattice     func(columnPhase int64) Lattice

	keys []uint32
}

// Choice is a run of column phases.
type Choice struct{ Off, Count, From, Width, Middle int64 }

// CountPhases makes PhaseCounts of a plan, whose placement is not looked at.
func CountPhases(s Spec, b BestFit, rowPhase int64) *PhaseCounts {
	var c cutter
	var counts columnCounts
	l := cornered(&s, s.Angle)
	if err := c.turn(&s, l, new(Work)); err != nil {
		panic(err)
	}
	counts.reset()
	if err := c.cut(float64(rowPhase)/onePhase, &counts, new(Work)); err != nil {
		panic(err)
	}
	peak, broad := counts.best(int64(2*c.perColumn*onePhase), func(n int64) int64 { return b.off(uint64(n)) })
	p := &PhaseCounts{Start: counts.start, keys: counts.keys,
		Lattice: func(columnPhase int64) Lattice { return l.shifted(columnPhase, rowPhase) }}
	for _, k := range counts.keys {
		p.Keys = append(p.Keys, int64(k>>1))
	}
	p.Peak, p.Broad = exported(peak), exported(broad)
	return p
}

func exported(c choice) Choice { return Choice{c.off, c.count, c.from, c.width, c.middle()} }

// At is the count at a column phase.
func (p *PhaseCounts) At(phase int64) int64 {
	n := p.Start
	for _, k := range p.keys {
		switch at := int64(k >> 1); {
		case k&1 == 0 && at <= phase:
			n++
		case k&1 == 1 && at < phase:
			n--
		}
	}
	return n
}

// Narrow says that the counts right and left of a phase hold for less than what is told from a rounding.
func (p *PhaseCounts) Narrow(phase int64) bool {
	from, to := int64(-1), int64(onePhase)
	for _, k := range p.Keys {
		if k <= phase {
			from = max(from, k)
		} else {
			to = min(to, k)
		}
	}
	return from >= 0 && to < onePhase && to-from < leastWidth
}

// Evaluations makes those of a search, without the grids that follow, in the memory of the first call.
func Evaluations(s Spec, b BestFit) func() error {
	e := new(search)
	return func() error { return e.look(&s, b) }
}

// SortPhases sorts keys as the search does.
func SortPhases(keys []uint32) []uint32 {
	c := columnCounts{keys: keys}
	c.sort()
	return c.keys
}

// Thickets counts the polygons and keep-outs that are scanned as thickets.
func (g *Grid) Thickets() (n int) {
	for _, l := range g.shape.lines {
		if l.thicket {
			n++
		}
	}
	return n
}
