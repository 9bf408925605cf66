#include "tests/language/training/convolution_learner.hpp"

#include <map>
#include <numeric>
#include <span>
#include <unordered_map>

#include "tests/language/training/adam.hpp"

namespace secondstory::training {
namespace {

using language::Convolution;
using language::Reading;

constexpr Index channels = Convolution::channels;
constexpr Index answers = Convolution::answers;
constexpr Index places = Convolution::places;
constexpr Index kinds = Convolution::kinds;
constexpr std::size_t batch_size = 256;

/// Numbers words or meanings by how common they are, from 1 on; 0 is any other.
class Numbering
{
 public:
  void count(std::uint64_t what) { ++counts_[what]; }
  void number(std::size_t most)
  {
    constexpr std::size_t least = 3;
    std::vector<std::pair<std::size_t, std::uint64_t>> order;
    for (const auto& [what, count] : counts_) {
      if (count >= least) order.emplace_back(count, what);
    }
    std::sort(order.rbegin(), order.rend());
    order.resize(std::min(most, order.size()));
    for (const auto& [count, what] : order) numbers_.emplace(what, size());
  }
  Index of(std::uint64_t what) const
  {
    const auto found = numbers_.find(what);
    return found == numbers_.end() ? 0 : found->second;
  }
  Index size() const { return static_cast<Index>(numbers_.size() + 1); }

 private:
  std::unordered_map<std::uint64_t, std::size_t> counts_;
  std::unordered_map<std::uint64_t, Index> numbers_;
};

/// Both numberings of what is learnt from.
struct Vocabulary
{
  Vocabulary(const std::vector<Utterance>& utterances, std::size_t most)
  {
    for (const Utterance& utterance : utterances) {
      for (const Reading& word : utterance.words) {
        words.count(word.word);
        senses.count(word.sense);
      }
    }
    words.number(most);
    senses.number(most);
  }

  Numbering words;
  Numbering senses;
};

/// Messages that are learnt from together, word below word, and what becomes of them on the way up.
struct Batch
{
  struct Text
  {
    Index start = 0;  ///< of its words
    Index end = 0;
  };
  std::vector<Index> words;
  std::vector<Index> senses;
  std::vector<Text> texts;
  Matrix kept_dimensions;  ///< by message: 0 for those it goes without
  Matrix kept_answers;
  Matrix meant;     ///< the dimensions of each word
  Matrix heard;     ///< what the channels hear at each word
  Matrix answered;  ///< by message: the strongest of each channel, and the sums
};

/// Eigen counts with a sign.
template <class Item>
const Item& at(const std::vector<Item>& items, Index i)
{
  return items[static_cast<std::size_t>(i)];
}

class Learner
{
 public:
  Learner(const std::vector<Utterance>& utterances, const ConvolutionOptions& options)
      : utterances_(utterances),
        options_(options),
        dimensions_(static_cast<Index>(options.dimensions)),
        vocabulary_(utterances, options.words),
        of_word_(vocabulary_.words.size(), dimensions_, 0.1F, chance_),
        of_sense_(vocabulary_.senses.size(), dimensions_, 0.1F, chance_),
        filters_(dimensions_, places * channels,
                 std::sqrt(2.0F / static_cast<float>(places * dimensions_)), chance_),
        bias_(1, channels, 0, chance_),
        last_(answers, kinds, std::sqrt(1.0F / answers), chance_),
        last_bias_(1, kinds, 0, chance_)
  {
  }

  Convolution::Parts run()
  {
    std::vector<std::size_t> order(utterances_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const std::size_t batches = (order.size() + batch_size - 1) / batch_size;
    Pace pace(options_.rate, batches * static_cast<std::size_t>(options_.epochs));
    for (int epoch = 0; epoch < options_.epochs; ++epoch) {
      for (std::size_t i = order.size(); i > 1; --i) {
        std::swap(order[i - 1], order[chance_.below(i)]);
      }
      for (std::size_t i = 0; i < batches; ++i) {
        pace.next();
        const std::size_t rest = order.size() - i * batch_size;
        learn(std::span(order).subspan(i * batch_size, std::min(batch_size, rest)), pace);
      }
    }
    return parts();
  }

 private:
  void learn(std::span<const std::size_t> picked, const Pace& pace)
  {
    Batch batch = read(picked);
    hear(batch);
    take_back(batch, slopes_of(batch, picked));
    of_word_.move(batch.words, pace);
    of_sense_.move(batch.senses, pace);
    for (Learnt* learnt : {&filters_, &bias_, &last_, &last_bias_}) learnt->move(pace);
  }

  Batch read(std::span<const std::size_t> picked)
  {
    Batch batch;
    batch.kept_dimensions = kept(picked.size(), dimensions_, options_.forget_dimension);
    for (const std::size_t index : picked) {
      const auto& words = utterances_[index].words;
      const auto start = static_cast<Index>(batch.words.size());
      for (std::size_t i = 0; i < std::min(words.size(), options_.longest); ++i) {
        const bool forget_word = chance_.uniform() < options_.forget_word;
        const bool forget_sense = chance_.uniform() < options_.forget_word / 2;
        batch.words.push_back(forget_word ? 0 : vocabulary_.words.of(words[i].word));
        batch.senses.push_back(forget_sense ? 0 : vocabulary_.senses.of(words[i].sense));
      }
      batch.texts.push_back({start, static_cast<Index>(batch.words.size())});
    }
    batch.kept_answers = kept(picked.size(), answers, options_.forget_answer);
    return batch;
  }

  /// 0 for a share of them, and the others so much more that the sum stays what it is.
  Matrix kept(std::size_t rows, Index columns, float forget)
  {
    Matrix mask(static_cast<Index>(rows), columns);
    for (Index i = 0; i < mask.size(); ++i) {
      mask.data()[i] = chance_.uniform() < forget ? 0 : 1 / (1 - forget);
    }
    return mask;
  }

  /// The way up: from words to what the channels answer.
  void hear(Batch& batch) const
  {
    const auto words = static_cast<Index>(batch.words.size());
    batch.meant.resize(words, dimensions_);
    for_each_word(batch, [&](Index text, Index i) {
      batch.meant.row(i) =
          (of_word_.value.row(at(batch.words, i)) + of_sense_.value.row(at(batch.senses, i)))
              .cwiseProduct(batch.kept_dimensions.row(text));
    });
    const Matrix said = batch.meant * filters_.value;
    batch.heard = bias_.value.replicate(words, 1);
    for_each_pair(batch, [&](Index i, Index from, Index place) {
      batch.heard.row(i) += said.row(from).segment(place * channels, channels);
    });
    batch.heard = batch.heard.cwiseMax(0);
    batch.answered = Matrix::Zero(static_cast<Index>(batch.texts.size()), answers);
    for_each_word(batch, [&](Index text, Index i) {
      auto strongest = batch.answered.row(text).head(channels);
      strongest = strongest.cwiseMax(batch.heard.row(i));
      batch.answered.row(text).tail(channels) += share(at(batch.texts, text)) * batch.heard.row(i);
    });
    batch.answered = batch.answered.cwiseProduct(batch.kept_answers);
  }

  /// The slopes of the last layer's sums.
  Matrix slopes_of(const Batch& batch, std::span<const std::size_t> picked) const
  {
    Matrix slopes = batch.answered * last_.value;
    float total = 0;
    for (Index text = 0; text < slopes.rows(); ++text) {
      const Utterance& utterance = utterances_[picked[static_cast<std::size_t>(text)]];
      auto slope = slopes.row(text);
      slope += last_bias_.value;
      slope.array() -= slope.maxCoeff();
      slope = slope.array().exp();
      slope /= slope.sum();
      slope(static_cast<Index>(utterance.kind)) -= 1;
      slope *= utterance.weight;
      total += utterance.weight;
    }
    return slopes / total;
  }

  /// The way back: what each number has to do with these slopes.
  void take_back(const Batch& batch, const Matrix& slopes)
  {
    last_.slope = batch.answered.transpose() * slopes;
    last_bias_.slope = slopes.colwise().sum();
    const Matrix answered = (slopes * last_.value.transpose()).cwiseProduct(batch.kept_answers);
    Matrix heard = Matrix::Zero(batch.heard.rows(), channels);
    for (Index text = 0; text < answered.rows(); ++text) {
      take_back(batch, text, answered.row(text), heard);
    }
    bias_.slope = heard.colwise().sum();
    Matrix said = Matrix::Zero(batch.heard.rows(), places * channels);
    for_each_pair(batch, [&](Index i, Index from, Index place) {
      said.row(from).segment(place * channels, channels) = heard.row(i);
    });
    filters_.slope = batch.meant.transpose() * said;
    const Matrix meant = said * filters_.value.transpose();
    for_each_word(batch, [&](Index text, Index i) {
      const auto slope = meant.row(i).cwiseProduct(batch.kept_dimensions.row(text)).eval();
      of_word_.slope.row(at(batch.words, i)) += slope;
      of_sense_.slope.row(at(batch.senses, i)) += slope;
    });
  }

  /// From what the channels answer for one text to what they heard at its words.
  template <class Row>
  static void take_back(const Batch& batch, Index text, const Row& answered, Matrix& heard)
  {
    const auto [start, end] = at(batch.texts, text);
    if (start == end) return;
    const float each = share(at(batch.texts, text));
    for (Index channel = 0; channel < channels; ++channel) {
      Index strongest = start;
      for (Index i = start; i < end; ++i) {
        if (batch.heard(i, channel) <= 0) continue;
        heard(i, channel) = each * answered(channels + channel);
        if (batch.heard(i, channel) > batch.heard(strongest, channel)) strongest = i;
      }
      if (batch.heard(strongest, channel) > 0) heard(strongest, channel) += answered(channel);
    }
  }

  static float share(const Batch::Text& text)
  {
    return 1 / std::sqrt(static_cast<float>(text.end - text.start) + 4);
  }

  template <class Do>
  static void for_each_word(const Batch& batch, const Do& act)
  {
    for (Index text = 0; text < static_cast<Index>(batch.texts.size()); ++text) {
      for (Index i = at(batch.texts, text).start; i < at(batch.texts, text).end; ++i) act(text, i);
    }
  }

  /// Each word with each neighbour of its text that speaks to its place.
  template <class Do>
  static void for_each_pair(const Batch& batch, const Do& act)
  {
    for_each_word(batch, [&](Index text, Index i) {
      for (Index place = 0; place < places; ++place) {
        const Index from = i + place - places / 2;
        if (from >= at(batch.texts, text).start && from < at(batch.texts, text).end)
          act(i, from, place);
      }
    });
  }

  /// Multiplied out for every word with its meaning, and for every meaning alone.
  Convolution::Parts parts() const
  {
    std::map<std::uint32_t, std::pair<Index, Index>> rows;
    rows[Convolution::key_of_anything] = {0, 0};
    for (const Utterance& utterance : utterances_) {
      for (const Reading& reading : utterance.words) {
        const Index word = vocabulary_.words.of(reading.word);
        const Index sense = vocabulary_.senses.of(reading.sense);
        if (word != 0) rows.emplace(Convolution::key_of(reading), std::pair{word, sense});
        if (sense != 0) rows.emplace(Convolution::key_of_sense(reading), std::pair{0, sense});
      }
    }
    Convolution::Parts parts;
    for (const auto& [key, of] : rows) {
      const Matrix said =
          (of_word_.value.row(of.first) + of_sense_.value.row(of.second)) * filters_.value;
      Convolution::Row& row = parts.rows.emplace_back();
      row.key = key;
      std::copy_n(said.data(), row.weights.size(), row.weights.begin());
    }
    std::copy_n(bias_.value.data(), channels, parts.bias.begin());
    for (Index i = 0; i < answers; ++i) {
      std::copy_n(last_.value.row(i).data(), kinds,
                  parts.last[static_cast<std::size_t>(i)].begin());
    }
    std::copy_n(last_bias_.value.data(), kinds, parts.last_bias.begin());
    return parts;
  }

  const std::vector<Utterance>& utterances_;
  const ConvolutionOptions& options_;
  Index dimensions_;
  Vocabulary vocabulary_;
  Chance chance_;
  Learnt of_word_;
  Learnt of_sense_;
  Learnt filters_;
  Learnt bias_;
  Learnt last_;
  Learnt last_bias_;
};

}  // namespace

Convolution::Parts learn(const std::vector<Utterance>& utterances,
                         const ConvolutionOptions& options)
{
  return Learner(utterances, options).run();
}

}  // namespace secondstory::training
