package grid

import (
	"reflect"
	"testing"
)

// areaFrom reads an area out of any bytes: a header with the kind of the next ring and its number of vertices, then the
// vertices, a byte a coordinate, spread by scale.
func areaFrom(data []byte, scale int32) Area {
	var a Area
	for len(data) > 0 {
		kind, n := data[0]>>6, int(data[0]&31)
		data = data[1:]
		n = min(n, len(data)/2)
		var r Ring
		for i := range n {
			r.X, r.Y = append(r.X, int32(data[2*i])*scale), append(r.Y, (int32(data[2*i+1])-128)*scale)
		}
		data = data[2*n:]
		var last *Polygon
		if k := len(a.KeepOuts); k > 0 {
			last = &a.KeepOuts[k-1].Polygon
		} else if k := len(a.Polygons); k > 0 {
			last = &a.Polygons[k-1]
		}
		switch {
		case last == nil || kind == 0 && len(a.KeepOuts) == 0:
			a.Polygons = append(a.Polygons, Polygon{Shell: r})
		case kind == 1:
			a.KeepOuts = append(a.KeepOuts, KeepOut{Polygon: Polygon{Shell: r}, Margin: Micrometres(n)})
		default:
			last.Holes = append(last.Holes, r)
		}
	}
	return a
}

// FuzzOutline makes outlines of any bytes: no panic, no more work than allowed, the verdict of the slow opinion, and a
// valid outline keeps its invariants.
func FuzzOutline(f *testing.F) {
	f.Add([]byte{4, 0, 0, 10, 0, 10, 10, 0, 10}, uint16(0), uint8(0))
	f.Add([]byte{4, 0, 0, 10, 0, 10, 10, 0, 10, 0x83, 2, 2, 5, 2, 2, 5, 0x43, 0, 0, 10, 0, 0, 10}, uint16(9), uint8(1))
	f.Add([]byte{4, 0, 0, 40, 40, 40, 0, 0, 40}, uint16(1), uint8(2))
	f.Add([]byte{4, 0, 0, 9, 0, 9, 9, 0, 9, 4, 9, 9, 18, 9, 18, 18, 9, 18, 0x44, 0, 0, 9, 0, 9, 9, 0, 9}, uint16(0), uint8(0))
	f.Fuzz(func(t *testing.T, data []byte, limit uint16, scale uint8) {
		if len(data) > 400 {
			return
		}
		// The last scale reaches the greatest extent: 255 steps of it are just below 2^29 um.
		a := areaFrom(data, []int32{1, 1000, 2_105_376}[scale%3])
		o, err := NewOutline(a, nil)
		if again, errAgain := NewOutline(a, new(Work)); !reflect.DeepEqual(o, again) || !reflect.DeepEqual(err, errAgain) {
			t.Errorf("two calls gave %v, %v and %v, %v", o, err, again, errAgain)
		}
		w := &Work{Limits: Cost{Pairs: int64(limit)}}
		if _, limited := NewOutline(a, w); limited != nil && asError(limited).Rule == TooMuchWork {
			if spent := w.Spent().Pairs; spent > int64(limit)+pairBatch || spent <= int64(limit) {
				t.Errorf("spent %d pairs at a limit of %d, want at most %d more", spent, limit, pairBatch)
			}
		} else if (limited == nil) != (err == nil) {
			t.Errorf("with a limit: %v, without: %v", limited, err)
		}
		if err == nil {
			if err := checkInvariants(a, o); err != nil {
				t.Errorf("%v\n%v", err, a)
			}
		}
		if len(data) > 60 || len(a.Polygons) == 0 {
			return // too slow for the slow opinion
		}
		slow := newSlowArea(a)
		if want := slow.valid(); (err == nil) != want {
			t.Fatalf("got %v, want valid %t\n%v", err, want, a)
		}
		if err == nil && len(a.KeepOuts) > 0 {
			overlaps, area2 := slow.related()
			if got, exact := o.Area2(); exact == overlaps || !area2.IsInt() || area2.Num().Int64() != got {
				t.Errorf("got twice the area %d, exact %t; want %s, exact %t\n%v", got, exact, area2.RatString(), !overlaps, a)
			}
		}
	})
}
