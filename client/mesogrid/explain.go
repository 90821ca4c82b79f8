package main

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// explain turns an error of the call into one that names flags and features and says what to change.
func (t *task) explain(a *area, err error) error {
	s, ok := status.FromError(err)
	if !ok {
		return err // the client's: the answer was damaged
	}
	switch s.Code() {
	case codes.InvalidArgument:
		return bad("%s", strings.Join(t.violations(a, s), "; "))
	case codes.FailedPrecondition:
		return bad("%s", t.beyond(s))
	case codes.NotFound: // of a protocol
		return bad("the %s", strings.Replace(s.Message(), "name: ", "name ", 1))
	case codes.DeadlineExceeded:
		if t.service.addr != "" {
			return fmt.Errorf("%s did not answer within %s: check --addr and that mesogridd runs there; for a large plan "+
				"raise --timeout or use a larger --spacing", &t.service, t.timeout)
		}
		return fmt.Errorf("no answer within %s: raise --timeout, or use a larger --spacing", t.timeout)
	case codes.ResourceExhausted:
		return fmt.Errorf("%s refused for size or load: use an outline of fewer vertices, --omit-points or a larger --spacing, "+
			"or try again later (%s)", &t.service, s.Message())
	}
	return t.service.explain(s)
}

// violations are the service's reasons to refuse a plan.
func (t *task) violations(a *area, s *status.Status) []string {
	var texts []string
	for _, d := range s.Details() {
		if b, ok := d.(*errdetails.BadRequest); ok {
			for _, v := range b.GetFieldViolations() {
				text := t.located(a, v.GetField(), v.GetDescription())
				switch {
				case v.GetField() == "spec":
					text = "the plan " + text
				case a != nil && strings.HasPrefix(v.GetField(), "spec.outline"):
					text = a.source + ": " + text
				}
				texts = append(texts, text)
			}
		}
	}
	if len(texts) == 0 {
		texts = append(texts, s.Message())
	}
	return texts
}

// beyond is what a plan beyond hard limits is told: each of them, in one line.
func (t *task) beyond(s *status.Status) string {
	var texts []string
	for _, d := range s.Details() {
		if b, ok := d.(*mesogridv1.LimitBreach); ok {
			field := b.GetField()
			if field == "spec.protocol" {
				field = "" // the text has the source
			}
			texts = append(texts, t.located(nil, field, b.GetText()))
		}
	}
	if len(texts) == 0 {
		return s.Message()
	}
	return "the plan is beyond a hard limit and gets no points. " + strings.Join(texts, " ")
}

// warning is a warning of the report, with its place named.
func (t *task) warning(a *area, w *mesogridv1.Warning) string {
	return t.located(a, w.GetField(), w.GetText())
}

// flagsFor turns the contract's names, as the service's texts use them, into flags.
var flagsFor = strings.NewReplacer(
	"spec.spacing_um", "--spacing", "spec.angle_mdeg", "--angle", "spec.margin_um", "--margin", "spec.fixed_points", "--fixed",
	"spacing_um", "--spacing", "angle_mdeg", "--angle", "margin_um", "--margin", "point_nl", "--volume",
	"total_nl", "--total", "nl_per_cm2", "--per-cm2", "cap_permille", "--cap", "SHARE_EQUAL", "--share equal",
	"SHARE_CLIPPED_CELL", "--share clipped-cell", "SHARE_VORONOI", "--share voronoi", "part_nl", "part", "amount_micro", "amount",
	"in_nl", "volume", "min_shot_nl", "--min-shot", "max_shot_nl", "--max-shot", "reservoir_nl", "--reservoir",
	"dead_volume_nl", "--dead-volume", "depth_um", "--depth", "body_mass_g", "--body-mass", "spec.limits", "--limit",
	"fixed_points", "--fixed", "omit_points", "--omit-points", "PATTERN_TRIANGULAR", "--pattern triangular",
	"PATTERN_SQUARE", "--pattern square", "PATTERN_NONE", "--pattern none",
)

// mention finds what the service calls by its path or number in a text: rings, fixed points and components.
var mention = regexp.MustCompile(`\b(?:spec\.)?(?:outline\.(?:polygons|keep_outs)\[[0-9]+\](?:\.(?:polygon|shell|holes\[[0-9]+\]))*|` +
	`(?:fixed_points|(?:dosing\.)?mixture|delivered)\[[0-9]+\])|\b(polygon|keep-out) ([0-9]+)(?: \("[^"]*"\))?`)

// indices is a list of polygons or of keep-outs in a text about them.
var indices = regexp.MustCompile(`\bindex [0-9]+(?:, [0-9]+)*`)

func (t *task) located(a *area, field, text string) string {
	text = mention.ReplaceAllStringFunc(text, func(found string) string {
		m := mention.FindStringSubmatch(found)
		switch {
		case m[1] != "":
			found = "outline." + strings.ReplaceAll(m[1], "-", "_") + "s[" + m[2] + "]"
		case strings.HasPrefix(found, "mixture"):
			found = "dosing." + found
		}
		return t.place(a, found)
	})
	text = flagsFor.Replace(text)
	place := t.place(a, field)
	if list, _, isList := strings.Cut(field, "["); isList && strings.HasPrefix(field, "spec.outline.") && indices.MatchString(text) {
		place = "" // the text names all that it is about
		text = indices.ReplaceAllStringFunc(text, func(found string) string {
			names := strings.Split(strings.TrimPrefix(found, "index "), ", ")
			for i, n := range names {
				names[i] = t.place(a, list+"["+n+"]")
			}
			return strings.Join(names, ", ")
		})
	}
	if place != "" {
		return place + ": " + text
	}
	return text
}

// path is a field of a request: what it belongs to, with an index where it is a list, and the rest of it.
var path = regexp.MustCompile(`^(?:spec\.)?((?:outline\.|dosing\.|injector\.|depth\.)?[a-z_]+)(?:\[([0-9]{1,9})\])?\.?(.*)$`)

// vertex is the end of a path that names one coordinate.
var vertex = regexp.MustCompile(`\.?[xy]_um\[([0-9]+)\]$`)

// latticeNames are the numbers of a lattice as help calls them.
var latticeNames = map[string]string{"origin_x": "OX", "origin_y": "OY", "a_x": "AX", "a_y": "AY", "b_x": "BX", "b_y": "BY"}

// place names what the person gave for a field of the request: a flag or a feature. Fields that are nobody's stay.
func (t *task) place(a *area, field string) string {
	m := path.FindStringSubmatch(field)
	if m == nil {
		return field
	}
	i, err := strconv.Atoi(m[2])
	if err != nil {
		i = -1
	}
	rest := vertex.ReplaceAllString(m[3], " vertex[$1]")
	p := t.plan
	switch m[1] {
	case "spec":
		return ""
	case "pattern":
		return "--pattern " + p.pattern.String()
	case "spacing_um":
		return flagText("--spacing", p.spacing.text)
	case "angle_mdeg":
		return flagText("--angle", p.angle.text)
	case "margin_um":
		return flagText("--margin", p.margin.text)
	case "best_fit":
		switch rest {
		case "wanted_points":
			return flagText("--wanted-points", p.bestFit.wanted.text)
		case "effort":
			return flagText("--effort", cmp.Or(p.bestFit.effort.text, "1440"))
		}
		return flagText("--placement", p.placement.text)
	case "centred", "origin", "lattice":
		return strings.TrimSpace(flagText("--placement", p.placement.text) + " " + latticeNames[rest])
	case "order":
		return flagText("--order", p.order.String())
	case "omit_points":
		return "--omit-points"
	case "fixed_points":
		return flagText("--fixed", at(p.fixed.text, i))
	case "outline", "outline.polygons":
		if a != nil && i >= 0 && i < len(a.polygons) {
			return strings.TrimSpace(a.polygons[i].String() + " " + rest)
		}
		return "the outline"
	case "outline.keep_outs":
		if a != nil && i >= 0 && i < len(a.keepOuts) {
			return strings.TrimSpace("keep-out " + a.keepOuts[i].String() + " " + strings.TrimPrefix(rest, "polygon."))
		}
		return "the keep-outs"
	}
	if flag, ok := p.dosing.flag(m[1], i); ok {
		return flag
	}
	return field
}

// at is element i of a list, or nothing.
func at(list []string, i int) string {
	if i < 0 || i >= len(list) {
		return ""
	}
	return list[i]
}
