package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
)

// machine says where and when a run was made.
func machine() string {
	settings := map[string]string{}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			settings[s.Key] = s.Value
		}
	}
	level := settings["GO"+strings.ToUpper(runtime.GOARCH)]
	return fmt.Sprintf("%s, %d processors, %s/%s %s, %s, %s", processor(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, level,
		runtime.Version(), time.Now().UTC().Format("2 January 2006 15:04 UTC"))
}

// processor is the name that Linux knows.
func processor() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "a processor that is not known"
	}
	for line := range strings.Lines(string(text)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "a processor without a name"
}

// version is the version of a module that this program is built with.
func version(module string) string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, d := range info.Deps {
			if d.Path == module {
				// A pseudo-version is told by its date.
				if v, rest, ok := strings.Cut(d.Version, "-"); ok && len(rest) > 8 {
					return v + "-" + rest[:8]
				}
				return d.Version
			}
		}
	}
	return "of a version that is not known"
}
