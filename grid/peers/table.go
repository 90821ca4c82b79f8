package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// page is what is written to, with the first error.
type page struct {
	w   io.Writer
	err error
}

func (p *page) printf(format string, args ...any) {
	if _, err := fmt.Fprintf(p.w, format, args...); err != nil && p.err == nil {
		p.err = err
	}
}

// table is a Markdown table; each row is as long as the head.
type table struct {
	head []string
	rows [][]string
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

func (t *table) write(w *page) {
	row := func(cells []string) { w.printf("| %s |\n", strings.Join(cells, " | ")) }
	row(t.head)
	row(slices.Repeat([]string{"---"}, len(t.head)))
	for _, cells := range t.rows {
		row(cells)
	}
	w.printf("\n")
}

// digits writes v to three significant digits, never with an exponent.
func digits(v float64) string {
	if v <= 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return "-"
	}
	v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'e', 2, 64), 64) // 99.97 has become 100
	decimals := max(0, 2-int(math.Floor(math.Log10(v))))
	return strconv.FormatFloat(v, 'f', decimals, 64)
}

// duration writes ns in the unit that people would say.
func duration(ns float64) string {
	switch {
	case ns < 1e3:
		return digits(ns) + " ns"
	case ns < 1e6:
		return digits(ns/1e3) + " us"
	case ns < 1e9:
		return digits(ns/1e6) + " ms"
	}
	return digits(ns/1e9) + " s"
}

// ratio writes the ratios of the minima and of the medians.
func ratio(s, of series) string {
	least, median := s.over(of)
	return digits(least) + " / " + digits(median)
}

// count writes n with commas.
func count(n int) string {
	s := strconv.Itoa(n)
	for k := len(s) - 3; k > 0; k -= 3 {
		s = s[:k] + "," + s[k:]
	}
	return s
}
