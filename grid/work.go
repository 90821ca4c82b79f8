package grid

import "fmt"

// Cost is an amount of work, by kind.
type Cost struct {
	Pairs      int64 // pairs of edges, or of an edge and a vertex, that validation compares; counted as it goes
	EdgeRows   int64 // pairs of an edge and a lattice row that it reaches; known before the scan
	Candidates int64 // lattice positions in the boxes round the polygons, in the lattice's own frame; known before the scan
	ExactTests int64 // exact tests of a point against an edge; counted as it goes
	Shares     int64 // steps of sharing the area out among the points; counted as it goes
	Search     int64 // steps of a search for the best fit, of 1 to 10 ns; estimated before it starts
	Orders     int64 // steps of looking for a short way through the points; counted as it goes
}

// Work bounds what one plan may cost and lets its caller look up between units of at most about 10 ms. The zero value
// has no limits and is never interrupted.
type Work struct {
	Limits Cost         // the most of each kind; 0: no limit
	Pause  func() error // called between units; its error ends the work and is returned as it is; nil: never

	spent   Cost
	unpaged int64 // spent since the last pause, in units of about a nanosecond
}

// Spent is the work so far.
func (w *Work) Spent() Cost { return w.spent }

// pauseAfter is the work between two calls of Pause: about a millisecond, since one counted step takes 1 to 30 ns.
const pauseAfter = 1 << 16

// spend adds n steps to one kind of work and stops at its limit. field names the part of the plan that causes it.
func (w *Work) spend(kind *int64, limit, n int64, what, field string) error {
	*kind += n
	if limit > 0 && *kind > limit {
		return &Error{Field: field, Rule: TooMuchWork,
			Text: fmt.Sprintf("needs more than %d %s, the most that is allowed", limit, what)}
	}
	return w.tick(n)
}

// tick is for n steps that no limit counts.
func (w *Work) tick(n int64) error {
	w.unpaged += n
	if w.unpaged >= pauseAfter {
		return w.pause()
	}
	return nil
}

func (w *Work) pause() error {
	w.unpaged = 0
	if w.Pause == nil {
		return nil
	}
	return w.Pause()
}

func (w *Work) spendPairs(n int64, field string) error {
	return w.spend(&w.spent.Pairs, w.Limits.Pairs, n, "comparisons of edges", field)
}

func (w *Work) spendExact(n int64, field string) error {
	return w.spend(&w.spent.ExactTests, w.Limits.ExactTests, n, "exact point tests", field)
}

// spendShares is for steps of 15 to 120 ns, which are longer than others.
func (w *Work) spendShares(n int64) error {
	if err := w.tick(7 * n); err != nil {
		return err
	}
	return w.spend(&w.spent.Shares, w.Limits.Shares, n, "steps of sharing the area out", "dosing.share")
}

// spendOrders is for steps of about 10 ns.
func (w *Work) spendOrders(n int64) error {
	if err := w.tick(9 * n); err != nil {
		return err
	}
	return w.spend(&w.spent.Orders, w.Limits.Orders, n, "steps of looking for a short way", "order")
}
