#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "bot/language/normalise.hpp"
#include "bot/language/rules.hpp"

namespace secondstory::training {

/// A message with what a person says about it.
struct Example
{
  std::string text;
  std::size_t category = 0;  ///< 1 … 18; 0 for a message that blames nobody
  language::Span span;       ///< the blaming words; empty for a message that blames nobody
  /// "a", "b", "c" or a file's name for a writer; "phrases", "rules", "chat", "held chat".
  std::string source;
  float weight = 1;
  bool is_message = false;  ///< written as a message of an incident, not as a phrase
};

/// The source of the wordings that a writer proposes instead of blame.
std::string instead_of(const std::string& writer);

/// Labelled messages of `corpus-*.jsonl`, and what they propose to say instead. Throws
/// std::runtime_error with file:line.
std::vector<Example> read_corpus(const std::string& folder);

/// The phrases of `phrases/*.txt`, each spelled out in up to `copies` ways, the same ones each
/// time. The corpus' README.md says how they are written.
std::vector<Example> read_phrases(const std::string& folder, std::size_t copies);

/// Messages of further writers: `written/*.txt`, one a line, with the blaming words in brackets. A
/// line begins with its category, or `ok`, and a tab; `\\n` is a line break. Throws as
/// `read_corpus`.
std::vector<Example> read_written(const std::string& folder);

/// What the program would suggest for those that blame: nothing it says may be held to be blame.
std::vector<Example> suggestions_for(const std::vector<Example>& examples,
                                     const language::RuleSet& rules);

/// The examples that every rule brings with it.
std::vector<Example> examples_of_rules(const language::RuleSet& rules);

/// The rules that are built in.
language::RuleSet shipped_rules();

/// What somebody who has read a message of ordinary chat says of it.
struct JudgedChat
{
  std::size_t category = 0;  ///< 0 where fair readers may differ
  language::Span span;       ///< the blaming words
};

/// Of ordinary chat what does blame after all, or cannot be told: `judged-chat.txt`, by the numbers
/// of the messages. Throws as `read_corpus`.
std::unordered_map<std::uint64_t, JudgedChat> read_judged_chat(const std::string& folder);

/// One message a line: "chat" to learn from, "held chat" to judge by. They blame nobody but where
/// somebody has judged so; what could not be told is left out.
std::vector<Example> read_chat(const std::string& file, const std::string& source,
                               const std::unordered_map<std::uint64_t, JudgedChat>& judged);

}  // namespace secondstory::training
