#include "bot/language/rules.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "tests/language/support.hpp"

using namespace secondstory::language;
using secondstory::Fault;
using secondstory::language::testing::engine;

namespace {

/// A folder with one rule file, gone at the end of the test.
class RuleFolder
{
 public:
  explicit RuleFolder(const std::string& text)
      : path_(std::filesystem::temp_directory_path() /
              ("secondstory-rules-" +
               std::to_string(std::chrono::steady_clock::now().time_since_epoch().count())))
  {
    std::filesystem::create_directories(path_);
    std::ofstream(path_ / "own.toml") << text;
  }
  ~RuleFolder()
  {
    std::error_code code;
    std::filesystem::remove_all(path_, code);
  }
  RuleFolder(const RuleFolder&) = delete;
  RuleFolder& operator=(const RuleFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

const std::string good_rule = R"(category = "C08"

[[rule]]
id = "gremlin"
pattern = 'SUBJ BE (a|the) gremlin'
question = "What happened?"
why = "Nobody is a gremlin."
)";

std::string refusal(const std::string& text)
{
  const RuleFolder folder(text);
  const auto loaded = Engine::load(folder.path());
  REQUIRE_FALSE(loaded.has_value());
  CHECK(loaded.error().fault == Fault::usage);
  return loaded.error().message;
}

bool holds(const std::string& text, std::string_view part)
{
  CAPTURE(text);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("every rule finds its own examples")
{
  for (const Rule& rule : engine().rules().rules()) {
    for (const std::string& hit : rule.hits) {
      bool found = false;
      for (const Finding& finding : engine().check(hit)) found = found || finding.rule == rule.id;
      CAPTURE(rule.id);
      CAPTURE(hit);
      CHECK(found);
    }
  }
}

TEST_CASE("no rule finds an example that must pass")
{
  for (const Rule& rule : engine().rules().rules()) {
    for (const std::string& pass : rule.passes) {
      const auto findings = engine().check(pass);
      CAPTURE(rule.id);
      CAPTURE(pass);
      CHECK(findings.empty());
    }
  }
}

TEST_CASE("every rule has five examples of each kind, a question and a reason")
{
  for (const Rule& rule : engine().rules().rules()) {
    CAPTURE(rule.id);
    CHECK(rule.hits.size() >= 5);
    CHECK(rule.passes.size() >= 5);
    CHECK_FALSE(rule.question.empty());
    CHECK_FALSE(rule.why.empty());
  }
}

TEST_CASE("rule ids are unique")
{
  std::set<std::string> ids;
  for (const Rule& rule : engine().rules().rules()) CHECK(ids.insert(rule.id).second);
}

#define HAS_RULES(category_id)                                          \
  TEST_CASE("category " category_id " has a rule that finds something") \
  {                                                                     \
    bool found = false;                                                 \
    for (const Rule& rule : engine().rules().rules()) {                 \
      if (rule.category != category_id) continue;                       \
      for (const Finding& finding : engine().check(rule.hits.at(0))) {  \
        found = found || finding.category == category_id;               \
      }                                                                 \
    }                                                                   \
    CHECK(found);                                                       \
  }

HAS_RULES("C01")
HAS_RULES("C02")
HAS_RULES("C03")
HAS_RULES("C04")
HAS_RULES("C05")
HAS_RULES("C06")
HAS_RULES("C07")
HAS_RULES("C08")
HAS_RULES("C09")
HAS_RULES("C10")
HAS_RULES("C11")
HAS_RULES("C12")
HAS_RULES("C13")
HAS_RULES("C14")
HAS_RULES("C15")
HAS_RULES("C16")
HAS_RULES("C17")
HAS_RULES("C18")

TEST_CASE("an added rule works beside the built-in ones")
{
  const RuleFolder folder(good_rule);
  const auto loaded = Engine::load(folder.path());
  REQUIRE(loaded.has_value());
  REQUIRE(loaded->check("you are a gremlin").size() == 1);
  CHECK(loaded->check("you are a gremlin")[0].rule == "gremlin");
  CHECK(loaded->check("She should have caught this").size() == 1);
}

TEST_CASE("a rule with a known id replaces the built-in one")
{
  std::string text = good_rule;
  text.replace(text.find("\"gremlin\""), 9, "\"should-have.person\"");
  const RuleFolder folder(text);
  const auto loaded = Engine::load(folder.path());
  REQUIRE(loaded.has_value());
  CHECK(loaded->check("She should have caught this").empty());
}

TEST_CASE("a folder that is not there is refused by name")
{
  const auto loaded = Engine::load("/no/such/folder");
  REQUIRE_FALSE(loaded.has_value());
  CHECK(holds(loaded.error().message, "/no/such/folder"));
}

TEST_CASE("bad TOML is refused with file and line")
{
  CHECK(holds(refusal("category = \"C08\"\n\n[[rule\n"), "own.toml:3"));
}
TEST_CASE("an unknown key is refused with file and line")
{
  CHECK(holds(refusal(good_rule + "colour = \"red\"\n"), "own.toml:8: unknown key 'colour'"));
}
TEST_CASE("a rule without a pattern is refused")
{
  CHECK(holds(refusal("category = \"C08\"\n[[rule]]\nid = \"x\"\nquestion = \"q\"\nwhy = \"w\"\n"),
              "own.toml:2: rule without 'pattern'"));
}
TEST_CASE("an unbalanced bracket is refused with its line")
{
  std::string text = good_rule;
  text.replace(text.find("(a|the)"), 7, "(a|the");
  CHECK(holds(refusal(text), "own.toml:5"));
}
TEST_CASE("an unknown class is refused by name")
{
  std::string text = good_rule;
  text.replace(text.find("SUBJ"), 4, "SUBJECT");
  CHECK(holds(refusal(text), "no class 'SUBJECT'"));
}
TEST_CASE("an unknown macro is refused by name")
{
  std::string text = good_rule;
  text.replace(text.find("SUBJ"), 4, "%nobody");
  CHECK(holds(refusal(text), "no macro '%nobody'"));
}
TEST_CASE("a confidence above one is refused")
{
  CHECK(holds(refusal(good_rule + "confidence = 7\n"), "own.toml:8"));
}
TEST_CASE("a target that does not exist is refused")
{
  CHECK(holds(refusal(good_rule + "target = \"dog\"\n"), "own.toml:8"));
}

TEST_CASE("a hostile text of a megabyte is read in bounded time")
{
  std::string text;
  while (text.size() < 1024 * 1024) text += "you should have you should have not ";
  const auto start = std::chrono::steady_clock::now();
  engine().check(text);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
}

TEST_CASE("what stands beyond the limit is not looked at")
{
  std::string text(Engine::max_input_bytes, ' ');
  CHECK(engine().check(text + "you broke the build").empty());
}

TEST_CASE("broken UTF-8 and control bytes do no harm")
{
  std::string text = "you broke the build \xff\xfe\x80 \x01\x02\x03\x04 ";
  text.push_back('\0');
  for (const Finding& finding : engine().check(text)) CHECK(finding.end <= text.size());
  CHECK(engine().check(std::string(5000, '`')).empty());
  CHECK(engine().check(std::string(5000, '<')).empty());
  CHECK(engine().check(std::string(5000, '"')).empty());
}

TEST_CASE("an empty text passes")
{
  CHECK(engine().check("").empty());
}

TEST_CASE("one engine serves several threads with the same answers")
{
  const auto expected = engine().check("She should have caught this").size();
  std::vector<std::size_t> counts(4, 0);
  std::vector<std::thread> threads;
  for (std::size_t& count : counts) {
    threads.emplace_back([&count] {
      for (int i = 0; i < 50; ++i) count += engine().check("She should have caught this").size();
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::size_t count : counts) CHECK(count == 50 * expected);
}
