// Command peers measures mesogrid: side by side with other libraries on the same inputs (peers rivals), and by itself,
// against a plain store loop and against its own growth (peers figures). Both write Markdown.
//
// It is a module of its own, so that what mesogrid is compared with is no dependency of mesogrid. .ci/peers builds and runs
// it with all that can be had on the machine.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"time"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

// run does what the first of args says.
func run(args []string, out io.Writer) error {
	commands := map[string]func(meter, *regexp.Regexp, *page) error{"rivals": rivals, "figures": figures}
	if len(args) == 0 || commands[args[0]] == nil {
		return fmt.Errorf("usage: peers rivals|figures [flags]; -help tells the flags")
	}
	flags := flag.NewFlagSet("peers "+args[0], flag.ExitOnError)
	samples := flags.Int("samples", 12, "samples of each row, one a round; at least 10 for figures to be quoted")
	least := flags.Duration("least", 10*time.Millisecond, "what one sample takes at least, by repeating what it measures")
	only := flags.String("only", "", "the cases (rivals) or sections (figures) to run, as a regular expression; empty: all")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	if *samples < 1 || *least < 0 || flags.NArg() > 0 {
		return fmt.Errorf("-samples %d, -least %v and arguments %q: want 1 or more, 0 or more and none", *samples, *least, flags.Args())
	}
	which, err := regexp.Compile(*only)
	if err != nil {
		return fmt.Errorf("-only: %w", err)
	}
	w := &page{w: out}
	w.printf("%s. `.ci/peers %s`: %d samples a row, interleaved, each of %v or more.\n\n",
		machine(), commandLine(args), *samples, *least)
	if err := commands[args[0]](meter{*samples, *least}, which, w); err != nil {
		return err
	}
	return w.err
}

// commandLine is args as one would type them.
func commandLine(args []string) string {
	var list []string
	for _, a := range args {
		if a == "" || strings.ContainsAny(a, " |*?()[]$") {
			a = "'" + a + "'"
		}
		list = append(list, a)
	}
	return strings.Join(list, " ")
}
