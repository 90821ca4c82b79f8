package server

import (
	"bytes"
	"context"
	"io"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connecthttp"
	"connectrpc.com/connect/v2/connectproto"
	"google.golang.org/grpc/encoding"
	_ "google.golang.org/grpc/encoding/proto" // registers the codec that the one here stands on
	"google.golang.org/grpc/mem"
)

// Codecs know messages besides those of the contract: a *wire takes a request as it came, to be decoded when it is its
// turn, a *chunk is encoded from its columns, each copied once, and a *mail is an answer that counts until it is taken.

// grpcCodec is the codec of native gRPC.
type grpcCodec struct{ encoding.CodecV2 }

func newGRPCCodec() grpcCodec { return grpcCodec{encoding.GetCodecV2("proto")} }

// Marshal encodes an answer, a chunk into a buffer that goes back to the pool when it has been sent.
func (c grpcCodec) Marshal(v any) (mem.BufferSlice, error) {
	switch v := v.(type) {
	case *mail:
		return v.encode()
	case *chunk:
		frame := buffers.Get(v.size())
		*frame = v.appendTo((*frame)[:0])
		return mem.BufferSlice{mem.NewBuffer(frame, buffers)}, nil
	}
	return c.CodecV2.Marshal(v)
}

// Unmarshal takes a request.
func (c grpcCodec) Unmarshal(data mem.BufferSlice, v any) error {
	if w, ok := v.(*wire); ok {
		w.data = data.Materialize()
		return nil
	}
	return c.CodecV2.Unmarshal(data, v)
}

// connectCodecs are those of the HTTP port.
func connectCodecs() connecthttp.Option {
	return connecthttp.WithCodecs(newConnectBinary(), newConnectJSON())
}

type connectBinary struct{ connect.StableCodec }

func newConnectBinary() connectBinary { return connectBinary{connectproto.NewBinaryCodec()} }

// MarshalWrite encodes an answer.
func (c connectBinary) MarshalWrite(ctx context.Context, dst io.Writer, msg any) error {
	part, ok := msg.(*chunk)
	if !ok {
		return c.StableCodec.MarshalWrite(ctx, dst, msg)
	}
	var room []byte
	if buffer, ok := dst.(*bytes.Buffer); ok { // into its own memory: nothing is copied twice
		buffer.Grow(part.size())
		room = buffer.AvailableBuffer()
	}
	_, err := dst.Write(part.appendTo(room))
	return err
}

// UnmarshalRead takes a request.
func (c connectBinary) UnmarshalRead(ctx context.Context, src io.Reader, msg any) error {
	if w, ok := msg.(*wire); ok {
		return w.read(src, false)
	}
	return c.StableCodec.UnmarshalRead(ctx, src, msg)
}

type connectJSON struct{ connect.StableCodec }

func newConnectJSON() connectJSON { return connectJSON{connectproto.NewJSONCodec()} }

// MarshalWrite encodes an answer.
func (c connectJSON) MarshalWrite(ctx context.Context, dst io.Writer, msg any) error {
	if part, ok := msg.(*chunk); ok {
		msg = part.message()
	}
	return c.MarshalWriteStable(ctx, dst, msg) // the same bytes from every build
}

// UnmarshalRead takes a request.
func (c connectJSON) UnmarshalRead(ctx context.Context, src io.Reader, msg any) error {
	if w, ok := msg.(*wire); ok {
		return w.read(src, true)
	}
	return c.StableCodec.UnmarshalRead(ctx, src, msg)
}
