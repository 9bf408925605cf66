#pragma once

#include <optional>
#include <string>

#include "bot/language/sentence.hpp"

namespace secondstory::language {

/// What happened to the act that a clause tells of.
enum class Act { done, missed };

/// A clause without its agent.
struct Restated
{
  std::string text;  ///< "the database was restarted at 14:02", no capital, no full stop
  Act act = Act::done;
  std::size_t next = 0;        ///< first token that it does not tell
  Form governed = Form::past;  ///< of its verb, which a second verb would share
  bool torn = false;           ///< what belongs to the object may have come to stand apart from it
  bool points = false;         ///< its subject is "it" or "that", which wants something before it
};

/// "the failover to db-9" of "there was a failover to db-9", which "before" wants as a noun.
std::string as_noun(std::string text);

/// A clause behind the word it hangs on: as a noun where that is a preposition ("before the
/// failover"), else as it is ("because there was a merge").
std::string behind(const std::string& link, std::string text);

/// Turns "who did what" into "what was done". Nothing is said where the words leave a doubt: an
/// unknown verb, an object that is not a plain noun phrase, a person in the middle of it.
class Clause
{
 public:
  explicit Clause(const Sentence& sentence) : s_(sentence) {}

  /// Whether "nobody" or "no one" stands there, whose act was none.
  bool is_nobody(std::size_t at) const;

  /// One past the words for a person or a group at `at`; `at` when there are none. `we` says
  /// whether the author's own side counts.
  std::size_t agent(std::size_t at, std::size_t end, bool we) const;

  /// Whether "(sg-0a41)" stands there: what the thing before it is called.
  bool is_label(std::size_t at, std::size_t end) const;

  /// The clause at `at`, whose agent stands before it: "restarted the db", "did not check it".
  std::optional<Restated> after_agent(std::size_t at, std::size_t end) const;

  /// The act of the verb at `at` in a form; `end` bounds what belongs to it.
  std::optional<Restated> act(std::size_t at, std::size_t end, Form form, Act act,
                              std::string_view be = "") const;

  /// "restarting db-1 during peak" for "restart db-1 during peak".
  std::optional<std::string> gerund(std::size_t at, std::size_t end, Form form) const;
  /// "db-1 being restarted during peak"; nothing where that could tear something apart.
  std::optional<std::string> being(std::size_t at, std::size_t end, Form form) const;

  /// Words after an object; nothing when a person with facts stands in them.
  /// `passive`: it stands behind a verb that has lost its agent.
  std::optional<std::string> rest(std::size_t at, std::size_t end, bool passive = true) const;

  /// One past a noun phrase at `at`; `at` when there is none. `wide` takes what follows along, as
  /// with verbs of seeing: "the lag on db-2 was not checked".
  std::size_t noun_phrase(std::size_t at, std::size_t end, bool wide = false) const;
  /// The same where it may be a group of people: "the db folks".
  std::size_t group(std::size_t at, std::size_t end) const;

  /// One past "went ahead and" at `at` where a verb follows; `at` where it is something else.
  std::size_t after_going(std::size_t at, std::size_t end) const;
  /// One past "decided to", "had the decency to", "took the time to" at `at`; `at` where it is
  /// something else.
  std::size_t after_effort(std::size_t at) const;
  const Verb* verb_at(std::size_t i, Form form, Verb& unknown) const;
  bool is_adverb(std::size_t at) const;
  std::size_t skip_adverbs(std::size_t at, std::size_t end) const;

 private:
  /// A verb with what stands around it in a passive.
  struct Parts
  {
    std::string object;  ///< "the load balancers"
    bool plural = false;
    bool none = false;     ///< "no test" for "did not run a test"
    bool torn = false;     ///< its object may be less than all of it, or two
    bool pronoun = false;  ///< "it"
    std::string participle;
    std::string particle;  ///< "off", or the preposition of "was not looked at"
    std::string rest;
  };

  std::optional<Parts> parts(std::size_t at, std::size_t end, Form form, bool missed) const;
  std::optional<Restated> told(std::size_t at, std::size_t end, const Verb& verb, Act act,
                               std::string_view be) const;
  std::optional<Restated> noticed(std::size_t at, std::size_t end, const Verb& verb, Act act,
                                  std::string_view be) const;
  std::optional<Restated> nominal(std::size_t at, std::size_t end, const Verb& verb, Act act) const;
  std::optional<Restated> let(std::size_t at, std::size_t end, Act act) const;
  std::optional<std::string> particle_before(const Verb& verb, std::size_t& object) const;
  bool is_whole_object(std::size_t first, std::size_t last, std::size_t end,
                       const Verb& verb) const;
  bool gives_two(const Verb& verb, const Parts& parts) const;
  bool may_tear(std::size_t at, std::size_t end, const Verb& verb) const;
  bool says_which(std::size_t object, std::size_t after, std::size_t end) const;
  bool deny(Parts& parts, std::size_t first, std::size_t last) const;
  bool turns_when_denied(std::size_t at, std::size_t end) const;
  bool begins_clause(std::size_t at, std::size_t end) const;
  bool is_unknown_name(std::size_t at) const;
  std::optional<std::string> without_telling(std::size_t at, std::size_t end) const;
  std::optional<std::string> noun_for(std::size_t at, std::size_t end) const;
  std::optional<std::string> plain_rest(std::size_t at, std::size_t end) const;
  std::string phrase(std::size_t first, std::size_t last) const;
  bool takes(std::size_t head, std::size_t preposition) const;
  std::size_t attached(std::size_t head, std::size_t end, bool wide) const;

  const Sentence& s_;
};

}  // namespace secondstory::language
