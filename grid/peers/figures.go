package main

import (
	"fmt"
	"regexp"
	"strings"
)

// sections are the tables of the engine's own figures, each measured by itself. What is measured next gets a file with its
// section, and a line here.
var sections = []struct {
	name  string
	title string
	write func(meter, *page) error
}{
	{"grids", "Grids", grids},
	{"validation", "Validation", validation},
	{"areas", "Areas", areas},
	{"searches", "Best fit and shortest order", searches},
	{"points", "Growth with the points", growthOfPoints},
	{"outlines", "Growth with the vertices, validation", growthOfValidation},
	{"vertices", "Growth with the vertices and points, grids", growthOfGrids},
}

// figures writes the sections that only names.
func figures(m meter, only *regexp.Regexp, w *page) error {
	var names []string
	ran := false
	for _, s := range sections {
		names = append(names, s.name)
		if !only.MatchString(s.name) {
			continue
		}
		ran = true
		w.printf("### %s\n\n", s.title)
		if err := s.write(m, w); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	if !ran {
		return fmt.Errorf("-only %s names no section; there are %s", only, strings.Join(names, ", "))
	}
	return nil
}
