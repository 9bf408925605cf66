#include "bot/timeline/entry.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "bot/timeline/suggestion.hpp"
#include "bot/words.hpp"

namespace secondstory {

namespace {

constexpr std::array<std::string_view, 12> kind_names = {
    "message", "command", "status", "severity", "role",       "note",
    "update",  "action",  "alert",  "file",     "membership", "system"};

constexpr std::array<std::string_view, 3> state_names = {"offered", "accepted", "dismissed"};

template <class Enum, std::size_t Count>
std::optional<Enum> named(const std::array<std::string_view, Count>& names, std::string_view name)
{
  for (std::size_t i = 0; i < Count; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string_view name_of(EntryKind kind)
{
  return kind_names[static_cast<std::size_t>(kind)];
}

std::optional<EntryKind> entry_kind_named(std::string_view name)
{
  return named<EntryKind>(kind_names, name);
}

std::string_view name_of(SuggestionState state)
{
  return state_names[static_cast<std::size_t>(state)];
}

std::optional<SuggestionState> suggestion_state_named(std::string_view name)
{
  return named<SuggestionState>(state_names, name);
}

void add_edit(Entry& entry, Time at, const std::string& text)
{
  auto& former = entry.revisions;
  if (!entry.edited_at || *entry.edited_at <= at) {
    if (entry.text != text) former.push_back({at, std::exchange(entry.text, text)});
    entry.edited_at = at;
    return;
  }
  // It was overtaken by a newer one. What was said at its moment ended there, and it was said
  // itself from there on.
  const auto cut = std::find_if(former.begin(), former.end(),
                                [at](const Revision& one) { return one.until > at; });
  if (cut == former.end()) {
    former.push_back({at, entry.text});
    former.push_back({*entry.edited_at, text});
  } else {
    former.insert(cut, {at, std::exchange(cut->text, text)});
  }
}

std::optional<std::int64_t> entry_number(std::string_view word)
{
  return words::numbered(word, "t");
}

}  // namespace secondstory
