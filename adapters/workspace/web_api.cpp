#include "adapters/workspace/web_api.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "adapters/slack/json.hpp"

namespace secondstory::workspace {

using slack::parse_object;
using slack::string_at;

namespace {

constexpr std::string_view cursor_prefix = "next_ts:";

std::string bearer(const std::string& authorization)
{
  constexpr std::string_view scheme = "Bearer ";
  return authorization.starts_with(scheme) ? authorization.substr(scheme.size()) : std::string();
}

json::object refusal_json(const Refusal& refusal)
{
  json::object out{{"ok", false}, {"error", refusal.error}};
  if (refusal.details.empty()) return out;
  if (refusal.error == "missing_scope") {
    out["needed"] = refusal.details.front();
    return out;
  }
  json::array messages;
  for (const std::string& detail : refusal.details) messages.emplace_back(detail);
  out["errors"] = messages;
  out["response_metadata"] = json::object{{"messages", std::move(messages)}};
  return out;
}

/// A refusal that no careful app ever meets: the request itself is wrong, or beyond a limit.
bool is_malformed(std::string_view error)
{
  constexpr std::array<std::string_view, 20> errors = {"invalid_blocks",
                                                       "invalid_blocks_format",
                                                       "invalid_cursor",
                                                       "invalid_json",
                                                       "invalid_limit",
                                                       "invalid_metadata_format",
                                                       "invalid_name",
                                                       "invalid_name_maxlength",
                                                       "invalid_name_punctuation",
                                                       "invalid_name_required",
                                                       "invalid_name_specials",
                                                       "invalid_ts_latest",
                                                       "invalid_ts_oldest",
                                                       "invalid_types",
                                                       "markdown_text_conflict",
                                                       "msg_blocks_too_long",
                                                       "msg_too_long",
                                                       "no_text",
                                                       "too_long",
                                                       "too_many_users"};
  return std::find(errors.begin(), errors.end(), error) != errors.end();
}

}  // namespace

std::string cursor_of(std::string_view place)
{
  const std::string plain = std::string(cursor_prefix) + std::string(place);
  std::string out(4 * ((plain.size() + 2) / 3) + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                     reinterpret_cast<const unsigned char*>(plain.data()),
                                     static_cast<int>(plain.size()));
  out.resize(static_cast<std::size_t>(length));
  return out;
}

std::optional<std::string> place_of(const std::string& cursor)
{
  std::string out(cursor.size() + 3, '\0');
  const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                     reinterpret_cast<const unsigned char*>(cursor.data()),
                                     static_cast<int>(cursor.size()));
  if (length < 0) return std::nullopt;
  out.resize(static_cast<std::size_t>(length));
  while (out.ends_with('\0')) out.pop_back();
  if (!out.starts_with(cursor_prefix)) return std::nullopt;
  return out.substr(cursor_prefix.size());
}

void add_cursor(json::object& reply, std::string next_cursor)
{
  reply["response_metadata"] = json::object{{"next_cursor", std::move(next_cursor)}};
}

Outcome<std::size_t> limit_of(const Args& args, std::size_t preset, std::size_t max)
{
  if (!args.has("limit")) return preset;
  const auto limit = args.integer("limit");
  if (!limit || *limit < 0) return refuse("invalid_limit");
  if (*limit == 0) return preset;
  return std::min(static_cast<std::size_t>(*limit), max);
}

Outcome<std::size_t> WebApi::page_of(const Args& args, std::size_t preset, std::size_t max) const
{
  const std::size_t most = workspace_.whims.page_max;
  return limit_of(args, std::min(preset, most), std::min(max, most));
}

Outcome<std::size_t> offset_of(const Args& args)
{
  const std::string cursor = args.text("cursor");
  if (cursor.empty()) return std::size_t{0};
  const std::string place = place_of(cursor).value_or("");
  std::size_t out = 0;
  const auto [end, failed] = std::from_chars(place.data(), place.data() + place.size(), out);
  if (failed != std::errc{} || end != place.data() + place.size()) return refuse("invalid_cursor");
  return out;
}

WebApi::WebApi(Workspace& workspace, Journal& journal, Tokens tokens,
               std::function<std::string()> open_connection)
    : workspace_(workspace),
      journal_(journal),
      tokens_(std::move(tokens)),
      open_connection_(std::move(open_connection)),
      table_{{"api.test", &WebApi::api_test},
             {"apps.connections.open", &WebApi::apps_connections_open},
             {"auth.test", &WebApi::auth_test},
             {"bots.info", &WebApi::bots_info},
             {"bookmarks.add", &WebApi::bookmarks_add},
             {"bookmarks.edit", &WebApi::bookmarks_edit},
             {"bookmarks.list", &WebApi::bookmarks_list},
             {"chat.delete", &WebApi::chat_delete},
             {"chat.getPermalink", &WebApi::chat_get_permalink},
             {"chat.postEphemeral", &WebApi::chat_post_ephemeral},
             {"chat.postMessage", &WebApi::chat_post_message},
             {"chat.update", &WebApi::chat_update},
             {"conversations.archive", &WebApi::conversations_archive},
             {"conversations.create", &WebApi::conversations_create},
             {"conversations.history", &WebApi::conversations_history},
             {"conversations.info", &WebApi::conversations_info},
             {"conversations.invite", &WebApi::conversations_invite},
             {"conversations.join", &WebApi::conversations_join},
             {"conversations.leave", &WebApi::conversations_leave},
             {"conversations.list", &WebApi::conversations_list},
             {"conversations.members", &WebApi::conversations_members},
             {"conversations.open", &WebApi::conversations_open},
             {"conversations.rename", &WebApi::conversations_rename},
             {"conversations.replies", &WebApi::conversations_replies},
             {"conversations.setPurpose", &WebApi::conversations_set_purpose},
             {"conversations.setTopic", &WebApi::conversations_set_topic},
             {"conversations.unarchive", &WebApi::conversations_unarchive},
             {"files.completeUploadExternal", &WebApi::files_complete_upload},
             {"files.getUploadURLExternal", &WebApi::files_get_upload_url},
             {"files.info", &WebApi::files_info},
             {"pins.add", &WebApi::pins_add},
             {"pins.list", &WebApi::pins_list},
             {"pins.remove", &WebApi::pins_remove},
             {"reactions.add", &WebApi::reactions_add},
             {"reactions.remove", &WebApi::reactions_remove},
             {"team.info", &WebApi::team_info},
             {"usergroups.list", &WebApi::usergroups_list},
             {"users.conversations", &WebApi::users_conversations},
             {"users.info", &WebApi::users_info},
             {"users.list", &WebApi::users_list},
             {"views.open", &WebApi::views_open},
             {"views.publish", &WebApi::views_publish},
             {"views.update", &WebApi::views_update}}
{
}

std::vector<std::string> WebApi::methods() const
{
  std::vector<std::string> out;
  for (const auto& [name, method] : table_) out.push_back(name);
  return out;
}

json::object WebApi::arguments(const ApiRequest& request)
{
  json::object out = parse_form(request.query);
  json::object body;
  if (request.content_type.starts_with("application/json")) {
    const MethodContract* contract = contract_of(request.method);
    // A method that documents no JSON does not see it.
    if (contract && !contract->takes_json) return out;
    body = parse_object(request.body).value_or(json::object{});
  } else if (request.content_type.starts_with("multipart/form-data")) {
    for (const Part& part : parse_multipart(request.content_type, request.body)) {
      body[part.name] = part.content;
    }
  } else {
    body = parse_form(request.body);
  }
  for (auto& argument : body) out[argument.key()] = std::move(argument.value());
  return out;
}

json::object WebApi::shown(const json::object& args)
{
  json::object out;
  for (const auto& argument : args) {
    constexpr std::array<std::string_view, 3> secret = {"token", "trigger_id", "response_url"};
    const bool hide = std::find(secret.begin(), secret.end(), argument.key()) != secret.end();
    out[argument.key()] = hide ? json::value("[redacted]") : argument.value();
  }
  return out;
}

std::string WebApi::kind_of_channel(const json::object& args) const
{
  if (Args(args).flag("is_private")) return "groups";
  for (const char* key : {"channel", "channel_id"}) {
    const Channel* found = workspace_.channel(slack::string_at(args, key));
    if (found) return found->is_im ? "im" : (found->is_private ? "groups" : "channels");
  }
  return args.contains("users") && !args.contains("channel") ? "im" : "";
}

WebApi::Reply WebApi::call(const ApiRequest& request, const json::object& args)
{
  // slack_sdk names JSON in its GETs too, which have no body.
  const bool is_json =
      request.content_type.starts_with("application/json") && !request.body.empty();
  const bool for_app = request.method == "apps.connections.open";
  const bool token_in_form =
      request.is_post && !is_json && !for_app && !parse_form(request.query).contains("token");
  const auto missing =
      check_request({request.method, request.is_post, is_json, token_in_form}, args, journal_);
  const auto method = table_.find(request.method);
  if (method == table_.end()) {
    if (contract_of(request.method)) {
      journal_.violate("not_offered", request.method, "This workspace does not offer the method.");
    }
    return refuse("unknown_method");
  }
  std::string token = bearer(request.authorization);
  if (token.empty() && token_in_form) token = string_at(args, "token");
  if (request.method != "api.test") {
    if (token.empty()) return refuse("not_authed");
    if (token == (for_app ? tokens_.bot : tokens_.app)) return refuse("not_allowed_token_type");
    if (token != (for_app ? tokens_.app : tokens_.bot)) return refuse("invalid_auth");
    if (for_app && app.app_token_revoked) return refuse("token_revoked");
    if (!for_app && !workspace_.token_refusal.empty()) return refuse(workspace_.token_refusal);
  }
  if (for_app && !request.is_post) return refuse("insecure_request");
  const auto lacking = app.lacking_for(request.method, kind_of_channel(args));
  if (!lacking.empty()) {
    const std::string needed = fmt::format("{}", fmt::join(lacking, ","));
    // What its manifest asks for and whoever installed it withheld is not the app's fault.
    const bool asked = std::any_of(lacking.begin(), lacking.end(), [this](std::string_view scope) {
      return app.asked.contains(scope);
    });
    if (!asked) {
      journal_.violate("scope_not_asked_for", request.method,
                       "The app's manifest does not ask for " + needed);
    }
    return refuse("missing_scope", {needed});
  }
  if (is_json && !parse_object(request.body)) return refuse("invalid_json");
  if (!missing.empty()) {
    std::vector<std::string> details;
    details.reserve(missing.size());
    for (const std::string& name : missing)
      details.push_back("[ERROR] missing required field: " + name);
    return refuse("invalid_arguments", std::move(details));
  }
  return (this->*method->second)(Args(args));
}

json::object WebApi::handle(const ApiRequest& request)
{
  const json::object args = arguments(request);
  const Reply reply = call(request, args);
  json::object out;
  if (reply) {
    out["ok"] = true;
    for (const auto& field : *reply) out[field.key()] = field.value();
  } else {
    out = refusal_json(reply.error());
    if (is_malformed(reply.error().error)) {
      std::string detail = "It was refused with " + reply.error().error + ".";
      for (const std::string& more : reply.error().details) detail += " " + more;
      journal_.violate("malformed", request.method, std::move(detail));
    }
    if (reply.error().error == "unknown_method") out["req_method"] = request.method;
    if (reply.error().error == "missing_scope") out["provided"] = app.granted();
  }
  CallRecord record;
  record.method = request.method;
  record.args = shown(args);
  record.ok = reply.has_value();
  if (!reply) record.error = reply.error().error;
  journal_.called(std::move(record));
  return out;
}

Outcome<Channel*> WebApi::visible(const std::string& name, bool by_name)
{
  const std::string& bot = workspace_.team().bot_user;
  if (name.starts_with('U') && by_name) {
    const Person* person = workspace_.person(name);
    if (person && !person->is_bot) return &workspace_.direct_message(person->id);
  }
  Channel* found = workspace_.channel(name);
  if (!found || (!by_name && found->id != name)) return refuse("channel_not_found");
  if (found->is_private && !found->has(bot)) return refuse("channel_not_found");
  return found;
}

Outcome<Channel*> WebApi::joined(const std::string& name, bool by_name)
{
  auto found = visible(name, by_name);
  if (found && !(*found)->has(workspace_.team().bot_user)) return refuse("not_in_channel");
  return found;
}

WebApi::Reply WebApi::api_test(const Args& args)
{
  if (args.has("error")) return refuse(args.text("error"));
  return json::object{{"args", args.values()}};
}

WebApi::Reply WebApi::apps_connections_open(const Args&)
{
  return json::object{{"url", open_connection_()}};
}

WebApi::Reply WebApi::auth_test(const Args&)
{
  const Team& team = workspace_.team();
  return json::object{{"url", workspace_.base_url + "/"},
                      {"team", team.name},
                      {"user", team.bot_name},
                      {"team_id", team.id},
                      {"user_id", team.bot_user},
                      {"bot_id", team.bot_id},
                      {"is_enterprise_install", false}};
}

WebApi::Reply WebApi::bots_info(const Args& args)
{
  const Team& team = workspace_.team();
  if (args.text("bot") != team.bot_id) return refuse("bot_not_found");
  json::object bot{{"id", team.bot_id}, {"deleted", false},      {"name", team.bot_name},
                   {"updated", 0},      {"app_id", team.app_id}, {"user_id", team.bot_user}};
  return json::object{{"bot", std::move(bot)}};
}

WebApi::Reply WebApi::usergroups_list(const Args&)
{
  json::array groups;
  for (const Group& group : workspace_.groups()) {
    groups.push_back(json::object{{"id", group.id},
                                  {"team_id", workspace_.team().id},
                                  {"is_usergroup", true},
                                  {"name", group.name},
                                  {"handle", group.handle},
                                  {"date_delete", 0}});
  }
  return json::object{{"usergroups", std::move(groups)}};
}

WebApi::Reply WebApi::team_info(const Args& args)
{
  const Team& team = workspace_.team();
  if (args.has("team") && args.text("team") != team.id) return refuse("team_not_found");
  json::object out{{"id", team.id}, {"name", team.name}, {"domain", team.domain}};
  out["email_domain"] = "";
  out["url"] = workspace_.base_url + "/";
  out["icon"] = json::object{{"image_default", true}};
  return json::object{{"team", std::move(out)}};
}

WebApi::Reply WebApi::users_info(const Args& args)
{
  const Person* found = workspace_.person(args.text("user"));
  if (!found || found->id != args.text("user")) return refuse("user_not_found");
  return json::object{{"user", user_json(workspace_, *found)}};
}

WebApi::Reply WebApi::users_list(const Args& args)
{
  const auto& people = workspace_.people();
  const auto offset = offset_of(args);
  if (!offset) return refuse(offset.error().error);
  const auto limit = limit_of(args, people.size(), 1'000);
  if (!limit) return refuse(limit.error().error);
  json::array members;
  for (std::size_t i = *offset; i < people.size() && members.size() < *limit; ++i) {
    members.push_back(user_json(workspace_, people[i]));
  }
  const std::size_t next = *offset + members.size();
  json::object out{{"members", std::move(members)}, {"cache_ts", workspace_.now_seconds()}};
  add_cursor(out, next < people.size() ? cursor_of(std::to_string(next)) : "");
  return out;
}

}  // namespace secondstory::workspace
