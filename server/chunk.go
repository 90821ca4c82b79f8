package server

import (
	"encoding/binary"
	"hash/crc32"
	"slices"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// chunk is a part of a stream that holds points: columns of one length, of the memory that they were computed into. A
// codec copies them straight into the frame that is sent, and is done with them when Send returns.
type chunk struct {
	first uint64 // index of the first point
	x, y  []int32
	nl    []uint32
}

// crc is the checksum of a chunk: its first index, then its columns.
func (c *chunk) crc() uint32 {
	var first [8]byte
	binary.LittleEndian.PutUint64(first[:], c.first)
	crc := crc32.Checksum(first[:], castagnoli)
	return columnCRC(columnCRC(columnCRC(crc, c.x), c.y), c.nl)
}

// message is the chunk as the contract has it, on the same columns.
func (c *chunk) message() *mesogridv1.StreamGridResponse {
	return &mesogridv1.StreamGridResponse{Part: &mesogridv1.StreamGridResponse_Chunk{Chunk: &mesogridv1.Chunk{
		FirstIndex: c.first, Points: &mesogridv1.Points{XUm: c.x, YUm: c.y, VolumeNl: c.nl}, Crc32C: c.crc()}}}
}

// The tags that a chunk is made of.
var (
	tagChunk  = tagOf(&mesogridv1.StreamGridResponse{}, "chunk")
	tagFirst  = tagOf(&mesogridv1.Chunk{}, "first_index")
	tagPoints = tagOf(&mesogridv1.Chunk{}, "points")
	tagCRC    = tagOf(&mesogridv1.Chunk{}, "crc32c")
	tagX      = tagOf(&mesogridv1.Points{}, "x_um")
	tagY      = tagOf(&mesogridv1.Points{}, "y_um")
	tagNL     = tagOf(&mesogridv1.Points{}, "volume_nl")
)

// tagOf is the tag of a field, which is one byte here.
func tagOf(m proto.Message, name protoreflect.Name) byte {
	field := m.ProtoReflect().Descriptor().Fields().ByName(name)
	kind := protowire.BytesType
	if !field.IsList() {
		switch field.Kind() {
		case protoreflect.Uint64Kind:
			kind = protowire.VarintType
		case protoreflect.Fixed32Kind:
			kind = protowire.Fixed32Type
		}
	}
	return byte(protowire.EncodeTag(field.Number(), kind))
}

// chunkOverhead is the most bytes that a chunk takes beside its columns: seven tags and six lengths of at most 4 bytes,
// an index and a checksum.
const chunkOverhead = 7 + 6*4 + 10 + 4

// size is the most bytes that the chunk takes.
func (c *chunk) size() int { return chunkOverhead + 12*len(c.x) }

// appendTo appends the bytes that proto.Marshal gives for the message.
func (c *chunk) appendTo(dst []byte) []byte {
	column := 1 + protowire.SizeBytes(4*len(c.x))
	points := 3 * column
	if len(c.x) == 0 { // an empty column is not written
		points = 0
	}
	crc := c.crc()
	size := 1 + protowire.SizeBytes(points)
	if c.first != 0 { // nor is a zero
		size += 1 + protowire.SizeVarint(c.first)
	}
	if crc != 0 {
		size += 1 + protowire.SizeFixed32()
	}

	dst = slices.Grow(dst, 1+protowire.SizeBytes(size))
	dst = protowire.AppendVarint(append(dst, tagChunk), uint64(size))
	if c.first != 0 {
		dst = protowire.AppendVarint(append(dst, tagFirst), c.first)
	}
	dst = protowire.AppendVarint(append(dst, tagPoints), uint64(points))
	if len(c.x) > 0 {
		n := uint64(4 * len(c.x))
		dst = appendColumn(protowire.AppendVarint(append(dst, tagX), n), c.x)
		dst = appendColumn(protowire.AppendVarint(append(dst, tagY), n), c.y)
		dst = appendColumn(protowire.AppendVarint(append(dst, tagNL), n), c.nl)
	}
	if crc != 0 {
		dst = protowire.AppendFixed32(append(dst, tagCRC), crc)
	}
	return dst
}
