package grid

// Exchanges after Lin and Kernighan (An Effective Heuristic Algorithm for the Traveling-Salesman Problem, 1973): a long
// step is taken out, which opens the tour; a neighbour of its end is joined to that end, and the step before the
// neighbour is taken out in turn, as often as the sum of what is taken out stays ahead; then the tour is closed. The first
// exchange alone is a 2-opt move, and each one a rotation (Pósa, Hamiltonian circuits in random graphs, 1976), which in a
// lattice costs nothing. Only steps that are longer than to a neighbour are worth starting from.

// breadth is how many exchanges are tried after one another, at each depth.
var breadth = [...]int{5, 5, 3, 2, 2, 1, 1, 1}

const (
	// maxEnds is how many ends of other long steps are looked at from the end of a jump.
	maxEnds = 64
	// jump is a step that no exchange between neighbours makes: from one part of the region to another.
	jump = 2 * unit
)

// flip is a part of the tour that was reversed, from a on to b.
type flip struct{ a, b int32 }

// exchange joins the end of an open tour to one node and takes out the step to it from another, the new end.
type exchange struct {
	to, end int32
	gain    int64 // what was taken out less what was joined
	closed  int64 // gain, when the tour is closed after it
}

// rest takes the nodes in at for the tour, of which nothing was tried.
func (s *seek) rest() {
	s.lay()
	s.tired = s.tired[:0]
	for range s.at {
		s.tired = append(s.tired, noNode)
	}
}

// improve makes exchanges from all long steps until none helps or the steps are used up.
func (s *seek) improve() {
	s.loose = false
	for again := true; again && s.left > 0; {
		again = false
		s.takeEnds()
		for _, a := range s.ends {
			for range 2 {
				s.backward = !s.backward
				b := s.next(a)
				gain := s.way(a, b)
				if gain <= unit || s.tired[a] == b || s.left <= 0 {
					continue
				}
				s.flips = s.flips[:0]
				if s.deepen(0, gain, a, b, noNode) {
					again = true
					s.wake(a)
				} else {
					s.tired[a] = b
				}
			}
		}
	}
}

// takeEnds lists the ends of all long steps.
func (s *seek) takeEnds() {
	s.ends = s.ends[:0]
	a := s.at[len(s.at)-1]
	for _, b := range s.at {
		if s.way(a, b) > unit {
			s.ends = append(s.ends, a, b)
		}
		a = b
	}
	s.charge(int64(len(s.at)) / 2)
}

// wake lets steps from a, and from where the tour was changed, be tried again.
func (s *seek) wake(a int32) {
	s.tired[a] = noNode
	for _, f := range s.flips {
		s.tired[f.a], s.tired[f.b] = noNode, noNode
	}
}

// deepen makes exchanges in the tour that is open between t1 and t2, which follows it; the step to gone was taken out
// last. It leaves a shorter tour, or the tour as it was and tells so by false.
func (s *seek) deepen(depth int, gain int64, t1, t2, gone int32) bool {
	list := s.exchanges(s.lists[depth][:0], gain, t1, t2, gone)
	s.lists[depth] = list
	if x := bestOf(list); x >= 0 && list[x].closed > 0 {
		s.reverse(t2, list[x].end)
		return true
	}
	if depth == len(breadth) {
		return false
	}
	for range min(breadth[depth], len(list)) {
		k := bestOf(list)
		x := list[k]
		if s.left <= 0 {
			return false
		}
		s.reverse(t2, x.end)
		if s.deepen(depth+1, x.gain, t1, x.end, x.to) {
			return true
		}
		s.undo()
		list = append(list[:k], list[k+1:]...)
	}
	return false
}

// bestOf is the first exchange with the greatest gain when closed; -1: there is none.
func bestOf(list []exchange) int {
	best := -1
	for i := range list {
		if best < 0 || list[i].closed > list[best].closed {
			best = i
		}
	}
	return best
}

// exchanges appends what can be done at t2.
func (s *seek) exchanges(dst []exchange, gain int64, t1, t2, gone int32) []exchange {
	switch {
	case t2 < s.depot():
		for _, to := range s.of(t2) {
			if to != noNode {
				dst = s.exchange(dst, gain, t1, t2, gone, to)
			}
		}
	case t2 == s.depot():
		// Any node will do: those where a long step goes.
		dst = s.toEnds(dst, gain, t1, t2, gone)
	default:
		dst = s.exchange(dst, gain, t1, t2, gone, s.entrance)
		for _, to := range s.of(s.entrance) {
			if to != noNode {
				dst = s.exchange(dst, gain, t1, t2, gone, to)
			}
		}
	}
	if lost := gone; t2 < s.depot() {
		if lost == noNode {
			lost = t1
		}
		if s.way(lost, t2) > jump {
			dst = s.toEnds(dst, gain, t1, t2, gone)
		}
	}
	s.charge(16)
	return dst
}

// toEnds appends the exchanges of t2 with the ends of long steps.
func (s *seek) toEnds(dst []exchange, gain int64, t1, t2, gone int32) []exchange {
	ends := s.ends[:min(len(s.ends), maxEnds)]
	for _, to := range ends {
		dst = s.exchange(dst, gain, t1, t2, gone, to)
	}
	s.charge(4 * int64(len(ends)))
	return dst
}

// exchange appends the exchange of t2 with a node, if there is one and the sum stays ahead.
func (s *seek) exchange(dst []exchange, gain int64, t1, t2, gone, to int32) []exchange {
	if to == t1 || to == t2 || to == gone {
		return dst
	}
	end := s.prev(to)
	if end == t2 {
		return dst
	}
	if gain -= s.way(t2, to); gain <= 0 && !s.loose {
		return dst
	}
	if gain += s.way(end, to); gain < 0 {
		return dst
	}
	return append(dst, exchange{to, end, gain, gain - s.way(end, t1)})
}

func (s *seek) reverse(a, b int32) {
	s.charge(int64(s.flip(a, b)/8 + 1))
	s.flips = append(s.flips, flip{a, b})
}

func (s *seek) undo() {
	last := len(s.flips) - 1
	f := s.flips[last]
	s.flips = s.flips[:last]
	s.charge(int64(s.flip(f.b, f.a)/8 + 1))
}
