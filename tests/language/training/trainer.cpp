#include "tests/language/training/trainer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <semaphore>
#include <unordered_map>
#include <unordered_set>

#include "bot/language/opinion.hpp"

namespace secondstory::training {
namespace {

using language::FeatureReader;
using language::Model;

void add_sentences(const Example& example, float weight, Message&& message, const Options& options,
                   Regression& regression)
{
  for (Message::Part& sentence : message.sentences) {
    const bool blames = example.category != 0 && language::overlap(sentence.span, example.span);
    const float share = example.category != 0 && !blames ? options.beside : 1.0F;
    regression.samples.push_back(
        sample_of(std::move(sentence.features), blames ? 1 : 0, weight * share));
  }
}

/// Lays the weights of the three side by side.
Model::Parts merged(const Regression& sentences, const Regression& messages,
                    const Regression& incidents)
{
  Model::Parts parts;
  std::unordered_map<std::uint32_t, std::size_t> numbers;
  const auto row_of = [&](std::uint32_t feature) -> Model::Sums& {
    const auto [at, added] = numbers.emplace(feature, parts.rows.size());
    if (added) parts.rows.push_back({feature, {}});
    return parts.rows[at->second].weights;
  };
  for (std::size_t k = 1; k < most_classes; ++k) {
    parts.bias[k] = messages.bias[k] - messages.bias[0];
  }
  for (std::size_t i = 0; i < messages.features.size(); ++i) {
    const float* weights = messages.weights_of(i);
    Model::Sums& row = row_of(messages.features[i]);
    for (std::size_t k = 1; k < most_classes; ++k) row[k] = weights[k] - weights[0];
  }
  for (const auto& [regression, column] :
       {std::pair(&sentences, Model::of_sentence), std::pair(&incidents, Model::of_incident)}) {
    parts.bias[column] = regression->bias[1] - regression->bias[0];
    for (std::size_t i = 0; i < regression->features.size(); ++i) {
      const float* weights = regression->weights_of(i);
      row_of(regression->features[i])[column] = weights[1] - weights[0];
    }
  }
  return parts;
}

/// Drops the features that say least, by their weights and by how often they are met.
void keep_strongest(Model::Parts& parts, std::size_t most, const Regression& messages,
                    const Regression& incidents)
{
  if (parts.rows.size() <= most) return;
  std::unordered_map<std::uint32_t, float> often;
  for (const Regression* regression : {&messages, &incidents}) {
    for (const Sample& sample : regression->samples) {
      for (const std::uint32_t f : sample.features) {
        often[regression->features[f]] += std::sqrt(sample.weight);
      }
    }
  }
  const auto strength = [&](const Model::Row& row) {
    float sum = 0;
    for (const float weight : row.weights) sum += weight * weight;
    return sum * often[row.feature];
  };
  std::vector<std::pair<float, std::size_t>> order;
  for (std::size_t i = 0; i < parts.rows.size(); ++i)
    order.emplace_back(-strength(parts.rows[i]), i);
  std::sort(order.begin(), order.end());
  std::vector<Model::Row> kept;
  for (std::size_t i = 0; i < most; ++i) kept.push_back(parts.rows[order[i].second]);
  parts.rows = std::move(kept);
}

/// Each training takes gigabytes: two of them run at once.
class Place
{
 public:
  Place() { places().acquire(); }
  ~Place() { places().release(); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  static std::counting_semaphore<2>& places()
  {
    static std::counting_semaphore<2> free(2);
    return free;
  }
};

/// Learns from labelled messages, from the hardest of ordinary chat and from about as many others.
language::Convolution in_order(const std::vector<const Example*>& labelled,
                               const std::vector<const Example*>& hardest,
                               const std::vector<const Example*>& ordinary,
                               const FeatureReader& reader, const Options& options)
{
  std::vector<Utterance> utterances;
  const auto add = [&](const Example& example, float weight) {
    Utterance& utterance = utterances.emplace_back();
    utterance.words = read_message(reader, example.text).words;
    utterance.kind = example.category;
    utterance.weight = weight;
  };
  for (const Example* example : labelled) add(*example, example->weight);
  for (const Example* example : hardest) add(*example, options.of_mined);
  const std::unordered_set<const Example*> hard(hardest.begin(), hardest.end());
  const std::size_t step = ordinary.size() / (hardest.size() + 1) + 1;
  for (std::size_t i = 0; i < ordinary.size(); i += step) {
    if (!hard.contains(ordinary[i])) add(*ordinary[i], options.of_mined);
  }
  return language::Convolution(learn(utterances, options.convolution));
}

/// How much the sentence that blames most looks like blame, wherever it is said.
double suspicion_of(const Model& model, const Message& message)
{
  const Model::Sums whole = model.score(message.whole);
  double most = std::numeric_limits<double>::lowest();
  for (const Message::Part& sentence : message.sentences) {
    most = std::max(most, static_cast<double>(model.score(sentence.features)[Model::of_sentence]));
  }
  return suspicion(most, language::blame_logit(whole));
}

/// Ordinary messages that look most like blame to a first model.
std::vector<const Example*> mine(const std::vector<const Example*>& ordinary, const Model& first,
                                 const language::Senses& senses, std::size_t most)
{
  const FeatureReader reader(senses, first.known());
  std::vector<std::pair<double, std::size_t>> order;
  for (std::size_t i = 0; i < ordinary.size(); ++i) {
    order.emplace_back(-suspicion_of(first, read_message(reader, ordinary[i]->text)), i);
  }
  std::sort(order.begin(), order.end());
  std::vector<const Example*> hardest;
  for (std::size_t i = 0; i < std::min(most, order.size()); ++i) {
    hardest.push_back(ordinary[order[i].second]);
  }
  return hardest;
}

}  // namespace

language::KnownWords known_words(const std::vector<const Example*>& examples)
{
  // Fewer may be a name that somebody did not bother to capitalise.
  constexpr int often = 3;
  std::unordered_map<std::uint64_t, int> counts;
  for (const Example* example : examples) {
    std::string word;
    for (const char c : example->text + " ") {
      const bool lower = (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
      const bool other = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '@' || c == '_';
      if (lower || other) {
        word.push_back(other ? '\0' : c);
        continue;
      }
      if (!word.empty() && word.find('\0') == std::string::npos)
        ++counts[language::number_of(word)];
      word.clear();
    }
  }
  language::KnownWords known;
  for (const auto& [word, count] : counts) {
    if (count >= often) known.add(word);
  }
  return known;
}

Message read_message(const FeatureReader& reader, const std::string& text)
{
  const std::string normalised = language::normalise(text);
  Message message;
  for (const language::Span& span : language::split_sentences(normalised)) {
    const std::size_t first = message.words.size();
    reader.read(normalised, span, message.words);
    Message::Part& sentence = message.sentences.emplace_back();
    sentence.span = span;
    language::features_of(std::span(message.words).subspan(first), sentence.features);
  }
  language::features_of(message.words, message.whole);
  return message;
}

Model train(const std::vector<const Example*>& examples, const language::Senses& senses,
            const Options& options)
{
  const Place place;
  const language::KnownWords known = known_words(examples);
  const FeatureReader reader(senses, known);
  std::vector<const Example*> ordinary;
  std::vector<const Example*> labelled;
  Regression incidents;
  for (const Example* example : examples) {
    const bool chat = example->source == "chat" && example->category == 0;
    (chat ? ordinary : labelled).push_back(example);
    if (!chat && !example->is_message) continue;
    incidents.samples.push_back(sample_of(read_message(reader, example->text).whole, chat ? 0 : 1,
                                          chat ? options.of_chat : 1.0F));
  }
  const auto learn_linear = [&](const std::vector<const Example*>& hardest) {
    Regression sentences;
    Regression messages;
    messages.classes = most_classes;
    const auto add = [&](const Example& example, float weight) {
      Message message = read_message(reader, example.text);
      messages.samples.push_back(sample_of(std::move(message.whole), example.category, weight));
      add_sentences(example, weight, std::move(message), options, sentences);
    };
    for (const Example* example : labelled) add(*example, example->weight);
    for (const Example* example : hardest) add(*example, options.of_mined);
    solve(sentences, options.regression, options.epochs);
    solve(messages, options.regression, options.epochs);
    Model::Parts parts = merged(sentences, messages, incidents);
    parts.known = known;
    keep_strongest(parts, options.rows, messages, incidents);
    return parts;
  };
  if (!ordinary.empty()) solve(incidents, options.regression, options.of_incidents);
  std::vector<const Example*> hardest;
  if (!ordinary.empty() && options.mined > 0) {
    hardest = mine(ordinary, Model(learn_linear({})), senses, 2 * options.mined);
  }
  const std::size_t half = std::min(hardest.size(), options.mined);
  Model::Parts parts =
      learn_linear({hardest.begin(), hardest.begin() + static_cast<std::ptrdiff_t>(half)});
  parts.convolution = in_order(labelled, hardest, ordinary, reader, options);
  return Model(parts);
}

}  // namespace secondstory::training
