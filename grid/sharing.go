package grid

import "math"

// sharing shares the region out among the points. For each lattice row a sweep goes along the tiles that reach into it.
// What lies to the right of an edge, at its heights, counts as 1 where the edge goes down and as -1 where it goes up:
// the sum over all edges is 1 in the region, which lies left of its edges, and 0 elsewhere. So the part of a tile in
// the region is a sum over edges, each term continuous in the coordinates, and nothing is decided. Terms are whole
// numbers of 2^-60 tiles, so that they cancel without rest and their order does not matter.
//
// It is the memory of AppendAreas.
type sharing struct {
	tile     tile
	runs     runTable
	slopes   slopes
	holdings holdings
	orphans  orphanage
}

// sweep gives each member what it has of its own tile and, where they are shared out too, of orphans.
func (s *sharing) sweep(g *Grid, orphans bool) error {
	// A little more than the height of a tile takes the rounding of the frame.
	reach := s.tile.high + 1.0/64
	if err := s.slopes.take(g, reach); err != nil {
		return err
	}
	if orphans {
		if err := s.orphans.rims.takeRims(&s.runs, g.work); err != nil {
			return err
		}
	}
	for row := s.slopes.firstRow; row <= s.slopes.lastRow; row++ {
		s.slopes.advance(row, reach, g.shear)
		if err := g.work.spendShares(int64(len(s.slopes.active)) + 1); err != nil {
			return err
		}
		if err := s.slopes.enter(g, &s.tile, row); err != nil {
			return err
		}
		if err := s.walkRow(g, row, orphans); err != nil {
			return err
		}
	}
	return nil
}

// walkRow gives the tiles of a row to its members, and to others' those of orphans.
func (s *sharing) walkRow(g *Grid, row int64, orphans bool) error {
	entries := s.slopes.entries
	if orphans {
		s.orphans.open(row)
	}
	members := s.runs.of(row)
	from, here := int64(math.MinInt64), int64(0) // the columns up to the next entry have so many parts each, and no edge
	for k := 0; k < len(entries); {
		column := int64(entries[k].column)
		if err := s.span(g, members, from, column, here, entries[:k], orphans); err != nil {
			return err
		}
		value, first := here, k
		for ; k < len(entries) && int64(entries[k].column) == column; k++ {
			e := &entries[k]
			value += int64(e.sign) * wholeParts(s.tile.rightOf(e.low, e.high))
			here += int64(e.sign) * (wholeParts(s.tile.below(e.high.v)) - wholeParts(s.tile.below(e.low.v)))
		}
		from = column + 1
		if n, ok := find(members, column); ok {
			s.holdings.add(n, value-parts)
		} else if orphans && value != 0 {
			if err := s.orphan(g, column, column+1, value, entries[:first], entries[first:k]); err != nil {
				return err
			}
		}
	}
	return s.span(g, members, from, math.MaxInt64, here, nil, false) // and here is 0: all rings are closed
}

// span gives equal tiles, of so many parts, to the columns from first to before end, which no edge reaches.
func (s *sharing) span(g *Grid, members []run, first, end, value int64, left []entry, orphans bool) error {
	orphans = orphans && value != 0
	if !orphans && value == parts {
		return nil
	}
	k := runFrom(members, first)
	for column := first; column < end; k++ {
		stop := end
		if k < len(members) && members[k].first < end {
			stop = max(members[k].first, column)
		}
		if orphans {
			for ; column < stop; column++ {
				if err := s.orphan(g, column, stop, value, left, nil); err != nil {
					return err
				}
			}
		}
		if stop == end {
			return nil
		}
		last := min(members[k].last, end-1)
		for column = stop; column <= last && value != parts; column++ {
			s.holdings.add(members[k].at(column), value-parts)
		}
		column = last + 1
	}
	return nil
}
