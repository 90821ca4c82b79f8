package firmware_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// Exit codes of gun.
const (
	exitComplete   = 0
	exitUsage      = 2
	exitChanged    = 3
	exitCorrupt    = 4
	exitConnection = 5
	exitRefused    = 6
	exitLater      = 7
	exitState      = 8
	exitKilled     = -1
)

// notices are lines of gun that are no errors.
var notices = regexp.MustCompile(`(?m)^gun: .*: (goes on at point [0-9]+ of [0-9]+|was complete before, .*)\n`)

// shot is a record in the skin.
type shot struct {
	Index    uint64
	XUm, YUm int32
	VolumeNl uint32
	DepthUm  uint32
}

// gun is a device with its plan, its memory and the skin below it.
type gun struct {
	folder  string
	program string
	args    []string // beside those of every run
}

func newGun(t *testing.T, c *course, args ...string) *gun {
	t.Helper()
	g := &gun{folder: folder(t), program: built(t, gunOnce), args: args}
	g.write(t, "request", c.request(t))
	return g
}

func (g *gun) path(name string) string { return filepath.Join(g.folder, name) }

func (g *gun) write(t *testing.T, name string, text []byte) {
	t.Helper()
	if err := os.WriteFile(g.path(name), text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// read gives what a file holds; nil where there is none.
func (g *gun) read(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(g.path(name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return text
}

// skin is what was injected.
func (g *gun) skin(t *testing.T) []shot {
	t.Helper()
	text := g.read(t, "skin")
	shots := make([]shot, len(text)/24)
	if _, err := binary.Decode(text, binary.LittleEndian, shots); err != nil || len(text)%24 != 0 {
		t.Fatalf("a skin of %d bytes: %v", len(text), err)
	}
	return shots
}

// told is what a run of gun has said.
type told struct {
	code    int
	header  string
	doubts  []shot // without a depth
	refills []uint64
	end     string
	stderr  string
}

func (r *told) String() string {
	return fmt.Sprintf("exit %d, %q, %d in doubt, %q, %q", r.code, r.header, len(r.doubts), r.end, r.stderr)
}

// command is a run that has not begun.
func (g *gun) command(addr string, args ...string) *exec.Cmd {
	all := []string{"--connect", addr, "--request", g.path("request"), "--state", g.path("state"), "--skin", g.path("skin")}
	return exec.Command(g.program, slices.Concat(all, g.args, args)...)
}

// run waits for the end of a run.
func (g *gun) run(t *testing.T, addr string, args ...string) *told {
	t.Helper()
	cmd := g.command(addr, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	late := time.AfterFunc(2*time.Minute, func() { _ = cmd.Process.Kill() }) // it hangs
	err := cmd.Wait()
	if !late.Stop() {
		t.Fatalf("gun hangs after %q, %q", &stdout, &stderr)
	}
	if _, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
		t.Fatal(err)
	}
	return parse(t, cmd.ProcessState.ExitCode(), stdout.String(), stderr.String())
}

// parse reads what a run has said. Every line is one of the contract.
func parse(t *testing.T, code int, stdout, stderr string) *told {
	t.Helper()
	stderr = notices.ReplaceAllString(stderr, "")
	r := &told{code: code, stderr: stderr}
	for _, line := range lines(stdout) {
		var s shot
		switch word, _, _ := strings.Cut(line, " "); word {
		case "header":
			r.header = line
		case "doubt":
			if _, err := fmt.Sscanf(line, "doubt %d %d %d %d", &s.Index, &s.XUm, &s.YUm, &s.VolumeNl); err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			r.doubts = append(r.doubts, s)
		case "refill":
			if _, err := fmt.Sscanf(line, "refill %d", &s.Index); err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			r.refills = append(r.refills, s.Index)
		case "complete":
			r.end = line
		default:
			t.Fatalf("gun says %q", line)
		}
	}
	if strings.Contains(stderr, "Sanitizer") || strings.Contains(stderr, "runtime error") {
		t.Fatalf("exit %d after %q:\n%s", code, stdout, stderr)
	}
	if code != exitKilled && (code == exitComplete) != (r.end != "") || (code > 0) != (stderr != "") || len(lines(stderr)) > 1 {
		t.Fatalf("exit %d after %q, %q", code, stdout, stderr)
	}
	return r
}

// headerLine is what gun says of a header.
func headerLine(h *pb.GridHeader) string {
	return fmt.Sprintf("header points=%d crc=%08X revision=%d total_nl=%d depth_um=%d needle_mdeg=%d", h.GetKey().GetPointCount(),
		h.GetKey().GetCrc32C(), h.GetKey().GetRevision(), h.GetTotalVolumeNl(), h.GetDepthUm(), h.GetNeedleAngleMdeg())
}

// checkShots compares shots with the grid: each is a point of it, and none comes twice.
func (c *course) checkShots(t *testing.T, what string, shots []shot) {
	t.Helper()
	last := map[uint64]int{}
	for i, s := range shots {
		if at, twice := last[s.Index]; twice {
			t.Fatalf("%s: point %d was given twice, as shots %d and %d", what, s.Index, at, i)
		}
		last[s.Index] = i
		if s.Index >= c.count() || s != c.shot(s.Index) {
			t.Fatalf("%s: shot %d is %+v, which is no point of the grid of %d", what, i, s, c.count())
		}
	}
}
