package main

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// envelopes are the messages of a Connect stream and, in JSON, its end. Each has a byte of flags and its length before it.
func envelopes(data []byte) (messages [][]byte, end []byte, err error) {
	const head, last = 5, 0x02
	for len(data) >= head {
		flags, n := data[0], uint64(binary.BigEndian.Uint32(data[1:]))
		data = data[head:]
		if n > uint64(len(data)) {
			return nil, nil, fmt.Errorf("the stream is cut off: a message of %d bytes has %d", n, len(data))
		}
		body := data[:n]
		data = data[n:]
		switch flags {
		case 0:
			messages = append(messages, body)
		case last:
			if len(data) != 0 {
				return nil, nil, fmt.Errorf("%d bytes follow the end", len(data))
			}
			return messages, body, nil
		default:
			return nil, nil, fmt.Errorf("flags %#02x, want 0, or 2 at the end", flags)
		}
	}
	return nil, nil, errors.New("the stream is cut off: it has no end")
}
