// Package geos asks GEOS which points lie within a ring or its negative buffer: by the C API, with prepared geometry, and by
// the class beneath it, of the C++ API. It is empty without the build tag geos, for which GEOS's headers must be here.
package geos
