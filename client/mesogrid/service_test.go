package main

import (
	"context"
	"net"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/spf13/pflag"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// fake is a service that answers as it is told.
type fake struct {
	mesogridv1.UnimplementedGridServiceServer
	answer func(context.Context) (*mesogridv1.GenerateGridResponse, error)
}

func (f *fake) GenerateGrid(ctx context.Context, _ *mesogridv1.GenerateGridRequest) (*mesogridv1.GenerateGridResponse, error) {
	return f.answer(ctx)
}

// serve runs a service on a free port of this machine and answers with its address.
func serve(t *testing.T, register func(*grpc.Server), opts ...grpc.ServerOption) string {
	t.Helper()
	lis, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := grpc.NewServer(opts...)
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
		{"unimplemented", fails(codes.Unimplemented, "unknown method"), exitFailed, "is no mesogrid service, or an older one: check --addr"},
		{"late", func(ctx context.Context) (*mesogridv1.GenerateGridResponse, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		},
			exitFailed, "did not answer within 50ms: check --addr"},
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

// What listens at an address may be something else, or silent.
func TestNoMesogrid(t *testing.T) {
	web := httptest.NewServer(nil)
	defer web.Close()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	for _, tt := range []struct{ addr, want string }{
		{web.Listener.Addr().String(), " is no mesogrid service, or one that speaks TLS: check --addr, or add --tls"},
		{silent.Addr().String(), " did not answer within 500ms: check --addr and that mesogridd runs there"},
	} {
		code, stdout, stderr := call(t, "", append([]string{"grid", "--addr", tt.addr, "--timeout", "500ms"}, plans["strip"]...)...)
		if code != exitFailed || stdout != "" || !strings.Contains(stderr, tt.addr+tt.want) {
			t.Errorf("got exit code %d, %q, %q; want %d, %q", code, stdout, stderr, exitFailed, tt.addr+tt.want)
		}
	}
}

func TestNoTime(t *testing.T) {
	code, _, stderr := call(t, "", append([]string{"grid", "--timeout", "1ns"}, plans["strip"]...)...)
	if want := "mesogrid: no answer within 1ns: raise --timeout, or use a larger --spacing\n"; code != exitFailed || stderr != want {
		t.Errorf("got exit code %d, %q; want %d, %q", code, stderr, exitFailed, want)
	}
}

func TestPlace(t *testing.T) {
	a, err := readArea([]byte(collection(shape(`"name":"left"`, "MultiPolygon", "["+triangle+","+triangle+"]"),
		shape(`"name":"eye","role":"keep-out"`, "Polygon", triangle))), "")
	if err != nil {
		t.Fatal(err)
	}
	p := &plan{spacing: quantity{text: "3mm"}, fixed: fixedPoints{text: []string{"a=1,2"}}}
	d := &p.dosing
	d.register(pflag.NewFlagSet("", pflag.ContinueOnError))
	for value, text := range map[pflag.Value]string{
		&componentFlag{&d.mixture}: "deoxycholic acid=1mg/mL", &d.total: "2mL", &d.share: "clipped-cell", &d.insertion: "5mm@30deg",
		&d.limits: "points<=5", &d.delivered: "toxin=5units,3d", &d.mass: "70kg", &d.protocol: "botulinum-palm", &d.maxShot: "1mL",
	} {
		if err := value.Set(text); err != nil {
			t.Fatal(err)
		}
	}
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
		"spec.dosing.rule":                                "--total 2mL",
		"spec.dosing.total_nl":                            "--total 2mL",
		"spec.dosing.share":                               "--share clipped-cell",
		"spec.dosing.cap_permille":                        "--cap",
		"spec.injector.max_shot_nl":                       "--max-shot 1mL",
		"spec.depth":                                      "--insertion 5mm@30deg",
		"spec.depth.insertion.angle_mdeg":                 "--insertion 5mm@30deg",
		"spec.limits[0].unit":                             "--limit points<=5",
		"spec.limits[1]":                                  "--limit",
		"spec.delivered[0].unit":                          "--delivered toxin=5units,3d",
		"spec.body_mass_g":                                "--body-mass 70kg",
		"spec.protocol":                                   "--protocol botulinum-palm",
		"spec.lattice.a_x":                                "--placement AX",
		"omit_points":                                     "--omit-points",
		"spec.new_field.inside":                           "spec.new_field.inside",
		"":                                                "",
	} {
		if got := (&task{plan: p}).place(a, field); got != want {
			t.Errorf("place(%q) = %q, want %q", field, got, want)
		}
	}
	for text, want := range map[string]string{
		"lies inside outline.polygons[1].holes[0]; move it":             `lies inside "left" polygon 2 of 2 holes[0]; move it`,
		"crosses outline.keep_outs[0].polygon.shell between":            `crosses keep-out "eye" shell between`,
		"lies at (1, 2) mm, as fixed_points[0] does":                    "lies at (1, 2) mm, as --fixed a=1,2 does",
		`is "x", as that of mixture[0]; name`:                           `is "x", as that of --component "deoxycholic acid=1mg/mL"; name`,
		"lies 1 mm from the edge of polygon 0, nearer":                  `lies 1 mm from the edge of "left" polygon 1 of 2, nearer`,
		`lies 1 mm from keep-out 0 ("eye"), nearer`:                     `lies 1 mm from keep-out "eye", nearer`,
		"Reduce margin_um or spacing_um, or choose PATTERN_TRIANGULAR.": "Reduce --margin or --spacing, or choose --pattern triangular.",
	} {
		if got := (&task{plan: p}).located(a, "", text); got != want {
			t.Errorf("located(%q) = %q, want %q", text, got, want)
		}
	}
	text := "No lattice point lies in 2 of 2 polygons: index 0, 1 and 3 more. Reduce margin_um."
	want := `No lattice point lies in 2 of 2 polygons: "left" polygon 1 of 2, "left" polygon 2 of 2 and 3 more. Reduce --margin.`
	if got := (&task{plan: p}).located(a, "spec.outline.polygons[0]", text); got != want {
		t.Errorf("located(%q) = %q, want %q", text, got, want)
	}
}
