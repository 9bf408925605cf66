#pragma once

#include "adapters/workspace/faults.hpp"
#include "adapters/workspace/journal.hpp"
#include "adapters/workspace/socket_mode.hpp"
#include "adapters/workspace/workspace.hpp"

namespace secondstory::workspace {

/// What tests and the page ask of a workspace below /workspace/; workspace_server.hpp describes it.
/// The answer always holds `ok`, and `error` where it is false.
class Control
{
 public:
  Control(Workspace& workspace, Journal& journal, SocketMode& sockets, Faults& faults);

  /// `action` is what follows /workspace/. Nothing where there is no such action.
  std::optional<json::object> get(const std::string& action, const json::object& query);
  std::optional<json::object> post(const std::string& action, const json::object& body);

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
  json::object join(const json::object& body);
  json::object leave(const json::object& body);
  json::object pin(const json::object& body);
  json::object unpin(const json::object& body);
  json::object topic(const json::object& body);
  json::object rename(const json::object& body);
  json::object archive(const json::object& body);
  json::object file(const json::object& body);
  json::object submit(const json::object& body);
  json::object dismiss(const json::object& body);
  json::object add_channel(const json::object& body);
  json::object add_user(const json::object& body);
  json::object direct_message(const json::object& body);
  json::object event(const json::object& body);
  json::object disconnect(const json::object& body);
  json::object drop(const json::object& body);
  json::object freeze(const json::object& body);
  json::object junk(const json::object& body);
  json::object fault(const json::object& body);
  json::object retry(const json::object& body);
  json::object forget(const json::object& body);
  // control_trouble.cpp
  json::object revoke(const json::object& body);
  json::object restore(const json::object& body);
  json::object lose(const json::object& body);
  json::object limit(const json::object& body);
  json::object redeliver(const json::object& body);

  /// The id of the person a body names by id or handle; empty where there is none.
  std::string user_in(const json::object& body, const char* key = "user") const;

  Workspace& workspace_;
  Journal& journal_;
  SocketMode& sockets_;
  Faults& faults_;
};

}  // namespace secondstory::workspace
