package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

func newProtocols() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "protocols [flags] [NAME]",
		Short: "Show the published protocols that a plan may name",
		Long: `Show the published protocols that mesogrid grid --protocol may name: all of them in a list, or one in full.

They are reference data, to be approved by the site that uses them, and no advice. A protocol's defaults fill what a plan
leaves out; its limits hold whatever a plan says. What its sources leave open, the plan has to say.

Confidence is how near to the source the figures were read: high, a label, a peer-reviewed abstract or a maker's page;
medium, a page that quotes one; low, a training or clinic page.

Exit codes: 0; 2 when the flags or the name have to change; 1 otherwise.`,
		Example: "  mesogrid protocols deoxycholate-submental",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return bad("name one protocol, not %d", len(args))
			}
			return nil
		},
	}
	cmd.Flags().SortFlags = false
	asJSON := false
	t := &task{plan: new(plan), timeout: defaultTimeout}
	cmd.Flags().Func("timeout", timeoutUsage, setTime(&t.timeout, 1))
	cmd.Flags().FuncP("output", "o", "`format` of the answer: table or json (default table)", setJSON(&asJSON))
	t.service.register(cmd.Flags())
	onceEach(cmd.Flags())
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		list, err := t.protocols(cmd.Context(), args)
		if err != nil {
			return err
		}
		out := bufio.NewWriter(cmd.OutOrStdout())
		switch {
		case asJSON:
			err = writeProtocolsJSON(out, list)
		case len(args) == 0:
			err = writeProtocolList(out, list)
		default:
			err = writeProtocol(out, list[0])
		}
		if err == nil {
			err = out.Flush()
		}
		if err != nil {
			return fmt.Errorf("the answer cannot be written: %w", err)
		}
		return nil
	}
	return cmd
}

// protocols asks for all protocols, or for the one that is named.
func (t *task) protocols(ctx context.Context, names []string) ([]*mesogridv1.Protocol, error) {
	conn, err := t.service.dial(1)
	if err != nil {
		return nil, err
	}
	defer conn.close()
	ctx, cancel := context.WithTimeout(ctx, t.timeout)
	defer cancel()
	service := mesogridv1.NewProtocolServiceClient(conn.list[0])
	if len(names) > 0 {
		if err := checkName(names[0]); err != nil {
			return nil, err
		}
		resp, err := service.GetProtocol(ctx, &mesogridv1.GetProtocolRequest{Name: names[0]})
		if err != nil {
			return nil, t.explain(nil, err)
		}
		return []*mesogridv1.Protocol{resp.GetProtocol()}, nil
	}
	var all []*mesogridv1.Protocol
	for token := ""; ; {
		page, err := service.ListProtocols(ctx, &mesogridv1.ListProtocolsRequest{PageToken: token})
		if err != nil {
			return nil, t.explain(nil, err)
		}
		all = append(all, page.GetProtocols()...)
		if token = page.GetNextPageToken(); token == "" {
			return all, nil
		}
	}
}

// writeProtocolsJSON writes one protocol a line, in the JSON form of the contract.
func writeProtocolsJSON(w io.Writer, list []*mesogridv1.Protocol) error {
	for _, p := range list {
		if err := writeMessage(w, p); err != nil {
			return err
		}
	}
	return nil
}

// writeMessage writes a message in the JSON form of the contract, in one line.
func writeMessage(w io.Writer, m proto.Message) error {
	text, err := protojson.Marshal(m)
	if err != nil {
		return err
	}
	// protojson puts a space after some commas, depending on the build. One message, one text.
	var compact bytes.Buffer
	if err := json.Compact(&compact, text); err != nil {
		return err
	}
	compact.WriteByte('\n')
	_, err = compact.WriteTo(w)
	return err
}

func writeProtocolList(w io.Writer, list []*mesogridv1.Protocol) error {
	t := &table{Writer: tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)}
	t.row("Protocol", "confidence", "treatment")
	for _, p := range list {
		t.row(oneLine(p.GetName()), strings.Join(confidences(p), ", "), oneLine(p.GetTitle()))
	}
	t.section()
	t.row("Reference data, to be approved by the site. mesogrid protocols NAME shows one in full.")
	t.section()
	return t.err
}

// confidences are those of the citations, each once, the highest first.
func confidences(p *mesogridv1.Protocol) []string {
	var names []string
	for c := mesogridv1.Confidence_CONFIDENCE_HIGH; c <= mesogridv1.Confidence_CONFIDENCE_LOW; c++ {
		for _, citation := range p.GetCitations() {
			if citation.GetConfidence() == c {
				names = append(names, confidence(c))
				break
			}
		}
	}
	return names
}

func confidence(c mesogridv1.Confidence) string {
	return enumText(c.String(), "CONFIDENCE_", int32(c))
}

// writeProtocol writes a protocol in full, as a practitioner reads it.
func writeProtocol(w io.Writer, p *mesogridv1.Protocol) error {
	t := &table{Writer: tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)}
	t.row(oneLine(p.GetTitle()))
	t.row(oneLine(p.GetNotice()))
	t.section()
	t.row("")
	t.row("Name", oneLine(p.GetName()))
	for _, d := range defaultRows(p.GetDefaults()) {
		t.row(d[0], d[1])
	}
	for _, l := range p.GetLimits() {
		for _, b := range boundRows(l) {
			t.row(b[0], oneLine(b[1]))
		}
	}
	if course := courseOf(p); course != "" {
		t.row("Course", course)
	}
	for k, site := range p.GetSites() {
		t.row(head("Sites", k), oneLine(site))
	}
	for k, note := range p.GetNotes() {
		t.row(head("Notes", k), oneLine(note))
	}
	for k, c := range p.GetCitations() {
		t.row(head("Sources", k), fmt.Sprintf("%s (%s confidence)", oneLine(c.GetText()), confidence(c.GetConfidence())))
	}
	t.row("Holds", oneLine(p.GetJurisdictionNote()))
	t.row("Version", fmt.Sprintf("%s, file %s", oneLine(p.GetVersion()), oneLine(p.GetDigest())))
	t.section()
	return t.err
}

// head is the head of a list's first row; the others have none.
func head(text string, k int) string {
	if k > 0 {
		return ""
	}
	return text
}

// defaultRows are what a plan gets where it says nothing.
func defaultRows(d *mesogridv1.GridSpec) [][2]string {
	var rows [][2]string
	add := func(name, format string, args ...any) {
		rows = append(rows, [2]string{name, fmt.Sprintf(format, args...)})
	}
	if p := d.GetPattern(); p == mesogridv1.Pattern_PATTERN_NONE {
		add("Pattern", "fixed points only")
	} else if p != 0 {
		text := enumText(p.String(), "PATTERN_", int32(p))
		if d.GetSpacingUm() > 0 {
			text += ", " + mm(d.GetSpacingUm()) + " mm apart"
		}
		add("Pattern", "%s", text)
	}
	dosing := d.GetDosing()
	switch rule := dosing.GetRule().(type) {
	case *mesogridv1.Dosing_PointNl:
		add("Volume", "%s mL a point", mL(rule.PointNl))
	case *mesogridv1.Dosing_TotalNl:
		add("Volume", "%s mL in all", mL(rule.TotalNl))
	case *mesogridv1.Dosing_NlPerCm2:
		add("Volume", "%s mL/cm2", mL(rule.NlPerCm2))
	}
	if s := dosing.GetShare(); s != 0 {
		add("Share", "%s", enumText(s.String(), "SHARE_", int32(s)))
	}
	for k, in := range dosing.GetMixture() {
		add(head("Mixture", k), "%s", ingredientText(in))
	}
	depth := d.GetDepth()
	var deep []string
	switch kind := depth.GetKind().(type) {
	case *mesogridv1.Depth_DepthUm:
		deep = append(deep, mm(kind.DepthUm)+" mm")
	case *mesogridv1.Depth_Insertion:
		deep = append(deep, fmt.Sprintf("%s mm of needle at %s degrees to the skin", mm(kind.Insertion.GetLengthUm()), decimal(kind.Insertion.GetAngleMdeg(), 3)))
	}
	if l := depth.GetLayer(); l != 0 {
		deep = append(deep, strings.ReplaceAll(enumText(l.String(), "SKIN_LAYER_", int32(l)), "-", " "))
	}
	if len(deep) > 0 {
		add("Depth", "%s", strings.Join(deep, ", "))
	}
	return rows
}

// ingredientText is an ingredient with its concentration and its part.
func ingredientText(in *mesogridv1.Ingredient) string {
	text := oneLine(in.GetName())
	if in.GetUnit() != "" {
		liquid := mL(in.GetInNl()) + " mL"
		if in.GetInNl() == nlPerML {
			liquid = "mL"
		}
		text += fmt.Sprintf(" %s %s/%s", decimal(in.GetAmountMicro(), 6), oneLine(in.GetUnit()), liquid)
	}
	if in.GetPartNl() > 0 {
		text = mL(in.GetPartNl()) + " mL of " + text
	}
	return text
}

// boundRows are the bounds of a limit, each with what it does.
func boundRows(l *mesogridv1.Limit) [][2]string {
	name, per := "", ""
	for _, q := range limitQuantities {
		if q.value == l.GetQuantity() {
			name, per = q.name, q.per
		}
	}
	if l.GetComponent() != "" {
		name += " of " + l.GetComponent()
	}
	value := func(v uint64) string {
		switch {
		case l.GetQuantity() == mesogridv1.Quantity_QUANTITY_POINTS:
			return fmt.Sprint(v)
		case l.GetComponent() != "":
			return decimal(v, 6) + " " + l.GetUnit() + per
		}
		return mL(v) + " mL" + per
	}
	tail := ""
	if l.GetPeriodDays() > 0 {
		tail = fmt.Sprintf(" in %d days", l.GetPeriodDays())
	}
	if l.GetSource() != "" {
		tail += " (" + l.GetSource() + ")"
	}
	var rows [][2]string
	for _, b := range []struct {
		head, side string
		value      *uint64
	}{
		{"Hard limit", "at least", l.HardMin}, {"Soft limit", "at least", l.SoftMin},
		{"Soft limit", "at most", l.SoftMax}, {"Hard limit", "at most", l.HardMax},
	} {
		if b.value != nil {
			rows = append(rows, [2]string{b.head, fmt.Sprintf("%s %s %s%s", name, b.side, value(*b.value), tail)})
		}
	}
	return rows
}

// courseOf is how often and how far apart; empty where nothing is said.
func courseOf(p *mesogridv1.Protocol) string {
	var parts []string
	if n := p.GetSessions(); n > 0 {
		parts = append(parts, "up to "+count(uint64(n), "session", "sessions"))
	}
	if n := p.GetIntervalDays(); n > 0 {
		parts = append(parts, "at least "+count(uint64(n), "day", "days")+" apart")
	}
	return strings.Join(parts, ", ")
}
