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
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
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
  for (const auto& word : split()) {
    const auto view = std::string_view{words_}.substr(word.start, word.length);
    if (view.size() <= prefix.size() || words::lower(view.substr(0, prefix.size())) != prefix)
      continue;
    return take(word).substr(prefix.size());
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

std::optional<std::int64_t> Arguments::take_incident()
{
  for (const auto& word : split()) {
    const auto view = std::string_view{words_}.substr(word.start, word.length);
    if (view.front() != '#' || words::lower(view.substr(1, 3)) != "inc") continue;
    const auto number = words::numbered(view, "inc");
    if (!number) continue;
    take(word);
    return number;
  }
  return std::nullopt;
}

std::optional<std::string> severity_named(std::string_view word,
                                          const std::vector<std::string>& severities)
{
  const auto wanted = words::lower(word);
  for (const auto& severity : severities) {
    if (wanted == words::lower(severity)) return severity;
  }
  std::string_view tail = wanted;
  for (const std::string_view prefix : {"sev", "s"}) {
    if (tail.substr(0, prefix.size()) != prefix) continue;
    tail.remove_prefix(prefix.size());
    break;
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

Result<Time> moment(std::string_view text, Time now, const std::string& timezone)
{
  if (const auto ago = minutes_ago(text)) return now - *ago;
  const auto* zone = date::locate_zone(timezone);
  const bool utc = !text.empty() && (text.back() == 'Z' || text.back() == 'z');
  if (utc) {
    zone = date::locate_zone("UTC");
    text.remove_suffix(1);
  }
  if (const auto clock = clock_time(text)) {
    auto at = to_utc(*zone, local_day(now, *zone) + *clock);
    // "23:50", typed just after midnight, was yesterday.
    if (at > now + std::chrono::minutes{1}) at -= std::chrono::hours{24};
    return at;
  }
  if (text.size() >= 16 && (text[10] == 'T' || text[10] == 't')) {
    const auto day = calendar_day(text.substr(0, 10));
    const auto clock = clock_time(text.substr(11, 5));
    if (day && clock) {
      auto seconds = std::chrono::seconds{0};
      if (text.size() == 19 && text[16] == ':' && digits(text.substr(17), 2)) {
        seconds = std::chrono::seconds{*digits(text.substr(17), 2)};
      }
      return to_utc(*zone, date::local_days{*day} + *clock + seconds);
    }
  }
  return fail(Fault::usage,
              fmt::format("“{}” is not a time I know. Write at:13:05 ({}), at:13:05Z or "
                          "at:2026-11-20T13:05",
                          words::clipped(text, 40), timezone));
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
