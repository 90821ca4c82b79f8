package stencil

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// restless is a pause that ends nothing.
func restless() error { return nil }

// Windows show the whole box with 3 mm around it, overlap by 10 mm and lie on the paper within its border.
func TestTiles(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 2_000 {
		x, y := random.Int64N(1<<29)-1<<28, random.Int64N(1<<29)-1<<28
		b := Box{x, y, x + random.Int64N(2_000_000), y + random.Int64N(2_000_000)}
		for _, paper := range []Paper{A4, Letter} {
			wx, wy, w, h := paper.window()
			if wx < 10_000 || wy < 10_000 || wx+w > paper.width-10_000 || wy+h > paper.height-10_000 {
				t.Fatalf("%s: a window of %d, %d, %d, %d um", paper.Name, wx, wy, w, h)
			}
			columns, rows := paper.Tiles(b)
			all := paper.tiles(b)
			if int64(len(all)) != columns*rows {
				t.Fatalf("%v on %s: %d tiles, want %d x %d", b, paper.Name, len(all), columns, rows)
			}
			first, last := all[0], all[len(all)-1]
			if first.MinX > b.MinX-quiet || first.MaxY < b.MaxY+quiet || last.MaxX < b.MaxX+quiet || last.MinY > b.MinY-quiet {
				t.Fatalf("%v on %s: tiles from %v to %v do not show all of it", b, paper.Name, first, last)
			}
			names := map[string]bool{}
			for k, one := range all {
				c := int64(k) % columns
				if one.MaxX-one.MinX != w || one.MaxY-one.MinY != h || names[one.name] {
					t.Fatalf("%v on %s: tile %v is no window, or named as another one", b, paper.Name, one)
				}
				names[one.name] = true
				if c > 0 && (all[k-1].MaxX-one.MinX != overlap || all[k-1].MinY != one.MinY || all[k-1].right != one.name) {
					t.Fatalf("%v on %s: %v stands beside %v", b, paper.Name, one, all[k-1])
				}
				if int64(k) >= columns && (one.MaxY-all[int64(k)-columns].MinY != overlap || all[int64(k)-columns].down != one.name) {
					t.Fatalf("%v on %s: %v stands under %v", b, paper.Name, one, all[int64(k)-columns])
				}
			}
			// Fewer would not do.
			if columns > 1 && (columns-1)*(w-overlap)+overlap >= b.MaxX-b.MinX+2*quiet || rows > 1 && (rows-1)*(h-overlap)+overlap >= b.MaxY-b.MinY+2*quiet {
				t.Fatalf("%v on %s: %d x %d tiles, and fewer would do", b, paper.Name, columns, rows)
			}
		}
	}
}

// Rows are letters from the top, after Z with two; columns are numbers from the left.
func TestNames(t *testing.T) {
	for at, want := range map[[2]int64]string{{0, 0}: "A1", {1, 0}: "B1", {0, 11}: "A12", {25, 0}: "Z1", {26, 0}: "AA1", {49, 0}: "AX1"} {
		if got := nameOf(at[0], at[1]); got != want {
			t.Errorf("row %d, column %d: %s, want %s", at[0], at[1], got, want)
		}
	}
}

// Wrapped text is the same words in lines that fit.
func TestWrap(t *testing.T) {
	p := newPen(A4, restless)
	random := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		var words []string
		for range random.IntN(30) {
			words = append(words, strings.Repeat(string(rune('!'+random.IntN(200))), 1+random.IntN(40)))
		}
		text := strings.Join(words, " ")
		const size, width = 2_900, 60_000
		lines := p.wrap(regular, size, width, text)
		for _, line := range lines {
			if p.width(regular, size, line) > width {
				t.Fatalf("%q is %d um wide, more than %d", line, p.width(regular, size, line), width)
			}
		}
		if got, want := strings.ReplaceAll(strings.Join(lines, ""), " ", ""), strings.Join(strings.Fields(text), ""); got != want {
			t.Fatalf("%q becomes %q", text, lines)
		}
		if got := p.cut(size, width, text); p.width(regular, size, got) > width || got != text && !strings.HasSuffix(got, "...") {
			t.Fatalf("%q is cut to %q", text, got)
		}
	}
}

// Lengths are mm to the last um.
func TestUm(t *testing.T) {
	for um, want := range map[int64]string{0: "0", 1: "0.001", -1: "-0.001", -1_000: "-1", 12_340: "12.34", -536_870_912: "-536870.912"} {
		if got := mm(um); got != want {
			t.Errorf("%d um: %q mm, want %q", um, got, want)
		}
	}
}

// A line takes room all along, and none that is farther than two squares from it.
func TestTakeLine(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	window := Box{-20_000, -30_000, 20_000, 30_000}
	for range 300 {
		free := newRoom(window)
		at := func() int64 { return random.Int64N(200_000) - 100_000 }
		x0, y0, x1, y1 := at(), at(), at(), at()
		free.takeLine(x0, y0, x1, y1)
		for range 300 {
			k := random.Int64N(1_000_001)
			x, y := x0+(x1-x0)*k/1_000_000, y0+(y1-y0)*k/1_000_000
			if x < window.MinX || x > window.MaxX || y < window.MinY || y > window.MaxY {
				continue
			}
			if around := (Box{max(x-cell, window.MinX), max(y-cell, window.MinY), min(x+cell, window.MaxX), min(y+cell, window.MaxY)}); free.free(around) {
				t.Fatalf("the line from %d, %d to %d, %d leaves %d, %d free", x0, y0, x1, y1, x, y)
			}
		}
		for y := window.MinY; y < window.MaxY; y += 1_013 {
			for x := window.MinX; x < window.MaxX; x += 1_013 {
				dx, dy := float64(x1-x0), float64(y1-y0)
				cross := dx*float64(y-y0) - dy*float64(x-x0)
				if far := cross * cross / (dx*dx + dy*dy); far > 4*cell*cell && !free.free(Box{x, y, x, y}) {
					t.Fatalf("the line from %d, %d to %d, %d takes %d, %d", x0, y0, x1, y1, x, y)
				}
			}
		}
	}
}

// Letters that the encoding has come as its bytes, others as question marks, which are told of.
func TestPlain(t *testing.T) {
	p := newPen(A4, restless)
	for text, want := range map[string]string{
		"": "", "a.b?": "a.b?", "…": "\x85", "é€ž": "\xe9\x80\x9e", "日.本": "?.?", "a\nb\x7f": "a?b?", "\U0001f600": "?", "\xff": "?",
	} {
		if got := p.plain(text); got != want || p.lacks(text) != (len(want) > 0 && text != want && slices.Contains([]byte(want), '?')) {
			t.Errorf("%q: %q, letters are lacking: %t; want %q", text, got, p.lacks(text), want)
		}
	}
}

// A file that is not as the library writes it is no stencil.
func TestUnscaledRefuses(t *testing.T) {
	p := newPen(A4, restless)
	p.pdf.AddPage()
	pdf, err := p.file()
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range [][]byte{nil, []byte("%PDF"), pdf, bytes.ReplaceAll(pdf[:bytes.Index(pdf, []byte("%%EOF"))+6], []byte("/Catalog"), []byte("/Cat"))} {
		if got, err := unscaled(bad); err == nil {
			t.Errorf("%.50q becomes %d bytes", bad, len(got))
		}
	}
}
