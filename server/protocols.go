package server

import (
	"crypto/sha256"
	_ "embed" // for the protocols that this program brings along
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"

	"github.com/mesogrid/mesogrid/grid"
	"github.com/mesogrid/mesogrid/grid/dose"
	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// Bounds of a file of protocols. With them every page of ListProtocols is below the 4 MiB that a client receives.
const (
	maxProtocolBytes     = 1 << 20
	maxProtocols         = 1_000
	maxProtocolNameBytes = 60
	maxProtocolTextBytes = 400 // of a title, a note and the like
)

// Protocols are the protocols that requests may name. They never change, and nobody checks them again.
type Protocols struct {
	list   []*mesogridv1.Protocol // by name
	digest string
}

// ReadProtocols reads a ProtocolFile in protobuf's text format and checks it. An error begins with the name and the line
// at fault: "site.textproto:12: protocols[3].limits[1].unit: is empty; name it".
func ReadProtocols(name string, text []byte) (*Protocols, error) {
	if len(text) > maxProtocolBytes {
		return nil, fmt.Errorf("%s:1: has %d bytes; use at most %d", name, len(text), maxProtocolBytes)
	}
	file := new(mesogridv1.ProtocolFile)
	if err := prototext.Unmarshal(text, file); err != nil {
		return nil, syntaxError(name, err)
	}
	p := &Protocols{list: file.GetProtocols(), digest: fmt.Sprintf("sha256:%x", sha256.Sum256(text))}
	if err := p.check(); err != nil {
		return nil, fmt.Errorf("%s:%d: %w", name, lineOf(text, err.field), err)
	}
	for _, q := range p.list {
		q.Digest = p.digest
	}
	slices.SortFunc(p.list, func(a, b *mesogridv1.Protocol) int { return strings.Compare(a.GetName(), b.GetName()) })
	return p, nil
}

//go:embed protocols.textproto
var builtIn []byte

// BuiltInProtocols are those that this program brings along.
var BuiltInProtocols = sync.OnceValue(func() *Protocols {
	p, err := ReadProtocols("protocols.textproto", builtIn)
	if err != nil {
		panic(err) // a test reads it
	}
	return p
})

// Len is the number of protocols.
func (p *Protocols) Len() int { return len(p.list) }

// Digest is the SHA-256 of the file, as "sha256:" and 64 hexadecimal digits.
func (p *Protocols) Digest() string { return p.digest }

// named finds a protocol by its name.
func (p *Protocols) named(name string) (*mesogridv1.Protocol, bool) {
	k, found := slices.BinarySearchFunc(p.list, name, func(q *mesogridv1.Protocol, name string) int {
		return strings.Compare(q.GetName(), name)
	})
	if !found {
		return nil, false
	}
	return p.list[k], true
}

// place is where prototext found a fault.
var place = regexp.MustCompile(`\(line (\d+):\d+\):? *`)

// syntaxError puts the line first, as in errors of content.
func syntaxError(name string, err error) error {
	text := strings.TrimPrefix(strings.ReplaceAll(err.Error(), "\u00a0", " "), "proto: ")
	line := "1"
	if m := place.FindStringSubmatch(text); m != nil {
		line = m[1]
		text = strings.Replace(text, m[0], "", 1)
	}
	return fmt.Errorf("%s:%s: %s", name, line, strings.TrimPrefix(text, "syntax error: "))
}

// check finds what is wrong with the content of a file.
func (p *Protocols) check() *refusal {
	if len(p.list) == 0 {
		return wrong("protocols", "is empty; give at least one")
	}
	if len(p.list) > maxProtocols {
		return wrong("protocols", "has %d entries; use at most %d", len(p.list), maxProtocols)
	}
	names := make(map[string]bool, len(p.list))
	for k, q := range p.list {
		at := fmt.Sprintf("protocols[%d]", k)
		if names[q.GetName()] {
			return wrong(at+".name", "is %q, as that of an entry before it; name each one once", q.GetName())
		}
		names[q.GetName()] = true
		if err := checkProtocol(q); err != nil {
			err.field = at + "." + err.field
			return err
		}
	}
	return nil
}

func wrong(field, format string, args ...any) *refusal {
	return &refusal{field: field, text: fmt.Sprintf(format, args...)}
}

var protocolName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func checkProtocol(p *mesogridv1.Protocol) *refusal {
	if name := p.GetName(); len(name) > maxProtocolNameBytes || !protocolName.MatchString(name) {
		return wrong("name", "is %q; use lower case letters, digits and hyphens between them, at most %d", name, maxProtocolNameBytes)
	}
	if p.GetDigest() != "" {
		return wrong("digest", "is %q; leave it out, the server fills it in", p.GetDigest())
	}
	for _, text := range []struct{ field, value string }{
		{"title", p.GetTitle()}, {"version", p.GetVersion()}, {"jurisdiction_note", p.GetJurisdictionNote()}, {"notice", p.GetNotice()},
	} {
		if err := checkLine(text.field, text.value); err != nil {
			return err
		}
	}
	for k, note := range p.GetNotes() {
		if err := checkLine(fmt.Sprintf("notes[%d]", k), note); err != nil {
			return err
		}
	}
	if len(p.GetCitations()) == 0 {
		return wrong("citations", "is empty; say where the protocol was published")
	}
	for k, c := range p.GetCitations() {
		at := fmt.Sprintf("citations[%d].", k)
		if err := checkLine(at+"text", c.GetText()); err != nil {
			return err
		}
		if c.GetConfidence() < mesogridv1.Confidence_CONFIDENCE_HIGH || c.GetConfidence() > mesogridv1.Confidence_CONFIDENCE_LOW {
			return wrong(at+"confidence", "is %v; give CONFIDENCE_HIGH, CONFIDENCE_MEDIUM or CONFIDENCE_LOW", c.GetConfidence())
		}
	}
	if err := checkSiteNames(p); err != nil {
		return err
	}
	return checkDefaults(p)
}

// checkLine refuses what cannot be shown to a person in one line.
func checkLine(field, text string) *refusal {
	switch {
	case text == "":
		return wrong(field, "is empty; give it")
	case len(text) > maxProtocolTextBytes:
		return wrong(field, "has %d bytes; use at most %d", len(text), maxProtocolTextBytes)
	case !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }):
		return wrong(field, "is %+q; use printable characters only", text)
	}
	return nil
}

func checkSiteNames(p *mesogridv1.Protocol) *refusal {
	if len(p.GetSites()) > 0 && p.GetDefaults().GetPattern() != mesogridv1.Pattern_PATTERN_NONE {
		return wrong("sites", "goes with a default pattern of PATTERN_NONE only: sites are fixed points")
	}
	first := make(map[string]bool, len(p.GetSites()))
	for k, site := range p.GetSites() {
		at := fmt.Sprintf("sites[%d]", k)
		switch err := checkLine(at, site); {
		case err != nil:
			return err
		case len(site) > maxNameBytes:
			return wrong(at, "has %d bytes; use at most %d", len(site), maxNameBytes)
		case first[site]:
			return wrong(at, "is %q, as a site before it; name each one once", site)
		}
		first[site] = true
	}
	return nil
}

// checkDefaults holds the defaults and the limits against the code that checks requests: what a request may leave out, an
// entry may too.
func checkDefaults(p *mesogridv1.Protocol) *refusal {
	d := p.GetDefaults()
	if err := onlyDefaults(d); err != nil {
		return err
	}
	if d.GetPattern() != mesogridv1.Pattern_PATTERN_UNSPECIFIED {
		if _, err := decodePattern(d.GetPattern()); err != nil {
			return inDefaults(err)
		}
	}
	if s := d.GetSpacingUm(); s != 0 {
		switch {
		case d.GetPattern() == mesogridv1.Pattern_PATTERN_NONE:
			return wrong("defaults.spacing_um", "is %d um, and PATTERN_NONE has none; leave it out", s)
		case s < uint32(grid.MinSpacing) || s > uint32(grid.MaxSpacing):
			return wrong("defaults.spacing_um", "is %d um; give %d to %d um", s, grid.MinSpacing, grid.MaxSpacing)
		}
	}
	if d.GetDepth() != nil {
		if _, err := decodeDepth(d.GetDepth()); err != nil {
			return inDefaults(err)
		}
	}
	dosing := proto.CloneOf(d.GetDosing())
	if dosing != nil && dosing.GetRule() == nil {
		dosing.Rule = &mesogridv1.Dosing_PointNl{PointNl: 1} // the request has to give one
	}
	most := &Limits{Components: 1_000}
	mixed, err := decodeDosing(dosing, nil, most)
	if err != nil {
		return inDefaults(err)
	}
	return checkProtocolLimits(p, mixed)
}

// checkProtocolLimits also refuses a limit on a component that the entry's own mixture does not have.
func checkProtocolLimits(p *mesogridv1.Protocol, mixed *dose.Dosing) *refusal {
	if len(p.GetLimits()) > maxProtocolLimits {
		return wrong("limits", "has %d entries; use at most %d", len(p.GetLimits()), maxProtocolLimits)
	}
	bounds, err := dose.NewBounds(mixed, dose.Terms{Lattice: true, MassG: dose.MinMassG})
	if err != nil {
		return inDefaults(err)
	}
	for k, l := range p.GetLimits() {
		at, limit := fmt.Sprintf("limits[%d]", k), limitOf(l)
		if len(p.GetDefaults().GetDosing().GetMixture()) == 0 {
			err = limit.Check(at) // the mixture comes with the request
		} else {
			err = bounds.Add(mixed, at, limit)
		}
		if err != nil {
			return inProtocol(err)
		}
	}
	return nil
}

// maxProtocolLimits bounds the limits of one protocol.
const maxProtocolLimits = 100

// onlyDefaults refuses what a protocol must not fill in.
func onlyDefaults(d *mesogridv1.GridSpec) *refusal {
	for _, field := range setFields(d) {
		switch field {
		case "pattern", "spacing_um", "dosing", "depth":
		default:
			return wrong("defaults."+field, "is no default; give pattern, spacing_um, dosing and depth only")
		}
	}
	return nil
}

// inDefaults gives an error of the code that checks requests its path within an entry.
func inDefaults(err error) *refusal {
	e := inProtocol(err)
	e.field = "defaults." + strings.TrimPrefix(e.field, "spec.")
	return e
}

func inProtocol(err error) *refusal {
	switch e := err.(type) { //nolint:errorlint // these three are never wrapped
	case *refusal:
		return wrong(e.field, "%s", e.text)
	case *dose.Error:
		return wrong(e.Field, "%s", e.Text)
	case *grid.Error:
		return wrong(e.Field, "%s", e.Text)
	}
	return wrong("", "%v", err)
}
