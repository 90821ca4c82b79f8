//go:build !cgo

package main

func hexagons() ([]rival, string) { return nil, "H3 (h3-go): skipped, it needs cgo and a C compiler" }
