#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <functional>
#include <future>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/language/training/folds.hpp"

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
  std::vector<std::string> held{"a", "b", "c"};
  Wanted wanted;
  bool errors = false;
  Options options;
};

std::vector<std::string> writers_in(const std::string& list)
{
  std::set<std::string> writers;
  std::istringstream in(list);
  for (std::string writer; std::getline(in, writer, ',');) writers.insert(writer);
  if (writers.size() < 2) throw std::invalid_argument("--held needs two writers at least");
  return {writers.begin(), writers.end()};
}

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
      command.held = writers_in(value);
    } else if (name == "--precision") {
      command.wanted.precision = std::stod(value);
    } else if (name == "--rows") {
      command.options.rows = std::stoul(value);
    } else if (name == "--epochs") {
      command.options.epochs = std::stoi(value);
    } else if (name == "--recall") {
      command.wanted.recall = std::stod(value);
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
  Folds folds = cross_validate(examples, senses, command.held, command.options);
  const Candidate choice = choose(folds, command.wanted);
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
