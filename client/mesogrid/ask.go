package main

import (
	"context"

	"github.com/mesogrid/mesogrid/client"
	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// ask sends the request and waits for a checked answer.
func (t *task) ask(ctx context.Context, a *area, req *mesogridv1.GenerateGridRequest) (*mesogridv1.GenerateGridResponse, error) {
	conn, err := t.service.dial(1)
	if err != nil {
		return nil, err
	}
	defer conn.close()
	ctx, cancel := context.WithTimeout(ctx, t.timeout)
	defer cancel()
	res, err := client.New(conn.list[0]).GenerateGrid(ctx, req)
	if err != nil {
		return nil, t.explain(a, err)
	}
	return res, nil
}
