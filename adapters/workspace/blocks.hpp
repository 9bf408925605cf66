#pragma once

#include "adapters/workspace/workspace.hpp"

/// Slack's limits on messages (docs.slack.dev/reference/block-kit/blocks; the sum over all blocks
/// is not documented and was observed: about 9,600 characters pass and 11,300 do not).
namespace secondstory::workspace {

inline constexpr std::size_t blocks_max = 50;
inline constexpr std::size_t view_blocks_max = 100;
inline constexpr std::size_t section_text_max = 3'000;
inline constexpr std::size_t field_text_max = 2'000;
inline constexpr std::size_t fields_max = 10;
inline constexpr std::size_t header_text_max = 150;
inline constexpr std::size_t context_elements_max = 10;
inline constexpr std::size_t action_elements_max = 25;
inline constexpr std::size_t button_text_max = 75;
inline constexpr std::size_t button_value_max = 2'000;
inline constexpr std::size_t id_max = 255;
inline constexpr std::size_t markdown_max = 12'000;
inline constexpr std::size_t message_sum_max = 10'000;
inline constexpr std::size_t post_text_max = 40'000;
inline constexpr std::size_t update_text_max = 4'000;

/// The blocks with a block_id each, or invalid_blocks, invalid_blocks_format, msg_blocks_too_long.
Outcome<json::array> checked_blocks(const std::optional<json::value>& given, Workspace& workspace);

/// The same for a view, which may be without: 100 blocks, inputs among them, and no sum.
Outcome<json::array> checked_view_blocks(const json::value* given, Workspace& workspace);

/// {"event_type": …, "event_payload": {…}}, or invalid_metadata_format.
Outcome<json::object> checked_metadata(const std::optional<json::value>& given);

}  // namespace secondstory::workspace
