/* nanopb's runtime as the client needs it. A firmware that links nanopb 0.4 already leaves this file out. */
#include "nanopb.h"

#include "nanopb/pb_common.c"
#include "nanopb/pb_decode.c"
