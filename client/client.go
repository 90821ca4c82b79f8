// Package client asks a mesogrid service for grids and checks what comes back.
package client

import (
	"context"

	"google.golang.org/grpc"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// Client asks one service. It is safe for concurrent use; the caller keeps and closes the connection.
type Client struct {
	Retry Retry // set before use; zero fields take their defaults

	grids mesogridv1.GridServiceClient
}

// New makes a client of the service at the other end of a connection.
func New(conn grpc.ClientConnInterface) *Client {
	return &Client{grids: mesogridv1.NewGridServiceClient(conn)}
}

// GenerateGrid asks for one grid. The answer has been checked: its header against the header's checksum and, unless
// omit_points was set, its points against the count and the checksum of the key. An answer that fails gives a
// *CorruptError and no grid; a refusal gives the service's status with its details.
func (c *Client) GenerateGrid(
	ctx context.Context, req *mesogridv1.GenerateGridRequest, opts ...grpc.CallOption,
) (*mesogridv1.GenerateGridResponse, error) {
	resp, err := c.grids.GenerateGrid(ctx, req, opts...)
	if err != nil {
		return nil, err
	}
	if err := checkHeader(resp.GetHeader()); err != nil {
		return nil, err
	}
	if !req.GetOmitPoints() {
		if err := checkPoints(resp.GetHeader(), resp.GetPoints()); err != nil {
			return nil, err
		}
	}
	return resp, nil
}
