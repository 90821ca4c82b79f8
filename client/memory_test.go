package client_test

import (
	"context"
	"errors"
	"math"
	"sync"
	"testing"

	"github.com/mesogrid/mesogrid/client"
	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

const mib = 1 << 20

// field is a square with side*side points, 0.1 mm apart.
func field(side int32) *pb.StreamGridRequest {
	edge := side * 100
	return &pb.StreamGridRequest{Source: source(&pb.GridSpec{
		Area: &pb.GridSpec_Outline{Outline: &pb.Outline{Polygons: []*pb.Polygon{{
			Shell: &pb.Ring{XUm: []int32{0, edge, edge, 0}, YUm: []int32{0, 0, edge, edge}}}}}},
		Pattern:   pb.Pattern_PATTERN_SQUARE,
		SpacingUm: 100,
		Dosing:    &pb.Dosing{Rule: &pb.Dosing_PointNl{PointNl: 10}},
	})}
}

// drain reads a stream to its end, which checks all of it.
func drain(s *client.Stream, points uint64) error {
	for s.Next() {
	}
	if s.First() != points && s.Err() == nil {
		return errors.New("a stream of another size")
	}
	return s.Err()
}

// A stream is computed as it goes: the memory of the server does not depend on the number of points. One that held the
// columns of 2,000,000 points, or its messages, would need 24 MB more than for few. The long run has 100,000,000 points,
// 1.2 GB.
func TestStreamMemory(t *testing.T) {
	d := startDaemon(t)
	side, most, more := int32(1_414), int64(64*mib), int64(16*mib)
	if *long {
		side, most, more = 10_000, 128*mib, math.MaxInt64
	}
	take := func(side int32) int64 {
		s, err := d.client.StreamGrid(t.Context(), field(side))
		if err == nil {
			err = drain(s, uint64(side)*uint64(side))
		}
		if err != nil {
			t.Fatal(err)
		}
		return d.peak(t)
	}
	small := take(100)
	large := take(side)
	t.Logf("at most %.1f MiB for %d points, after %.1f MiB for 10,000", float64(large)/mib, int64(side)*int64(side), float64(small)/mib)
	if large > most || large-small > more {
		t.Errorf("%d points: %d B after %d B, want at most %d B and %d B more", side*side, large, small, most, more)
	}
}

// Readers that stop reading hold their streams open, and the server waits with them: it does not grow by what they have
// not read.
func TestStalledReaders(t *testing.T) {
	if testing.Short() {
		t.Skip("many points")
	}
	d := startDaemon(t)
	const side, readers = 1_414, 4
	var stalled []*client.Stream
	for range readers {
		s, err := d.client.StreamGrid(t.Context(), field(side))
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if !s.Next() {
			t.Fatal(s.Err())
		}
		stalled = append(stalled, s)
	}
	other := d.dial(t) // a connection of its own: the others' is full
	s, err := other.StreamGrid(t.Context(), field(side))
	if err == nil {
		err = drain(s, side*side)
	}
	if err != nil {
		t.Fatal(err)
	}
	if peak := d.peak(t); peak > 64*mib {
		t.Errorf("%d readers that stall, of 24 MB each: the server has %d B, want at most 64 MiB", readers, peak)
	} else {
		t.Logf("at most %.1f MiB with %d readers that stall", float64(peak)/mib, readers)
	}
	for _, s := range stalled {
		if err := drain(s, side*side); err != nil {
			t.Error(err)
		}
	}
}

// Eight streams at a time; they hold 96 MB of points, and 9.6 GB in the long run.
func TestManyStreamsMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("many points")
	}
	const streams = 8
	side, most := int32(1_000), int64(64*mib)
	if *long {
		side, most = 10_000, 128*mib
	}
	d := startDaemon(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var all sync.WaitGroup
	errs := make([]error, streams)
	for i := range streams {
		all.Go(func() {
			s, err := d.dial(t).StreamGrid(ctx, field(side))
			if err == nil {
				err = drain(s, uint64(side)*uint64(side))
			}
			errs[i] = err
		})
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	peak := d.peak(t)
	t.Logf("at most %.1f MiB for %d streams of %d points", float64(peak)/mib, streams, int64(side)*int64(side))
	if peak > most {
		t.Errorf("%d streams of %d points: %d B, want at most %d B", streams, side*side, peak, most)
	}
}
