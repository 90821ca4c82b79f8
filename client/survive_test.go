package client_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
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
	kills, cycles := 0, 50
	switch {
	case *long:
		cycles = 1_000
	case testing.Short():
		cycles = 12
	}
	rng := rand.New(rand.NewPCG(64, 1))
	var count struct {
		lines, victims map[any]int
		late, parts    int
	}
	count.lines, count.victims = map[any]int{}, map[any]int{}
	for tries := 0; kills < cycles; tries++ {
		if tries == 3*cycles {
			t.Fatalf("%d kills in %d tries: the others come too late", kills, tries)
		}
		c, victim := all[kills%len(all)], kills%victims
		m := randomMoment(rng, c.key.GetPointCount())
		name := fmt.Sprintf("cycle %d, %s, victim %d at %v", kills, c.name, victim, m)
		folder := t.TempDir()
		if err := (&device{folder: folder}).write("plan", c.spec); err != nil {
			t.Fatal(err)
		}
		servers[0], servers[1] = servers[1], servers[0] // each is the first in turn
		d := startDevice(t, folder, servers[0], servers[1])
		d.wait(m)
		if victim != killServer {
			_ = d.cmd.Process.Kill()
		}
		if victim != killClient {
			servers[0].kill()
		}
		last, err := d.end()
		killed := err != nil
		if victim != killServer {
			info, _ := os.Stat(filepath.Join(folder, "points"))
			if info != nil && info.Size()%recordBytes > 0 {
				count.parts++
			}
			if killed && d.cmd.ProcessState.ExitCode() != -1 {
				t.Fatalf("%s: %v, want a process that was killed", name, err)
			}
			if last, err = startDevice(t, folder, servers[1], servers[0]).end(); err != nil {
				t.Fatalf("%s: resumed: %v", name, err)
			}
		}
		var asked int
		var reached string
		if _, scan := fmt.Sscanf(last, "end %d %s", &asked, &reached); err != nil || scan != nil {
			t.Fatalf("%s: the device ended after %q: %v", name, last, err)
		}
		if victim == killServer {
			killed = asked > 1 || reached == servers[1].addr
		}
		if killed && reached != servers[1].addr {
			t.Fatalf("%s: ended at %s, want the other server %s", name, reached, servers[1].addr)
		}
		c.check(t, name, folder)
		if victim != killClient {
			servers[0] = startDaemon(t)
		}
		c.checkChanged(t, name, rng, servers)
		if kills == cycles-1 {
			c.checkChangedDevice(t, folder, servers)
		}
		os.RemoveAll(folder)
		if !killed {
			count.late++
			continue
		}
		kills++
		count.lines[m.line]++
		count.victims[victim]++
	}
	t.Logf("%d kills by line %v and victim %v; %d came too late; %d parts of a record", kills, count.lines, count.victims, count.late, count.parts)
	if count.parts == 0 {
		t.Error("no kill left a part of a record, so none was cut off")
	}
}

// check compares what a device has written with the whole grid.
func (c *course) check(t *testing.T, name, folder string) {
	t.Helper()
	got, err := os.ReadFile(filepath.Join(folder, "points"))
	if err != nil {
		t.Fatal(err)
	}
	key := new(pb.GridKey)
	if err := (&device{folder: folder}).read("key", key); err != nil || !proto.Equal(key, c.key) {
		t.Fatalf("%s: key %v, %v, want %v", name, key, err, c.key)
	}
	if !bytes.Equal(got, c.records) {
		at := 0
		for at < min(len(got), len(c.records)) && got[at] == c.records[at] {
			at++
		}
		t.Fatalf("%s: %d bytes, want %d; they differ from byte %d on, in record %d", name, len(got), len(c.records), at, at/recordBytes)
	}
}

// checkChangedDevice gives the device another plan after half of the points: it refuses to go on, and writes nothing.
func (c *course) checkChangedDevice(t *testing.T, folder string, servers [2]*daemon) {
	t.Helper()
	other := proto.CloneOf(c.spec)
	other.SpacingUm++
	half := c.records[:len(c.records)/recordBytes/2*recordBytes]
	path := filepath.Join(folder, "points")
	if err := errors.Join((&device{folder: folder}).write("plan", other), os.WriteFile(path, half, 0o600)); err != nil {
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
func (c *course) checkChanged(t *testing.T, name string, rng *rand.Rand, servers [2]*daemon) {
	t.Helper()
	other := proto.CloneOf(c.spec)
	other.SpacingUm++
	for _, s := range servers {
		first := rng.Uint64N(c.key.GetPointCount() + 1)
		_, err := s.client.StreamGrid(t.Context(), &pb.StreamGridRequest{Source: source(other), FirstPoint: first, Expect: c.key})
		if _, ok := errors.AsType[*client.ChangedError](err); !ok {
			t.Fatalf("%s: a spacing of %d um resumed at %d: %v, want a ChangedError", name, other.GetSpacingUm(), first, err)
		}
	}
}
