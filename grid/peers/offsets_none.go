//go:build !geos || !cgo

package main

func offsets() ([]rival, string) {
	return nil, "GEOS: skipped, its headers or a C++ compiler are not here (.ci/peers looks for them)"
}
