package server_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/mesogrid/mesogrid/grid"
	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
	"github.com/mesogrid/mesogrid/server"
)

const (
	mutationSeed  = 20
	mutationPairs = 12_000
	leastMutated  = 20_000

	mutationPlaces = 1 << 20 // of the lattice, the most that one plan may have to look at
)

// faults counts the lines of a log that are about the server's own faults: a panic, an internal error.
type faults struct {
	slog.Handler
	n, panics atomic.Int64
}

func (f *faults) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelError }

func (f *faults) Handle(_ context.Context, r slog.Record) error {
	f.n.Add(1)
	if r.Message == "panic" {
		f.panics.Add(1)
	}
	return nil
}

// mutationConfig keeps a mutated plan from work that a test has no time for.
func mutationConfig(t *testing.T) server.Config {
	return server.Config{Protocols: readSiteProtocols(t), Limits: server.Limits{Work: grid.Cost{Candidates: mutationPlaces}}}
}

// TestMutations asks for plans that are valid but for one or two fields: each answer is what the contract says of the
// fields, with the path of one that was mutated, and never the server's own fault.
func TestMutations(t *testing.T) {
	log := &faults{Handler: slog.DiscardHandler}
	client := pb.NewGridServiceClient(connect(t, server.NewGRPC(mutationConfig(t), slog.New(log))))
	seeds := mutationSeeds()
	settle(t, client, seeds)
	checkTable(t)

	share := 1 // of the requests
	if testing.Short() {
		share = 8
	}
	m := &mutant{t: t, client: client, classes: map[string]int{}}
	rng := rand.New(rand.NewPCG(mutationSeed, 1))
	seen := map[string]bool{}
	type source struct {
		seed       *seed
		req        proto.Message
		all, right []mutation // right: those that are not wrong by themselves
	}
	var sources []source
	for _, s := range seeds {
		for _, req := range s.requests() {
			m.ask(s, req)
			w := &walk{t: t, seen: seen}
			w.message(req.ProtoReflect(), nil, "")
			from := source{seed: s, req: req, all: w.all}
			for k, change := range w.all {
				if k%share == 0 && m.ask(s, req, change) && len(m.last.sure)+len(m.last.late) == 0 {
					from.right = append(from.right, change)
				}
			}
			sources = append(sources, from)
		}
	}
	for field := range contract {
		if !seen[field] {
			t.Errorf("no seed sets %s", field)
		}
	}
	pairs := mutationPairs / share
	if *long {
		pairs *= 20
	}
	for done := 0; done < pairs; {
		from := sources[rng.IntN(len(sources))]
		changes := from.all
		if done%2 == 0 {
			changes = from.right
		}
		if m.ask(from.seed, from.req, changes[rng.IntN(len(changes))], changes[rng.IntN(len(changes))]) {
			done++
		}
	}
	t.Logf("%d requests: %v", m.asked, m.classes)
	if n := log.n.Load(); n > 0 {
		t.Errorf("%d panics or internal errors in the server's log", n)
	}
	if m.asked < leastMutated/share {
		t.Errorf("%d mutated requests, want at least %d", m.asked, leastMutated/share)
	}
	for class, least := range map[string]int{
		"single, invalid": 10_000, "single, valid": 2_500, "single, either": 1_000,
		"pair, invalid": 4_000, "pair, valid": 2_000, "pair, either": 2_000, "HARD_LIMIT": 150, "GRID_CHANGED": 1_500,
	} {
		if m.classes[class] < least/share {
			t.Errorf("%s: %d requests, want at least %d", class, m.classes[class], least/share)
		}
	}
}

// checkTable holds the table of the contract against the descriptors: no row is of a field that is gone, and every enum
// has the numbers that the row knows.
func checkTable(t *testing.T) {
	t.Helper()
	for name, r := range contract {
		message, field, _ := strings.Cut(name, ".")
		d := pb.File_mesogrid_v1_grid_proto.Messages().ByName(protoreflect.Name(message))
		if d == nil || d.Fields().ByName(protoreflect.Name(field)) == nil {
			t.Errorf("the contract has no field %s", name)
			continue
		}
		if e := d.Fields().ByName(protoreflect.Name(field)).Enum(); e != nil && e.Values().Len() != r.enum {
			t.Errorf("%s has %d numbers, and the table knows %d", name, e.Values().Len(), r.enum)
		}
	}
}

// mutant asks for mutated plans.
type mutant struct {
	t       *testing.T
	client  pb.GridServiceClient
	asked   int
	failed  int
	last    *oracle // of the last request
	classes map[string]int
}

func clone(m protoreflect.Message) protoreflect.Message {
	return proto.Clone(m.Interface()).ProtoReflect()
}

// ask changes a valid request, one change after another, and holds the answer against the oracle. False: a change
// found nothing to act on, or they changed nothing.
func (m *mutant) ask(s *seed, valid proto.Message, changes ...mutation) bool {
	req := proto.Clone(valid)
	for _, c := range changes {
		if !c.apply(req.ProtoReflect()) {
			return false
		}
	}
	if len(changes) > 0 && proto.Equal(req, valid) {
		return false
	}
	m.asked++
	o := judge(req.ProtoReflect(), s)
	m.last = o
	answer, err := m.send(req)
	what := m.hold(o, req, answer, err, changes)
	class := "valid"
	switch {
	case len(o.sure)+len(o.late) > 0:
		class = "invalid"
	case len(o.may) > 0:
		class = "either"
	}
	m.classes[[]string{"seed", "single", "pair"}[len(changes)]+", "+class]++
	if what != "" {
		m.t.Errorf("seed %q, random numbers by %d, %T, mutated %v: %s\n got %v\nwant wrong %q, after the limits %q, perhaps %q\nfor %.1500s",
			s.name, mutationSeed, req, changes, what, err, o.sure, o.late, o.may, req)
		if m.failed++; m.failed == 20 {
			m.t.FailNow()
		}
	}
	return true
}

// answer is what both methods come to.
type answer struct {
	header *pb.GridHeader
	report *pb.GridReport
	points *pb.Points // nil: none were asked for
}

func (m *mutant) send(req proto.Message) (*answer, error) {
	unary, ok := req.(*pb.GenerateGridRequest)
	if ok {
		resp, err := m.client.GenerateGrid(m.t.Context(), unary)
		return &answer{resp.GetHeader(), resp.GetReport(), resp.GetPoints()}, err
	}
	stream, err := m.client.StreamGrid(m.t.Context(), req.(*pb.StreamGridRequest))
	if err != nil {
		return nil, err
	}
	a, ended := &answer{points: new(pb.Points)}, false
	for {
		part, err := stream.Recv()
		if errors.Is(err, io.EOF) && ended {
			return a, nil
		}
		if err != nil {
			return nil, err
		}
		switch part := part.GetPart().(type) {
		case *pb.StreamGridResponse_Header:
			a.header = part.Header
		case *pb.StreamGridResponse_Report:
			a.report = part.Report
		case *pb.StreamGridResponse_Chunk:
			a.points.XUm = append(a.points.XUm, part.Chunk.GetPoints().GetXUm()...)
			a.points.YUm = append(a.points.YUm, part.Chunk.GetPoints().GetYUm()...)
			a.points.VolumeNl = append(a.points.VolumeNl, part.Chunk.GetPoints().GetVolumeNl()...)
		case *pb.StreamGridResponse_End:
			ended = true
		}
	}
}

// hold says what is wrong with an answer; nothing where it is as the oracle says.
func (m *mutant) hold(o *oracle, req proto.Message, a *answer, err error, changes []mutation) string {
	info, bad := details(err)
	if err != nil && (info.GetDomain() != "mesogrid" || info.GetReason() == "") {
		return "an error without its reason"
	}
	switch code := status.Code(err); {
	case code == codes.OK && len(o.sure)+len(o.late) > 0:
		return "accepted, and is wrong"
	case code == codes.OK && o.key == otherKey:
		return "accepted, and another grid was expected"
	case code == codes.OK:
		return holdAnswer(o, req, a)
	case code == codes.InvalidArgument:
		if len(bad.GetFieldViolations()) != 1 {
			return "not one field"
		}
		v := bad.GetFieldViolations()[0]
		field := v.GetField()
		text := field + ": " + v.GetDescription()
		if field == "" {
			text = "the request " + v.GetDescription()
		}
		if v.GetDescription() == "" || v.GetReason() != info.GetReason() || status.Convert(err).Message() != text {
			return "the details and the message differ"
		}
		all := slices.Concat(o.sure, o.late)
		if len(o.sure) == 0 || len(changes) > 1 { // of two faults either may be found first
			all = append(all, o.may...)
		}
		switch {
		case !slices.ContainsFunc(all, func(path string) bool { return names(path, field) }):
			return "refused for " + field
		case !explained(field, changes):
			return "refused for " + field + ", which is not what was mutated, nor is it in the table"
		case field == "first_point":
			return m.holdKey(req, func(key *pb.GridKey, s *pb.StreamGridRequest) bool { return s.GetFirstPoint() > key.GetPointCount() })
		}
		return ""
	case len(o.sure) > 0:
		return "not INVALID_ARGUMENT"
	case code == codes.FailedPrecondition && info.GetReason() == "HARD_LIMIT":
		m.classes["HARD_LIMIT"]++
		if !explained("HARD_LIMIT", changes) {
			return "a hard limit, and nothing was mutated that it counts"
		}
		return holdBreaches(o.spec, err)
	case code == codes.Aborted && info.GetReason() == "GRID_CHANGED" && o.key != anyKey:
		m.classes["GRID_CHANGED"]++
		if !explained("GRID_CHANGED", changes) {
			return "another grid, and nothing was mutated that its key follows from"
		}
		return m.holdKey(req, func(key *pb.GridKey, s *pb.StreamGridRequest) bool { return !proto.Equal(s.GetExpect(), key) })
	}
	return "an error of no such kind"
}

// holdKey holds a stream that was refused for its place in the grid against the grid that the other method gives.
func (m *mutant) holdKey(req proto.Message, refused func(*pb.GridKey, *pb.StreamGridRequest) bool) string {
	s := req.(*pb.StreamGridRequest)
	resp, err := m.client.GenerateGrid(m.t.Context(), &pb.GenerateGridRequest{Spec: s.GetSpec(), OmitPoints: true})
	if key := resp.GetHeader().GetKey(); err != nil || !refused(key, s) {
		return fmt.Sprintf("refused for its place, and GenerateGrid gives %v, %v", key, err)
	}
	return ""
}

// names tells whether a path of the oracle is that of an error.
func names(path, field string) bool {
	begin, some := strings.CutSuffix(path, "*")
	return path == field || some && strings.HasPrefix(field, begin)
}

var index = regexp.MustCompile(`\[\d+\]`)

// explained tells whether an error's path is that of a mutated field, or of what holds it or lies within it; or else
// whether the table says why it may be.
func explained(field string, changes []mutation) bool {
	within := func(inner, outer string) bool {
		return strings.HasPrefix(inner, outer) && (len(inner) == len(outer) || inner[len(outer)] == '.' || inner[len(outer)] == '[')
	}
	var others []also
	for path, rule := range spans {
		if names(path, index.ReplaceAllString(field, "")) {
			others = append(others, rule...)
		}
	}
	for _, c := range changes {
		for _, name := range []string{field, beforeLeavingOut(field, changes)} {
			if within(name, c.path) || within(c.path, name) {
				return true
			}
		}
		mutated := index.ReplaceAllString(c.path, "")
		if slices.ContainsFunc(others, func(a also) bool { return within(mutated, a.field) }) {
			return true
		}
	}
	return false
}

// element is a path that ends with an index, and what may follow it.
var element = regexp.MustCompile(`^(.*)\[([0-9]+)\](.*)$`)

// beforeLeavingOut is what a field was called before an element in front of it was left out of its list: what a mutation
// made earlier calls it.
func beforeLeavingOut(field string, changes []mutation) string {
	for _, c := range changes {
		out := element.FindStringSubmatch(c.path)
		if c.what != "left out" || out == nil || !strings.HasPrefix(field, out[1]+"[") {
			continue
		}
		index, rest, _ := strings.Cut(field[len(out[1])+1:], "]")
		at, _ := strconv.Atoi(index)
		if gone, _ := strconv.Atoi(out[2]); at >= gone {
			field = fmt.Sprintf("%s[%d]%s", out[1], at+1, rest)
		}
	}
	return field
}

// holdAnswer checks what was given against the limits of the plan.
func holdAnswer(o *oracle, req proto.Message, a *answer) string {
	h := a.header
	if h == nil || a.report == nil {
		return "an answer without header or report"
	}
	points, total := h.GetKey().GetPointCount(), h.GetTotalVolumeNl()
	if a.points != nil {
		want, sum := points, uint64(0)
		if s, ok := req.(*pb.StreamGridRequest); ok {
			want -= s.GetFirstPoint()
			if s.Expect != nil && !proto.Equal(s.Expect, h.GetKey()) {
				return "accepted, and another grid was expected"
			}
		}
		if n := uint64(len(a.points.GetXUm())); n != want || uint64(len(a.points.GetYUm())) != want || uint64(len(a.points.GetVolumeNl())) != want {
			return fmt.Sprintf("%d points, want %d", n, want)
		}
		for _, v := range a.points.GetVolumeNl() {
			sum += uint64(v)
		}
		if sum > total || want == points && sum != total {
			return fmt.Sprintf("points of %d nL, and a header of %d nL", sum, total)
		}
	}
	for _, l := range o.hardLimits() {
		var value uint64
		switch l.GetQuantity() {
		case pb.Quantity_QUANTITY_POINTS:
			value = points
		case pb.Quantity_QUANTITY_TOTAL_VOLUME:
			value = total
		case pb.Quantity_QUANTITY_POINT_VOLUME:
			if points == 0 {
				continue
			}
			value = uint64(a.report.GetVolume().GetMaxNl())
		default:
			continue
		}
		if l.HardMax != nil && value > *l.HardMax || l.HardMin != nil && value < *l.HardMin && l.GetQuantity() != pb.Quantity_QUANTITY_POINT_VOLUME {
			return fmt.Sprintf("accepted with %d, beyond %v", value, l)
		}
	}
	return ""
}

// hardLimits are those of a plan and its protocol.
func (o *oracle) hardLimits() []*pb.Limit {
	return slices.Concat(o.spec.GetLimits(), siteProtocols[o.spec.GetProtocol()].GetLimits())
}

// holdBreaches: each breach is of a hard limit of the plan, and its value beyond it.
func holdBreaches(s *pb.GridSpec, err error) string {
	n := 0
	for _, d := range status.Convert(err).Details() {
		b, ok := d.(*pb.LimitBreach)
		if !ok {
			continue
		}
		n++
		l := b.GetLimit()
		own := slices.ContainsFunc(s.GetLimits(), func(own *pb.Limit) bool { return proto.Equal(own, l) }) ||
			slices.ContainsFunc(siteProtocols[s.GetProtocol()].GetLimits(), func(own *pb.Limit) bool { return proto.Equal(own, l) })
		beyond := l.HardMax != nil && b.GetValue() > *l.HardMax || l.HardMin != nil && b.GetValue() < *l.HardMin
		if !own || !b.GetHard() || !beyond {
			return fmt.Sprintf("a breach that is none: %v", b)
		}
	}
	if n == 0 {
		return "HARD_LIMIT without a breach"
	}
	return ""
}
