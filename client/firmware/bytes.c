#include "internal.h"

uint32_t mesogrid_get_u32(const uint8_t *from) {
	return from[0] | (uint32_t)from[1] << 8 | (uint32_t)from[2] << 16 | (uint32_t)from[3] << 24;
}

uint64_t mesogrid_get_u64(const uint8_t *from) {
	return mesogrid_get_u32(from) | (uint64_t)mesogrid_get_u32(from + 4) << 32;
}

void mesogrid_put_u32(uint8_t *to, uint32_t value) {
	for (int i = 0; i < 4; i++) {
		to[i] = (uint8_t)(value >> 8 * i);
	}
}

void mesogrid_put_u64(uint8_t *to, uint64_t value) {
	mesogrid_put_u32(to, (uint32_t)value);
	mesogrid_put_u32(to + 4, (uint32_t)(value >> 32));
}
