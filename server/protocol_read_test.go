package server

import (
	"fmt"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"

	"github.com/mesogrid/mesogrid/grid"
	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// Every protocol of the program serves: named in a request that gives what it leaves open, it makes a grid, or is refused
// for its own limits.
func TestBuiltInProtocols(t *testing.T) {
	s := newGridService(DefaultLimits(), BuiltInProtocols())
	for _, p := range BuiltInProtocols().list {
		spec := &mesogridv1.GridSpec{Area: wave(12, 20_000), Protocol: p.GetName(), BodyMassG: 70_000}
		d := p.GetDefaults()
		if d.GetPattern() == mesogridv1.Pattern_PATTERN_UNSPECIFIED {
			spec.Pattern = mesogridv1.Pattern_PATTERN_SQUARE
		}
		if d.GetPattern() == mesogridv1.Pattern_PATTERN_NONE {
			names := append(p.GetSites(), "a")
			if len(p.GetSites()) > 0 {
				names = p.GetSites()
			}
			for k, name := range names {
				spec.FixedPoints = append(spec.FixedPoints, &mesogridv1.FixedPoint{Name: name, XUm: int32(k) * 100})
			}
		} else if d.GetSpacingUm() == 0 {
			spec.SpacingUm = 9_000
		}
		spec.Dosing = new(mesogridv1.Dosing)
		if d.GetDosing().GetRule() == nil {
			spec.Dosing.Rule = &mesogridv1.Dosing_PointNl{PointNl: 100_000}
		}
		if len(d.GetDosing().GetMixture()) == 0 {
			for _, l := range p.GetLimits() {
				if l.GetComponent() != "" {
					spec.Dosing.Mixture = []*mesogridv1.Ingredient{{Name: l.GetComponent(), Unit: l.GetUnit(), AmountMicro: 1e6, InNl: 1e6}}
				}
			}
		}
		resp, err := s.generate(t.Context(), &mesogridv1.GenerateGridRequest{Spec: spec}, new(grid.Work))
		if err != nil {
			t.Errorf("%s: %v", p.GetName(), err)
			continue
		}
		if got, want := resp.GetReport().GetProtocolVersion(), "1 "+BuiltInProtocols().Digest(); got != want {
			t.Errorf("%s: version %q, want %q", p.GetName(), got, want)
		}
		if resp.GetHeader().GetKey().GetPointCount() == 0 {
			t.Errorf("%s: no point", p.GetName())
		}
	}
}

const goodProtocol = `protocols {
  name: "a"
  title: "A"
  version: "1"
  jurisdiction_note: "none"
  notice: "Reference data, to be approved by the site."
  citations { text: "somebody" confidence: CONFIDENCE_LOW }
`

func TestBrokenProtocols(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"nothing", "", "site:1: protocols: is empty; give at least one"},
		{"syntax", "protocols {\n  name: \"a\"\n  title \"A\"\n}", "site:3: "},
		{"unknown field", "protocols {\n  name: \"a\"\n  tittle: \"A\"\n}", "site:3: unknown field: tittle"},
		{"not closed", "protocols {\n  name: \"a\"\n", "site:"},
		{"name", "# a\nprotocols {\n  name: 'A b'\n}", `site:3: protocols[0].name: is "A b"; use lower case letters, digits and hyphens between them, at most 60`},
		{"no name", "\n\nprotocols {\n}", `site:3: protocols[0].name: is ""; `},
		{"twice", goodProtocol + "}\n" + goodProtocol + "}", `site:10: protocols[1].name: is "a", as that of an entry before it`},
		{"digest", goodProtocol + `digest: "x" }`, `site:8: protocols[0].digest: is "x"; leave it out`},
		{"title", strings.Replace(goodProtocol, `"A"`, `"A\n"`, 1) + "}", `site:3: protocols[0].title: is "A\n"; use printable`},
		{"no notice", strings.Replace(goodProtocol, "notice", "#", 1) + "}", "site:1: protocols[0].notice: is empty; give it"},
		{"no citation", strings.Replace(goodProtocol, "citations", "#", 1) + "}", "site:1: protocols[0].citations: is empty"},
		{"no confidence", strings.Replace(goodProtocol, "confidence:", "#", 1) + "\n} }", "site:7: protocols[0].citations[0].confidence: is CONFIDENCE_UNSPECIFIED"},
		{"not a default", goodProtocol + "defaults {\n margin_um: 3 }\n}", "site:9: protocols[0].defaults.margin_um: is no default"},
		{"pattern", goodProtocol + "defaults {\n pattern: 9 }\n}", "site:9: protocols[0].defaults.pattern: is 9"},
		{"spacing", goodProtocol + "defaults {\n pattern: PATTERN_SQUARE\n spacing_um: 19\n}\n}", "site:10: protocols[0].defaults.spacing_um: is 19 um; give 20 to 100000 um"},
		{"spacing of none", goodProtocol + "defaults {\n pattern: PATTERN_NONE\n spacing_um: 100\n}\n}", "site:10: protocols[0].defaults.spacing_um: is 100 um, and PATTERN_NONE has none"},
		{"unit", goodProtocol + "defaults { dosing {\n mixture { name: 'x' unit: 'mg' amount_micro: 1 in_nl: 1 }\n mixture {\n  name: 'y'\n  unit: 'm g'\n amount_micro: 1 in_nl: 1 } } }\n}",
			`site:12: protocols[0].defaults.dosing.mixture[1].unit: is "m g"; use letters only`},
		{"list", goodProtocol + "defaults { dosing {\n mixture: [ { name: 'x' unit: 'mg' amount_micro: 1 in_nl: 1 },\n {\n  name: 'y'\n  unit: 'm g'\n amount_micro: 1 in_nl: 1 } ] } }\n}",
			`site:12: protocols[0].defaults.dosing.mixture[1].unit: is "m g"`},
		{"depth", goodProtocol + "defaults {\n depth <\n depth_um: 100001 > }\n}", "site:10: protocols[0].defaults.depth.depth_um: is 100001 um"},
		{"quantity", goodProtocol + "limits { hard_max: 1 }\nlimits {\n\n soft_max: 1 }\n}", "site:8: protocols[0].limits[0].quantity: is not said"},
		{"bound", goodProtocol + "limits { quantity: QUANTITY_POINTS hard_max: 1 }\nlimits { quantity: QUANTITY_POINTS\n }\n}", "site:9: protocols[0].limits[1]: has no bound"},
		{"order", goodProtocol + "limits { quantity: QUANTITY_POINTS\n soft_min: 3\n soft_max: 2\n }\n}", "site:9: protocols[0].limits[0].soft_min: is 3, above soft_max, 2"},
		{"component", goodProtocol + "defaults { dosing { mixture { name: 'x' unit: 'mg' amount_micro: 1 in_nl: 1 } } }\nlimits {\n quantity: QUANTITY_TOTAL_DOSE\n component: 'y' unit: 'mg' hard_max: 1 }\n}",
			`site:11: protocols[0].limits[0].component: is "y", and the mixture has no such component; it has "x"`},
		{"unit of a limit", goodProtocol + "limits {\n quantity: QUANTITY_TOTAL_DOSE\n component: 'y' hard_max: 1 }\n}", "site:8: protocols[0].limits[0].unit: is empty"},
		{"sites", goodProtocol + "defaults { pattern: PATTERN_NONE }\nsites: 'a'\nsites: 'b'\nsites: 'a' }", `site:11: protocols[0].sites[2]: is "a", as a site before it`},
		{"sites on a lattice", goodProtocol + "defaults { pattern: PATTERN_SQUARE }\nsites: ['a', 'b'] }", `site:9: protocols[0].sites: goes with a default pattern of PATTERN_NONE only`},
		{"long", strings.Repeat("#", 1<<20) + "\n", "site:1: has 1048577 bytes; use at most 1048576"},
	} {
		_, err := ReadProtocols("site", []byte(c.text))
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: %v, want it to begin with %q", c.name, err, c.want)
		}
	}
	if p, err := ReadProtocols("site", []byte(goodProtocol+"}")); err != nil || p.Len() != 1 {
		t.Errorf("a good one: %v, %v", p, err)
	}
}

func TestLineOf(t *testing.T) {
	const text = `a: 1 # "{" [
b {
  c: "x}"
     "y" c: 'z\'{'
  d <e: 3>
  d { e: 4
  }
}
f: [1, 2,
 3]`
	for path, want := range map[string]int{
		"a": 1, "b": 2, "b.c[0]": 3, "b.c[1]": 4, "b.d.e": 5, "b.d[0].e": 5, "b.d[1]": 6, "b.d[1].e": 6, "b.d[1].g": 6, "f": 9, "f[1]": 9, "f[2]": 10, "g": 1,
	} {
		if got := lineOf([]byte(text), path); got != want {
			t.Errorf("lineOf(%s) = %d, want %d", path, got, want)
		}
	}
}

// What a request says stands; what it leaves open comes from the protocol, field by field.
func TestFill(t *testing.T) {
	parse := func(text string) *mesogridv1.GridSpec {
		spec := new(mesogridv1.GridSpec)
		if err := prototext.Unmarshal([]byte(text), spec); err != nil {
			t.Fatal(err)
		}
		return spec
	}
	const all = `pattern: PATTERN_SQUARE spacing_um: 9 depth { insertion { length_um: 5 angle_mdeg: 6 } layer: SKIN_LAYER_DERMIS }
		dosing { total_nl: 7 share: SHARE_VORONOI cap_permille: 1500 mixture { name: "m" } }`
	for _, c := range []struct{ request, defaults, want string }{
		{"", all, all},
		{all, "", all},
		{all, `pattern: PATTERN_NONE spacing_um: 1 depth { depth_um: 1 layer: SKIN_LAYER_EPIDERMIS } dosing { point_nl: 1 share: SHARE_EQUAL mixture { name: "n" } }`, all},
		{"pattern: PATTERN_NONE margin_um: 3", all, strings.Replace(all, "pattern: PATTERN_SQUARE spacing_um: 9", "pattern: PATTERN_NONE margin_um: 3", 1)},
		{"dosing { point_nl: 3 share: SHARE_EQUAL }", "dosing { total_nl: 7 share: SHARE_VORONOI cap_permille: 1500 }", "dosing { point_nl: 3 share: SHARE_EQUAL }"},
		{"dosing { share: SHARE_CLIPPED_CELL }", "dosing { cap_permille: 1500 }", "dosing { share: SHARE_CLIPPED_CELL cap_permille: 1500 }"},
		{"depth { depth_um: 4 }", all, strings.Replace(all, "insertion { length_um: 5 angle_mdeg: 6 }", "depth_um: 4", 1)},
	} {
		request, protocol := parse(c.request), &mesogridv1.Protocol{Defaults: parse(c.defaults)}
		before, defaults := proto.CloneOf(request), proto.CloneOf(protocol)
		if got, want := fill(request, protocol), parse(c.want); !proto.Equal(got, want) {
			t.Errorf("%q with the defaults %q: %v, want %v", c.request, c.defaults, got, want)
		}
		if !proto.Equal(request, before) || !proto.Equal(protocol, defaults) {
			t.Errorf("%q with the defaults %q: one of them was changed", c.request, c.defaults)
		}
	}
}

// A field that the contract gains is either filled in or known not to be.
func TestFillKnowsEveryField(t *testing.T) {
	known := map[string]string{
		"GridSpec": "outline pattern spacing_um angle_mdeg centred origin best_fit lattice margin_um order fixed_points dosing depth injector protocol limits body_mass_g delivered",
		"Dosing":   "point_nl total_nl nl_per_cm2 share cap_permille mixture",
		"Depth":    "depth_um insertion layer",
	}
	for _, m := range []proto.Message{new(mesogridv1.GridSpec), new(mesogridv1.Dosing), new(mesogridv1.Depth)} {
		d := m.ProtoReflect().Descriptor()
		var names []string
		for i := range d.Fields().Len() {
			names = append(names, string(d.Fields().Get(i).Name()))
		}
		if got, want := strings.Join(names, " "), known[string(d.Name())]; got != want {
			t.Errorf("%s has the fields\n%s, fill knows\n%s", d.Name(), got, want)
		}
	}
}

// FuzzProtocols: nothing that is read harms the server, and what is accepted can be named.
func FuzzProtocols(f *testing.F) {
	f.Add([]byte(goodProtocol + "}"))
	f.Add([]byte(goodProtocol + "defaults { pattern: PATTERN_SQUARE spacing_um: 9000 dosing { total_nl: 9 } }\nlimits { quantity: QUANTITY_POINTS soft_max: 3 } }"))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := ReadProtocols("site", text)
		if err != nil {
			var line int
			if _, bad := fmt.Sscanf(err.Error(), "site:%d: ", &line); bad != nil || line < 1 || line > 1+strings.Count(string(text), "\n") {
				t.Errorf("%q: %v names no line of it", text, err)
			}
			return
		}
		s := newGridService(fuzzLimits, p)
		for _, q := range p.list {
			checkRequest(t, s, &mesogridv1.GenerateGridRequest{Spec: &mesogridv1.GridSpec{Area: wave(12, 20_000), Protocol: q.GetName()}})
		}
	})
}
