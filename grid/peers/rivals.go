package main

import (
	"errors"
	"fmt"
	"regexp"
	"slices"

	"github.com/mesogrid/mesogrid/grid"
)

// A rival answers for an input, by itself or out of what mesogrid's lattice has in the box round the outline.
type rival struct {
	name     string
	computes string                         // what it computes, and how that differs from a grid
	start    func(in *input) (*race, error) // errNotFor where it has no answer for such an input
	slow     bool                           // it takes a step for each vertex and candidate
}

// race is a rival with an input.
type race struct {
	kept   op                          // with everything prepared for this outline
	anew   op                          // from the coordinates of the outline on
	mask   func() ([]bool, error)      // which candidates it takes; nil if it has points of its own
	points func() (int, string, error) // those: how many, and how many of them are wrong, in words
	stop   func()                      // nil: nothing to free
}

// otherPoints is said of who makes points, but not those of the lattice.
const otherPoints = "other points"

// errNotFor is a rival's answer to an input that it has nothing for.
var errNotFor = errors.New("not for this input")

// masking makes a race of a rival that tells for each candidate whether it is a member: prepare, given an outline, returns
// what does so, and what frees it (or nil).
func masking(n int, prepare func() (ask func(mask []bool) error, free func(), err error)) (*race, error) {
	ask, free, err := prepare()
	if err != nil {
		return nil, err
	}
	mask := make([]bool, n)
	return &race{
		kept: repeat(func() error { return ask(mask) }),
		anew: repeat(func() error {
			ask, free, err := prepare()
			if err != nil {
				return err
			}
			if free != nil {
				defer free()
			}
			return ask(mask)
		}),
		mask: func() ([]bool, error) {
			got := make([]bool, n)
			return got, ask(got)
		},
		stop: free,
	}, nil
}

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
	return append(list, contest{plan{"bays", 60, 283}, bays, 2 * mm})
}

// legend says what the columns are.
const legend = `
Members are what exact arithmetic says, an edge after another. Who makes a mask is asked about each lattice point in the box
round the outline, ready in its own types: it makes no points, and puts none in order. "Kept" is with all that can be kept for
this outline and margin: rings, buffers, indices, memory. "Anew" is from the coordinates of the outline on; mesogrid also checks
that it is valid, and keeps nothing for a margin: a margin that changes costs it "kept", and those with a buffer "anew".
Ratios are of minima / of medians. What takes a step for each vertex and candidate is asked about some candidates only
where these are many; its times (~) are then those of all.

`

// most is how many pairs of a vertex and a candidate a slow rival is asked about; the rest is told from them.
const most = 2_000_000

// rivals writes a table for each case that only names.
func rivals(m meter, only *regexp.Regexp, w *page) error {
	list, absent, stop := field()
	defer stop()
	for _, why := range absent {
		w.printf("* %s\n", why)
	}
	w.printf("%s", legend)
	for _, c := range contests() {
		if !only.MatchString(c.String()) {
			continue
		}
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
		var err error
		if l.race, err = r.start(l.in); errors.Is(err, errNotFor) {
			continue
		} else if err != nil {
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
	t := table{head: []string{"", "what it computes", "points", "points wrong", "kept: minimum", "median", "over mesogrid kept", "anew: minimum", "median", "over mesogrid anew",
		"over mesogrid kept"}}
	for k, l := range lines {
		points, wrong, err := l.judge()
		if err != nil {
			return fmt.Errorf("%s: %w", l.name, err)
		}
		cells := []string{l.name, l.computes, points, wrong}
		for i, s := range []series{times[2*k], times[2*k+1]} {
			s = s.times(float64(l.thin))
			cells = append(cells, l.about()+duration(s.least()), l.about()+duration(s.median()), ratio(s, times[i]))
		}
		t.add(append(cells, ratio(times[2*k+1].times(float64(l.thin)), times[0]))...)
	}
	w.printf("### %s\n\n", in.title())
	t.write(w)
	return nil
}

// line is a rival in a table: what it was asked, of which every thin-th candidate stands for all.
type line struct {
	rival
	*race
	in   *input
	thin int
}

func (l line) about() string {
	if l.thin > 1 {
		return "~"
	}
	return ""
}

// judge says how many points the rival takes, and how many candidates it judges wrongly.
func (l line) judge() (points, wrong string, err error) {
	if l.mask == nil {
		n, off, err := l.points()
		if err != nil {
			return "", "", err
		}
		return count(n), off, nil
	}
	mask, err := l.mask()
	if err != nil {
		return "", "", err
	}
	taken, off := 0, 0
	for k, got := range mask {
		if got {
			taken++
		}
		if got != l.in.truth[k] {
			off++
		}
	}
	points, wrong = l.about()+count(taken*l.thin), count(off)
	if l.thin > 1 {
		wrong += fmt.Sprintf(" of %s asked", count(len(mask)))
	}
	return points, wrong, nil
}
