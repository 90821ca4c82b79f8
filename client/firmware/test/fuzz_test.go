package firmware_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// makeTargets builds targets of the Makefile into a folder, and gives that.
func makeTargets(t *testing.T, compiler string, targets ...string) string {
	t.Helper()
	for _, tool := range []string{"make", compiler} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("there is no %s", tool)
		}
	}
	out := folder(t)
	args := []string{"-C", "..", "out=" + out}
	for _, name := range targets {
		args = append(args, filepath.Join(out, name))
	}
	if text, err := exec.Command("make", args...).CombinedOutput(); err != nil {
		if strings.Contains(string(text), "libclang_rt.fuzzer") {
			t.Skipf("this clang has no fuzzer: %s", text)
		}
		t.Fatalf("make %v: %v\n%s", targets, err, text)
	}
	return out
}

// Every cut, tear and flip of small grids, by the program that is for it.
func TestCheck(t *testing.T) {
	if !*long {
		t.Skip("a part of the long run")
	}
	out := makeTargets(t, "cc", "check", "small")
	for _, name := range []string{"check", "small"} {
		text, err := exec.Command(filepath.Join(out, name)).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, text)
		}
		t.Logf("%s", text)
	}
}

// Ten million inputs of the fuzzer, from seeds of its own and from what real servers said.
func TestFuzz(t *testing.T) {
	if !*long {
		t.Skip("a part of the long run")
	}
	out := makeTargets(t, "clang", "fuzz", "seeds")
	corpus := filepath.Join(out, "corpus")
	if err := os.Mkdir(corpus, 0o700); err != nil {
		t.Fatal(err)
	}
	if text, err := exec.Command(filepath.Join(out, "seeds"), corpus).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	d := startDaemon(t)
	plain := small(t)
	plain.Injector = nil // no refills, of which this build holds few
	for name, spec := range map[string]*pb.GridSpec{"small": plain, "one": plans(t)["one point"], "empty": plans(t)["empty"]} {
		for i, f := range films(t, d, newCourse(t, d.client, spec)) {
			seed := append([]byte{1, 60, replayChunk - 1}, f.bytes...) // an answer as it is, pieces of 61 bytes, chunks of 7 points
			if err := os.WriteFile(filepath.Join(corpus, fmt.Sprintf("%s%d", name, i)), seed, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	var all sync.WaitGroup
	workers := runtime.NumCPU()
	for worker := range workers {
		all.Go(func() { fuzz(t, out, corpus, worker, 10_000_000/workers+1) })
	}
	all.Wait()
}

// fuzz runs the fuzzer on a part of the inputs, from a copy of the seeds.
func fuzz(t *testing.T, out, corpus string, worker, runs int) {
	own := filepath.Join(out, "corpus"+itoa(worker))
	if err := os.Mkdir(own, 0o700); err != nil {
		t.Error(err)
		return
	}
	prefix := filepath.Join(out, "found"+itoa(worker)) + "-"
	text, err := exec.Command(filepath.Join(out, "fuzz"), "-runs="+itoa(runs), "-seed="+itoa(67+worker), "-max_len=2048", "-timeout=20",
		"-print_final_stats=1", "-verbosity=0", "-artifact_prefix="+prefix, own, corpus).CombinedOutput()
	if err != nil {
		files, _ := filepath.Glob(prefix + "*")
		for _, path := range files {
			input, _ := os.ReadFile(path)
			t.Logf("%s: %q", filepath.Base(path), input)
		}
		t.Errorf("fuzz: %v\n%s", err, text)
		return
	}
	m := regexp.MustCompile(`number_of_executed_units: (\d+)`).FindSubmatch(text)
	if m == nil {
		t.Errorf("no number of inputs in\n%s", text)
		return
	}
	if n, err := strconv.Atoi(string(m[1])); err != nil || n < runs {
		t.Errorf("%d inputs, %v, want %d", n, err, runs)
	}
	t.Logf("%s inputs", m[1])
}
