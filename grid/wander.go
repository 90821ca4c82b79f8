package grid

// walkLength is how many exchanges are made at random one after another.
const walkLength = 50

// wander makes exchanges at random from the long steps that are left, until there are none, no shorter way can be, or the
// steps are used up. Random numbers come from a seed of their own: the same every time.
func (s *seek) wander() {
	for s.left > 0 && s.length() > s.goal {
		s.charge(int64(len(s.at)))
		s.takeEnds()
		if len(s.ends) == 0 {
			return
		}
		s.ends = append(s.ends, s.depot())
		s.loose = true
		for _, a := range s.ends {
			s.backward = s.throw(2) == 0
			b := s.next(a)
			gain := s.way(a, b)
			if gain <= unit && a != s.depot() || gain < 0 {
				continue
			}
			if s.left <= 0 {
				return
			}
			if s.walk(a, b, gain) {
				s.wake(a)
				s.improve()
				break
			}
		}
	}
}

// walk makes exchanges at random in the tour that is open between t1 and t2, until it can be closed for a shorter one,
// and tells whether it was. Otherwise it leaves the last tour that is no longer.
func (s *seek) walk(t1, t2 int32, gain int64) bool {
	s.flips = s.flips[:0]
	gone, keep := int32(noNode), 0
	for range walkLength {
		list := s.exchanges(s.lists[0][:0], gain, t1, t2, gone)
		s.lists[0] = list
		if len(list) == 0 {
			break
		}
		k := bestOf(list)
		done := list[k].closed > 0
		if !done {
			k = s.throw(len(list))
		}
		x := list[k]
		s.reverse(t2, x.end)
		if done {
			return true
		}
		gone, gain, t2 = x.to, x.gain, x.end
		if x.closed >= 0 {
			keep = len(s.flips)
		}
	}
	for len(s.flips) > keep {
		s.undo()
	}
	return false
}

// throw is a number from 0 to before n, from a generator of Marsaglia's (Xorshift RNGs, 2003).
func (s *seek) throw(n int) int {
	s.random ^= s.random << 13
	s.random ^= s.random >> 7
	s.random ^= s.random << 17
	return int(s.random >> 1 % uint64(n))
}
