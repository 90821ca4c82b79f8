package server

import (
	"fmt"
	"strings"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/protoadapt"

	"github.com/mesogrid/mesogrid/grid/dose"
	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// mostBreaches bounds the breaches that one answer tells: a person reads no more, and metadata hold no more.
const mostBreaches = 8

// toldBreach is a breach as the contract has it.
type toldBreach struct {
	message *mesogridv1.LimitBreach
	field   string // path within the request of the limit
	text    string // for people
}

// tell is those of the breaches that are hard, or those that are soft.
func (a *planLimits) tell(breaches []dose.Breach, hard bool) []toldBreach {
	var told []toldBreach
	for _, b := range breaches {
		if b.Hard == hard {
			told = append(told, toldBreach{
				message: &mesogridv1.LimitBreach{Limit: a.told[b.Limit], Value: b.Value, Hard: b.Hard, Point: b.Point},
				field:   a.fields[b.Limit],
				text:    limitOf(a.told[b.Limit]).Tell(b),
			})
		}
	}
	return told
}

// beyond is a plan that breaks hard limits: it gets no points, and the header that it would have had.
type beyond struct {
	header   *mesogridv1.GridHeader
	breaches []toldBreach
}

func (b *beyond) Error() string {
	const most = 3
	var lines []string
	for _, breach := range b.breaches[:min(len(b.breaches), most)] {
		lines = append(lines, breach.text)
	}
	if more := len(b.breaches) - most; more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	return "the plan is beyond a hard limit and gets no points: " + strings.Join(lines, "; ")
}

// status is FAILED_PRECONDITION with a LimitBreach for each limit. The header cannot be acted on: it has no checksum.
func (b *beyond) status() *status.Status {
	header := proto.CloneOf(b.header)
	header.RefillBefore, header.Crc32C = nil, 0
	details := []protoadapt.MessageV1{protoadapt.MessageV1Of(header)}
	for _, breach := range b.breaches[:min(len(b.breaches), mostBreaches)] {
		details = append(details, protoadapt.MessageV1Of(breach.message))
	}
	return detailed(codes.FailedPrecondition, b.Error(), &errdetails.ErrorInfo{Reason: string(hardLimit)}, details...)
}
