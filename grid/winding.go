package grid

import "slices"

// winding is what the entries that lie left of a tile make of its heights: the sum of their signs above each of them.
type winding struct {
	base  int32 // at the foot of the tiles
	steps []rise
	taken int // entries of the row
}

// rise is a change of the sum at a height.
type rise struct {
	v  float64
	by int32
}

func (w *winding) reset() { w.base, w.steps, w.taken = 0, w.steps[:0], 0 }

// take takes in those of a row's first entries, of tiles of the given height, that it has not yet.
func (w *winding) take(left []entry, high float64) {
	for i := w.taken; i < len(left); i++ {
		e := &left[i]
		if e.low.v <= -high {
			w.base += e.sign
		} else {
			w.rise(e.low.v, e.sign)
		}
		if e.high.v < high {
			w.rise(e.high.v, -e.sign)
		}
	}
	w.taken = max(w.taken, len(left))
}

func (w *winding) rise(v float64, by int32) {
	k, end := 0, len(w.steps)
	for k < end {
		if middle := int(uint(k+end) >> 1); w.steps[middle].v < v {
			k = middle + 1
		} else {
			end = middle
		}
	}
	switch {
	case k == len(w.steps) || w.steps[k].v != v:
		w.steps = slices.Insert(w.steps, k, rise{v, by})
	case w.steps[k].by+by == 0:
		w.steps = slices.Delete(w.steps, k, k+1)
	default:
		w.steps[k].by += by
	}
}

// of is the part of a piece of the tile that lies in the region, less what the entries within the tile make of it.
func (w *winding) of(p piece) int64 {
	n := int64(0)
	if w.base != 0 {
		n = int64(w.base) * wholeParts(p.area())
	}
	for _, r := range w.steps {
		n += int64(r.by) * wholeParts(p.above(r.v))
	}
	return n
}
