package client_test

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/mesogrid/mesogrid/client"
)

var long = flag.Bool("long", os.Getenv("MESOGRID_LONG") != "", "kill 1,000 processes, not 50; stream 100,000,000 points, not 2,000,000")

// programs is where the programs of this test run are built.
var programs string

// TestMain runs the tests, or is the device: a process of its own that can be killed.
func TestMain(m *testing.M) {
	if folder := os.Getenv(deviceFolder); folder != "" {
		os.Exit(deviceMain(folder))
	}
	var err error
	if programs, err = os.MkdirTemp("", "mesogrid"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(programs)
	os.Exit(code)
}

var buildDaemon = sync.OnceValues(func() (string, error) {
	path := filepath.Join(programs, "mesogridd")
	out, err := exec.Command("go", "build", "-o", path, "../server/mesogridd").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w\n%s", err, out)
	}
	return path, err
})

// daemon is a mesogridd process on a port of its own.
type daemon struct {
	addr   string
	client *client.Client
	cmd    *exec.Cmd
}

func startDaemon(t *testing.T) *daemon {
	t.Helper()
	path, err := buildDaemon()
	if err != nil {
		t.Fatal(err)
	}
	d := &daemon{cmd: exec.Command(path, "--listen", "127.0.0.1:0", "--http-listen", "")}
	stderr, err := d.cmd.StderrPipe()
	if err == nil {
		err = d.cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.kill)
	listening := regexp.MustCompile(`msg=listening addr=(\S+)`)
	lines := bufio.NewScanner(stderr)
	for d.addr == "" {
		if !lines.Scan() {
			t.Fatalf("the daemon ended before it listened: %v", lines.Err())
		}
		if m := listening.FindStringSubmatch(lines.Text()); m != nil {
			d.addr = m[1]
		}
	}
	go io.Copy(io.Discard, stderr)
	d.client = d.dial(t)
	return d
}

// dial makes a connection of its own.
func (d *daemon) dial(t *testing.T) *client.Client {
	t.Helper()
	conn, err := grpc.NewClient(d.addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return client.New(conn)
}

// kill ends the process with SIGKILL, and returns when it is gone.
func (d *daemon) kill() {
	_ = d.cmd.Process.Kill()
	_ = d.cmd.Wait()
}

// peak is the most memory that the process has had, in bytes. Without /proc the test is skipped.
func (d *daemon) peak(t *testing.T) int64 {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", d.cmd.Process.Pid))
	if err != nil {
		t.Skipf("the memory of a process cannot be read here: %v", err)
	}
	for line := range strings.Lines(string(text)) {
		if kib, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			n, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(kib), "kB")), 10, 64)
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			return n << 10
		}
	}
	t.Fatalf("no VmHWM in\n%s", text)
	return 0
}
