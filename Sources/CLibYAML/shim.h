#ifndef REPLAY_TOOL_CLIBYAML_SHIM_H
#define REPLAY_TOOL_CLIBYAML_SHIM_H

#include <yaml.h>

#endif
