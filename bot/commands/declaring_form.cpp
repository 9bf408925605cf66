#include <fmt/format.h>
#include <algorithm>

#include "bot/commands/declaring.hpp"
#include "bot/commands/verbs.hpp"
#include "bot/words.hpp"

namespace secondstory {

namespace {

using namespace say;
using Kind = FormField::Kind;

FormField line_field(std::string name, std::string label, std::string hint)
{
  FormField field;
  field.name = std::move(name);
  field.label = std::move(label);
  field.hint = std::move(hint);
  return field;
}

FormField severity_field(const Settings& settings)
{
  auto field = line_field("severity", "Severity", "");
  field.kind = Kind::choice;
  field.required = true;
  for (const auto& severity : settings.severities) field.choices.emplace_back(severity, severity);
  field.initial = usual_severity(settings);
  return field;
}

FormField where_field(const Settings& settings)
{
  auto field = line_field("where", "Where it goes on", "");
  field.kind = Kind::choice;
  field.required = true;
  field.choices = {{"new", "In a channel of its own"}, {"here", "In the channel below"}};
  field.initial = settings.open_in_new_channel ? "new" : "here";
  return field;
}

Form declaration_form(const Settings& settings, const Channel& asked_in)
{
  Form form{declaration, "Declare an incident", "Declare", asked_in, {}};
  auto title = line_field("title", "What is happening?", "For example: Checkout returns 500");
  title.required = true;
  title.bytes_max = title_bytes_max;
  auto channel =
      line_field("channel", "Channel", "Where it is announced, or goes on if you chose so above");
  channel.kind = Kind::channel;
  channel.initial = asked_in.id;
  auto secret = line_field("private", "Private", "Only those who are invited see it");
  secret.kind = Kind::flag;
  auto lead = line_field("lead", "Incident lead", "You can name one later");
  lead.kind = Kind::person;
  form.fields = {title, severity_field(settings), where_field(settings), channel, secret, lead};
  return form;
}

std::string value_of(const FormFilled& filled, const std::string& name)
{
  const auto found = filled.values.find(name);
  return found == filled.values.end() ? "" : std::string{words::trim(found->second)};
}

bool is_known(const std::string& severity, const Settings& settings)
{
  const auto& all = settings.severities;
  return std::find(all.begin(), all.end(), severity) != all.end();
}

std::vector<FieldFault> faults_of(const FormFilled& filled, const Settings& settings)
{
  std::vector<FieldFault> faults;
  if (value_of(filled, "title").empty()) {
    faults.push_back({"title", "Say in a few words what is happening."});
  }
  if (!is_known(value_of(filled, "severity"), settings)) {
    faults.push_back({"severity", "Choose one of the severities."});
  }
  if (value_of(filled, "where") == "here" && value_of(filled, "channel").empty()) {
    faults.push_back({"channel", "Choose the channel that it goes on in."});
  }
  return faults;
}

/// "open" by any of its names and nothing else.
bool opens_without_title(const std::string& given)
{
  const auto typed = words::split(given);
  const auto* verb = typed.size() == 1 ? find_verb(typed[0]) : nullptr;
  return verb != nullptr && verb->run == declare;
}

std::optional<Form> form_asked_by(const Event& event, const Settings& settings)
{
  if (const auto* asked = std::get_if<FormAsked>(&event.what)) {
    if (asked->form != declaration) return std::nullopt;
    return declaration_form(settings, {asked->platform, ""});
  }
  if (const auto* press = std::get_if<ButtonPressed>(&event.what)) {
    if (press->action != declaration) return std::nullopt;
    return declaration_form(settings, press->message.channel);
  }
  const auto* command = std::get_if<CommandGiven>(&event.what);
  if (command == nullptr || !opens_without_title(command->words)) return std::nullopt;
  return declaration_form(settings, command->channel);
}

}  // namespace

Forms forms_by(const Settings& settings)
{
  return {[settings](const Event& event) { return form_asked_by(event, settings); },
          [settings](const FormFilled& filled) { return faults_of(filled, settings); }};
}

void declare_by_form(Turn& turn, const FormFilled& filled)
{
  Wish wish;
  wish.title = value_of(filled, "title");
  wish.severity = value_of(filled, "severity");
  wish.here = value_of(filled, "where") == "here";
  wish.is_private = !value_of(filled, "private").empty();
  if (auto lead = value_of(filled, "lead"); !lead.empty()) wish.lead = std::move(lead);

  const Channel channel{filled.asked_in.platform, value_of(filled, "channel")};
  Command command{turn, {channel, filled.person, std::nullopt, std::nullopt, std::nullopt}, "open"};
  const auto faults = faults_of(filled, turn.settings);
  if (!faults.empty()) {
    command.tell({text("Nothing was declared. "), text(faults.front().message)});
    return;
  }
  command.incident = turn.ledger.incident_in(channel, true);
  if (command.may_run(*find_verb("open"))) declare_as(command, std::move(wish));
}

void declare_without_form(Turn& turn, const std::string& platform, const std::string& person)
{
  turn.queue(TellPerson{{platform, ""},
                        std::nullopt,
                        person,
                        Content{text("The form could not be shown. In any channel this does the "
                                     "same: "),
                                code(turn.settings.command + " open Checkout returns 500 sev2")},
                        std::nullopt});
}

}  // namespace secondstory
