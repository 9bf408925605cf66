#include "bot/language/convolution.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <type_traits>

#include "bot/language/half_bytes.hpp"
#include "bot/language/logit.hpp"

namespace secondstory::language {
namespace {

constexpr std::size_t key_size = sizeof(std::uint32_t);
/// A byte says how coarse the row is; each other holds a channel and the one half of them farther.
constexpr std::size_t half = Convolution::channels / 2;
constexpr std::size_t row_size = 1 + Convolution::places * half;
constexpr std::size_t most_rows = 1U << 16;
/// No row is coarser, whatever a damaged one says; a check of all would read the whole table.
constexpr unsigned coarsest = 7;
constexpr std::int16_t most_bias = 20000;

std::uint32_t folded(std::uint64_t number)
{
  number *= 0xc4ceb9fe1a85ec53u;
  return std::max<std::uint32_t>(1, static_cast<std::uint32_t>(number >> 32));
}

}  // namespace

std::uint32_t Convolution::key_of(const Reading& reading)
{
  return folded(reading.word ^ (reading.sense >> 1));
}

std::uint32_t Convolution::key_of_sense(const Reading& reading)
{
  return folded(~reading.sense);
}

Convolution::Convolution(const Parts& parts)
{
  static_assert(std::is_trivially_copyable_v<Head>);
  for (std::size_t c = 0; c < channels; ++c) {
    float most = 1e-6F;
    for (const Row& row : parts.rows) {
      for (std::size_t p = 0; p < places; ++p) {
        most = std::max(most, std::abs(row.weights[p * channels + c]));
      }
    }
    head_.scale[c] = most / 127;
    const float bias = std::clamp<float>(parts.bias[c] / head_.scale[c], -most_bias, most_bias);
    head_.bias[c] = static_cast<std::int16_t>(std::lround(bias));
  }
  head_.rows = static_cast<std::uint32_t>(parts.rows.size());
  head_.last = parts.last;
  head_.last_bias = parts.last_bias;
  auto table = std::make_shared<std::string>();
  for (const Row& row : parts.rows) {
    table->append(reinterpret_cast<const char*>(&row.key), key_size);
  }
  for (const Row& row : parts.rows) {
    std::array<long, width> steps{};
    for (std::size_t i = 0; i < width; ++i) {
      steps[i] = std::lround(row.weights[i] / head_.scale[i % channels]);
    }
    const unsigned coarseness = HalfBytes::coarseness_for(steps);
    table->push_back(static_cast<char>(coarseness));
    for (std::size_t place = 0; place < places; ++place) {
      const long* first = &steps[place * channels];
      for (std::size_t c = 0; c < half; ++c) {
        table->push_back(HalfBytes::pair(first[c], first[c + half], coarseness));
      }
    }
  }
  table_ = table->data();
  owned_ = std::move(table);
  number_rows();
}

void Convolution::number_rows()
{
  numbers_.reserve(head_.rows);
  for (std::uint32_t i = 0; i < head_.rows; ++i) {
    std::uint32_t key = 0;
    std::memcpy(&key, table_ + i * key_size, key_size);
    numbers_.emplace(key, i);
  }
}

Result<Convolution> Convolution::read(std::string_view bytes)
{
  Convolution read;
  const Head expected;
  if (bytes.size() < sizeof(Head)) return fail(Fault::usage, "weights.bin is cut short");
  std::memcpy(&read.head_, bytes.data(), sizeof(Head));
  const Head& head = read.head_;
  if (std::memcmp(head.magic, expected.magic, sizeof(head.magic)) != 0 ||
      head.width != expected.width) {
    return fail(Fault::usage, "weights.bin was made for another convolution");
  }
  if (head.rows > most_rows || bytes.size() != sizeof(Head) + head.rows * (key_size + row_size)) {
    return fail(Fault::usage, "weights.bin has a wrong size");
  }
  const auto fits = [](std::int16_t bias) { return std::abs(bias) <= most_bias; };
  const bool whole = std::all_of(head.bias.begin(), head.bias.end(), fits) &&
                     std::all_of(head.scale.begin(), head.scale.end(), in_range) &&
                     std::all_of(head.last_bias.begin(), head.last_bias.end(), in_range) &&
                     std::all_of(head.last.begin(), head.last.end(), [&](const auto& kind) {
                       return std::all_of(kind.begin(), kind.end(), in_range);
                     });
  if (!whole) return fail(Fault::usage, "weights.bin holds numbers out of range");
  read.table_ = bytes.data() + sizeof(Head);
  read.number_rows();
  return read;
}

std::string Convolution::write() const
{
  std::string bytes(reinterpret_cast<const char*>(&head_), sizeof(Head));
  if (head_.rows > 0) bytes.append(table_, head_.rows * (key_size + row_size));
  return bytes;
}

const std::uint8_t* Convolution::row(std::uint32_t number) const
{
  const char* rows = table_ + head_.rows * key_size;
  return reinterpret_cast<const std::uint8_t*>(rows + number * row_size);
}

const std::uint8_t* Convolution::row_of(const Reading& reading) const
{
  for (const std::uint32_t key : {key_of(reading), key_of_sense(reading), key_of_anything}) {
    const auto found = numbers_.find(key);
    if (found != numbers_.end()) return row(found->second);
  }
  return nullptr;
}

std::array<float, Convolution::answers> Convolution::listen_to(std::span<const Reading> words) const
{
  thread_local std::vector<const std::uint8_t*> rows;
  rows.clear();
  for (const Reading& word : words) rows.push_back(row_of(word));
  // A channel hears no more than a bias and five half bytes: sixteen bits are enough, and quicker.
  std::array<std::int16_t, channels> strongest{};
  std::array<std::int32_t, channels> sum{};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::array<std::int16_t, channels> heard = head_.bias;
    int offset = 0;
    for (std::size_t place = 0; place < places; ++place) {
      const std::size_t from = i + place - places / 2;  // before the first is beyond the last
      if (from >= rows.size() || rows[from] == nullptr) continue;
      const unsigned coarseness = *rows[from] & coarsest;
      const std::uint8_t* says = rows[from] + 1 + place * half;
      for (std::size_t c = 0; c < half; ++c) {
        heard[c] = static_cast<std::int16_t>(heard[c] + ((says[c] & 15) << coarseness));
        heard[c + half] =
            static_cast<std::int16_t>(heard[c + half] + ((says[c] >> 4) << coarseness));
      }
      offset += HalfBytes::offset(coarseness);
    }
    for (std::size_t c = 0; c < channels; ++c) {
      const std::int16_t kept =
          std::max<std::int16_t>(static_cast<std::int16_t>(heard[c] + offset), 0);
      strongest[c] = std::max(strongest[c], kept);
      sum[c] += kept;
    }
  }
  const float share = 1 / std::sqrt(static_cast<float>(rows.size()) + 4);
  std::array<float, answers> answer{};
  for (std::size_t c = 0; c < channels; ++c) {
    answer[c] = head_.scale[c] * static_cast<float>(strongest[c]);
    answer[channels + c] = head_.scale[c] * share * static_cast<float>(sum[c]);
  }
  return answer;
}

double Convolution::blame(std::span<const Reading> words) const
{
  if (head_.rows == 0 || words.empty()) return 0;
  const std::array<float, answers> answer = listen_to(words);
  std::array<float, columns> logits = head_.last_bias;
  for (std::size_t i = 0; i < answers; ++i) {
    for (std::size_t k = 0; k < columns; ++k) logits[k] += answer[i] * head_.last[i][k];
  }
  const double any = logit_of_any(std::span(logits).subspan<1, kinds - 1>());
  return any - static_cast<double>(logits[0]);
}

}  // namespace secondstory::language
