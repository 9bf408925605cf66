#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <functional>
#include <future>
#include <map>
#include <numbers>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/language/training/evaluation.hpp"
#include "tests/language/training/trainer.hpp"

// secondstory_train evaluate CORPUS SENSES [--chat FILE]… [--held-chat FILE]… [--errors]
// secondstory_train train    CORPUS SENSES [--chat FILE]… [--held-chat FILE]… --out FILE
//
// `evaluate` trains on all writers but one and judges by that one, for each of them. Ordinary chat
// is trained on; from that of --held-chat no model learns: every other message of it shows, beside
// the other writers, what the parts of a model are worth, and false flags are counted on the rest.
// `train` does the same to find the judgement and the threshold, then trains on all writers and
// writes the model.

namespace secondstory::training {
namespace {

using language::Model;

struct Command
{
  std::string name;
  std::string corpus;
  std::string senses;
  std::vector<std::string> chat;
  std::vector<std::string> held_chat;
  std::string out;
  std::string held = "a,b,c";
  double precision = 0.9375;
  double recall = 0.66;  ///< where there is as much, fewer false flags are worth more
  bool errors = false;
  Options options;
};

Command parse(int argc, char** argv)
{
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  Command command;
  command.name = arguments.at(0);
  command.corpus = arguments.at(1);
  command.senses = arguments.at(2);
  for (std::size_t i = 3; i < arguments.size(); ++i) {
    const std::string& name = arguments[i];
    if (name == "--errors") {
      command.errors = true;
      continue;
    }
    const std::string& value = arguments.at(++i);
    if (name == "--chat") {
      command.chat.push_back(value);
    } else if (name == "--held-chat") {
      command.held_chat.push_back(value);
    } else if (name == "--out") {
      command.out = value;
    } else if (name == "--held") {
      command.held = value;
    } else if (name == "--precision") {
      command.precision = std::stod(value);
    } else if (name == "--rows") {
      command.options.rows = std::stoul(value);
    } else if (name == "--epochs") {
      command.options.epochs = std::stoi(value);
    } else if (name == "--recall") {
      command.recall = std::stod(value);
    } else if (name == "--of-chat") {
      command.options.of_chat = std::stof(value);
    } else if (name == "--of-mined") {
      command.options.of_mined = std::stof(value);
    } else if (name == "--mined") {
      command.options.mined = std::stoul(value);
    } else {
      throw std::invalid_argument("unknown option " + name);
    }
  }
  return command;
}

language::Senses read_senses(const std::string& file)
{
  std::ifstream in(file, std::ios::binary);
  std::stringstream text;
  if (!(text << in.rdbuf())) throw std::runtime_error(file + ": cannot be read");
  auto senses = language::Senses::read(text.str());
  if (!senses) throw std::runtime_error(senses.error().message);
  return std::move(*senses);
}

std::vector<Example> read_all(const Command& command)
{
  constexpr std::size_t spellings = 6;
  std::vector<Example> examples = read_corpus(command.corpus);
  const auto append = [&](std::vector<Example>&& more) {
    for (Example& example : more) examples.push_back(std::move(example));
  };
  append(read_written(command.corpus));
  append(read_phrases(command.corpus, spellings));
  const language::RuleSet rules = shipped_rules();
  append(examples_of_rules(rules));
  append(suggestions_for(examples, rules));
  const auto judged = read_judged_chat(command.corpus);
  for (const std::string& file : command.chat) append(read_chat(file, "chat", judged));
  for (const std::string& file : command.held_chat) append(read_chat(file, "held chat", judged));
  return examples;
}

struct Fold
{
  Examples held;
  Examples chat_to_fit;
  Examples chat;
  std::optional<Model> model;
  std::vector<Suspect> held_suspects;
  std::vector<Suspect> fit_suspects;
  std::vector<Suspect> chat_suspects;
  language::Judgement judgement;  ///< by what the other folds have seen
  std::vector<Judged> held_judged;
  std::vector<Judged> chat_judged;
};

using Folds = std::map<std::string, Fold>;  ///< by the writer left out

/// Trains without one writer.
Fold without(const std::string& writer, const std::vector<Example>& examples,
             const language::Senses& senses, const Options& options)
{
  Fold fold;
  Examples used;
  for (const Example& example : examples) {
    if (example.source == instead_of(writer)) continue;
    if (example.source == writer) {
      fold.held.push_back(&example);
    } else if (example.source == "held chat") {
      const bool even = (fold.chat_to_fit.size() + fold.chat.size()) % 2 == 0;
      (even ? fold.chat_to_fit : fold.chat).push_back(&example);
    } else {
      used.push_back(&example);
    }
  }
  fold.model = train(used, senses, options);
  fold.held_suspects = suspects(*fold.model, senses, fold.held);
  fold.fit_suspects = suspects(*fold.model, senses, fold.chat_to_fit);
  fold.chat_suspects = suspects(*fold.model, senses, fold.chat);
  return fold;
}

/// What the folds have seen, or all but one of them, makes a judgement. Chat that blames counts
/// less: of what is not flagged there nobody knows how much does.
language::Judgement judgement_by(const Folds& folds, const Fold* except, double chat_counts)
{
  std::vector<Weighed> seen;
  for (const auto& [writer, fold] : folds) {
    if (&fold == except) continue;
    for (const Suspect& suspect : fold.held_suspects) {
      seen.push_back({suspect.evidence, suspect.hit, 1});
    }
    const double weight =
        chat_counts / static_cast<double>(std::max<std::size_t>(1, fold.chat_to_fit.size()));
    for (const Suspect& suspect : fold.fit_suspects) {
      const bool blames = suspect.example->category != 0;
      seen.push_back({suspect.evidence, suspect.hit, blames ? 0.3 * weight : weight});
    }
  }
  return fitted(seen);
}

Folds cross_validate(const std::vector<Example>& examples, const language::Senses& senses,
                     const Command& command)
{
  Folds folds;
  std::istringstream held(command.held);
  for (std::string writer; std::getline(held, writer, ',');) folds[writer];
  if (folds.size() < 2) throw std::invalid_argument("--held needs two writers at least");
  std::map<std::string, std::future<Fold>> trained;
  for (const auto& [writer, fold] : folds) {
    trained[writer] = std::async(std::launch::async, without, writer, std::cref(examples),
                                 std::cref(senses), std::cref(command.options));
  }
  for (auto& [writer, fold] : folds) fold = trained[writer].get();
  return folds;
}

void print_errors(const Fold& fold, double threshold)
{
  for (const Judged& one : fold.held_judged) {
    const bool flagged = one.score >= threshold;
    if (flagged == one.hit && flagged == (one.example->category != 0)) continue;
    fmt::print("    {} C{:02} {:.2f} {}\n", flagged ? "FALSE " : "MISSED", one.example->category,
               one.score, one.example->text);
  }
  for (const Judged& one : fold.chat_judged) {
    if (one.score >= threshold) fmt::print("    CHAT {:.2f} {}\n", one.score, one.example->text);
  }
}

/// The least threshold with the wanted precision over all who were held out.
double threshold_for(const Folds& folds, double precision)
{
  std::vector<Judged> all;
  for (const auto& [writer, fold] : folds) {
    all.insert(all.end(), fold.held_judged.begin(), fold.held_judged.end());
  }
  return recall_at(all, precision).threshold;
}

/// Judges each fold by what the others have seen; chat counts as so many messages beside each
/// writer.
void judge_each(Folds& folds, double chat_counts)
{
  for (auto& [writer, fold] : folds) {
    fold.judgement = judgement_by(folds, &fold, chat_counts);
    fold.held_judged = judge(fold.judgement, fold.held_suspects);
    fold.chat_judged = judge(fold.judgement, fold.chat_suspects);
  }
}

/// Tries how much chat may count for, and judges each fold by what was chosen.
Candidate choose(Folds& folds, const Command& command)
{
  std::vector<Candidate> candidates;
  for (int step = 0; step < 15; ++step) {
    const double chat_counts = 50'000 * std::pow(std::numbers::sqrt2, step);
    judge_each(folds, chat_counts);
    const double threshold = threshold_for(folds, command.precision);
    Table table;
    for (const auto& [writer, fold] : folds) {
      table.add(fold.held_judged, threshold);
      table.add_ordinary(fold.chat_judged, fold.chat.size(), threshold);
    }
    table.print(fmt::format("chat counting as {:.0f}", chat_counts));
    candidates.push_back({chat_counts, threshold, table.recall(), table.false_flags()});
  }
  const Candidate choice = chosen(candidates, command.recall);
  if (choice.recall < command.recall) {
    fmt::print("a recall of {:.3f} was not reached\n", command.recall);
  }
  judge_each(folds, choice.chat_counts);
  return choice;
}

void report(const Folds& folds, double threshold, const language::Senses& senses,
            const Command& command)
{
  Table total;
  Table as_shipped;
  for (const auto& [writer, fold] : folds) {
    Table table;
    table.add(fold.held_judged, threshold);
    table.add_ordinary(fold.chat_judged, fold.chat.size(), threshold);
    table.print("held out " + writer);
    total.add(fold.held_judged, threshold);
    total.add_ordinary(fold.chat_judged, fold.chat.size(), threshold);
    Model model = *fold.model;
    model.judge_by(fold.judgement, threshold);
    as_shipped.add(judge_as_shipped(model, senses, fold.held), 1);
    as_shipped.add_ordinary(judge_as_shipped(model, senses, fold.chat), fold.chat.size(), 1);
    if (command.errors) print_errors(fold, threshold);
  }
  total.print("all");
  as_shipped.print("all, by the engine as a whole");
}

/// Trains with everything but what is held.
Model with_all(const std::vector<Example>& examples, const language::Senses& senses,
               const Options& options)
{
  Examples used;
  for (const Example& example : examples) {
    if (example.source != "held chat") used.push_back(&example);
  }
  return train(used, senses, options);
}

int run(int argc, char** argv)
{
  const Command command = parse(argc, argv);
  const language::Senses senses = read_senses(command.senses);
  const std::vector<Example> examples = read_all(command);
  std::future<Model> shipped;
  if (command.name == "train") {
    shipped = std::async(std::launch::async, with_all, std::cref(examples), std::cref(senses),
                         std::cref(command.options));
  }
  Folds folds = cross_validate(examples, senses, command);
  const Candidate choice = choose(folds, command);
  fmt::print("chat counts as {:.0f}, threshold {:.3f}\n", choice.chat_counts, choice.threshold);
  report(folds, choice.threshold, senses, command);
  if (!shipped.valid()) return 0;
  Model model = shipped.get();
  model.judge_by(judgement_by(folds, nullptr, choice.chat_counts), choice.threshold);
  const std::string bytes = model.write(senses.digest());
  if (const auto whole = Model::read(bytes, senses.digest()); !whole) {
    throw std::runtime_error("the model is not usable: " + whole.error().message);
  }
  std::ofstream out(command.out, std::ios::binary);
  out << bytes;
  out.close();
  if (!out) throw std::runtime_error(command.out + ": cannot be written");
  fmt::print("{}: {} bytes\n", command.out, bytes.size());
  return 0;
}

}  // namespace
}  // namespace secondstory::training

int main(int argc, char** argv)
{
  if (argc < 4) {
    std::fputs("secondstory_train evaluate|train CORPUS SENSES [--chat FILE] …\n", stderr);
    return 2;
  }
  try {
    return secondstory::training::run(argc, argv);
  } catch (const std::exception& bad) {
    std::fprintf(stderr, "%s\n", bad.what());
    return 2;
  }
}
