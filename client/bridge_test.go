package client_test

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/mesogrid/mesogrid/client"
	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// bridge answers the Connect protocol, written by hand, with what a service over gRPC answers.
type bridge struct {
	grids pb.GridServiceClient
	cut   func(sent int) bool // whether the connection is cut after so many messages of a stream
}

func (b *bridge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	w.Header()["X-Seen"] = r.Header["X-Ask"]
	w.Header().Set("X-Raw-Bin", r.Header.Get("X-Raw-Bin"))
	switch r.URL.Path + " " + r.Header.Get("Content-Type") {
	case "/at/mesogrid.v1.GridService/GenerateGrid application/proto":
		req := new(pb.GenerateGridRequest)
		if err := proto.Unmarshal(body, req); err != nil {
			http.Error(w, err.Error(), http.StatusTeapot)
			return
		}
		w.Header().Set("Trailer-X-Last", "unary")
		resp, err := b.grids.GenerateGrid(r.Context(), req)
		if err != nil {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusBadRequest)
			w.Write(errorJSON(err))
			return
		}
		w.Header().Set("Content-Type", "application/proto")
		w.Write(bytesOf(resp))
	case "/at/mesogrid.v1.GridService/StreamGrid application/connect+proto":
		req := new(pb.StreamGridRequest)
		if err := proto.Unmarshal(body[5:], req); err != nil {
			http.Error(w, err.Error(), http.StatusTeapot)
			return
		}
		w.Header().Set("Content-Type", "application/connect+proto")
		b.stream(w, r.Context(), req)
	default:
		http.NotFound(w, r)
	}
}

func (b *bridge) stream(w http.ResponseWriter, ctx context.Context, req *pb.StreamGridRequest) {
	s, err := b.grids.StreamGrid(ctx, req)
	for sent := 0; err == nil; sent++ {
		if b.cut != nil && b.cut(sent) {
			panic(http.ErrAbortHandler)
		}
		var part *pb.StreamGridResponse
		if part, err = s.Recv(); err == nil {
			w.Write(envelope(0, bytesOf(part)))
			w.(http.Flusher).Flush()
		}
	}
	end := map[string]any{"metadata": map[string][]string{"x-last": {"stream"}}}
	if !errors.Is(err, io.EOF) {
		end["error"] = json.RawMessage(errorJSON(err))
	}
	text, _ := json.Marshal(end)
	w.Write(envelope(2, text))
}

func envelope(flags byte, b []byte) []byte {
	return append(binary.BigEndian.AppendUint32([]byte{flags}, uint32(len(b))), b...)
}

func bytesOf(m proto.Message) []byte {
	b, err := proto.Marshal(m)
	if err != nil {
		panic(err)
	}
	return b
}

func errorJSON(err error) []byte {
	s := status.Convert(err)
	var details []map[string]string
	for _, d := range s.Proto().GetDetails() {
		details = append(details, map[string]string{"type": string(d.MessageName()), "value": base64.RawStdEncoding.EncodeToString(d.GetValue())})
	}
	code := map[codes.Code]string{codes.InvalidArgument: "invalid_argument", codes.Aborted: "aborted", codes.Canceled: "canceled"}[s.Code()]
	text, _ := json.Marshal(map[string]any{"code": code, "message": s.Message(), "details": details})
	return text
}

// overHTTP is a connection by HTTP/1.1, or by HTTP/2 without TLS, to a handler.
func overHTTP(t *testing.T, two bool, h http.Handler) grpc.ClientConnInterface {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	protocols := new(http.Protocols)
	protocols.SetHTTP1(!two)
	protocols.SetUnencryptedHTTP2(two)
	s.Config.Protocols = protocols
	s.Config.ErrorLog = nil
	s.Start()
	transport := &http.Transport{Protocols: protocols}
	t.Cleanup(func() { transport.CloseIdleConnections(); s.Close() })
	return client.HTTP(&http.Client{Transport: transport}, s.URL+"/at/")
}

// each runs a test over HTTP/1.1 and over HTTP/2.
func each(t *testing.T, test func(t *testing.T, two bool)) {
	for _, two := range []bool{false, true} {
		t.Run(fmt.Sprintf("HTTP2=%t", two), func(t *testing.T) { test(t, two) })
	}
}
