#include "adapters/slack/ts.hpp"

#include <fmt/format.h>

#include <charconv>

namespace secondstory::slack {

namespace {

std::optional<std::int64_t> digits(std::string_view text)
{
  std::int64_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

}  // namespace

std::optional<Time> time_of(std::string_view ts)
{
  const auto dot = ts.find('.');
  const auto seconds = digits(ts.substr(0, dot));
  constexpr std::int64_t seconds_max = 253402300799;  // the year 9999: what a record can show
  if (!seconds || *seconds > seconds_max) return std::nullopt;
  std::string fraction(dot == std::string_view::npos ? std::string_view() : ts.substr(dot + 1));
  fraction.resize(3, '0');
  const auto milliseconds = digits(fraction);
  if (!milliseconds) return std::nullopt;
  return Time{std::chrono::milliseconds{*seconds * 1000 + *milliseconds}};
}

std::string ts_of(Time at)
{
  const std::int64_t count = std::max<std::int64_t>(0, at.time_since_epoch().count());
  return fmt::format("{}.{:03}000", count / 1000, count % 1000);
}

bool earlier(std::string_view a, std::string_view b)
{
  const auto dot_a = std::min(a.find('.'), a.size());
  const auto dot_b = std::min(b.find('.'), b.size());
  if (dot_a != dot_b) return dot_a < dot_b;
  return a < b;
}

}  // namespace secondstory::slack
