package server

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"

	"github.com/mesogrid/mesogrid/grid"
	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// pageSize is the most protocols of a page.
const pageSize = 100

const (
	badToken         grid.Rule = "BAD_PAGE_TOKEN"
	protocolNotFound grid.Rule = "PROTOCOL_NOT_FOUND"
)

// protocolService implements mesogrid.v1.ProtocolService.
type protocolService struct {
	mesogridv1.UnimplementedProtocolServiceServer

	protocols *Protocols
}

// ListProtocols answers with a page. The token of the next page is the name that this one ends with.
func (s *protocolService) ListProtocols(
	_ context.Context, req *mesogridv1.ListProtocolsRequest,
) (*mesogridv1.ListProtocolsResponse, error) {
	rest := s.protocols.list
	if token := req.GetPageToken(); token != "" {
		k := slices.IndexFunc(rest, func(p *mesogridv1.Protocol) bool { return p.GetName() == token })
		if k < 0 {
			return nil, tell(refuse("page_token", badToken,
				"is of no page of this list, which may have changed; start again without it"))
		}
		rest = rest[k+1:]
	}
	n := int(req.GetPageSize())
	if n == 0 || n > pageSize {
		n = pageSize
	}
	resp := &mesogridv1.ListProtocolsResponse{Protocols: rest[:min(n, len(rest))]}
	if len(rest) > n {
		resp.NextPageToken = rest[n-1].GetName()
	}
	return resp, nil
}

// GetProtocol answers with one protocol.
func (s *protocolService) GetProtocol(
	_ context.Context, req *mesogridv1.GetProtocolRequest,
) (*mesogridv1.GetProtocolResponse, error) {
	p, found := s.protocols.named(req.GetName())
	if !found {
		err := refuse("name", protocolNotFound, "%s", s.protocols.unknown(req.GetName()))
		return nil, &failure{cause: err, told: detailed(codes.NotFound, err.Error(), &errdetails.ErrorInfo{Reason: string(protocolNotFound)})}
	}
	return &mesogridv1.GetProtocolResponse{Protocol: p}, nil
}

// unknown says of a name that there is no such protocol, and which ones have a word of it.
func (p *Protocols) unknown(name string) string {
	const longest = 100
	if len(name) > longest {
		return fmt.Sprintf("has %d bytes; no protocol has such a long name", len(name))
	}
	var near []string
	for _, q := range p.list {
		for word := range strings.SplitSeq(strings.ToLower(name), "-") {
			if len(word) > 2 && strings.Contains(q.GetName(), word) {
				near = append(near, q.GetName())
				break
			}
		}
	}
	if len(near) == 0 {
		for _, q := range p.list {
			near = append(near, q.GetName())
		}
	}
	return fmt.Sprintf("is %q, and this server has no such protocol; it has %s", name, fewNames(near))
}
