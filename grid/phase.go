package grid

import "slices"

// columnCounts is how many points the rows of a lattice hold, as a function of its column phase: a step function, since a
// row's part from a to b, in columns, holds the columns k + phase from a to b. It rises at the fraction of a and falls
// after that of b. Phases are in units of 2^-24 of a column.
type columnCounts struct {
	keys  []uint32 // phases at which it rises, times two, and after which it falls, times two and one more
	start int64    // count just before phase 0
	spare []uint32
}

const (
	phaseBits = 24
	onePhase  = 1 << phaseBits
	// leastWidth is that of a run that is more than a rounding.
	leastWidth = 2
	// alikeWidths are widths that are one in the real numbers, perhaps, and not in float64.
	alikeWidths = 1 << 5
)

// choice is a run of column phases with one count.
type choice struct {
	off, count int64
	from       int64
	width      int64
}

// middle is a phase well within the run: the middle, rounded to what is a quarter of the width or less.
func (c *choice) middle() int64 {
	step := int64(1)
	for step*8 <= c.width {
		step *= 2
	}
	return ((c.from+c.width/2+step/2)&^(step-1) + onePhase) % onePhase
}

func (c *columnCounts) reset() { c.keys, c.start = c.keys[:0], 0 }

// add takes a part of a row, in columns below 2^27 either way.
func (c *columnCounts) add(a, b float64) {
	const away = 1 << 27 // above 0, int64 rounds down
	from, to := int64((a+away)*onePhase), int64((b+away)*onePhase)
	c.start += to>>phaseBits - from>>phaseBits
	c.keys = append(c.keys, uint32(from&(onePhase-1))<<1, uint32(to&(onePhase-1))<<1|1)
}

// best finds the counts that are least off by a measure: the widest run of phases with the best count, and the widest of
// those with at least the given width with the best count of such; the first from phase 0 on of runs that are as wide.
func (c *columnCounts) best(wide int64, off func(int64) int64) (peak, broad choice) {
	c.sort()
	count, n := c.start, len(c.keys)
	peak = choice{off: off(count), count: count, width: onePhase}
	broad = peak
	if n == 0 {
		return peak, broad
	}
	peak.width, broad.width = -1, -1
	for k, key := range c.keys {
		count += 1 - int64(key&1)<<1
		from, to := int64(key>>1), int64(c.keys[0]>>1)+onePhase
		if k+1 < n {
			to = int64(c.keys[k+1] >> 1)
		}
		if to-from < leastWidth {
			continue
		}
		this := choice{off: off(count), count: count, from: from, width: to - from}
		if peak.beatenBy(&this) {
			peak = this
		}
		if this.width >= wide && broad.beatenBy(&this) {
			broad = this
		}
	}
	if peak.width < 0 { // all are roundings: nothing holds but the mean
		peak = choice{off: off(c.start), count: c.start, width: onePhase}
	}
	if broad.width < 0 {
		broad = peak
	}
	return peak, broad
}

func (c *choice) beatenBy(d *choice) bool {
	return c.width < 0 || d.off < c.off || d.off == c.off && d.width > c.width+alikeWidths
}

// sort sorts the keys: a few hundred, which are spread evenly, by one distribution and insertion, more by two
// distributions.
func (c *columnCounts) sort() {
	const (
		most  = 512
		drop  = phaseBits + 1 - 8
		piles = 256
	)
	n := len(c.keys)
	if n > most {
		c.distribute(0)
		c.distribute((phaseBits + 1) / 2)
		return
	}
	var ends [piles]uint16
	for _, k := range c.keys {
		ends[k>>drop&(piles-1)]++
	}
	sum := uint16(0)
	for i, size := range &ends {
		ends[i] = sum
		sum += size
	}
	c.spare = slices.Grow(c.spare[:0], n)[:n]
	for _, k := range c.keys {
		at := &ends[k>>drop&(piles-1)]
		c.spare[*at] = k
		*at++
	}
	c.keys, c.spare = c.spare, c.keys
	keys := c.keys
	for i := 1; i < n; i++ {
		k := keys[i]
		at := i
		for ; at > 0 && keys[at-1] > k; at-- {
			keys[at] = keys[at-1]
		}
		keys[at] = k
	}
}

// distribute sorts the keys by some of their bits and otherwise leaves them in order: a pass of radix sort.
func (c *columnCounts) distribute(bit int) {
	const bits = (phaseBits + 2) / 2
	var ends [1 << bits]uint32
	for _, k := range c.keys {
		ends[k>>bit&(1<<bits-1)]++
	}
	sum := uint32(0)
	for i, size := range &ends {
		ends[i] = sum
		sum += size
	}
	c.spare = slices.Grow(c.spare[:0], len(c.keys))[:len(c.keys)]
	for _, k := range c.keys {
		at := &ends[k>>bit&(1<<bits-1)]
		c.spare[*at] = k
		*at++
	}
	c.keys, c.spare = c.spare, c.keys
}
