#include "adapters/slack/errors.hpp"

#include <doctest/doctest.h>

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <vector>

#include "adapters/slack/effects.hpp"
#include "adapters/slack/error_table.hpp"
#include "adapters/slack/pacing.hpp"
#include "adapters/slack/redact.hpp"
#include "adapters/slack/redacting_formatter.hpp"

using namespace secondstory::slack;
using secondstory::Outcome;
using std::chrono::milliseconds;

namespace {

struct Documented
{
  std::string_view method;
  std::string_view errors;
};

constexpr Documented documented[] = {
#include "tests/slack/documented_errors.inc"
};

std::vector<std::string_view> words(std::string_view text)
{
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace

TEST_CASE("slack errors: success by another name is success")
{
  for (const char* error : {"already_pinned", "already_in_channel", "already_reacted",
                            "already_archived", "cant_invite_self"}) {
    CHECK(classify("chat.postMessage", error) == ErrorClass::done);
  }
}

TEST_CASE("slack errors: what had no effect is retried")
{
  for (const char* error :
       {"ratelimited", "rate_limited", "team_added_to_org", "org_login_required",
        "external_channel_migrating", "fetch_members_failed", "update_failed"}) {
    CHECK(classify("chat.postMessage", error) == ErrorClass::retry);
  }
}

TEST_CASE("slack errors: what may have had an effect is looked for first")
{
  for (const char* error :
       {"internal_error", "fatal_error", "service_unavailable", "request_timeout"}) {
    CHECK(classify("chat.postMessage", error) == ErrorClass::unknown_outcome);
  }
}

TEST_CASE("slack errors: a refused token stops everything")
{
  for (const char* error :
       {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired",
        "user_removed_from_team", "team_disabled", "app_access_restricted",
        "enterprise_is_restricted", "accesslimited", "two_factor_setup_required"}) {
    CHECK(classify("chat.postMessage", error) == ErrorClass::fatal);
  }
}

TEST_CASE("slack errors: settings are the operator's")
{
  for (const char* error :
       {"missing_scope", "not_allowed_token_type", "team_access_not_granted", "no_permission",
        "restricted_action", "messages_tab_disabled", "ekm_access_denied"}) {
    CHECK(classify("chat.postMessage", error) == ErrorClass::configuration);
  }
}

TEST_CASE("slack errors: what a person can mend is said to the person")
{
  for (const char* error :
       {"channel_not_found", "not_in_channel", "is_archived", "message_not_found",
        "cannot_reply_to_message", "restricted_action_thread_locked", "msg_blocks_too_long",
        "invalid_blocks", "no_text", "message_limit_exceeded", "an_error_of_tomorrow"}) {
    CHECK(classify("chat.postMessage", error) == ErrorClass::tell_user);
  }
  CHECK(is_known("no_text"));
  CHECK_FALSE(is_known("an_error_of_tomorrow"));
}

TEST_CASE("slack errors: every error of every documented method is in the table, once")
{
  std::set<std::string_view> listed;
  for (const table::Group& group : table::groups) {
    for (const std::string_view error : words(group.errors)) {
      CAPTURE(error);
      CHECK(listed.insert(error).second);
    }
  }
  std::size_t pairs = 0;
  for (const Documented& method : documented) {
    for (const std::string_view error : words(method.errors)) {
      CAPTURE(method.method);
      CAPTURE(error);
      CHECK(is_known(error));
      ++pairs;
    }
  }
  CHECK(pairs == 1545);
}

TEST_CASE("slack errors: exceptions and words are of errors that are documented so")
{
  const auto documents = [](std::string_view method, std::string_view error) {
    return std::any_of(std::begin(documented), std::end(documented), [&](const Documented& one) {
      const auto errors = words(one.errors);
      return one.method == method && std::find(errors.begin(), errors.end(), error) != errors.end();
    });
  };
  for (const table::Exception& row : table::exceptions) {
    CAPTURE(row.error);
    CHECK(documents(row.method, row.error));
    CHECK(classify(row.method, row.error) == row.meaning);
    CHECK(classify("chat.postMessage", row.error) != row.meaning);
  }
  for (const table::Words& row : table::words) {
    CAPTURE(row.error);
    CHECK(is_known(row.error));
  }
}

TEST_CASE("slack errors: each class has its own words for whoever reads them")
{
  CHECK(explain("pins.add", "missing_scope", "pins:write") ==
        "Slack refused pins.add: the app lacks the scope pins:write (missing_scope). Add it under "
        "OAuth & Permissions and reinstall the app.");
  CHECK(explain("auth.test", "invalid_auth").find("Check slack.bot_token") != std::string::npos);
  CHECK(explain("apps.connections.open", "invalid_auth").find("Check slack.app_token") !=
        std::string::npos);
  CHECK(explain("chat.update", "update_failed").find("tried again") != std::string::npos);
  CHECK(explain("chat.update", "fatal_error").find("we look") != std::string::npos);
  CHECK(explain("conversations.create", "restricted_action").find("can change that") !=
        std::string::npos);
  CHECK(explain("reactions.add", "already_reacted").find("nothing to do") != std::string::npos);
}

TEST_CASE("slack errors: a refusal says what, why and the error's name")
{
  CHECK(explain("chat.postMessage", "is_archived") ==
        "Slack refused chat.postMessage: the channel is archived (is_archived).");
  CHECK(explain("pins.add", "odd") == "Slack refused pins.add: odd.");
}

TEST_CASE("slack errors: each class ends an effect in its own way")
{
  const auto kind = [](ErrorClass meaning) { return outcome_of({meaning, "e", "m", {}}).kind; };
  CHECK(kind(ErrorClass::done) == Outcome::Kind::done);
  CHECK(kind(ErrorClass::retry) == Outcome::Kind::retry);
  CHECK(kind(ErrorClass::tell_user) == Outcome::Kind::refused);
  CHECK(kind(ErrorClass::configuration) == Outcome::Kind::refused);
  CHECK(kind(ErrorClass::unknown_outcome) == Outcome::Kind::unknown);
}

TEST_CASE("slack errors: with a refused token an effect is kept and tried again a minute later")
{
  const Outcome outcome = outcome_of({ErrorClass::fatal, "invalid_auth", "m", {}});
  CHECK(outcome.kind == Outcome::Kind::retry);
  CHECK(outcome.wait == milliseconds{60'000});
}

TEST_CASE("M17: a short burst goes out at once, then one a second")
{
  Pacer pacer;
  for (int i = 0; i < 3; ++i) {
    CHECK(pacer.until_post("C1", milliseconds{0}) == milliseconds{0});
    pacer.count_post("C1", milliseconds{0});
  }
  CHECK(pacer.until_post("C1", milliseconds{0}) == milliseconds{1000});
  CHECK(pacer.until_post("C1", milliseconds{400}) == milliseconds{600});
  pacer.count_post("C1", milliseconds{1000});
  CHECK(pacer.until_post("C1", milliseconds{1000}) == milliseconds{1000});
}

TEST_CASE("M17: channels do not wait for each other, and quiet fills the bucket again")
{
  Pacer pacer;
  for (int i = 0; i < 4; ++i) pacer.count_post("C1", milliseconds{0});
  CHECK(pacer.until_post("C1", milliseconds{0}) == milliseconds{2000});
  CHECK(pacer.until_post("C2", milliseconds{0}) == milliseconds{0});
  for (int i = 0; i < 3; ++i) {
    CHECK(pacer.until_post("C1", milliseconds{60'000}) == milliseconds{0});
    pacer.count_post("C1", milliseconds{60'000});
  }
}

TEST_CASE("M16: a block holds one method only and ends")
{
  Pacer pacer;
  pacer.block("chat.postMessage", milliseconds{1000}, milliseconds{5000});
  CHECK(pacer.blocked_for("chat.postMessage", milliseconds{2000}) == milliseconds{4000});
  CHECK(pacer.blocked_for("chat.update", milliseconds{2000}) == milliseconds{0});
  CHECK(pacer.blocked_for("chat.postMessage", milliseconds{6000}) == milliseconds{0});
}

TEST_CASE("M16: Retry-After is read whole, in fractions, absent and as nonsense")
{
  CHECK(retry_after("30") == milliseconds{30'000});
  CHECK(retry_after("0.5") == milliseconds{500});
  CHECK(retry_after(" 2") == milliseconds{2000});
  CHECK(retry_after("") == milliseconds{30'000});
  CHECK(retry_after("soon") == milliseconds{30'000});
  CHECK(retry_after("-1") == milliseconds{30'000});
  CHECK(retry_after("nan") == milliseconds{30'000});
  CHECK(retry_after("Wed, 21 Oct 2026 07:28:00 GMT") == milliseconds{30'000});
  CHECK(retry_after("999999999999999999999") == milliseconds{3'600'000});
  CHECK(retry_after("0") == milliseconds{0});
  CHECK(retry_after("1e99") == milliseconds{3'600'000});
}

TEST_CASE("M21: tokens, tickets and response addresses never show")
{
  CHECK(redacted("token xoxb-1-2-abc refused") == "token xoxb-*** refused");
  CHECK(redacted("xapp-1-A1-2-abc,xwfp-9") == "xapp-***,xwfp-***");
  CHECK(redacted("wss://wss.slack.com/link/?ticket=12-34&app_id=A1") ==
        "wss://wss.slack.com/link/?ticket=***&app_id=A1");
  CHECK(redacted("POST https://hooks.slack.com/commands/T1/2/secret failed") ==
        "POST https://hooks.slack.com/*** failed");
  // With a port, as an address stands in the errors of the HTTP client.
  CHECK(redacted("https://hooks.slack.com:443/commands/T1/2/secret: no whole answer")
            .find("secret") == std::string::npos);
  CHECK(redacted("https://files.slack.com:443/upload/v1/secret").find("secret") ==
        std::string::npos);
  CHECK(redacted("http://127.0.0.1:8765/actions/T1/secret").find("secret") == std::string::npos);
  CHECK(redacted("Authorization: Bearer abc") == "Authorization: Bearer ***");
  CHECK(redacted(R"({"token":"abc","trigger_id":"1.2.f"})") ==
        R"({"token":"***","trigger_id":"***"})");
}

TEST_CASE("M21: whatever is logged, the log shows no secret")
{
  std::ostringstream log;
  spdlog::logger logger("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log));
  logger.set_formatter(std::make_unique<RedactingFormatter>());
  logger.error("the call with {} failed at wss://wss.slack.com/link/?ticket={}", "xoxb-1-2-abc",
               "12-34");
  CHECK(log.str().find("the call with xoxb-*** failed") != std::string::npos);
  CHECK(log.str().find("abc") == std::string::npos);
  CHECK(log.str().find("12-34") == std::string::npos);
  CHECK(log.str().find("[error]") != std::string::npos);
  CHECK(log.str().ends_with("\n"));
}

TEST_CASE("slack redaction: other text stays")
{
  CHECK(redacted("nothing to hide, xox and ticket") == "nothing to hide, xox and ticket");
  CHECK(redacted("") == "");
}
