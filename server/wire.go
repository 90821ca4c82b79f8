package server

import (
	"errors"
	"io"
	"strings"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/mesogrid/mesogrid/grid"
)

// wire is a request as it came.
type wire struct {
	data []byte
	json bool
}

func (w *wire) read(src io.Reader, json bool) (err error) {
	w.data, err = io.ReadAll(src)
	w.json = json
	return err
}

// decode fills an empty message. A small request may stand for many messages of hundreds of bytes each in memory, so they
// are counted first.
func (w *wire) decode(m proto.Message, mostMessages int) error {
	count, ok := 0, true
	if w.json {
		count = countObjects(w.data)
	} else {
		count, ok = countMessages(w.data, m.ProtoReflect().Descriptor(), mostMessages)
	}
	if count > mostMessages {
		return refuse("spec", tooMany, "has more polygons, rings, points, ingredients and limits than all limits of this "+
			"server together, %d", mostMessages)
	}
	var err error
	switch {
	case !ok:
		err = errors.New("its bytes are no message")
	case w.json:
		err = protojson.Unmarshal(w.data, m)
	default:
		err = proto.Unmarshal(w.data, m)
	}
	if err != nil {
		return &malformed{m.ProtoReflect().Descriptor().FullName(), err}
	}
	return checkKnown(m.ProtoReflect())
}

// malformed is a request that cannot be read.
type malformed struct {
	message protoreflect.FullName
	cause   error
}

// Error has plain spaces: protobuf puts other ones into its messages, depending on the build.
func (m *malformed) Error() string {
	return "the request is no " + string(m.message) + ": " + strings.ReplaceAll(m.cause.Error(), "\u00a0", " ")
}

func (m *malformed) status() *status.Status {
	return detailed(codes.InvalidArgument, m.Error(), &errdetails.ErrorInfo{Reason: string(unreadable)})
}

const (
	unreadable grid.Rule = "MALFORMED"
	tooLarge   grid.Rule = "TOO_LARGE"
)

// countMessages counts the messages within a message, up to a few more than most; ok is false for bytes that are none.
func countMessages(data []byte, message protoreflect.MessageDescriptor, most int) (count int, ok bool) {
	for len(data) > 0 && count <= most {
		number, kind, n := protowire.ConsumeTag(data)
		if n < 0 {
			return count, false
		}
		data = data[n:]
		if n = protowire.ConsumeFieldValue(number, kind, data); n < 0 {
			return count, false
		}
		field := message.Fields().ByNumber(number)
		if field != nil && field.Message() != nil && kind == protowire.BytesType {
			inner, _ := protowire.ConsumeBytes(data)
			more, ok := countMessages(inner, field.Message(), most-count)
			if count += 1 + more; !ok {
				return count, false
			}
		}
		data = data[n:]
	}
	return count, true
}

// countObjects counts the objects within a JSON object.
func countObjects(text []byte) int {
	count, quoted := -1, false
	for k := 0; k < len(text); k++ {
		switch text[k] {
		case '\\':
			k++
		case '"':
			quoted = !quoted
		case '{':
			if !quoted {
				count++
			}
		}
	}
	return count
}
