#pragma once

#include <string>
#include <vector>

#include "adapters/slack/json.hpp"
#include "bot/content.hpp"

namespace secondstory::slack {

/// One message as Slack takes it.
struct Rendered
{
  json::array blocks{};
  std::string text{};   ///< what notifications and clients without blocks show
  std::string words{};  ///< all of it as text, for when Slack does not take the blocks
};

/// What a message may hold. 50, 3000, 150, 2000 are documented
/// (docs.slack.dev/reference/block-kit); the sum is not: Slack refused messages from about 11 300
/// characters on and took 9 597.
struct RenderLimits
{
  std::size_t blocks = 50;
  std::size_t section = 3000;
  std::size_t header = 150;
  std::size_t field = 2000;
  std::size_t button_label = 75;
  std::size_t button_value = 2000;
  std::size_t message = 9500;
  std::size_t fallback = 3000;
};

/// The messages that a content makes: one, unless it is too long for one. Never none.
std::vector<Rendered> render(const Content& content, const RenderLimits& limits = {});

/// As one message, cut with a note if it would make several: for what replaces a message.
Rendered render_one(const Content& content, const RenderLimits& limits = {});

}  // namespace secondstory::slack
