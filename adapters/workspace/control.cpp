#include "adapters/workspace/control.hpp"

#include "adapters/slack/json.hpp"
#include "adapters/workspace/shapes.hpp"

namespace secondstory::workspace {

using slack::array_at;
using slack::flag_at;
using slack::integer_at;
using slack::object_at;
using slack::string_at;

namespace {

json::object refused(const std::string& error)
{
  return {{"ok", false}, {"error", error}};
}

template <class T>
json::object done(const Outcome<T>& outcome)
{
  return outcome ? json::object{{"ok", true}} : refused(outcome.error().error);
}

json::object with_ts(const Outcome<Message*>& outcome)
{
  if (!outcome) return refused(outcome.error().error);
  return {{"ok", true}, {"ts", (*outcome)->ts}};
}

json::object with_trigger(const Outcome<std::string>& outcome)
{
  if (!outcome) return refused(outcome.error().error);
  return {{"ok", true}, {"trigger_id", *outcome}};
}

/// What a text names as a reaction: 📌 and :pushpin: are both "pushpin".
std::string reaction_in(const json::object& body)
{
  std::string name = string_at(body, "name");
  if (name.starts_with(':')) name.erase(0, 1);
  if (name.ends_with(':')) name.pop_back();
  return name;
}

}  // namespace

Control::Control(Workspace& workspace, Journal& journal, SocketMode& sockets, Faults& faults,
                 AppSettings& app)
    : workspace_(workspace), journal_(journal), sockets_(sockets), faults_(faults), app_(app)
{
}

std::optional<json::object> Control::get(const std::string& action, const json::object& query)
{
  static const std::map<std::string, Action> table = {{"state", &Control::state},
                                                      {"messages", &Control::messages},
                                                      {"violations", &Control::violations},
                                                      {"acks", &Control::acks},
                                                      {"calls", &Control::calls}};
  const auto found = table.find(action);
  if (found == table.end()) return std::nullopt;
  return (this->*found->second)(query);
}

std::optional<json::object> Control::post(const std::string& action, const json::object& body)
{
  static const std::map<std::string, Action> table = {{"say", &Control::say},
                                                      {"edit", &Control::edit},
                                                      {"delete", &Control::remove},
                                                      {"react", &Control::react},
                                                      {"unreact", &Control::unreact},
                                                      {"slash", &Control::slash},
                                                      {"press", &Control::press},
                                                      {"join", &Control::join},
                                                      {"leave", &Control::leave},
                                                      {"pin", &Control::pin},
                                                      {"unpin", &Control::unpin},
                                                      {"topic", &Control::topic},
                                                      {"rename", &Control::rename},
                                                      {"archive", &Control::archive},
                                                      {"convert", &Control::convert},
                                                      {"change_id", &Control::change_id},
                                                      {"group", &Control::add_group},
                                                      {"app", &Control::set_app},
                                                      {"file", &Control::file},
                                                      {"submit", &Control::submit},
                                                      {"dismiss", &Control::dismiss},
                                                      {"channel", &Control::add_channel},
                                                      {"user", &Control::add_user},
                                                      {"direct", &Control::direct_message},
                                                      {"event", &Control::event},
                                                      {"disconnect", &Control::disconnect},
                                                      {"close", &Control::close},
                                                      {"drop", &Control::drop},
                                                      {"freeze", &Control::freeze},
                                                      {"stall", &Control::stall},
                                                      {"ping", &Control::ping},
                                                      {"middlebox", &Control::middlebox},
                                                      {"junk", &Control::junk},
                                                      {"envelope", &Control::envelope},
                                                      {"duplicate", &Control::duplicate},
                                                      {"lose", &Control::lose},
                                                      {"give_up", &Control::give_up},
                                                      {"revoke", &Control::revoke},
                                                      {"restore", &Control::restore},
                                                      {"reorder", &Control::reorder},
                                                      {"acks", &Control::spoil_acks},
                                                      {"hello", &Control::hello},
                                                      {"crowd", &Control::crowd},
                                                      {"handshake", &Control::handshake},
                                                      {"fault", &Control::fault},
                                                      {"rate", &Control::rate},
                                                      {"sharing", &Control::sharing},
                                                      {"pages", &Control::pages},
                                                      {"retry", &Control::retry},
                                                      {"scenario", &Control::scenario},
                                                      {"shortcut", &Control::shortcut},
                                                      {"home", &Control::home},
                                                      {"close_view", &Control::close_view},
                                                      {"forget", &Control::forget},
                                                      {"batch", &Control::batch}};
  const auto found = table.find(action);
  if (found == table.end()) return std::nullopt;
  return (this->*found->second)(body);
}

std::string Control::user_in(const json::object& body, const char* key) const
{
  const Person* found = workspace_.person(string_at(body, key));
  return found ? found->id : std::string();
}

json::object Control::say(const json::object& body)
{
  const auto said = workspace_.say(string_at(body, "user"), string_at(body, "channel"),
                                   string_at(body, "text"), string_at(body, "thread_ts"));
  json::object out = with_ts(said);
  if (const Channel* where = workspace_.channel(string_at(body, "channel")))
    out["channel"] = where->id;
  return out;
}

json::object Control::edit(const json::object& body)
{
  const std::string text = workspace_.typed(string_at(body, "text"), References::bare);
  Revision revision;
  revision.user = user_in(body);
  revision.text = text;
  revision.blocks = rich_text_of(text, workspace_.next_id("b"));
  return with_ts(
      workspace_.revise(string_at(body, "channel"), string_at(body, "ts"), std::move(revision)));
}

json::object Control::remove(const json::object& body)
{
  return done(workspace_.remove(string_at(body, "channel"), string_at(body, "ts"), user_in(body)));
}

json::object Control::react(const json::object& body)
{
  const std::string user = user_in(body);
  if (user.empty()) return refused("user_not_found");
  return done(
      workspace_.react(string_at(body, "channel"), string_at(body, "ts"), user, reaction_in(body)));
}

json::object Control::unreact(const json::object& body)
{
  return done(workspace_.unreact(string_at(body, "channel"), string_at(body, "ts"), user_in(body),
                                 reaction_in(body)));
}

json::object Control::slash(const json::object& body)
{
  std::string command = string_at(body, "command");
  if (command.empty()) command = "/incident";
  return with_trigger(workspace_.slash(string_at(body, "user"), string_at(body, "channel"), command,
                                       string_at(body, "text")));
}

json::object Control::press(const json::object& body)
{
  if (body.contains("view_id")) {
    return with_trigger(workspace_.press_in_view(
        string_at(body, "user"), string_at(body, "view_id"), string_at(body, "action_id")));
  }
  return with_trigger(workspace_.press(string_at(body, "user"), string_at(body, "channel"),
                                       string_at(body, "ts"), string_at(body, "action_id")));
}

json::object Control::shortcut(const json::object& body)
{
  const std::string callback = string_at(body, "callback_id");
  const std::string ts = string_at(body, "ts");
  if (ts.empty()) {
    return with_trigger(
        workspace_.shortcut(string_at(body, "user"), callback, string_at(body, "channel")));
  }
  return with_trigger(workspace_.message_shortcut(string_at(body, "user"),
                                                  string_at(body, "channel"), ts, callback));
}

json::object Control::home(const json::object& body)
{
  return done(workspace_.open_home(string_at(body, "user")));
}

json::object Control::close_view(const json::object& body)
{
  workspace_.close_view(string_at(body, "view_id"));
  return {{"ok", true}};
}

json::object Control::join(const json::object& body)
{
  return done(workspace_.join(string_at(body, "channel"), user_in(body), user_in(body, "inviter")));
}

json::object Control::leave(const json::object& body)
{
  return done(workspace_.leave(string_at(body, "channel"), user_in(body)));
}

json::object Control::pin(const json::object& body)
{
  return done(workspace_.pin(string_at(body, "channel"), string_at(body, "ts"), user_in(body)));
}

json::object Control::unpin(const json::object& body)
{
  return done(workspace_.unpin(string_at(body, "channel"), string_at(body, "ts"), user_in(body)));
}

json::object Control::topic(const json::object& body)
{
  return done(workspace_.set_topic(string_at(body, "channel"), escaped(string_at(body, "text")),
                                   user_in(body)));
}

json::object Control::rename(const json::object& body)
{
  return done(
      workspace_.rename(string_at(body, "channel"), string_at(body, "name"), user_in(body)));
}

json::object Control::archive(const json::object& body)
{
  const bool archived = !body.contains("archived") || flag_at(body, "archived");
  return done(workspace_.archive(string_at(body, "channel"), user_in(body), archived));
}

json::object Control::convert(const json::object& body)
{
  return done(
      workspace_.convert(string_at(body, "channel"), flag_at(body, "is_private"), user_in(body)));
}

json::object Control::change_id(const json::object& body)
{
  const auto id = workspace_.change_id(string_at(body, "channel"));
  if (!id) return refused(id.error().error);
  return {{"ok", true}, {"channel", *id}};
}

json::object Control::add_group(const json::object& body)
{
  const std::string handle = string_at(body, "handle");
  if (handle.empty()) return refused("invalid_name_required");
  const Group& added = workspace_.add_group(handle, string_at(body, "name"));
  return {{"ok", true}, {"group", added.id}};
}

json::object Control::set_app(const json::object& body)
{
  app_.withheld.clear();
  for (const json::value& item : array_at(body, "without_scopes")) {
    if (const json::string* scope = item.if_string())
      app_.withheld.emplace(std::string_view(*scope));
  }
  app_.socket_mode = !body.contains("socket_mode") || flag_at(body, "socket_mode");
  const std::string revoked = string_at(body, "revoked");
  workspace_.token_refusal = revoked == "bot" ? "token_revoked" : "";
  app_.app_token_revoked = revoked == "app";
  return {{"ok", true}, {"scopes", app_.granted()}};
}

json::object Control::file(const json::object& body)
{
  return with_ts(workspace_.share_file(string_at(body, "user"), string_at(body, "channel"),
                                       string_at(body, "name"), string_at(body, "content"),
                                       string_at(body, "text")));
}

json::object Control::submit(const json::object& body)
{
  return with_trigger(workspace_.submit_view(string_at(body, "user"), string_at(body, "view_id"),
                                             object_at(body, "values")));
}

json::object Control::dismiss(const json::object& body)
{
  workspace_.dismiss_ephemeral(string_at(body, "ts"));
  return {{"ok", true}};
}

json::object Control::add_channel(const json::object& body)
{
  const std::string name = string_at(body, "name");
  if (name.empty()) return refused("invalid_name_required");
  if (workspace_.channel(name)) return refused("name_taken");
  std::vector<std::string> members;
  for (const json::value& item : array_at(body, "members")) {
    const json::string* text = item.if_string();
    const Person* member = text ? workspace_.person(std::string_view(*text)) : nullptr;
    if (!member) return refused("user_not_found");
    members.push_back(member->id);
  }
  const Channel& made =
      workspace_.add_channel(name, flag_at(body, "is_private"), std::move(members));
  return {{"ok", true}, {"channel", channel_json(workspace_, made)}};
}

json::object Control::add_user(const json::object& body)
{
  Person person;
  person.name = string_at(body, "name");
  person.real_name = string_at(body, "real_name");
  person.display_name = string_at(body, "display_name");
  person.is_restricted = flag_at(body, "is_restricted");
  person.is_ultra_restricted = flag_at(body, "is_ultra_restricted");
  person.is_stranger = flag_at(body, "is_stranger");
  person.team_id = string_at(body, "team_id");
  if (body.contains("tz")) person.tz = string_at(body, "tz");
  person.tz_offset = integer_at(body, "tz_offset").value_or(0);
  if (person.name.empty()) return refused("invalid_name_required");
  if (workspace_.person(person.name)) return refused("name_taken");
  const Person& added = workspace_.add_person(std::move(person));
  return {{"ok", true}, {"user", user_json(workspace_, added)}};
}

json::object Control::direct_message(const json::object& body)
{
  const std::string user = user_in(body);
  if (user.empty()) return refused("user_not_found");
  return {{"ok", true}, {"channel", channel_json(workspace_, workspace_.direct_message(user))}};
}

json::object Control::event(const json::object& body)
{
  const json::object& given = object_at(body, "event");
  if (given.empty()) return refused("invalid_event");
  workspace_.emit(given, object_at(body, "outer"));
  return {{"ok", true}};
}

json::object Control::batch(const json::object& body)
{
  json::array results;
  for (const json::value& item : array_at(body, "actions")) {
    const json::object* one = item.if_object();
    const std::string action = one ? string_at(*one, "action") : "";
    auto result = action == "batch" ? std::nullopt : post(action, one ? *one : json::object{});
    results.push_back(result ? std::move(*result) : refused("unknown_action"));
  }
  return {{"ok", true}, {"results", std::move(results)}};
}

json::object Control::forget(const json::object&)
{
  journal_.forget();
  sockets_.hub.forget();
  return {{"ok", true}};
}

}  // namespace secondstory::workspace
