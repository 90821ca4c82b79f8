package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
)

// badInput is what the person who called can put right: its text says how.
type badInput struct{ text string }

func (e *badInput) Error() string { return e.text }

func bad(format string, args ...any) error { return &badInput{fmt.Sprintf(format, args...)} }

// report writes an error as one line and answers with the exit code.
func report(stderr io.Writer, err error) int {
	if err == nil {
		return exitOK
	}
	say(stderr, err.Error())
	var b *badInput
	if errors.As(err, &b) {
		return exitBadInput
	}
	return exitFailed
}

// say writes one line for the person at the terminal. There is nowhere left to tell that it could not be written.
func say(stderr io.Writer, text string) {
	_, _ = fmt.Fprintf(stderr, "mesogrid: %s\n", oneLine(text))
}

// oneLine keeps what others wrote (names, a server's text) from ending the line or steering the terminal.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsGraphic(r) {
			return r
		}
		return ' '
	}, strings.ToValidUTF8(text, "\uFFFD"))
}
