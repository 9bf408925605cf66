#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "bot/language/opinion.hpp"
#include "tests/language/training/trainer.hpp"

// secondstory_train evaluate CORPUS SENSES [--chat FILE] [--precision P] [--errors]
// secondstory_train train    CORPUS SENSES [--chat FILE] [--precision P] --out FILE
//
// `evaluate` trains on all writers but one and judges by that one, for each of them; half of the
// ordinary messages are kept from training to count false flags on. `train` does the same to choose
// the threshold, then trains on all writers and writes the model.

namespace secondstory::training {
namespace {

using language::Model;

struct Judged
{
  double score = 0;  ///< of the finding that blames most
  bool hit = false;  ///< it overlaps the labelled words
  const Example* example = nullptr;
};

using Examples = std::vector<const Example*>;

language::Opinion opinion_of(const Model& model, const language::Senses& senses)
{
  return {senses, model, std::vector<language::Opinion::Wording>(Model::classes - 1)};
}

std::vector<Judged> judge(const Model& model, const language::Senses& senses,
                          const Examples& examples)
{
  const language::Opinion opinion = opinion_of(model, senses);
  std::vector<Judged> judged;
  for (const Example* example : examples) {
    const std::string normalised = language::normalise(example->text);
    const auto verdicts = opinion.judge(normalised, language::split_sentences(normalised));
    Judged one{0, false, example};
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
      if (verdicts[i].blame <= one.score) continue;
      const language::Verdict found = language::widened(verdicts, i);
      one.score = found.blame;
      one.hit = example->category != 0 && found.span.start < example->span.end &&
                example->span.start < found.span.end;
    }
    judged.push_back(one);
  }
  return judged;
}

struct Point
{
  double recall = 0;
  double threshold = 1;
};

/// The best recall with at least that precision.
Point recall_at(std::vector<Judged> judged, double precision)
{
  std::sort(judged.begin(), judged.end(),
            [](const Judged& a, const Judged& b) { return a.score > b.score; });
  const auto blameful = std::count_if(judged.begin(), judged.end(),
                                      [](const Judged& one) { return one.example->category != 0; });
  double hits = 0;
  Point best;
  for (std::size_t i = 0; i < judged.size(); ++i) {
    hits += judged[i].hit ? 1 : 0;
    if (hits >= precision * static_cast<double>(i + 1)) {
      best = {hits / static_cast<double>(blameful), judged[i].score};
    }
  }
  return best;
}

/// Figures of one held-out writer, or of several summed up.
struct Table
{
  double flagged = 0;
  std::array<double, Model::classes> found{};
  std::array<double, Model::classes> all{};

  void add(const std::vector<Judged>& judged, double threshold)
  {
    for (const Judged& one : judged) {
      all[one.example->category] += 1;
      if (one.score < threshold) continue;
      flagged += 1;
      if (one.hit) found[one.example->category] += 1;
    }
  }

  void print(std::string_view name) const
  {
    double hits = 0;
    double blameful = 0;
    std::string line;
    for (std::size_t k = 1; k < Model::classes; ++k) {
      hits += found[k];
      blameful += all[k];
      line += fmt::format(" C{:02} {:.2f}", k, found[k] / all[k]);
    }
    fmt::print("{}: precision {:.3f} recall {:.3f} |{}\n", name, hits / flagged, hits / blameful,
               line);
  }
};

/// What the engine as it is shipped, rules and all, finds with a model and its threshold.
std::vector<Judged> judge_with_rules(Model model, double threshold, const language::Senses& senses,
                                     const Examples& examples)
{
  model.set_threshold(threshold);
  const auto engine = language::Engine::with_opinion(opinion_of(model, senses));
  if (!engine) throw std::runtime_error(engine.error().message);
  std::vector<Judged> judged;
  for (const Example* example : examples) {
    Judged one{0, false, example};
    for (const language::Finding& finding : engine->check(example->text)) {
      one.score = 1;
      one.hit = one.hit || (example->category != 0 && finding.start < example->span.end &&
                            example->span.start < finding.end);
    }
    judged.push_back(one);
  }
  return judged;
}

struct Command
{
  std::string name;
  std::string corpus;
  std::string senses;
  std::string chat;
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
      command.chat = value;
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
  append(examples_of_rules());
  append(suggestions_for(examples));
  if (!command.chat.empty()) append(read_chat(command.chat));
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

/// Prints the figures and gives the threshold that the wanted precision asks for.
double report(const std::map<std::string, Fold>& folds, const language::Senses& senses,
              const Command& command)
{
  double threshold = 0;
  for (const double precision : {0.80, 0.92, 0.95}) {
    double recall = 0;
    for (const auto& [writer, fold] : folds) {
      recall += recall_at(fold.held_judged, precision).recall / static_cast<double>(folds.size());
    }
    fmt::print("mean recall at precision {:.2f}: {:.3f}\n", precision, recall);
  }
  std::vector<Judged> all;
  for (const auto& [writer, fold] : folds) {
    all.insert(all.end(), fold.held_judged.begin(), fold.held_judged.end());
  }
  threshold = recall_at(all, command.precision).threshold;
  fmt::print("threshold {:.3f}, the least with precision {:.2f} over all three\n", threshold,
             command.precision);
  Table total;
  for (const auto& [writer, fold] : folds) {
    Table table;
    table.add(fold.held_judged, threshold);
    table.print("held out " + writer);
    total.add(fold.held_judged, threshold);
    const auto flagged = std::count_if(fold.chat_judged.begin(), fold.chat_judged.end(),
                                       [&](const Judged& one) { return one.score >= threshold; });
    if (!fold.chat_judged.empty()) {
      fmt::print(
          "  ordinary messages flagged: {} of {}, {:.2f} in 1,000\n", flagged,
          fold.chat_judged.size(),
          1000.0 * static_cast<double>(flagged) / static_cast<double>(fold.chat_judged.size()));
    }
    if (command.errors) print_errors(fold, threshold);
  }
  total.print("all");
  Table with_rules;
  double flagged = 0;
  double ordinary = 0;
  for (const auto& [writer, fold] : folds) {
    with_rules.add(judge_with_rules(*fold.model, threshold, senses, fold.held), 1);
    for (const Judged& one : judge_with_rules(*fold.model, threshold, senses, fold.chat)) {
      flagged += one.score;
      ordinary += 1;
    }
  }
  with_rules.print("all, with the rules beside the model");
  if (ordinary > 0) {
    fmt::print("  ordinary messages flagged: {:.2f} in 1,000\n", 1000 * flagged / ordinary);
  }
  return threshold;
}

int run(int argc, char** argv)
{
  const Command command = parse(argc, argv);
  const language::Senses senses = read_senses(command.senses);
  std::vector<Example> examples = read_all(command);
  bool every_second = false;
  for (Example& example : examples) {
    if (example.source == "chat" && (every_second = !every_second)) example.source = "held chat";
  }
  Options options = command.options;
  options.threshold =
      static_cast<float>(report(cross_validate(examples, senses, command), senses, command));
  if (command.name != "train") return 0;
  Examples used;
  for (const Example& example : examples) {
    if (example.source != "held chat") used.push_back(&example);
  }
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
