#pragma once

namespace secondstory::cli {

/// Does what the command line asks for, and gives the exit code.
int run(int argc, char** argv);

}  // namespace secondstory::cli
