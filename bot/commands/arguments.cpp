#include "bot/commands/arguments.hpp"

#include <date/tz.h>
#include <fmt/format.h>
#include <array>

#include "bot/words.hpp"

namespace secondstory {

namespace {

bool is_space(char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::optional<int> digits(std::string_view text, std::size_t length)
{
  if (text.size() < length) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(0, length)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<std::chrono::minutes> clock_time(std::string_view text)
{
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon > 2 || text.size() != colon + 3) {
    return std::nullopt;
  }
  const auto hours = digits(text, colon);
  const auto minutes = digits(text.substr(colon + 1), 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
}

/// `-10m`, `-2h`.
std::optional<std::chrono::minutes> minutes_ago(std::string_view text)
{
  if (text.size() < 3 || text.size() > 6 || text.front() != '-') return std::nullopt;
  const auto count = digits(text.substr(1), text.size() - 2);
  if (!count) return std::nullopt;
  if (text.back() == 'm') return std::chrono::minutes{*count};
  if (text.back() == 'h') return std::chrono::hours{*count};
  return std::nullopt;
}

std::optional<date::year_month_day> calendar_day(std::string_view text)
{
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto y = digits(text, 4), m = digits(text.substr(5), 2), d = digits(text.substr(8), 2);
  if (!y || !m || !d) return std::nullopt;
  const date::year_month_day ymd{date::year{*y}, date::month{static_cast<unsigned>(*m)},
                                 date::day{static_cast<unsigned>(*d)}};
  if (!ymd.ok()) return std::nullopt;
  return ymd;
}

date::local_days local_day(Time now, const date::time_zone& zone)
{
  return date::floor<date::days>(zone.to_local(now));
}

bool begins_a_time(std::string_view word)
{
  const char first = word.front();
  return (first >= '0' && first <= '9') || first == '-' || day(word, Time{}, "UTC").has_value();
}

/// `Z`, `+02:00`, `+0200`, `+02`: how far ahead of UTC.
std::optional<std::chrono::minutes> utc_offset(std::string_view text)
{
  if (text == "Z" || text == "z") return std::chrono::minutes{0};
  if (text.size() < 3 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const auto hours = digits(text.substr(1), 2);
  auto rest = text.substr(3);
  if (rest.starts_with(':')) rest.remove_prefix(1);
  const auto minutes = rest.empty() && text.size() == 3 ? std::optional{0}
                       : rest.size() == 2               ? digits(rest, 2)
                                                        : std::nullopt;
  if (!hours || !minutes || *hours > 14 || *minutes > 59) return std::nullopt;
  const auto span = std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
  return text[0] == '-' ? -span : std::chrono::minutes{span};
}

/// A day and the time in it, and what is written behind them.
struct DayAndTime
{
  date::local_time<std::chrono::milliseconds> local{};
  std::string_view zone{};
};

std::optional<DayAndTime> day_and_time(std::string_view text)
{
  if (text.size() < 16 || (text[10] != 'T' && text[10] != 't')) return std::nullopt;
  const auto day = calendar_day(text.substr(0, 10));
  const auto clock = clock_time(text.substr(11, 5));
  if (!day || !clock) return std::nullopt;
  DayAndTime out{date::local_days{*day} + *clock, text.substr(16)};
  if (out.zone.starts_with(':')) {
    const auto seconds = digits(out.zone.substr(1), 2);
    if (!seconds || *seconds > 59) return std::nullopt;
    out.local += std::chrono::seconds{*seconds};
    out.zone.remove_prefix(3);
  }
  return out;
}

/// Never throws: a time that a clock change skips or repeats is read as the earlier one.
Time to_utc(const date::time_zone& zone, date::local_time<std::chrono::milliseconds> local)
{
  return zone.to_sys(local, date::choose::earliest);
}

}  // namespace

Arguments::Arguments(std::string_view words) : words_(words::trim(words)) {}

std::vector<Arguments::Word> Arguments::split() const
{
  std::vector<Word> out;
  for (std::size_t i = 0; i < words_.size();) {
    while (i < words_.size() && is_space(words_[i])) ++i;
    const auto start = i;
    while (i < words_.size() && !is_space(words_[i])) ++i;
    if (i > start) out.push_back({start, i - start});
  }
  return out;
}

std::string Arguments::take(Word word)
{
  auto taken = words_.substr(word.start, word.length);
  auto end = word.start + word.length;
  while (end < words_.size() && is_space(words_[end])) ++end;
  words_.erase(word.start, end - word.start);
  words_ = std::string{words::trim(words_)};
  return taken;
}

std::string Arguments::rest() const
{
  std::string_view text = words_;
  // Only where they are one pair: "a" and "b" keeps its own.
  if (text.size() >= 2 && text.front() == '"' && text.find('"', 1) == text.size() - 1) {
    text.remove_prefix(1);
    text.remove_suffix(1);
  }
  return std::string{words::trim(text)};
}

std::optional<std::string> Arguments::take_word()
{
  const auto all = split();
  if (all.empty()) return std::nullopt;
  return take(all.front());
}

bool Arguments::take_flag(std::string_view word)
{
  const auto all = split();
  if (all.empty()) return false;
  for (const auto& end : {all.front(), all.back()}) {
    if (words::lower(std::string_view{words_}.substr(end.start, end.length)) != word) continue;
    take(end);
    return true;
  }
  return false;
}

std::optional<std::string> Arguments::take_person()
{
  for (const auto& word : split()) {
    auto id = words::mention(std::string_view{words_}.substr(word.start, word.length));
    if (!id) continue;
    take(word);
    return id;
  }
  return std::nullopt;
}

std::optional<std::string> Arguments::take_prefixed(std::string_view prefix)
{
  const auto all = split();
  const auto view = [this](Word word) {
    return std::string_view{words_}.substr(word.start, word.length);
  };
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (words::lower(view(all[i]).substr(0, prefix.size())) != prefix) continue;
    if (all[i].length > prefix.size()) return take(all[i]).substr(prefix.size());
    const bool last = i + 1 == all.size();
    // "at: 13:05" means it; "look at: the logs" does not.
    if (!last && !begins_a_time(view(all[i + 1]))) continue;
    auto value = last ? std::string{} : take(all[i + 1]);
    take(all[i]);
    return value;
  }
  return std::nullopt;
}

std::optional<std::string> Arguments::take_severity(const std::vector<std::string>& severities)
{
  for (const auto& word : split()) {
    const auto view = std::string_view{words_}.substr(word.start, word.length);
    if (view.find_first_not_of("0123456789") == std::string_view::npos) continue;
    auto severity = severity_named(view, severities);
    if (!severity) continue;
    take(word);
    return severity;
  }
  return std::nullopt;
}

std::optional<std::int64_t> Arguments::take_incident(Place place)
{
  const auto all = split();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool there = place == Place::anywhere || (place == Place::front && i == 0) ||
                       (place == Place::back && i + 1 == all.size());
    const auto view = std::string_view{words_}.substr(all[i].start, all[i].length);
    if (!there || view.front() != '#' || words::lower(view.substr(1, 3)) != "inc") continue;
    const auto number = words::numbered(view, "inc");
    if (!number) continue;
    take(all[i]);
    return number;
  }
  return std::nullopt;
}

std::optional<std::string> severity_named(std::string_view word,
                                          const std::vector<std::string>& severities, bool in_short)
{
  const auto wanted = words::lower(word);
  for (const auto& severity : severities) {
    if (wanted == words::lower(severity)) return severity;
  }
  std::string_view tail = wanted;
  if (tail.starts_with("sev")) {
    tail.remove_prefix(3);
  } else if (in_short && tail.starts_with('s')) {
    tail.remove_prefix(1);
  }
  if (!tail.empty() && tail.front() == '-') tail.remove_prefix(1);
  if (tail.size() != 1 || tail.front() < '1' || tail.front() > '9') return std::nullopt;
  for (const auto& severity : severities) {
    if (severity.back() == tail.front()) return severity;
  }
  const auto index = static_cast<std::size_t>(tail.front() - '1');
  if (index < severities.size()) return severities[index];
  return std::nullopt;
}

namespace {

/// Nothing if it is no moment at all.
std::optional<Time> read_moment(std::string_view text, Time now, const date::time_zone& usual)
{
  if (const auto ago = minutes_ago(text)) return now - *ago;
  if (const auto full = day_and_time(text)) {
    if (full->zone.empty()) return to_utc(usual, full->local);
    const auto offset = utc_offset(full->zone);
    if (!offset) return std::nullopt;
    return Time{full->local.time_since_epoch() - *offset};
  }
  const bool utc = text.ends_with('Z') || text.ends_with('z');
  if (utc) text.remove_suffix(1);
  const auto clock = clock_time(text);
  if (!clock) return std::nullopt;
  const auto& zone = utc ? *date::locate_zone("UTC") : usual;
  auto at = to_utc(zone, local_day(now, zone) + *clock);
  // "23:50", typed just after midnight, was yesterday.
  if (at > now + std::chrono::minutes{1}) at -= std::chrono::hours{24};
  return at;
}

}  // namespace

Result<Time> moment(std::string_view text, Time now, const std::string& timezone)
{
  const auto at = read_moment(text, now, *date::locate_zone(timezone));
  if (!at) {
    return fail(Fault::usage,
                fmt::format("“{}” is not a time I know. Write at:13:05 ({}), at:13:05Z, "
                            "at:2026-11-20T13:05 or at:2026-11-20T13:05+02:00",
                            words::clipped(text, 40), timezone));
  }
  // Clocks differ by a little, and people round.
  if (*at > now + std::chrono::minutes{5}) {
    return fail(Fault::usage, fmt::format("“{}” is still to come; the record holds what has been",
                                          words::clipped(text, 40)));
  }
  return *at;
}

Result<std::string> day(std::string_view text, Time now, const std::string& timezone)
{
  if (calendar_day(text)) return std::string{text};
  const auto today = local_day(now, *date::locate_zone(timezone));
  const auto wanted = words::lower(text);
  if (wanted == "today") return date::format("%F", today);
  if (wanted == "tomorrow") return date::format("%F", today + date::days{1});
  static constexpr std::array<std::string_view, 7> names = {
      "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
  for (unsigned i = 0; i < names.size() && wanted.size() >= 3; ++i) {
    if (names[i].substr(0, wanted.size()) != wanted) continue;
    auto ahead = (date::weekday{i} - date::weekday{today}).count();
    if (ahead == 0) ahead = 7;
    return date::format("%F", today + date::days{ahead});
  }
  return fail(Fault::usage,
              fmt::format("“{}” is not a day I know. Write by:2026-12-01, by:tomorrow or "
                          "by:fri",
                          words::clipped(text, 40)));
}

}  // namespace secondstory
