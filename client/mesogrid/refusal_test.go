package main

import (
	"context"
	"fmt"
	"net"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// refusals are calls that a person has to change. What they are told stands in testdata/refusals.golden, to be read.
var refusals = []string{
	"grid",
	"grid nowhere.geojson",
	"grid --spacing 3mm testdata/strip.geojson",
	"grid --pattern square testdata/strip.geojson",
	"grid --pattern hexagonal testdata/strip.geojson",
	"grid --pattern square --spacing 3 testdata/strip.geojson",
	"grid --pattern square --spacing 3.0005mm testdata/strip.geojson",
	"grid --pattern square --spacing 3in testdata/strip.geojson",
	"grid --pattern square --spacing 10um testdata/strip.geojson",
	"grid --pattern square --spacing 20um testdata/strip.geojson",
	"grid --pattern square --spacing 10mm --margin 2000mm testdata/strip.geojson",
	"grid --pattern square --spacing 10mm --margin -1mm testdata/strip.geojson",
	"grid --pattern square --spacing 10mm --angle 361deg testdata/strip.geojson",
	"grid --pattern square --spacing 10mm --order spiral testdata/strip.geojson",
	"grid --pattern square --spacing 10mm --placement corner testdata/strip.geojson",
	"grid --pattern square --spacing 10mm --placement lattice=0,0,10,0,0,10 testdata/strip.geojson",
	"grid --pattern square --spacing 10mm --angle 1deg --placement lattice=0,0,10485760000,0,0,10485760000 testdata/strip.geojson",
	"grid --pattern square --spacing 10mm --fixed a=500,2 testdata/strip.geojson",
	"grid --pattern square --spacing 10mm --fixed a=5,2,1uL testdata/strip.geojson",
	"grid --pattern square --spacing 10mm --volume 0uL testdata/strip.geojson",
	"grid --pattern square --spacing 10mm --volume 1cc testdata/strip.geojson",
	"grid --pattern square --spacing 10mm --component x=1mg/mL testdata/strip.geojson",
	"grid --pattern square --spacing 10mm --volume 1uL --component x=10U/mL testdata/strip.geojson",
	"grid --pattern square --spacing 10mm --volume 1uL --component x=1mg/mL --component x=2mg/mL testdata/strip.geojson",
	"grid --pattern none --spacing 10mm testdata/strip.geojson",
	"grid --pattern square --spacing 10mm testdata/bowtie.geojson",
	"grid --pattern square --spacing 10mm --feature square testdata/flat_eye.geojson",
	"grid --pattern square --spacing 10mm --feature circle testdata/bowtie.geojson",
	"grid --pattern square --spacing 10mm -o xml testdata/strip.geojson",
	"grid --pattern square --spacing 10mm -o csv --omit-points testdata/strip.geojson",
	"grid --pattern square --spacing 10mm --timeout 0s testdata/strip.geojson",
	"grid --pattern square --spacing 10mm --timeout soon testdata/strip.geojson",
	"grid --pattern square --spacing 10mm --addr localhost testdata/strip.geojson",
	"grid --pattern square --spacing 10mm testdata/strip.geojson testdata/thighs.geojson",
	"grid --colour red testdata/strip.geojson",
	"plan testdata/strip.geojson",
}

func TestRefusals(t *testing.T) {
	var all strings.Builder
	for _, line := range refusals {
		code, stdout, stderr := call(t, "", strings.Fields(line)...)
		if code != exitBadInput || stdout != "" || strings.Count(stderr, "\n") != 1 {
			t.Errorf("mesogrid %s: got exit code %d, output %q, errors %q; want %d, none, one line", line, code, stdout, stderr, exitBadInput)
		}
		fmt.Fprintf(&all, "$ mesogrid %s\n%s\n", line, stderr)
	}
	golden(t, "refusals.golden", all.String())
}

// fake is a service that answers as it is told.
type fake struct {
	mesogridv1.UnimplementedGridServiceServer
	answer func(context.Context) (*mesogridv1.GenerateGridResponse, error)
}

func (f *fake) GenerateGrid(ctx context.Context, _ *mesogridv1.GenerateGridRequest) (*mesogridv1.GenerateGridResponse, error) {
	return f.answer(ctx)
}

// serve runs a service on a free port of this machine and answers with its address.
func serve(t *testing.T, register func(*grpc.Server)) string {
	t.Helper()
	lis, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := grpc.NewServer()
	register(s)
	go func() { _ = s.Serve(lis) }()
	t.Cleanup(s.Stop)
	return lis.Addr().String()
}

func TestServiceFailures(t *testing.T) {
	fails := func(code codes.Code, text string) func(context.Context) (*mesogridv1.GenerateGridResponse, error) {
		return func(context.Context) (*mesogridv1.GenerateGridResponse, error) { return nil, status.Error(code, text) }
	}
	tests := []struct {
		name   string
		answer func(context.Context) (*mesogridv1.GenerateGridResponse, error)
		code   int
		want   string
	}{
		{"invalid without details", fails(codes.InvalidArgument, "no"), exitBadInput, "mesogrid: no\n"},
		{"limit", fails(codes.FailedPrecondition, "too much"), exitBadInput, "mesogrid: too much\n"},
		{"load", fails(codes.ResourceExhausted, "busy"), exitFailed, "--omit-points or a larger --spacing, or try again later (busy)"},
		{"internal", fails(codes.Internal, "internal error"), exitFailed, "failed: internal error (Internal)"},
		{"two lines", fails(codes.Internal, "a\nb\x1b[31m"), exitFailed, "failed: a b [31m (Internal)\n"},
		{"unimplemented", fails(codes.Unimplemented, "unknown method"), exitFailed, "cannot compute grids: check --addr"},
		{"late", func(ctx context.Context) (*mesogridv1.GenerateGridResponse, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		},
			exitFailed, "mesogrid: no answer within 50ms: raise --timeout"},
		{"damaged", func(context.Context) (*mesogridv1.GenerateGridResponse, error) {
			return &mesogridv1.GenerateGridResponse{Header: &mesogridv1.GridHeader{TotalVolumeNl: 1}}, nil
		}, exitFailed, "mesogrid: "},
	}
	for _, tt := range tests {
		addr := serve(t, func(s *grpc.Server) { mesogridv1.RegisterGridServiceServer(s, &fake{answer: tt.answer}) })
		timeout := "1m"
		if tt.name == "late" {
			timeout = "50ms"
		}
		code, stdout, stderr := call(t, "", append([]string{"grid", "--addr", addr, "--timeout", timeout}, plans["strip"]...)...)
		if code != tt.code || stdout != "" || !strings.Contains(stderr, tt.want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%s: got exit code %d, %q; want %d, one line with %q", tt.name, code, stderr, tt.code, tt.want)
		}
	}
}

func TestNoService(t *testing.T) {
	lis, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := lis.Addr().String()
	if err := lis.Close(); err != nil {
		t.Fatal(err)
	}
	code, _, stderr := call(t, "", append([]string{"grid", "--addr", addr}, plans["strip"]...)...)
	if want := "mesogrid: the service at " + addr + " does not answer: check --addr"; code != exitFailed || !strings.HasPrefix(stderr, want) {
		t.Errorf("got exit code %d, %q; want %d, %q", code, stderr, exitFailed, want)
	}
}

func TestPlace(t *testing.T) {
	a, err := readArea([]byte(collection(shape(`"name":"left"`, "MultiPolygon", "["+triangle+","+triangle+"]"),
		shape(`"name":"eye","role":"keep-out"`, "Polygon", triangle))), "")
	if err != nil {
		t.Fatal(err)
	}
	p := &plan{spacing: quantity{text: "3mm"}, components: components{text: []string{"deoxycholic acid=1mg/mL"}},
		fixed: fixedPoints{text: []string{"a=1,2"}}}
	for field, want := range map[string]string{
		"spec":            "",
		"spec.spacing_um": "--spacing 3mm",
		"spec.outline":    "the outline",
		"spec.outline.polygons[1].shell.x_um[17]":         `"left" polygon 2 of 2 shell vertex[17]`,
		"spec.outline.polygons[0].holes[2].y_um[3]":       `"left" polygon 1 of 2 holes[2] vertex[3]`,
		"spec.outline.polygons[1]":                        `"left" polygon 2 of 2`,
		"spec.outline.polygons[2].shell":                  "the outline",
		"spec.outline.keep_outs[0].polygon.shell.x_um[1]": `keep-out "eye" shell vertex[1]`,
		"spec.outline.keep_outs[0].margin_um":             `keep-out "eye" margin_um`,
		"spec.outline.keep_outs[4]":                       "the keep-outs",
		"spec.fixed_points[0].x_um":                       "--fixed a=1,2",
		"spec.fixed_points[7]":                            "--fixed",
		"spec.dosing.mixture[0].unit":                     `--component "deoxycholic acid=1mg/mL"`,
		"spec.dosing.point_nl":                            "--volume",
		"spec.lattice.a_x":                                "--placement",
		"omit_points":                                     "--omit-points",
		"spec.new_field.inside":                           "spec.new_field.inside",
		"":                                                "",
	} {
		if got := (&task{plan: p}).place(a, field); got != want {
			t.Errorf("place(%q) = %q, want %q", field, got, want)
		}
	}
}
