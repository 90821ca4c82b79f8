package client

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// CorruptError is an answer that was changed or cut on its way, or made by a faulty service: not to be acted on.
type CorruptError struct {
	What      string // what does not fit, such as "CRC-32C of the header"
	Got, Want uint64 // what was found in the answer, and what the rest of the answer calls for
}

// Error says what does not fit, in decimal and in hexadecimal.
func (e *CorruptError) Error() string {
	return fmt.Sprintf("corrupt answer: %s is %d (%#x), want %d (%#x); ask again", e.What, e.Got, e.Got, e.Want, e.Want)
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// sum is a CRC-32C over little-endian integers.
type sum struct {
	crc uint32
	buf []byte
}

func (s *sum) u64(values ...uint64) {
	s.buf = s.buf[:0]
	for _, v := range values {
		s.buf = binary.LittleEndian.AppendUint64(s.buf, v)
	}
	s.crc = crc32.Update(s.crc, castagnoli, s.buf)
}

func (s *sum) u32(values ...uint32) {
	s.buf = s.buf[:0]
	for _, v := range values {
		s.buf = binary.LittleEndian.AppendUint32(s.buf, v)
	}
	s.crc = crc32.Update(s.crc, castagnoli, s.buf)
}

// columnFrom adds a part of a column to the CRC-32C of what came before.
func columnFrom[T int32 | uint32](crc uint32, values []T) uint32 {
	const part = 4 << 10 // values at a time
	buf := make([]byte, 0, 4*min(part, len(values)))
	for len(values) > 0 {
		n := min(part, len(values))
		buf = buf[:0]
		for _, v := range values[:n] {
			buf = binary.LittleEndian.AppendUint32(buf, uint32(v))
		}
		crc = crc32.Update(crc, castagnoli, buf)
		values = values[n:]
	}
	return crc
}

func checkHeader(h *mesogridv1.GridHeader) error {
	key, box, l := h.GetKey(), h.GetBounds(), h.GetLattice()
	var s sum
	s.u64(key.GetPointCount(), uint64(key.GetCrc32C()), uint64(key.GetRevision()), h.GetTotalVolumeNl())
	s.u64(h.GetResidueNl(), uint64(h.GetDepthUm()), uint64(h.GetNeedleAngleMdeg()))
	s.u64(uint64(box.GetMinXUm()), uint64(box.GetMinYUm()), uint64(box.GetMaxXUm()), uint64(box.GetMaxYUm()))
	s.u64(uint64(l.GetOriginX()), uint64(l.GetOriginY()),
		uint64(l.GetAX()), uint64(l.GetAY()), uint64(l.GetBX()), uint64(l.GetBY()))
	s.u64(uint64(len(h.GetRefillBefore())))
	s.u64(h.GetRefillBefore()...)
	s.u64(0) // poses, still to come
	if err := same("CRC-32C of the header", uint64(s.crc), uint64(h.GetCrc32C())); err != nil {
		return err
	}
	// The checksum takes what is absent and what is all zeros for the same.
	if err := same("number of bounds in the header", one(box != nil), min(key.GetPointCount(), 1)); err != nil {
		return err
	}
	return same("number of lattices in the header", one(l != nil), one(l.GetAX() != 0 || l.GetAY() != 0))
}

func one(there bool) uint64 {
	if there {
		return 1
	}
	return 0
}

// checkPoints relies on a header that has been checked.
func checkPoints(h *mesogridv1.GridHeader, p *mesogridv1.Points) error {
	count := h.GetKey().GetPointCount()
	for _, c := range []struct {
		name string
		n    int
	}{{"x_um", len(p.GetXUm())}, {"y_um", len(p.GetYUm())}, {"volume_nl", len(p.GetVolumeNl())}} {
		if err := same("number of values in "+c.name, uint64(c.n), count); err != nil {
			return err
		}
	}
	crc := gridSum(h, columnFrom(0, p.GetXUm()), columnFrom(0, p.GetYUm()), columnFrom(0, p.GetVolumeNl()))
	return same("CRC-32C of the points", uint64(crc), uint64(h.GetKey().GetCrc32C()))
}

// gridSum is the checksum of a key, from the header and the checksums of whole columns.
func gridSum(h *mesogridv1.GridHeader, x, y, nl uint32) uint32 {
	var s sum
	s.u64(h.GetKey().GetPointCount(), h.GetTotalVolumeNl())
	s.u32(h.GetDepthUm(), h.GetNeedleAngleMdeg())
	s.u32(x, y, nl)
	return s.crc
}

func same(what string, got, want uint64) error {
	if got != want {
		return &CorruptError{What: what, Got: got, Want: want}
	}
	return nil
}
