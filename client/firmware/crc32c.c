#include "internal.h"

/* CRC-32C of each nibble, by the reflected polynomial 0x82F63B78: 64 bytes of flash; a table of bytes has 1 KiB. */
static const uint32_t nibbles[16] = {
	0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1, 0x417b1dbc, 0x5125dad3, 0x61c69362, 0x7198540d,
	0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9, 0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75,
};

uint32_t mesogrid_crc32c(uint32_t crc, const void *data, size_t size) {
	const uint8_t *at = data;
	crc = ~crc;
	for (; size > 0; size--) {
		crc ^= *at++;
		crc = nibbles[crc & 15] ^ (crc >> 4);
		crc = nibbles[crc & 15] ^ (crc >> 4);
	}
	return ~crc;
}

uint32_t mesogrid_crc32c_u32(uint32_t crc, uint32_t value) {
	uint8_t bytes[4];
	mesogrid_put_u32(bytes, value);
	return mesogrid_crc32c(crc, bytes, sizeof bytes);
}

uint32_t mesogrid_crc32c_u64(uint32_t crc, uint64_t value) {
	uint8_t bytes[8];
	mesogrid_put_u64(bytes, value);
	return mesogrid_crc32c(crc, bytes, sizeof bytes);
}
