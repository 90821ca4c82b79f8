package dose

import (
	"fmt"
	"math"
	"math/bits"

	"github.com/mesogrid/mesogrid/grid"
)

const (
	// maxPoint is the greatest volume that the contract's column holds, nL: 4.29 L.
	maxPoint = math.MaxUint32
	// MaxRefills bounds how often the reservoir of one grid is filled again: who needs more has mixed up the units.
	MaxRefills = 1_000
)

// tally is what the points so far add up to.
type tally struct {
	points, total uint64  // nL
	asked         uint64  // nL; of the points that are not due a share of their area
	squares       sum128  // of all volumes
	most, least   extreme // volume of a point
	dense, thin   extreme // volume of a point over its area
	left          uint64  // in the reservoir, nL
	refills       []uint64
}

// extreme is the first of the points that have the greatest or the least value.
type extreme struct {
	volume uint32
	area   uint64 // of the point or the nominal cell, whichever is more, um2; 0 without a lattice
	point  uint64
}

// denser tells whether more is given over the area of e than over that of f.
func (e extreme) denser(f extreme) bool {
	eHi, eLo := bits.Mul64(uint64(e.volume), f.area)
	fHi, fLo := bits.Mul64(uint64(f.volume), e.area)
	return eHi > fHi || eHi == fHi && eLo > fLo
}

// give counts n points, one at least, that get v nL each on an area. field and due, nL, are for the error.
func (r *Run) give(field string, v uint32, n uint64, due, area uint64) error {
	if v == 0 || v < r.dosing.injector.MinShot {
		return r.belowMinShot(field, v, due)
	}
	if given, ok := mul(uint64(v), n); !ok || !increase(&r.total, given) {
		return r.tooMuch(field)
	}
	if err := r.draw(field, v, n); err != nil {
		return err
	}
	e := extreme{volume: v, area: area, point: r.points}
	if r.points == 0 {
		r.most, r.least, r.dense, r.thin = e, e, e, e
	}
	if v > r.most.volume {
		r.most = e
	}
	if v < r.least.volume {
		r.least = e
	}
	if e.denser(r.dense) {
		r.dense = e
	}
	if r.thin.denser(e) {
		r.thin = e
	}
	r.squares.add(uint64(v)*uint64(v), n)
	r.points += n
	return nil
}

// draw takes n shots of v from the reservoir.
func (r *Run) draw(field string, v uint32, n uint64) error {
	in := &r.dosing.injector
	if in.Reservoir == 0 {
		return nil
	}
	if uint64(v) > in.usable() {
		return r.refuse(field, AboveReservoir, "is too much: point %d would get %v, and a full reservoir gives %v; reduce it, or "+
			"give a larger reservoir_nl", r.points, Nanolitres(v), Nanolitres(in.usable()))
	}
	for point := r.points; ; {
		shots := min(r.left/uint64(v), n)
		r.left -= shots * uint64(v)
		point += shots
		if n -= shots; n == 0 {
			return nil
		}
		if len(r.refills) == MaxRefills {
			return r.refuse("injector.reservoir_nl", TooManyRefills, "is %v, to be filled again more than %d times; check its unit, "+
				"or give a larger reservoir", Nanolitres(in.Reservoir), MaxRefills)
		}
		r.refills = append(r.refills, point)
		r.left = in.usable()
	}
}

// refuse names the next point.
func (r *Run) refuse(field string, rule grid.Rule, format string, args ...any) error {
	return &Error{Field: field, Rule: rule, Text: fmt.Sprintf(format, args...), Point: new(r.points)}
}

func (r *Run) aboveMaxShot(field string, due uint64) error {
	return r.refuse(field, AboveMaxShot, "is too much: point %d is due %v, and the injector's maximum shot is %v; %s",
		r.points, Nanolitres(due), Nanolitres(r.dosing.injector.MaxShot), r.less())
}

func (r *Run) belowMinShot(field string, v uint32, due uint64) error {
	in := r.dosing.injector
	switch {
	case v == 0 && due == 0:
		return r.refuse(field, BelowMinShot, "is too little: point %d is due less than 1 nL and would get none; %s", r.points, r.more())
	case v == 0:
		return r.refuse(field, BelowMinShot, "is too little: point %d is due %v, less than the injector's step of %v, and would "+
			"get none; %s", r.points, Nanolitres(due), Nanolitres(in.Step), r.more())
	}
	return r.refuse(field, BelowMinShot, "is too little: point %d would get %v, and the injector's minimum shot is %v; %s",
		r.points, Nanolitres(v), Nanolitres(in.MinShot), r.more())
}

func (r *Run) tooMuch(field string) error {
	return r.refuse(field, TooMuchVolume, "is too much: the total exceeds 2^64 - 1 nL at point %d; reduce it", r.points)
}

func (r *Run) tooMuchForPoint(field string, v uint64) error {
	return r.refuse(field, TooMuchVolume, "is too much: point %d would get %v, and a point takes at most %v; %s",
		r.points, Nanolitres(v), Nanolitres(maxPoint), r.less())
}

// less is what to do where a point would get too much.
func (r *Run) less() string {
	if _, ok := r.dosing.rule.(Total); ok {
		return "reduce it, or share it among more points"
	}
	return "reduce it"
}

// more is what to do where a point would get too little.
func (r *Run) more() string {
	switch _, total := r.dosing.rule.(Total); {
	case r.areas != nil:
		return "raise it, keep points off the rim with a margin, or choose equal shares"
	case total:
		return "raise it, or share it among fewer points"
	}
	return "raise it"
}

// increase adds to a sum; false where 64 bits do not hold it.
func increase(sum *uint64, by uint64) bool {
	total, carry := bits.Add64(*sum, by, 0)
	*sum = total
	return carry == 0
}
