package main

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/twpayne/go-geom/encoding/geojson"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protojson"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

var update = flag.Bool("update", false, "write the golden files of testdata anew")

// call runs the command as a person does.
func call(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), args, strings.NewReader(stdin), &out, &errs)
	return code, out.String(), errs.String()
}

// golden compares with a file of testdata, or writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", path, got, want)
	}
}

// plans are asked for in every format. What the strip gives can be worked out by hand.
var plans = map[string][]string{
	"strip": {"--pattern", "square", "--spacing", "10mm", "--volume", "0.2mL", "--component", "deoxycholic acid=10mg/mL",
		"testdata/strip.geojson"},
	"thighs": {"--pattern", "triangular", "--spacing", "7.5mm", "--angle", "17deg", "--margin", "1mm", "--volume", "20uL",
		"--fixed", "A & B=5,5,100uL", "--component", "toxin=200units/30mL", "--component", "vitamin C=5µg/mL", "testdata/thighs.geojson"},
	"sites": {"--pattern", "none", "--volume", "0.3mL", "--fixed", "brow=0,0", "--fixed", "glabella=-10.5,3,0.1mL", "--fixed", "c=1,2,1mL",
		"--fixed", "d=3,4,2mL", "--fixed", "e=5,6,3mL", "--fixed", "f=7,8,4mL", "--fixed", "g=9,10,5mL"},
	"fit": {"--pattern", "triangular", "--spacing", "10mm", "--margin", "4mm", "--placement", "best-fit", "--volume", "20uL",
		"testdata/oval.geojson"},
	"short": {"--pattern", "triangular", "--spacing", "10mm", "--angle", "17deg", "--margin", "3mm", "--volume", "20uL", "--order", "shortest",
		"--fixed", "chin=0,-75", "examples/face.geojson"},
	"empty": {"--pattern", "square", "--spacing", "10mm", "--margin", "30mm", "testdata/strip.geojson"},
}

// longFraction finds the digits of the report's doubles that may differ from one machine to another.
var longFraction = regexp.MustCompile(`([0-9]\.[0-9]{9})[0-9]+`)

func TestGolden(t *testing.T) {
	for plan, args := range plans {
		for _, f := range formats {
			if f.name == "request" {
				continue // is not for people: TestRequest
			}
			name := plan + "." + f.name
			t.Run(name, func(t *testing.T) {
				code, stdout, stderr := call(t, "", append([]string{"grid", "-o", f.name}, args...)...)
				if code != exitOK {
					t.Fatalf("got exit code %d, %s", code, stderr)
				}
				golden(t, name+".golden", longFraction.ReplaceAllString(stdout, "$1"))
				if warns := strings.HasPrefix(stderr, "mesogrid: warning: "); warns != (plan != "strip" && plan != "sites" && plan != "fit" && plan != "short" && !f.showsWarnings) {
					t.Errorf("standard error: got %q", stderr)
				}
			})
		}
	}
}

func TestStrip(t *testing.T) {
	code, stdout, stderr := call(t, "", append([]string{"grid"}, plans["strip"]...)...)
	if code != exitOK || stderr != "" {
		t.Fatalf("got exit code %d, %s", code, stderr)
	}
	rows := strings.Join(strings.Fields(stdout), " ")
	for _, want := range []string{"Points 50 ", "Area 50 cm2", "Nominal cell 100 mm2", "x 5 to 95 mm, y 5 to 45 mm",
		"10 mL in all, 0.2 mL a point", "lattice density 0.2 mL/cm2", "mean density 0.2 mL/cm2", "longest jump 10 mm",
		"Travel 490 mm", "deoxycholic acid 100 mg 2 mg 2 mg/cm2 2 mg/cm2"} {
		if !strings.Contains(rows, want) {
			t.Errorf("the table lacks %q:\n%s", want, stdout)
		}
	}
}

// Every format carries the same points in the same order.
func TestFormatsAgree(t *testing.T) {
	outputs := make(map[string]string)
	for _, f := range formats {
		_, outputs[f.name], _ = call(t, "", append([]string{"grid", "-o", f.name}, plans["thighs"]...)...)
	}
	var res mesogridv1.GenerateGridResponse
	if err := protojson.Unmarshal([]byte(outputs["json"]), &res); err != nil {
		t.Fatal(err)
	}
	p := res.GetPoints()
	rows := "index,x_um,y_um,volume_nl\n"
	for i, x := range p.GetXUm() {
		rows += fmt.Sprintf("%d,%d,%d,%d\n", i, x, p.GetYUm()[i], p.GetVolumeNl()[i])
	}
	if outputs["csv"] != rows {
		t.Errorf("csv: got\n%s\nwant, from json,\n%s", outputs["csv"], rows)
	}
	var features geojson.FeatureCollection
	if err := json.Unmarshal([]byte(outputs["geojson"]), &features); err != nil {
		t.Fatal(err)
	}
	if got, want := len(features.Features), len(p.GetXUm()); got != want || want == 0 {
		t.Fatalf("geojson: got %d features, want %d", got, want)
	}
	for i, f := range features.Features {
		xy := f.Geometry.FlatCoords()
		x, okX := roundUM(xy[0])
		y, okY := roundUM(xy[1])
		if !okX || !okY || x != p.GetXUm()[i] || y != p.GetYUm()[i] || f.Properties["volume_nl"] != float64(p.GetVolumeNl()[i]) ||
			f.Properties["index"] != float64(i) {
			t.Errorf("geojson: got feature %d at %v mm with %v, want (%d, %d) um and %d nL", i, xy, f.Properties,
				p.GetXUm()[i], p.GetYUm()[i], p.GetVolumeNl()[i])
		}
	}
	elements := countElements(t, outputs["svg"])
	legend := len((&answer{plan: &plan{}, res: &res}).classes())
	if got, want := elements["circle"], len(p.GetXUm())-1+legend+2; got != want { // one point is a diamond; two rings mark the first
		t.Errorf("svg: got %d circles, want %d", got, want)
	}
}

func countElements(t *testing.T, text string) map[string]int {
	t.Helper()
	elements := make(map[string]int)
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return elements
		}
		if err != nil {
			t.Fatalf("the drawing is not XML: %v", err)
		}
		if start, ok := token.(xml.StartElement); ok {
			elements[start.Name.Local]++
		}
	}
}

// A lattice taken from the table freezes the grid.
func TestFreeze(t *testing.T) {
	ask := []string{"grid", "--pattern", "triangular", "--spacing", "3mm", "--margin", "2mm", "examples/thigh.geojson"}
	_, table, _ := call(t, "", append(ask, "--angle", "17deg")...)
	_, want, _ := call(t, "", append(ask, "--angle", "17deg", "-o", "csv")...)
	fields := strings.Fields(table)
	i := slices.Index(fields, "--placement")
	if i < 0 {
		t.Fatalf("the table has no lattice:\n%s", table)
	}
	code, got, stderr := call(t, "", append(ask, fields[i], fields[i+1], "-o", "csv")...)
	if code != exitOK || got != want {
		t.Errorf("got exit code %d, %s and %d bytes of points, want the same %d bytes", code, stderr, len(got), len(want))
	}
}

func TestStandardInput(t *testing.T) {
	data, err := os.ReadFile("testdata/strip.geojson")
	if err != nil {
		t.Fatal(err)
	}
	args := append([]string{"grid"}, plans["strip"]...)
	_, want, _ := call(t, "", args...)
	args[len(args)-1] = "-"
	if code, got, stderr := call(t, string(data), args...); code != exitOK || got != want {
		t.Errorf("from standard input: got exit code %d, %s%s\nwant\n%s", code, got, stderr, want)
	}
}

func TestExamples(t *testing.T) {
	files, err := filepath.Glob("examples/*.geojson")
	if err != nil || len(files) == 0 {
		t.Fatalf("got %d examples, %v", len(files), err)
	}
	for _, f := range files {
		code, stdout, stderr := call(t, "", "grid", "--pattern", "triangular", "--spacing", "5mm", "--margin", "2mm", "-o", "csv", f)
		if points := strings.Count(stdout, "\n") - 1; code != exitOK || stderr != "" || points < 50 {
			t.Errorf("%s: got exit code %d, %d points, %s", f, code, points, stderr)
		}
	}
}

func TestWriteError(t *testing.T) {
	for _, f := range formats {
		var stderr bytes.Buffer
		full := writerFunc(func([]byte) (int, error) { return 0, errors.New("disk full") })
		code := run(t.Context(), append([]string{"grid", "-o", f.name}, plans["strip"]...), nil, full, &stderr)
		if want := "mesogrid: the answer cannot be written: disk full\n"; code != exitFailed || stderr.String() != want {
			t.Errorf("%s: got exit code %d, %q; want %d, %q", f.name, code, stderr.String(), exitFailed, want)
		}
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestReadError(t *testing.T) {
	var stderr bytes.Buffer
	code := run(t.Context(), []string{"grid", "--pattern", "square", "--spacing", "3mm", "-"}, iotest.ErrReader(errors.New("gone")), io.Discard, &stderr)
	if want := "mesogrid: the outline cannot be read: gone\n"; code != exitBadInput || stderr.String() != want {
		t.Errorf("got exit code %d, %q; want %d, %q", code, stderr.String(), exitBadInput, want)
	}
}

// Ctrl-C ends the command while it waits for standard input, and while it waits for the service.
func TestCancelled(t *testing.T) {
	never, w := io.Pipe()
	defer w.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	addr := serve(t, func(s *grpc.Server) {
		mesogridv1.RegisterGridServiceServer(s, &fake{answer: func(ctx context.Context) (*mesogridv1.GenerateGridResponse, error) {
			cancel()
			<-ctx.Done()
			return nil, ctx.Err()
		}})
	})
	asking := append([]string{"--addr", addr}, plans["strip"]...)
	reading := []string{"--pattern", "square", "--spacing", "3mm", "-"}
	for _, args := range [][]string{asking, reading} { // the first call cancels the context of both
		var stderr bytes.Buffer
		code := run(ctx, append([]string{"grid"}, args...), never, io.Discard, &stderr)
		if want := "mesogrid: cancelled\n"; code != exitFailed || stderr.String() != want {
			t.Errorf("%q: got exit code %d, %q; want %d, %q", args, code, stderr.String(), exitFailed, want)
		}
	}
}

// Help names every unit and format, on standard output.
func TestHelp(t *testing.T) {
	for args, want := range map[string]string{"": "grid", "--help": "grid", "grid --help": "table, json, csv, geojson, svg or request", "--version": "mesogrid " + version() + "\n"} {
		code, stdout, stderr := call(t, "", strings.Fields(args)...)
		if code != exitOK || stderr != "" || !strings.Contains(stdout, want) {
			t.Errorf("mesogrid %s: got exit code %d, %q, %q; want %d and %q", args, code, stdout, stderr, exitOK, want)
		}
	}
}

// What a drawing cannot lay out plainly still gives one: a far, a tiny and a nameless outline.
func TestOddDrawings(t *testing.T) {
	for name, data := range map[string]string{
		"far":     `{"type":"Polygon","coordinates":[[[2147483,2147483],[2147483.647,2147483],[2147483.647,2147483.647]]]}`,
		"tiny":    `{"type":"Polygon","coordinates":[[[0,0],[0.001,0],[0,0.001]]]}`,
		"several": collection(shape("", "Polygon", triangle), shape("", "MultiPolygon", `[[[[50,0],[60,0],[60,9]]],[[[70,0],[80,0],[80,9]]]]`)),
	} {
		code, stdout, stderr := call(t, data, "grid", "--pattern", "square", "--spacing", "100um", "--placement", "origin=0,0", "-o", "svg", "-")
		if code != exitOK || countElements(t, stdout)["svg"] != 1 || strings.Contains(stdout, `"-`) {
			t.Errorf("%s: got exit code %d, %s and\n%.2000s", name, code, stderr, stdout)
		}
	}
}
