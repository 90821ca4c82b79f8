// Package firmware_test runs the C client's example, gun, against the service, and cuts its power, its connection and the
// bytes that come on it.
package firmware_test

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/mesogrid/mesogrid/client"
)

var long = flag.Bool("long", os.Getenv("MESOGRID_LONG") != "", "cut the power 1,000 times, not 50; flip every bit; fuzz with 10,000,000 inputs")

// programs is where the programs of this test run are built.
var programs string

// TestMain makes the folder of the programs.
func TestMain(m *testing.M) {
	var err error
	if programs, err = os.MkdirTemp("", "mesogrid"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(programs)
	os.Exit(code)
}

// folder is a temporary one, in memory where that can be had: a kill loses nothing that was written, and the state is
// synced twice a point.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "mesogrid")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// sanitize makes a program end at its first fault.
var sanitize = []string{"-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"}

// These make a test be skipped.
var (
	errNoCompiler   = errors.New("there is no C compiler (cc)")
	errNoSanitizers = errors.New("the C compiler (cc) has no sanitizers")
)

// compile builds a C program with the library.
func compile(program string, flags ...string) (string, error) {
	if _, err := exec.LookPath("cc"); err != nil {
		return "", errNoCompiler
	}
	file, err := os.CreateTemp(programs, strings.TrimSuffix(filepath.Base(program), ".c"))
	if err != nil {
		return "", err
	}
	file.Close()
	args := append([]string{"-std=c99", "-O1", "-Wall", "-Wextra", "-Werror", "-I..", "-o", file.Name()}, flags...)
	out, err := exec.Command("cc", append(args, sources(program)...)...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("cc: %w\n%s", err, out)
	}
	return file.Name(), nil
}

var (
	gunOnce       = sync.OnceValues(func() (string, error) { return compile("../example/gun.c") })
	replayOnce    = sync.OnceValues(func() (string, error) { return sanitized("../replay/replay.c") })
	sanitizedOnce = sync.OnceValues(func() (string, error) { return sanitized("../example/gun.c") })
	daemonOnce    = sync.OnceValues(func() (string, error) {
		path := filepath.Join(programs, "mesogridd")
		out, err := exec.Command("go", "build", "-o", path, "../../../server/mesogridd").CombinedOutput()
		if err != nil {
			err = fmt.Errorf("%w\n%s", err, out)
		}
		return path, err
	})
)

// sanitized builds a C program with sanitizers, where the compiler has them.
func sanitized(program string) (string, error) {
	empty := exec.Command("cc", append(sanitize[:len(sanitize):len(sanitize)], "-x", "c", "-", "-o", filepath.Join(programs, "empty"))...)
	empty.Stdin = strings.NewReader("int main(void) { return 0; }\n")
	if err := empty.Run(); errors.Is(err, exec.ErrNotFound) {
		return "", errNoCompiler
	} else if err != nil {
		return "", errNoSanitizers
	}
	return compile(program, sanitize...)
}

// built is the path of a program, which is built when it is asked for first.
func built(t *testing.T, once func() (string, error)) string {
	t.Helper()
	path, err := once()
	if errors.Is(err, errNoCompiler) || errors.Is(err, errNoSanitizers) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// daemon is a mesogridd process on ports of its own.
type daemon struct {
	http   string // address
	client *client.Client
	cmd    *exec.Cmd
}

func startDaemon(t *testing.T) *daemon {
	t.Helper()
	d := &daemon{cmd: exec.Command(built(t, daemonOnce), "--listen", "127.0.0.1:0", "--http-listen", "127.0.0.1:0")}
	stderr, err := d.cmd.StderrPipe()
	if err == nil {
		err = d.cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.kill)
	listening := regexp.MustCompile(`msg=listening addr=(\S+) for=(\S+)`)
	lines := bufio.NewScanner(stderr)
	for addrs := map[string]string{}; len(addrs) < 2; {
		if !lines.Scan() {
			t.Fatalf("the daemon ended before it listened: %v", lines.Err())
		}
		if m := listening.FindStringSubmatch(lines.Text()); m != nil {
			addrs[m[2]] = m[1]
		}
		d.http = addrs["HTTP"]
		if addrs["gRPC"] != "" && d.client == nil {
			d.client = dial(t, addrs["gRPC"])
		}
	}
	go io.Copy(io.Discard, stderr)
	return d
}

func dial(t *testing.T, addr string) *client.Client {
	t.Helper()
	conn, err := grpc.NewClient(addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
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

// sources are the files of a program, and the library.
func sources(program string) []string {
	library, _ := filepath.Glob("../*.c")
	return append(library, program)
}

// lines are the lines of a text.
func lines(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
}
