#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bot/event.hpp"

namespace secondstory {

/// What a person fills in, free of any service's widgets.
struct FormField
{
  enum class Kind { line, choice, flag, person, channel };
  Kind kind = Kind::line;
  std::string name{};  ///< of the value in FormFilled
  std::string label{};
  std::string hint{};  ///< of a flag: what is agreed to, never empty
  bool required = false;
  std::string initial{};
  /// Of a choice: value and label, the initial one among them.
  std::vector<std::pair<std::string, std::string>> choices{};
  std::size_t bytes_max = 0;  ///< of a line; 0: the service's own limit
};

struct Form
{
  std::string name{};
  std::string title{};   ///< at most 24 characters
  std::string submit{};  ///< the button's label, at most 24 characters
  Channel asked_in{};    ///< comes back with what was filled in
  std::vector<FormField> fields{};
};

/// What is wrong with a value, for the person who typed it.
struct FieldFault
{
  std::string field{};
  std::string message{};
};

/// Forms are shown and checked while a person waits, so no ledger is asked for either: both
/// functions are pure and may be called on any thread.
///
/// A service that can show forms asks `asked_by` of a command, a press or a FormAsked before it
/// hands the event on. Where there is a form it is shown instead; only when that fails, or the
/// service has no forms, does the event come in and is answered in words. Nothing is recorded by
/// showing a form, so a crash in between loses nothing but the form. What was filled in comes in as
/// FormFilled once `faults` finds none, and is an event like any other.
struct Forms
{
  std::function<std::optional<Form>(const Event&)> asked_by = [](const Event&) {
    return std::optional<Form>{};
  };
  std::function<std::vector<FieldFault>(const FormFilled&)> faults = [](const FormFilled&) {
    return std::vector<FieldFault>{};
  };
};

}  // namespace secondstory
