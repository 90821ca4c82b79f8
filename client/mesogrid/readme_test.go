package main

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"
)

// transcript is a console block of the README: one call of this command and what it prints.
var transcript = regexp.MustCompile("(?s)```console\n\\$ go run \\./client/mesogrid ([^\n]*)\n(.*?)```")

// word is an argument as a shell cuts it, in quotes or without.
var word = regexp.MustCompile(`"[^"]*"|\S+`)

// TestReadme runs the README's calls of this command and compares what it says they print, and draws its picture.
func TestReadme(t *testing.T) {
	t.Chdir("../..")
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	calls := transcript.FindAllSubmatchIndex(readme, -1)
	if len(calls) < 2 {
		t.Fatalf("README.md has %d calls of the command, want at least 2", len(calls))
	}
	var fresh bytes.Buffer
	at := 0
	for _, c := range calls {
		var args []string
		for _, w := range word.FindAllString(string(readme[c[2]:c[3]]), -1) {
			args = append(args, strings.Trim(w, `"`))
		}
		code, out, errs := call(t, "", args...)
		if code != 0 {
			t.Fatalf("%q ends with %d: %s", args, code, errs)
		}
		if want := string(readme[c[4]:c[5]]); !*update && out != want {
			t.Errorf("%q prints\n%s\nREADME.md says\n%s", args, out, want)
		}
		fresh.Write(readme[at:c[4]])
		fresh.WriteString(out)
		at = c[5]
	}
	fresh.Write(readme[at:])

	const picture = "client/mesogrid/examples/face.svg"
	code, drawn, errs := call(t, "", "grid", "--pattern", "square", "--spacing", "10mm", "--margin", "3mm",
		"--volume", "20uL", "-o", "svg", "client/mesogrid/examples/face.geojson")
	if code != 0 {
		t.Fatalf("drawing %s ends with %d: %s", picture, code, errs)
	}
	if *update {
		for name, content := range map[string][]byte{"README.md": fresh.Bytes(), picture: []byte(drawn)} {
			if err := os.WriteFile(name, content, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		return
	}
	if old, err := os.ReadFile(picture); err != nil || string(old) != drawn {
		t.Errorf("%s is not what the command draws now (%v); run with -update", picture, err)
	}
}
