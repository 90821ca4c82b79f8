package server

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

func randomChunk(rng *rand.Rand, n int) *chunk {
	c := &chunk{first: rng.Uint64() >> rng.IntN(64), x: make([]int32, n), y: make([]int32, n), nl: make([]uint32, n)}
	for k := range n {
		c.x[k], c.y[k], c.nl[k] = rng.Int32()-1<<30, int32(rng.Uint32()), rng.Uint32()
	}
	return c
}

// The bytes of a chunk are those that proto.Marshal gives for its message, in every codec.
func TestChunkBytes(t *testing.T) { bothEndians(t, testChunkBytes) }

func testChunkBytes(t *testing.T) {
	rng := rand.New(rand.NewPCG(81, 1))
	sizes := []int{0, 1, 2, 9, 10, 31, 32, 2_730, 2_731, maxChunk}
	for range 200 {
		sizes = append(sizes, rng.IntN(5_000))
	}
	for k, n := range sizes {
		c := randomChunk(rng, n)
		if k%3 == 0 {
			c.first = 0
		}
		want, err := proto.Marshal(c.message())
		if err != nil {
			t.Fatal(err)
		}
		before := []byte("before")
		got := c.appendTo(before)
		if !bytes.Equal(got[:6], before) || !bytes.Equal(got[6:], want) || len(want) > c.size() {
			t.Fatalf("a chunk of %d points from %d takes %d bytes, want the %d of proto.Marshal, at most %d",
				n, c.first, len(got)-6, len(want), c.size())
		}
		framed, err := newGRPCCodec().Marshal(c)
		if err != nil || !bytes.Equal(framed.Materialize(), want) {
			t.Fatalf("the codec of gRPC encodes a chunk of %d points in %d bytes, %v", n, framed.Len(), err)
		}
		framed.Free()
		var buffer bytes.Buffer
		if err := newConnectBinary().MarshalWrite(t.Context(), &buffer, c); err != nil || !bytes.Equal(buffer.Bytes(), want) {
			t.Fatalf("the codec of Connect encodes a chunk of %d points in %d bytes, %v", n, buffer.Len(), err)
		}
	}
}

// A checksum of 0 is not written, as little as any other zero.
func TestChunkWithoutCRC(t *testing.T) {
	c := chunk{first: 1, x: []int32{0}, y: []int32{0}, nl: []uint32{0}}
	c.nl[0] = volumeForCRC(c)
	if c.crc() != 0 {
		t.Fatalf("CRC-32C = %08X, want 0", c.crc())
	}
	want, err := proto.Marshal(c.message())
	if err != nil {
		t.Fatal(err)
	}
	if got := c.appendTo(nil); !bytes.Equal(got, want) {
		t.Errorf("%x, want %x", got, want)
	}
}

// volumeForCRC is the volume of the last point that makes the checksum 0: a CRC is linear in its last word, so each bit
// of the volume turns certain bits of the checksum, and elimination finds which volume turns all that are set.
func volumeForCRC(c chunk) uint32 {
	crc := func(v uint32) uint32 {
		c.nl = []uint32{v}
		return c.crc()
	}
	zero := crc(0)
	var basis, from [32]uint32 // basis[b] has b as its highest bit and comes of the volume bits from[b]
	for k := range 32 {
		turned, bits := crc(1<<k)^zero, uint32(1)<<k
		for b := 31; b >= 0; b-- {
			if turned>>b&1 == 0 {
				continue
			}
			if basis[b] == 0 {
				basis[b], from[b] = turned, bits
				break
			}
			turned, bits = turned^basis[b], bits^from[b]
		}
	}
	volume := uint32(0)
	for b, rest := 31, zero; b >= 0; b-- {
		if rest>>b&1 == 1 {
			rest, volume = rest^basis[b], volume^from[b]
		}
	}
	return volume
}

// The JSON of a chunk is that of its message.
func TestChunkJSON(t *testing.T) {
	c := randomChunk(rand.New(rand.NewPCG(82, 1)), 50)
	var buffer bytes.Buffer
	if err := newConnectJSON().MarshalWrite(t.Context(), &buffer, c); err != nil {
		t.Fatal(err)
	}
	got := new(mesogridv1.StreamGridResponse)
	if err := protojson.Unmarshal(buffer.Bytes(), got); err != nil || !proto.Equal(got, c.message()) {
		t.Errorf("JSON %s, %v; want %v", buffer.Bytes(), err, c.message())
	}
}
