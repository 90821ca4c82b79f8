package main

import (
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// Names stay on the page and apart, whatever is crowded into the plan; what finds no room is counted.
func TestNames(t *testing.T) {
	long := strings.Repeat("Wide LETTERS ", 7)
	for name, args := range map[string][]string{
		"crowd": {"--pattern", "none", "--fixed", "a=0,0", "--fixed", "b=0.1,0", "--fixed", "c=0.2,0", "--fixed", "d=0,0.1", "--fixed", "e=0.1,0.1",
			"--fixed", "f=0.1,0.2", "--fixed", "g=0.2,0.2", "--fixed", "h=9,9"},
		"long":     {"--pattern", "none", "--fixed", long + "1=0,0", "--fixed", long + "2=90,0", "--fixed", long + "3=45,30", "--fixed", "字字字字字字字=0,30"},
		"one":      {"--pattern", "none", "--fixed", "a=5,5"},
		"polygons": {"--pattern", "square", "--spacing", "1mm", "--volume", "1uL", "--component", long + "=1mg/mL", "-"},
	} {
		a := drawn(t, collection(shape(`"name":"`+long+`"`, "Polygon", triangle), shape(`"name":"b"`, "Polygon", `[[[20,0],[30,0],[30,9]]]`)), args...)
		p := &page{a: a, box: a.box()}
		p.layOut()
		if len(p.names) == 0 || len(p.names)+p.unnamed != len(a.plan.fixed.list)+2*strings.Count(name, "polygons") {
			t.Errorf("%s: got %d names and %d without room", name, len(p.names), p.unnamed)
		}
		var boxes []box
		for _, l := range p.names {
			w := textWidth(l.text, p.nameSize())
			left := l.x - map[string]int64{"start": 0, "middle": w / 2, "end": w}[l.anchor]
			b := box{minX: left, minY: l.y - p.nameSize(), maxX: left + w, maxY: l.y}
			if b.minX < 0 || b.minY < 0 || b.maxX > p.width || b.maxY > p.height {
				t.Errorf("%s: %q takes %v of a page of %d x %d um", name, l.text, b, p.width, p.height)
			}
			for i, other := range boxes {
				if b.meets(other) {
					t.Errorf("%s: %q at %v and %q at %v overprint", name, l.text, b, p.names[i].text, other)
				}
			}
			boxes = append(boxes, b)
		}
		for _, line := range p.headingLines() {
			if w := textWidth(line, p.unit); w > p.width-4*p.unit {
				t.Errorf("%s: the line %q is %d um wide on a page of %d um", name, line, w, p.width)
			}
		}
		if width := max(p.box.width(), p.box.height()) * p.zoom; p.unit < 1_000 || width > 0 && width < smallest {
			t.Errorf("%s: got text of %d um and a plan of %d um", name, p.unit, width)
		}
	}
}

// drawn is the answer that a call would draw.
func drawn(t *testing.T, stdin string, args ...string) *answer {
	t.Helper()
	flags := pflag.NewFlagSet("grid", pflag.ContinueOnError)
	task := newTask(flags)
	if err := flags.Parse(args); err != nil {
		t.Fatal(err)
	}
	a, err := task.readArea(t.Context(), flags.Args(), strings.NewReader(stdin))
	if err != nil {
		t.Fatal(err)
	}
	req, err := task.plan.request(a)
	if err != nil {
		t.Fatal(err)
	}
	res, err := task.ask(t.Context(), a, req)
	if err != nil {
		t.Fatal(err)
	}
	return &answer{area: a, plan: task.plan, res: res}
}
