package server

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/protoadapt"

	"github.com/mesogrid/mesogrid/grid"
	"github.com/mesogrid/mesogrid/grid/dose"
)

// domain stands in the ErrorInfo of every error.
const domain = "mesogrid"

// The rules of the service itself, beside those of packages grid and dose.
const (
	tooMany       grid.Rule = "TOO_MANY"
	tooManyPoints grid.Rule = "TOO_MANY_POINTS"
	nameTooLong   grid.Rule = "NAME_TOO_LONG"

	tooManySharePoints grid.Rule = "TOO_MANY_SHARE_POINTS"
	unknownProtocol    grid.Rule = "UNKNOWN_PROTOCOL"
	hardLimit          grid.Rule = "HARD_LIMIT"
)

// refusal is a request that breaks a rule of the service. Its field is a path within the request; empty: the request
// itself.
type refusal struct {
	field string
	rule  grid.Rule
	text  string
}

func (r *refusal) Error() string { return fault(r.field, r.text) }

// fault is a field with what is wrong with it.
func fault(field, text string) string {
	if field == "" {
		return "the request " + text
	}
	return field + ": " + text
}

func refuse(field string, rule grid.Rule, format string, args ...any) error {
	return &refusal{field: field, rule: rule, text: fmt.Sprintf(format, args...)}
}

// failure is what a caller is told of an error, with the error itself for the log.
type failure struct {
	told  *status.Status
	cause error
}

// teller is an error that knows what a caller is told of it.
type teller interface {
	error
	status() *status.Status
}

func (f *failure) Error() string              { return f.cause.Error() }
func (f *failure) Unwrap() error              { return f.cause }
func (f *failure) GRPCStatus() *status.Status { return f.told }

// tell is the one table from errors to what callers are told. What is not in it says nothing about the server.
func tell(err error) error {
	var (
		plan   *grid.Error
		dosing *dose.Error
		own    *refusal
		itself teller
		told   *status.Status
	)
	switch {
	case errors.As(err, &plan):
		at := map[string]string{}
		if plan.At != nil {
			at["x_um"], at["y_um"] = strconv.Itoa(int(plan.At.X)), strconv.Itoa(int(plan.At.Y))
		}
		told = invalid("spec."+plan.Field, plan.Rule, plan.Text, at)
	case errors.As(err, &dosing):
		at := map[string]string{}
		if dosing.Point != nil {
			at["point"] = strconv.FormatUint(*dosing.Point, 10)
		}
		told = invalid("spec."+dosing.Field, dosing.Rule, dosing.Text, at)
	case errors.As(err, &own):
		told = invalid(own.field, own.rule, own.text, nil)
	case errors.As(err, &itself):
		told = itself.status()
	case errors.Is(err, context.Canceled):
		told = detailed(codes.Canceled, "the request was cancelled", &errdetails.ErrorInfo{Reason: "CANCELED"})
	case errors.Is(err, context.DeadlineExceeded):
		told = detailed(codes.DeadlineExceeded,
			"the deadline passed before the grid was ready: allow more time, or ask for fewer points",
			&errdetails.ErrorInfo{Reason: "DEADLINE_EXCEEDED"})
	default:
		told = detailed(codes.Internal, "internal error", &errdetails.ErrorInfo{Reason: "INTERNAL"})
	}
	return &failure{told: told, cause: err}
}

// reasonOf is the stable reason in a status that a call ends with; empty where it has none.
func reasonOf(err error) string {
	if err == nil {
		return ""
	}
	for _, d := range status.Convert(err).Details() {
		if info, ok := d.(*errdetails.ErrorInfo); ok {
			return info.GetReason()
		}
	}
	return ""
}

// invalid is bad input: the path of the field, the rule that it breaks and, where there is one, the place or the point.
func invalid(field string, rule grid.Rule, text string, at map[string]string) *status.Status {
	info := &errdetails.ErrorInfo{Reason: string(rule), Metadata: at}
	return detailed(codes.InvalidArgument, fault(field, text), info, &errdetails.BadRequest{
		FieldViolations: []*errdetails.BadRequest_FieldViolation{
			{Field: field, Description: text, Reason: string(rule)},
		},
	})
}

// detailed adds the details that every error carries.
func detailed(code codes.Code, text string, info *errdetails.ErrorInfo, more ...protoadapt.MessageV1) *status.Status {
	info.Domain = domain
	plain := status.New(code, text)
	told, err := plain.WithDetails(append([]protoadapt.MessageV1{info}, more...)...)
	if err != nil { // a text that is not UTF-8 cannot be a detail
		return plain
	}
	return told
}
