#include "bot/cli/demo_script.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/json.hpp>

#include "bot/words.hpp"

namespace secondstory::cli {

namespace json = boost::json;

namespace {

constexpr std::array<std::string_view, 7> verbs = {"say",   "slash", "edit", "delete",
                                                   "react", "press", "join"};
constexpr std::array<std::string_view, 5> expectations = {"nothing", "answer", "suggestion",
                                                          "channel", "file"};

/// Where each member of a step's JSON goes; false if there is no such member.
bool set(Step& step, std::string_view key, std::string value)
{
  for (const auto verb : verbs) {
    if (key != verb) continue;
    step.verb = key;
    step.object = std::move(value);
    return true;
  }
  for (std::size_t i = 0; key == "expect" && i < expectations.size(); ++i) {
    if (value != expectations[i]) continue;
    step.expect = static_cast<Step::Expect>(i);
    return true;
  }
  if (key == "on" && value == "suggestion") {
    step.on_suggestion = true;
    return true;
  }
  const std::array<std::pair<std::string_view, std::string*>, 6> fields = {
      {{"as", &step.person},
       {"in", &step.channel},
       {"text", &step.text},
       {"id", &step.id},
       {"thread", &step.thread},
       {"to", &step.to}}};
  for (const auto& [name, field] : fields) {
    if (key != name) continue;
    *field = std::move(value);
    return true;
  }
  return false;
}

Result<Step> step_of(std::string_view line)
{
  boost::system::error_code error;
  const auto parsed = json::parse(line, error);
  if (error || !parsed.is_object()) return fail(Fault::usage, "is not a JSON object");
  Step step;
  for (const auto& [key, value] : parsed.as_object()) {
    if (!value.is_string())
      return fail(Fault::usage, fmt::format("“{}” must be a text", std::string{key}));
    if (!set(step, key, json::value_to<std::string>(value))) {
      return fail(Fault::usage, fmt::format("does not understand “{}”", std::string{key}));
    }
  }
  if (step.verb.empty())
    return fail(Fault::usage, "has none of say, slash, edit, delete, react, press, join");
  if (step.person.empty()) return fail(Fault::usage, "says nobody with “as”");
  if (step.verb == "slash" && step.expect == Step::Expect::nothing)
    step.expect = Step::Expect::answer;
  return step;
}

}  // namespace

Result<std::vector<Step>> parse_script(std::string_view text, const std::string& name)
{
  std::vector<Step> steps;
  std::size_t number = 0;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = words::trim(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    ++number;
    if (line.empty()) continue;
    auto step = step_of(line);
    if (!step)
      return fail(Fault::usage, fmt::format("{}:{}: {}", name, number, step.error().message));
    step->line = number;
    steps.push_back(std::move(*step));
  }
  if (steps.empty()) return fail(Fault::usage, name + ": is empty");
  return steps;
}

}  // namespace secondstory::cli
