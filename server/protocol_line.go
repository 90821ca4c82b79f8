package server

import (
	"strconv"
	"strings"
)

// lineOf is the line, from 1, on which a field of a text in protobuf's text format stands, given its path, such as
// "protocols[3].limits[1].unit"; where the field is absent, that of the message that lacks it. The text has been parsed
// without a fault.
func lineOf(text []byte, path string) int {
	s := &textScan{rest: string(text), line: 1}
	line := 1
	s.message("", func(at string, n int) {
		if path == at || strings.HasPrefix(path, at+".") || strings.HasPrefix(path, at+"[") {
			line = n
		}
	})
	return line
}

// textScan goes through a text token by token.
type textScan struct {
	rest string
	line int
}

// token is the next word, string or mark; empty at the end.
func (s *textScan) token() string {
	for s.rest != "" {
		switch c := s.rest[0]; {
		case c == '\n':
			s.line++
			s.rest = s.rest[1:]
		case c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f':
			s.rest = s.rest[1:]
		case c == '#':
			end := strings.IndexByte(s.rest+"\n", '\n')
			s.rest = s.rest[end:]
		case c == '"' || c == '\'':
			end := 1
			for end < len(s.rest) && s.rest[end] != c {
				if s.rest[end] == '\\' {
					end++
				}
				end++
			}
			return s.take(min(end+1, len(s.rest)))
		case strings.IndexByte("{}<>[]:,;", c) >= 0:
			return s.take(1)
		default:
			end := strings.IndexAny(s.rest, " \t\r\n\v\f#\"'{}<>[]:,;")
			if end < 0 {
				end = len(s.rest)
			}
			return s.take(end)
		}
	}
	return ""
}

func (s *textScan) take(n int) string {
	token := s.rest[:n]
	s.rest = s.rest[n:]
	return token
}

// message visits each field of a message with its path and its line. Each field is counted as if it were repeated: the
// first x is both x and x[0].
func (s *textScan) message(path string, visit func(path string, line int)) {
	counts := map[string]int{}
	for {
		name := s.token()
		switch name {
		case "", "}", ">":
			return
		case ",", ";":
			continue
		}
		line := s.line
		at := name
		if path != "" {
			at = path + "." + name
		}
		element := func() string {
			n := counts[name]
			counts[name]++
			if n == 0 {
				visit(at, line)
			}
			visit(at+"["+strconv.Itoa(n)+"]", s.line)
			return at + "[" + strconv.Itoa(n) + "]"
		}
		value := s.token()
		if value == ":" {
			value = s.token()
		}
		s.value(value, at, element, visit)
	}
}

// value goes through a value: a message, a list, or a scalar, which may be strings one after another.
func (s *textScan) value(token, at string, element func() string, visit func(string, int)) {
	switch token {
	case "{", "<":
		// A message that is not repeated is found by the path without an index.
		indexed := element()
		s.message(indexed, func(path string, line int) {
			visit(path, line)
			if strings.HasSuffix(indexed, "[0]") {
				visit(at+strings.TrimPrefix(path, indexed), line)
			}
		})
	case "[":
		for {
			switch next := s.token(); next {
			case "", "]":
				return
			case ",":
			default:
				s.value(next, at, element, visit)
			}
		}
	default:
		element()
		for rest := *s; ; rest = *s {
			if next := rest.token(); next == "" || next[0] != '"' && next[0] != '\'' {
				return
			}
			*s = rest
		}
	}
}
