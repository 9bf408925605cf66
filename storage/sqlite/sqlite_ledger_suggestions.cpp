#include <fmt/format.h>

#include <stdexcept>

#include "storage/sqlite/sqlite_ledger.hpp"
#include "storage/sqlite/stored_forms.hpp"

namespace secondstory::storage {

namespace {

constexpr std::string_view suggestion_columns =
    "number, incident, platform, channel, message_id, author, at, category, rule, excerpt, "
    "wording, "
    "question, state, outbox_id, posted_as";

std::string select_suggestion(std::string_view rest)
{
  return fmt::format("SELECT {} FROM suggestions {}", suggestion_columns, rest);
}

std::optional<Suggestion> read_suggestion(Query& row)
{
  if (!row.next()) return std::nullopt;
  Suggestion out;
  out.number = row.integer();
  out.incident = row.integer();
  out.about.channel.platform = row.text();
  out.about.channel.id = row.text();
  out.about.id = row.text();
  out.author = row.text();
  out.at = row.time();
  out.category = row.text();
  out.rule = row.text();
  out.excerpt = row.text();
  out.wording = row.maybe_text();
  out.question = row.text();
  out.state = stored_state(row.text());
  out.outbox_id = row.integer();
  out.posted_as = row.maybe_text();
  return out;
}

}  // namespace

std::int64_t SqliteLedger::add(Suggestion& suggestion)
{
  static const auto sql = fmt::format(
      "INSERT INTO suggestions ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      suggestion_columns);
  auto last = connection_.query(
      "SELECT coalesce(max(number), 0) FROM suggestions WHERE incident = ?", suggestion.incident);
  last.next();
  suggestion.number = last.integer() + 1;
  connection_
      .query(sql, suggestion.number, suggestion.incident, suggestion.about.channel.platform,
             suggestion.about.channel.id, suggestion.about.id, suggestion.author, suggestion.at,
             suggestion.category, suggestion.rule, suggestion.excerpt, suggestion.wording,
             suggestion.question, name_of(suggestion.state), suggestion.outbox_id,
             suggestion.posted_as)
      .run();
  return suggestion.number;
}

void SqliteLedger::save(const Suggestion& suggestion)
{
  const int changed =
      connection_
          .query(
              "UPDATE suggestions SET platform = ?, channel = ?, message_id = ?, author = ?, "
              "at = ?, category = ?, rule = ?, excerpt = ?, wording = ?, question = ?, "
              "state = ?, outbox_id = ?, posted_as = ? WHERE incident = ? AND number = ?",
              suggestion.about.channel.platform, suggestion.about.channel.id, suggestion.about.id,
              suggestion.author, suggestion.at, suggestion.category, suggestion.rule,
              suggestion.excerpt, suggestion.wording, suggestion.question,
              name_of(suggestion.state), suggestion.outbox_id, suggestion.posted_as,
              suggestion.incident, suggestion.number)
          .run();
  if (changed == 0) {
    throw std::runtime_error(
        fmt::format("there is no {} in INC-{} to save", suggestion.id(), suggestion.incident));
  }
}

std::vector<Suggestion> SqliteLedger::suggestions(std::int64_t incident)
{
  static const auto sql = select_suggestion("WHERE incident = ? ORDER BY number");
  auto query = connection_.query(sql, incident);
  std::vector<Suggestion> all;
  while (auto found = read_suggestion(query)) all.push_back(std::move(*found));
  return all;
}

std::optional<Suggestion> SqliteLedger::suggestion(std::int64_t incident, std::int64_t number)
{
  static const auto sql = select_suggestion("WHERE incident = ? AND number = ?");
  auto query = connection_.query(sql, incident, number);
  return read_suggestion(query);
}

std::optional<Suggestion> SqliteLedger::suggestion_about(const MessageRef& message)
{
  static const auto sql = select_suggestion(
      "WHERE platform = ? AND channel = ? AND message_id = ? ORDER BY at DESC, number DESC LIMIT "
      "1");
  auto query = connection_.query(sql, message.channel.platform, message.channel.id, message.id);
  return read_suggestion(query);
}

std::optional<Suggestion> SqliteLedger::suggestion_posted_as(const MessageRef& message)
{
  static const auto sql = select_suggestion("WHERE platform = ? AND channel = ? AND posted_as = ?");
  auto query = connection_.query(sql, message.channel.platform, message.channel.id, message.id);
  return read_suggestion(query);
}

std::optional<Suggestion> SqliteLedger::suggestion_of_outbox(std::int64_t outbox_id)
{
  static const auto sql = select_suggestion("WHERE outbox_id = ? AND outbox_id <> 0");
  auto query = connection_.query(sql, outbox_id);
  return read_suggestion(query);
}

std::optional<Time> SqliteLedger::last_suggestion(const Channel& channel, const std::string& author)
{
  auto query = connection_.query(
      "SELECT max(at) FROM suggestions WHERE platform = ? AND channel = ? AND author = ?",
      channel.platform, channel.id, author);
  query.next();
  return query.maybe_time();
}

RuleAnswers SqliteLedger::answers(const Channel& channel, const std::string& rule)
{
  auto query = connection_.query(
      "SELECT coalesce(sum(state = ?), 0), coalesce(sum(state = ?), 0) FROM suggestions "
      "WHERE platform = ? AND channel = ? AND rule = ?",
      name_of(SuggestionState::accepted), name_of(SuggestionState::dismissed), channel.platform,
      channel.id, rule);
  query.next();
  RuleAnswers answers;
  answers.accepted = query.integer();
  answers.dismissed = query.integer();
  return answers;
}

}  // namespace secondstory::storage
