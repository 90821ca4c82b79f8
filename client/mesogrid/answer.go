package main

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"

	"google.golang.org/protobuf/proto"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// answer is a grid with what was asked.
type answer struct {
	area *area // nil without an outline
	plan *plan
	spec *mesogridv1.GridSpec
	res  *mesogridv1.GenerateGridResponse
}

// format is a way to write an answer.
type format struct {
	name          string
	needsPoints   bool
	showsWarnings bool // those of the others go to standard error
	write         func(io.Writer, *answer) error
}

var formats = []format{
	{name: "table", write: writeTable, showsWarnings: true},
	{name: "json", write: writeJSON, showsWarnings: true},
	{name: "csv", write: writeCSV, needsPoints: true},
	{name: "geojson", write: writeGeoJSON, needsPoints: true},
	{name: "svg", write: writeSVG, needsPoints: true},
	{name: "request", write: writeRequest},
}

func formatNames() []string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.name
	}
	return names
}

// writeJSON writes the answer as it came, in the JSON form of the contract.
func writeJSON(w io.Writer, a *answer) error {
	return writeMessage(w, a.res)
}

// writeRequest writes what a device asks StreamGrid with, in binary form: the plan, and the key of its grid, so that the
// device gets the grid that was looked at here or none.
func writeRequest(w io.Writer, a *answer) error {
	data, err := proto.MarshalOptions{Deterministic: true}.Marshal(&mesogridv1.StreamGridRequest{
		Source: &mesogridv1.StreamGridRequest_Spec{Spec: a.spec}, Expect: a.res.GetHeader().GetKey()})
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}

// writeCSV writes the points in delivery order, in the integers that act.
func writeCSV(w io.Writer, a *answer) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"index", "x_um", "y_um", "volume_nl"}); err != nil {
		return err
	}
	p := a.res.GetPoints()
	for i, x := range p.GetXUm() {
		record := []string{
			strconv.Itoa(i),
			strconv.FormatInt(int64(x), 10),
			strconv.FormatInt(int64(p.GetYUm()[i]), 10),
			strconv.FormatUint(uint64(p.GetVolumeNl()[i]), 10),
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// pointFeature is a point in GeoJSON.
type pointFeature struct {
	Type       string          `json:"type"`
	Geometry   pointGeometry   `json:"geometry"`
	Properties pointProperties `json:"properties"`
}

type pointGeometry struct {
	Type        string         `json:"type"`
	Coordinates [2]json.Number `json:"coordinates"` // exact decimals, mm
}

type pointProperties struct {
	Index  int    `json:"index"`
	Volume uint32 `json:"volume_nl"`
	Name   string `json:"name,omitempty"` // of a fixed point
}

// writeGeoJSON writes the points in delivery order as features in millimetres, one a line.
func writeGeoJSON(w io.Writer, a *answer) error {
	if _, err := io.WriteString(w, `{"type":"FeatureCollection","features":[`+"\n"); err != nil {
		return err
	}
	names := a.fixedNames()
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	p := a.res.GetPoints()
	for i, x := range p.GetXUm() {
		if i > 0 {
			if _, err := io.WriteString(w, ","); err != nil {
				return err
			}
		}
		xy := [2]json.Number{json.Number(mm(x)), json.Number(mm(p.GetYUm()[i]))}
		if err := out.Encode(pointFeature{
			Type:       "Feature",
			Geometry:   pointGeometry{Type: "Point", Coordinates: xy},
			Properties: pointProperties{Index: i, Volume: p.GetVolumeNl()[i], Name: names[uint64(i)]},
		}); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, "]}\n")
	return err
}

// fixedNames are the names of the fixed points by their index.
func (a *answer) fixedNames() map[uint64]string {
	names := make(map[uint64]string)
	for i, index := range a.res.GetReport().GetFixedPointIndex() {
		if i < len(a.plan.fixed.list) {
			names[index] = a.plan.fixed.list[i].GetName()
		}
	}
	return names
}
