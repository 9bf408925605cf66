#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/result.hpp"
#include "bot/time.hpp"

namespace secondstory {

/// The words of a command. Options are taken out of it by name; what is left is the free text, with
/// its own spacing and line breaks.
class Arguments
{
 public:
  explicit Arguments(std::string_view words);

  /// The free text that is left, trimmed; one pair of quotes around all of it is dropped.
  std::string rest() const;
  bool empty() const { return rest().empty(); }

  /// Takes the first word, if there is one.
  std::optional<std::string> take_word();
  /// Takes `word` where it stands at either end of the words; inside a title it is only a word.
  bool take_flag(std::string_view word);
  /// Takes the first `<@ID>`.
  std::optional<std::string> take_person();
  /// Takes the first `prefix…` word ("at:13:05", "at: 13:05") and returns what follows the prefix;
  /// nothing may follow it.
  std::optional<std::string> take_prefixed(std::string_view prefix);
  /// Takes the first word that names one of the severities ("sev2", "SEV-2").
  std::optional<std::string> take_severity(const std::vector<std::string>& severities);
  enum class Place { anywhere, front, back };
  /// Takes `#INC-7` where it stands in that place.
  std::optional<std::int64_t> take_incident(Place place = Place::anywhere);

 private:
  struct Word
  {
    std::size_t start, length;
  };
  std::vector<Word> split() const;
  std::string take(Word word);

  std::string words_;
};

/// "2", "sev2", "SEV-2" → the configured name; nothing if there is no such severity. `in_short`:
/// "s2" as well, where no bucket can be meant.
std::optional<std::string> severity_named(std::string_view word,
                                          const std::vector<std::string>& severities,
                                          bool in_short = false);

/// A moment as typed after `at:`: `13:05` (the last one that has been, in the zone),
/// `2026-11-20T13:05` (in the zone), with `Z` (UTC) or an offset (`+02:00`), `-10m` or `-2h` ago.
/// Nothing beyond the next five minutes. Errors say which forms are understood.
Result<Time> moment(std::string_view text, Time now, const std::string& timezone);

/// A day as typed after `by:`: `2026-12-01`, `today`, `tomorrow`, `fri`. Gives YYYY-MM-DD.
Result<std::string> day(std::string_view text, Time now, const std::string& timezone);

}  // namespace secondstory
