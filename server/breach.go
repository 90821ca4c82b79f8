package server

import (
	"fmt"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/protoadapt"

	"github.com/mesogrid/mesogrid/grid/dose"
	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

const (
	// mostBreaches bounds the breaches that one answer tells: a person reads no more.
	mostBreaches = 8
	// maxBreachBytes bounds those of a status, which travels in the metadata, where 8 KiB is a common limit for all.
	maxBreachBytes = 4 << 10
)

// tell is those of the breaches that are hard, or those that are soft, as the contract has them.
func (a *planLimits) tell(breaches []dose.Breach, hard bool) []*mesogridv1.LimitBreach {
	var told []*mesogridv1.LimitBreach
	for _, b := range breaches {
		if b.Hard == hard {
			told = append(told, &mesogridv1.LimitBreach{
				Limit: a.told[b.Limit], Value: b.Value, Hard: b.Hard, Point: b.Point,
				Field: a.fields[b.Limit], Text: limitOf(a.told[b.Limit]).Tell(b),
			})
		}
	}
	return told
}

// beyond is a plan that breaks hard limits: it gets no points, and the header that it would have had.
type beyond struct {
	header   *mesogridv1.GridHeader
	breaches []*mesogridv1.LimitBreach
}

func (b *beyond) Error() string {
	text := "the plan is beyond a hard limit and gets no points. " + b.breaches[0].GetText()
	if more := len(b.breaches) - 1; more > 0 {
		text += fmt.Sprintf(" It is beyond %d more.", more)
	}
	return text
}

// status is FAILED_PRECONDITION with a LimitBreach for each limit. The header cannot be acted on: it has no checksum.
func (b *beyond) status() *status.Status {
	header := proto.CloneOf(b.header)
	header.RefillBefore, header.Crc32C = nil, 0
	details := []protoadapt.MessageV1{protoadapt.MessageV1Of(header)}
	size := 0
	for _, breach := range b.breaches[:min(len(b.breaches), mostBreaches)] {
		if size += proto.Size(breach); size > maxBreachBytes {
			break
		}
		details = append(details, protoadapt.MessageV1Of(breach))
	}
	return detailed(codes.FailedPrecondition, b.Error(), &errdetails.ErrorInfo{Reason: string(hardLimit)}, details...)
}
