#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bot/content.hpp"

namespace secondstory {

class Command;

/// What a command can do. Parsing, help, did-you-mean and permissions all come from this one table;
/// to add a verb, add a row in verbs.cpp and a function in the file of its family.
struct Verb
{
  enum class Needs {
    nothing,        ///< works anywhere
    any_incident,   ///< an open or a closed one
    open_incident,  ///< one that has not been closed
  };
  std::string_view name;
  std::vector<std::string_view> aliases;
  std::string_view usage;    ///< the arguments
  std::string_view does;     ///< one line for help
  std::string_view example;  ///< the arguments of an example
  Needs needs;
  bool changes;  ///< guests and, where managers are named, others may not
  void (*run)(Command&);
  /// Whether it takes words of the caller's own, which may mention whatever they like.
  enum class Words { none, note, all } words = Words::none;
};

std::span<const Verb> verbs();
/// By name or alias; nullptr if there is none.
const Verb* find_verb(std::string_view word);
/// Every name and alias, for did-you-mean.
std::vector<std::string> verb_names();

// help.cpp
void show_help(Command&);
Content help_on_all(const Command&);
// declaring.cpp
void declare(Command&);
void list_incidents(Command&);
// lifecycle.cpp
void status(Command&);
void severity(Command&);
void mitigated(Command&);
void resolve(Command&);
void close(Command&);
void reopen(Command&);
void undo(Command&);
// roles.cpp
void lead(Command&);
void assign_role(Command&);
void list_roles(Command&);
// recording.cpp
void note(Command&);
void update(Command&);
void impact(Command&);
void summary(Command&);
void detected(Command&);
void started(Command&);
void timeline(Command&);
void key_event(Command&);
// actions.cpp
void add_action(Command&);
void list_actions(Command&);
void finish_action(Command&);
// drafting.cpp
void postmortem(Command&);
void export_file(Command&);
// tone.cpp
void tone(Command&);
// later.cpp
void not_yet(Command&);

}  // namespace secondstory
