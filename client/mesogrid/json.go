package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// object is a JSON object. Its values are, like those of a list, nil, bool, json.Number, string, []any or *object.
type object struct {
	text   []byte   // as it stands in the file
	keys   []string // in the order of the file
	values map[string]any
}

// readJSON decodes one JSON text and refuses a key that one object has twice: only one of its values would count.
func readJSON(data []byte) (any, error) {
	if !utf8.Valid(data) {
		return nil, bad("is not UTF-8 text: save it as UTF-8")
	}
	var whole json.RawMessage
	if err := json.Unmarshal(data, &whole); err != nil { // checks all of it, and how deep it is
		var syntax *json.SyntaxError
		if !errors.As(err, &syntax) {
			return nil, bad("is not JSON: %s", err)
		}
		return nil, bad("%s: is not JSON: %s", place(data, int(syntax.Offset)-1), syntax)
	}
	r := &jsonReader{Decoder: json.NewDecoder(bytes.NewReader(data)), data: data}
	r.UseNumber()
	return r.value()
}

// place is the line and column of a byte, both from 1; a column is a letter.
func place(data []byte, offset int) string {
	before := data[:max(0, min(offset, len(data)))]
	line := before[bytes.LastIndexByte(before, '\n')+1:]
	return fmt.Sprintf("line %d, column %d", bytes.Count(before, []byte("\n"))+1, utf8.RuneCount(line)+1)
}

// jsonReader reads text that is known to be JSON.
type jsonReader struct {
	*json.Decoder
	data []byte
}

func (r *jsonReader) value() (any, error) {
	token, err := r.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('['):
		return r.list()
	case json.Delim('{'):
		return r.object()
	}
	return token, nil
}

func (r *jsonReader) list() (any, error) {
	list := []any{}
	for r.More() {
		v, err := r.value()
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := r.Token()
	return list, err
}

func (r *jsonReader) object() (any, error) {
	o := &object{values: make(map[string]any)}
	opened := r.InputOffset() - 1
	for r.More() {
		between := r.data[r.InputOffset():]
		start := len(r.data) - len(bytes.TrimLeft(between, ", \t\r\n"))
		token, err := r.Token()
		if err != nil {
			return nil, err
		}
		key, _ := token.(string) // in front of a value there is nothing else
		if _, twice := o.values[key]; twice {
			return nil, bad("%s: the key %s stands twice in one object: leave one out", place(r.data, start), quote(key))
		}
		v, err := r.value()
		if err != nil {
			return nil, err
		}
		o.keys, o.values[key] = append(o.keys, key), v
	}
	_, err := r.Token()
	o.text = r.data[opened:r.InputOffset()]
	return o, err
}

// kind is what a value is, in words.
func kind(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "true or false"
	case json.Number:
		return "a number"
	case string:
		return "text"
	case []any:
		return "a list"
	}
	return "an object"
}

// said is a value that is text or a number, and what any other is.
func said(v any) string {
	switch v := v.(type) {
	case string:
		return quote(v)
	case json.Number:
		return v.String()
	}
	return kind(v)
}

// folded is a key without what distinguishes its spellings: "Margin-MM" and "margin_mm" are one.
func folded(key string) string {
	return strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(key))
}

// misspelt finds a key of o that differs from a known one in its spelling only: what reads by the known one would
// not see it.
func (o *object) misspelt(known ...string) (key, meant string, found bool) {
	for _, key := range o.keys {
		for _, k := range known {
			if key != k && folded(key) == folded(k) {
				return key, k, true
			}
		}
	}
	return "", "", false
}
