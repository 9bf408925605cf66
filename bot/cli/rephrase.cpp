#include <fmt/format.h>

#include <boost/json.hpp>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include "bot/cli/commands.hpp"
#include "bot/language/engine.hpp"

namespace secondstory::cli {
namespace {

namespace json = boost::json;
using language::Engine;
using language::Roster;

std::string string_of(const json::object& object, std::string_view key)
{
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

void set_role(Roster& roster, const std::string& name, const std::string& role)
{
  for (Roster::Entry& entry : roster.people) {
    if (entry.name != name) continue;
    if (!role.empty()) entry.role = role;
    return;
  }
  roster.people.push_back({name, role, ""});
}

/// `{"Priya":"the on-call engineer"}` or `[{"name","role","id"}]`.
Result<Roster> read_roster(const std::string& path)
{
  Roster roster;
  if (path.empty()) return roster;
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(Fault::usage, path + ": cannot be opened for reading");
  std::ostringstream text;
  text << in.rdbuf();
  boost::system::error_code code;
  const json::value value = json::parse(text.str(), code);
  if (code) return fail(Fault::usage, fmt::format("{}: not JSON: {}", path, code.message()));
  if (const json::object* object = value.if_object()) {
    for (const auto& [name, role] : *object) {
      if (!role.is_string()) return fail(Fault::usage, path + ": a role must be a string");
      set_role(roster, std::string(name), std::string(role.as_string()));
    }
    return roster;
  }
  const json::array* array = value.if_array();
  if (array == nullptr) return fail(Fault::usage, path + ": expected an object or a list");
  for (const json::value& element : *array) {
    const json::object* entry = element.if_object();
    if (entry == nullptr || string_of(*entry, "name").empty()) {
      return fail(Fault::usage, path + ": each entry needs a 'name'");
    }
    roster.people.push_back(
        {string_of(*entry, "name"), string_of(*entry, "role"), string_of(*entry, "id")});
  }
  return roster;
}

/// The roster of the run with the names and roles of one message on top.
Roster roster_of(const json::object& message, Roster roster)
{
  if (const json::value* names = message.if_contains("names"); names && names->is_array()) {
    for (const json::value& name : names->as_array()) {
      if (name.is_string()) set_role(roster, std::string(name.as_string()), "");
    }
  }
  if (const json::value* roles = message.if_contains("roles"); roles && roles->is_object()) {
    for (const auto& [name, role] : roles->as_object()) {
      if (role.is_string()) set_role(roster, std::string(name), std::string(role.as_string()));
    }
  }
  return roster;
}

Result<std::string> rephrase_json(const std::string& line, const Engine& engine,
                                  const Roster& roster)
{
  boost::system::error_code code;
  const json::value value = json::parse(line, code);
  if (code) return fail(Fault::usage, "not JSON: " + code.message());
  const json::object* message = value.if_object();
  const json::value* text = message == nullptr ? nullptr : message->if_contains("text");
  const json::value* id = message == nullptr ? nullptr : message->if_contains("id");
  if (text == nullptr || !text->is_string() || id == nullptr) {
    return fail(Fault::usage, "expected an object like {\"id\":\"h1\",\"text\":\"…\"}");
  }
  json::object out;
  out["id"] = *id;
  out["text"] = engine.rephrase(std::string(text->as_string()), roster_of(*message, roster));
  return json::serialize(out);
}

}  // namespace

int rephrase(const RephraseOptions& options)
{
  const auto engine = Engine::with_default_rules();
  if (!engine) return complain(engine.error());
  const auto roster = read_roster(options.roster);
  if (!roster) return complain(roster.error());
  std::ifstream file;
  if (options.file != "-") {
    file.open(options.file, std::ios::binary);
    if (!file) return complain({Fault::usage, options.file + ": cannot be opened for reading"});
  }
  std::istream& in = options.file == "-" ? std::cin : file;
  const std::string name = options.file == "-" ? "<stdin>" : options.file;
  std::size_t number = 0;
  int trouble = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (options.input == "text") {
      std::cout << engine->rephrase(line, *roster) << '\n';
      continue;
    }
    const auto out = rephrase_json(line, *engine, *roster);
    if (out) {
      std::cout << *out << '\n';
      continue;
    }
    // A line out for each line in, so that whoever pairs them does not slip.
    const std::string why = fmt::format("{}:{}: {}", name, number, out.error().message);
    trouble = complain({Fault::usage, why});
    std::cout << json::serialize(json::object{{"id", nullptr}, {"text", ""}, {"error", why}})
              << '\n';
  }
  std::cout.flush();
  return trouble;
}

}  // namespace secondstory::cli
