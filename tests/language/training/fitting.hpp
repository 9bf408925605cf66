#pragma once

#include <vector>

#include "bot/language/judgement.hpp"

namespace secondstory::training {

/// What was known of a sentence of a writer, or of chat, that the model had not seen.
struct Weighed
{
  language::Evidence evidence;
  bool blames = false;
  double weight = 1;
};

/// The judgement under which what is true is likeliest: a logistic regression by Newton's method.
language::Judgement fitted(const std::vector<Weighed>& seen);

/// What comes of letting ordinary chat count as so many messages.
struct Candidate
{
  double chat_counts = 0;
  double threshold = 1;
  double recall = 0;
  double false_flags = 0;  ///< ordinary messages flagged that do not blame
};

/// The more chat counts, the fewer of its messages are flagged at the same precision, and the fewer
/// of those that blame. This is the one with the fewest false flags among those that find as much
/// as is wanted; where none does, the one that finds most. Of equals the first; there is one at
/// least.
const Candidate& chosen(const std::vector<Candidate>& candidates, double recall);

}  // namespace secondstory::training
