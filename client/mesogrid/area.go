package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// area is the outline of a request and, for each of its polygons and keep-outs, where it came from.
type area struct {
	source   string // the file, as messages call it
	outline  *mesogridv1.Outline
	polygons []part
	keepOuts []part
}

// part is a polygon of the file.
type part struct {
	name    string
	feature int // in the collection, from 0; negative: the file is this one shape
	index   int // among the polygons of its geometry, from 0
	of      int // polygons in its geometry
}

// String names the part for a person: as it is called, or where it stands.
func (p part) String() string {
	text := "the outline"
	switch {
	case p.name != "":
		text = quote(p.name)
	case p.feature >= 0:
		text = fmt.Sprintf("features[%d]", p.feature)
	}
	if p.of > 1 {
		text += fmt.Sprintf(" polygon %d of %d", p.index+1, p.of)
	}
	return text
}

// polygon is one of several polygons of a part.
func (p part) polygon(index, of int) part {
	p.index, p.of = index, of
	return p
}

// label is the name as people wrote it, but not longer than a table or a drawing has room for; String without one.
func (p part) label() string {
	if p.name == "" {
		return p.String()
	}
	text := short(p.name)
	if p.of > 1 {
		text += fmt.Sprintf(" %d of %d", p.index+1, p.of)
	}
	return text
}

// longestLabel is the most letters of a name in a table or a drawing.
const longestLabel = 40

// short is a name of one line, cut where it is too long to lay out.
func short(name string) string {
	letters := []rune(oneLine(name))
	if len(letters) > longestLabel {
		return string(letters[:longestLabel-1]) + "…"
	}
	return string(letters)
}

func quote(name string) string { return strconv.Quote(oneLine(name)) }

// readArea decodes GeoJSON in planar millimetres. Keep-outs always belong to it; of the other features it takes the
// one that is called only, or all when only is empty.
func readArea(data []byte, only string) (*area, error) {
	features, err := readFeatures(data)
	if err != nil {
		return nil, err
	}
	if only != "" {
		if features, err = choose(features, only); err != nil {
			return nil, err
		}
	}
	a := &area{outline: new(mesogridv1.Outline)}
	for _, f := range features {
		if err := a.add(f); err != nil {
			return nil, err
		}
	}
	if len(a.polygons) == 0 {
		return nil, bad("there is no polygon to treat: give one without the role %q", roleKeepOut)
	}
	return a, nil
}

// choose keeps the keep-outs and the one feature of that name.
func choose(features []feature, only string) ([]feature, error) {
	var chosen []feature
	var names []string
	found := 0
	for _, f := range features {
		switch {
		case f.keepOut:
			chosen = append(chosen, f)
		case f.name == only:
			found++
			chosen = append(chosen, f)
		case f.name != "":
			names = append(names, quote(f.name))
		}
	}
	switch {
	case found > 1:
		return nil, bad("--feature %s: %d features have this name: rename all but one", quote(only), found)
	case found == 1:
		return chosen, nil
	case slices.ContainsFunc(chosen, func(f feature) bool { return f.name == only }):
		return nil, bad("--feature %s: is a keep-out, and they always apply: name an outline", quote(only))
	case len(names) == 0:
		return nil, bad("--feature %s: no outline has a name: leave out --feature", quote(only))
	}
	return nil, bad("--feature %s: there is none of this name: use %s", quote(only), strings.Join(names, ", "))
}

func (a *area) add(f feature) error {
	shapes, err := f.polygons()
	if err != nil {
		return err
	}
	for i, shape := range shapes {
		at := f.polygon(i, len(shapes))
		p, err := polygonOf(at, shape)
		if err != nil {
			return err
		}
		if f.keepOut {
			a.keepOuts = append(a.keepOuts, at)
			a.outline.KeepOuts = append(a.outline.KeepOuts,
				&mesogridv1.KeepOut{Polygon: p, MarginUm: f.margin, Name: f.name})
			continue
		}
		a.polygons = append(a.polygons, at)
		a.outline.Polygons = append(a.outline.Polygons, p)
	}
	return nil
}
