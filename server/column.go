package server

import (
	"encoding/binary"
	"hash/crc32"
	"slices"
	"unsafe"
)

// littleEndian tells whether a column's memory is what stands on the wire. A test takes the other way too.
var littleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// columnBytes is the memory of a column.
func columnBytes[T int32 | uint32](column []T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(column))), 4*len(column))
}

// appendColumn appends a column as it stands on the wire: little-endian words.
func appendColumn[T int32 | uint32](dst []byte, column []T) []byte {
	if littleEndian {
		return append(dst, columnBytes(column)...)
	}
	dst = slices.Grow(dst, 4*len(column))
	for _, v := range column {
		dst = binary.LittleEndian.AppendUint32(dst, uint32(v))
	}
	return dst
}

// columnCRC adds a part of a column, as it stands on the wire, to the CRC-32C of what came before.
func columnCRC[T int32 | uint32](crc uint32, column []T) uint32 {
	if littleEndian {
		return crc32.Update(crc, castagnoli, columnBytes(column))
	}
	var words [4 << 10]byte
	for part := range slices.Chunk(column, len(words)/4) {
		crc = crc32.Update(crc, castagnoli, appendColumn(words[:0], part))
	}
	return crc
}
