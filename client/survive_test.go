package client_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/mesogrid/mesogrid/client"
	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// course is a plan with the grid that GenerateGrid gives for it.
type course struct {
	name    string
	spec    *pb.GridSpec
	key     *pb.GridKey
	records []byte // of all points, as a device writes them
}

// courses are of every rule and share, with 55,000 points: more than fit between a server and a device.
func courses(t *testing.T, c *client.Client) []*course {
	t.Helper()
	var all []*course
	for _, name := range []string{"fixed", "total, SHARE_EQUAL", "total, SHARE_VORONOI", "fixed points"} {
		spec := streamed()[name]
		spec.SpacingUm = 300
		whole, err := c.GenerateGrid(t.Context(), &pb.GenerateGridRequest{Spec: spec})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		one := &course{name: name, spec: spec, key: whole.GetHeader().GetKey()}
		for i, p := 0, whole.GetPoints(); i < len(p.GetXUm()); i++ {
			one.records = appendRecord(one.records, uint64(i), p.GetXUm()[i], p.GetYUm()[i], p.GetVolumeNl()[i])
		}
		all = append(all, one)
	}
	return all
}

// moment is how far a device has come.
type moment struct {
	line   string        // asking, header, saved or points
	points uint64        // and so many of them
	after  time.Duration // and then so much later
}

func randomMoment(rng *rand.Rand, count uint64) moment {
	m := moment{line: []string{"asking", "header", "saved", "points", "points", "points"}[rng.IntN(6)]}
	switch m.line {
	case "asking":
		m.after = time.Duration(rng.Int64N(int64(10 * time.Millisecond))) // the service computes the grid
	case "points":
		m.points = rng.Uint64N(count)
	}
	m.after += time.Duration(rng.Int64N(int64(200 * time.Microsecond)))
	return m
}

// What a cycle kills.
const (
	killClient = iota
	killServer
	killBoth
	victims
)

// A device, or the server that it reads from, or both, are killed at any moment of a stream. The device goes on, at the
// other server: in the end it has every point once, of the grid that was begun.
func TestSurvive(t *testing.T) {
	servers := [2]*daemon{startDaemon(t), startDaemon(t)}
	all := courses(t, servers[0].client)
	cycles := 50
	switch {
	case *long:
		cycles = 1_000
	case testing.Short():
		cycles = 12
	}
	rng := rand.New(rand.NewPCG(64, 1))
	kills, late, parts, lines := 0, 0, 0, map[string]int{}
	for kills < cycles {
		if late > cycles {
			t.Fatalf("%d kills, and %d that came too late", kills, late)
		}
		servers[0], servers[1] = servers[1], servers[0] // each is the first in turn
		c := &cycle{course: all[kills%len(all)], victim: kills % victims, servers: servers, folder: t.TempDir()}
		c.moment = randomMoment(rng, c.key.GetPointCount())
		c.run(t)
		c.check(t)
		if c.victim != killClient {
			servers[0] = startDaemon(t)
		}
		c.checkChanged(t, rng, servers)
		os.RemoveAll(c.folder)
		if !c.killed {
			late++
			continue
		}
		kills++
		lines[c.moment.line]++
		if c.part {
			parts++
		}
	}
	t.Logf("%d kills at %v; %d more came too late; %d left a part of a record", kills, lines, late, parts)
	if parts == 0 {
		t.Error("no kill left a part of a record, so none was cut off")
	}
	all[0].checkChangedDevice(t, servers)
}

// cycle is a grid that a device takes, with a kill on its way.
type cycle struct {
	*course
	victim  int
	moment  moment
	servers [2]*daemon // the first is asked first, and is the one that is killed
	folder  string

	killed bool // in time
	part   bool // of a record was left
}

func (c *cycle) String() string {
	return fmt.Sprintf("%s, %s is killed at %s %d, after %v", c.name, []string{"client", "server", "both"}[c.victim], c.moment.line,
		c.moment.points, c.moment.after)
}

func (c *cycle) run(t *testing.T) {
	t.Helper()
	if err := (&device{folder: c.folder}).write("plan", c.spec); err != nil {
		t.Fatal(err)
	}
	d := startDevice(t, c.folder, c.servers[0], c.servers[1])
	d.wait(c.moment)
	if c.victim != killServer {
		_ = d.cmd.Process.Kill()
	}
	if c.victim != killClient {
		c.servers[0].kill()
	}
	last, err := d.end()
	if c.victim != killServer {
		c.killed = err != nil
		if c.killed && d.cmd.ProcessState.ExitCode() != -1 {
			t.Fatalf("%v: the device ended by itself: %v", c, err)
		}
		if info, err := os.Stat(filepath.Join(c.folder, "points")); err == nil {
			c.part = info.Size()%recordBytes > 0
		}
		d = startDevice(t, c.folder, c.servers[1], c.servers[0])
		last, err = d.end()
	}
	var asked int
	var reached string
	if _, scan := fmt.Sscanf(last, "end %d %s", &asked, &reached); err != nil || scan != nil {
		t.Fatalf("%v: the device ended after %q: %v", c, last, err)
	}
	// Nothing but the death of a server makes it ask again.
	if c.victim != killServer && asked != 1 || strings.Contains(strings.Join(d.failures, " "), "after <nil>") {
		t.Fatalf("%v: asked %d times, %q: a part was not right, or a stream of a living server broke", c, asked, d.failures)
	}
	if c.victim == killServer {
		c.killed = asked > 1 || reached == c.servers[1].addr
	}
	if c.killed && reached != c.servers[1].addr {
		t.Fatalf("%v: ended at %s, want the other server %s; %q", c, reached, c.servers[1].addr, d.failures)
	}
}

// check compares what a device has written with the whole grid.
func (c *cycle) check(t *testing.T) {
	t.Helper()
	got, err := os.ReadFile(filepath.Join(c.folder, "points"))
	if err != nil {
		t.Fatal(err)
	}
	key := new(pb.GridKey)
	if err := (&device{folder: c.folder}).read("key", key); err != nil || !proto.Equal(key, c.key) {
		t.Fatalf("%v: key %v, %v, want %v", c, key, err, c.key)
	}
	if !bytes.Equal(got, c.records) {
		at := 0
		for at < min(len(got), len(c.records)) && got[at] == c.records[at] {
			at++
		}
		t.Fatalf("%v: %d bytes, want %d; they differ from byte %d on, in record %d", c, len(got), len(c.records), at, at/recordBytes)
	}
}

// checkChangedDevice gives the device another plan after half of the points: it refuses to go on, and writes nothing.
func (c *course) checkChangedDevice(t *testing.T, servers [2]*daemon) {
	t.Helper()
	folder := t.TempDir()
	other := proto.CloneOf(c.spec)
	other.SpacingUm++
	half := c.records[:len(c.records)/recordBytes/2*recordBytes]
	path := filepath.Join(folder, "points")
	if err := errors.Join((&device{folder: folder}).write("plan", other), (&device{folder: folder}).write("key", c.key), os.WriteFile(path, half, 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, s := range servers {
		d := startDevice(t, folder, s)
		last, err := d.end()
		got, readErr := os.ReadFile(path)
		if code := d.cmd.ProcessState.ExitCode(); code != deviceChanged || last != "asking" || readErr != nil || !bytes.Equal(got, half) {
			t.Errorf("a device with another plan: exit code %d after %q, %v, %d bytes; want %d after asking, and %d", code, last, err, len(got),
				deviceChanged, len(half))
		}
	}
}

// checkChanged resumes another plan under the old key, at both servers.
func (c *cycle) checkChanged(t *testing.T, rng *rand.Rand, servers [2]*daemon) {
	t.Helper()
	other := proto.CloneOf(c.spec)
	other.SpacingUm++
	for _, s := range servers {
		first := rng.Uint64N(c.key.GetPointCount() + 1)
		_, err := s.client.StreamGrid(t.Context(), &pb.StreamGridRequest{Source: source(other), FirstPoint: first, Expect: c.key})
		if _, ok := errors.AsType[*client.ChangedError](err); !ok {
			t.Fatalf("%v: a spacing of %d um resumed at %d: %v, want a ChangedError", c, other.GetSpacingUm(), first, err)
		}
	}
}
