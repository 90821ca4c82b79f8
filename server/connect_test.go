package server

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/reflection"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// overHTTP serves what register adds over HTTP/1.1 and HTTP/2 without TLS, and gives its URL.
func overHTTP(t *testing.T, register func(*connectRegistrar)) string {
	t.Helper()
	r := newConnectRegistrar()
	register(r)
	mux := http.NewServeMux()
	r.mount(mux)
	s := httptest.NewUnstartedServer(mux)
	s.Config.Protocols = new(http.Protocols)
	s.Config.Protocols.SetHTTP1(true)
	s.Config.Protocols.SetUnencryptedHTTP2(true)
	s.Start()
	t.Cleanup(s.Close)
	return s.URL
}

func gridsOverHTTP(t *testing.T) string {
	return overHTTP(t, func(r *connectRegistrar) {
		mesogridv1.RegisterGridServiceServer(r, newGridService(DefaultLimits(), BuiltInProtocols()))
		grpc_health_v1.RegisterHealthServer(r, health.NewServer())
		reflection.Register(r)
	})
}

// overGRPC is a connection of grpc-go to an address.
func overGRPC(t *testing.T, address string) *grpc.ClientConn {
	t.Helper()
	conn, err := grpc.NewClient("passthrough:"+strings.TrimPrefix(address, "http://"), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

func waves() *mesogridv1.GridSpec {
	return &mesogridv1.GridSpec{Area: wave(60, 50_000), Pattern: mesogridv1.Pattern_PATTERN_TRIANGULAR, SpacingUm: 3_000, MarginUm: 2_000}
}

// whole is the answer without any transport.
func whole(t *testing.T) *mesogridv1.GenerateGridResponse {
	t.Helper()
	s := newGridService(DefaultLimits(), BuiltInProtocols())
	resp, err := s.GenerateGrid(t.Context(), &mesogridv1.GenerateGridRequest{Spec: waves()})
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

// send makes one HTTP request and gives what came, whatever its status.
func send(t *testing.T, method, at, kind string, body []byte) (*http.Response, []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, at, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, got
}

func encode(t *testing.T, m proto.Message, text bool) []byte {
	t.Helper()
	marshal := proto.Marshal
	if text {
		marshal = protojson.Marshal
	}
	b, err := marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// frame is a message in an envelope: flags, length, bytes.
func frame(flags byte, b []byte) []byte {
	return append(binary.BigEndian.AppendUint32([]byte{flags}, uint32(len(b))), b...)
}

// frames takes envelopes apart; flags and bytes of each.
func frames(t *testing.T, b []byte) (flags []byte, bodies [][]byte) {
	t.Helper()
	for len(b) > 0 {
		n := 0
		if len(b) >= 5 {
			n = int(binary.BigEndian.Uint32(b[1:]))
		}
		if len(b) < 5+n {
			t.Fatalf("%d bytes where an envelope was to be", len(b))
		}
		flags, bodies = append(flags, b[0]), append(bodies, b[5:5+n])
		b = b[5+n:]
	}
	return flags, bodies
}

const generate, stream = "/mesogrid.v1.GridService/GenerateGrid", "/mesogrid.v1.GridService/StreamGrid"

// One method, asked by hand in every way of HTTP/1.1, gives one answer.
func TestConnectUnary(t *testing.T) {
	base, want := gridsOverHTTP(t), whole(t)
	req := &mesogridv1.GenerateGridRequest{Spec: waves()}
	for _, text := range []bool{false, true} {
		unmarshal, name := proto.Unmarshal, "proto"
		if text {
			unmarshal, name = protojson.Unmarshal, "json"
		}
		body := encode(t, req, text)
		web := frame(0, body)
		for _, way := range []struct {
			what, method, at, kind string
			body                   []byte
		}{
			{"POST", http.MethodPost, generate, "application/" + name, body},
			{"GET", http.MethodGet, generate + "?connect=v1&base64=1&encoding=" + name + "&message=" + base64.RawURLEncoding.EncodeToString(body), "", nil},
			{"GET, in plain letters", http.MethodGet, generate + "?encoding=" + name + "&message=" + url.QueryEscape(string(body)), "", nil},
			{"gRPC-Web", http.MethodPost, generate, "application/grpc-web+" + name, web},
		} {
			resp, answer := send(t, way.method, base+way.at, way.kind, way.body)
			if strings.HasPrefix(way.kind, "application/grpc-web") {
				flags, bodies := frames(t, answer)
				if !bytes.Equal(flags, []byte{0, 0x80}) || !strings.Contains(strings.ToLower(string(bodies[1])), "grpc-status: 0\r\n") {
					t.Fatalf("%s, %s: envelopes % x, the last %q", way.what, name, flags, bodies[len(bodies)-1])
				}
				answer = bodies[0]
			}
			got := new(mesogridv1.GenerateGridResponse)
			if err := unmarshal(answer, got); err != nil || resp.StatusCode != http.StatusOK || !proto.Equal(got, want) {
				t.Errorf("%s, %s: %s, %v, header %v, want %v", way.what, name, resp.Status, err, got.GetHeader(), want.GetHeader())
			}
		}
	}
	if resp, _ := send(t, http.MethodGet, base+"/grpc.health.v1.Health/Check?encoding=json&message=%7B%7D", "", nil); resp.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("GET of a method that does not say it has no side effects: %s", resp.Status)
	}
	if _, got := send(t, http.MethodPost, base+"/grpc.health.v1.Health/Check", "application/json", []byte("{}")); string(got) != `{"status":"SERVING"}` {
		t.Errorf("health: %s", got)
	}
	if resp, got := send(t, http.MethodPost, base+"/mesogrid.v1.GridService/Guess", "application/json", []byte("{}")); resp.StatusCode != http.StatusNotImplemented {
		t.Errorf("a method that there is not: %s, %s", resp.Status, got)
	}
}

// A refusal has its code, text and all details, in JSON and in the end of a stream.
func TestConnectRefusal(t *testing.T) {
	base := gridsOverHTTP(t)
	spec := waves()
	spec.SpacingUm = 1
	type said struct {
		Code, Message string
		Details       []struct{ Type, Value string }
	}
	check := func(what string, e said) {
		t.Helper()
		info, bad := new(errdetails.ErrorInfo), new(errdetails.BadRequest)
		for _, d := range e.Details {
			value, err := base64.RawStdEncoding.DecodeString(d.Value)
			m := map[string]proto.Message{"google.rpc.ErrorInfo": info, "google.rpc.BadRequest": bad}[d.Type]
			if err != nil || m == nil || proto.Unmarshal(value, m) != nil {
				t.Fatalf("%s: detail %v, %v", what, d, err)
			}
		}
		if e.Code != "invalid_argument" || !strings.HasPrefix(e.Message, "spec.spacing_um: ") || info.GetDomain() != domain ||
			info.GetReason() != "OUT_OF_RANGE" || bad.GetFieldViolations()[0].GetField() != "spec.spacing_um" {
			t.Errorf("%s: %v, %v, %v; want invalid_argument of spec.spacing_um, OUT_OF_RANGE", what, e, info, bad)
		}
	}
	resp, body := send(t, http.MethodPost, base+generate, "application/json", encode(t, &mesogridv1.GenerateGridRequest{Spec: spec}, true))
	var e said
	if err := json.Unmarshal(body, &e); err != nil || resp.StatusCode != http.StatusBadRequest {
		t.Fatalf("%s: %s, %v", resp.Status, body, err)
	}
	check("unary", e)
	ask := &mesogridv1.StreamGridRequest{Source: &mesogridv1.StreamGridRequest_Spec{Spec: spec}}
	resp, body = send(t, http.MethodPost, base+stream, "application/connect+json", frame(0, encode(t, ask, true)))
	var end struct{ Error said }
	flags, bodies := frames(t, body)
	if !bytes.Equal(flags, []byte{2}) || json.Unmarshal(bodies[0], &end) != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s, envelopes % x, %q", resp.Status, flags, bodies)
	}
	check("stream", end.Error)
}

// A stream over HTTP/1.1 has every point, and says where it ends.
func TestConnectStream(t *testing.T) {
	base, want := gridsOverHTTP(t), whole(t)
	for _, text := range []bool{false, true} {
		unmarshal, name := proto.Unmarshal, "proto"
		if text {
			unmarshal, name = protojson.Unmarshal, "json"
		}
		req := encode(t, &mesogridv1.StreamGridRequest{Source: &mesogridv1.StreamGridRequest_Spec{Spec: waves()}, ChunkPoints: 100}, text)
		for _, way := range []struct {
			kind string
			end  byte
		}{{"application/connect+", 2}, {"application/grpc-web+", 0x80}} {
			_, body := send(t, http.MethodPost, base+stream, way.kind+name, frame(0, req))
			flags, bodies := frames(t, body)
			got := &mesogridv1.GenerateGridResponse{Points: new(mesogridv1.Points)}
			last := false
			for i, flag := range flags {
				if (flag != 0) != (i == len(flags)-1) {
					t.Fatalf("%s%s: flags % x", way.kind, name, flags)
				}
				if flag != 0 {
					break
				}
				part := new(mesogridv1.StreamGridResponse)
				if err := unmarshal(bodies[i], part); err != nil {
					t.Fatal(err)
				}
				proto.Merge(got, &mesogridv1.GenerateGridResponse{Header: part.GetHeader(), Report: part.GetReport(), Points: part.GetChunk().GetPoints()})
				last = part.GetEnd() != nil
			}
			if !last || flags[len(flags)-1] != way.end || !proto.Equal(got, want) {
				t.Errorf("%s%s: flags % x, %d points, header %v; want %d, %v", way.kind, name, flags, len(got.GetPoints().GetXUm()), got.GetHeader(),
					len(want.GetPoints().GetXUm()), want.GetHeader())
			}
		}
	}
	if resp, _ := send(t, http.MethodPost, base+"/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", "application/connect+proto", nil); resp.StatusCode != http.StatusHTTPVersionNotSupported {
		t.Errorf("both directions over HTTP/1.1: %s", resp.Status)
	}
}
