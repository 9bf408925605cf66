#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bot/language/features.hpp"
#include "bot/result.hpp"

namespace secondstory::language {

/// Reads the words of a message in their order, where the linear models only see which of them
/// meet: a convolution over each word and its neighbours, whose strongest and whose summed answers
/// a last layer weighs (after Y. Kim, "Convolutional Neural Networks for Sentence Classification",
/// 2014, arXiv:1408.5882). What a word says to each of the five places is multiplied out
/// beforehand, so that reading it costs additions.
class Convolution
{
 public:
  static constexpr std::size_t places = 5;      ///< two before, here, and two after
  static constexpr std::size_t channels = 128;  ///< what is looked for in each neighbourhood
  static constexpr std::size_t width = places * channels;
  static constexpr std::size_t answers = 2 * channels;  ///< the strongest of each, and the sums
  static constexpr std::size_t kinds = 19;              ///< no blame, and each of the categories
  static constexpr std::size_t columns = 20;  ///< of the last layer: the kinds, for whole vectors
  static_assert(kinds <= columns);

  /// What a word of a meaning says to the channels: first at the second word after it, then at the
  /// next one, at itself, at the one before it and at the second before it.
  struct Row
  {
    std::uint32_t key = 0;
    std::array<float, width> weights{};
  };

  /// What the trainer fills in.
  struct Parts
  {
    std::vector<Row> rows;
    std::array<float, channels> bias{};
    std::array<std::array<float, columns>, answers> last{};
    std::array<float, columns> last_bias{};
  };

  /// The row of a word, of whatever has a meaning, and of whatever has none that is known.
  static std::uint32_t key_of(const Reading& reading);
  static std::uint32_t key_of_sense(const Reading& reading);
  static constexpr std::uint32_t key_of_anything = 0;

  Convolution() = default;
  explicit Convolution(const Parts& parts);

  /// Checks that the bytes are whole and takes them; they must outlive the convolution.
  static Result<Convolution> read(std::string_view bytes);
  std::string write() const;

  /// The logit that these words blame in any of the ways; 0 where nothing was trained.
  double blame(std::span<const Reading> words) const;

 private:
  /// What the weights of one channel are multiples of is the same in all rows.
  struct Head
  {
    char magic[8] = {'s', 't', 'o', 'r', 'y', 'c', 'v', '1'};
    std::uint32_t rows = 0;
    std::uint32_t width = Convolution::width;
    std::array<float, channels> scale{};
    std::array<std::int16_t, channels> bias{};  ///< in units of the scale
    std::array<std::array<float, columns>, answers> last{};
    std::array<float, columns> last_bias{};
  };

  void number_rows();
  const std::uint8_t* row(std::uint32_t number) const;
  /// nullptr where there is none, not even for anything.
  const std::uint8_t* row_of(const Reading& reading) const;
  std::array<float, answers> listen_to(std::span<const Reading> words) const;

  Head head_;
  const char* table_ = nullptr;               ///< keys, then rows in the same order
  std::shared_ptr<const std::string> owned_;  ///< none where the file holds the table
  boost::unordered_flat_map<std::uint32_t, std::uint32_t> numbers_;  ///< of the rows, by key
};

}  // namespace secondstory::language
