package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// benchCase is a request to ask for again and again: the shapes of the benchmarks of package grid, named for what they
// cost, their number of points (n) or of vertices (e). All are triangular, at 17 degrees, with a margin of 2 mm, centred.
type benchCase struct {
	name     string
	vertices int
	spacing  uint32 // um
	points   uint64 // what a service of revision 2 answers with
	omit     bool   // the points are never sent
}

var benchCases = []benchCase{
	{"clin3", 60, 3_000, 892, false},
	{"clin10", 60, 10_000, 81, false},
	{"n1e3", 60, 2_830, 996, false},
	{"n1e4", 60, 895, 9_963, false},
	{"n1e5", 60, 283, 99_578, false},
	{"n1e6", 60, 89, 1_007_015, false},
	{"n1e7", 60, 28, 10_174_102, false},
	{"e1e3", 1_000, 283, 99_804, false},
	{"e1e4", 10_000, 283, 99_803, false},
	{"e1e5", 100_000, 283, 99_801, false},
	{"work20ms", 60, 36, 6_154_697, true}, // 27 ms at the least on one core of an AMD EPYC,
}

func benchCaseNames() []string {
	var names []string
	for _, c := range benchCases {
		names = append(names, c.name)
	}
	return names
}

// benchCaseHelp says what each case is, one a line.
func benchCaseHelp() string {
	var lines strings.Builder
	for _, c := range benchCases {
		fmt.Fprintf(&lines, "  %-9s %8d points, %6d vertices, %5s mm apart", c.name, c.points, c.vertices, mm(c.spacing))
		if c.omit {
			lines.WriteString("; none is sent")
		}
		lines.WriteByte('\n')
	}
	return lines.String()
}

func findBenchCase(name string) (benchCase, error) {
	i := slices.IndexFunc(benchCases, func(c benchCase) bool { return c.name == name })
	if i < 0 {
		return benchCase{}, bad("is unknown: use %s", or(benchCaseNames()))
	}
	return benchCases[i], nil
}

// spec is the plan, with a volume for each point so that volumes are computed too.
func (c benchCase) spec() *mesogridv1.GridSpec {
	angle := int32(17_000)
	return &mesogridv1.GridSpec{
		Area:      &mesogridv1.GridSpec_Outline{Outline: lobes(c.vertices)},
		Pattern:   mesogridv1.Pattern_PATTERN_TRIANGULAR,
		SpacingUm: c.spacing,
		AngleMdeg: &angle,
		MarginUm:  2_000,
		Dosing:    &mesogridv1.Dosing{Rule: &mesogridv1.Dosing_PointNl{PointNl: 20_000}},
	}
}

// lobes is an outline of about 120 x 80 mm with n vertices: an ellipse with three slight lobes.
func lobes(n int) *mesogridv1.Outline {
	const a, b = 60_000, 40_000 // um
	shell := new(mesogridv1.Ring)
	for k := range n {
		s, c := math.Sincos(2 * math.Pi * float64(k) / float64(n))
		r := 1 + 0.04*(4*c*c*c-3*c) // cos 3t
		shell.XUm = append(shell.XUm, int32(math.Round(a*r*c)))
		shell.YUm = append(shell.YUm, int32(math.Round(b*r*s)))
	}
	return &mesogridv1.Outline{Polygons: []*mesogridv1.Polygon{{Shell: shell}}}
}
