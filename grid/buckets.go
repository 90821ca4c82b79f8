package grid

import "slices"

// buckets hold the corners of cells by their place, in squares of columns and rows, to find the nearest.
type buckets struct {
	minColumn, minRow, maxColumn, maxRow int32

	width         int32 // of a bucket, in columns and in rows
	across, along int32 // buckets
	start         []int32
	end           []int32 // of those in each bucket that are not known to be used
	corners       []sweepOf
}

// fill takes the corners of all cells.
func (b *buckets) fill(s *seek) {
	o, c := s.points, &s.cells
	b.minColumn, b.maxColumn = slices.Min(o.column), slices.Max(o.column)
	b.minRow, b.maxRow = slices.Min(o.row), slices.Max(o.row)
	for b.width = 1; b.size() > int64(c.count())+1; b.width *= 2 {
	}
	n := int(b.size())
	b.start = slices.Grow(b.start[:0], n+1)[:n+1]
	clear(b.start)
	corners := 4 * c.count()
	for w := range sweepOf(corners) {
		first, _ := c.ends(w)
		b.start[b.bucketOf(o, first)+1]++
	}
	for i := range n {
		b.start[i+1] += b.start[i]
	}
	b.end = append(b.end[:0], b.start[:n]...)
	b.corners = slices.Grow(b.corners[:0], corners)[:corners]
	for w := range sweepOf(corners) {
		first, _ := c.ends(w)
		end := &b.end[b.bucketOf(o, first)]
		b.corners[*end] = w
		*end++
	}
}

// size sets how many buckets lie across and along, by their width, and tells how many these are.
func (b *buckets) size() int64 {
	b.across, b.along = (b.maxColumn-b.minColumn)/b.width+1, (b.maxRow-b.minRow)/b.width+1
	return int64(b.across) * int64(b.along)
}

func (b *buckets) bucketOf(o *ordered, node int32) int32 {
	return (o.row[node]-b.minRow)/b.width*b.across + (o.column[node]-b.minColumn)/b.width
}

// nearest is the nearest corner so far.
type nearest struct {
	from   int32
	best   sweepOf
	square int64 // of its distance; below 0: there is none yet
}

func (f *nearest) add(s *seek, w sweepOf) {
	first, _ := s.cells.ends(w)
	if q := s.square(f.from, first); f.square < 0 || q < f.square || q == f.square && w < f.best {
		f.best, f.square = w, q
	}
}

// nearest is the corner nearest to a node, of a cell that is not used; there must be one. It looks into ring after ring
// of buckets, until nothing beyond can be nearer.
func (c *chain) nearest(s *seek, node int32) sweepOf {
	home := c.bucketOf(s.points, node)
	x, y := home%c.across, home/c.across
	found := nearest{from: node, square: -1}
	c.look(s, &found, x, y)
	for r := int32(1); ; r++ {
		if s.left <= 0 {
			return c.following(s, node)
		}
		// Buckets of ring r lie at least so many columns or rows away, and i*i + i*j + j*j is at least 3/4 of the greater
		// of i*i and j*j.
		away := int64(r-1)*int64(c.width) + 1
		if found.square >= 0 && 4*found.square < 3*away*away {
			break
		}
		for i := -r; i < r; i++ {
			c.look(s, &found, x+i, y-r)
			c.look(s, &found, x+r, y+i)
			c.look(s, &found, x-i, y+r)
			c.look(s, &found, x-r, y-i)
		}
		s.charge(int64(r))
	}
	return found.best
}

// following is the nearest corner of the first cell that is not used.
func (c *chain) following(s *seek, node int32) sweepOf {
	for c.used[c.spare] {
		c.spare++
	}
	found := nearest{from: node, square: -1}
	for corner := range sweepOf(4) {
		found.add(s, sweepOf(c.spare)<<2|corner)
	}
	return found.best
}

// look looks into a bucket, and drops what is used.
func (c *chain) look(s *seek, found *nearest, x, y int32) {
	if x < 0 || y < 0 || x >= c.across || y >= c.along {
		return
	}
	i := y*c.across + x
	end := c.end[i]
	s.charge(int64(end-c.start[i]) + 1)
	for k := c.start[i]; k < end; {
		w := c.corners[k]
		if c.used[w.cell()] {
			end--
			c.corners[k] = c.corners[end]
			continue
		}
		found.add(s, w)
		k++
	}
	c.end[i] = end
}
