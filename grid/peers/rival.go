package main

import "fmt"

// A rival answers for an input, by itself or out of what mesogrid's lattice has in the box round the outline.
type rival struct {
	name     string
	computes string               // what it computes, and how that differs from a grid
	isFor    func(in *input) bool // nil: for every input
	slow     bool                 // it takes a step for each vertex and candidate
	start    func(in *input) (*race, error)
}

// bare and margined tell rivals apart that know no margin, and those that are for one.
func bare(in *input) bool     { return in.margin == 0 }
func margined(in *input) bool { return in.margin != 0 }

// fewEdges is for those who make many points with a step for each vertex.
func fewEdges(in *input) bool { return bare(in) && in.vertices <= 1000 }

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

// all are the times for all candidates: each was asked thin times as often, and prepared for once.
func (l line) all(kept, anew series) (series, series) {
	more := kept.times(float64(l.thin - 1))
	return kept.plus(more), anew.plus(more)
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
	if l.thin > 1 {
		return "", fmt.Sprintf("%s of %s asked", count(off), count(len(mask))), nil
	}
	return count(taken), count(off), nil
}
