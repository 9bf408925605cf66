#include "bot/language/model.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <stdexcept>

namespace secondstory::language {
namespace {

struct Header
{
  char magic[8] = {'s', 't', 'o', 'r', 'y', 'm', 'd', '6'};
  std::uint64_t senses = 0;
  std::uint32_t version = FeatureReader::version;
  std::uint32_t width = Model::width;
  std::uint32_t slots = 0;
  float threshold = 0;
  float judgement[Evidence::count] = {};
  float scales[3] = {};
  float bias[Model::width] = {};
};
static_assert(std::is_trivially_copyable_v<Header>);

/// A row in the file: the feature, 0 where the slot is free, and a byte for each column.
constexpr std::size_t slot_size = sizeof(std::uint32_t) + Model::width;
constexpr std::size_t most_slots = 1U << 20;
/// No row lies farther from its home, so that a damaged table cannot keep a reader busy.
constexpr std::size_t farthest = 256;

std::uint32_t feature_in(const char* slot)
{
  std::uint32_t feature = 0;
  std::memcpy(&feature, slot, sizeof(feature));
  return feature;
}

/// 0 says that a slot is free.
std::uint32_t as_stored(std::uint32_t feature)
{
  return feature == 0 ? 1 : feature;
}

/// Which of the three models a column belongs to.
constexpr std::size_t model_of(std::size_t column)
{
  return column == Model::of_sentence ? 0 : column < Model::of_incident ? 1 : 2;
}

constexpr std::uint32_t met_bits = 21;
constexpr std::uint32_t met_of(std::uint32_t feature)
{
  return feature >> (32 - met_bits);
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
  slots_ = std::bit_ceil(parts.rows.size() + parts.rows.size() / 4 + 1);
  auto table = std::make_shared<std::string>(slots_ * slot_size, '\0');
  for (const Row& row : parts.rows) {
    std::size_t away = 0;
    const auto place = [&] {
      return &(*table)[((home_of(as_stored(row.feature)) + away) & (slots_ - 1)) * slot_size];
    };
    while (feature_in(place()) != 0) {
      if (++away == farthest) throw std::length_error("the table of weights is too full");
    }
    char* out = place();
    const std::uint32_t feature = as_stored(row.feature);
    std::memcpy(out, &feature, sizeof(feature));
    for (std::size_t k = 0; k < width; ++k) {
      const float steps = row.weights[k] / scales_[model_of(k)];
      out[sizeof(feature) + k] = static_cast<char>(static_cast<std::int8_t>(std::lround(steps)));
    }
  }
  table_ = table->data();
  owned_ = std::move(table);
  note_met();
}

const char* Model::slot(std::size_t number) const
{
  return table_ + (number & (slots_ - 1)) * slot_size;
}

void Model::note_met()
{
  met_.assign((1U << met_bits) / 64, 0);
  for (std::size_t i = 0; i < slots_; ++i) {
    const std::uint32_t feature = feature_in(slot(i));
    if (feature != 0) met_[met_of(feature) / 64] |= std::uint64_t{1} << (met_of(feature) % 64);
  }
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
  if (!std::has_single_bit(header.slots) || header.slots > most_slots ||
      bytes.size() != sizeof(header) + KnownWords::bytes + header.slots * slot_size) {
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
  model.table_ = at + KnownWords::bytes;
  model.slots_ = header.slots;
  model.note_met();
  return model;
}

std::string Model::write(std::uint64_t senses) const
{
  Header header;
  header.senses = senses;
  header.threshold = threshold_;
  std::copy(judgement_.weights.begin(), judgement_.weights.end(), std::begin(header.judgement));
  header.slots = static_cast<std::uint32_t>(slots_);
  std::copy(scales_.begin(), scales_.end(), std::begin(header.scales));
  std::copy(bias_.begin(), bias_.end(), std::begin(header.bias));
  std::string bytes(sizeof(header), '\0');
  std::memcpy(bytes.data(), &header, sizeof(header));
  bytes.append(reinterpret_cast<const char*>(known_.bits().data()), KnownWords::bytes);
  bytes.append(table_, slots_ * slot_size);
  return bytes;
}

/// Those features that the model may have, with their slots on the way to the cache: most of the
/// time would be spent waiting for memory.
const std::vector<std::uint32_t>& Model::fetched(const std::vector<std::uint32_t>& features) const
{
  thread_local std::vector<std::uint32_t> met;
  met.resize(features.size());
  std::size_t count = 0;
  for (const std::uint32_t feature : features) {
    const std::uint32_t stored = as_stored(feature);
    met[count] = stored;
    count += met_[met_of(stored) / 64] >> (met_of(stored) % 64) & 1;
  }
  met.resize(count);
  for (const std::uint32_t feature : met) __builtin_prefetch(slot(home_of(feature)));
  return met;
}

/// The slot of a feature; nullptr where the model does not have it.
const char* Model::find(std::uint32_t feature) const
{
  for (std::size_t i = 0; i < farthest; ++i) {
    const char* found = slot(home_of(feature) + i);
    const std::uint32_t there = feature_in(found);
    if (there == feature) return found;
    if (there == 0) return nullptr;
  }
  return nullptr;
}

Model::Sums Model::score(const std::vector<std::uint32_t>& features) const
{
  // Small sums first: sixteen bits take 256 weights, and so the loops below are a few instructions.
  // The bytes of the feature itself are summed along, for whole vectors.
  constexpr std::size_t most_at_once = 256;
  std::array<std::int32_t, slot_size> totals{};
  std::array<std::int16_t, slot_size> small{};
  std::size_t held = 0;
  const auto flush = [&] {
    for (std::size_t k = 0; k < slot_size; ++k) totals[k] += small[k];
    small.fill(0);
    held = 0;
  };
  for (const std::uint32_t feature : fetched(features)) {
    const char* row = find(feature);
    if (row == nullptr) continue;
    for (std::size_t k = 0; k < slot_size; ++k) {
      small[k] = static_cast<std::int16_t>(small[k] + static_cast<std::int8_t>(row[k]));
    }
    if (++held == most_at_once) flush();
  }
  flush();
  Sums sums = bias_;
  const float value = value_of(features.size());
  for (std::size_t k = 0; k < width; ++k) {
    const auto total = static_cast<float>(totals[slot_size - width + k]);
    sums[k] += value * scales_[model_of(k)] * total;
  }
  return sums;
}

}  // namespace secondstory::language
