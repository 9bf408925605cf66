#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace secondstory::language {

/// A stable 64-bit number for a piece of text: the same on every machine, since the weights of the
/// model are addressed by it.
constexpr std::uint64_t number_of(std::string_view text)
{
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash;
}

/// A number for two in this order.
constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b)
{
  return (a ^ (b + 0x9e3779b97f4a7c15u + (a << 6) + (a >> 2))) * 0xff51afd7ed558ccdu;
}

/// What is known of pieces of text, by their numbers.
template <class Value>
using Numbered = boost::unordered_flat_map<std::uint64_t, Value>;

/// The name of a word class or a list, numbered when compiled: sentences are asked for hundreds of
/// them, and looking each up by its spelling would cost more than the answers.
struct Name
{
  template <std::size_t size>
  consteval Name(const char (&text)[size]) : number(number_of({text, size - 1}))
  {
  }

  std::uint64_t number;
};

}  // namespace secondstory::language
