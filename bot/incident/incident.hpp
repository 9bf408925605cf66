#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/event.hpp"

namespace secondstory {

enum class Status { investigating, identified, monitoring, resolved, closed };

std::string_view name_of(Status status);
/// Takes any unambiguous beginning of at least three letters ("inv", "mon").
std::optional<Status> status_named(std::string_view word);

/// An incident as it stands now; how it came to stand so is the timeline's business.
/// Invariant: `closed_at` is set exactly while status is closed; `resolved_at` while it is resolved
/// or closed.
struct Incident
{
  std::int64_t number = 0;  ///< shown as INC-7
  std::string title{};
  std::string severity{};  ///< one of the configured names, "sev1" the worst
  Status status = Status::investigating;
  std::optional<Channel> channel{};  ///< none until the channel that is being opened exists
  Channel declared_in{};             ///< where the command was given
  std::string declared_by{};
  bool is_private = false;
  Time declared_at{};
  std::optional<Time> started_at{}, detected_at{}, acknowledged_at{}, communicated_at{},
      mitigated_at{}, resolved_at{}, closed_at{};
  std::map<std::string, std::string> roles{};  ///< role name → person's id; "lead", "comms", …
  std::optional<std::string> impact{}, summary{};
  std::optional<std::string> status_card{};  ///< message id of the pinned card, once posted
  std::int64_t open_outbox_id = 0;           ///< the OpenChannel effect that will settle for it

  std::string id() const { return "INC-" + std::to_string(number); }
  bool is_open() const { return status != Status::closed; }
  bool operator==(const Incident&) const = default;
};

/// Reads "INC-7", "inc7", "#INC-7", "7".
std::optional<std::int64_t> incident_number(std::string_view word);

/// For the undo log: from_json(to_json(i)) == i.
std::string to_json(const Incident& incident);
Incident incident_from_json(std::string_view json);

struct ActionItem
{
  std::int64_t number = 0;  ///< shown as A-3, counted within the incident
  std::int64_t incident = 0;
  std::string text{};
  std::optional<std::string> owner{};  ///< person's id
  std::optional<std::string> due{};    ///< YYYY-MM-DD
  bool done = false;
  bool withdrawn = false;  ///< undone; shown nowhere
  std::string id() const { return "A-" + std::to_string(number); }
};

}  // namespace secondstory
