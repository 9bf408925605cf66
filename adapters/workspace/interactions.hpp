#pragma once

#include "adapters/workspace/workspace.hpp"

/// What the payloads of interactions share
/// (docs.slack.dev/reference/interaction-payloads).
namespace secondstory::workspace {

json::object interactive_user(const Team& team, const Person& person);

/// The button with this action id, in actions blocks and as accessory of a section, with the id of
/// its block.
std::optional<std::pair<json::object, std::string>> find_button(const json::array& blocks,
                                                                const std::string& action_id);

/// What pressing the button says.
json::object action_of(const json::object& button, const std::string& block_id, std::string ts);

}  // namespace secondstory::workspace
