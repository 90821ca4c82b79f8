package grid_test

import (
	"errors"
	"math"
	"testing"

	"github.com/mesogrid/mesogrid/grid"
)

// 30 degrees and 5 mm make 2.5 mm (Micheels et al. 2016).
func TestInsertion(t *testing.T) {
	for _, c := range []struct {
		needle grid.Insertion
		want   grid.Micrometres
	}{
		{grid.Insertion{Length: 5_000, Angle: 30_000}, 2_500},
		{grid.Insertion{Length: 4_000, Angle: 90_000}, 4_000},
		{grid.Insertion{Length: 13_000, Angle: 45_000}, 9_192},
		{grid.Insertion{Length: 1, Angle: 90_000}, 1},
		{grid.Insertion{Length: 100_000, Angle: 1}, 2},
		{grid.Insertion{Length: 100_000, Angle: 89_999}, 100_000},
	} {
		got, err := c.needle.Depth()
		if got != c.want || err != nil {
			t.Errorf("%+v: Depth = %v, %v, want %v", c.needle, got, err, c.want)
		}
	}
	for length := grid.Micrometres(1); length <= grid.MaxDepth; length += 997 {
		for angle := grid.Millidegrees(1); angle <= 90_000; angle += 1_237 {
			want := float64(length) * math.Sin(float64(angle)*math.Pi/180_000)
			got, err := grid.Insertion{Length: length, Angle: angle}.Depth()
			if err == nil && math.Abs(float64(got)-want) > 0.5+1e-9 || err != nil && want >= 0.5 {
				t.Fatalf("%d um at %d mdeg: Depth = %v, %v, want %g", length, angle, got, err, want)
			}
		}
	}
}

func TestInsertionRefused(t *testing.T) {
	for _, c := range []struct {
		needle grid.Insertion
		field  string
	}{
		{grid.Insertion{Length: 0, Angle: 30_000}, "depth.insertion.length_um"},
		{grid.Insertion{Length: 100_001, Angle: 30_000}, "depth.insertion.length_um"},
		{grid.Insertion{Length: 5_000, Angle: 0}, "depth.insertion.angle_mdeg"},
		{grid.Insertion{Length: 5_000, Angle: 90_001}, "depth.insertion.angle_mdeg"},
		{grid.Insertion{Length: 5_000, Angle: -1}, "depth.insertion.angle_mdeg"},
		{grid.Insertion{Length: 1, Angle: 1_000}, "depth.insertion"},
	} {
		_, err := c.needle.Depth()
		if e, ok := errors.AsType[*grid.Error](err); !ok || e.Field != c.field || e.Rule != grid.OutOfRange {
			t.Errorf("%+v: Depth gives %v, want it refused in %s", c.needle, err, c.field)
		}
	}
}

func TestLayers(t *testing.T) {
	for l := grid.Epidermis; l <= grid.Dermis; l++ {
		if from, end := l.Depths(); l.String() == "" || from >= end {
			t.Errorf("layer %d: %q from %v to %v", l, l, from, end)
		}
	}
}
