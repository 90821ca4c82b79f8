//go:build geos

#define USE_UNSTABLE_GEOS_CPP_API
#include <cstdarg>
#include <cstdio>
#include <memory>

#include <geos/algorithm/locate/IndexedPointInAreaLocator.h>
#include <geos/geom/Coordinate.h>
#include <geos/geom/Geometry.h>
#include <geos/geom/Location.h>
#include <geos_c.h>

#include "area.h"

using geos::algorithm::locate::IndexedPointInAreaLocator;

struct area {
  GEOSContextHandle_t context = nullptr;
  GEOSGeometry *geometry = nullptr;
  const GEOSPreparedGeometry *prepared = nullptr;
  std::unique_ptr<IndexedPointInAreaLocator> locator;

  ~area() {
    locator.reset();
    if (prepared) GEOSPreparedGeom_destroy_r(context, prepared);
    if (geometry) GEOSGeom_destroy_r(context, geometry);
    if (context) GEOS_finish_r(context);
  }
};

static char last[256] = "no error told";

static void on_error(const char *message, void *) { std::snprintf(last, sizeof last, "%s", message); }

const char *area_error(void) { return last; }
const char *area_version(void) { return GEOSversion(); }

/* The ring as a polygon, or its negative buffer. */
static GEOSGeometry *make(GEOSContextHandle_t c, const double *xy, size_t n, double margin, int segments) {
  GEOSCoordSequence *places = GEOSCoordSeq_copyFromBuffer_r(c, xy, static_cast<unsigned>(n), 0, 0);
  if (!places) return nullptr;
  GEOSGeometry *ring = GEOSGeom_createLinearRing_r(c, places);
  if (!ring) return nullptr;
  GEOSGeometry *polygon = GEOSGeom_createPolygon_r(c, ring, nullptr, 0);
  if (!polygon || margin == 0) return polygon;
  GEOSGeometry *smaller = GEOSBuffer_r(c, polygon, -margin, segments);
  GEOSGeom_destroy_r(c, polygon);
  return smaller;
}

area *area_new(const double *xy, size_t n, double margin, int segments, int indexed) try {
  auto a = std::make_unique<area>();
  a->context = GEOS_init_r();
  GEOSContext_setErrorMessageHandler_r(a->context, on_error, nullptr);
  a->geometry = make(a->context, xy, n, margin, segments);
  if (!a->geometry) return nullptr;
  if (indexed) {
    a->locator = std::make_unique<IndexedPointInAreaLocator>(*reinterpret_cast<const geos::geom::Geometry *>(a->geometry));
  } else {
    a->prepared = GEOSPrepare_r(a->context, a->geometry);
    if (!a->prepared) return nullptr;
  }
  return a.release();
} catch (const std::exception &e) {
  on_error(e.what(), nullptr);
  return nullptr;
}

int area_covers(area *a, const double *xy, size_t n, unsigned char *mask) try {
  for (size_t k = 0; k < n; k++) {
    double x = xy[2 * k], y = xy[2 * k + 1];
    if (a->locator) {
      geos::geom::Coordinate p(x, y);
      mask[k] = a->locator->locate(&p) != geos::geom::Location::EXTERIOR;
      continue;
    }
#if GEOS_VERSION_MAJOR > 3 || GEOS_VERSION_MINOR >= 12
    char is = GEOSPreparedIntersectsXY_r(a->context, a->prepared, x, y);
#else
    GEOSGeometry *p = GEOSGeom_createPointFromXY_r(a->context, x, y);
    char is = GEOSPreparedCovers_r(a->context, a->prepared, p);
    GEOSGeom_destroy_r(a->context, p);
#endif
    if (is > 1) return 0;
    mask[k] = static_cast<unsigned char>(is);
  }
  return 1;
} catch (const std::exception &e) {
  on_error(e.what(), nullptr);
  return 0;
}

void area_free(area *a) { delete a; }
