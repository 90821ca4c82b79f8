package server

import (
	"fmt"
	"strings"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/mesogrid/mesogrid/grid"
)

const unknownField grid.Rule = "UNKNOWN_FIELD"

// checkKnown refuses a request with a field that this server does not know. Protobuf would drop it without a word; if it is
// a newer contract's limit or rule, the answer would not be what the caller asked for.
func checkKnown(m protoreflect.Message) error {
	path, number := unknownIn(m)
	if number == 0 {
		return nil
	}
	return refuse(strings.TrimPrefix(path, "."), unknownField,
		"has field number %d, which this server does not know; leave it out, or ask a newer server", number)
}

// unknownIn is the path within m of the first message with an unknown field, and the field's number; 0: there is none.
func unknownIn(m protoreflect.Message) (path string, number protowire.Number) {
	if unknown := m.GetUnknown(); len(unknown) > 0 {
		number, _, _ = protowire.ConsumeTag(unknown)
		return "", number
	}
	m.Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		switch {
		case field.Message() == nil:
		case field.IsList():
			for i, list := 0, value.List(); i < list.Len() && number == 0; i++ {
				if path, number = unknownIn(list.Get(i).Message()); number != 0 {
					path = fmt.Sprintf(".%s[%d]%s", field.Name(), i, path)
				}
			}
		default:
			if path, number = unknownIn(value.Message()); number != 0 {
				path = fmt.Sprintf(".%s%s", field.Name(), path)
			}
		}
		return number == 0
	})
	return path, number
}
