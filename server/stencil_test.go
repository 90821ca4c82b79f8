package server_test

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"google.golang.org/protobuf/proto"

	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
	"github.com/mesogrid/mesogrid/server"
)

// A stencil on several sheets, far from the origin of its plane, with a hole, keep-outs and fixed points.
func largeStencil() *pb.GridSpec {
	const far = 400_000_000
	return &pb.GridSpec{
		Area: &pb.GridSpec_Outline{Outline: &pb.Outline{
			Polygons: []*pb.Polygon{polygon(
				&pb.Ring{XUm: []int32{far, far + 500_000, far + 300_000, far}, YUm: []int32{0, 50_000, 420_001, 300_000}},
				rect(far+150_000, 120_000, far+220_000, 190_000))},
			KeepOuts: []*pb.KeepOut{{Name: "scar (old)", Polygon: polygon(rect(far+280_000, 200_000, far+360_000, 260_000))}, {Polygon: polygon(rect(far+50_000, 50_000, far+53_000, 53_000))}},
		}},
		Pattern: pb.Pattern_PATTERN_TRIANGULAR, SpacingUm: 12_000, MarginUm: 2_000,
		FixedPoints: []*pb.FixedPoint{{Name: "naevus", XUm: far + 100_000, YUm: 100_001}, {XUm: far + 30_000, YUm: 30_000}},
		Dosing:      &pb.Dosing{Rule: &pb.Dosing_PointNl{PointNl: 20_000}},
	}
}

// Every point of the answer is on every sheet whose window it lies in, once and in its order, to the rounding of the file.
// Where windows share 10 mm, those belong to the right or the lower one: so each point has exactly one sheet of its own.
func TestStencilPoints(t *testing.T) {
	service := server.New(server.Config{}, quiet)
	client, url := pb.NewGridServiceClient(connect(t, service.GRPC(nil))), httpPort(t, service)
	thin := strip()
	thin.GetOutline().Polygons = []*pb.Polygon{polygon(rect(-1, 0, 2_400_000, 5_000))}
	for _, c := range []struct {
		spec       *pb.GridSpec
		query      string
		wide, high float64 // um, of the paper
		sheets     int     // with a window
	}{
		{strip(), "", 210_000, 297_000, 1},
		{strip(), "?paper=letter", 215_900, 279_400, 1},
		{largeStencil(), "?paper=a4", 210_000, 297_000, 9},
		{largeStencil(), "?paper=letter", 215_900, 279_400, 9},
		{thin, "", 210_000, 297_000, 15},
	} {
		answer := ask(t, client, c.spec)
		sheets := sheetsOf(t, stencilOf(t, url, c.spec, c.query))
		const left, bottom, overlap = 19_000, 72_000, 10_000
		w, h := c.wide-14_000-left, c.high-18_500-bottom
		windows := map[place]bool{}
		body := func(k int) place {
			return place{float64(answer.GetPoints().GetXUm()[k]), float64(answer.GetPoints().GetYUm()[k])}
		}
		for _, sheet := range sheets {
			at, low, ok := crossesOf(t, sheet)
			if !ok {
				continue
			}
			windows[low] = true
			for k := range answer.GetPoints().GetXUm() {
				p := body(k)
				on := place{p.x - low.x + left, p.y - low.y + bottom}
				if on.x < left || on.x > left+w || on.y < bottom || on.y > bottom+h {
					continue
				}
				if len(at) == 0 || !at[0].isAt(on) {
					t.Fatalf("%s %s: point %d at %v is due at %v of the sheet with corner %v, next are %.5v", brief(c.spec), c.query, k, p, on, low, at[:min(3, len(at))])
				}
				at = at[1:]
			}
			if len(at) > 0 {
				t.Errorf("%s %s: crosses where no point is, on the sheet with corner %v: %v", brief(c.spec), c.query, low, at)
			}
		}
		if len(windows) != c.sheets || len(sheets) != c.sheets+1 {
			t.Errorf("%s %s: %d windows on %d sheets, want %d and one sheet more", brief(c.spec), c.query, len(windows), len(sheets), c.sheets)
		}
		for k := range answer.GetPoints().GetXUm() {
			p, owners := body(k), 0
			for low := range windows {
				right, floor := low.x+w, low.y
				if windows[place{right - overlap, low.y}] {
					right -= overlap
				}
				if windows[place{low.x, low.y - h + overlap}] {
					floor += overlap
				}
				if low.x <= p.x && p.x < right && floor <= p.y && p.y < low.y+h {
					owners++
				}
			}
			if owners != 1 {
				t.Fatalf("%s %s: point %d at %v has %d sheets of its own, want 1", brief(c.spec), c.query, k, p, owners)
			}
		}
	}
}

// On paper 10 mm of both rulers are 10 mm, the square is 50 mm wide and high, and points 10 mm apart are, to 0.05 mm.
func TestStencilMeasures(t *testing.T) {
	url := httpPort(t, server.New(server.Config{}, quiet))
	spec := strip() // x 5 to 95 mm, y 5 to 45, around 50, 25
	tens := make([]float64, 11)
	for k := range tens {
		tens[k] = 10 * float64(k)
	}
	for _, c := range []struct {
		query         string
		middleX, high float64
	}{{"", (19 + 196) / 2., 297}, {"?paper=letter", (19 + 201.9) / 2, 279.4}} {
		file := filepath.Join(t.TempDir(), "stencil.pdf")
		if err := os.WriteFile(file, []byte(stencilOf(t, url, spec, c.query)), 0o600); err != nil {
			t.Fatal(err)
		}
		windowHigh := c.high - 18.5 - 72
		for page := 1; page <= 2; page++ {
			check := func(name string, at float64, upright bool, from, first float64, want ...float64) {
				t.Helper()
				got := pixelRow(t, file, c.high, page, at, upright, from)
				if len(got) < len(want) {
					t.Fatalf("%q, page %d: %s: lines at %v mm, want %d of them", c.query, page, name, got, len(want))
				}
				for k, mm := range want {
					if math.Abs(got[k]-first-mm) > 0.05 || math.Abs(got[k]-got[0]-mm) > 0.05 {
						t.Errorf("%q, page %d: %s: line %d is at %.3f mm, want %.3f", c.query, page, name, k, got[k], first+mm)
					}
				}
				t.Logf("%q, page %d: %s: %.3f mm for %.0f", c.query, page, name, got[len(want)-1]-got[0], want[len(want)-1])
			}
			check("ruler across", 67.5-2, false, 0, c.middleX-50, tens...)
			check("ruler up", 14.5-2, true, 65, 72+windowHigh/2-50, tens...)
			check("square across", 11, false, 0, 10, 0, 50)
			check("square up", 12, true, 0, 10, 0, 50)
			if page == 2 {
				// Just below the row in the middle: the crosses' arms alone, and the outline's two sides.
				check("outline and crosses", 72+windowHigh/2-0.6, false, 20, c.middleX-50, 0, 5, 15, 25, 35, 45, 55, 65, 75, 85, 95, 100)
			}
		}
	}
}

// The same request gives the same bytes, in JSON and in binary; nothing is embedded, compressed or dated; viewers are asked
// not to scale, and so are people.
func TestStencilBytes(t *testing.T) {
	url := httpPort(t, server.New(server.Config{}, quiet))
	request := &pb.GenerateGridRequest{Spec: largeStencil()}
	first := stencilOf(t, url, request.GetSpec(), "")
	binary, err := proto.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	_, header, second := call(t, "POST", url+stencilPath, "application/proto", string(binary))
	if first != second {
		t.Errorf("%d bytes by JSON and %d other ones by binary", len(first), len(second))
	}
	key := fmt.Sprintf("%08X", ask(t, pb.NewGridServiceClient(connect(t, server.New(server.Config{}, quiet).GRPC(nil))), request.GetSpec()).GetHeader().GetKey().GetCrc32C())
	for name, want := range map[string]string{
		"Cache-Control": "no-store", "Content-Length": strconv.Itoa(len(first)), "Content-Disposition": `inline; filename="mesogrid-stencil-` + key + `.pdf"`,
	} {
		if header.Get(name) != want {
			t.Errorf("%s: %q, want %q", name, header.Get(name), want)
		}
	}
	if header.Get("Mesogrid-Computing-Us") == "" {
		t.Errorf("headers %v, want the computing time", header)
	}
	if _, catalog := objectsOf(t, first); !strings.Contains(catalog, "/ViewerPreferences << /PrintScaling /None >>\n") || !strings.Contains(catalog, "/Pages 1 0 R\n") {
		t.Errorf("the catalog is %q, want the pages and no scaling", catalog)
	}
	sheets := sheetsOf(t, first)
	for n, sheet := range sheets {
		for _, want := range []string{
			"This square must measure 50 mm.", "Print at 100 %, no fit to page", fmt.Sprintf(", %d of %d ", n+1, len(sheets)), "Not a medical device; reference data", "CRC " + key + ", revision ",
		} {
			if !strings.Contains(sheet, want) {
				t.Errorf("sheet %d of %d lacks %q", n+1, len(sheets), want)
			}
		}
	}
	for _, want := range []string{
		"/MediaBox [0 0 595.28 841.89]", "(scar \\(old\\))", "(keep-out 1)", "(hole)", "(0 naevus)", "Sheet C3",
		"(Triangular, spacing 12 mm, margin 2 mm, rows at 0 degrees)", "/CreationDate (D:19700101000000)",
	} {
		if !strings.Contains(first, want) {
			t.Errorf("the PDF lacks %q", want)
		}
	}
	for _, bad := range []string{"/FontFile", "/Filter"} {
		if strings.Contains(first, bad) {
			t.Errorf("the PDF has %s", bad)
		}
	}
	if letter := stencilOf(t, url, strip(), "?paper=letter"); !strings.Contains(letter, "/MediaBox [0 0 612.00 792.00]") {
		t.Error("a Letter sheet is not 612 x 792 points")
	}
}

// What makes a point other than its neighbours stands on the sheets: refills by their index, and volumes by their marks.
func TestStencilMarks(t *testing.T) {
	service := server.New(server.Config{}, quiet)
	client, url := pb.NewGridServiceClient(connect(t, service.GRPC(nil))), httpPort(t, service)
	spec := strip()
	spec.FixedPoints = []*pb.FixedPoint{{Name: "one", XUm: 50_000, YUm: 25_000, VolumeNl: 7_000}}
	spec.Dosing = &pb.Dosing{Rule: &pb.Dosing_PointNl{PointNl: 20_000}}
	spec.Injector = &pb.Injector{ReservoirNl: 300_000}
	refills := ask(t, client, spec).GetHeader().GetRefillBefore()
	if len(refills) < 2 {
		t.Fatalf("refills before %v, want some", refills)
	}
	sheets := sheetsOf(t, stencilOf(t, url, spec, ""))
	for _, k := range refills {
		if want := fmt.Sprintf("(refill, %d)", k); !strings.Contains(sheets[1], want) {
			t.Errorf("the sheet lacks %s", want)
		}
	}
	points := len(ask(t, client, spec).GetPoints().GetXUm())
	for n, sheet := range sheets {
		for _, want := range []string{"(0.007 mL \\(1\\))", fmt.Sprintf("(0.02 mL \\(%d\\))", points-1), "(refill before this point)", "(point of your own)"} {
			if !strings.Contains(sheet, want) {
				t.Errorf("page %d lacks %s", n+1, want)
			}
		}
	}
}

// A grid without points is drawn with its outline and the warning; points without an outline are drawn alone, and letters
// that paper lacks are told of.
func TestStencilWithoutPointsOrOutline(t *testing.T) {
	url := httpPort(t, server.New(server.Config{}, quiet))
	empty := strip()
	empty.MarginUm = 30_000
	pdf := stencilOf(t, url, empty, "")
	for _, want := range []string{"EMPTY_GRID", "see sheet Plan", "(Key: 0 points,"} {
		if !strings.Contains(pdf, want) {
			t.Errorf("an empty grid: the PDF lacks %q", want)
		}
	}
	sheet := sheetsOf(t, pdf)[1]
	_, low, _ := crossesOf(t, sheet)
	drawn := slices.ContainsFunc(tracesOf(sheet), func(ring []place) bool {
		want := []place{{0, 0}, {100_000, 0}, {100_000, 50_000}, {0, 50_000}}
		return slices.EqualFunc(ring, want, func(p, q place) bool { return p.isAt(place{q.x - low.x + 19_000, q.y - low.y + 72_000}) })
	})
	if !drawn {
		t.Errorf("an empty grid: its outline is not among %v", tracesOf(sheet))
	}
	for _, fixed := range [][]*pb.FixedPoint{nil, {{Name: "brow €", XUm: -7}, {Name: "日本", XUm: 2_000_000}}} {
		pdf := stencilOf(t, url, &pb.GridSpec{Pattern: pb.Pattern_PATTERN_NONE, FixedPoints: fixed}, "")
		drawn := map[place]bool{}
		for _, sheet := range sheetsOf(t, pdf) {
			at, low, _ := crossesOf(t, sheet)
			for _, p := range at {
				drawn[place{math.Round((p.x + low.x) / 100), math.Round((p.y + low.y) / 100)}] = true
			}
		}
		if len(drawn) != len(fixed) {
			t.Errorf("%d fixed points are drawn at %v", len(fixed), drawn)
		}
		if told := strings.Contains(pdf, "see the plan in data: point 1)"); told != (fixed != nil) {
			t.Errorf("%d fixed points: that a name is not shown in full is told: %t", len(fixed), told)
		}
		if fixed != nil && (!strings.Contains(pdf, "(0 brow \x80)") || !strings.Contains(pdf, "(1 ??)")) {
			t.Error("the PDF lacks the name in its encoding, or the one in question marks")
		}
	}
}

// A polygon in a hole of another is white in the gray of that, as all skin that is treated; and the area of the small map is in
// the file once, however many sheets show it.
func TestStencilIsland(t *testing.T) {
	url := httpPort(t, server.New(server.Config{}, quiet))
	spec := strip()
	spec.GetOutline().Polygons = []*pb.Polygon{polygon(rect(0, 0, 160_000, 150_000), rect(20_000, 20_000, 140_000, 130_000)), polygon(rect(60_000, 60_000, 100_000, 90_000))}
	file := filepath.Join(t.TempDir(), "stencil.pdf")
	if err := os.WriteFile(file, []byte(stencilOf(t, url, spec, "")), 0o600); err != nil {
		t.Fatal(err)
	}
	const window = 297 - 18.5 - 72
	gray := grayRow(t, file, 297, 2, 72+window/2-75+60.7, false) // 0.7 mm above the island's lower edge, below its first row of points
	left := (19+196)/2. - 80
	for mm, want := range map[float64]bool{10.3: false, 30.3: true, 70.3: false, 90.3: false, 120.3: true, 150.3: false} {
		if got := gray[int((left+mm)*100)]; (got > 200 && got < 250) != want || got < 200 {
			t.Errorf("x %.1f mm: gray %d, in a hole: %t", mm, got, want)
		}
	}
	wide := strip()
	wide.GetOutline().Polygons = []*pb.Polygon{polygon(rect(0, 0, 1_000_000, 1_000_000), rect(20_000, 20_000, 30_000, 30_000))}
	wide.SpacingUm = 50_000
	pdf := stencilOf(t, url, wide, "")
	if drawn, sheets := strings.Count(pdf, "/Subtype /Form"), strings.Count(pdf, "/TPLarea Do"); drawn != 1 || sheets != 36 {
		t.Errorf("the map is drawn %d times and shown on %d sheets, want once and 36", drawn, sheets)
	}
}

// Letters that paper lacks are told of wherever they are, and those of many names in a line or two.
func TestStencilLetters(t *testing.T) {
	url := httpPort(t, server.New(server.Config{}, quiet))
	spec := strip()
	spec.Dosing = &pb.Dosing{Rule: &pb.Dosing_PointNl{PointNl: 20_000}, Mixture: []*pb.Ingredient{{Name: "薬", Unit: "mg", AmountMicro: 10e6, InNl: 1e6}}}
	if pdf := stencilOf(t, url, spec, ""); !strings.Contains(pdf, "(?: ") || !strings.Contains(pdf, "see the plan in data: component)") {
		t.Error("a component whose name is not shown in full is not told of")
	}
	many := &pb.GridSpec{Pattern: pb.Pattern_PATTERN_NONE}
	for k := range int32(5_000) {
		many.FixedPoints = append(many.FixedPoints, &pb.FixedPoint{Name: "日本", XUm: k % 71 * 2_000, YUm: k / 71 * 2_000})
	}
	pdf := stencilOf(t, url, many, "")
	if sheets := len(sheetsOf(t, pdf)); sheets != 2 || !strings.Contains(pdf, "and 4980 more)") {
		t.Errorf("5,000 names that paper lacks take %d sheets, want the plan and one", sheets)
	}
}

// A refusal is that of GenerateGrid; a stencil has some of its own.
func TestStencilRefusals(t *testing.T) {
	url := httpPort(t, server.New(server.Config{}, quiet))
	crossed, beyond, long, fine := strip(), strip(), strip(), strip()
	crossed.GetOutline().Polygons[0].Shell.XUm = []int32{0, 100_000, 0, 100_000}
	most := uint64(10)
	beyond.Limits = []*pb.Limit{{Quantity: pb.Quantity_QUANTITY_POINTS, HardMax: &most}}
	for _, body := range []string{
		"{}", "{", `{"spec": {"outline": {}, "pattern": "PATTERN_NONE"}}`, `{"spec": {"outline": {"keep_outs": [{}]}, "pattern": "PATTERN_NONE"}}`, `{"spec": {"colour": 1}}`, jsonOf(t, &pb.GenerateGridRequest{Spec: crossed}), jsonOf(t, &pb.GenerateGridRequest{Spec: beyond}),
	} {
		wantCode, _, want := call(t, "POST", url+generate, "application/json", body)
		code, header, got := call(t, "POST", url+stencilPath, "application/json", body)
		encoded := regexp.MustCompile(`"value":"[^"]*"`) // holds maps, in any order; the same stands beside it in plain text
		if got, want = encoded.ReplaceAllString(got, ""), encoded.ReplaceAllString(want, ""); code != wantCode || got != want || header.Get("Content-Type") != "application/json" {
			t.Errorf("%.100s: %d %s\n%s\nwant %d\n%s", body, code, header.Get("Content-Type"), got, wantCode, want)
		}
	}
	long.GetOutline().Polygons = []*pb.Polygon{polygon(rect(0, 0, 100_000_000, 50_000))}
	fine.SpacingUm = 300
	plain := jsonOf(t, &pb.GenerateGridRequest{Spec: strip()})
	for _, c := range []struct{ query, body, reason, text string }{
		{"", jsonOf(t, &pb.GenerateGridRequest{Spec: long}), "TOO_MANY_SHEETS", "spec.outline: measures 1e+05 x 50 mm, which takes 599 sheets of A4"},
		{"", jsonOf(t, &pb.GenerateGridRequest{Spec: fine}), "TOO_MANY_POINTS", "a stencil has at most 20000"},
		{"", jsonOf(t, &pb.GenerateGridRequest{Spec: strip(), OmitPoints: true}), "NOT_ALLOWED", "omit_points: is set"},
		{"?paper=a3", plain, "MALFORMED", "give a4 or letter"},
		{"?papier=a4", plain, "MALFORMED", "paper=a4 or paper=letter"},
		{"?paper=a4&paper=letter", plain, "MALFORMED", "once"},
	} {
		code, _, body := call(t, "POST", url+stencilPath+c.query, "application/json", c.body)
		var told struct{ Message string }
		_ = json.Unmarshal([]byte(body), &told)
		if code != http.StatusBadRequest || !strings.Contains(body, `"`+c.reason+`"`) || !strings.Contains(told.Message, c.text) {
			t.Errorf("%s %.100s: %d, %s; want 400, %s, %q", c.query, c.body, code, body, c.reason, c.text)
		}
	}
	for _, c := range []struct {
		method, kind, encoding string
		want                   int
	}{
		{"GET", "", "", http.StatusMethodNotAllowed}, {"HEAD", "", "", http.StatusMethodNotAllowed}, {"POST", "text/plain", "", http.StatusUnsupportedMediaType},
		{"POST", "", "", http.StatusUnsupportedMediaType}, {"POST", "application/json", "gzip", http.StatusUnsupportedMediaType},
		{"POST", "application/json; charset=utf-8", "identity", http.StatusOK},
	} {
		code, header, body := call(t, c.method, url+stencilPath, c.kind, plain, "Content-Encoding", c.encoding)
		if code != c.want || c.want == http.StatusMethodNotAllowed && header.Get("Allow") != "POST" {
			t.Errorf("%s as %q, encoded as %q: %d, %.100s; want %d", c.method, c.kind, c.encoding, code, body, c.want)
		}
	}
	small := httpPort(t, server.New(server.Config{MaxReceiveBytes: 50}, quiet))
	if code, _, body := call(t, "POST", small+stencilPath, "application/json", plain); code != http.StatusBadRequest || !strings.Contains(body, "TOO_LARGE") {
		t.Errorf("a request beyond the limit: %d, %s; want 400, TOO_LARGE", code, body)
	}
}

// A stencil is counted, taken on and let in as the other calls are.
func TestStencilGuarded(t *testing.T) {
	registry := prometheus.NewPedanticRegistry()
	const page = "https://planning.example"
	url := httpPort(t, server.New(server.Config{Metrics: registry, Origins: []string{page}}, quiet))
	_, header, _ := call(t, "POST", url+stencilPath, "application/json", jsonOf(t, &pb.GenerateGridRequest{Spec: strip()}), "Origin", page)
	if header.Get("Access-Control-Allow-Origin") != page {
		t.Errorf("a page of the origins gets %v", header)
	}
	call(t, "POST", url+stencilPath, "application/json", "{}")
	resp := httptest.NewRecorder()
	promhttp.HandlerFor(registry, promhttp.HandlerOpts{}).ServeHTTP(resp, httptest.NewRequest("GET", "/metrics", nil))
	const method = `method="mesogrid.v1/stencil.pdf"`
	for _, want := range []string{
		`mesogrid_points_total{` + method + `} 50`, `mesogrid_refusals_total{` + method + `,reason="MISSING"} 1`,
		`mesogrid_requests_total{code="OK",` + method + `} 1`, `mesogrid_requests_in_flight 0`, `mesogrid_unread_bytes 0`,
		`mesogrid_queue_computing 0`, `mesogrid_queue_backlog_seconds 0`,
	} {
		if !strings.Contains(resp.Body.String(), "\n"+want+"\n") {
			t.Errorf("the metrics lack %s", want)
		}
	}
	tight := httpPort(t, server.New(server.Config{MaxUnreadBytes: 3_000}, quiet))
	if code, _, body := call(t, "POST", tight+stencilPath, "application/json", jsonOf(t, &pb.GenerateGridRequest{Spec: strip()})); code != http.StatusTooManyRequests ||
		!strings.Contains(body, "OVERLOADED") {
		t.Errorf("with 3,000 bytes for all answers: %d, %.200s; want 429, OVERLOADED", code, body)
	}
}
