package grid

import (
	"math"
	"slices"
)

const (
	// blockChords chords share one range of heights, to be skipped together.
	blockChords = 64
	// keptFlanks is how many flanks are kept from plan to plan, 0.7 MB; those of more chords are made anew for each band.
	keptFlanks = 4096
)

// shape is an outline as the scan sees it: cut into chords, in the frame of a lattice. It does not depend on where the
// lattice lies, and is kept for the next plan that differs in nothing else: places in it are relative to a lattice point of
// the first such plan.
type shape struct {
	of        cutting
	frame     frame
	chords    []chord    // of all rings
	lines     []lines    // the chords of each polygon, then of each keep-out
	spots     []spot     // where every chord starts
	flanks    []flank    // of every chord, unless they are too many
	low, high []float64  // least and greatest v of each blockChords chords
	bundles   [][]bundle // by level, where some lines are a thicket
}

// cutting is what a shape depends on.
type cutting struct {
	outline         *Outline
	margin, spacing Micrometres
	a, b            Vector // steps of the lattice
}

// lines are the chords of a polygon or keep-out, shell first, and what they reach in the frame.
type lines struct {
	extent                       // of the shell
	climb                float64 // rows that all chords climb or fall, in all
	first, shellEnd, end int
	margin               Micrometres
	runs                 bool // some chords are runs of edges
	thicket              bool // scanned by bundles
}

func (l *lines) count() int { return l.end - l.first }

// extent is a box in the frame.
type extent struct{ minU, maxU, minV, maxV float64 }

func (e *extent) add(u, v float64) {
	if u < e.minU {
		e.minU = u
	}
	if u > e.maxU {
		e.maxU = u
	}
	if v < e.minV {
		e.minV = v
	}
	if v > e.maxV {
		e.maxV = v
	}
}

// spot is the place of a vertex in the frame.
type spot struct {
	u, v float64
	row  int64 // v, as a fixed number
}

// take makes the shape of an outline for a lattice, or keeps the one that it is.
func (s *shape) take(o *Outline, l Lattice, margin, spacing Micrometres, work *Work) error {
	of, was := cutting{o, margin, spacing, l.A, l.B}, s.of
	if was == of {
		return nil
	}
	s.of = cutting{} // until it is made: the work may end before
	if was.outline != o || was.margin != margin || was.spacing != spacing {
		s.cut(o, margin, spacing)
		if err := work.tick(int64(len(o.vertices))); err != nil {
			return err
		}
	}
	s.frame = newFrame(l, o.box.middle())
	s.place(o)
	s.measure()
	if err := work.tick(32 * int64(len(s.chords))); err != nil {
		return err
	}
	s.findThickets()
	s.flanks = s.flanks[:0]
	if len(s.chords) <= keptFlanks {
		s.flanks = slices.Grow(s.flanks, len(s.chords))[:len(s.chords)]
		for _, l := range s.lines {
			for i := l.first; i < l.end && l.margin >= wideMargin; i++ {
				c := &s.chords[i]
				s.flanks[i].set(&s.frame, &s.spots[i], &s.spots[c.next], l.margin, c)
			}
		}
	}
	s.of = of
	return work.tick(int64(len(s.chords)))
}

// cut cuts all rings into chords.
func (s *shape) cut(o *Outline, margin, spacing Micrometres) {
	s.chords, s.lines = s.chords[:0], s.lines[:0]
	take := func(p *polygon, margin Micrometres) {
		l := lines{first: len(s.chords), margin: margin}
		most := straightness(margin, spacing)
		for i, r := range p.rings {
			s.chords = o.appendChords(s.chords, r, most)
			if i == 0 {
				l.shellEnd = len(s.chords)
			}
		}
		l.end = len(s.chords)
		l.runs = slices.ContainsFunc(s.chords[l.first:], func(c chord) bool { return c.level > 0 })
		s.lines = append(s.lines, l)
	}
	for i := range o.polygons {
		take(&o.polygons[i], margin)
	}
	for i := range o.keepOuts {
		take(&o.keepOuts[i].polygon, max(margin, o.keepOuts[i].margin))
	}
}

// place computes the places of all chords and the heights of their blocks.
func (s *shape) place(o *Outline) {
	s.spots = slices.Grow(s.spots[:0], len(s.chords))[:len(s.chords)]
	for i := range s.chords {
		u, v := s.frame.at(o.vertices[s.chords[i].a])
		s.spots[i] = spot{u, v, fixed(v)}
	}
	s.low, s.high = s.low[:0], s.high[:0]
	for from := 0; from < len(s.chords); from += blockChords {
		low, high := math.Inf(1), math.Inf(-1)
		for i := from; i < min(from+blockChords, len(s.chords)); i++ {
			for _, v := range [2]float64{s.spots[i].v, s.spots[s.chords[i].next].v} {
				if v < low {
					low = v
				}
				if v > high {
					high = v
				}
			}
		}
		s.low, s.high = append(s.low, low), append(s.high, high)
	}
}

// measure computes the extents of all shells and how far all rings climb.
func (s *shape) measure() {
	for k := range s.lines {
		l := &s.lines[k]
		l.extent, l.climb = extent{math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)}, 0
		for i := l.first; i < l.end; i++ {
			p := &s.spots[i]
			l.climb += math.Abs(s.spots[s.chords[i].next].v - p.v)
			if i < l.shellEnd {
				l.add(p.u, p.v)
			}
		}
	}
}

// block is the next block of the lines, from a chord on, that has heights between low and high; empty at the end.
func (s *shape) block(l *lines, from int, low, high float64) (first, end int) {
	for from < l.end {
		b := from / blockChords
		end := min(l.end, (b+1)*blockChords)
		if s.high[b] >= low && s.low[b] <= high {
			return from, end
		}
		from = end
	}
	return l.end, l.end
}
