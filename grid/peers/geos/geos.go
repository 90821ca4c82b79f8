//go:build geos && cgo

package geos

/*
#cgo CXXFLAGS: -std=c++17 -O2
#cgo LDFLAGS: -lgeos_c -lgeos
#include "area.h"
*/
import "C"

import (
	"errors"
	"unsafe"
)

// Area is a ring, or what is left of it by a margin. It has to be freed, and is not safe for concurrent use.
type Area struct{ c *C.area }

// Version is GEOS's own.
func Version() string { return C.GoString(C.area_version()) }

// New makes an area of places x, y, x, y..., of which the last is as the first, smaller by margin, with so many segments for a
// quarter of a circle. indexed is for the C++ API's IndexedPointInAreaLocator instead of the C API's prepared geometry.
func New(xy []float64, margin float64, segments int, indexed bool) (*Area, error) {
	var index C.int
	if indexed {
		index = 1
	}
	a := C.area_new((*C.double)(unsafe.SliceData(xy)), C.size_t(len(xy)/2), C.double(margin), C.int(segments), index)
	if a == nil {
		return nil, errors.New("GEOS: " + C.GoString(C.area_error()))
	}
	return &Area{a}, nil
}

// Covers tells for each place whether it lies inside or on the edge.
func (a *Area) Covers(mask []bool, xy []float64) error {
	if len(mask) != len(xy)/2 {
		return errors.New("GEOS: a mask and places of different lengths")
	}
	if C.area_covers(a.c, (*C.double)(unsafe.SliceData(xy)), C.size_t(len(mask)), (*C.uchar)(unsafe.Pointer(unsafe.SliceData(mask)))) == 0 {
		return errors.New("GEOS: " + C.GoString(C.area_error()))
	}
	return nil
}

// Free gives the memory back.
func (a *Area) Free() { C.area_free(a.c) }
