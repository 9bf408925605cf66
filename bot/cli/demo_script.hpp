#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bot/result.hpp"

namespace secondstory::cli {

/// One step of a demo script: a line of JSON, `{"as":"ana","in":"#general","say":"…"}`.
struct Step
{
  /// What has to be seen before the next step; `answer` is what every command has to have.
  enum class Expect {
    nothing,
    answer,      ///< the bot says something
    suggestion,  ///< … in the thread of this very message
    channel,     ///< the bot opened a channel and has said something in it
    file,        ///< the bot shared a file
  };

  std::string person{};              ///< "as"
  std::string channel = "incident";  ///< "in": a name, or `incident` for the channel the bot opened
  std::string verb{};                ///< say, slash, edit, delete, react, press, join
  std::string object{};  ///< the words, the message's "id", the reaction, the button, the channel
  std::string text{};    ///< of an edit
  std::string id{};      ///< under which later steps speak of this message
  std::string thread{};  ///< id of the message that is replied to
  std::string to{};      ///< id of the message that is reacted to, or whose suggestion is pressed
  bool on_suggestion = false;  ///< "on": "suggestion": the reaction goes to the bot's answer to it
  Expect expect = Expect::nothing;
  std::size_t line = 0;
};

/// Fault::usage with `name:line`.
Result<std::vector<Step>> parse_script(std::string_view text, const std::string& name);

}  // namespace secondstory::cli
