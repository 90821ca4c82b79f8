package main

import (
	"encoding/json"
	"errors"
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/mesogrid/mesogrid/client"
	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// A request for devices brings the grid that was looked at, point for point, and of a changed plan none.
func TestRequest(t *testing.T) {
	for plan, args := range plans {
		code, text, errs := call(t, "", append([]string{"grid", "-o", "request"}, args...)...)
		if code != exitOK {
			t.Fatalf("%s: exit code %d, %s", plan, code, errs)
		}
		_, again, _ := call(t, "", append([]string{"grid", "-o", "request"}, args...)...)
		_, shown, _ := call(t, "", append([]string{"grid", "-o", "json"}, args...)...)
		var want struct {
			Points struct {
				XUm, YUm []int32
				VolumeNl []uint32
			}
		}
		if err := json.Unmarshal([]byte(shown), &want); err != nil {
			t.Fatal(err)
		}
		req := new(mesogridv1.StreamGridRequest)
		if err := proto.Unmarshal([]byte(text), req); err != nil || text != again {
			t.Fatalf("%s: %v, and the same bytes twice is %t", plan, err, text == again)
		}
		conns, err := new(endpoint).dial(1)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(conns.close)
		device := client.New(conns.list[0])
		s, err := device.StreamGrid(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		got := new(mesogridv1.Points)
		for s.Next() {
			proto.Merge(got, s.Chunk().GetPoints())
		}
		if err := s.Err(); err != nil || !proto.Equal(got, &mesogridv1.Points{XUm: want.Points.XUm, YUm: want.Points.YUm, VolumeNl: want.Points.VolumeNl}) {
			t.Errorf("%s: a device gets %d points, %v; the table shows %d", plan, len(got.GetXUm()), err, len(want.Points.XUm))
		}
		req.GetSpec().Depth = &mesogridv1.Depth{Kind: &mesogridv1.Depth_DepthUm{DepthUm: 1_234}}
		if _, err := device.StreamGrid(t.Context(), req); !errors.As(err, new(*client.ChangedError)) {
			t.Errorf("%s: with another depth a device gets %v, want GRID_CHANGED", plan, err)
		}
	}
}
