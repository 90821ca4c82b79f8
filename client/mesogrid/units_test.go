package main

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

func TestQuantity(t *testing.T) {
	tests := []struct {
		of   *dimension
		text string
		want int64
		err  string // a part of the message; empty: none
	}{
		{of: length, text: "3mm", want: 3_000},
		{of: length, text: "3 mm", want: 3_000},
		{of: length, text: " 3.25mm ", want: 3_250},
		{of: length, text: "0.001mm", want: 1},
		{of: length, text: "1.5cm", want: 15_000},
		{of: length, text: "20um", want: 20},
		{of: length, text: "20µm", want: 20}, // U+00B5, micro sign
		{of: length, text: "20μm", want: 20}, // U+03BC, Greek mu
		{of: length, text: "-2mm", want: -2_000},
		{of: length, text: "+2mm", want: 2_000},
		{of: length, text: "3.000000000000000000mm", want: 3_000},
		{of: length, text: "3.0005mm", err: "is not a whole number of um: write 3mm or 3.001mm"},
		{of: length, text: "-3.0005mm", err: "write -3.001mm or -3mm"},
		{of: length, text: "0.3um", err: "write 0um or 1um"},
		{of: length, text: "0.00015cm", err: "write 0.0001cm or 0.0002cm"},
		{of: length, text: "3", err: "give a unit: um, mm or cm"},
		{of: length, text: "0", err: "give a unit: um, mm or cm"},
		{of: length, text: "", err: "is not a plain number"},
		{of: length, text: "mm", err: "is not a plain number"},
		{of: length, text: ".5mm", err: "is not a plain number"},
		{of: length, text: "5.mm", err: "is not a plain number"},
		{of: length, text: "NaNmm", err: "is not a plain number"},
		{of: length, text: "3,5mm", err: "write 3.5, not 3,5"},
		{of: length, text: "-3,5", err: "write -3.5, not -3,5"},
		{of: length, text: "3,500mm", err: "3,500 may be read as 3.500 or as 3500: write it without a comma"},
		{of: length, text: "1e3mm", err: "is not a plain number"},
		{of: length, text: "1e3", err: "is not a plain number"},
		{of: length, text: "3in", err: `"in" is no unit of length: use um, mm or cm`},
		{of: length, text: "3MM", err: "write 3mm: MM is misread"},
		{of: length, text: "3mm2", err: "is not a plain number"},
		{of: length, text: "3²mm", err: "is not a plain number"},
		{of: length, text: "9999999999mm", err: "is outside"},
		{of: length, text: strings.Repeat("9", 31) + "mm", err: "is not a plain number"},
		{of: volume, text: "20uL", want: 20_000},
		{of: volume, text: "20µL", want: 20_000},
		{of: volume, text: "0.2mL", want: 200_000},
		{of: volume, text: "0.2ml", want: 200_000},
		{of: volume, text: "5nL", want: 5},
		{of: volume, text: "0.5nL", err: "is not a whole number of nL"},
		{of: volume, text: "1cc", err: "write 1mL: cc is misread"},
		{of: volume, text: "1L", err: "use nL, uL or mL"},
		{of: volume, text: "0.2", err: "give a unit: nL, uL or mL"},
		{of: volume, text: "1ML", err: "write 1mL: ML is misread"},
		{of: volume, text: "1CC", err: "write 1mL: CC is misread"},
		{of: angle, text: "17deg", want: 17_000},
		{of: angle, text: "-17.5°", want: -17_500},
		{of: angle, text: "1mdeg", want: 1},
		{of: angle, text: "0.0001deg", err: "is not a whole number of mdeg"},
		{of: angle, text: "1rad", err: "no unit of angle"},
	}
	for _, tt := range tests {
		got, err := tt.of.parse(tt.text, placeLimits)
		if !matches(err, tt.err) || got != tt.want {
			t.Errorf("%s %q: got %d, %v; want %d, error with %q", tt.of.kind, tt.text, got, err, tt.want, tt.err)
		}
	}
}

// matches tells whether err is nil where want is empty and otherwise says want, as an error of exit code 2.
func matches(err error, want string) bool {
	if want == "" || err == nil {
		return want == "" && err == nil
	}
	var b *badInput
	return errors.As(err, &b) && strings.Contains(err.Error(), want)
}

// The limits that messages name are those that are kept, and a proposal never lies outside them.
func TestLimits(t *testing.T) {
	for _, tt := range []struct {
		of *dimension
		limits
	}{{length, spacingLimits}, {length, marginLimits}, {angle, angleLimits}, {volume, volumeLimits}, {length, placeLimits}, {volume, liquidLimits}} {
		least, most, found := strings.Cut(tt.text, " to ")
		lo, errLo := tt.of.parse(least, tt.limits)
		hi, errHi := tt.of.parse(most, tt.limits)
		if !found || errLo != nil || errHi != nil || lo != tt.lo || hi != tt.hi {
			t.Errorf("%q: got %d, %v and %d, %v; want %d and %d", tt.text, lo, errLo, hi, errHi, tt.lo, tt.hi)
		}
		for _, outside := range []string{fmt.Sprintf("%d%s", tt.lo-1, tt.of.base), fmt.Sprintf("%d.5%s", tt.hi, tt.of.base)} {
			if _, err := tt.of.parse(outside, tt.limits); !matches(err, "is outside "+tt.text) {
				t.Errorf("%s: got error %v, want outside %s", outside, err, tt.text)
			}
		}
	}
}

func TestComponent(t *testing.T) {
	tests := []struct{ text, want, err string }{ // want in JSON
		{text: "deoxycholic acid=10mg/mL", want: `{"name":"deoxycholic acid","unit":"mg","amountMicro":"10000000","inNl":"1000000"}`},
		{text: "toxin=200units/30mL", want: `{"name":"toxin","unit":"units","amountMicro":"200000000","inNl":"30000000"}`},
		{text: "toxin = 1 unit / 100 uL", want: `{"name":"toxin","unit":"units","amountMicro":"1000000","inNl":"100000"}`},
		{text: "a=b=0.23mg/mL", want: `{"name":"a=b","unit":"mg","amountMicro":"230000","inNl":"1000000"}`},
		{text: "x=5µg/mL", want: `{"name":"x","unit":"mcg","amountMicro":"5000000","inNl":"1000000"}`},
		{text: "x=10mmol/1mL", want: `{"name":"x","unit":"mmol","amountMicro":"10000000","inNl":"1000000"}`},
		{text: "x=1g/µl", want: `{"name":"x","unit":"g","amountMicro":"1000000","inNl":"1000"}`},
		{text: "x=0.0000001mg/mL", err: `the amount "0.0000001mg": is outside 0.000001 to`},
		{text: "x=1.0000001mg/mL", err: "is not a whole number of millionths: write 1mg or 1.000001mg"},
		{text: "x=-1mg/mL", err: "is outside 0.000001 to 1000000000000"},
		{text: "x=99999999999999mg/mL", err: "is outside 0.000001 to"},
		{text: "x=10mg/cc", err: `the volume "cc": write mL: cc is misread`},
		{text: "x=10mg/1cc", err: "write 1mL: cc is misread"},
		{text: "x=10/mL", err: `the amount "10": give a unit: g, mg, mcg, ng, units, mol or mmol`},
		{text: "x=mg/mL", err: "is not a plain number"},
		{text: "x=10mg", err: "needs an amount in a volume"},
		{text: "10mg/mL", err: "needs a name"},
		{text: "x=10mg/", err: `the volume "": is not a plain number`},
		{text: "x=10mg/30", err: `the volume "30": give a unit: nL, uL or mL`},
		{text: "x=10mg/mg", err: "no unit of volume"},
		{text: "x=200units/.5mL", err: `the volume ".5mL": is not a plain number`},
		{text: "x=200units/,5mL", err: "is not a plain number"},
		{text: "x=200units/-mL", err: "is not a plain number"},
		{text: "x=200units/mL mL", err: `"mL mL" is no unit of volume`},
		{text: "x=200units/0mL", err: "is outside 1nL to 1000000mL"},
		{text: "x=10mgperml/ml", err: `"mgperml" is no unit of amount: use g,`},
		{text: "x=10mg/mL/mL", err: `"mL/mL" is no unit of volume`},
		{text: "\xff=10mg/mL", err: "is not UTF-8"},
	}
	// The amount is a plain number and a listed unit, and nothing else.
	for _, amount := range []string{"10,5mg", "1 000units", "1'000mg", "1_000units", "2x100units", "1e3mg", "1.5.5mg", "10.mg", "10.", "1-mg",
		"5xmg", "1mg,", "10%", "1\u00a0000mg", "１mg", "10mg2", "0x10mg", "10 m g", "MU", "10MU", "10mU", "10M", "10cells", "1/2mg", "10mg\x00"} {
		tests = append(tests, struct{ text, want, err string }{text: "x=" + amount + "/mL", err: " "})
	}
	for wrong, right := range map[string]string{"U": "units", "u": "units", "IU": "units", "iu": "units", "Units": "units", "UNIT": "units",
		"MG": "mg", "Mg": "mg", "UG": "mcg", "MCG": "mcg", "G": "g", "Mmol": "mmol"} {
		tests = append(tests, struct{ text, want, err string }{text: "x=10" + wrong + "/mL", err: "write 10" + right + ": " + wrong + " is misread"})
	}
	for _, tt := range tests {
		got, err := readComponent(tt.text)
		if !matches(err, tt.err) {
			t.Errorf("component %q: got error %v, want one with %q", tt.text, err, tt.err)
		}
		want := new(mesogridv1.Ingredient)
		if tt.want == "" {
			continue
		}
		if err := protojson.Unmarshal([]byte(tt.want), want); err != nil {
			t.Fatal(err)
		}
		if !proto.Equal(got, want) {
			t.Errorf("component %q: got %v, want %v", tt.text, got, want)
		}
	}
}

func TestFixedPoint(t *testing.T) {
	tests := []struct {
		text string
		want string // in JSON
		err  string
	}{
		{text: "midline=12.5,-40", want: `{"name":"midline","xUm":12500,"yUm":-40000}`},
		{text: "midline=12.5, 40, 50uL", want: `{"name":"midline","xUm":12500,"yUm":40000,"volumeNl":50000}`},
		{text: "a=1cm,2um", want: `{"name":"a","xUm":10000,"yUm":2}`},
		{text: "=1cm,2um", err: "needs a name"},
		{text: "a=1,5,2,5", err: "needs 2 numbers"},
		{text: "a=1.0005,2", err: `"1.0005": is not a whole number of um`},
		{text: "a=1,2,0uL", err: `the volume "0uL": is outside 1nL`},
		{text: "a=1,2,3", err: `the volume "3": give a unit: nL, uL or mL`},
		{text: "a=1", err: "needs 2 numbers"},
		{text: "a=1,2,3uL,4", err: "needs 2 numbers"},
		{text: "a=x,2", err: `"x": is not a plain number`},
		{text: "a=3000000,2", err: "is outside"},
		{text: "1,2", err: "needs a name"},
	}
	for _, tt := range tests {
		var f fixedPoints
		err := f.Set(tt.text)
		if !matches(err, tt.err) || len(f.list) != len(f.text) || (len(f.list) == 1) != (err == nil) {
			t.Errorf("--fixed %q: got %v, error %v; want error with %q", tt.text, f.list, err, tt.err)
			continue
		}
		want := new(mesogridv1.FixedPoint)
		if tt.want == "" {
			continue
		}
		if err := protojson.Unmarshal([]byte(tt.want), want); err != nil {
			t.Fatal(err)
		}
		if !proto.Equal(f.list[0], want) {
			t.Errorf("--fixed %q: got %v, want %v", tt.text, f.list[0], want)
		}
	}
}

func TestPlacement(t *testing.T) {
	tests := []struct {
		text, want string // want in JSON of the spec
		err        string
	}{
		{text: "centred", want: `{"centred":{}}`},
		{text: "best-fit"},
		{text: "best-fit=1", err: "is unknown"},
		{text: "origin=1.5,-2", want: `{"origin":{"xUm":1500,"yUm":-2000}}`},
		{text: "lattice=1,-2,3,4,5,4503599627370496",
			want: `{"lattice":{"originX":"1","originY":"-2","aX":"3","aY":"4","bX":"5","bY":"4503599627370496"}}`},
		{text: "centered", err: "is unknown"},
		{text: "centred=1", err: "is unknown"},
		{text: "origin=1", err: "needs 2 numbers"},
		{text: "lattice=1,2,3", err: "needs 6 whole numbers"},
		{text: "lattice=1,2,3,4,5,6.5", err: `"6.5", the BY of the six, is not a whole number`},
		{text: "lattice=1,2,3,4,5,9223372036854775808", err: "in 64 bits"},
	}
	for _, tt := range tests {
		var p placement
		err := p.Set(tt.text)
		if !matches(err, tt.err) {
			t.Errorf("--placement %s: got error %v, want one with %q", tt.text, err, tt.err)
		}
		got, want := new(mesogridv1.GridSpec), new(mesogridv1.GridSpec)
		p.apply(got)
		if tt.want != "" {
			if err := protojson.Unmarshal([]byte(tt.want), want); err != nil {
				t.Fatal(err)
			}
		}
		if !proto.Equal(got, want) {
			t.Errorf("--placement %s: got %v, want %v", tt.text, got, want)
		}
	}
}
