package client_test

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math/rand/v2"
	"slices"
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/mesogrid/mesogrid/client"
	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// flipped plays a film with one bit of one message changed.
func (r *replay) flipped(t *testing.T, f *film, message, bit int) (points int, header *pb.GridHeader, err error) {
	t.Helper()
	changed := slices.Clone(f.messages)
	changed[message] = slices.Clone(changed[message])
	changed[message][bit/8] ^= 1 << (bit % 8)
	return r.show(t, f, answer{body: frames(changed...)})
}

// A film that nobody changed is the grid: else the tests below would find faults of their own.
func TestReplay(t *testing.T) {
	r := newReplay(t)
	for _, f := range films(t) {
		points, header, err := r.show(t, f, answer{body: frames(f.messages...)})
		if want := f.header.GetKey().GetPointCount() - f.req.GetFirstPoint(); err != nil || uint64(points) != want || !proto.Equal(header, f.header) {
			t.Errorf("%s: %d points, %v, want %d", f.name, points, err, want)
		}
	}
}

// 10,000 bits of chunk messages, each changed alone, tags and lengths among them: every one ends the stream in front of
// the changed chunk.
func TestChunkBits(t *testing.T) {
	r := newReplay(t)
	rng := rand.New(rand.NewPCG(63, 1))
	all := slices.DeleteFunc(films(t), func(f *film) bool { return len(f.messages) < 4 }) // without a chunk
	flips := 10_000
	if testing.Short() {
		flips = 1_000
	}
	for range flips {
		f := all[rng.IntN(len(all))]
		message := 2 + rng.IntN(len(f.messages)-3)
		bit := rng.IntN(8 * len(f.messages[message]))
		if rng.IntN(4) == 0 {
			bit %= 8 * 24 // index, tags and lengths stand in front
		}
		if points, _, err := r.flipped(t, f, message, bit); err == nil || points != f.before[message] {
			t.Fatalf("%s, message %d, bit %d: %d points, %v; want %d and an error", f.name, message, bit, points, err, f.before[message])
		}
	}
}

// Every bit of a small stream, changed alone. Chunks and end are missed by no change. A header that passes is the one
// that was sent. The report, for people, has no checksum; the points under a changed report are right.
func TestEveryBit(t *testing.T) {
	r := newReplay(t)
	conn := connect(t)
	one := plan() // a single point at 0, 0 has bounds that are all zeros
	one.Pattern, one.SpacingUm, one.FixedPoints = pb.Pattern_PATTERN_NONE, 0, []*pb.FixedPoint{{Name: "a"}}
	one.Dosing = nil
	for name, spec := range map[string]*pb.GridSpec{"fixed": plan(), "one point": one} {
		f := shoot(t, conn, name, &pb.StreamGridRequest{Source: source(spec), ChunkPoints: 40})
		for message, text := range f.messages {
			for bit := range 8 * len(text) {
				points, header, err := r.flipped(t, f, message, bit)
				switch {
				case message == 0 && err == nil && !proto.Equal(header, f.header):
					t.Errorf("%s, bit %d of the header: got\n%v, want\n%v", name, bit, header, f.header)
				case message > 1 && (err == nil || points != f.before[message]):
					t.Errorf("%s, message %d, bit %d: %d points, %v; want %d and an error", name, message, bit, points, err, f.before[message])
				}
			}
		}
		body := frames(f.messages...)
		for message := range f.messages {
			head := len(frames(f.messages[:message]...))
			for bit := range 8 * 5 {
				changed := slices.Clone(body)
				changed[head+bit/8] ^= 1 << (bit % 8)
				if _, _, err := r.show(t, f, answer{body: changed}); err == nil {
					t.Errorf("%s, bit %d of the frame of message %d: no error", name, bit, message)
				}
			}
		}
	}
}

// A stream that stops after any byte of it is an error, whether it is cut or says that all is well, and what was given
// before is right.
func TestEveryCut(t *testing.T) {
	r := newReplay(t)
	f := shoot(t, connect(t), "fixed", &pb.StreamGridRequest{Source: source(plan()), ChunkPoints: 7})
	body := frames(f.messages...)
	for n := range body {
		for _, cut := range []bool{false, true} {
			points, _, err := r.show(t, f, answer{body[:n], cut})
			whole := 0 // points in front of the cut
			for k := range f.messages {
				if len(frames(f.messages[:k]...)) <= n {
					whole = f.before[k]
				}
			}
			if err == nil || points > whole || !cut && points != whole {
				t.Errorf("after %d bytes of %d, cut %t: %d points, %v; want %d and an error", n, len(body), cut, points, err, whole)
			}
		}
	}
}

// Two parts in one message, a part twice, a part left out, two parts exchanged: an error, or the grid all the same.
func TestEveryMixUp(t *testing.T) {
	r := newReplay(t)
	f := shoot(t, connect(t), "fixed", &pb.StreamGridRequest{Source: source(plan()), ChunkPoints: 20})
	for i := range f.messages {
		for j := range f.messages {
			exchanged := slices.Clone(f.messages)
			exchanged[i], exchanged[j] = exchanged[j], exchanged[i]
			merged := slices.Clone(f.messages)
			merged[i] = slices.Concat(merged[i], merged[j])
			for what, messages := range map[string][][]byte{
				"exchanged with": exchanged,
				"followed by":    slices.Insert(slices.Clone(f.messages), i+1, f.messages[j]),
				"in one with":    merged,
				"left out, as":   slices.Delete(slices.Clone(f.messages), min(i, j), max(i, j)+1),
			} {
				points, header, err := r.show(t, f, answer{body: frames(messages...)})
				if err == nil && (points != 50 || !proto.Equal(header, f.header)) {
					t.Errorf("message %d %s message %d: %d points, %v, no error", i, what, j, points, header)
				}
			}
		}
	}
}

// A service that goes on beyond the last point of its own header gives nothing.
func TestBeyondTheEnd(t *testing.T) {
	r := newReplay(t)
	f := shoot(t, connect(t), "fixed", &pb.StreamGridRequest{Source: source(plan()), ChunkPoints: 50})
	chunk := &pb.Chunk{FirstIndex: 60, Points: &pb.Points{XUm: []int32{1}, YUm: []int32{2}, VolumeNl: []uint32{3}}}
	text := binary.LittleEndian.AppendUint64(nil, chunk.GetFirstIndex())
	for _, v := range []uint32{1, 2, 3} {
		text = binary.LittleEndian.AppendUint32(text, v)
	}
	chunk.Crc32C = crc32.Checksum(text, crc32.MakeTable(crc32.Castagnoli))
	message, err := proto.Marshal(&pb.StreamGridResponse{Part: &pb.StreamGridResponse_Chunk{Chunk: chunk}})
	if err != nil {
		t.Fatal(err)
	}
	f.req.FirstPoint, f.req.Expect, f.points = 60, f.header.GetKey(), chunk.GetPoints()
	points, _, err := r.show(t, f, answer{body: frames(f.messages[0], f.messages[1], message)})
	if _, ok := errors.AsType[*client.CorruptError](err); !ok || points != 0 {
		t.Errorf("point 60 of a grid with 50: %d points, %v; want none and a CorruptError", points, err)
	}
}
