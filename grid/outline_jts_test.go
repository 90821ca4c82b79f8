package grid

import (
	"encoding/xml"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// jtsCase is a case of the JTS Topology Suite's validity tests.
type jtsCase struct {
	Desc string `xml:"desc"`
	A    string `xml:"a"`
	Test struct {
		Op struct {
			Name  string `xml:"name,attr"`
			Value string `xml:",chardata"`
		} `xml:"op"`
	} `xml:"test"`
}

// The reasons to leave a case out.
var (
	errKind     = errors.New("not a polygon")
	errEmpty    = errors.New("EMPTY in it")
	errNumber   = errors.New("not a number")
	errNotWhole = errors.New("not whole micrometres within the extent at any power of ten")
)

// TestOutlineJTS holds verdicts against the expectations of the JTS Topology Suite.
func TestOutlineJTS(t *testing.T) {
	files, err := filepath.Glob("../../shared/validity/*.xml")
	if err != nil || len(files) == 0 {
		t.Skip("the shared validity cases are not here: ../shared/validity beside the repository")
	}
	valid, invalid, out := 0, 0, map[error]int{}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var run struct {
			Cases []jtsCase `xml:"case"`
		}
		if err := xml.Unmarshal(raw, &run); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for _, c := range run.Cases {
			if c.Test.Op.Name != "isValid" {
				t.Fatalf("%s %q: operation %q, want isValid", file, c.Desc, c.Test.Op.Name)
			}
			a, err := readWKT(c.A)
			if err != nil {
				out[err]++
				continue
			}
			want := strings.TrimSpace(c.Test.Op.Value) == "true"
			o, err := NewOutline(a, nil)
			if (err == nil) != want {
				t.Errorf("%s %q: got %v, want valid %t\n%s", filepath.Base(file), c.Desc, err, want, c.A)
			}
			if err != nil {
				invalid++
				continue
			}
			valid++
			if err := checkInvariants(a, o); err != nil {
				t.Errorf("%s %q: %v", filepath.Base(file), c.Desc, err)
			}
		}
	}
	if valid == 0 || invalid == 0 {
		t.Errorf("compared %d valid and %d invalid cases, want some of each", valid, invalid)
	}
	t.Logf("%d valid and %d invalid cases", valid, invalid)
	for why, n := range out {
		t.Logf("%d left out: %v", n, why)
	}
}

// readWKT reads a POLYGON or MULTIPOLYGON and scales it by a power of ten onto whole micrometres.
func readWKT(text string) (Area, error) {
	kind, body, _ := strings.Cut(strings.TrimSpace(text), "(")
	switch kind = strings.TrimSpace(kind); kind {
	case "POLYGON":
		body = "((" + body + ")"
	case "MULTIPOLYGON":
		body = "(" + body
	default:
		if strings.HasPrefix(kind, "POLYGON") || strings.HasPrefix(kind, "MULTIPOLYGON") {
			return Area{}, errEmpty
		}
		return Area{}, errKind
	}
	if strings.Contains(body, "EMPTY") {
		return Area{}, errEmpty
	}
	// Depth 1 is the list of polygons, 2 a polygon, 3 a ring; what stands at depth 3 is a list of places.
	var polygons [][][]*big.Rat
	depth := 0
	for len(body) > 0 {
		i := strings.IndexAny(body, "()")
		if i < 0 {
			break
		}
		if depth == 3 {
			last := &polygons[len(polygons)-1]
			ring, err := readPlaces(body[:i])
			if err != nil {
				return Area{}, err
			}
			*last = append(*last, ring)
		}
		if body[i] == ')' {
			depth--
		} else if depth++; depth == 2 {
			polygons = append(polygons, nil)
		}
		body = body[i+1:]
	}
	if depth != 0 {
		return Area{}, fmt.Errorf("brackets do not match in %q", text)
	}
	for exponent := 12; exponent >= -18; exponent-- {
		if a, ok := scaled(polygons, exponent); ok {
			return a, nil
		}
	}
	return Area{}, errNotWhole
}

// readPlaces reads "x y, x y" into x, y, x, y; further ordinates are dropped.
func readPlaces(text string) ([]*big.Rat, error) {
	var list []*big.Rat
	for place := range strings.SplitSeq(text, ",") {
		fields := strings.Fields(place)
		if len(fields) < 2 {
			return nil, errNumber
		}
		for _, f := range fields[:2] {
			x, ok := new(big.Rat).SetString(f)
			if !ok {
				return nil, errNumber
			}
			list = append(list, x)
		}
	}
	return list, nil
}

// scaled multiplies by a power of ten; false where a coordinate is then no whole number or too large.
func scaled(polygons [][][]*big.Rat, exponent int) (Area, bool) {
	factor := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(exponent, -exponent))), nil))
	if exponent < 0 {
		factor.Inv(factor)
	}
	var a Area
	for _, p := range polygons {
		var rings []Ring
		for _, places := range p {
			var r Ring
			for i, x := range places {
				whole := new(big.Rat).Mul(x, factor)
				if !whole.IsInt() || whole.Num().BitLen() > 28 { // so that differences stay below MaxExtent
					return Area{}, false
				}
				if v := int32(whole.Num().Int64()); i%2 == 0 {
					r.X = append(r.X, v)
				} else {
					r.Y = append(r.Y, v)
				}
			}
			rings = append(rings, r)
		}
		a.Polygons = append(a.Polygons, Polygon{Shell: rings[0], Holes: slices.Clone(rings[1:])})
	}
	return a, true
}
