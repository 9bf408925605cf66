#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "bot/language/normalise.hpp"

namespace secondstory::training {

/// "a|(b|c)|d" at its outer bars.
std::vector<std::string_view> choices_of(std::string_view group);

/// Every way that a phrase may be spelled out, some of them: `(a|b)` is either, `{name}` one of the
/// slot's words, `( a)?` may be left out, `[…]` are the blaming words, a backslash takes a
/// character as it is.
class Phrase
{
 public:
  using Slots = std::map<std::string, std::vector<std::string>, std::less<>>;

  Phrase(std::string_view text, const Slots& slots) : text_(text), slots_(slots) {}

  struct Spelled
  {
    std::string text;
    language::Span span;
  };
  Spelled spell(std::uint64_t& random) const;

 private:
  void spell(std::string_view text, std::uint64_t& random, std::string& out) const;

  std::string text_;
  const Slots& slots_;
};

}  // namespace secondstory::training
