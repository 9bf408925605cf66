#pragma once

#include <vector>

#include "bot/language/convolution.hpp"

namespace secondstory::training {

/// The words of a message with what it is: 0 for no blame, else the category.
struct Utterance
{
  std::vector<language::Reading> words;
  std::size_t kind = 0;
  float weight = 1;
};

struct ConvolutionOptions
{
  int epochs = 10;
  /// The commonest, and as many meanings; of all other words the meaning alone is read.
  std::size_t words = 8000;
  std::size_t dimensions = 64;  ///< of a word before it is multiplied out
  std::size_t longest = 48;     ///< words of a message that are learnt from
  float rate = 2e-3F;
  /// Share of the words read by their meaning alone; of half as many that is forgotten.
  float forget_word = 0.1F;
  float forget_dimension = 0.2F;  ///< share of the dimensions that a message goes without
  float forget_answer = 0.5F;     ///< share of the answers that a message goes without
};

/// Learns by Adam over batches, on one thread. The same utterances give the same convolution
/// on the same machine.
language::Convolution::Parts learn(const std::vector<Utterance>& utterances,
                                   const ConvolutionOptions& options);

}  // namespace secondstory::training
