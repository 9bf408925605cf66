#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "bot/result.hpp"

namespace secondstory::cli {

/// One file a subcommand. Each registers itself and, when chosen, does its work and leaves the
/// program's exit code: 0 done, 1 lint found something, 2 usage or configuration, 3 a remote side
/// refused, 4 storage, 5 anything unexpected.
void add_serve(CLI::App& app, int& exit_code);
void add_demo(CLI::App& app, int& exit_code);
void add_lint(CLI::App& app, int& exit_code);
void add_rephrase(CLI::App& app, int& exit_code);
void add_list(CLI::App& app, int& exit_code);
void add_export(CLI::App& app, int& exit_code);
void add_check(CLI::App& app, int& exit_code);
void add_version(CLI::App& app, int& exit_code);
std::string version_line();

/// The exit code that a failure is given.
int exit_code_of(const Error& error);

/// Prints a failure on standard error and gives its exit code.
int complain(const Error& error);

}  // namespace secondstory::cli
