package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

func read(data []byte, form string) (*answer, error) {
	switch form {
	case "json":
		return readJSON(data)
	case "binary":
		var grid mesogridv1.GenerateGridResponse
		if err := proto.Unmarshal(data, &grid); err != nil {
			return nil, err
		}
		return &answer{header: grid.GetHeader(), points: grid.GetPoints()}, nil
	case "connect":
		return readConnect(data)
	}
	return nil, fmt.Errorf("no form %q", form)
}

// readJSON reads one answer of GenerateGrid, or the parts of a stream, one object after another.
func readJSON(data []byte) (*answer, error) {
	var texts []json.RawMessage
	for d := json.NewDecoder(bytes.NewReader(data)); ; {
		var text json.RawMessage
		switch err := d.Decode(&text); {
		case err == nil:
			texts = append(texts, text)
			continue
		case !errors.Is(err, io.EOF):
			return nil, err
		}
		break
	}
	if len(texts) == 1 {
		var grid mesogridv1.GenerateGridResponse
		if err := protojson.Unmarshal(texts[0], &grid); err != nil {
			return nil, err
		}
		return &answer{header: grid.GetHeader(), points: grid.GetPoints()}, nil
	}
	parts := make([]*mesogridv1.StreamGridResponse, len(texts))
	for i, text := range texts {
		parts[i] = new(mesogridv1.StreamGridResponse)
		if err := protojson.Unmarshal(text, parts[i]); err != nil {
			return nil, err
		}
	}
	return join(parts)
}

// readConnect reads a Connect stream of binary messages.
func readConnect(data []byte) (*answer, error) {
	messages, end, err := envelopes(data)
	if err != nil {
		return nil, err
	}
	if string(end) != "{}" && !bytes.HasPrefix(end, []byte(`{"metadata":`)) {
		return nil, fmt.Errorf("the stream ends with %s", end)
	}
	parts := make([]*mesogridv1.StreamGridResponse, len(messages))
	for i, message := range messages {
		parts[i] = new(mesogridv1.StreamGridResponse)
		if err := proto.Unmarshal(message, parts[i]); err != nil {
			return nil, err
		}
	}
	return join(parts)
}

// join puts a stream together: header, report, at least two chunks, end.
func join(parts []*mesogridv1.StreamGridResponse) (*answer, error) {
	const least = 5 // with fewer, nothing was joined
	if len(parts) < least {
		return nil, fmt.Errorf("%d parts, want at least %d", len(parts), least)
	}
	a := &answer{header: parts[0].GetHeader(), points: new(mesogridv1.Points)}
	end := parts[len(parts)-1].GetEnd()
	if a.header == nil || parts[1].GetReport() == nil || end == nil {
		return nil, errors.New("no header, report and end where they belong")
	}
	if !proto.Equal(end.GetKey(), a.header.GetKey()) {
		return nil, fmt.Errorf("the stream ends with the key %v, and began with %v", end.GetKey(), a.header.GetKey())
	}
	for i, part := range parts[2 : len(parts)-1] {
		chunk := part.GetChunk()
		if chunk == nil || chunk.GetFirstIndex() != uint64(len(a.points.GetXUm())) {
			return nil, fmt.Errorf("part %d is %v, want the chunk from point %d", i+2, part, len(a.points.GetXUm()))
		}
		proto.Merge(a.points, chunk.GetPoints())
	}
	return a, nil
}
