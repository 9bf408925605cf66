#pragma once

#include "adapters/workspace/workspace.hpp"

/// Slack's JSON for what a workspace holds, as its documentation and captured payloads show it
/// (docs.slack.dev/reference/objects, docs.slack.dev/reference/events).
namespace secondstory::workspace {

/// Which of a message's faces: the event that told of it, or what history shows later (with
/// reactions, reply counts and pins).
enum class Face { event, history };

json::object message_json(const Workspace& workspace, const Channel& channel,
                          const Message& message, Face face, bool with_metadata = false);
json::object ephemeral_json(const Workspace& workspace, const Ephemeral& ephemeral);
json::object user_json(const Workspace& workspace, const Person& person);
json::object channel_json(const Workspace& workspace, const Channel& channel);
json::object file_json(const Workspace& workspace, const File& file);
json::object bookmark_json(const Workspace& workspace, const Channel& channel,
                           const Bookmark& bookmark);
json::object pin_json(const Workspace& workspace, const Channel& channel, const Pin& pin);
json::object view_json(const Workspace& workspace, const View& view);
std::string permalink(const Workspace& workspace, const Channel& channel, const Message& message);

/// "channel", "group" or "im".
std::string_view channel_type(const Channel& channel);
/// Replies of a thread, oldest first; the parent is not among them.
std::vector<const Message*> replies_of(const Channel& channel, std::string_view ts);

}  // namespace secondstory::workspace
