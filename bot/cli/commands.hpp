#pragma once

#include <string>
#include <vector>

#include "bot/result.hpp"

namespace secondstory::cli {

// One function and one file a subcommand; what each may be asked for is in its options, and how
// that is written on the command line in command_line.cpp. They give the program's exit code: 0
// done, 1 lint found something, 2 usage or configuration, 3 a remote side refused, 4 storage, 5
// anything unexpected.

inline constexpr const char* usual_configuration = "config/secondstory.toml";

struct ServeOptions
{
  std::string config = usual_configuration;
  std::string log = "info";  ///< a level of spdlog's
};
int serve(const ServeOptions& options);

struct DemoOptions
{
  std::string listen = "127.0.0.1:8765";
  std::string script;  ///< empty: the built-in one
  std::string output = "demo-out";
  bool open = false;
};
int demo(const DemoOptions& options);

struct LintOptions
{
  std::string input = "text";   ///< or jsonl
  std::string format = "text";  ///< or jsonl, sarif
  std::string rules;            ///< empty: ours alone
  std::vector<std::string> files;
};
int lint(const LintOptions& options);

struct RephraseOptions
{
  std::string input = "text";  ///< or jsonl
  std::string roster;
  std::string file = "-";
};
int rephrase(const RephraseOptions& options);

struct ListOptions
{
  std::string config = usual_configuration;
  std::string format = "text";  ///< or json
};
int list(const ListOptions& options);

struct ExportOptions
{
  std::string incident;  ///< as people write it: INC-7
  std::string config = usual_configuration;
  std::string format;  ///< md, html, json, csv or png
  std::string output;  ///< empty or -: standard output
};
int export_record(const ExportOptions& options);

struct CheckOptions
{
  std::string config = usual_configuration;
  bool online = false;
};
int check(const CheckOptions& options);

/// The exit code that a failure is given.
int exit_code_of(const Error& error);

/// Prints a failure on standard error and gives its exit code.
int complain(const Error& error);

}  // namespace secondstory::cli
