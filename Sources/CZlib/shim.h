#ifndef REPLAY_TOOL_CZLIB_SHIM_H
#define REPLAY_TOOL_CZLIB_SHIM_H

#include <zlib.h>

// inflateInit2 and inflateReset are macros or take macros. 16 more than the window's bits: a gzip header is expected.
static inline int replay_tool_begin_gunzip(z_stream *stream) { return inflateInit2(stream, 16 + MAX_WBITS); }

#endif
