package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	reflectionv1 "google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/wrapperspb"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// prober does what its request says, and tells what it saw.
type prober struct{ left chan error }

// outcomes are errors as handlers give them.
var outcomes = map[string]error{
	"status":   status.Error(codes.NotFound, "no such thing: ü\n"),
	"details":  detailed(codes.Aborted, "changed", &errdetails.ErrorInfo{Reason: "R"}, &errdetails.BadRequest{}).Err(),
	"failure":  tell(errors.New("secret")),
	"plain":    errors.New("plain"),
	"canceled": fmt.Errorf("in vain: %w", context.Canceled),
	"deadline": context.DeadlineExceeded,
	"eof":      io.EOF,
}

func (p *prober) do(ctx context.Context, what string) (*wrapperspb.StringValue, error) {
	md, _ := metadata.FromIncomingContext(ctx)
	from, _ := peer.FromContext(ctx)
	method, _ := grpc.Method(ctx)
	_, timed := ctx.Deadline()
	tcp, _ := from.Addr.(*net.TCPAddr)
	local, _ := from.LocalAddr.(*net.TCPAddr)
	err := errors.Join(
		grpc.SetHeader(ctx, metadata.Pairs("h", "1", "h", "2", "raw-bin", "\x00\xff")),
		grpc.SetHeader(ctx, metadata.Pairs("h", "3")),
		grpc.SetTrailer(ctx, metadata.Pairs("t", "1", "t", "2", "raw-bin", "\x01\xfe")))
	if err != nil {
		return nil, err
	}
	if what == "early" {
		if err := grpc.SendHeader(ctx, metadata.Pairs("h", "4")); err != nil {
			return nil, err
		}
		return wrapperspb.String(fmt.Sprint(status.Code(grpc.SetHeader(ctx, metadata.Pairs("h", "5"))) == codes.OK)), nil
	}
	if err, ok := outcomes[what]; ok {
		return nil, err
	}
	return wrapperspb.String(fmt.Sprintf("%s %q %q %q %t %t %v %v", method, md["m"], md["raw-bin"], md["absent"], timed, len(md[":authority"]) == 1,
		tcp != nil && tcp.IP.IsLoopback() && tcp.Port > 0, local != nil && local.Port > 0 && from.AuthInfo == nil)), nil
}

func (p *prober) talk(s grpc.ServerStream) error {
	for {
		m := new(wrapperspb.StringValue)
		switch err := s.RecvMsg(m); {
		case err == io.EOF: //nolint:errorlint // it must be this very value
			s.SetTrailer(metadata.Pairs("t", "end"))
			return nil
		case err != nil:
			p.left <- err
			return err
		case m.GetValue() == "wait":
			if err := s.SendMsg(m); err != nil {
				return err
			}
			<-s.Context().Done()
			p.left <- s.Context().Err()
			return s.Context().Err()
		}
		answer, err := p.do(s.Context(), m.GetValue())
		if m.GetValue() == "again" { // the header has gone
			answer, err = m, nil
		}
		if err != nil {
			return err
		}
		if err := s.SendMsg(answer); err != nil {
			return err
		}
	}
}

var probeService = grpc.ServiceDesc{
	ServiceName: "test.Probe", HandlerType: (*any)(nil),
	Methods: []grpc.MethodDesc{{MethodName: "Ask", Handler: func(srv any, ctx context.Context, dec func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
		m := new(wrapperspb.StringValue)
		if err := dec(m); err != nil {
			return nil, err
		}
		if m.GetValue() == "wait" {
			<-ctx.Done()
			srv.(*prober).left <- ctx.Err()
			return nil, ctx.Err()
		}
		return srv.(*prober).do(ctx, m.GetValue())
	}}},
	Streams: []grpc.StreamDesc{
		{StreamName: "Talk", ClientStreams: true, ServerStreams: true, Handler: func(srv any, s grpc.ServerStream) error { return srv.(*prober).talk(s) }},
		{StreamName: "Listen", ServerStreams: true, Handler: func(srv any, s grpc.ServerStream) error { return srv.(*prober).talk(s) }},
		{StreamName: "Tell", ClientStreams: true, Handler: func(_ any, s grpc.ServerStream) error {
			all, m := "", new(wrapperspb.StringValue)
			err := s.RecvMsg(m)
			for ; err == nil; err = s.RecvMsg(m) {
				all += m.GetValue()
			}
			if !errors.Is(err, io.EOF) {
				return err
			}
			return s.SendMsg(wrapperspb.String(all))
		}},
	},
}

// outcome is all that a client sees of a call, without what each HTTP server adds to a header.
func outcome(answers []string, header, trailer metadata.MD, err error) string {
	s := status.Convert(err)
	return fmt.Sprintf("%q, header %q %q, trailer %q %q, %v %q %v", answers, header["h"], header["raw-bin"], trailer["t"], trailer["raw-bin"],
		s.Code(), s.Message(), s.Details())
}

// To a gRPC client there is no difference between this and the server of grpc-go.
func TestConnectIsGRPC(t *testing.T) {
	native := grpc.NewServer()
	native.RegisterService(&probeService, &prober{})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go native.Serve(listener)
	t.Cleanup(native.Stop)
	want := overGRPC(t, listener.Addr().String())
	got := overGRPC(t, overHTTP(t, func(r *connectRegistrar) { r.RegisterService(&probeService, &prober{}) }))
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	ctx = metadata.AppendToOutgoingContext(ctx, "m", "a", "m", "b", "raw-bin", "\x00\xff,", "raw-bin", "x")
	ask := func(conn *grpc.ClientConn, what string) string {
		var header, trailer metadata.MD
		answer := new(wrapperspb.StringValue)
		err := conn.Invoke(ctx, "/test.Probe/Ask", wrapperspb.String(what), answer, grpc.Header(&header), grpc.Trailer(&trailer))
		return outcome([]string{answer.GetValue()}, header, trailer, err)
	}
	talk := func(conn *grpc.ClientConn, i int, whats ...string) string {
		desc := &probeService.Streams[i]
		s, err := conn.NewStream(ctx, desc, "/test.Probe/"+desc.StreamName)
		if err != nil {
			t.Fatal(err)
		}
		for _, what := range whats {
			err := s.SendMsg(wrapperspb.String(what))
			if errors.Is(err, io.EOF) {
				break // the stream has ended already, with a status that RecvMsg gives
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := s.CloseSend(); err != nil {
			t.Fatal(err)
		}
		var answers []string
		for err == nil {
			m := new(wrapperspb.StringValue)
			if err = s.RecvMsg(m); err == nil {
				answers = append(answers, m.GetValue())
			}
		}
		header, _ := s.Header()
		if err == io.EOF { //nolint:errorlint // it must be this very value
			err = nil
		}
		return outcome(answers, header, s.Trailer(), err)
	}
	whats := []string{"", "seen", "early"}
	for what := range outcomes {
		whats = append(whats, what)
	}
	for _, what := range whats {
		if got, want := ask(got, what), ask(want, what); got != want {
			t.Errorf("Ask(%q):\n%s, want\n%s", what, got, want)
		}
		if got, want := talk(got, 0, what, "again"), talk(want, 0, what, "again"); got != want {
			t.Errorf("Talk(%q):\n%s, want\n%s", what, got, want)
		}
		if got, want := talk(got, 1, what), talk(want, 1, what); got != want {
			t.Errorf("Listen(%q):\n%s, want\n%s", what, got, want)
		}
	}
	for _, said := range [][]string{nil, {"a"}, {"a", "", "b"}} {
		if got, want := talk(got, 2, said...), talk(want, 2, said...); got != want || !strings.Contains(got, strings.Join(said, "")) {
			t.Errorf("Tell(%q):\n%s, want\n%s", said, got, want)
		}
	}
}

// A status that is wrapped is told without what it is wrapped in.
func TestConnectErrorTellsTheStatus(t *testing.T) {
	inner := status.Error(codes.Aborted, "told")
	if got := connectError(fmt.Errorf("secret: %w", inner)).Error(); got != "aborted: told" {
		t.Errorf("a wrapped status: %q", got)
	}
}

// A client that goes away ends the context of its call, over HTTP/1.1 and HTTP/2.
func TestConnectClientLeaves(t *testing.T) {
	p := &prober{left: make(chan error, 1)}
	base := overHTTP(t, func(r *connectRegistrar) { r.RegisterService(&probeService, p) })
	gone := func(what string) {
		t.Helper()
		select {
		case err := <-p.left:
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s: %v, want the end of the context", what, err)
			}
		case <-time.After(time.Minute):
			t.Fatalf("%s: the handler works on", what)
		}
	}
	body := string(encode(t, wrapperspb.String("wait"), false))
	ctx, cancel := context.WithCancel(t.Context())
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/test.Probe/Listen", strings.NewReader(string(frame(0, []byte(body)))))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/connect+proto")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	cancel()
	gone("HTTP/1.1")
	ctx, cancel = context.WithCancel(t.Context())
	s, err := overGRPC(t, base).NewStream(ctx, &probeService.Streams[0], "/test.Probe/Talk")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.SendMsg(wrapperspb.String("wait")), s.RecvMsg(new(wrapperspb.StringValue))); err != nil {
		t.Fatal(err)
	}
	cancel()
	gone("HTTP/2")
	req, err = http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/test.Probe/Ask", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/proto")
	req.Header.Set("Connect-Timeout-Ms", "1")
	resp, err = http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if err := <-p.left; !errors.Is(err, context.DeadlineExceeded) || resp.StatusCode != http.StatusGatewayTimeout {
		t.Errorf("a deadline of a millisecond: %v, %s", err, resp.Status)
	}
}

// Requests that cannot be read are refused as such.
func TestConnectUnreadable(t *testing.T) {
	base := gridsOverHTTP(t)
	for what, c := range map[string]struct {
		at, kind string
		body     []byte
		want     string
	}{
		"JSON":           {generate, "application/json", []byte(`{"spec":`), `"code":"invalid_argument"`},
		"binary":         {generate, "application/proto", []byte{0xff}, `"code":"invalid_argument"`},
		"cut envelope":   {stream, "application/connect+proto", frame(0, make([]byte, 9))[:8], `"code":"invalid_argument"`},
		"no envelope":    {stream, "application/connect+proto", nil, `"code":"unimplemented"`},
		"two envelopes":  {stream, "application/connect+proto", append(frame(0, nil), frame(0, nil)...), `"code":"unimplemented"`},
		"a type unknown": {generate, "text/plain", nil, ""},
	} {
		code, got := send(t, http.MethodPost, base+c.at, c.kind, c.body)
		if !strings.Contains(string(got), c.want) || c.want == "" && code != http.StatusUnsupportedMediaType {
			t.Errorf("%s: %d, %q; want %s", what, code, got, c.want)
		}
	}
}

// The services over gRPC, and what reflection and health say of them.
func TestConnectServices(t *testing.T) {
	conn := overGRPC(t, gridsOverHTTP(t))
	got, err := mesogridv1.NewGridServiceClient(conn).GenerateGrid(t.Context(), &mesogridv1.GenerateGridRequest{Spec: waves()})
	if err != nil || !proto.Equal(got, whole(t)) {
		t.Errorf("GenerateGrid = %v, %v", got.GetHeader(), err)
	}
	if h, err := grpc_health_v1.NewHealthClient(conn).Check(t.Context(), &grpc_health_v1.HealthCheckRequest{}); err != nil || h.GetStatus() != grpc_health_v1.HealthCheckResponse_SERVING {
		t.Errorf("health: %v, %v", h, err)
	}
	s, err := reflectionv1.NewServerReflectionClient(conn).ServerReflectionInfo(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Send(&reflectionv1.ServerReflectionRequest{MessageRequest: &reflectionv1.ServerReflectionRequest_ListServices{}}); err != nil {
			t.Fatal(err)
		}
		resp, err := s.Recv()
		names := []string{}
		for _, service := range resp.GetListServicesResponse().GetService() {
			names = append(names, service.GetName())
		}
		if list := strings.Join(names, " "); err != nil || list != "grpc.health.v1.Health grpc.reflection.v1.ServerReflection grpc.reflection.v1alpha.ServerReflection mesogrid.v1.GridService" {
			t.Errorf("services: %s, %v", list, err)
		}
	}
}
