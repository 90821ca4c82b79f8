package server_test

import (
	"fmt"
	"strings"
	"unicode"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// oracle says from the words of the contract what is wrong with a request. It knows the valid request that the mutated
// one came from: where the ground is still that one's, it knows the points too.
type oracle struct {
	seed  *seed
	spec  *pb.GridSpec // with what a protocol fills in
	sure  []string     // paths of what is wrong; one that ends in * is the begin of some
	late  []string     // likewise, found after the limits and the key
	may   []string     // what may be wrong with points that the oracle does not know
	rings bool         // there are some, and each is one
	same  bool         // the ground is the seed's
	key   keyState
}

// keyState tells how a stream's expected key stands to the grid's.
type keyState int

const (
	anyKey keyState = iota
	perhapsOtherKey
	otherKey
)

func (o *oracle) wrong(format string, args ...any) {
	o.sure = append(o.sure, fmt.Sprintf(format, args...))
}

func (o *oracle) wrongIf(wrong bool, path string) {
	if wrong {
		o.sure = append(o.sure, path)
	}
}

func (o *oracle) maybe(format string, args ...any) {
	o.may = append(o.may, fmt.Sprintf(format, args...))
}

// judge is the verdict on a request.
func judge(req protoreflect.Message, s *seed) *oracle {
	o := &oracle{seed: s}
	switch req := req.Interface().(type) {
	case *pb.GenerateGridRequest:
		o.unknown(req.ProtoReflect(), "")
		o.plan(req.GetSpec())
	case *pb.StreamGridRequest:
		o.unknown(req.ProtoReflect(), "")
		o.plan(req.GetSpec())
		if req.GetChunkPoints() > 65_536 {
			o.wrong("chunk_points")
		}
		switch count := s.key.GetPointCount(); {
		case o.same && req.GetFirstPoint() > count:
			o.late = append(o.late, "first_point")
		case !o.same:
			o.maybe("first_point")
		}
		switch {
		case req.Expect == nil:
		case !proto.Equal(req.GetSpec(), s.spec):
			o.key = perhapsOtherKey
		case !proto.Equal(req.Expect, s.key):
			o.key = otherKey
		}
	}
	return o
}

// unknown refuses a field that the contract does not have.
func (o *oracle) unknown(m protoreflect.Message, path string) {
	if len(m.GetUnknown()) > 0 {
		o.wrong("%s", path)
	}
	m.Range(func(field protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		name := join(path, field)
		switch {
		case field.Message() == nil:
		case field.IsList():
			for k := range v.List().Len() {
				o.unknown(v.List().Get(k).Message(), fmt.Sprintf("%s[%d]", name, k))
			}
		default:
			o.unknown(v.Message(), name)
		}
		return true
	})
}

// ranges holds each field by itself against the table.
func (o *oracle) ranges(m protoreflect.Message, path string) {
	fields := m.Descriptor().Fields()
	for i := range fields.Len() {
		field := fields.Get(i)
		name, v := join(path, field), m.Get(field)
		switch {
		case field.IsList() && field.Message() == nil:
		case field.IsList():
			for k := range v.List().Len() {
				o.ranges(v.List().Get(k).Message(), fmt.Sprintf("%s[%d]", name, k))
			}
		case field.Message() != nil:
			if m.Has(field) {
				o.ranges(v.Message(), name)
			}
		case m.Has(field) || !field.HasPresence():
			if r := contract[key(field)]; !r.holds(field, v) {
				o.wrong("%s", name)
			}
		}
	}
}

func (r row) holds(field protoreflect.FieldDescriptor, v protoreflect.Value) bool {
	size := uint64(0)
	switch field.Kind() {
	case protoreflect.EnumKind:
		return v.Enum() >= 0 && int(v.Enum()) < r.enum
	case protoreflect.StringKind:
		if r.text != nil && r.text(v.String()) != "" {
			return false
		}
		size = uint64(len(v.String()))
	case protoreflect.BoolKind:
	case protoreflect.Sint32Kind, protoreflect.Sfixed32Kind, protoreflect.Sfixed64Kind:
		size = uint64(max(v.Int(), -v.Int())) // of the least integer: 2^63
	default:
		size = v.Uint()
	}
	if size == 0 {
		return r.unset || r.least == 0
	}
	return size >= r.least && (r.most == 0 || size <= r.most)
}

// badLine says what is wrong with a text for people.
func badLine(s string) string {
	switch {
	case s == "":
		return "empty"
	case strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }):
		return "not to be shown"
	case strings.TrimSpace(s) != s:
		return "spaces at its ends"
	}
	return ""
}

func badUnit(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }) {
		return "letters only"
	}
	return badLine(s)
}

// plan judges a plan.
func (o *oracle) plan(given *pb.GridSpec) {
	if given == nil {
		o.wrong("spec")
		return
	}
	s, protocol := given, (*pb.Protocol)(nil)
	if name := given.GetProtocol(); name != "" {
		if protocol = siteProtocols[name]; protocol == nil {
			o.wrong("spec.protocol")
			return // what it would fill in is not known
		}
		s = filledBy(given, protocol.GetDefaults())
	}
	o.spec = s
	o.same = proto.Equal(ground(s), o.seed.ground)
	o.ranges(s.ProtoReflect(), "spec")
	o.pattern(s)
	if s.GetOutline() == nil {
		o.wrongIf(s.GetPattern() != pb.Pattern_PATTERN_NONE, "spec.outline")
		o.wrongIf(s.GetMarginUm() != 0, "spec.margin_um")
	}
	o.outline(s)
	o.fixed(s, protocol)
	o.depth(s.GetDepth())
	o.injector(s.GetInjector())
	o.dosing(s)
	o.limits(s, protocol)
}
