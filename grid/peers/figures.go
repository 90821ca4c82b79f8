package main

import (
	"fmt"
	"regexp"
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
	for _, s := range sections {
		if !only.MatchString(s.name) {
			continue
		}
		w.printf("### %s\n\n", s.title)
		if err := s.write(m, w); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return nil
}
