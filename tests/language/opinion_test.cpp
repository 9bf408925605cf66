#include "bot/language/opinion.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "tests/language/support.hpp"

using namespace secondstory::language;
using secondstory::language::testing::engine;

namespace {

/// The finding of the model, if there is one.
std::string opinion_on(std::string_view text)
{
  for (const Finding& finding : engine().check(text)) {
    if (finding.rule.find(".wording") != std::string::npos) return finding.rule;
  }
  return "";
}

Model small_model()
{
  Model::Parts parts;
  parts.rows.push_back({42, {}});
  parts.rows[0].weights[Model::of_sentence] = -1;
  parts.rows[0].weights[6] = 1;
  Model model(parts);
  Judgement judgement;
  judgement.weights[0] = 0.25F;
  judgement.weights.back() = -1;
  model.judge_by(judgement, 0.5);
  return model;
}

}  // namespace

TEST_CASE("the model finds blame in words that no rule foresaw, and asks what fits its category")
{
  const auto findings = engine().check("I'd like to know which hero unplugged core-sw-02 at noon");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].category == "C06");
  CHECK(findings[0].question.find('?') != std::string::npos);
  CHECK(engine().why(findings[0].rule).has_value());
}

TEST_CASE("only the sentence that blames is the finding in a message of several")
{
  const std::string text =
      "Lag on orders-db is 40 s and falling, the replica was rebuilt from the 02:00 snapshot and "
      "the second one follows within the hour. Kasper broke it because he never reads the runbook.";
  const auto findings = engine().check(text);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].start >= text.find("Kasper"));
}

TEST_CASE("blame is found before a long status too, and the status is no part of the finding")
{
  std::string text = "Kasper broke prod again because he never reads the runbook.";
  for (int i = 0; i < 30; ++i) {
    text += " Lag on orders-db is " + std::to_string(i) + " s and falling, the replica catches up.";
  }
  const auto findings = engine().check(text);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].end < 80);
}

TEST_CASE("who names somebody else is not thanked for a confession")
{
  const auto asked = [](std::string_view text) {
    const auto found = engine().check(text);
    REQUIRE(found.size() == 1);
    return found.front().question;
  };
  CHECK(asked("i totally dropped the ball on the cert renewal").starts_with("Thank you"));
  CHECK(asked("I'm the one who emailed the admin password in plain text").starts_with("Thank you"));
  CHECK(!asked("In hindsight it's obvious that Andreas picked the wrong region for the failover.")
             .starts_with("Thank you"));
  CHECK(asked("Typical Brian, pushes an untested change to prod and leaves for lunch.") ==
        "What makes this come up again and again, and what could change that?");
}

TEST_CASE("every category has a question and a reason for what the model finds")
{
  REQUIRE(engine().opinion().wordings().size() == 18);
  for (const Opinion::Wording& wording : engine().opinion().wordings()) {
    CAPTURE(wording.id);
    CHECK(wording.question.find('?') != std::string::npos);
    CHECK(engine().why(wording.id).value_or("").find(wording.why) == 0);
  }
}

TEST_CASE("the model keeps silent where talk is against blame")
{
  CHECK(opinion_on("Rather than who did it, tell me what the console showed").empty());
}

TEST_CASE("what nobody is blamed for passes, however much it sounds like blame")
{
  for (const char* text :
       {"you shouldn't have needed twelve steps to restart one pod",
        "There's nothing you should have done differently, Ana",
        "nothing you typed was wrong, the alias was", "nobody is looking for a guilty person",
        "If the admission controller had validated the signature, the build would not have started",
        "you should have a mail with the code by now",
        "the pipeline ought to have refused the second tag", "slow clap for NTP, correct at last",
        "I approved the old retention rule, and here's what I should have asked at the time",
        "anyone would have clicked that, the sender had our logo",
        "what signal would have told us to fail over earlier?",
        "if only the vendor console had a search box",
        "if it hadn't been for Ana spotting the second loop we'd be here till noon",
        "Responsible for comms until 06:00: Ana.", "blame the weather, literally, 60 kt gusts"}) {
    CAPTURE(text);
    CHECK(engine().check(text).empty());
  }
}

TEST_CASE("beside a harmless way of talking other sentences are heard")
{
  CHECK(engine().check("Nobody is to blame. Anyway, Mark broke prod again.").size() == 1);
  CHECK(engine().check("Nobody is to blame, but Mark should have checked it.").size() == 1);
}

TEST_CASE("weights read back are the weights written")
{
  const Model model = small_model();
  const std::string bytes = model.write(7);
  const auto read = Model::read(bytes, 7);
  REQUIRE(read.has_value());
  const std::vector<std::uint32_t> features{42, 43};
  CHECK(read->score(features) == model.score(features));
  CHECK(read->score(features)[6] > 0);
  CHECK(read->judgement().weights == model.judgement().weights);
}

TEST_CASE("a row of small weights is as exact as one of great ones")
{
  Model::Parts parts;
  parts.rows.push_back({42, {}});
  parts.rows.push_back({77, {}});
  for (std::size_t k = 0; k < Model::width; ++k) {
    parts.rows[0].weights[k] = 4 - 0.4F * static_cast<float>(k);
    parts.rows[1].weights[k] = parts.rows[0].weights[k] / 16;
  }
  const Model model(parts);
  const auto off_by = [&](std::size_t row) {
    const auto sums = model.score({parts.rows[row].feature});
    double most = 0;
    for (std::size_t k = 0; k < Model::width; ++k) {
      const double exact = static_cast<double>(value_of(1) * parts.rows[row].weights[k]);
      most = std::max(most, std::abs(static_cast<double>(sums[k]) - exact));
    }
    return most;
  };
  CHECK(off_by(0) < 0.5);
  CHECK(off_by(1) < 0.5 / 8);
}

TEST_CASE("the same feature many times over counts as often")
{
  const Model model = small_model();
  const std::vector<std::uint32_t> many(1000, 42);
  CHECK(model.score(many)[6] == doctest::Approx(1000 * value_of(1000)).epsilon(0.02));
  CHECK(model.score(many)[7] == doctest::Approx(0));
}

TEST_CASE("a table in which features crowd is refused, and one without a row scores nothing")
{
  Model::Parts parts;
  CHECK(Model(parts).score({42, 43}) == Model::Sums{});
  for (std::uint32_t i = 1; i <= 300; ++i) parts.rows.push_back({i << 16, {}});
  CHECK_THROWS_AS(Model{parts}, std::length_error);
}

TEST_CASE("weights that are cut short, foreign or out of range are refused")
{
  const std::string bytes = small_model().write(7);
  CHECK_FALSE(Model::read(bytes, 8).has_value());
  CHECK_FALSE(Model::read("", 7).has_value());
  CHECK_FALSE(Model::read(std::string_view(bytes).substr(0, bytes.size() - 1), 7).has_value());
  CHECK_FALSE(Model::read(bytes + "x", 7).has_value());
  std::string other = bytes;
  other[0] = 'x';
  CHECK_FALSE(Model::read(other, 7).has_value());
  Model endless = small_model();
  Judgement judgement;
  judgement.weights[3] = std::numeric_limits<float>::quiet_NaN();
  endless.judge_by(judgement, 0.5);
  CHECK_FALSE(Model::read(endless.write(7), 7).has_value());
}

TEST_CASE("a judgement is surer of blame the more speaks for it, and without weights knows nothing")
{
  CHECK(Judgement{}.of({}) == doctest::Approx(0.5));
  const Judgement& shipped = engine().opinion().model().judgement();
  Evidence evidence{.sentence = 1,
                    .whole = 1,
                    .message = 0,
                    .in_order = 1,
                    .margin = 1,
                    .incident = 2,
                    .strange = 0.2,
                    .words = 9,
                    .sentences = 1};
  const double before = shipped.of(evidence);
  const auto surer = [&](auto change) {
    Evidence more = evidence;
    change(more);
    return shipped.of(more) > before;
  };
  CHECK(surer([](Evidence& e) { e.sentence += 2; }));
  CHECK(surer([](Evidence& e) { e.message += 2; }));
  CHECK(shipped.of([&] {
    Evidence far = evidence;
    far.message = 9;
    return far;
  }()) > before);
  CHECK(surer([](Evidence& e) { e.in_order += 2; }));
  CHECK(surer([](Evidence& e) { e.incident += 2; }));
  CHECK(surer([](Evidence& e) { e.rule = trust_in(0.8); }));
}

TEST_CASE("a line of senses without a name is refused with its number")
{
  const auto senses = Senses::read("# words\nkeep: i you\nnonsense\n");
  REQUIRE_FALSE(senses.has_value());
  CHECK(senses.error().message == "senses.txt:3: no ': ' in the line");
}

TEST_CASE("a verb has the sense of its class in all its forms, and a shorthand its meaning")
{
  const auto senses = Senses::read("BREAK*: break/broke/broken\n= wdyt: what do you think\n");
  REQUIRE(senses.has_value());
  REQUIRE(senses->find(number_of("broke")) != nullptr);
  CHECK(senses->find(number_of("broke"))->sense == senses->find(number_of("broken"))->sense);
  CHECK(senses->find(number_of("breaks"))->sense != senses->find(number_of("broke"))->sense);
  CHECK(senses->find(number_of("wdyt"))->count == 4);
  CHECK(senses->find(number_of("fix")) == nullptr);
}

TEST_CASE("names are one word to the model, whoever they are")
{
  const auto senses = Senses::read("keep: broke the\n");
  REQUIRE(senses.has_value());
  const KnownWords known;
  const FeatureReader reader(*senses, known);
  const auto words_of = [&](std::string_view text) {
    std::vector<Reading> readings;
    reader.read(text, {0, text.size()}, readings);
    std::vector<std::uint64_t> words;
    for (const Reading& reading : readings) words.push_back(reading.word);
    return words;
  };
  CHECK(words_of("Odalys broke the thing") == words_of("@petr broke the thing"));
  CHECK(words_of("<@U123> broke the thing") == words_of("@petr broke the thing"));
  CHECK(words_of("odalys broke the thing") != words_of("@petr broke the thing"));
}
