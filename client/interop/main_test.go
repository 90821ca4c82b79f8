package main

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// whole is a grid of two points.
func whole() *mesogridv1.GenerateGridResponse {
	return &mesogridv1.GenerateGridResponse{
		Header: &mesogridv1.GridHeader{Key: &mesogridv1.GridKey{PointCount: 2, Crc32C: 7, Revision: 1}, DepthUm: 4_000},
		Points: &mesogridv1.Points{XUm: []int32{-1, 5}, YUm: []int32{2, 6}, VolumeNl: []uint32{3, 4}},
	}
}

// parts is a grid of two points as a stream, a point a chunk.
func parts(g *mesogridv1.GenerateGridResponse) []*mesogridv1.StreamGridResponse {
	p := g.Points
	chunk := func(i int) *mesogridv1.StreamGridResponse {
		return &mesogridv1.StreamGridResponse{Part: &mesogridv1.StreamGridResponse_Chunk{Chunk: &mesogridv1.Chunk{
			FirstIndex: uint64(i),
			Points:     &mesogridv1.Points{XUm: p.XUm[i : i+1], YUm: p.YUm[i : i+1], VolumeNl: p.VolumeNl[i : i+1]},
		}}}
	}
	return []*mesogridv1.StreamGridResponse{
		{Part: &mesogridv1.StreamGridResponse_Header{Header: g.Header}},
		{Part: &mesogridv1.StreamGridResponse_Report{Report: new(mesogridv1.GridReport)}},
		chunk(0), chunk(1),
		{Part: &mesogridv1.StreamGridResponse_End{End: &mesogridv1.GridEnd{Key: g.Header.Key}}},
	}
}

func marshal(t *testing.T, m proto.Message) []byte {
	t.Helper()
	data, err := proto.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func enveloped(flags byte, body []byte) []byte {
	return append(binary.BigEndian.AppendUint32([]byte{flags}, uint32(len(body))), body...)
}

func stream(t *testing.T, g *mesogridv1.GenerateGridResponse, end string) []byte {
	t.Helper()
	var data []byte
	for _, part := range parts(g) {
		data = append(data, enveloped(0, marshal(t, part))...)
	}
	return append(data, enveloped(2, []byte(end))...)
}

// verdict is what run says of an answer, against whole.
func verdict(t *testing.T, form string, data []byte) error {
	t.Helper()
	reference, err := protojson.Marshal(whole())
	if err != nil {
		t.Fatal(err)
	}
	paths := []string{filepath.Join(t.TempDir(), "reference"), filepath.Join(t.TempDir(), "answer")}
	for i, data := range [][]byte{reference, data} {
		if err := os.WriteFile(paths[i], data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, err = run(paths[0], form, paths[1])
	return err
}

func TestDifferences(t *testing.T) {
	for name, change := range map[string]func(*mesogridv1.GenerateGridResponse){
		"nothing": func(*mesogridv1.GenerateGridResponse) {},
		"x":       func(g *mesogridv1.GenerateGridResponse) { g.Points.XUm[1]++ },
		"y":       func(g *mesogridv1.GenerateGridResponse) { g.Points.YUm[0]-- },
		"volume":  func(g *mesogridv1.GenerateGridResponse) { g.Points.VolumeNl[1] = 0 },
		"key":     func(g *mesogridv1.GenerateGridResponse) { g.Header.Key.Crc32C++ },
		"depth":   func(g *mesogridv1.GenerateGridResponse) { g.Header.DepthUm = 0 },
	} {
		g := whole()
		change(g)
		text, err := protojson.Marshal(g)
		if err != nil {
			t.Fatal(err)
		}
		for form, data := range map[string][]byte{"json": text, "binary": marshal(t, g), "connect": stream(t, g, "{}")} {
			if err := verdict(t, form, data); (err != nil) != (name != "nothing") {
				t.Errorf("%s, %s changed: %v", form, name, err)
			}
		}
	}
}

func TestBrokenStreams(t *testing.T) {
	good := stream(t, whole(), "{}")
	failed := stream(t, whole(), `{"error":{"code":"internal"}}`)
	swapped := parts(whole())
	swapped[2], swapped[3] = swapped[3], swapped[2]
	var unordered []byte
	for _, part := range swapped {
		unordered = append(unordered, enveloped(0, marshal(t, part))...)
	}
	for name, data := range map[string][]byte{
		"without an end":  good[:len(good)-7],
		"cut":             good[:len(good)-1],
		"longer":          append(good[:len(good):len(good)], 0),
		"failed":          failed,
		"out of order":    append(unordered, enveloped(2, []byte("{}"))...),
		"nothing but end": enveloped(2, []byte("{}")),
		"empty":           nil,
	} {
		if err := verdict(t, "connect", data); err == nil {
			t.Errorf("%s: is taken for a whole grid", name)
		}
	}
}

func TestRefusals(t *testing.T) {
	const (
		connect = `{"code":"invalid_argument","details":[{"type":"google.rpc.BadRequest","value":"ChEKD3NwZWMuc3BhY2luZ191bQ"}]}`
		status  = `{"code":3,"details":[{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":"spec.spacing_um"}]}]}`
	)
	for _, c := range []struct {
		form, text string
		ok         bool
	}{
		{"refusal", connect, true},
		{"refusal", status, true},
		{"refusal", `{"code":13,` + status[len(`{"code":3,`):], false},
		{"refusal", `{"code":3,"message":"spec.spacing_um"}`, false},
		{"refusal", `{"code":3,"details":[{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":"spec"}]}]}`, false},
		{"refusal", "{}", false},
		{"refusal", "", false},
		{"connect-refusal", string(enveloped(2, []byte(`{"error":`+connect+`}`))), true},
		{"connect-refusal", string(enveloped(2, []byte("{}"))), false},
		{"connect-refusal", string(stream(t, whole(), `{"error":`+connect+`}`)), false},
	} {
		if err := verdict(t, c.form, []byte(c.text)); (err == nil) != c.ok {
			t.Errorf("%s %q: %v, want ok = %t", c.form, c.text, err, c.ok)
		}
	}
}
