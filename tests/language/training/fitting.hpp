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

}  // namespace secondstory::training
