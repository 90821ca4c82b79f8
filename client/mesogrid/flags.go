package main

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// flagError names the flag as it was written.
func flagError(cmd *cobra.Command, err error) error {
	var value *pflag.InvalidValueError
	if errors.As(err, &value) {
		return bad("--%s %s: %s", value.GetFlag().Name, shown(value.GetValue()), value.Unwrap())
	}
	return bad("%s (see %s --help)", err, cmd.CommandPath())
}

// once is a flag that holds one value: of two, the one that counts would be a guess.
type once struct {
	pflag.Value
	given bool
}

// Set takes the first value.
func (o *once) Set(text string) error {
	if o.given {
		return bad("is given twice: leave one out")
	}
	o.given = true
	return o.Value.Set(text)
}

// onceEach holds all flags to one value, but those that are lists.
func onceEach(flags *pflag.FlagSet) {
	flags.VisitAll(func(f *pflag.Flag) {
		switch f.Value.(type) {
		case *fixedPoints, *componentFlag, *diluentFlag, *doseLimits, *delivered:
		default:
			f.Value = &once{Value: f.Value}
		}
	})
}

// flagText is a flag with its value as the person gave it; the flag alone where none was given.
func flagText(flag, value string) string {
	if value == "" {
		return flag
	}
	return flag + " " + shown(value)
}

// shown is a value as a shell takes it: in quotes where it would not be seen or not be one word.
func shown(value string) string {
	if value == "" || strings.ContainsAny(value, " ;") {
		return quote(value)
	}
	return oneLine(value)
}

func (t *task) setFeature(name string) error {
	if name == "" {
		return bad("name the feature, or leave out --feature")
	}
	t.feature = name
	return nil
}

const (
	defaultTimeout = time.Minute
	longestTimeout = 24 * time.Hour
)

// setTime reads a time of at least the given one.
func setTime(to *time.Duration, least time.Duration) func(string) error {
	return func(text string) error {
		d, err := time.ParseDuration(text)
		if err != nil || d < least || d > longestTimeout { // a text of 300 years is an error too
			return bad("is not a time of at most 24h with its unit, such as 500ms, 30s or 5m")
		}
		*to = d
		return nil
	}
}

func (t *task) setOutput(name string) error {
	i := slices.IndexFunc(formats, func(f format) bool { return f.name == name })
	if i < 0 {
		return bad("is unknown: use %s", or(formatNames()))
	}
	t.output = formats[i]
	return nil
}
