#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "tests/language/training/evaluation.hpp"
#include "tests/language/training/trainer.hpp"

// secondstory_train evaluate CORPUS SENSES [--chat FILE]… [--held-chat FILE]… [--errors]
// secondstory_train train    CORPUS SENSES [--chat FILE]… [--held-chat FILE]… --out FILE
//
// `evaluate` trains on all writers but one and judges by that one, for each of them. Ordinary chat
// is trained on; false flags are counted on that of --held-chat, which no model learns from.
// `train` does the same to choose the threshold, then trains on all writers and writes the model.

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
  double precision = 0.93;
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
    } else if (name == "--incident") {
      command.options.incident = std::stof(value);
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
  for (const std::string& file : command.chat) append(read_chat(file, "chat"));
  for (const std::string& file : command.held_chat) append(read_chat(file, "held chat"));
  return examples;
}

struct Fold
{
  Examples held;
  Examples chat;
  std::optional<Model> model;
  std::vector<Judged> held_judged;
  std::vector<Judged> chat_judged;
};

/// Trains without one writer and judges by that one.
Fold without(const std::string& writer, const std::vector<Example>& examples,
             const language::Senses& senses, const Options& options)
{
  Fold fold;
  Examples used;
  for (const Example& example : examples) {
    if (example.source == instead_of(writer)) continue;
    Examples& list = example.source == writer        ? fold.held
                     : example.source == "held chat" ? fold.chat
                                                     : used;
    list.push_back(&example);
  }
  fold.model = train(used, senses, options);
  fold.held_judged = judge(*fold.model, senses, fold.held);
  fold.chat_judged = judge(*fold.model, senses, fold.chat);
  return fold;
}

std::map<std::string, Fold> cross_validate(const std::vector<Example>& examples,
                                           const language::Senses& senses, const Command& command)
{
  std::map<std::string, Fold> folds;
  std::istringstream held(command.held);
  for (std::string writer; std::getline(held, writer, ',');) folds[writer];
  std::vector<std::thread> threads;
  for (auto& [writer, fold] : folds) {
    threads.emplace_back([&, name = writer, into = &fold] {
      *into = without(name, examples, senses, command.options);
    });
  }
  for (std::thread& thread : threads) thread.join();
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
double threshold_for(const std::map<std::string, Fold>& folds, double precision)
{
  std::vector<Judged> all;
  for (const auto& [writer, fold] : folds) {
    all.insert(all.end(), fold.held_judged.begin(), fold.held_judged.end());
  }
  return recall_at(all, precision).threshold;
}

void report(const std::map<std::string, Fold>& folds, double threshold,
            const language::Senses& senses, const Command& command)
{
  for (const double precision : {0.80, 0.92, 0.95}) {
    double recall = 0;
    for (const auto& [writer, fold] : folds) {
      recall += recall_at(fold.held_judged, precision).recall / static_cast<double>(folds.size());
    }
    fmt::print("mean recall at precision {:.2f}: {:.3f}\n", precision, recall);
  }
  fmt::print("threshold {:.3f}, the least with precision {:.2f} over all three\n", threshold,
             command.precision);
  Table total;
  Table with_rules;
  for (const auto& [writer, fold] : folds) {
    Table table;
    table.add(fold.held_judged, threshold);
    table.add_ordinary(fold.chat_judged, threshold);
    table.print("held out " + writer);
    total.add(fold.held_judged, threshold);
    total.add_ordinary(fold.chat_judged, threshold);
    with_rules.add(judge_with_rules(*fold.model, threshold, senses, fold.held), 1);
    with_rules.add_ordinary(judge_with_rules(*fold.model, threshold, senses, fold.chat), 1);
    if (command.errors) print_errors(fold, threshold);
  }
  total.print("all");
  with_rules.print("all, with the rules beside the model");
}

int run(int argc, char** argv)
{
  const Command command = parse(argc, argv);
  const language::Senses senses = read_senses(command.senses);
  const std::vector<Example> examples = read_all(command);
  const auto folds = cross_validate(examples, senses, command);
  const double threshold = threshold_for(folds, command.precision);
  report(folds, threshold, senses, command);
  if (command.name != "train") return 0;
  Examples used;
  for (const Example& example : examples) {
    if (example.source != "held chat") used.push_back(&example);
  }
  Options options = command.options;
  options.threshold = static_cast<float>(threshold);
  const std::string bytes = train(used, senses, options).write(senses.digest());
  std::ofstream out(command.out, std::ios::binary);
  if (!(out << bytes)) throw std::runtime_error(command.out + ": cannot be written");
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
