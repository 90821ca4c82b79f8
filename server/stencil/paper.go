package stencil

import "strconv"

// Paper is a size of paper, upright. All lengths on paper are um.
type Paper struct {
	Name          string
	width, height int64
}

// The papers that there are.
var (
	A4     = Paper{"A4", 210_000, 297_000}
	Letter = Paper{"Letter", 215_900, 279_400}
)

// PaperOf is the paper of a name; an empty one is A4.
func PaperOf(name string) (Paper, bool) {
	switch name {
	case "", "a4":
		return A4, true
	case "letter":
		return Letter, true
	}
	return Paper{}, false
}

// The parts of a sheet, from the bottom up: a band with the square and what the sheet is, the ruler across, the window, a
// line of title. The ruler up stands left of the window.
const (
	border  = 10_000 // that printers leave white
	square  = 50_000
	across  = 12_000 // for the ruler across
	up      = 9_000  // for the ruler up
	marks   = 4_000  // for crop marks
	title   = 8_500
	overlap = 10_000 // of neighbouring windows
	quiet   = 3_000  // at least so much around the area
)

// window is the part of the sheet that shows skin.
func (p Paper) window() (x, y, w, h int64) {
	x, y = border+up, border+square+across
	return x, y, p.width - border - marks - x, p.height - border - title - y
}

// Box is a part of the body's plane, um, edges included.
type Box struct{ MinX, MinY, MaxX, MaxY int64 }

// meets tells whether two boxes have a point in common.
func (b Box) meets(o Box) bool {
	return b.MinX <= o.MaxX && o.MinX <= b.MaxX && b.MinY <= o.MaxY && o.MinY <= b.MaxY
}

// tile is what one sheet shows.
type tile struct {
	Box
	name        string
	right, down string // the names of its neighbours; empty: none
}

// Tiles is how many columns and rows of windows show a box.
func (p Paper) Tiles(b Box) (columns, rows int64) {
	_, _, w, h := p.window()
	count := func(length, window int64) int64 {
		return max(1, (length+2*quiet-overlap+window-overlap-1)/(window-overlap))
	}
	return count(b.MaxX-b.MinX, w), count(b.MaxY-b.MinY, h)
}

// tiles are the windows in the order of the sheets, from the top left; together they stand around the middle of the box.
func (p Paper) tiles(b Box) []tile {
	_, _, w, h := p.window()
	columns, rows := p.Tiles(b)
	left := (b.MinX+b.MaxX)/2 - (columns*(w-overlap)+overlap)/2
	top := (b.MinY+b.MaxY)/2 + (rows*(h-overlap)+overlap)/2
	all := make([]tile, 0, columns*rows)
	for r := range rows {
		for c := range columns {
			x, y := left+c*(w-overlap), top-r*(h-overlap)-h
			t := tile{Box: Box{x, y, x + w, y + h}, name: nameOf(r, c)}
			if c+1 < columns {
				t.right = nameOf(r, c+1)
			}
			if r+1 < rows {
				t.down = nameOf(r+1, c)
			}
			all = append(all, t)
		}
	}
	return all
}

// nameOf is a letter for the row, from the top, and a number for the column, from the left.
func nameOf(row, column int64) string {
	letters := string(rune('A' + row%26))
	if row >= 26 {
		letters = string(rune('A'+row/26-1)) + letters
	}
	return letters + strconv.FormatInt(column+1, 10)
}
