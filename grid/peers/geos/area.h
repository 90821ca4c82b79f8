#ifdef __cplusplus
extern "C" {
#endif

#include <stddef.h>

/* An area, ready to be asked; NULL where GEOS has an error, which geos_error tells. */
typedef struct area area;

/* xy: n places, the last as the first; margin: the area is smaller by it, arcs in quadrants of so many segments;
   indexed: ask the C++ class instead of the C API's prepared geometry. */
area *area_new(const double *xy, size_t n, double margin, int segments, int indexed);
/* Writes 1 for each place that is inside or on the edge, and 0 for others. Returns 0 on an error. */
int area_covers(area *a, const double *xy, size_t n, unsigned char *mask);
void area_free(area *a);
const char *area_error(void);
const char *area_version(void);

#ifdef __cplusplus
}
#endif
