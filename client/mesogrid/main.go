// Command mesogrid plans an injection grid from the outline of a treatment area:
//
//	mesogrid grid --pattern triangular --spacing 3mm --margin 2mm thigh.geojson
//
// It asks a service, or runs one in its own process when no address is given.
package main

import (
	"context"
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"
)

// Exit codes.
const (
	exitOK       = 0
	exitFailed   = 1 // no answer: the service cannot be reached, the answer cannot be written
	exitBadInput = 2 // the flags, the outline or the plan have to change
)

func main() {
	log.SetOutput(io.Discard) // of net/http, which tells a person what the call's error tells too
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the process whatever it waits for
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is the command without the process around it. It answers with the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := newRoot(stdin, stdout, stderr)
	root.SetArgs(append([]string{}, args...)) // never nil: cobra would read the process's own
	return report(stderr, root.ExecuteContext(ctx))
}
