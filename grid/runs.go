package grid

import (
	"cmp"
	"slices"
)

// run is members side by side in a row, delivered one after another.
type run struct {
	row, first, last int64
	index            int // of first in delivery order
	step             int // 1, or -1 where the row runs backwards
}

// at is the index in delivery order of a member of the run.
func (m *run) at(column int64) int { return m.index + m.step*int(column-m.first) }

// runTable is all members of a grid, by row and column.
type runTable struct {
	runs              []run
	rowStart          []int32 // of the runs of each row from firstRow, and the end of the last; empty where most rows have none
	firstRow, lastRow int64   // with members; lastRow is below firstRow where there is none
	points            int
}

// rowsPerRun is how many rows a run may stand for in rowStart, and fewRows how many there may be in any case: polygons
// that lie far apart have millions of rows between them.
const (
	rowsPerRun = 16
	fewRows    = 1 << 12
)

// take scans the grid for its members, in serpentine order. Beyond most of them it only counts; 0: it takes all.
func (s *runTable) take(g *Grid, most int) error {
	s.runs, s.points = s.runs[:0], 0
	g.Rewind()
	for g.nextScan() {
		if g.current < 0 {
			continue
		}
		if most > 0 && s.points+g.bandPoints > most {
			s.points += g.bandPoints
			continue
		}
		backwards := g.reverse
		for r := range g.rows {
			spans := g.spansOf(r)
			if len(spans) == 0 {
				continue
			}
			index, n := s.points, 0
			for _, sp := range spans {
				n += int(sp.end - sp.first)
			}
			s.points += n
			for _, sp := range spans {
				m := run{row: g.first + int64(r), first: g.base[r] + int64(sp.first), last: g.base[r] + int64(sp.end-1), step: 1, index: index}
				index += int(sp.end - sp.first)
				if backwards {
					// The last of the row comes first.
					m.step, m.index = -1, 2*(s.points)-n-1-m.index
				}
				s.runs = append(s.runs, m)
			}
			backwards = !backwards
		}
	}
	if g.stop != nil {
		return g.stop
	}
	byPlace := func(a, b run) int {
		if a.row != b.row {
			return cmp.Compare(a.row, b.row)
		}
		return cmp.Compare(a.first, b.first)
	}
	if !slices.IsSortedFunc(s.runs, byPlace) {
		slices.SortFunc(s.runs, byPlace)
	}
	s.index()
	return nil
}

// index makes the runs, which are sorted, to be found by row.
func (s *runTable) index() {
	s.rowStart, s.firstRow, s.lastRow = s.rowStart[:0], 0, -1
	n := len(s.runs)
	if n == 0 {
		return
	}
	s.firstRow, s.lastRow = s.runs[0].row, s.runs[n-1].row
	if s.lastRow-s.firstRow >= int64(max(fewRows, rowsPerRun*n)) {
		return
	}
	for i := range s.runs {
		for s.firstRow+int64(len(s.rowStart)) <= s.runs[i].row {
			s.rowStart = append(s.rowStart, int32(i))
		}
	}
	s.rowStart = append(s.rowStart, int32(n))
}

// takeRims takes of all members those that lack one of their six neighbours along the row and in the rows beside it. No
// other member is nearest to any part of a tile but its own: just outside that one a neighbour is nearer.
func (s *runTable) takeRims(all *runTable, work *Work) error {
	s.runs = s.runs[:0]
	for left := all.runs; len(left) > 0; {
		row := left[0].row
		runs := all.of(row)
		left = left[len(runs):]
		above, below := all.of(row+1), all.of(row-1)
		for i := range runs {
			s.takeRim(&runs[i], above, below)
		}
		if err := work.tick(8 * int64(len(runs))); err != nil {
			return err
		}
	}
	s.index()
	return nil
}

// takeRim takes what a run has on the rim, given the runs of the rows above and below.
func (s *runTable) takeRim(m *run, above, below []run) {
	from := m.first
	for column := from; ; {
		a, b := runFrom(above, column), runFrom(below, column+1)
		if a == len(above) || b == len(below) || column >= m.last {
			break
		}
		// From first to last all neighbours are members: left and right, two above, two below.
		first := max(column, m.first+1, above[a].first+1, below[b].first)
		last := min(m.last-1, above[a].last, below[b].last-1)
		if first <= last {
			s.takePart(m, from, first-1)
			from = last + 1
		}
		column = last + 1
	}
	s.takePart(m, from, m.last)
}

func (s *runTable) takePart(m *run, first, last int64) {
	if first <= last {
		s.runs = append(s.runs, run{row: m.row, first: first, last: last, index: m.at(first), step: m.step})
	}
}

// of is the runs of a row.
func (s *runTable) of(row int64) []run {
	if row < s.firstRow || row > s.lastRow {
		return nil
	}
	if len(s.rowStart) > 0 {
		k := row - s.firstRow
		return s.runs[s.rowStart[k]:s.rowStart[k+1]]
	}
	toRow := func(m run, row int64) int { return cmp.Compare(m.row, row) }
	from, _ := slices.BinarySearchFunc(s.runs, row, toRow)
	end := from
	for end < len(s.runs) && s.runs[end].row == row {
		end++
	}
	return s.runs[from:end]
}

// runFrom is the first run of a row that does not end before a column.
func runFrom(runs []run, column int64) int {
	low, high := 0, len(runs)
	for low < high {
		if middle := int(uint(low+high) >> 1); runs[middle].last < column {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}

// find is the index of the member in a column of a row.
func find(runs []run, column int64) (index int, ok bool) {
	k := runFrom(runs, column)
	if k == len(runs) || runs[k].first > column {
		return 0, false
	}
	return runs[k].at(column), true
}
