package server

import (
	"encoding/binary"
	"hash/crc32"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// gridCRC is the checksum in a grid's key, from its header and those of its columns x_um, y_um and volume_nl.
func gridCRC(h *mesogridv1.GridHeader, x, y, volume uint32) uint32 {
	b := make([]byte, 0, 2*8+5*4)
	b = binary.LittleEndian.AppendUint64(b, h.GetKey().GetPointCount())
	b = binary.LittleEndian.AppendUint64(b, h.GetTotalVolumeNl())
	for _, v := range [...]uint32{h.GetDepthUm(), h.GetNeedleAngleMdeg(), x, y, volume} {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return crc32.Checksum(b, castagnoli)
}

// headerCRC is the checksum of a header's integers, in the order that its comment in the contract gives.
func headerCRC(h *mesogridv1.GridHeader) uint32 {
	key, bounds, lattice := h.GetKey(), h.GetBounds(), h.GetLattice()
	refills := h.GetRefillBefore()
	b := make([]byte, 0, (19+len(refills))*8)
	for _, v := range [...]uint64{
		key.GetPointCount(), uint64(key.GetCrc32C()), uint64(key.GetRevision()),
		h.GetTotalVolumeNl(), h.GetResidueNl(), uint64(h.GetDepthUm()), uint64(h.GetNeedleAngleMdeg()),
		uint64(bounds.GetMinXUm()), uint64(bounds.GetMinYUm()), uint64(bounds.GetMaxXUm()), uint64(bounds.GetMaxYUm()),
		uint64(lattice.GetOriginX()), uint64(lattice.GetOriginY()),
		uint64(lattice.GetAX()), uint64(lattice.GetAY()), uint64(lattice.GetBX()), uint64(lattice.GetBY()),
		uint64(len(refills)),
	} {
		b = binary.LittleEndian.AppendUint64(b, v)
	}
	for _, index := range refills {
		b = binary.LittleEndian.AppendUint64(b, index)
	}
	const poses = 0 // a field to come
	b = binary.LittleEndian.AppendUint64(b, poses)
	return crc32.Checksum(b, castagnoli)
}
