#pragma once

#include <optional>
#include <string>

#include "bot/commands/command.hpp"
#include "bot/form.hpp"
#include "bot/settings.hpp"

namespace secondstory {

constexpr std::size_t title_bytes_max = 200;

/// What somebody wants declared, however they said it.
struct Wish
{
  std::string title{};
  std::string severity{};
  bool here = false;  ///< in the channel of the caller instead of one of its own
  bool is_private = false;
  std::optional<std::string> lead{};
};

/// Declares it in the caller's name, or tells them why not.
void declare_as(Command& command, Wish wish);

/// The severity of an incident that nobody named one for.
std::string usual_severity(const Settings& settings);

/// The name of the form that declares an incident; also the action of a button that asks for it.
inline constexpr const char* declaration = "declare";

/// The forms there are (one), by these settings.
Forms forms_by(const Settings& settings);

/// The form came back filled in.
void declare_by_form(Turn& turn, const FormFilled& filled);

/// A form was asked for and could not be shown: says how to do it in words.
void declare_without_form(Turn& turn, const std::string& platform, const std::string& person);

}  // namespace secondstory
