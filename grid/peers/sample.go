package main

import (
	"math/rand/v2"
	"slices"
	"time"

	"gonum.org/v1/gonum/stat"
)

// An op does something n times and tells how long that took.
type op func(n int) (time.Duration, error)

// repeat makes an op of one step.
func repeat(step func() error) op {
	return func(n int) (time.Duration, error) {
		start := time.Now()
		for range n {
			if err := step(); err != nil {
				return 0, err
			}
		}
		return time.Since(start), nil
	}
}

// series are the samples of one op in ascending order, ns each time.
type series []float64

func (s series) least() float64  { return s[0] }
func (s series) median() float64 { return stat.Quantile(0.5, stat.LinInterp, s, nil) }

// over is how many times as long as that of o the least and the median of s are.
func (s series) over(o series) (least, median float64) {
	return s.least() / o.least(), s.median() / o.median()
}

// times multiplies every sample by f.
func (s series) times(f float64) series {
	e := slices.Clone(s)
	for k := range e {
		e[k] *= f
	}
	return e
}

// plus adds samples of one rank.
func (s series) plus(o series) series {
	e := slices.Clone(s)
	for k := range e {
		e[k] += o[k]
	}
	return e
}

// meter samples ops side by side.
type meter struct {
	samples int
	least   time.Duration // of one sample
}

// sample takes one sample of every op a round, in an order that changes from round to round, so that what slows the machine
// down for a while slows all of them down. Before each sample an op that is short runs once unmeasured, in the caches that the
// others left.
func (m meter) sample(ops []op) ([]series, error) {
	times := make([]int, len(ops))
	for k, o := range ops {
		var err error
		if times[k], err = m.calibrate(o); err != nil {
			return nil, err
		}
	}
	all := make([]series, len(ops))
	order := rand.New(rand.NewPCG(1, 2))
	for range m.samples {
		for _, k := range order.Perm(len(ops)) {
			if times[k] > 1 {
				if _, err := ops[k](1); err != nil {
					return nil, err
				}
			}
			took, err := ops[k](times[k])
			if err != nil {
				return nil, err
			}
			all[k] = append(all[k], float64(took.Nanoseconds())/float64(times[k]))
		}
	}
	for _, s := range all {
		slices.Sort(s)
	}
	return all, nil
}

// calibrate finds how often o has to be done for one sample.
func (m meter) calibrate(o op) (int, error) {
	for n := 1; ; n *= 2 {
		took, err := o(n)
		if err != nil || took >= m.least {
			return n, err
		}
	}
}
