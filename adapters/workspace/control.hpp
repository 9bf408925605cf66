#pragma once

#include "adapters/workspace/faults.hpp"
#include "adapters/workspace/journal.hpp"
#include "adapters/workspace/scenario.hpp"
#include "adapters/workspace/scopes.hpp"
#include "adapters/workspace/socket_mode.hpp"
#include "adapters/workspace/workspace.hpp"

namespace secondstory::workspace {

/// What tests and the page ask of a workspace below /workspace/; workspace_server.hpp describes it.
/// The answer always holds `ok`, and `error` where it is false.
class Control
{
 public:
  Control(Workspace& workspace, Journal& journal, SocketMode& sockets, Faults& faults,
          AppSettings& app);

  /// `action` is what follows /workspace/. Nothing where there is no such action.
  std::optional<json::object> get(const std::string& action, const json::object& query);
  std::optional<json::object> post(const std::string& action, const json::object& body);

  /// Plays a scenario from now on, instead of any before it.
  std::function<void(std::vector<ScenarioStep>)> begin_scenario = [](std::vector<ScenarioStep>) {};
  /// For `state`: what became of the scenario.
  std::function<json::object()> scenario_state = [] { return json::object{}; };

 private:
  using Action = json::object (Control::*)(const json::object&);

  // control_read.cpp
  json::object state(const json::object& query);
  json::object messages(const json::object& query);
  json::object violations(const json::object& query);
  json::object acks(const json::object& query);
  json::object calls(const json::object& query);
  // control.cpp
  json::object say(const json::object& body);
  json::object edit(const json::object& body);
  json::object remove(const json::object& body);
  json::object react(const json::object& body);
  json::object unreact(const json::object& body);
  json::object slash(const json::object& body);
  json::object press(const json::object& body);
  json::object shortcut(const json::object& body);
  json::object home(const json::object& body);
  json::object close_view(const json::object& body);
  json::object join(const json::object& body);
  json::object leave(const json::object& body);
  json::object pin(const json::object& body);
  json::object unpin(const json::object& body);
  json::object topic(const json::object& body);
  json::object rename(const json::object& body);
  json::object archive(const json::object& body);
  json::object convert(const json::object& body);
  json::object change_id(const json::object& body);
  json::object add_group(const json::object& body);
  json::object set_app(const json::object& body);
  json::object file(const json::object& body);
  json::object submit(const json::object& body);
  json::object dismiss(const json::object& body);
  json::object add_channel(const json::object& body);
  json::object add_user(const json::object& body);
  json::object direct_message(const json::object& body);
  json::object event(const json::object& body);
  json::object forget(const json::object& body);
  // control_failures.cpp
  json::object disconnect(const json::object& body);
  json::object close(const json::object& body);
  json::object drop(const json::object& body);
  json::object freeze(const json::object& body);
  json::object stall(const json::object& body);
  json::object ping(const json::object& body);
  json::object middlebox(const json::object& body);
  json::object junk(const json::object& body);
  json::object envelope(const json::object& body);
  json::object duplicate(const json::object& body);
  json::object lose(const json::object& body);
  json::object reorder(const json::object& body);
  json::object spoil_acks(const json::object& body);
  json::object hello(const json::object& body);
  json::object crowd(const json::object& body);
  json::object handshake(const json::object& body);
  json::object fault(const json::object& body);
  json::object rate(const json::object& body);
  json::object sharing(const json::object& body);
  json::object pages(const json::object& body);
  json::object retry(const json::object& body);
  json::object scenario(const json::object& body);
  json::object batch(const json::object& body);
  json::object give_up(const json::object& body);
  json::object revoke(const json::object& body);
  json::object restore(const json::object& body);

  /// The id of the person a body names by id or handle; empty where there is none.
  std::string user_in(const json::object& body, const char* key = "user") const;

  Workspace& workspace_;
  Journal& journal_;
  SocketMode& sockets_;
  Faults& faults_;
  AppSettings& app_;
};

}  // namespace secondstory::workspace
