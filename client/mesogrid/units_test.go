package main

import (
	"errors"
	"math"
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
		{of: length, text: "3", err: "give a unit: 3mm"},
		{of: length, text: "0", err: "give a unit: 0mm"},
		{of: length, text: "", err: "is not a number"},
		{of: length, text: "mm", err: "is not a number"},
		{of: length, text: ".5mm", err: "is not a number"},
		{of: length, text: "NaNmm", err: "is not a number"},
		{of: length, text: "3,5mm", err: `",5mm" is no unit of length: use um, mm, cm`},
		{of: length, text: "1e3mm", err: `"e3mm" is no unit`},
		{of: length, text: "3in", err: `"in" is no unit of length`},
		{of: length, text: "3MM", err: `"MM" is no unit`},
		{of: length, text: "9999999999mm", err: "is outside"},
		{of: length, text: strings.Repeat("9", 31) + "mm", err: "no unit"},
		{of: volume, text: "20uL", want: 20_000},
		{of: volume, text: "20µL", want: 20_000},
		{of: volume, text: "0.2mL", want: 200_000},
		{of: volume, text: "0.2ml", want: 200_000},
		{of: volume, text: "5nL", want: 5},
		{of: volume, text: "0.5nL", err: "is not a whole number of nL"},
		{of: volume, text: "1cc", err: "write 1mL: cc is misread"},
		{of: volume, text: "1L", err: "use nL, uL, mL"},
		{of: angle, text: "17deg", want: 17_000},
		{of: angle, text: "-17.5°", want: -17_500},
		{of: angle, text: "1mdeg", want: 1},
		{of: angle, text: "0.0001deg", err: "is not a whole number of mdeg"},
		{of: angle, text: "1rad", err: "no unit of angle"},
	}
	for _, tt := range tests {
		got, err := tt.of.parse(tt.text, math.MinInt32, math.MaxInt32)
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

func TestQuantityBounds(t *testing.T) {
	for _, tt := range []struct {
		text string
		ok   bool
	}{
		{"-1um", false}, {"0um", true}, {"4294967295um", true}, {"4294967296um", false}, {"4294967295.5um", false},
	} {
		_, err := length.parse(tt.text, 0, math.MaxUint32)
		if (err == nil) != tt.ok {
			t.Errorf("parse(%q, 0, 2^32-1): got error %v, want it accepted: %t", tt.text, err, tt.ok)
		}
	}
}

func TestComponent(t *testing.T) {
	tests := []struct {
		text, want string // want in JSON
		err        string
	}{
		{text: "deoxycholic acid=10mg/mL", want: `{"name":"deoxycholic acid","unit":"mg","amountMicro":"10000000","inNl":"1000000"}`},
		{text: "toxin=200units/30mL", want: `{"name":"toxin","unit":"units","amountMicro":"200000000","inNl":"30000000"}`},
		{text: "toxin = 1 unit / 100 uL", want: `{"name":"toxin","unit":"units","amountMicro":"1000000","inNl":"100000"}`},
		{text: "a=b=0.23mg/mL", want: `{"name":"a=b","unit":"mg","amountMicro":"230000","inNl":"1000000"}`},
		{text: "x=5µg/mL", want: `{"name":"x","unit":"mcg","amountMicro":"5000000","inNl":"1000000"}`},
		{text: "x=0.0000001mg/mL", err: "finer than a millionth"},
		{text: "x=-1mg/mL", err: "is outside 0 to"},
		{text: "x=99999999999999mg/mL", err: "is outside 0 to"},
		{text: "x=10U/mL", err: "write 10units: U is misread"},
		{text: "x=10IU/mL", err: "write 10units"},
		{text: "x=10mg/cc", err: "write 1mL: cc is misread"},
		{text: "x=10/mL", err: "give the amount a unit"},
		{text: "x=mg/mL", err: "does not start with a number"},
		{text: "x=10mg", err: "needs an amount in a volume"},
		{text: "10mg/mL", err: "needs a name"},
		{text: "x=10mg/", err: "the volume"},
		{text: "x=10mg/mg", err: "no unit of volume"},
		{text: "\xff=10mg/mL", err: "is not UTF-8"},
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
		{text: "=1cm,2um", want: `{"xUm":10000,"yUm":2}`},
		{text: "a=1.0005,2", err: `"1.0005" is not a whole number of um`},
		{text: "a=1,2,0uL", err: `the volume "0uL" is outside 1nL`},
		{text: "a=1,2,3", err: `the volume "3" give a unit`},
		{text: "a=1", err: "needs 2 numbers"},
		{text: "a=1,2,3uL,4", err: "needs 2 numbers"},
		{text: "a=x,2", err: `"x" is not a number`},
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
		{text: "origin=1.5,-2", want: `{"origin":{"xUm":1500,"yUm":-2000}}`},
		{text: "lattice=1,-2,3,4,5,4503599627370496",
			want: `{"lattice":{"originX":"1","originY":"-2","aX":"3","aY":"4","bX":"5","bY":"4503599627370496"}}`},
		{text: "centered", err: "is unknown"},
		{text: "centred=1", err: "is unknown"},
		{text: "origin=1", err: "needs 2 numbers"},
		{text: "lattice=1,2,3", err: "needs 6 whole numbers"},
		{text: "lattice=1,2,3,4,5,6.5", err: `"6.5" is not a whole number`},
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
