package server

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"reflect"
	"strings"
	"sync"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connecthttp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
)

// connectRegistrar serves what is registered with it over net/http, as Connect, gRPC-Web and gRPC. A handler sees what it
// sees under grpc-go: metadata, peer, deadline, the end of a client that goes away. Register everything, then mount.
type connectRegistrar struct {
	calls    *connect.Server
	services map[string]grpc.ServiceInfo
}

func newConnectRegistrar() *connectRegistrar {
	return &connectRegistrar{calls: connect.NewServer(), services: map[string]grpc.ServiceInfo{}}
}

// RegisterService adds a service. It panics where grpc-go ends the program: an impl that is none of this service, or a
// method that is there already.
func (r *connectRegistrar) RegisterService(desc *grpc.ServiceDesc, impl any) {
	if impl != nil && !reflect.TypeOf(impl).Implements(reflect.TypeOf(desc.HandlerType).Elem()) {
		panic(fmt.Sprintf("%T does not implement %s", impl, desc.ServiceName))
	}
	info := grpc.ServiceInfo{Metadata: desc.Metadata}
	for _, m := range desc.Methods {
		spec := connectSpec(desc.ServiceName, m.MethodName, connect.StreamTypeUnary)
		r.calls.Register(connect.Method{Spec: spec, Handler: connectUnary(impl, m.Handler)})
		info.Methods = append(info.Methods, grpc.MethodInfo{Name: m.MethodName})
	}
	for _, s := range desc.Streams {
		kind := connect.StreamTypeUnary
		if s.ClientStreams {
			kind |= connect.StreamTypeClient
		}
		if s.ServerStreams {
			kind |= connect.StreamTypeServer
		}
		spec := connectSpec(desc.ServiceName, s.StreamName, kind)
		r.calls.Register(connect.Method{Spec: spec, Handler: connectStream(impl, s.Handler)})
		info.Methods = append(info.Methods,
			grpc.MethodInfo{Name: s.StreamName, IsClientStream: s.ClientStreams, IsServerStream: s.ServerStreams})
	}
	r.services[desc.ServiceName] = info
}

// GetServiceInfo is what reflection tells of the services.
func (r *connectRegistrar) GetServiceInfo() map[string]grpc.ServiceInfo {
	return maps.Clone(r.services)
}

// mount adds a route for each method, and one for each service that answers UNIMPLEMENTED.
func (r *connectRegistrar) mount(mux connecthttp.ServeMux, options ...connecthttp.Option) {
	connecthttp.Mount(mux, r.calls, options...)
}

// connectSpec takes from the contract what the code that grpc generates leaves out. Without side effects means that the
// method may be asked by an HTTP GET.
func connectSpec(service, method string, kind connect.StreamType) connect.Spec {
	spec := connect.Spec{StreamType: kind, Procedure: "/" + service + "/" + method}
	found, err := protoregistry.GlobalFiles.FindDescriptorByName(protoreflect.FullName(service + "." + method))
	if err != nil {
		return spec
	}
	if m, ok := found.(protoreflect.MethodDescriptor); ok {
		spec.Schema = m
		if options, ok := m.Options().(*descriptorpb.MethodOptions); ok {
			spec.IdempotencyLevel = connect.IdempotencyLevel(options.GetIdempotencyLevel()) // the same numbers
		}
	}
	return spec
}

func connectUnary(impl any, handle grpc.MethodHandler) connect.ServerFunc {
	return func(ctx context.Context, spec connect.Spec, stream connect.ServerStream) error {
		c, err := openCall(ctx, spec, stream)
		if err != nil {
			return connectError(err)
		}
		defer c.end()
		resp, err := handle(impl, c.ctx, c.RecvMsg, nil)
		c.finish() // before the answer: its trailers may travel as headers
		if err == nil {
			err = c.SendMsg(resp)
		}
		return connectError(err)
	}
}

func connectStream(impl any, handle grpc.StreamHandler) connect.ServerFunc {
	return func(ctx context.Context, spec connect.Spec, stream connect.ServerStream) error {
		c, err := openCall(ctx, spec, stream)
		if err == nil {
			defer c.end()
			err = handle(impl, c)
			c.finish()
		}
		return connectError(err)
	}
}

// connectCall is one call: the grpc.ServerStream of its handler.
type connectCall struct {
	ctx    context.Context
	info   *connect.CallInfo
	stream connect.ServerStream

	mu              sync.Mutex // header and trailer may be set while a message is sent
	sent            bool       // the header
	header, trailer metadata.MD
	taken           []func() // to be called at the end
}

func openCall(ctx context.Context, spec connect.Spec, stream connect.ServerStream) (*connectCall, error) {
	info, ok := connect.CallInfoForServerContext(ctx)
	if !ok {
		return nil, errors.New("a call that did not come through connect.Server")
	}
	md, err := incoming(info.RequestHeader())
	if err != nil {
		return nil, err
	}
	c := &connectCall{info: info, stream: stream}
	ctx = peer.NewContext(metadata.NewIncomingContext(ctx, md), connectPeer(ctx, info))
	c.ctx = grpc.NewContextWithServerTransportStream(ctx, &transportCall{c, spec.Procedure})
	return c, nil
}

// incoming is the metadata of a request, as grpc-go has it.
func incoming(header *connect.Header) (metadata.MD, error) {
	md := metadata.MD{}
	for name, values := range header.All() {
		key := strings.ToLower(name)
		switch {
		case key == "host":
			md[":authority"] = values
		case !strings.HasSuffix(key, "-bin"):
			md[key] = values
		default:
			for _, text := range strings.Split(strings.Join(values, ","), ",") { // HTTP may have joined them
				value, err := connect.DecodeBinaryHeader(strings.TrimSpace(text))
				if err != nil {
					return nil, status.Errorf(codes.InvalidArgument, "header %s: is %q, which is no base64", key, text)
				}
				md[key] = append(md[key], string(value))
			}
		}
	}
	return md, nil
}

// outgoing adds metadata to a header or trailer.
func outgoing(header *connect.Header, md metadata.MD) {
	for key, values := range md {
		for _, value := range values {
			if strings.HasSuffix(key, "-bin") {
				value = connect.EncodeBinaryHeader([]byte(value))
			}
			header.Add(key, value)
		}
	}
}

func connectPeer(ctx context.Context, info *connect.CallInfo) *peer.Peer {
	p := &peer.Peer{Addr: &net.UnixAddr{Net: "unix", Name: info.PeerAddr}}
	if at, err := netip.ParseAddrPort(info.PeerAddr); err == nil {
		p.Addr = net.TCPAddrFromAddrPort(at)
	}
	if local, ok := ctx.Value(http.LocalAddrContextKey).(net.Addr); ok {
		p.LocalAddr = local
	}
	if request, ok := info.TransportInfo.(*connecthttp.ServerInfo); ok && request.TLS() != nil {
		p.AuthInfo = credentials.TLSInfo{
			State: *request.TLS(), CommonAuthInfo: credentials.CommonAuthInfo{SecurityLevel: credentials.PrivacyAndIntegrity}}
	}
	return p
}
