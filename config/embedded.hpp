#pragma once

#include <string_view>
#include <vector>

namespace secondstory {

/// A data file compiled into the program: its path below the embedded folder and its bytes.
struct EmbeddedFile
{
  std::string_view name;
  std::string_view bytes;
};

}  // namespace secondstory

/// The files of `config/language`, in name order.
std::vector<secondstory::EmbeddedFile> secondstory_rules();
/// The files of `config/language/model`: what the model of the language engine is made of.
std::vector<secondstory::EmbeddedFile> secondstory_model();
/// The files of `adapters/workspace/page`.
std::vector<secondstory::EmbeddedFile> secondstory_workspace_page();
/// The incident that `demo` plays.
std::vector<secondstory::EmbeddedFile> secondstory_demo();
