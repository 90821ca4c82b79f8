package stencil

import (
	"sort"
	"strings"
)

// font is one that every PDF viewer has: nothing is embedded.
type font string // a style of Helvetica

const (
	regular font = ""
	bold    font = "B"
)

func (p *pen) use(f font, size int64) {
	if p.style == f && p.size == size {
		return
	}
	p.style, p.size = f, size
	const perMM = 72 / 25.4
	p.pdf.SetFont("Helvetica", string(f), inMM(size)*perMM)
}

// width is how wide a text is.
func (p *pen) width(f font, size int64, s string) int64 {
	p.use(f, size)
	p.drew(1)
	return int64(p.pdf.GetStringWidth(p.plain(s))*1000) + 1
}

// text writes a line that begins at x, with its base line at y.
func (p *pen) text(f font, size, x, y int64, c ink, s string) {
	p.use(f, size)
	p.drew(5)
	p.pdf.SetTextColor(c[0], c[1], c[2])
	mx, my := p.at(x, y)
	p.pdf.Text(mx, my, p.plain(s))
}

// centred writes a line around x.
func (p *pen) centred(f font, size, x, y int64, c ink, s string) {
	p.text(f, size, x-p.width(f, size, s)/2, y, c, s)
}

// upright writes a line upwards around y, to be read from the right, with its base line at x.
func (p *pen) upright(f font, size, x, y int64, c ink, s string) {
	p.use(f, size) // before the library saves what is set
	mx, my := p.at(x, y)
	p.pdf.TransformBegin()
	p.pdf.TransformRotate(90, mx, my)
	p.centred(f, size, x, y, c, s)
	p.pdf.TransformEnd()
}

// plain is a text in the encoding of the font, windows-1252. What that lacks becomes a question mark.
func (p *pen) plain(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		b.WriteString(p.letter(r))
	}
	return b.String()
}

func (p *pen) letter(r rune) string {
	l := p.latin(string(r))
	if r < ' ' || r == '\x7f' || l == "." && r != '.' {
		return "?"
	}
	return l
}

// lacks tells whether a text has something that paper cannot show.
func (p *pen) lacks(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r != '?' && p.letter(r) == "?" })
}

// wrap breaks text into lines of a width, at spaces; a word that is longer is broken anywhere.
func (p *pen) wrap(f font, size, width int64, s string) (lines []string) {
	line := ""
	for word := range strings.FieldsSeq(s) {
		if line != "" && p.width(f, size, line+" "+word) <= width {
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for line = word; p.width(f, size, line) > width; {
			runes := []rune(line)
			n := len(runes) - 1
			for n > 1 && p.width(f, size, string(runes[:n])) > width {
				n--
			}
			lines, line = append(lines, string(runes[:n])), string(runes[n:])
		}
	}
	return append(lines, line)
}

// cut is what of a text fits a width, in regular.
func (p *pen) cut(size, width int64, s string) string {
	if p.width(regular, size, s) <= width {
		return s
	}
	runes := []rune(s)
	n := sort.Search(len(runes), func(n int) bool { return p.width(regular, size, string(runes[:n+1])+"...") > width })
	return string(runes[:n]) + "..."
}
