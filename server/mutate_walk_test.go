package server_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// mutation changes one thing of a request.
type mutation struct {
	path  string // of what it changes, as an error would name it
	what  string
	apply func(protoreflect.Message) bool // false: what it would change is gone
}

func (m mutation) String() string { return m.path + ": " + m.what }

// step leads from a message to one within it: by a field and, in a list, an index.
type step struct {
	field protoreflect.FieldDescriptor
	index int
}

// walk collects the mutations of a request from its descriptor, so that it meets a new field by itself.
type walk struct {
	t    *testing.T
	all  []mutation
	seen map[string]bool // fields that are set, by message
}

// key is a field in the table of the contract.
func key(field protoreflect.FieldDescriptor) string {
	return string(field.Parent().Name()) + "." + string(field.Name())
}

func join(path string, field protoreflect.FieldDescriptor) string {
	return strings.TrimPrefix(path+"."+string(field.Name()), ".")
}

// add puts the steps before what is done to the message at their end.
func (w *walk) add(at []step, path, what string, do func(protoreflect.Message) bool) {
	at = append([]step(nil), at...)
	w.all = append(w.all, mutation{path: path, what: what, apply: func(m protoreflect.Message) bool {
		for _, s := range at {
			switch {
			case !m.Has(s.field):
				return false
			case !s.field.IsList():
				m = m.Mutable(s.field).Message()
			case m.Get(s.field).List().Len() <= s.index:
				return false
			default:
				m = m.Mutable(s.field).List().Get(s.index).Message()
			}
		}
		return do(m)
	}})
}

// message walks the fields of m, which lies at the steps and has a path.
func (w *walk) message(m protoreflect.Message, at []step, path string) {
	w.add(at, path, "an unknown field", func(m protoreflect.Message) bool {
		m.SetUnknown(protowire.AppendVarint(protowire.AppendTag(nil, 1_999, protowire.VarintType), 1))
		return true
	})
	fields := m.Descriptor().Fields()
	for i := range fields.Len() {
		field := fields.Get(i)
		r, known := contract[key(field)]
		if !known {
			w.t.Errorf("the table of the contract does not know %s", key(field))
			continue
		}
		w.seen[key(field)] = w.seen[key(field)] || m.Has(field)
		name := join(path, field)
		w.add(at, name, "missing", func(m protoreflect.Message) bool {
			had := m.Has(field)
			m.Clear(field)
			return had
		})
		switch {
		case field.IsMap():
			w.t.Errorf("%s is a map, which no mutation knows", key(field))
		case field.IsList() && field.Message() != nil:
			w.list(m, at, field, name)
		case field.IsList():
			w.column(m, at, field, r, name)
		case field.Message() != nil:
			w.add(at, name, "empty", func(m protoreflect.Message) bool {
				m.Set(field, m.NewField(field))
				return true
			})
			if m.Has(field) {
				w.message(m.Get(field).Message(), append(at, step{field: field}), name)
			}
		default:
			for _, v := range w.values(field, r, m.Get(field)) {
				w.add(at, name, fmt.Sprintf("= %.40q", v.String()), func(m protoreflect.Message) bool {
					m.Set(field, v)
					return true
				})
			}
		}
	}
}

// list mutates a list of messages: its length, and each of its elements.
func (w *walk) list(m protoreflect.Message, at []step, field protoreflect.FieldDescriptor, name string) {
	w.add(at, name, "an empty element more", func(m protoreflect.Message) bool {
		m.Mutable(field).List().AppendMutable()
		return true
	})
	n := m.Get(field).List().Len()
	for k := range n {
		element := fmt.Sprintf("%s[%d]", name, k)
		w.add(at, element, "twice", func(m protoreflect.Message) bool {
			l := m.Mutable(field).List()
			if l.Len() <= k {
				return false
			}
			l.Append(protoreflect.ValueOfMessage(clone(l.Get(k).Message())))
			return true
		})
		w.add(at, element, "left out", func(m protoreflect.Message) bool {
			l := m.Mutable(field).List()
			for i := k; i+1 < l.Len(); i++ {
				l.Set(i, l.Get(i+1))
			}
			l.Truncate(max(0, l.Len()-1))
			return true
		})
		w.message(m.Get(field).List().Get(k).Message(), append(at, step{field, k}), element)
	}
}

// column mutates a list of numbers, which belongs to a row of columns of one length.
func (w *walk) column(m protoreflect.Message, at []step, field protoreflect.FieldDescriptor, r row, name string) {
	w.add(at, name, "the first value twice", func(m protoreflect.Message) bool {
		l := m.Mutable(field).List()
		if l.Len() == 0 {
			return false
		}
		l.Append(l.Get(0))
		return true
	})
	w.add(at, name, "the last value left out", func(m protoreflect.Message) bool {
		l := m.Mutable(field).List()
		if l.Len() == 0 {
			return false
		}
		l.Truncate(l.Len() - 1)
		return true
	})
	// A closed ring: the first vertex comes again at the end, in every column.
	w.add(at, name, "with its neighbour, the first value twice", func(m protoreflect.Message) bool {
		fields := m.Descriptor().Fields()
		for i := range fields.Len() {
			l := m.Mutable(fields.Get(i)).List()
			if l.Len() == 0 {
				return false
			}
			l.Append(l.Get(0))
		}
		return true
	})
	list := m.Get(field).List()
	for k := range list.Len() {
		for _, v := range w.values(field, r, list.Get(k)) {
			w.add(at, name, fmt.Sprintf("[%d] = %v", k, v), func(m protoreflect.Message) bool {
				l := m.Mutable(field).List()
				if k >= l.Len() {
					return false
				}
				l.Set(k, v)
				return true
			})
		}
	}
}

// values are what a single field is set to: zero, next to what it was, negative, next to each limit of the contract, and
// the ends of its type.
func (w *walk) values(field protoreflect.FieldDescriptor, r row, was protoreflect.Value) []protoreflect.Value {
	switch field.Kind() {
	case protoreflect.BoolKind:
		return []protoreflect.Value{protoreflect.ValueOfBool(true), protoreflect.ValueOfBool(false)}
	case protoreflect.EnumKind:
		return enumValues(field, r)
	case protoreflect.StringKind:
		return textValues(r, was.String())
	case protoreflect.Sint32Kind, protoreflect.Sfixed32Kind, protoreflect.Int32Kind:
		return signed(r, was.Int(), math.MinInt32, math.MaxInt32, func(v int64) protoreflect.Value { return protoreflect.ValueOfInt32(int32(v)) })
	case protoreflect.Sint64Kind, protoreflect.Sfixed64Kind, protoreflect.Int64Kind:
		return signed(r, was.Int(), math.MinInt64, math.MaxInt64, protoreflect.ValueOfInt64)
	case protoreflect.Uint32Kind, protoreflect.Fixed32Kind:
		return unsigned(r, was.Uint(), math.MaxUint32, func(v uint64) protoreflect.Value { return protoreflect.ValueOfUint32(uint32(v)) })
	case protoreflect.Uint64Kind, protoreflect.Fixed64Kind:
		return unsigned(r, was.Uint(), math.MaxUint64, protoreflect.ValueOfUint64)
	}
	w.t.Errorf("%s is a %v, which no mutation knows", key(field), field.Kind())
	return nil
}

func unsigned(r row, was, most uint64, value func(uint64) protoreflect.Value) []protoreflect.Value {
	tried := map[uint64]bool{}
	var all []protoreflect.Value
	for _, around := range append([]uint64{0, was, r.least, r.most, most}, r.edges...) {
		for _, v := range []uint64{around - 1, around, around + 1} { // wraps round at the ends
			if v <= most && !tried[v] {
				tried[v] = true
				all = append(all, value(v))
			}
		}
	}
	return all
}

func signed(r row, was, least, most int64, value func(int64) protoreflect.Value) []protoreflect.Value {
	tried := map[int64]bool{}
	var all []protoreflect.Value
	ends := []int64{0, was, -was, least, most, int64(r.most), -int64(r.most)}
	for _, e := range r.edges {
		ends = append(ends, int64(e), -int64(e), was+int64(e), was-int64(e))
	}
	for _, around := range ends {
		for _, v := range []int64{around - 1, around, around + 1} {
			if least <= v && v <= most && !tried[v] {
				tried[v] = true
				all = append(all, value(v))
			}
		}
	}
	return all
}

// enumValues are the numbers that the contract has, and others.
func enumValues(field protoreflect.FieldDescriptor, r row) []protoreflect.Value {
	var all []protoreflect.Value
	for n := range field.Enum().Values().Len() + 1 {
		all = append(all, protoreflect.ValueOfEnum(protoreflect.EnumNumber(n)))
	}
	for _, n := range []protoreflect.EnumNumber{-1, protoreflect.EnumNumber(r.enum + 1), 1_000, math.MaxInt32, math.MinInt32} {
		all = append(all, protoreflect.ValueOfEnum(n))
	}
	return all
}

func textValues(r row, was string) []protoreflect.Value {
	texts := []string{"", "x", "mg", "5mg", "m\tg", "µg", " " + was, was + "\n", was + "a", strings.ToUpper(was), strings.ToLower(was),
		strings.Repeat("y", 10_000)}
	for n := int(r.most) - 1; n <= int(r.most)+1 && r.most > 0; n++ {
		texts = append(texts, strings.Repeat("z", n), (was + strings.Repeat("z", n))[:n])
	}
	all := make([]protoreflect.Value, len(texts))
	for k, text := range texts {
		all[k] = protoreflect.ValueOfString(text)
	}
	return all
}
