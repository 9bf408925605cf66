#pragma once

#include <optional>
#include <string>

#include "bot/language/clause.hpp"
#include "bot/language/joints.hpp"
#include "bot/language/restate.hpp"
#include "bot/language/sentence.hpp"

namespace secondstory::language {

/// Tells the clauses of a sentence again, one after the other, without who did what they tell of.
class Retelling
{
 public:
  /// `end`: one past the sentence's last token that matters.
  Retelling(const Sentence& sentence, const Clause& clause, const Joints& joints,
            const Blame& blame, std::size_t end)
      : s_(sentence), clause_(clause), joints_(joints), blame_(blame), end_(end)
  {
  }

  /// A clause in words of its own; nothing where it can be neither told again nor kept.
  /// `same_subject`: one without a subject shares that of the clause before it.
  std::optional<std::string> clause(std::size_t from, std::size_t to, bool same_subject);

  /// How many acts have been told, and what became of the first of them.
  int acts() const { return acts_; }
  Act first_act() const { return first_act_; }
  /// Words that were found to blame are still there.
  bool kept_blamed() const { return kept_blamed_; }

 private:
  using Told = std::optional<std::string>;

  // Each of these knows one form of clause: nothing where it is another one, an empty Told where it
  // is this one and cannot be told.
  std::optional<Told> setting(std::size_t from, std::size_t to);
  std::optional<Told> cleft(std::size_t from, std::size_t to);
  std::optional<Told> the_one(std::size_t from, std::size_t to);
  std::optional<Told> thought(std::size_t from, std::size_t to);
  std::optional<Told> inverted(std::size_t from, std::size_t to);
  std::optional<Told> judged_act(std::size_t from, std::size_t to);
  std::optional<Told> effect(std::size_t from, std::size_t to);
  std::optional<Told> reason(std::size_t from, std::size_t to);
  std::optional<Told> should_passive(std::size_t from, std::size_t to);
  std::optional<Told> subordinate(std::size_t from, std::size_t to);
  std::optional<Told> circumstance(std::size_t from, std::size_t to);
  std::optional<Told> brought_about(std::size_t from, std::size_t to);
  std::optional<Told> of_somebody(std::size_t from, std::size_t to);
  std::optional<Told> not_undone(std::size_t from, std::size_t to);
  std::optional<Told> by_somebody(std::size_t from, std::size_t to);

  Told without_subject(std::size_t from, std::size_t to, bool same_subject);
  Told kept(std::size_t from, std::size_t to);
  Told told(std::optional<Restated> act);

  std::size_t after_opinion(std::size_t from, std::size_t to) const;
  bool has_effect(std::size_t from, std::size_t to) const;
  bool agent_ends(std::size_t at, std::size_t to) const;
  bool owns_a_thing(std::size_t owned, std::size_t to) const;
  std::size_t owner(std::size_t from, std::size_t to) const;
  bool figure(std::size_t from, std::size_t to) const;
  bool generic(std::size_t from, std::size_t to) const;
  bool same_as_base(std::size_t at, std::size_t to) const;
  bool goes_on(std::size_t at, std::size_t to) const;

  const Sentence& s_;
  const Clause& clause_;
  const Joints& joints_;
  const Blame blame_;
  const std::size_t end_;
  int acts_ = 0;
  Act first_act_ = Act::done;
  bool kept_blamed_ = false;
  Form governed_ = Form::past;
};

}  // namespace secondstory::language
