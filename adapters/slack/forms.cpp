#include "adapters/slack/forms.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>

#include "adapters/slack/message.hpp"

namespace secondstory::slack {

namespace {

constexpr const char* element_id = "value";
constexpr std::chrono::seconds patience{2};  // of the three that a trigger and an answer have

json::object plain(const std::string& text)
{
  json::object out;
  out["type"] = "plain_text";
  out["text"] = text;
  return out;
}

json::object option(const std::string& value, const std::string& label)
{
  json::object out;
  out["text"] = plain(label);
  out["value"] = value;
  return out;
}

json::object choice(const FormField& field)
{
  json::object out;
  out["type"] = "static_select";
  json::array options;
  for (const auto& one : field.choices) {
    options.push_back(option(one.first, one.second));
    if (one.first == field.initial) out["initial_option"] = option(one.first, one.second);
  }
  out["options"] = std::move(options);
  return out;
}

json::object channel_select(const FormField& field)
{
  json::object out;
  out["type"] = "conversations_select";
  json::object filter;
  filter["include"] = json::array{"public", "private"};
  filter["exclude_bot_users"] = true;
  out["filter"] = std::move(filter);
  // A direct message would not pass the filter, and Slack refuses such a view.
  const bool is_channel = field.initial.starts_with('C') || field.initial.starts_with('G');
  if (is_channel) {
    out["initial_conversation"] = field.initial;
  } else {
    out["default_to_current_conversation"] = true;
  }
  return out;
}

json::object element_of(const FormField& field)
{
  json::object out;
  switch (field.kind) {
    case FormField::Kind::line:
      out["type"] = "plain_text_input";
      if (field.bytes_max > 0) out["max_length"] = field.bytes_max;
      if (!field.initial.empty()) out["initial_value"] = field.initial;
      break;
    case FormField::Kind::choice:
      out = choice(field);
      break;
    case FormField::Kind::flag:
      out["type"] = "checkboxes";
      out["options"] = json::array{option("yes", field.hint)};
      break;
    case FormField::Kind::person:
      out["type"] = "users_select";
      break;
    case FormField::Kind::channel:
      out = channel_select(field);
      break;
  }
  out["action_id"] = element_id;
  return out;
}

json::object block_of(const FormField& field)
{
  json::object out;
  out["type"] = "input";
  out["block_id"] = field.name;
  out["label"] = plain(field.label);
  out["element"] = element_of(field);
  out["optional"] = !field.required;
  const bool hint_stands_elsewhere = field.kind == FormField::Kind::flag;
  if (!field.hint.empty() && !hint_stands_elsewhere) out["hint"] = plain(field.hint);
  return out;
}

/// The value of an input, whatever its kind.
std::string value_in(const json::object& element)
{
  for (const char* key : {"value", "selected_user", "selected_conversation"}) {
    if (auto value = string_at(element, key); !value.empty()) return value;
  }
  if (auto chosen = string_at(object_at(element, "selected_option"), "value"); !chosen.empty()) {
    return chosen;
  }
  const json::array& ticked = array_at(element, "selected_options");
  const json::object* first = ticked.empty() ? nullptr : ticked.front().if_object();
  return first ? string_at(*first, "value") : std::string();
}

}  // namespace

json::object view_of(const Form& form)
{
  json::object view;
  view["type"] = "modal";
  view["callback_id"] = form.name;
  view["private_metadata"] = form.asked_in.id;
  view["title"] = plain(form.title);
  view["submit"] = plain(form.submit);
  view["close"] = plain("Cancel");
  json::array blocks;
  for (const FormField& field : form.fields) blocks.push_back(block_of(field));
  view["blocks"] = std::move(blocks);
  return view;
}

std::optional<FormFilled> filled_in(const json::object& view, const std::string& person)
{
  FormFilled out;
  out.form = string_at(view, "callback_id");
  out.asked_in = slack_channel(string_at(view, "private_metadata"));
  out.person = person;
  if (out.form.empty() || out.person.empty()) return std::nullopt;
  for (const auto& block : object_at(object_at(view, "state"), "values")) {
    const json::object* elements = block.value().if_object();
    if (!elements) continue;
    std::string value = value_in(object_at(*elements, element_id));
    if (!value.empty()) out.values.emplace(block.key(), std::move(value));
  }
  return out;
}

json::object objections(const std::vector<FieldFault>& faults)
{
  json::object errors;
  for (const FieldFault& fault : faults) errors[fault.field] = fault.message;
  json::object out;
  out["response_action"] = "errors";
  out["errors"] = std::move(errors);
  return out;
}

/// One view on its way; whoever comes first, Slack's answer or the timer, tells.
struct FormDesk::Opening
{
  Opening(const asio::any_io_executor& executor, std::function<void(bool)> done_)
      : timer(executor, patience), done(std::move(done_))
  {
  }
  void tell(bool shown)
  {
    timer.cancel();
    if (auto once = std::exchange(done, nullptr)) once(shown);
  }

  asio::steady_timer timer;
  std::function<void(bool)> done;
};

FormDesk::FormDesk(asio::any_io_executor executor, WebApi& api, Forms forms)
    : executor_(std::move(executor)), api_(api), forms_(std::move(forms))
{
}

bool FormDesk::open(const Event& event, const std::string& trigger,
                    std::function<void(bool shown)> done)
{
  if (trigger.empty()) return false;
  const auto form = forms_.asked_by(event);
  if (!form) return false;
  const auto opening = std::make_shared<Opening>(executor_, std::move(done));
  opening->timer.async_wait([opening](boost::system::error_code cancelled) {
    if (!cancelled) opening->tell(false);
  });
  json::object args;
  args["trigger_id"] = trigger;
  args["view"] = view_of(*form);
  asio::co_spawn(executor_, show(shared_from_this(), std::move(args), opening), asio::detached);
  return true;
}

asio::awaitable<void> FormDesk::show(std::shared_ptr<FormDesk> desk, json::object args,
                                     std::shared_ptr<Opening> opening)
{
  const ApiResult result = co_await desk->api_.call("views.open", std::move(args));
  if (!result) spdlog::warn("slack: a form was not shown: {}", result.error().message);
  opening->tell(result.has_value());
}

json::object FormDesk::judge(const Event& event) const
{
  const auto* filled = std::get_if<FormFilled>(&event.what);
  if (!filled) return {};
  const auto faults = forms_.faults(*filled);
  return faults.empty() ? json::object{} : objections(faults);
}

}  // namespace secondstory::slack
