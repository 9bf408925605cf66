#pragma once

#include <vector>

#include "bot/language/model.hpp"
#include "bot/language/senses.hpp"
#include "tests/language/training/convolution_learner.hpp"
#include "tests/language/training/corpus.hpp"
#include "tests/language/training/regression.hpp"

namespace secondstory::training {

struct Options
{
  int epochs = 5;
  int of_incidents = 3;  ///< epochs of the third regression, which has ten times as much to see
  RegressionOptions regression;
  std::size_t rows = 395000;  ///< features that the model keeps
  float beside = 0.2F;        ///< weight of the sentences beside the blaming one
  float of_chat = 0.2F;   ///< weight of ordinary messages where they are told from an incident's
  float of_mined = 0.3F;  ///< weight of those that look most like blame
  /// How many these are; the convolution sees twice as many, and others.
  std::size_t mined = 40000;
  ConvolutionOptions convolution;
};

/// The words that stand in lower case often enough in the examples.
language::KnownWords known_words(const std::vector<const Example*>& examples);

/// Sentences of a message with their features, those of the message as a whole, and its words.
struct Message
{
  struct Part
  {
    language::Span span;
    std::vector<std::uint32_t> features;
  };
  std::vector<Part> sentences;
  std::vector<std::uint32_t> whole;
  std::vector<language::Reading> words;
};
Message read_message(const language::FeatureReader& reader, const std::string& text);

/// How much a sentence looks like blame to a model, by its logit and by that of its message: what
/// is looked at more closely, before anything is judged.
constexpr double suspicion(double sentence, double message)
{
  return 0.4 * sentence + 0.6 * message;
}

/// Three logistic regressions by AdaGrad over sentences, over whole messages, and of
/// labelled messages against ordinary chat; and a convolution over whole messages. The same
/// examples give the same model.
language::Model train(const std::vector<const Example*>& examples, const language::Senses& senses,
                      const Options& options);

}  // namespace secondstory::training
