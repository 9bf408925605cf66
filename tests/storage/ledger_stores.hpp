#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "storage/sqlite/sqlite_ledger.hpp"

/// The promises of storage/ledger.hpp are tested over every store in LEDGER_STORES. A store is
/// default constructible and empty, has a transaction open, and gives `ledger()` and `commit()`,
/// which makes what was written durable and opens the next transaction.
namespace secondstory::storage::tests {

class SqliteStore
{
 public:
  SqliteStore() : connection_(Connection::open_to_write(":memory:").value()), ledger_(*connection_)
  {
    connection_->begin();
  }
  Ledger& ledger() { return ledger_; }
  void commit()
  {
    connection_->commit();
    connection_->begin();
  }

 private:
  std::unique_ptr<Connection> connection_;
  SqliteLedger ledger_;
};

#define LEDGER_STORES ::secondstory::storage::tests::SqliteStore

/// A moment, in seconds after noon of an arbitrary day.
inline Time at(std::int64_t seconds)
{
  using namespace std::chrono;
  return Time{sys_days{year{2026} / 11 / 20} + hours{12} + std::chrono::seconds{seconds}};
}

inline const Channel war_room{"slack", "C1"};
inline const Channel elsewhere{"slack", "C2"};

inline Incident an_incident(const std::string& title = "Checkout returns 500",
                            const std::optional<Channel>& channel = war_room)
{
  Incident out;
  out.title = title;
  out.severity = "sev2";
  out.channel = channel;
  out.declared_in = {"slack", "C0"};
  out.declared_by = "U1";
  out.declared_at = at(0);
  return out;
}

inline Entry a_message(std::int64_t incident, const std::string& id, const std::string& text,
                       Time when = at(1))
{
  Entry out;
  out.incident = incident;
  out.at = when;
  out.actor = "U1";
  out.text = text;
  out.channel = war_room;
  out.message_id = id;
  return out;
}

}  // namespace secondstory::storage::tests
