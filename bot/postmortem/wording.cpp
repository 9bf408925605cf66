#include "bot/postmortem/wording.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <tuple>

#include "bot/language/spelling.hpp"
#include "bot/words.hpp"

namespace secondstory::postmortem {

namespace {

using language::is_digit;
using language::is_upper;

constexpr std::string_view sentence_ends = ".?!";

bool is_fact(std::string_view word)
{
  const bool number = std::any_of(word.begin(), word.end(), is_digit);
  const bool joined = word.find_first_of("_-./:#`@<") != std::string_view::npos;
  return number || joined || (word.size() > 1 && std::all_of(word.begin(), word.end(), is_upper));
}

/// What the wording leaves unsaid of what it stands for.
std::vector<std::string> lost_facts(std::string_view excerpt, std::string_view wording)
{
  std::vector<std::string> lost;
  const auto said = words::lower(wording);
  for (const auto& fact : facts_of(excerpt)) {
    if (said.find(words::lower(fact)) == std::string::npos) lost.push_back(fact);
  }
  return lost;
}

bool is_question(std::string_view wording)
{
  return wording.ends_with('?');
}

/// A wording begins like a sentence; in the middle of one it must not.
std::string continued(std::string wording)
{
  constexpr std::array<std::string_view, 9> openings = {
      "The ", "A ", "An ", "It ", "This ", "There ", "What ", "No ", "Nothing "};
  const bool ordinary = std::any_of(openings.begin(), openings.end(),
                                    [&](auto opening) { return wording.starts_with(opening); });
  if (ordinary) wording.front() = static_cast<char>(wording.front() - 'A' + 'a');
  return wording;
}

/// Puts a wording, which is a whole sentence, in the place of a part of one.
std::string joined(std::string_view before, std::string wording, std::string_view after)
{
  const auto last = before.find_last_not_of(" \t\n");
  const bool begins = last == std::string_view::npos || sentence_ends.contains(before[last]) ||
                      before.substr(last + 1).contains('\n');
  if (!begins) wording = continued(std::move(wording));
  const auto next = after.find_first_not_of(' ');
  const bool ended = !wording.empty() && sentence_ends.contains(wording.back());
  if (ended && next != std::string_view::npos && after[next] != '\n') {
    if (sentence_ends.contains(after[next])) {
      after.remove_prefix(next + 1);
    } else if (next == 0 || !is_upper(after[next])) {
      wording.pop_back();
    }
  }
  return std::string{before} + wording + std::string{after};
}

}  // namespace

std::vector<std::string> facts_of(std::string_view text)
{
  std::vector<std::string> facts;
  for (auto word : words::split(text)) {
    constexpr std::string_view around = ".,;:!?()[]{}\"'*~";
    const auto begin = word.find_first_not_of(around);
    if (begin == std::string::npos) continue;
    word = word.substr(begin, word.find_last_not_of(around) - begin + 1);
    // `<@U1>` is somebody, and who it was is no fact of a record.
    if (is_fact(word) && !words::mention(word)) facts.push_back(std::move(word));
  }
  return facts;
}

std::string with_wordings(std::string_view original, const std::vector<const Suggestion*>& about_it,
                          bool with_offered)
{
  std::string text{original};
  for (const auto* suggestion : about_it) {
    const auto& [excerpt, wording] = std::tie(suggestion->excerpt, suggestion->wording);
    const auto at = excerpt.empty() ? std::string::npos : text.find(excerpt);
    if (!wording || at == std::string::npos) continue;
    const auto lost = lost_facts(excerpt, *wording);
    const bool accepted = suggestion->state == SuggestionState::accepted;
    const bool safe = with_offered && suggestion->state == SuggestionState::offered &&
                      !is_question(*wording) && lost.empty();
    if (!accepted && !safe) continue;
    const std::string_view around{text};
    auto now = joined(around.substr(0, at), *wording, around.substr(at + excerpt.size()));
    // Accepting a wording is no wish to forget what was measured.
    if (!lost.empty()) now += fmt::format(" ({})", fmt::join(lost, ", "));
    text = std::move(now);
  }
  return text;
}

}  // namespace secondstory::postmortem
