package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/spf13/pflag"
	"google.golang.org/protobuf/proto"
)

// FuzzCommand gives any arguments and any outline to all that reads them. Either a request comes out that can be sent,
// or an error of one line that the caller can put right.
func FuzzCommand(f *testing.F) {
	outline := collection(shape(`"name":"left"`, "Polygon", triangle), shape(`"role":"keep-out","margin_mm":1`, "MultiPolygon", "["+triangle+"]"))
	f.Add("--pattern=triangular\n--spacing=3mm\n--angle=17deg\n--margin=2mm", []byte(outline), "spec.outline.polygons[0].shell.x_um[1]")
	f.Add("--pattern=none\n--fixed=a=1,2,3uL\n--volume=20uL\n--component=x=10mg/mL", []byte(""), "spec.fixed_points[0]")
	f.Add("--pattern=square\n--spacing=1cm\n--placement=origin=1,2\n--feature=left", []byte(outline), "spec.dosing.mixture[9]")
	f.Add("--placement=lattice=1,2,3,4,5,6\n--order=serpentine", []byte(`{"type":"Polygon","coordinates":[[],[[1,2,3]]]}`), "spec.outline.keep_outs[0].polygon.shell")
	f.Add("--pattern=none\n--total=2mL\n--share=voronoi\n--cap=1.5\n--component=x=1mg/2mL,3mL\n--diluent=s=1mL\n--step=5nL\n--reservoir=1mL\n--insertion=5mm@30deg",
		[]byte(outline), "spec.dosing.mixture[0].part_nl")
	f.Add("--protocol=prp-scalp\n--body-mass=70kg\n--layer=deep-dermis\n--limit=soft total dose of x<=5mg/kg in 84d (y)\n--limit=points>=5\n--delivered=x=5units,3d",
		[]byte(outline), "spec.limits[1]")
	f.Add("-o\nsvg", []byte(`{"type":"MultiPolygon","coordinates":[[],[[]]]}`), "[")
	f.Fuzz(func(t *testing.T, args string, data []byte, field string) {
		flags := pflag.NewFlagSet("grid", pflag.ContinueOnError)
		flags.Usage = func() {}
		task := newTask(flags)
		if err := flags.Parse(strings.Split(args, "\n")); err != nil {
			checkFault(t, flagError(newGrid(), err))
			return
		}
		a, err := readArea(data, task.feature)
		checkFault(t, err)
		req, err := task.plan.request(a)
		checkFault(t, err)
		if err == nil {
			if _, err := proto.Marshal(req); err != nil {
				t.Errorf("the request cannot be sent: %v", err)
			}
		}
		if place := oneLine(task.place(a, field)); strings.Contains(place, "\n") {
			t.Errorf("place(%q) = %q has more than one line", field, place)
		}
	})
}

func checkFault(t *testing.T, err error) {
	t.Helper()
	var stderr bytes.Buffer
	code, text := report(&stderr, err), stderr.String()
	switch {
	case err == nil && (code != exitOK || text != ""):
		t.Errorf("no error: got exit code %d and %q", code, text)
	case err != nil && code != exitBadInput:
		t.Errorf("%v: got exit code %d, want %d", err, code, exitBadInput)
	case err != nil && (!strings.HasPrefix(text, "mesogrid: ") || strings.Count(text, "\n") != 1 || !strings.HasSuffix(text, "\n")):
		t.Errorf("got message %q, want one line that starts with mesogrid:", text)
	}
}
