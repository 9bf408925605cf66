#pragma once

#include <span>
#include <string_view>
#include <vector>

/// What the app has to be allowed, and what Slack has to tell it. deploy/slack/manifest.yaml asks
/// for exactly this; a test compares the two, and both with what Slack documents of the methods
/// that we call (tests/slack/needs_test.cpp).
namespace secondstory::slack {

struct Need
{
  std::string_view name{};  ///< of a scope or an event
  std::string_view use{};   ///< what does not work without it
};

/// Scopes of the bot token (docs.slack.dev/reference/scopes).
std::span<const Need> needed_scopes();

/// Those of them that a list of granted scopes, separated by commas, does not hold.
std::vector<Need> lacking_scopes(std::string_view granted);

/// Subscriptions to bot events (docs.slack.dev/reference/events).
std::span<const Need> needed_events();

}  // namespace secondstory::slack
