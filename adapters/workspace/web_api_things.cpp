#include <algorithm>

#include "adapters/slack/json.hpp"
#include "adapters/workspace/web_api.hpp"

/// Methods on bookmarks, files and views.
namespace secondstory::workspace {

using slack::string_at;

WebApi::Reply WebApi::bookmarks_add(const Args& args)
{
  const auto where = joined(args.text("channel_id"));
  if (!where) return refuse(where.error().error);
  if (args.text("type") != "link") return refuse("invalid_bookmark_type");
  constexpr std::size_t link_max = 2'048;
  const std::string link = args.text("link");
  const bool is_link = link.starts_with("http://") || link.starts_with("https://");
  if (!is_link || link.size() > link_max) return refuse("invalid_link");
  constexpr std::size_t bookmarks_max = 100;
  if ((*where)->bookmarks.size() >= bookmarks_max) return refuse("too_many_bookmarks");
  Bookmark bookmark;
  bookmark.title = args.text("title");
  bookmark.link = link;
  bookmark.emoji = args.text("emoji");
  const Bookmark& added = workspace_.add_bookmark(**where, std::move(bookmark));
  return json::object{{"bookmark", bookmark_json(workspace_, **where, added)}};
}

WebApi::Reply WebApi::bookmarks_edit(const Args& args)
{
  const auto where = joined(args.text("channel_id"));
  if (!where) return refuse(where.error().error);
  auto& all = (*where)->bookmarks;
  const auto found = std::find_if(all.begin(), all.end(), [&](const Bookmark& one) {
    return one.id == args.text("bookmark_id");
  });
  if (found == all.end()) return refuse("not_found");
  if (args.has("title")) found->title = args.text("title");
  if (args.has("link")) found->link = args.text("link");
  if (args.has("emoji")) found->emoji = args.text("emoji");
  found->updated = workspace_.now_seconds();
  workspace_.tell_changed("bookmarks", **where);
  return json::object{{"bookmark", bookmark_json(workspace_, **where, *found)}};
}

WebApi::Reply WebApi::bookmarks_list(const Args& args)
{
  const auto where = joined(args.text("channel_id"));
  if (!where) return refuse(where.error().error);
  json::array bookmarks;
  for (const Bookmark& one : (*where)->bookmarks) {
    bookmarks.push_back(bookmark_json(workspace_, **where, one));
  }
  return json::object{{"bookmarks", std::move(bookmarks)}};
}

WebApi::Reply WebApi::files_get_upload_url(const Args& args)
{
  const auto length = args.integer("length");
  if (!length || *length < 1 || args.text("filename").empty()) {
    return refuse("invalid_arguments", {"[ERROR] must be greater than 0 [json-pointer:/length]"});
  }
  constexpr std::int64_t length_max = 1'000'000'000;
  if (*length > length_max) return refuse("file_upload_size_restricted");
  const File& file = workspace_.announce_file(
      args.text("filename"), static_cast<std::size_t>(*length), workspace_.team().bot_user);
  return json::object{{"upload_url", workspace_.base_url + "/upload/v1/" + file.upload_key},
                      {"file_id", file.id}};
}

WebApi::Reply WebApi::files_complete_upload(const Args& args)
{
  const auto given = args.structure("files");
  if (!given || !given->is_array() || given->get_array().empty()) {
    return refuse("invalid_arguments", {"[ERROR] must be an array of files [json-pointer:/files]"});
  }
  std::vector<File*> files;
  for (const json::value& item : given->get_array()) {
    const json::object* entry = item.if_object();
    File* file = entry ? workspace_.file(string_at(*entry, "id")) : nullptr;
    if (!file || !file->uploaded || file->completed) return refuse("file_not_found");
    file->title = string_at(*entry, "title");
    files.push_back(file);
  }
  Channel* target = nullptr;
  if (args.has("channel_id") && !args.text("channel_id").empty()) {
    const auto where = joined(args.text("channel_id"));
    if (!where) return refuse(where.error().error);
    if ((*where)->is_archived) return refuse("posting_to_channel_denied");
    target = *where;
  }
  Draft draft;
  draft.user = workspace_.team().bot_user;
  draft.subtype = "file_share";
  draft.text = args.text("initial_comment");
  draft.thread_ts = args.text("thread_ts");
  if (args.has("blocks") && draft.text.empty()) {
    auto blocks = checked_blocks(args.structure("blocks"), workspace_);
    if (!blocks) return tl::unexpected<Refusal>(blocks.error());
    draft.blocks = std::move(*blocks);
  }
  for (File* file : files) draft.files.push_back(file->id);
  Whims& whims = workspace_.whims;
  const bool late = target && whims.shares > 0 && whims.shares-- > 0;
  if (late && !whims.never_shared) {
    workspace_.after(whims.share_after_ms, [this, id = target->id, draft] {
      if (!workspace_.post(id, draft)) return;
      for (const std::string& name : draft.files) workspace_.file(name)->channels.push_back(id);
    });
  } else if (target && !late) {
    const auto posted = workspace_.post(target->id, std::move(draft));
    if (!posted) return refuse(posted.error().error);
  }
  json::array out;
  for (File* file : files) {
    file->completed = true;
    if (target && !late) file->channels.push_back(target->id);
    out.push_back(json::object{{"id", file->id}, {"title", file->title}});
  }
  return json::object{{"files", std::move(out)}};
}

WebApi::Reply WebApi::files_info(const Args& args)
{
  const File* file = workspace_.file(args.text("file"));
  if (!file || !file->completed) return refuse("file_not_found");
  json::object shown = file_json(workspace_, *file);
  json::object by_channel;
  for (const std::string& id : file->channels) {
    const Channel* channel = workspace_.channel(id);
    if (!channel) continue;
    for (const auto& [ts, message] : channel->messages) {
      if (std::find(message.files.begin(), message.files.end(), file->id) == message.files.end()) {
        continue;
      }
      json::object share{{"ts", ts}, {"channel_name", channel->name}};
      if (!message.thread_ts.empty()) share["thread_ts"] = message.thread_ts;
      by_channel[id] = json::array{std::move(share)};
    }
  }
  shown["shares"] = json::object{{"public", std::move(by_channel)}};
  return json::object{{"file", std::move(shown)}, {"comments", json::array{}}};
}

namespace {

/// What is wrong with a view besides its blocks (docs.slack.dev/reference/views/modal-views).
std::vector<std::string> view_faults(const json::object& view, const json::array& blocks,
                                     const std::string& kind)
{
  std::vector<std::string> faults;
  constexpr std::size_t label_max = 24;
  constexpr std::size_t metadata_max = 3'000;
  for (const char* label : {"title", "submit", "close"}) {
    const std::string text = string_at(slack::object_at(view, label), "text");
    const bool missing = text.empty() && kind == "modal" && std::string_view(label) == "title";
    if (missing || length_of(text) > label_max) {
      faults.push_back(std::string("[ERROR] must be 1 to 24 characters [json-pointer:/view/") +
                       label + "]");
    }
  }
  if (string_at(view, "private_metadata").size() > metadata_max) {
    faults.emplace_back("[ERROR] too long [json-pointer:/view/private_metadata]");
  }
  const bool asks = std::any_of(blocks.begin(), blocks.end(), [](const json::value& block) {
    return string_at(block.get_object(), "type") == "input";
  });
  if (asks && kind == "modal" && !view.contains("submit")) {
    faults.emplace_back("[ERROR] submit is required with input blocks [json-pointer:/view]");
  }
  return faults;
}

/// A view's content, or why it cannot be shown.
Outcome<json::object> checked_view(const Args& args, const std::string& kind, Workspace& workspace)
{
  const auto given = args.structure("view");
  const json::object* content = given ? given->if_object() : nullptr;
  if (!content || string_at(*content, "type") != kind) {
    return refuse("invalid_arguments", {"[ERROR] must be a " + kind + " [json-pointer:/view]"});
  }
  constexpr std::size_t view_max = 250'000;
  if (json::serialize(*content).size() > view_max) return refuse("view_too_large");
  auto blocks = checked_view_blocks(content->if_contains("blocks"), workspace);
  if (!blocks) return tl::unexpected<Refusal>(blocks.error());
  const auto faults = view_faults(*content, *blocks, kind);
  if (!faults.empty()) return refuse("invalid_arguments", faults);
  json::object checked = *content;
  checked["blocks"] = std::move(*blocks);
  return checked;
}

}  // namespace

WebApi::Reply WebApi::views_open(const Args& args)
{
  auto content = checked_view(args, "modal", workspace_);
  if (!content) return tl::unexpected<Refusal>(content.error());
  const auto user = workspace_.exchange_trigger(args.text("trigger_id"));
  if (!user) return refuse(user.error().error);
  View opened;
  opened.user = *user;
  opened.kind = "modal";
  opened.content = std::move(*content);
  opened.channel = workspace_.channel_of_trigger(args.text("trigger_id"));
  const View& view = workspace_.store_view(std::move(opened));
  return json::object{{"view", view_json(workspace_, view)}};
}

WebApi::Reply WebApi::views_publish(const Args& args)
{
  auto content = checked_view(args, "home", workspace_);
  if (!content) return tl::unexpected<Refusal>(content.error());
  if (!workspace_.person(args.text("user_id"))) return refuse("user_not_found");
  View view;
  view.user = args.text("user_id");
  view.kind = "home";
  view.content = std::move(*content);
  for (const auto& [id, old] : workspace_.views()) {
    if (old.kind == "home" && old.user == view.user) view.id = id;
  }
  const View& stored = workspace_.store_view(std::move(view));
  return json::object{{"view", view_json(workspace_, stored)}};
}

WebApi::Reply WebApi::views_update(const Args& args)
{
  const auto found = workspace_.views().find(args.text("view_id"));
  if (found == workspace_.views().end()) return refuse("not_found");
  View view = found->second;
  if (args.has("hash") && args.text("hash") != view.hash) return refuse("hash_conflict");
  auto content = checked_view(args, view.kind, workspace_);
  if (!content) return tl::unexpected<Refusal>(content.error());
  view.content = std::move(*content);
  const View& stored = workspace_.store_view(std::move(view));
  return json::object{{"view", view_json(workspace_, stored)}};
}

}  // namespace secondstory::workspace
