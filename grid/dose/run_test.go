package dose

import (
	"errors"
	"math"
	"testing"
)

// No machine holds the points that overflow a total, so they are added without their column.
func TestTotalAtItsLimit(t *testing.T) {
	const each = math.MaxUint32
	d, err := New(Spec{Rule: Fixed(each)})
	if err != nil {
		t.Fatal(err)
	}
	most := uint64(math.MaxUint64 / each) // divides it without rest
	for _, c := range []struct {
		points uint64
		ok     bool
	}{{most, true}, {most + 1, false}, {math.MaxUint64, false}} {
		r := d.Start(nil)
		r.add(each, c.points)
		total, err := r.Total()
		e, refused := errors.AsType[*Error](err)
		if refused == c.ok || refused && (e.Rule != TooMuchVolume || e.Field != "dosing.point_nl") {
			t.Errorf("Total of %d points = %d, %v; want ok %t", c.points, total, err, c.ok)
		}
	}
	r := d.Start(nil)
	r.add(each, most)
	r.add(1, 1)
	if total, err := r.Total(); err == nil {
		t.Errorf("Total of 2^64 nL in two parts = %d, want refused", total)
	}
}
