#include "adapters/slack/needs.hpp"

#include <algorithm>
#include <set>

#include "bot/words.hpp"

namespace secondstory::slack {

namespace {

constexpr Need scopes[] = {
    {"app_mentions:read", "commands by mention, the only form inside threads"},
    {"bookmarks:read", "seeing that the bookmark of an incident is there already"},
    {"bookmarks:write", "the bookmark of an incident's status and timeline"},
    {"channels:history", "the timeline"},
    {"channels:join", "coming back into a channel that the bot was removed from"},
    {"channels:manage", "opening an incident's channel, its topic and its members"},
    {"channels:read", "names and members of channels, renames, who joins and leaves"},
    {"chat:write", "answers, suggestions, the draft"},
    {"commands", "/incident and the shortcuts"},
    {"files:write", "the draft and exports as files"},
    {"groups:history", "the timeline of private incidents"},
    {"groups:read", "names and members of private channels"},
    {"groups:write", "opening the channel of a private incident"},
    {"im:history", "commands in a direct message"},
    {"im:write", "handing an export to one person"},
    {"pins:write", "pinning the status card"},
    {"reactions:read", "marking by reaction: key event, leave out, accept, dismiss"},
    {"usergroups:read", "names of mentioned user groups"},
    {"users:read", "names of people, so that drafts can leave them out"},
};

constexpr Need events[] = {
    {"app_home_opened", "the home tab"},
    {"app_mention", "commands by mention"},
    {"app_uninstalled", "nothing is sent any more, and status says why"},
    {"channel_archive", "the timeline tells of it"},
    {"channel_id_changed", "an incident follows its channel"},
    {"channel_rename", "the timeline tells of it"},
    {"channel_unarchive", "the timeline tells of it"},
    {"group_archive", "the timeline tells of it"},
    {"group_rename", "the timeline tells of it"},
    {"group_unarchive", "the timeline tells of it"},
    {"member_joined_channel", "the timeline tells who came"},
    {"member_left_channel", "the timeline tells who left"},
    {"message.channels", "the timeline"},
    {"message.groups", "the timeline of private incidents"},
    {"message.im", "commands in a direct message"},
    {"reaction_added", "marking by reaction"},
    {"reaction_removed", "taking a mark back"},
    {"tokens_revoked", "nothing is sent any more, and status says why"},
};

}  // namespace

std::span<const Need> needed_scopes()
{
  return scopes;
}

std::vector<Need> lacking_scopes(std::string_view granted)
{
  std::set<std::string_view> held;
  while (!granted.empty()) {
    const auto end = std::min(granted.find(','), granted.size());
    held.insert(words::trim(granted.substr(0, end)));
    granted.remove_prefix(std::min(end + 1, granted.size()));
  }
  std::vector<Need> out;
  for (const Need& need : scopes) {
    if (!held.contains(need.name)) out.push_back(need);
  }
  return out;
}

std::span<const Need> needed_events()
{
  return events;
}

}  // namespace secondstory::slack
