/* How the client uses nanopb: its low-level reader, on messages in memory. Without callbacks pb_read does not call
 * itself, and nothing is called through a pointer. */
#ifndef MESOGRID_NANOPB_H
#define MESOGRID_NANOPB_H

#ifndef PB_BUFFER_ONLY
#define PB_BUFFER_ONLY
#endif
#include "nanopb/pb_decode.h"

#endif
