#include "bot/language/model.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

namespace secondstory::language {
namespace {

constexpr std::size_t most_rows = 1000000;

struct Header
{
  char magic[8] = {'s', 't', 'o', 'r', 'y', 'm', 'd', '4'};
  std::uint64_t senses = 0;
  std::uint32_t version = FeatureReader::version;
  std::uint32_t width = Model::width;
  std::uint32_t rows = 0;
  float threshold = 0;
  float judgement[Evidence::count] = {};
  float scales[3] = {};
  float bias[Model::width] = {};
};
static_assert(std::is_trivially_copyable_v<Header>);

/// Which of the three models a column belongs to.
constexpr std::size_t model_of(std::size_t column)
{
  return column == Model::of_sentence ? 0 : column < Model::of_incident ? 1 : 2;
}

/// Features with the same of these bits lie side by side.
constexpr std::uint32_t bucket_bits = 18;
constexpr std::uint32_t bucket_of(std::uint32_t feature)
{
  return feature & ((1U << bucket_bits) - 1);
}

constexpr std::uint32_t met_bits = 21;
constexpr std::uint32_t met_of(std::uint32_t feature)
{
  return feature & ((1U << met_bits) - 1);
}

}  // namespace

float value_of(std::size_t features)
{
  return 4.0F / std::sqrt(static_cast<float>(features) + 12.0F);
}

Model::Model(const Parts& parts) : bias_(parts.bias), known_(parts.known)
{
  scales_.fill(1e-6F);
  for (const Row& row : parts.rows) {
    for (std::size_t k = 0; k < width; ++k) {
      float& scale = scales_[model_of(k)];
      scale = std::max(scale, std::abs(row.weights[k]) / 127.0F);
    }
  }
  std::vector<const Row*> rows;
  for (const Row& row : parts.rows) rows.push_back(&row);
  std::sort(rows.begin(), rows.end(), [](const Row* a, const Row* b) {
    return std::pair(bucket_of(a->feature), a->feature) <
           std::pair(bucket_of(b->feature), b->feature);
  });
  std::vector<std::int8_t> weights;
  for (const Row* row : rows) {
    features_.push_back(row->feature);
    for (std::size_t k = 0; k < width; ++k) {
      const float steps = row->weights[k] / scales_[model_of(k)];
      weights.push_back(static_cast<std::int8_t>(std::lround(steps)));
    }
    weights.resize(features_.size() * stride);
  }
  owned_ = std::make_shared<const std::vector<std::int8_t>>(std::move(weights));
  weights_ = owned_->data();
  index();
}

void Model::index()
{
  first_.assign((1U << bucket_bits) + 1, 0);
  met_.assign((1U << met_bits) / 64, 0);
  for (const std::uint32_t feature : features_) {
    ++first_[bucket_of(feature) + 1];
    met_[met_of(feature) / 64] |= std::uint64_t{1} << (feature % 64);
  }
  std::partial_sum(first_.begin(), first_.end(), first_.begin());
}

Result<Model> Model::read(std::string_view bytes, std::uint64_t senses)
{
  Header header;
  const Header expected;
  if (bytes.size() < sizeof(header)) return fail(Fault::usage, "weights.bin is cut short");
  std::memcpy(&header, bytes.data(), sizeof(header));
  if (std::memcmp(header.magic, expected.magic, sizeof(header.magic)) != 0 ||
      header.version != expected.version || header.width != expected.width) {
    return fail(Fault::usage, "weights.bin was made for another version of the features");
  }
  if (header.senses != senses) {
    return fail(Fault::usage, "weights.bin was made for another senses.txt");
  }
  constexpr std::size_t row_size = sizeof(std::uint32_t) + stride;
  if (header.rows > most_rows ||
      bytes.size() != sizeof(header) + KnownWords::bytes + header.rows * row_size) {
    return fail(Fault::usage, "weights.bin has a wrong size");
  }
  const auto in_range = [](float number) { return std::abs(number) < 1e6F; };
  if (!(header.threshold > 0) || !(header.threshold < 1) ||
      !std::all_of(std::begin(header.judgement), std::end(header.judgement), in_range) ||
      !std::all_of(std::begin(header.scales), std::end(header.scales), in_range) ||
      !std::all_of(std::begin(header.bias), std::end(header.bias), in_range)) {
    return fail(Fault::usage, "weights.bin holds numbers out of range");
  }
  Model model;
  model.threshold_ = header.threshold;
  std::copy(std::begin(header.judgement), std::end(header.judgement),
            model.judgement_.weights.begin());
  std::copy(std::begin(header.scales), std::end(header.scales), model.scales_.begin());
  std::copy(std::begin(header.bias), std::end(header.bias), model.bias_.begin());
  const char* at = bytes.data() + sizeof(header);
  std::memcpy(model.known_.bits().data(), at, KnownWords::bytes);
  at += KnownWords::bytes;
  model.features_.resize(header.rows);
  std::memcpy(model.features_.data(), at, header.rows * sizeof(std::uint32_t));
  at += header.rows * sizeof(std::uint32_t);
  model.weights_ = reinterpret_cast<const std::int8_t*>(at);
  const auto before = [](std::uint32_t a, std::uint32_t b) { return bucket_of(a) < bucket_of(b); };
  if (!std::is_sorted(model.features_.begin(), model.features_.end(), before)) {
    return fail(Fault::usage, "weights.bin has its features out of order");
  }
  model.index();
  return model;
}

std::string Model::write(std::uint64_t senses) const
{
  Header header;
  header.senses = senses;
  header.threshold = threshold_;
  std::copy(judgement_.weights.begin(), judgement_.weights.end(), std::begin(header.judgement));
  header.rows = static_cast<std::uint32_t>(features_.size());
  std::copy(scales_.begin(), scales_.end(), std::begin(header.scales));
  std::copy(bias_.begin(), bias_.end(), std::begin(header.bias));
  std::string bytes(sizeof(header), '\0');
  std::memcpy(bytes.data(), &header, sizeof(header));
  const auto append = [&](const auto& numbers) {
    bytes.append(reinterpret_cast<const char*>(numbers.data()),
                 numbers.size() * sizeof(numbers.front()));
  };
  append(known_.bits());
  append(features_);
  bytes.append(reinterpret_cast<const char*>(weights_), features_.size() * stride);
  return bytes;
}

/// The places of those features that the model has. What is looked at next is fetched for many
/// features at once, for most of the time is spent waiting for memory.
const std::vector<std::uint32_t>& Model::places_of(const std::vector<std::uint32_t>& features) const
{
  thread_local std::vector<std::uint32_t> met;
  thread_local std::vector<std::uint32_t> places;
  met.clear();
  for (const std::uint32_t feature : features) {
    if ((met_[met_of(feature) / 64] >> (feature % 64) & 1) == 0) continue;
    met.push_back(feature);
    __builtin_prefetch(&first_[bucket_of(feature)]);
  }
  for (const std::uint32_t feature : met) {
    __builtin_prefetch(features_.data() + first_[bucket_of(feature)]);
  }
  places.clear();
  for (const std::uint32_t feature : met) {
    std::uint32_t at = first_[bucket_of(feature)];
    const std::uint32_t end = first_[bucket_of(feature) + 1];
    while (at < end && features_[at] != feature) ++at;
    if (at == end) continue;
    places.push_back(at);
    __builtin_prefetch(weights_ + at * stride);
  }
  return places;
}

void Model::add(const std::vector<std::uint32_t>& features, Sums& sums) const
{
  // Small sums first: sixteen bits take 256 weights, and so the loops below are a few instructions.
  constexpr std::size_t most_at_once = 256;
  std::array<std::int32_t, stride> totals{};
  std::array<std::int16_t, stride> small{};
  std::size_t held = 0;
  const auto flush = [&] {
    for (std::size_t k = 0; k < stride; ++k) totals[k] += small[k];
    small.fill(0);
    held = 0;
  };
  for (const std::uint32_t at : places_of(features)) {
    const std::int8_t* row = weights_ + at * stride;
    for (std::size_t k = 0; k < stride; ++k) {
      small[k] = static_cast<std::int16_t>(small[k] + row[k]);
    }
    if (++held == most_at_once) flush();
  }
  flush();
  const float value = value_of(features.size());
  for (std::size_t k = 0; k < width; ++k) {
    sums[k] += value * scales_[model_of(k)] * static_cast<float>(totals[k]);
  }
}

Model::Sums Model::score(const FeatureSet& set) const
{
  Sums sums = bias_;
  add(set.of_words, sums);
  add(set.of_letters, sums);
  return sums;
}

}  // namespace secondstory::language
