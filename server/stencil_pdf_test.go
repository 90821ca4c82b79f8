package server_test

import (
	"bytes"
	"fmt"
	"math"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

const stencilPath = "/mesogrid.v1/stencil.pdf"

// stencilOf gives the PDF of a plan that must be accepted.
func stencilOf(t *testing.T, url string, spec *pb.GridSpec, query string) string {
	t.Helper()
	code, header, body := call(t, "POST", url+stencilPath+query, "application/json", jsonOf(t, &pb.GenerateGridRequest{Spec: spec}))
	if code != 200 || header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(body, "%PDF-") {
		t.Fatalf("%s: %d, %s, %.300q; want a PDF", brief(spec), code, header.Get("Content-Type"), body)
	}
	return body
}

// objectsOf are the objects of a file by their numbers, found by way of its cross-reference tables: that at the end, which
// has the catalog, and the one before.
func objectsOf(t *testing.T, pdf string) (objects map[int]string, catalog string) {
	t.Helper()
	last := pdf[number(t, pdf, `startxref\n(\d+)\n%%EOF\n$`):]
	root := number(t, last, `^xref\n(\d+) 1\n\d{10} 00000 n \ntrailer\n`)
	if other := number(t, last, `/Root (\d+) 0 R\n`); other != root {
		t.Fatalf("the last table is of object %d, and the root is %d", root, other)
	}
	object := func(n int, at string) string {
		start, err := strconv.Atoi(at)
		if err != nil || !strings.HasPrefix(pdf[start:], fmt.Sprintf("%d 0 obj\n", n)) {
			t.Fatalf("object %d is not at %s", n, at)
		}
		body, _, _ := strings.Cut(pdf[start:], "endobj\n")
		return body
	}
	entry := regexp.MustCompile(`(\d{10}) 00000 n `)
	catalog = object(root, entry.FindStringSubmatch(last)[1])
	table := pdf[number(t, last, `/Prev (\d+)\n`):]
	if table, _, _ = strings.Cut(table, "trailer"); !strings.HasPrefix(table, "xref\n0 ") {
		t.Fatalf("the table before is none: %.100q", table)
	}
	objects = map[int]string{}
	for n, at := range entry.FindAllStringSubmatch(table, -1) {
		objects[n+1] = object(n+1, at[1])
	}
	return objects, catalog
}

// sheetsOf are the content streams of the pages.
func sheetsOf(t *testing.T, pdf string) (sheets []string) {
	t.Helper()
	objects, _ := objectsOf(t, pdf)
	for n := range len(objects) {
		if page := objects[n+1]; strings.Contains(page, "/Type /Page\n") {
			content := objects[number(t, page, `/Contents (\d+) 0 R`)]
			_, stream, _ := strings.Cut(content, "stream\n")
			length := number(t, content, `/Length (\d+)`)
			if !strings.HasPrefix(stream[length:], "\nendstream") {
				t.Fatalf("the stream of page %d is not %d bytes long", len(sheets)+1, length)
			}
			sheets = append(sheets, stream[:length])
		}
	}
	return sheets
}

func number(t *testing.T, text, pattern string) int {
	t.Helper()
	found := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("%.200q has no %s", text, pattern)
	}
	n, err := strconv.Atoi(found[1])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// place is in um, on paper or on the body.
type place struct{ x, y float64 }

// isAt tells whether two places are one, but for the rounding to 1/100 point.
func (p place) isAt(q place) bool {
	const half = 25_400. / 72 / 100 / 2
	return math.Abs(p.x-q.x) <= 1.001*half && math.Abs(p.y-q.y) <= 1.001*half
}

// fromPoints reads a place in points.
func fromPoints(x, y string) place {
	vx, _ := strconv.ParseFloat(x, 64)
	vy, _ := strconv.ParseFloat(y, 64)
	return place{vx * 25_400 / 72, vy * 25_400 / 72}
}

var (
	xy     = `(-?[\d.]+) (-?[\d.]+) `
	cross  = regexp.MustCompile(xy + "m " + xy + "l S\n" + xy + "m " + xy + "l S\n")
	path   = regexp.MustCompile(`((?:-?[\d.]+ -?[\d.]+ [ml]\n)+)h\n`)
	mark   = regexp.MustCompile(xy + "[ml]\n")
	corner = regexp.MustCompile(`\(Lower left corner of the frame: x (\S+) mm, y (\S+) mm\)`)
)

// crossesOf are the crosses in the window of a sheet, on paper, in their order, and the body's place of the window's lower
// left corner; ok is false for a sheet without one.
func crossesOf(t *testing.T, sheet string) (at []place, low place, ok bool) {
	t.Helper()
	found := corner.FindStringSubmatch(sheet)
	if found == nil {
		return nil, place{}, false
	}
	x, errX := strconv.ParseFloat(found[1], 64)
	y, errY := strconv.ParseFloat(found[2], 64)
	_, window, clipped := strings.Cut(sheet, " re W n\n")
	window, _, closed := strings.Cut(window, "\nQ\n")
	if errX != nil || errY != nil || !clipped || !closed {
		t.Fatalf("a sheet with %q has no window", found[0])
	}
	for _, c := range cross.FindAllStringSubmatch(window, -1) {
		left, right, low, high := fromPoints(c[1], c[2]), fromPoints(c[3], c[4]), fromPoints(c[5], c[6]), fromPoints(c[7], c[8])
		middle := place{low.x, left.y}
		if left.y == right.y && low.x == high.x && middle.isAt(place{(left.x + right.x) / 2, (low.y + high.y) / 2}) {
			at = append(at, middle)
		}
	}
	return at, place{math.Round(x * 1000), math.Round(y * 1000)}, true
}

// tracesOf are the closed paths of a sheet, on paper.
func tracesOf(sheet string) (rings [][]place) {
	for _, p := range path.FindAllStringSubmatch(sheet, -1) {
		var ring []place
		for _, v := range mark.FindAllStringSubmatch(p[1], -1) {
			ring = append(ring, fromPoints(v[1], v[2]))
		}
		rings = append(rings, ring)
	}
	return rings
}

// pixelRow gives the middles of the dark runs of grayRow, mm from the left and from the bottom, from a place on.
func pixelRow(t *testing.T, file string, high float64, page int, at float64, upright bool, from float64) (middles []float64) {
	t.Helper()
	start, gray := -1, grayRow(t, file, high, page, at, upright)
	for k := int(from * perMM); k < len(gray); k++ {
		switch dark := gray[k] < 128; {
		case dark && start < 0:
			start = k
		case !dark && start >= 0:
			middles = append(middles, float64(start+k)/2/perMM)
			start = -1
		}
	}
	return middles
}

const perMM = 100 // pixels

// grayRow draws one row of pixels of a page with poppler, at 2540 dpi, from the left, or if upright one column, from the bottom.
// Where it is: mm from the bottom or the left.
func grayRow(t *testing.T, file string, high float64, page int, at float64, upright bool) []byte {
	t.Helper()
	program, err := exec.LookPath("pdftoppm")
	if err != nil {
		t.Skip("there is no pdftoppm (poppler-utils) to draw the pages with")
	}
	whole := int(math.Round(high * perMM))
	x, y, w, h := 0, whole-1-int(at*perMM), 22_000, 1
	if upright {
		x, y, w, h = int(at*perMM), 0, 1, whole
	}
	n := strconv.Itoa(page)
	draw := exec.CommandContext(t.Context(), program, "-r", "2540", "-gray", "-f", n, "-l", n,
		"-x", strconv.Itoa(x), "-y", strconv.Itoa(y), "-W", strconv.Itoa(w), "-H", strconv.Itoa(h), file)
	var complaints bytes.Buffer
	draw.Stderr = &complaints
	out, err := draw.Output()
	var width, height, most int
	if err == nil {
		_, err = fmt.Sscanf(string(out[:min(40, len(out))]), "P5\n%d %d\n%d\n", &width, &height, &most)
	}
	if err != nil || complaints.Len() > 0 {
		t.Fatalf("pdftoppm: %v, %s", err, &complaints)
	}
	gray := out[len(out)-width*height:]
	if upright {
		slices.Reverse(gray)
	}
	return gray
}
