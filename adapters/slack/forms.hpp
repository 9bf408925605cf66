#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/slack/json.hpp"
#include "adapters/slack/web_api.hpp"
#include "bot/form.hpp"

/// Forms as Slack's modals (docs.slack.dev/surfaces/modals).
namespace secondstory::slack {

/// The view that shows a form. Each field is an input block that is named after it; where the form
/// was asked for travels in the private metadata.
json::object view_of(const Form& form);

/// What a view_submission says; nothing for a view that is none of ours.
std::optional<FormFilled> filled_in(const json::object& view, const std::string& person);

/// The acknowledgement's payload that keeps the form open and shows what is wrong.
json::object objections(const std::vector<FieldFault>& faults);

/// Shows forms and judges what was filled in, both before the ledger hears of it.
///
/// A trigger lives three seconds and serves once, so opening a view cannot wait for the outbox. A
/// form needs nothing that would have to be looked up, so it opens complete. Nor need it wait:
/// nothing is recorded by it. If we die before, the person sees no form and asks again; if we die
/// after, the form is there and its submission is an event like any other. Where the view does not
/// open in time the event goes on to the ledger and is answered in words; a form that opened all
/// the same is then only a second way.
class FormDesk : public std::enable_shared_from_this<FormDesk>
{
 public:
  FormDesk(asio::any_io_executor executor, WebApi& api, Forms forms);

  /// False: the event asks for no form. Else `done` follows within two seconds with whether the
  /// form is shown.
  bool open(const Event& event, const std::string& trigger, std::function<void(bool shown)> done);

  /// The acknowledgement's payload for a form with faults; empty for everything else.
  json::object judge(const Event& event) const;

 private:
  struct Opening;
  static asio::awaitable<void> show(std::shared_ptr<FormDesk> desk, json::object args,
                                    std::shared_ptr<Opening> opening);

  asio::any_io_executor executor_;
  WebApi& api_;
  Forms forms_;
};

}  // namespace secondstory::slack
