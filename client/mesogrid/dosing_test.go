package main

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/spf13/pflag"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// arguments cuts a command line as a shell does.
func arguments(line string) []string {
	var args []string
	for _, w := range word.FindAllString(line, -1) {
		args = append(args, strings.Trim(w, `"`))
	}
	return args
}

const (
	deoxycholate = ` --component "deoxycholic acid=10mg/mL" `
	squareStrip  = "grid --pattern square --spacing 10mm --volume 0.2mL" + deoxycholate + "testdata/strip.geojson"
)

// published are the cases that published protocols are accepted by, with what must stand in the table.
var published = []struct {
	line string
	want []string
}{
	{squareStrip, []string{"Points 50", "10 mL in all", "deoxycholic acid 100 mg 2 mg 2 mg/cm2"}},
	{"grid --protocol deoxycholate-submental testdata/strip.geojson", []string{"Points 50", "10 mL in all", "deoxycholic acid 100 mg 2 mg 2 mg/cm2"}},
	{"grid --pattern square --spacing 10mm --volume 0.2mL" + deoxycholate + "testdata/kept.geojson", []string{"Points 40", "8 mL in all", "deoxycholic acid 80 mg"}},
	{"grid --protocol deoxycholate-submental --pattern triangular --spacing 10.746mm testdata/strip.geojson", []string{"Points 45", "9 mL in all", "1.99989 mg/cm2"}},
	{"grid --protocol deoxycholate-submental --pattern triangular --volume 0.1732mL testdata/strip.geojson", []string{"Points 50", "8.66 mL in all", "1.99994 mg/cm2"}},
	{"grid --pattern triangular --spacing 10mm --volume 0.2mL" + deoxycholate + "testdata/strip.geojson", []string{"Points 50", "2.3094 mg/cm2"}},
	{`grid --pattern square --spacing 20mm --total 2mL --component "toxin=25units/mL" testdata/strip.geojson`, []string{"Points 10", "2 mL in all, 0.2 mL a point", "toxin 50 units 5 units"}},
	{`grid --pattern triangular --spacing 15mm --total 2mL --component "toxin=25units/mL" testdata/rect60x40.geojson`,
		[]string{"Points 12", "2 mL in all, 0.166666 to 0.166667 mL a point", "toxin 50 units 4.16667 units"}},
	{`grid --pattern square --spacing 20mm --total 2mL --component "toxin=25units/mL" testdata/strip60.geojson`,
		[]string{"Points 15", "2 mL in all, 0.133333 to 0.133334 mL a point", "toxin 50 units 3.33335 units"}},
	{`grid --pattern none --volume 0.3mL --component "collagenase=0.23mg/mL" ` + dimples(12), []string{"Points 12", "3.6 mL in all", "collagenase 0.828 mg 0.069 mg"}},
	{"grid --protocol collagenase-buttock " + dimples(12), []string{"Points 12", "3.6 mL in all", "collagenase 0.828 mg 0.069 mg", "Depth 12.7 mm"}},
	{"grid --pattern square --spacing 10mm --volume 100uL --step 30uL testdata/strip.geojson",
		[]string{"4.5 mL in all, 0.09 mL a point", "5 mL asked, 0.5 mL of it not given"}},
	{"grid --pattern square --spacing 10mm --total 10mL --step 60uL testdata/rect60x40.geojson",
		[]string{"Points 24", "9.96 mL in all, 0.36 to 0.42 mL a point", "10 mL asked, 0.04 mL of it not given"}},
	{"grid --pattern square --spacing 10mm --insertion 5mm@30deg testdata/strip.geojson", []string{"Depth 2.5 mm, needle at 30 degrees to the skin"}},
	{`grid --pattern square --spacing 10mm --volume 0.315mL --component "lidocaine=20mg/mL" --body-mass 70kg --limit "dose per kg of lidocaine<=4.5mg/kg" testdata/strip.geojson`,
		[]string{"315 mg", "4.5 mg/kg"}},
}

// dimples are so many fixed points with names.
func dimples(n int) string {
	var flags []string
	for k := range n {
		flags = append(flags, fmt.Sprintf("--fixed dimple%d=%d,%d", k+1, 20*(k%4), 15*(k/4)))
	}
	return strings.Join(flags, " ")
}

func TestPublished(t *testing.T) {
	var all strings.Builder
	for _, c := range published {
		code, stdout, stderr := call(t, "", arguments(c.line)...)
		if code != exitOK || stderr != "" {
			t.Errorf("mesogrid %s: exit code %d, %s", c.line, code, stderr)
		}
		rows := strings.Join(strings.Fields(stdout), " ")
		for _, want := range c.want {
			if !strings.Contains(rows, want) {
				t.Errorf("mesogrid %s lacks %q:\n%s", c.line, want, stdout)
			}
		}
		fmt.Fprintf(&all, "$ mesogrid %s\n%s\n", c.line, stdout)
	}
	golden(t, "published.golden", all.String())
}

// The strip at any angle, its vertices rounded to um, holds the same 50 points and passes at the limits of its protocol.
func TestTurnedStrip(t *testing.T) {
	for degrees := -360; degrees <= 360; degrees += 7 {
		sin, cos := math.Sincos(float64(degrees) * math.Pi / 180)
		var ring []string
		for _, p := range [][2]float64{{0, 0}, {100, 0}, {100, 50}, {0, 50}, {0, 0}} {
			ring = append(ring, fmt.Sprintf("[%.3f,%.3f]", p[0]*cos-p[1]*sin, p[0]*sin+p[1]*cos))
		}
		outline := `{"type":"Polygon","coordinates":[[` + strings.Join(ring, ",") + "]]}"
		code, stdout, stderr := call(t, outline, "grid", "--protocol", "deoxycholate-submental", fmt.Sprintf("--angle=%ddeg", degrees), "-")
		if rows := strings.Join(strings.Fields(stdout), " "); code != exitOK || !strings.Contains(rows, "Points 50 ") || !strings.Contains(rows, "100 mg 2 mg 2 mg/cm2") {
			t.Errorf("at %d degrees: exit code %d, %s\n%s", degrees, code, stderr, stdout)
		}
	}
}

// tables are calls whose tables are to be read: what they print stands in testdata/dosing.golden.
var tables = []string{
	"grid --pattern triangular --spacing 9mm --margin 3mm --total 5mL --share voronoi --step 10uL testdata/oval.geojson",
	"grid --pattern triangular --spacing 9mm --margin 3mm --per-cm2 0.1mL/cm2 --share voronoi --cap 1.2 --step 10uL testdata/oval.geojson",
	"grid --pattern square --spacing 8mm --margin 2mm --volume 0.1mL --share clipped-cell --max-shot 0.1mL --min-shot 0.01mL testdata/oval.geojson",
	`grid --pattern square --spacing 10mm --volume 0.1mL --component "lidocaine=20mg/mL,1mL" --component "ketoprofen=160mg/mL,1mL" --diluent saline=1mL ` +
		"--reservoir 2mL --dead-volume 0.05mL --insertion 4mm@45deg --layer dermis --body-mass 70kg testdata/strip.geojson",
	"grid --protocol botulinum-axilla --spacing 15mm testdata/strip.geojson",
	`grid --protocol botulinum-axilla --spacing 20mm --delivered "onabotulinumtoxinA=350units,83d" --delivered "onabotulinumtoxinA=350units,84d" testdata/strip.geojson`,
	"grid --protocol deoxycholate-submental --volume 20uL testdata/strip.geojson",
	"grid --protocol deoxycholate-submental --depth 3mm testdata/strip.geojson",
	"grid --protocol botulinum-migraine --fixed procerus=0,0",
	`grid --pattern square --spacing 10mm --volume 0.2mL --limit "soft points<=49 (the site's own)" --limit "soft point volume>=0.3mL" testdata/strip.geojson`,
	`grid --pattern square --spacing 10mm --margin 30mm --total 2mL testdata/strip.geojson`,
	`grid --pattern square --spacing 10mm --margin 24mm --placement origin=0,0 --total 2mL --fixed a=50,25,1mL testdata/strip.geojson`,
}

func TestTables(t *testing.T) {
	var all strings.Builder
	for _, line := range tables {
		code, stdout, stderr := call(t, "", arguments(line)...)
		fmt.Fprintf(&all, "$ mesogrid %s\n%s%s", line, stdout, stderr)
		if code != exitOK {
			fmt.Fprintf(&all, "(exit code %d)\n", code)
		}
		all.WriteString("\n")
	}
	golden(t, "dosing.golden", all.String())
}

// Every flag of dosing comes out as the field that it means.
func TestDosingFlags(t *testing.T) {
	for _, c := range []struct{ flags, want string }{
		{"--volume 20uL", `dosing: {point_nl: 20000}`},
		{"--total 2mL --share voronoi --cap 1.5", `dosing: {total_nl: 2000000 share: SHARE_VORONOI cap_permille: 1500}`},
		{"--per-cm2 0.1mL/cm2 --share clipped-cell", `dosing: {nl_per_cm2: 100000 share: SHARE_CLIPPED_CELL}`},
		{`--volume 1uL --component "a b=1mg/2mL,3mL" --diluent salt=1uL --component c=5µg/mL,1nL`,
			`dosing: {point_nl: 1000 mixture: {name: "a b" unit: "mg" amount_micro: 1000000 in_nl: 2000000 part_nl: 3000000} mixture: {name: "salt" part_nl: 1000} mixture: {name: "c" unit: "mcg" amount_micro: 5000000 in_nl: 1000000 part_nl: 1}}`},
		{"--step 5nL --min-shot 0nL --max-shot 1mL --reservoir 10mL --dead-volume 0.1mL",
			`injector: {step_nl: 5 max_shot_nl: 1000000 reservoir_nl: 10000000 dead_volume_nl: 100000}`},
		{"--depth 4mm --layer deep-dermis", `depth: {depth_um: 4000 layer: SKIN_LAYER_DEEP_DERMIS}`},
		{"--insertion 5mm@30.5deg", `depth: {insertion: {length_um: 5000 angle_mdeg: 30500}}`},
		{"--protocol prp-scalp --body-mass 70.5kg", `protocol: "prp-scalp" body_mass_g: 70500`},
		{`--limit points<=50 --limit "soft points >= 10" --limit "hard point volume ≤ 0.2mL"`,
			`limits: {quantity: QUANTITY_POINTS hard_max: 50} limits: {quantity: QUANTITY_POINTS soft_min: 10} limits: {quantity: QUANTITY_POINT_VOLUME hard_max: 200000}`},
		{`--limit "total volume>=10mL" --limit "areal volume<=0.1mL/cm2 (label, p. 3)"`,
			`limits: {quantity: QUANTITY_TOTAL_VOLUME hard_min: 10000000} limits: {quantity: QUANTITY_AREAL_VOLUME hard_max: 100000 source: "label, p. 3"}`},
		{`--limit "point dose of toxin<=5units" --limit "areal dose of deoxycholic acid<=2mg/cm2"`,
			`limits: {quantity: QUANTITY_POINT_DOSE component: "toxin" unit: "units" hard_max: 5000000} limits: {quantity: QUANTITY_AREAL_DOSE component: "deoxycholic acid" unit: "mg" hard_max: 2000000}`},
		{`--limit "soft total dose of x of y<=100mg in 84d (a)" --limit "dose per kg of x<=4.5mg/kg in 1d"`,
			`limits: {quantity: QUANTITY_TOTAL_DOSE component: "x of y" unit: "mg" soft_max: 100000000 period_days: 84 source: "a"} limits: {quantity: QUANTITY_DOSE_PER_KG component: "x" unit: "mg" hard_max: 4500000 period_days: 1}`},
		{`--delivered "toxin=50units,30d" --delivered x=0mg,0d`,
			`delivered: {component: "toxin" amount_micro: 50000000 days_ago: 30 unit: "units"} delivered: {component: "x" unit: "mg"}`},
	} {
		task := taskOf(t, "--pattern=none "+c.flags)
		req, err := task.plan.request(nil)
		if err != nil {
			t.Errorf("%s: %v", c.flags, err)
			continue
		}
		want := new(mesogridv1.GridSpec)
		if err := prototext.Unmarshal([]byte("pattern: PATTERN_NONE "+c.want), want); err != nil {
			t.Fatal(err)
		}
		if !proto.Equal(req.GetSpec(), want) {
			t.Errorf("%s: %v, want %v", c.flags, req.GetSpec(), want)
		}
	}
}

func taskOf(t *testing.T, flags string) *task {
	t.Helper()
	set := pflag.NewFlagSet("grid", pflag.ContinueOnError)
	task := newTask(set)
	if err := set.Parse(arguments(flags)); err != nil {
		t.Fatalf("%s: %v", flags, err)
	}
	return task
}

// What the command shows of protocols stands in testdata/protocols.golden.
func TestProtocols(t *testing.T) {
	_, list, _ := call(t, "", "protocols")
	text := "$ mesogrid protocols\n" + list
	_, lines, _ := call(t, "", "protocols", "-o", "json")
	for line := range strings.Lines(lines) {
		p := new(mesogridv1.Protocol)
		if err := protojson.Unmarshal([]byte(line), p); err != nil {
			t.Fatal(err)
		}
		code, stdout, stderr := call(t, "", "protocols", p.GetName())
		if code != exitOK || stderr != "" {
			t.Errorf("protocols %s: exit code %d, %s", p.GetName(), code, stderr)
		}
		for _, want := range []string{"Reference data, to be approved by the site.", p.GetJurisdictionNote(), p.GetDigest(), p.GetCitations()[0].GetText()} {
			if !strings.Contains(stdout, want) {
				t.Errorf("protocols %s lacks %q:\n%s", p.GetName(), want, stdout)
			}
		}
		text += "\n$ mesogrid protocols " + p.GetName() + "\n" + strings.ReplaceAll(stdout, p.GetDigest(), "sha256:...")
	}
	golden(t, "protocols.golden", text)
}
