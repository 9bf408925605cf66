#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "bot/time.hpp"

namespace secondstory::slack {

/// What we had posted before this run began. Nobody adds to that, so one pass over a channel's
/// history answers for all effects that an earlier run left open in it: after a crash in a busy
/// channel it is the reading, not the posting, that keeps answers waiting.
class PastPosts
{
 public:
  /// Token of a part → `ts` of the message.
  using Posts = std::map<std::string, std::string>;

  /// The parts of an effect that were posted; nothing if the channel has to be read for it: it was
  /// not yet, or not so far back, or this run tried to post the effect itself.
  std::optional<Posts> of(const std::string& channel, const std::string& token, Time since) const
  {
    const auto pass = passes_.find(channel);
    if (pass == passes_.end() || pass->second.since > since || tried_.contains(token)) {
      return std::nullopt;
    }
    return parts_of(pass->second.posts, token);
  }

  /// All posts of ours in a channel since a moment.
  void learn(const std::string& channel, Time since, Posts posts)
  {
    const auto known = passes_.find(channel);
    if (known != passes_.end() && known->second.since <= since) return;
    passes_[channel] = {since, std::move(posts)};
  }

  /// From now on the history may hold posts of it that no pass has seen.
  void tried(const std::string& token) { tried_.insert(token); }
  void settled(const std::string& token) { tried_.erase(token); }

  static Posts parts_of(const Posts& posts, const std::string& token)
  {
    Posts out;
    for (const auto& [part, ts] : posts) {
      if (part == token || part.starts_with(token + "/")) out.emplace(part, ts);
    }
    return out;
  }

 private:
  struct Pass
  {
    Time since{};
    Posts posts{};
  };

  std::map<std::string, Pass> passes_;  ///< by channel
  std::set<std::string> tried_;         ///< tokens of what is not settled yet
};

}  // namespace secondstory::slack
