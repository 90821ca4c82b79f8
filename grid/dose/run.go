package dose

import (
	"fmt"
	"math/bits"
	"slices"
)

// Run hands out the volumes of one grid in delivery order, fixed points first, and adds them up. It is made by
// Dosing.Start.
type Run struct {
	dosing *Dosing
	own    []uint32 // volumes of the fixed points that are still to come

	points, total uint64            // so far, nL
	byVolume      map[uint32]uint64 // points of each volume
	overflow      bool
}

// Start begins a grid whose first len(own) points are fixed points with volumes of their own, nL; 0: the rule's.
func (d *Dosing) Start(own []uint32) *Run {
	return &Run{dosing: d, own: own, byVolume: make(map[uint32]uint64, 1)}
}

// Append appends the volumes of the next n points, nL. It allocates only where dst lacks capacity.
func (r *Run) Append(dst []uint32, n int) []uint32 {
	each := uint32(r.dosing.each)
	fixed := min(n, len(r.own))
	for _, v := range r.own[:fixed] {
		if v == 0 || each == 0 {
			v = each
		}
		dst = append(dst, v)
		r.add(v, 1)
	}
	r.own = r.own[fixed:]
	if n -= fixed; n == 0 {
		return dst
	}
	r.add(each, uint64(n))
	from := len(dst)
	dst = slices.Grow(dst, n)[:from+n]
	for k := range dst[from:] {
		dst[from+k] = each
	}
	return dst
}

func (r *Run) add(volume uint32, n uint64) {
	hi, given := bits.Mul64(uint64(volume), n)
	total, carry := bits.Add64(r.total, given, 0)
	r.overflow = r.overflow || hi != 0 || carry != 0
	r.total = total
	r.points += n
	r.byVolume[volume] += n
}

// Total is the sum of all volumes so far, nL; an *Error where it does not fit 64 bits.
func (r *Run) Total() (uint64, error) {
	if r.overflow {
		return 0, &Error{Field: "dosing.point_nl", Rule: TooMuchVolume, Text: fmt.Sprintf(
			"is %d nL, too much for %d points: the total exceeds 2^64 - 1 nL; give less, or fewer points",
			r.dosing.each, r.points)}
	}
	return r.total, nil
}
