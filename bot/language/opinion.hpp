#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bot/language/engine.hpp"
#include "bot/language/features.hpp"
#include "bot/language/model.hpp"

namespace secondstory::language {

/// What the model thinks of one sentence of a message.
struct Verdict
{
  Span sentence;
  Span span;                 ///< of a finding: the sentence, or more (see `widened`)
  Evidence evidence{};       ///< without what rules say
  double blame = 0;          ///< probability that it blames, by this evidence
  double needed = 1;         ///< confidence that a rule must have for its hit to stand here
  std::size_t category = 1;  ///< the likeliest of 1 … 18
  Target target = Target::unspecified;
  std::size_t piece = 0;  ///< where the sentences begin that were judged together with it
};

/// The statistical second opinion beside the rules: says which sentences blame in words that no
/// rule foresaw, and which hits of rules are none. Immutable; serves any number of threads.
class Opinion
{
 public:
  /// What is said of a finding that no rule made: `config/language/model/wording.toml`.
  struct Wording
  {
    std::string id;        ///< "c05.wording"
    std::string category;  ///< "C05"
    std::string question;
    std::string why;
  };

  /// From the data compiled into the program.
  static Result<Opinion> load();
  Opinion(Senses senses, Model model, std::vector<Wording> wordings);

  /// A verdict for each of the sentences, but of a paste only for the first ones.
  std::vector<Verdict> judge(std::string_view normalised, const std::vector<Span>& sentences) const;

  /// The findings: each sentence that blames enough, with the neighbours that carry the blame.
  std::vector<Verdict> blaming(const std::vector<Verdict>& verdicts) const;

  /// How sure a finding is that no rule made, in the terms of rules: 0.7 where the model just
  /// speaks of it, up to 1. 0.7 is what is asked for unless the configuration says otherwise.
  double confidence(const Verdict& verdict) const;

  const Wording& wording(std::size_t category) const { return wordings_[category - 1]; }
  const std::vector<Wording>& wordings() const { return wordings_; }
  const Model& model() const { return model_; }

 private:
  /// Judges sentences as one message and appends a verdict for each.
  void judge_piece(std::string_view normalised, std::span<const Span> sentences,
                   std::vector<Verdict>& verdicts) const;
  /// What the linear models say of a message, and whether it is so harmless that no sentence of it
  /// can blame. Most are seen to be so by their first features; these are all that is summed then.
  struct Heard
  {
    Model::Sums sums{};
    bool harmless = false;
  };
  Heard listen_to(std::span<const Reading> words, std::size_t sentences) const;
  /// Fills in what follows from the evidence.
  void weigh(Verdict& verdict) const;
  /// What a message says of each of its sentences.
  Evidence evidence_around(const std::vector<Reading>& words, const Model::Sums& sums,
                           std::size_t sentences) const;

  Senses senses_;
  Model model_;
  std::vector<Wording> wordings_;
};

/// The verdict on a sentence with the span of a finding: neighbours that blame too, and all of a
/// short message, are taken in.
Verdict widened(const std::vector<Verdict>& verdicts, std::size_t sentence);

/// The logit that a message with these sums blames in any of the ways.
double blame_logit(const Model::Sums& sums);

}  // namespace secondstory::language
