#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "adapters/slack/json.hpp"
#include "adapters/workspace/shapes.hpp"
#include "adapters/workspace/web_api.hpp"
#include "adapters/workspace/workspace_server.hpp"

/// A workspace without sockets whose clock stands still unless it is moved.
namespace secondstory::workspace::tests {

struct Bench
{
  Bench()
  {
    workspace.deliver = [this](Delivery delivery) {
      delivery.payload = as_sent(delivery.payload);
      deliveries.push_back(std::move(delivery));
    };
    seed(workspace);
    general = workspace.channel("general")->id;
  }

  /// The inner events of a type, with its subtype after a slash.
  std::vector<json::object> events(const std::string& type) const
  {
    std::vector<json::object> out;
    for (const Delivery& one : deliveries) {
      const json::object& event = slack::object_at(one.payload, "event");
      const std::string subtype = slack::string_at(event, "subtype");
      const std::string name =
          slack::string_at(event, "type") + (subtype.empty() ? "" : "/" + subtype);
      if (name == type) out.push_back(event);
    }
    return out;
  }

  /// Calls a method with a JSON body where it takes one, with a form where it does not.
  json::object call(const std::string& method, json::object args = {})
  {
    const MethodContract* contract = contract_of(method);
    const bool as_json = contract && contract->takes_json;
    ApiRequest request;
    request.method = method;
    request.authorization = "Bearer " + tokens.bot;
    request.content_type = as_json ? "application/json" : "application/x-www-form-urlencoded";
    request.body = as_json ? json::serialize(args) : form(args);
    return as_sent(api.handle(request));
  }

  /// As the other side reads it.
  static json::object as_sent(const json::object& in)
  {
    return slack::parse_object(json::serialize(in)).value();
  }

  std::string error(const std::string& method, json::object args = {})
  {
    return slack::string_at(call(method, std::move(args)), "error");
  }

  static std::string form(const json::object& args)
  {
    std::string out;
    for (const auto& one : args) {
      std::string value = one.value().is_string() ? std::string(one.value().get_string())
                                                  : json::serialize(one.value());
      for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] == '=') value.replace(i, 1, "%3D");
        if (value[i] == '+') value.replace(i, 1, "%2B");
      }
      out += (out.empty() ? "" : "&") + std::string(one.key()) + "=" + value;
    }
    return out;
  }

  /// Says something as a person and returns its ts.
  std::string say(const std::string& text, const std::string& thread = "",
                  const char* user = "priya")
  {
    return (*workspace.say(user, "general", text, thread))->ts;
  }

  std::vector<std::string> kinds() const
  {
    std::vector<std::string> out;
    for (const Violation& one : journal.violations()) out.push_back(one.kind);
    return out;
  }

  std::int64_t now_us = 1'700'000'000'000'000;
  Workspace workspace{Team{}, [this] { return now_us; }};
  Journal journal{[this] { return now_us; }};
  Tokens tokens{};
  std::vector<Delivery> deliveries{};
  WebApi api{workspace, journal, tokens,
             [] { return std::string("ws://127.0.0.1/link/?ticket=1"); }};
  std::string general{};
};

}  // namespace secondstory::workspace::tests
