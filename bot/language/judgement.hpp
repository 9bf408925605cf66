#pragma once

#include <array>
#include <cstddef>

namespace secondstory::language {

/// What is known of a sentence when it is decided whether it blames. The logits are the model's.
struct Evidence
{
  double sentence = 0;  ///< logit that the sentence blames
  double whole = 0;     ///< the same of its message, read as one sentence
  double message = 0;   ///< that its message blames in any of the 18 ways; counts up to `sentence`
  double in_order = 0;  ///< the same by its words in order, where it is in question (`opinion.cpp`)
  double margin = 0;    ///< by how much the likeliest of these leads the next
  double incident = 0;  ///< logit that its message is talk in an incident
  double strange = 0;   ///< share of the message's words that nothing trained on has
  double words = 0;     ///< of the message
  double sentences = 0;  ///< of the message
  double rule = 0;       ///< `trust_in` the surest rule that hits it; 0 where none does

  /// As the judgement weighs them, some of them in several ways, with a last one that is always 1.
  static constexpr std::size_t count = 19;
  std::array<double, count> numbers() const;
};

/// No rule counts as surer than this.
inline constexpr double surest = 0.99;

/// What a hit of a rule with that confidence counts for: the logit, and nothing below a half, for
/// no rule says the contrary of what it found.
double trust_in(double confidence);

/// Weighs the evidence. What the parts of the model and the rules are worth beside each other is
/// learnt from writers and from chat that none of them has seen (`deploy/language train`).
struct Judgement
{
  std::array<float, Evidence::count> weights{};

  /// The probability of blame.
  double of(const Evidence& evidence) const;

  /// How sure a rule has to be for its hit to make that probability, beside evidence without rules;
  /// 1 where none is.
  double confidence_for(double probability, const Evidence& evidence) const;

 private:
  double logit_of(const Evidence& evidence) const;
};

}  // namespace secondstory::language
