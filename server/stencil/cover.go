package stencil

import (
	"fmt"
	"slices"
	"strings"
)

const (
	planSize    = 2_900
	planLeading = 4_100
	planIndent  = 32_000 // of what the facts say
	mapHigh     = 90_000 // on the first sheet, under the plan
)

// planLine is a line of the plan.
type planLine struct {
	name, text string
	warned     bool
}

// layPlan breaks the plan into lines, and these into sheets; the first has a map of the sheets too.
func (s *sheets) layPlan() (pages [][]planLine) {
	_, _, w, h := s.paper().window()
	var lines []planLine
	for _, text := range s.Warned {
		for _, line := range s.pen.wrap(bold, planSize, w, text) {
			lines = append(lines, planLine{text: line, warned: true})
		}
		lines = append(lines, planLine{}) // a gap
	}
	for _, fact := range append(slices.Clone(s.Facts), s.unshown()...) {
		name := fact.Name
		for _, line := range s.pen.wrap(regular, planSize, w-planIndent, fact.Text) {
			lines = append(lines, planLine{name: name, text: line})
			name = ""
		}
	}
	for most := int((h - mapHigh - 12_000) / planLeading); len(lines) > most; most = int((h - 8_000) / planLeading) {
		pages = append(pages, lines[:most])
		lines = lines[most:]
	}
	return append(pages, lines)
}

// unshown is the fact that paper lacks letters of some names.
func (s *sheets) unshown() []Fact {
	var all []string
	for _, fact := range s.Facts {
		if fact.Name != "" && s.pen.lacks(fact.Text) {
			all = append(all, strings.ToLower(fact.Name))
		}
	}
	for _, text := range s.Warned {
		if s.pen.lacks(text) {
			all = append(all, "a warning")
		}
	}
	for k, name := range s.Fixed {
		if s.pen.lacks(name) {
			all = append(all, fmt.Sprintf("point %d", k))
		}
	}
	for k, o := range s.Area.KeepOuts {
		if s.pen.lacks(o.Name) {
			all = append(all, fmt.Sprintf("keep-out %d", k))
		}
	}
	if len(all) == 0 {
		return nil
	}
	const most = 20
	text := "Have letters that this paper lacks, and a ? for each; see the plan in data: " + strings.Join(all[:min(len(all), most)], ", ")
	if more := len(all) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return []Fact{{"Names", text}}
}

// cover is a sheet that tells of the plan.
func (s *sheets) cover(page int, lines []planLine) {
	s.frame("Plan")
	p := s.pen
	x, y, w, h := s.paper().window()
	at := y + h - 5_000
	if page == 0 {
		p.text(bold, 5_000, x, at, black, "Plan")
		p.text(bold, 3_800, x+w-p.width(bold, 3_800, unscaledNote), at, black, unscaledNote)
		p.stroke(200, blue)
		p.line(x, at-2_000, x+w, at-2_000)
		at -= 7_000
	}
	for _, line := range lines {
		if line.warned {
			p.text(bold, planSize, x, at, red, line.text)
		} else {
			p.text(bold, planSize, x, at, gray, line.name)
			p.text(regular, planSize, x+planIndent, at, black, line.text)
		}
		at -= planLeading
	}
	if page == 0 {
		newAtlas(s, Box{x, y, x + w, y + mapHigh}).draw("")
	}
	left, width := int64(border+square+4_000), s.paper().width-2*border-square-4_000
	at = border + square - 3_400
	p.text(bold, 3_200, left, at, black, "How to read and use this")
	at = s.legend(left, at-5_000, width, 3) - 1_000
	for _, text := range s.howTo() {
		for _, part := range p.wrap(regular, 2_600, width, text) {
			p.text(regular, 2_600, left, at, black, part)
			at -= 3_600
		}
	}
}

func (s *sheets) howTo() []string {
	number := "Number: the index in delivery order, from 0"
	if s.every() > 1 {
		number += fmt.Sprintf(", of each %dth point, to the right above it", s.every())
	}
	lines := []string{
		"Before use, measure the square and both rulers of every sheet: 50 mm and 100 mm.",
		"Blue line: the outline. Grey with a line around: a hole. Red, dashed: a keep-out, with its name.",
		number + "; where there is no room it is left out, and the points stand all the same. Thin line: the way from point to point.",
	}
	if len(s.classes) > 0 {
		lines = append(lines, "Coloured marks: the volume of a point; in brackets, how many have it.")
	}
	if len(s.tiles) > 1 {
		lines = append(lines, "Neighbouring sheets show the same 10 mm twice: cut along the frame, and lay the left and the top edge of a sheet on the dashed "+
			"green line of the one before. Points in there are one point, not two.")
	}
	return lines
}
