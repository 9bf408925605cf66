#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/ledger.hpp"

namespace secondstory::storage {

/// How enumerations without a name of their own are written in the database.
std::string_view stored_name(Mark mark);
std::string_view stored_name(Delivery delivery);

/// Throw std::runtime_error on a name that this version does not know.
Status stored_status(const std::string& name);
EntryKind stored_kind(const std::string& name);
SuggestionState stored_state(const std::string& name);
Delivery stored_delivery(const std::string& name);

/// States of the undo log as JSON; reading throws what Boost.JSON throws.
std::string to_json(const Entry& entry);
std::string to_json(const ActionItem& action);
std::string to_json(const std::vector<std::int64_t>& numbers);
Entry entry_from_json(const std::string& text);
ActionItem action_from_json(const std::string& text);
std::vector<std::int64_t> numbers_from_json(const std::string& text);

}  // namespace secondstory::storage
