package main

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// refusal is an error in JSON: of the Connect protocol, or a google.rpc.Status.
type refusal struct {
	Code    any // a name, or a number
	Details []json.RawMessage
}

// detail is one of either.
type detail struct {
	Connect string `json:"type"`
	Value   string // of Connect, in base64 without padding
	Status  string `json:"@type"`
}

// refused tells what an error lacks of INVALID_ARGUMENT for a field.
func refused(data []byte, stream bool, field string) error {
	if stream {
		messages, end, err := envelopes(data)
		if err != nil {
			return err
		}
		var closing struct{ Error json.RawMessage }
		if err := json.Unmarshal(end, &closing); err != nil {
			return err
		}
		if len(messages) != 0 {
			return fmt.Errorf("%d messages before the refusal", len(messages))
		}
		data = closing.Error
	}
	var r refusal
	if err := json.Unmarshal(data, &r); err != nil {
		return fmt.Errorf("%w in %s", err, data)
	}
	if r.Code != "invalid_argument" && r.Code != 3.0 {
		return fmt.Errorf("the code is %v, want INVALID_ARGUMENT: %s", r.Code, data)
	}
	for _, text := range r.Details {
		bad, err := badRequest(text)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(bad.GetFieldViolations(), func(v *errdetails.BadRequest_FieldViolation) bool {
			return v.GetField() == field
		}) {
			return nil
		}
	}
	return errors.New("no detail names " + field + ": " + string(data))
}

// badRequest decodes a detail; nil when it is another.
func badRequest(text []byte) (*errdetails.BadRequest, error) {
	var d detail
	if err := json.Unmarshal(text, &d); err != nil {
		return nil, err
	}
	bad := new(errdetails.BadRequest)
	switch {
	case d.Connect == string(bad.ProtoReflect().Descriptor().FullName()):
		value, err := base64.RawStdEncoding.DecodeString(d.Value)
		if err != nil {
			return nil, err
		}
		return bad, proto.Unmarshal(value, bad)
	case d.Status == "type.googleapis.com/google.rpc.BadRequest":
		var members map[string]json.RawMessage
		if err := json.Unmarshal(text, &members); err != nil {
			return nil, err
		}
		return bad, protojson.Unmarshal(fmt.Appendf(nil, `{"fieldViolations":%s}`, members["fieldViolations"]), bad)
	}
	return nil, nil
}
