#include "bot/language/features.hpp"

#include <algorithm>

#include "bot/language/spelling.hpp"

namespace secondstory::language {
namespace {

constexpr std::uint64_t person = number_of("@person");
constexpr std::uint64_t figure = number_of("@figure");
constexpr std::uint64_t clock_time = number_of("@time");
constexpr std::uint64_t identifier = number_of("@identifier");
constexpr std::uint64_t code = number_of("@code");
constexpr std::uint64_t quote = number_of("@quote");
constexpr std::uint64_t link = number_of("@link");
constexpr std::uint64_t border = number_of("@border");

bool is_letter(char c)
{
  return (c >= 'a' && c <= 'z') || is_upper(c) || static_cast<unsigned char>(c) >= 0x80;
}
bool is_word(char c)
{
  return is_letter(c) || is_digit(c) || c == '_';
}
char to_lower(char c)
{
  return is_upper(c) ? static_cast<char>(c + 32) : c;
}

std::uint64_t mix(std::uint64_t a, std::uint64_t b)
{
  return (a ^ (b + 0x9e3779b97f4a7c15u + (a << 6) + (a >> 2))) * 0xff51afd7ed558ccdu;
}

std::uint32_t fingerprint(std::uint64_t hash)
{
  hash ^= hash >> 33;
  hash *= 0xc4ceb9fe1a85ec53u;
  return static_cast<std::uint32_t>(hash >> 32);
}

bool ends_with(std::string_view word, std::string_view ending)
{
  return word.size() > ending.size() + 1 && word.substr(word.size() - ending.size()) == ending;
}

/// What the ending of a word that no line names says about it.
std::uint64_t sense_of_ending(std::string_view lower)
{
  for (const std::string_view ending :
       {"ing", "ed", "ly", "tion", "ness", "ment", "less", "ful", "er", "est", "able", "s"}) {
    if (ends_with(lower, ending)) return mix(number_of("@ending"), number_of(ending));
  }
  return number_of("@other");
}

/// The second word that an ending stands for, and how many bytes of the spelling it takes.
std::pair<std::string_view, std::size_t> contraction(std::string_view lower)
{
  if (lower.find('\'') == std::string_view::npos) return {};
  if (ends_with(lower, "n't")) return {"not", 3};
  if (ends_with(lower, "'re")) return {"are", 3};
  if (ends_with(lower, "'ve")) return {"have", 3};
  if (ends_with(lower, "'ll")) return {"will", 3};
  if (ends_with(lower, "'m")) return {"am", 2};
  if (ends_with(lower, "'d")) return {"'d", 2};
  if (ends_with(lower, "'s")) return {"'s", 2};
  if (ends_with(lower, "s'")) return {"'s", 1};
  return {};
}

void push(std::vector<Reading>& out, std::uint64_t word, std::uint64_t sense, std::size_t start,
          std::size_t end)
{
  out.push_back(
      {word, sense, static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(end), false});
}

}  // namespace

void KnownWords::add(std::uint64_t word)
{
  for (const std::uint64_t part : {word >> 7, word >> 31}) {
    const auto bit = static_cast<std::size_t>(part % (bytes * 8));
    bits_[bit / 8] = static_cast<std::uint8_t>(bits_[bit / 8] | (1u << (bit % 8)));
  }
}

bool KnownWords::holds(std::uint64_t word) const
{
  for (const std::uint64_t part : {word >> 7, word >> 31}) {
    const auto bit = static_cast<std::size_t>(part % (bytes * 8));
    if ((bits_[bit / 8] & (1u << (bit % 8))) == 0) return false;
  }
  return true;
}

void FeatureReader::add_spelling(std::string_view lower, std::string_view raw, std::uint32_t start,
                                 bool first, std::vector<Reading>& out) const
{
  const std::uint64_t number = number_of(lower);
  const std::uint32_t end = start + static_cast<std::uint32_t>(raw.size());
  const Senses::Entry* entry = senses_.find(number);
  if (entry != nullptr && entry->count > 0) {
    for (std::uint32_t i = 0; i < entry->count; ++i) {
      const std::uint64_t word = senses_.words()[entry->first + i];
      const Senses::Entry* meaning = senses_.find(word);
      push(out, word, meaning != nullptr ? meaning->sense : number_of("@other"), start, end);
    }
    return;
  }
  const bool capital = is_capital(raw);
  const auto uppers = std::count_if(raw.begin(), raw.end(), is_upper);
  const bool letters = std::all_of(lower.begin(), lower.end(),
                                   [](char c) { return is_letter(c) || c == '-' || c == '\''; });
  if (entry == nullptr && capital && letters && uppers <= 2 && raw.size() > 1 &&
      (uppers <= 1 || raw.size() > 3) && !known_.holds(number)) {
    push(out, person, person, start, end);
    return;
  }
  if (entry != nullptr && entry->sense == number_of("NAME")) {
    push(out, person, person, start, end);
    return;
  }
  if (entry != nullptr && entry->sense == number_of("CAPNAME") && capital && !first) {
    push(out, person, person, start, end);
    return;
  }
  push(out, number, entry != nullptr ? entry->sense : sense_of_ending(lower), start, end);
  out.back().spelt = letters && lower.size() >= 3;
}

void FeatureReader::add_word(std::string_view raw, std::uint32_t start, bool first,
                             std::vector<Reading>& out) const
{
  const std::uint32_t end = start + static_cast<std::uint32_t>(raw.size());
  if (is_digit(raw.front())) {
    const bool clock = raw.find(':') != std::string_view::npos;
    push(out, clock ? clock_time : figure, clock ? clock_time : figure, start, end);
    return;
  }
  const bool digits = has_digit(raw);
  const bool joined = raw.find_first_of("_.:/@") != std::string_view::npos;
  if (joined || (digits && raw.size() > 2)) {
    push(out, identifier, identifier, start, end);
    return;
  }
  // Lower case without what was taken out, and drawn out letters (whyyyy) as one.
  thread_local std::string lower;
  lower.clear();
  for (const char c : raw) {
    if (c == marker::filler) continue;
    const char small = to_lower(c);
    const std::size_t size = lower.size();
    if (size >= 2 && lower[size - 1] == small && lower[size - 2] == small) continue;
    lower.push_back(small);
  }
  while (lower.size() > 3 && lower.back() == lower[lower.size() - 2] && is_letter(lower.back()) &&
         raw.size() >= lower.size() + 1) {
    lower.pop_back();
  }
  if (lower.empty()) return;
  if (senses_.find(number_of(lower)) != nullptr) {
    add_spelling(lower, raw, start, first, out);
    return;
  }
  const auto [second, length] = contraction(lower);
  if (!second.empty() && raw.size() > length) {
    const std::string head = lower.substr(0, lower.size() - length);
    const std::size_t cut = raw.size() - length;
    add_spelling(head, raw.substr(0, cut), start, first, out);
    push(out, number_of(second), number_of(second), start + cut, end);
    return;
  }
  const std::size_t hyphen = lower.find('-');
  if (hyphen != std::string::npos && hyphen > 0 && hyphen + 1 < lower.size() &&
      lower.size() == raw.size()) {
    const std::string copy = lower;
    add_spelling(std::string_view(copy).substr(0, hyphen), raw.substr(0, hyphen), start, first,
                 out);
    add_word(raw.substr(hyphen + 1), start + static_cast<std::uint32_t>(hyphen) + 1, false, out);
    return;
  }
  const std::string copy = lower;
  add_spelling(copy, raw, start, first, out);
}

void FeatureReader::read(std::string_view text, Span span, std::vector<Reading>& out) const
{
  const std::size_t before = out.size();
  for (std::size_t at = span.start; at < span.end;) {
    const char c = text[at];
    std::size_t end = at + 1;
    if (c == marker::code || c == marker::quote || c == marker::link) {
      while (end < span.end && (text[end] == c || text[end] == marker::filler)) ++end;
      const std::uint64_t what = c == marker::code ? code : c == marker::quote ? quote : link;
      push(out, what, what, at, end);
    } else if (c == '<' && end < span.end && text[end] == '@') {
      while (end < span.end && text[end] != '>' && text[end] != ' ') ++end;
      if (end < span.end && text[end] == '>') ++end;
      push(out, person, person, at, end);
    } else if (c == '@' && end < span.end && is_letter(text[end])) {
      while (end < span.end && (is_word(text[end]) || text[end] == '.' || text[end] == '-')) ++end;
      if (text[end - 1] == '.') --end;
      const Senses::Entry* entry = senses_.find(number_of(text.substr(at, end - at)));
      if (entry != nullptr && entry->count > 0) {
        const std::uint64_t word = senses_.words()[entry->first];
        push(out, word, word, at, end);
      } else {
        push(out, person, person, at, end);
      }
    } else if (is_word(c)) {
      while (end < span.end) {
        const char d = text[end];
        if (is_word(d) || d == marker::filler) {
          ++end;
          continue;
        }
        const bool join = d == '-' || d == '.' || d == ':' || d == '\'' || d == '@';
        std::size_t next = end + 1;  // what was a curly apostrophe is followed by fillers
        while (next < span.end && text[next] == marker::filler) ++next;
        const bool goes_on =
            join && next < span.end && is_word(text[next]) && (d != ':' || is_digit(text[next]));
        if (!goes_on) break;
        end = next + 1;
      }
      while (end > at + 1 && text[end - 1] == marker::filler) --end;
      add_word(text.substr(at, end - at), static_cast<std::uint32_t>(at), out.size() == before,
               out);
      if (end < span.end && text[end] == '/' && end + 1 < span.end && end - at <= 2 &&
          text[end + 1] == 'o' && out.back().end == end) {
        // "w/o"
        ++end;
        while (end < span.end && is_word(text[end])) ++end;
        out.pop_back();
        add_spelling(text.substr(at, end - at), text.substr(at, end - at),
                     static_cast<std::uint32_t>(at), false, out);
      }
    } else if (c > ' ' && c < 0x7f) {
      while (end < span.end && text[end] == c) ++end;
      const char twice[2] = {c, c};
      push(out, number_of({twice, end - at > 1 ? 2u : 1u}), number_of({&c, 1}), at, end);
    }
    at = end;
  }
}

void features_of(std::span<const Reading> words, std::vector<std::uint32_t>& features)
{
  features.clear();
  const std::size_t size = words.size();
  constexpr std::size_t most_of_a_word = 12;
  features.reserve(most_of_a_word * size + 5);
  const auto word = [&](std::size_t i) { return i < size ? words[i].word : border; };
  const auto sense = [&](std::size_t i) { return i < size ? words[i].sense : border; };
  const auto add = [&](std::uint64_t kind, std::uint64_t hash) {
    features.push_back(fingerprint(mix(kind, hash)));
  };
  // A border before the first word, so that beginnings have features of their own.
  add(1, mix(border, word(0)));
  add(2, mix(mix(border, word(0)), word(1)));
  add(3, mix(mix(border, sense(0)), sense(1)));
  add(4, mix(mix(mix(border, sense(0)), sense(1)), sense(2)));
  for (std::size_t i = 0; i < size; ++i) {
    const std::uint64_t w = words[i].word;
    const std::uint64_t s = words[i].sense;
    const std::uint64_t two_words = mix(w, word(i + 1));
    const std::uint64_t two_senses = mix(s, sense(i + 1));
    const std::uint64_t three_senses = mix(two_senses, sense(i + 2));
    add(10, w);
    add(11, two_words);
    add(12, mix(two_words, word(i + 2)));
    if (s != w) add(13, s);
    add(14, two_senses);
    add(15, three_senses);
    add(16, mix(three_senses, sense(i + 3)));
    if (i + 2 < size) {
      add(17, mix(w, word(i + 2)));
      add(18, mix(s, sense(i + 2)));
    }
    if (i + 3 < size) add(19, mix(s, sense(i + 3)));
    if (i + 1 < size) {
      if (s != w) add(20, mix(w, sense(i + 1)));
      if (words[i + 1].sense != words[i + 1].word) add(21, mix(s, word(i + 1)));
    }
  }
  add(40, size < 4 ? size : size < 8 ? 4 : size < 14 ? 5 : size < 24 ? 6 : 7);
}

}  // namespace secondstory::language
