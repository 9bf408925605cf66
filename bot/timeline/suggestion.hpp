#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bot/event.hpp"

namespace secondstory {

enum class SuggestionState { offered, accepted, dismissed };

std::string_view name_of(SuggestionState state);
std::optional<SuggestionState> suggestion_state_named(std::string_view name);

/// A wording about the system that was offered for somebody's message.
struct Suggestion
{
  std::int64_t number = 0;  ///< shown as S-4, counted within the incident
  std::int64_t incident = 0;
  MessageRef about{};    ///< the message it was offered for
  std::string author{};  ///< of that message
  Time at{};
  std::string category{}, rule{};
  std::string excerpt{};
  std::optional<std::string> wording{};
  std::string question{};
  SuggestionState state = SuggestionState::offered;
  std::int64_t outbox_id = 0;              ///< the effect that carries it
  std::optional<std::string> posted_as{};  ///< id of our message, once the service told it

  std::string id() const { return "S-" + std::to_string(number); }
};

/// What people made of the suggestions of one rule in one channel.
struct RuleAnswers
{
  std::int64_t accepted = 0;
  std::int64_t dismissed = 0;
};

}  // namespace secondstory
