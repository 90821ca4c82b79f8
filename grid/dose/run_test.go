package dose

import (
	"errors"
	"math"
	"testing"
)

// No machine holds the points that overflow a total, so they are given without their column.
func TestTotalAtItsLimit(t *testing.T) {
	const each = math.MaxUint32
	d, err := New(Spec{Rule: Fixed(each)})
	if err != nil {
		t.Fatal(err)
	}
	give := func(r *Run, points uint64) error { return r.give("dosing.point_nl", each, points, each, 1) }
	most := uint64(math.MaxUint64 / each) // divides it without rest
	for _, c := range []struct {
		points uint64
		ok     bool
	}{{most, true}, {most + 1, false}, {math.MaxUint64, false}} {
		r, err := d.Start(nil, Ground{Cell: 1e8})
		if err != nil {
			t.Fatal(err)
		}
		err = give(r, c.points)
		e, refused := errors.AsType[*Error](err)
		if refused == c.ok || refused && (e.Rule != TooMuchVolume || e.Field != "dosing.point_nl") {
			t.Errorf("%d points: %d nL, %v; want ok %t", c.points, r.total, err, c.ok)
		}
		if c.ok {
			if err := give(r, 1); err == nil {
				t.Errorf("%d points and one more: %d nL, want refused", c.points, r.total)
			}
		}
	}
}
