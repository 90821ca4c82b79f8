package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"
)

// node is a process that runs node/rivals.mjs, and answers a line for a line.
type node struct {
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
}

// question is what node is asked.
type question struct {
	Ask   string    `json:"ask"`
	Rival string    `json:"rival,omitempty"`
	N     int       `json:"n,omitempty"`
	Anew  bool      `json:"anew,omitempty"`
	Input *geograph `json:"input,omitempty"`
}

// geograph is an input on the earth, since turf knows nothing else: near 0 N 0 E, 1 mm as 1 m.
type geograph struct {
	Ring    [][2]float64 `json:"ring"`    // longitude and latitude, degrees; the last as the first
	Places  [][2]float64 `json:"places"`  // likewise
	Margin  float64      `json:"margin"`  // m
	Spacing float64      `json:"spacing"` // m, of a square lattice as dense as the input's
	Globe   [][2]float64 `json:"globe"`   // latitude and longitude for H3, of a size of its own
	Level   int          `json:"level"`   // resolution of H3
}

// answer is what node answers; each question has its fields.
type answer struct {
	Error  string  `json:"error"`
	Turf   string  `json:"turf"`
	H3     string  `json:"h3"`
	NS     float64 `json:"ns"`
	Mask   string  `json:"mask"`
	Points int     `json:"points"`
}

func (n *node) ask(q question) (a answer, err error) {
	line, err := json.Marshal(q)
	if err != nil {
		return a, err
	}
	if _, err := n.in.Write(append(line, '\n')); err != nil {
		return a, fmt.Errorf("node: %w", err)
	}
	if line, err = n.out.ReadBytes('\n'); err != nil {
		return a, fmt.Errorf("node: %w", err)
	}
	if err := json.Unmarshal(line, &a); err != nil {
		return a, fmt.Errorf("node: %w", err)
	}
	if a.Error != "" {
		return a, errors.New("node: " + a.Error)
	}
	return a, nil
}

// startNode starts node where it and its modules are; otherwise it says why not.
func startNode() (n *node, why string) {
	_, here, _, _ := runtime.Caller(0)
	folder := filepath.Join(filepath.Dir(here), "node")
	if _, err := os.Stat(filepath.Join(folder, "node_modules")); err != nil {
		return nil, "its modules are not installed (npm ci in grid/peers/node)"
	}
	n = &node{command: exec.Command("node", "rivals.mjs")}
	n.command.Dir, n.command.Stderr = folder, os.Stderr
	var err error
	if n.in, err = n.command.StdinPipe(); err != nil {
		return nil, err.Error()
	}
	out, err := n.command.StdoutPipe()
	if err != nil {
		return nil, err.Error()
	}
	n.out = bufio.NewReader(out)
	if err := n.command.Start(); err != nil {
		return nil, err.Error()
	}
	return n, ""
}

// stop ends node, which ends with its input.
func (n *node) stop() {
	_ = n.in.Close()
	_ = n.command.Wait()
}

// scripts are turf and h3-js, which stop ends.
func scripts() (list []rival, stop func(), why string) {
	n, why := startNode()
	if why != "" {
		return nil, func() {}, "turf and h3-js: skipped, " + why
	}
	versions, err := n.ask(question{Ask: "versions"})
	if err != nil {
		n.stop()
		return nil, func() {}, "turf and h3-js: skipped, " + err.Error()
	}
	turf, h3 := "turf "+versions.Turf, "h3-js "+versions.H3
	return []rival{
		{name: turf + ", booleanPointInPolygon", computes: "mask; degrees as a plane, no margin",
			isFor: bare, slow: true, start: n.starter("turf", true)},
		{name: turf + ", buffer (64 steps) and booleanPointInPolygon", computes: "mask; margin by an offset polygon on a projection",
			isFor: margined, slow: true, start: n.starter("turf", true)},
		{name: turf + ", pointGrid with mask", computes: "points from nothing, as dense; square and at 0 degrees only, no margin",
			isFor: fewEdges, start: n.starter("turf.pointGrid", false)},
		{name: "H3 (" + h3 + "), polygonToCells", computes: otherCells, isFor: fewEdges, start: n.starter("h3-js", false)},
		{name: "H3 (" + h3 + "), polygonToCellsExperimental", computes: otherCells, isFor: fewEdges,
			start: n.starter("h3-js, experimental", false)},
	}, n.stop, ""
}

// starter starts races of a rival of node/rivals.mjs.
func (n *node) starter(rival string, masks bool) func(in *input) (*race, error) {
	return func(in *input) (*race, error) {
		if _, err := n.ask(question{Ask: "load", Rival: rival, Input: in.onEarth()}); err != nil {
			return nil, err
		}
		r := &race{kept: n.measured(rival, false), anew: n.measured(rival, true)}
		if masks {
			r.mask = func() ([]bool, error) {
				a, err := n.ask(question{Ask: "mask", Rival: rival})
				mask := make([]bool, len(a.Mask))
				for k := range mask {
					mask[k] = a.Mask[k] == '1'
				}
				return mask, err
			}
			return r, nil
		}
		r.points = func() (int, string, error) {
			a, err := n.ask(question{Ask: "points", Rival: rival})
			return a.Points, otherPoints, err
		}
		return r, nil
	}
}

// measured is an op that node does, and times.
func (n *node) measured(rival string, anew bool) op {
	return func(times int) (time.Duration, error) {
		a, err := n.ask(question{Ask: "measure", Rival: rival, N: times, Anew: anew})
		return time.Duration(a.NS), err
	}
}

// onEarth is the input for turf and h3-js.
func (in *input) onEarth() *geograph {
	const degree = 6_371_008.8 * math.Pi / 180 * 1000 // in um, of which 1000 stand for 1 m
	places := func(x, y []int32) [][2]float64 {
		list := make([][2]float64, len(x))
		for k := range x {
			list[k] = [2]float64{float64(x[k]) / degree, float64(y[k]) / degree}
		}
		return list
	}
	shell := in.ring()
	ring := places(shell.X, shell.Y)
	return &geograph{
		Ring: append(ring, ring[0]), Places: places(in.x, in.y), Margin: float64(in.margin) / 1000,
		Spacing: float64(in.spacing) / 1000 * math.Sqrt(math.Sqrt(3)/2), Globe: in.onGlobe(), Level: hexagonLevel,
	}
}
