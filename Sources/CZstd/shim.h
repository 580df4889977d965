#ifndef REPLAY_TOOL_CZSTD_SHIM_H
#define REPLAY_TOOL_CZSTD_SHIM_H

#include <zstd.h>

#endif
