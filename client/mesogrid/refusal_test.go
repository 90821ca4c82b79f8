package main

import (
	"fmt"
	"strings"
	"testing"
)

// refusals are calls that a person has to change, after what they read from standard input. What they are told stands in
// testdata/refusals.golden, to be read.
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
	"grid --pattern square --spacing 10mm --wanted-points 50 testdata/strip.geojson",
	"grid --pattern square --spacing 10mm --effort 50 --placement centred testdata/strip.geojson",
	"grid --pattern square --spacing 10mm --effort 0 --placement best-fit testdata/strip.geojson",
	"grid --pattern square --spacing 10mm --effort 100001 --placement best-fit testdata/strip.geojson",
	"grid --pattern square --spacing 10mm --wanted-points some --placement best-fit testdata/strip.geojson",
	"grid --pattern square --spacing 20um --effort 100000 --placement best-fit testdata/strip.geojson",
	"grid --pattern none --fixed a=0,0 --placement best-fit testdata/strip.geojson",
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
	// Volumes, the liquid and the device.
	dosed("--volume 1uL --total 1mL"), dosed("--total 1mL --per-cm2 0.1mL/cm2"), dosed("--per-cm2 0.1mL"), dosed("--share voronoi"),
	dosed("--total 1mL --share cell"), dosed("--total 1mL --cap 2"), dosed("--total 1mL --share voronoi --cap 0.9"),
	dosed("--total 1mL --share voronoi --cap 1.2345"), dosed("--total 1mL --share voronoi --cap 2x"), dosed("--total 49nL"),
	dosed("--total 1mL --fixed a=5,2"), "grid --pattern none --total 1mL --fixed a=5,2,1uL", "grid --pattern none --volume 1mL --share voronoi --fixed a=5,2",
	"grid --pattern square --spacing 10mm --total 10mL --share voronoi testdata/crossed.geojson",
	dosed("--volume 1mL --max-shot 0.9mL"), dosed("--total 50mL --max-shot 0.9mL"), dosed("--volume 1mL --min-shot 1.1mL"),
	dosed("--volume 1uL --step 2uL"), dosed("--volume 1mL --step 2uL --max-shot 1uL"), dosed("--volume 1mL --min-shot 2uL --max-shot 1uL"),
	dosed("--volume 1mL --reservoir 1mL --dead-volume 0.1mL"), dosed("--volume 1mL --reservoir 0.1mL --dead-volume 0.1mL"),
	"grid --pattern square --spacing 1mm --volume 1mL --reservoir 2mL testdata/strip.geojson", dosed("--volume 1mL --fixed a=5,2,2mL --max-shot 1mL"),
	dosed("--volume 1mL --component x=1mg/mL,1mL --component y=1mg/mL"), dosed("--volume 1mL --component x=1mg/mL --diluent saline=1mL"),
	dosed("--volume 1mL --diluent saline"), dosed("--volume 1mL --diluent saline=0mL"), dosed("--volume 1mL --component x=1mg/mL,1"),
	dosed("--volume 1mL --component x=1mg/1,5mL"), dosed("--diluent saline=1mL"),
	// Depth.
	dosed("--depth 0mm"), dosed("--depth 4mm --insertion 5mm@30deg"), dosed("--insertion 5mm"), dosed("--insertion 5@30deg"),
	dosed("--insertion 5mm@91deg"), dosed("--insertion 1um@1deg"), dosed("--layer skin"),
	// Limits.
	dosed("--limit points"), dosed("--limit points<50"), dosed("--limit points<=50.5"), dosed("--limit points<=50mL"), dosed("--limit needles<=50"),
	dosed(`--limit "points of x<=50"`), dosed(`--limit "total dose<=5mg"`), dosed(`--limit "total dose of x<=5"`), dosed(`--limit "areal dose of x<=5mg"`),
	dosed(`--limit "total volume<=5"`), dosed(`--limit "total dose of x<=5mg in 3"`), dosed(`--limit "total volume<=5mL in 3d"`), dosed(`--limit "total volume<=5mL"`),
	dosed(mixed + `--limit "total dose of y<=5mg"`), dosed(mixed + `--limit "total dose of x<=5mcg"`), dosed(mixed + `--limit "dose per kg of x<=5mg/kg"`),
	dosed(mixed + "--body-mass 70"), dosed(mixed + "--body-mass 70g"), dosed(mixed + "--delivered x=5mg"), dosed(mixed + "--delivered x=5mg,3"),
	dosed(mixed + "--delivered y=5mg,3d"), `grid --pattern none --fixed a=5,2 --volume 1mL --limit "areal volume<=1mL/cm2"`,
	dosed(mixed + `--limit points<=49 --limit "total dose of x<=49.999999mg (label)" --limit "areal volume<=0.999999mL/cm2" --limit "soft points<=3"`),
	dosed(mixed + `--limit "point dose of x>=1.000001mg" --body-mass 70kg --limit "dose per kg of x<=0.714285mg/kg"`),
	dosed(mixed + `--limit "total dose of x<=99mg in 30d" --delivered x=49.5mg,29d --delivered x=1000mg,30d`),
	// Protocols.
	dosed("--protocol kybella"), "grid --protocol deoxycholate-submental testdata/strip60.geojson",
	"grid --protocol deoxycholate-submental --pattern triangular testdata/strip.geojson",
	"grid --protocol deoxycholate-submental", "grid --protocol botulinum-axilla testdata/strip.geojson", "grid --protocol micropapule --share voronoi testdata/strip.geojson",
	"grid --protocol botulinum-migraine --fixed chin=0,0", "grid --protocol nappage --spacing 3mm testdata/strip.geojson",
	"grid --protocol lidocaine-ceiling-plain --pattern square --spacing 10mm --volume 1mL testdata/strip.geojson",
	`grid --protocol lidocaine-ceiling-plain --pattern square --spacing 10mm --volume 1mL --component "lidocaine=20mg/mL" testdata/strip.geojson`,
	`grid --protocol deoxycholate-submental --component "phosphatidylcholine=50mg/mL" testdata/strip.geojson`,
	"protocols kybella", "protocols lidocaine-plain", "protocols a b", "protocols -o csv",
	// Quantities that could be read in two ways.
	"grid --pattern square --spacing 10mm --volume 0.2 testdata/strip.geojson",
	"grid --pattern square --spacing 10mm --volume 0.5nL testdata/strip.geojson",
	"grid --pattern square --spacing 10mm --volume 1,5mL testdata/strip.geojson",
	"grid --pattern square --spacing 10mm --volume 1,500mL testdata/strip.geojson",
	"grid --pattern square --spacing 10mm --volume 1ML testdata/strip.geojson",
	"grid --pattern square --spacing 1e1mm testdata/strip.geojson",
	"grid --pattern square --spacing 1e9 testdata/strip.geojson",
	"grid --pattern square --spacing 0mm testdata/strip.geojson",
	`grid --pattern square --spacing "" testdata/strip.geojson`,
	component("200units/.5mL"), component("200units/0mL"), component("10mg/30"), component("10/mL"), component("10,5mg/mL"),
	component("1 000units/mL"), component("1'000mg/mL"), component("1_000units/mL"), component("2x100units/mL"), component("1e3mg/mL"),
	component("1.5.5mg/mL"), component("10.mg/mL"), component("10./mL"), component("1-mg/mL"), component("5xmg/mL"), component("1mg,/mL"),
	component("10%/mL"), component("10mgperml/ml"), component("10MG/mL"), component("10Mg/mL"), component("10MU/mL"), component("10IU/mL"),
	component("10Units/mL"), component("10mg/cc"),
	"grid --pattern none --fixed a=0,0,2uL",
	"grid --pattern none --fixed a=0,0,2 --volume 2uL",
	"grid --pattern none --fixed =0,0",
	"grid --pattern none --fixed a=0,0 --fixed a=1,1",
	"grid --pattern none --fixed a=0,0 --fixed b=0,0",
	"grid --pattern square --spacing 10mm --placement lattice=0,0,x,0,0,10485760000 testdata/strip.geojson",
	"grid --pattern square --spacing 10mm --placement lattice=0,9223372036854775807,10485760000,0,0,10485760000 testdata/strip.geojson",
	// Flags.
	"grid --pattern square --spacing 10mm --volume 1mL --volume 2mL testdata/strip.geojson",
	"grid --pattern square --pattern none testdata/strip.geojson",
	"grid --pattern square --spacing 10mm -o csv -o svg testdata/strip.geojson",
	"grid --pattern square --spacing 10mm --addr a:1 --addr b:1 testdata/strip.geojson",
	`grid --pattern square --spacing 10mm --addr "" testdata/strip.geojson`,
	"grid --pattern square --spacing 10mm --addr localhost:70000 testdata/strip.geojson",
	`grid --pattern square --spacing 10mm --feature "" testdata/strip.geojson`,
	"grid --pattern square --spacing 10mm --timeout 9999999999h testdata/strip.geojson",
	// Ways to the service.
	"protocols --addr ftp://localhost:21", "protocols --addr http://", "protocols --addr http://localhost:8080/grids",
	"protocols --addr https://me@localhost", "protocols --addr https://localhost?x=1", "protocols --addr https://localhost:0", "protocols --addr https://a:b:c",
	"protocols --addr http://localhost:8080 --tls", "protocols --addr http://localhost --tls-ca ca.pem", "protocols --addr https://localhost --tls-cert cert.pem",
	"protocols --addr localhost:http", "protocols --addr :7171", "protocols --addr unix:7171/x", "protocols --addr a:1 --addr a:2", "protocols --tls", "protocols --tls-ca ca.pem",
	`protocols --addr a:1 --tls-ca ""`, "protocols --addr a:1 --tls-cert cert.pem", "protocols --addr a:1 --tls-key key.pem",
	`protocols --addr a:1 --tls-server-name ""`, "protocols --addr a:1 --tls-ca a.pem --tls-ca b.pem",
	// The load.
	"bench clin3", "bench --case n1e8", "bench --concurrency 0", "bench --concurrency 65537", "bench --concurrency 1.5", "bench --connections 1025",
	"bench --concurrency 2 --connections 3", "bench --rate 0", "bench --rate 500/s", "bench --rate -1", "bench --rate 1e3", "bench --rate 1000001",
	"bench --rate NaN", "bench --duration 10", "bench --duration 0s", "bench --duration 25h", "bench --warmup -1s", "bench --timeout 0s",
	"bench --chunk 100", "bench --stream --chunk 65537", "bench --stream --omit-points", "bench --stream --case work20ms", "bench -o csv",
	"bench --case clin3 --case clin10", "bench --stream --stream", "bench --tls", "bench --workers 3", "bench --case n1e6 --concurrency 1 --duration 1h",
	// Outlines.
	outlined(`"name":"eye","Role":"keep-out"`, square),
	outlined(`"name":"eye","role":"keep-out","margin":5`, square),
	outlined(`"name":"eye","role":"keep-out","margin-mm":5`, square),
	outlined(`"name":"eye","role":"keep-out","margin_mm":-1`, square),
	outlined(`"name":"eye","keep-out":true`, square),
	outlined(`"name":"eye","role":"keep-out","role":"outline"`, square),
	`{"type":"Feature","role":"keep-out","geometry":null} | ` + fromInput,
	`{"type":"Polygon","crs":{"type":"name"},"coordinates":` + square + `} | ` + fromInput,
	`{"type":"Polygon","Coordinates":` + square + `} | ` + fromInput,
	`{"type":"Polygon","coordinates":[],"coordinates":` + square + `} | ` + fromInput,
	`{"type":"Polygon","coordinates":[[[0,0],[5,0] [5,5]]]} | ` + fromInput,
	`[] | ` + fromInput,
	outlined(`"name":"a"`, `[[[0,0],[50,0],["50",50]]]`),
	outlined(`"name":"a"`, `[[[0,0],[50,0],[1e400,50]]]`),
	outlined(`"name":"a"`, `[[[0,0],[50,0],[50,50,1]]]`),
	outlined(`"name":"a"`, `[[0,0],[50,0],[50,50]]`),
	outlined(`"name":"a"`, `[[[0,0],[50,0],[50,50]],[[100,0],[101,0],[101,1]]]`),
	collection(shape(`"name":"a"`, "Polygon", square), shape(`"name":"b"`, "Polygon", square)) + ` | ` + fromInput,
	collection(shape(`"name":"a"`, "Polygon", square), shape(`"name":"b"`, "Polygon", `[[[40,0],[80,0],[80,50]]]`)) + ` | ` + fromInput,
	collection(shape(`"name":"a"`, "Polygon", square), shape(`"name":"eye","role":"keep-out"`, "Polygon", `[[[10,10],[20,10],[15,20]]]`)) +
		` | grid --pattern none --fixed mid=15,15 -`,
}

const (
	square    = `[[[0,0],[50,0],[50,50],[0,50],[0,0]]]`
	fromInput = "grid --pattern square --spacing 10mm -"
)

const mixed = "--volume 1mL --component x=1mg/mL "

// dosed is a grid of 50 points with more flags.
func dosed(flags string) string {
	return "grid --pattern square --spacing 10mm " + flags + " testdata/strip.geojson"
}

func component(concentration string) string {
	return `grid --pattern square --spacing 10mm --volume 1uL --component "x=` + concentration + `" testdata/strip.geojson`
}

func outlined(properties, coordinates string) string {
	return shape(properties, "Polygon", coordinates) + " | " + fromInput
}

func TestRefusals(t *testing.T) {
	var all strings.Builder
	for _, line := range refusals {
		stdin, command, piped := strings.Cut(line, " | ")
		fmt.Fprint(&all, "$ ")
		if !piped {
			stdin, command = "", line
		} else {
			fmt.Fprintf(&all, "echo '%s' | ", stdin)
		}
		var args []string
		for _, w := range word.FindAllString(command, -1) {
			args = append(args, strings.Trim(w, `"`))
		}
		code, stdout, stderr := call(t, stdin, args...)
		if code != exitBadInput || stdout != "" || strings.Count(stderr, "\n") != 1 {
			t.Errorf("mesogrid %s: got exit code %d, output %q, errors %q; want %d, none, one line", line, code, stdout, stderr, exitBadInput)
		}
		fmt.Fprintf(&all, "mesogrid %s\n%s\n", command, stderr)
	}
	golden(t, "refusals.golden", all.String())
}
