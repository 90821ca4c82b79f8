package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/mesogrid/mesogrid/grid"
)

// field are all rivals that are here, and a word about those that are not.
func field() (list []rival, absent []string, stop func()) {
	list = append(list, orbs()...)
	list = append(list, simple()...)
	list = append(list, spheres()...)
	for _, optional := range []func() ([]rival, string){hexagons, offsets} {
		more, why := optional()
		list = append(list, more...)
		if why != "" {
			absent = append(absent, why)
		}
	}
	more, stop, why := scripts()
	if why != "" {
		absent = append(absent, why)
	}
	return append(list, more...), absent, stop
}

// contest is what an input is made of.
type contest struct {
	plan
	make   func(n int) grid.Area
	margin grid.Micrometres
}

func (c contest) String() string { return fmt.Sprintf("%s, margin %v", c.name, c.margin) }

// contests are the inputs of the comparison.
func contests() []contest {
	var list []contest
	for _, p := range []plan{clin3, n1e5, e1e4} {
		list = append(list, contest{p, ordinary.make, 2 * mm}, contest{p, ordinary.make, 0})
	}
	return append(list, contest{plan{"bays", 60, 283}, bays, 5 * mm})
}

// legend says what the columns are.
const legend = `
Members are what exact arithmetic says, an edge after another. Who makes a mask is asked about each lattice point in the box
round the outline, ready in its own types: it makes no points, and puts none in order. "Kept" is with all that can be kept for
this outline and margin: rings, buffers, indices, memory. "Anew" is from the coordinates of the outline on; mesogrid also checks
that it is valid, and keeps nothing for a margin: a margin that changes costs it "kept", and those with a buffer "anew".
Ratios are of minima / of medians. What takes a step for each vertex and candidate is asked about some candidates only
where these are many; its times (~) are then those of all. H3 has cells of its own and knows no margin, so it is asked
at margin 0 alone, and left out where its cells would take minutes.

`

// most is how many pairs of a vertex and a candidate a slow rival is asked about; the rest is told from them.
const most = 1_000_000

// rivals writes a table for each case that only names.
func rivals(m meter, only *regexp.Regexp, w *page) error {
	chosen, err := choose(only)
	if err != nil {
		return err
	}
	list, absent, stop := field()
	defer stop()
	for _, why := range absent {
		w.printf("* %s\n", why)
	}
	w.printf("%s", legend)
	for _, c := range chosen {
		in, err := newInput(c)
		if err != nil {
			return err
		}
		if err := compare(m, in, list, w); err != nil {
			return err
		}
	}
	return nil
}

// choose is the contests that only names, one at the least.
func choose(only *regexp.Regexp) ([]contest, error) {
	var chosen []contest
	var names []string
	for _, c := range contests() {
		names = append(names, c.String())
		if only.MatchString(c.String()) {
			chosen = append(chosen, c)
		}
	}
	if chosen == nil {
		return nil, fmt.Errorf("-only %s names no case; there are %s", only, strings.Join(names, "; "))
	}
	return chosen, nil
}

// compare measures all rivals on one input, in one run, and writes the table.
func compare(m meter, in *input, list []rival, w *page) error {
	list = slices.Concat(ourselves(), list)
	var lines []line
	var ops []op
	for _, r := range list {
		l := line{rival: r, in: in, thin: 1}
		if pairs := len(in.x) * in.vertices; r.slow && pairs > most {
			l.thin = (pairs + most - 1) / most
			l.in = in.thinned(l.thin)
		}
		if r.isFor != nil && !r.isFor(l.in) {
			continue
		}
		var err error
		if l.race, err = r.start(l.in); err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
		if l.stop != nil {
			defer l.stop()
		}
		lines = append(lines, l)
		ops = append(ops, l.kept, l.anew)
	}
	times, err := m.sample(ops)
	if err != nil {
		return err
	}
	t := table{head: []string{"", "what it computes", "points", "points wrong",
		"kept: minimum", "median", "over mesogrid kept",
		"anew: minimum", "median", "over mesogrid anew", "over mesogrid kept"}}
	for k, l := range lines {
		points, wrong, err := l.judge()
		if err != nil {
			return fmt.Errorf("%s: %w", l.name, err)
		}
		kept, anew := l.all(times[2*k], times[2*k+1])
		t.add(l.name, l.computes, points, wrong,
			l.about()+duration(kept.least()), l.about()+duration(kept.median()), ratio(kept, times[0]),
			l.about()+duration(anew.least()), l.about()+duration(anew.median()), ratio(anew, times[1]), ratio(anew, times[0]))
	}
	w.printf("### %s\n\n", in.title())
	t.write(w)
	return nil
}
