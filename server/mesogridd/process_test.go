package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

var long = flag.Bool("long", false, "run abuse and overload in full: some minutes")

// asDaemon makes this test binary the daemon.
const asDaemon = "MESOGRIDD_IN_TEST"

func TestMain(m *testing.M) {
	if os.Getenv(asDaemon) != "" {
		main()
	}
	os.Exit(m.Run())
}

// daemon is mesogridd in a process of its own.
type daemon struct {
	cmd        *exec.Cmd
	grpc, http string // addresses
}

// start starts the daemon on free ports. It ends with the test.
func start(t *testing.T, args ...string) *daemon {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	d := &daemon{cmd: exec.Command(self, append([]string{"--listen", "127.0.0.1:0", "--http-listen", "127.0.0.1:0"}, args...)...)}
	d.cmd.Env = append(os.Environ(), asDaemon+"=1")
	stderr, err := d.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := d.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.cmd.Process.Signal(syscall.SIGKILL); _ = d.cmd.Wait() })
	listening := regexp.MustCompile(`msg=listening addr=(\S+) for=(\S+)`)
	lines := bufio.NewReader(stderr)
	var log strings.Builder
	for d.grpc == "" || d.http == "" {
		line, err := lines.ReadString('\n')
		log.WriteString(line)
		if m := listening.FindStringSubmatch(line); m != nil {
			switch m[2] {
			case "gRPC":
				d.grpc = m[1]
			case "HTTP":
				d.http = m[1]
			}
		}
		if err != nil {
			t.Fatalf("the daemon does not start: %v\n%s", err, &log)
		}
	}
	go io.Copy(io.Discard, lines)
	return d
}

// peakMiB is the most memory that the process has had so far.
func (d *daemon) peakMiB(t *testing.T) int {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", d.cmd.Process.Pid))
	if err != nil {
		t.Skipf("the peak memory of a process cannot be read here: %v", err)
	}
	m := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(text)
	if m == nil {
		t.Fatalf("no VmHWM in\n%s", text)
	}
	kb, err := strconv.Atoi(string(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	return kb / 1024
}

// within waits for something that has a stated time, with much to spare: the machine may be busy.
func within(t *testing.T, what string, there func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	for !there() {
		select {
		case <-ctx.Done():
			t.Fatalf("waited 2 minutes for %s", what)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
