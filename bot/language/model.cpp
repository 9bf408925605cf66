#include "bot/language/model.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <stdexcept>

#include "bot/language/half_bytes.hpp"
#include "bot/language/logit.hpp"

namespace secondstory::language {
namespace {

struct Header
{
  char magic[8] = {'s', 't', 'o', 'r', 'y', 'm', 'd', '7'};
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

/// A row in the file: two bytes that tell whose it is and how coarse, a byte for each of the first
/// and the last model, and half a byte for each category.
constexpr std::size_t sentence_at = sizeof(std::uint16_t);
constexpr std::size_t incident_at = sentence_at + 1;
constexpr std::size_t half_bytes = incident_at + 1;
constexpr std::size_t slot_size = half_bytes + Model::categories / 2;
constexpr std::size_t most_slots = 1U << 20;
/// Categories are summed by vectors, past the end of a row.
constexpr std::size_t vector_size = 16;
constexpr std::size_t beyond_last = half_bytes + vector_size - slot_size;
/// No row lies farther from its home, so that a damaged table cannot keep a reader busy.
constexpr std::size_t farthest = 256;

/// The bits of a feature that a row keeps; in a full table its place nearly tells the others: of a
/// thousand features that no row is for, about one is taken for another. 0 says that a slot is
/// free.
constexpr unsigned kept_bits = 13;
constexpr std::uint16_t kept_of(std::uint32_t feature)
{
  return std::max<std::uint16_t>(1, static_cast<std::uint16_t>(feature >> (32 - kept_bits)));
}

std::uint16_t tag_in(const char* slot)
{
  std::uint16_t tag = 0;
  std::memcpy(&tag, slot, sizeof(tag));
  return tag;
}
constexpr std::uint16_t kept_in(std::uint16_t tag)
{
  return tag & ((1U << kept_bits) - 1);
}
constexpr unsigned coarseness_in(std::uint16_t tag)
{
  return tag >> kept_bits;
}

/// Which of the three models a column belongs to.
constexpr std::size_t model_of(std::size_t column)
{
  return column == Model::of_sentence ? 0 : column < Model::of_incident ? 1 : 2;
}

constexpr std::uint32_t met_of(std::uint32_t feature)
{
  return feature >> (32 - Model::met_bits);
}

void write_row(const Model::Row& row, const std::array<float, 3>& scales, char* out)
{
  std::array<long, Model::width> steps{};
  for (std::size_t k = 0; k < Model::width; ++k) {
    steps[k] = std::lround(row.weights[k] / scales[model_of(k)]);
  }
  const auto kinds = std::span(steps).subspan<1, Model::categories>();
  const unsigned coarseness = HalfBytes::coarseness_for(kinds);
  const auto tag = static_cast<std::uint16_t>(coarseness << kept_bits | kept_of(row.feature));
  std::memcpy(out, &tag, sizeof(tag));
  out[sentence_at] = static_cast<char>(steps[Model::of_sentence]);
  out[incident_at] = static_cast<char>(steps[Model::of_incident]);
  for (std::size_t i = 0; i < Model::categories / 2; ++i) {
    out[half_bytes + i] = HalfBytes::pair(kinds[2 * i], kinds[2 * i + 1], coarseness);
  }
}

}  // namespace

float value_of(std::size_t features)
{
  return 4.0F / std::sqrt(static_cast<float>(features) + 12.0F);
}

Model::Model(const Parts& parts)
    : bias_(parts.bias), known_(parts.known), convolution_(parts.convolution)
{
  scales_.fill(1e-6F);
  for (const Row& row : parts.rows) {
    for (std::size_t k = 0; k < width; ++k) {
      float& scale = scales_[model_of(k)];
      scale = std::max(scale, std::abs(row.weights[k]) / 127.0F);
    }
  }
  slots_ = std::bit_ceil(parts.rows.size() + parts.rows.size() / 4 + 1);
  auto table = std::make_shared<std::string>(met_bytes + slots_ * slot_size + beyond_last, '\0');
  for (const Row& row : parts.rows) {
    std::size_t away = 0;
    const auto place = [&] {
      const std::size_t number = (home_of(row.feature) + away) & (slots_ - 1);
      return &(*table)[met_bytes + number * slot_size];
    };
    while (tag_in(place()) != 0) {
      if (++away == farthest) throw std::length_error("the table of weights is too full");
    }
    write_row(row, scales_, place());
    char& met = (*table)[met_of(row.feature) / 8];
    met = static_cast<char>(met | 1 << met_of(row.feature) % 8);
  }
  met_ = table->data();
  owned_ = std::move(table);
}

const char* Model::slot(std::size_t number) const
{
  return met_ + met_bytes + (number & (slots_ - 1)) * slot_size;
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
  const std::size_t of_convolution =
      sizeof(header) + KnownWords::bytes + met_bytes + header.slots * slot_size + beyond_last;
  if (!std::has_single_bit(header.slots) || header.slots > most_slots ||
      bytes.size() < of_convolution) {
    return fail(Fault::usage, "weights.bin has a wrong size");
  }
  if (!(header.threshold > 0) || !(header.threshold < 1) ||
      !std::all_of(std::begin(header.judgement), std::end(header.judgement), in_range) ||
      !std::all_of(std::begin(header.scales), std::end(header.scales), in_range) ||
      !std::all_of(std::begin(header.bias), std::end(header.bias), in_range)) {
    return fail(Fault::usage, "weights.bin holds numbers out of range");
  }
  auto convolution = Convolution::read(bytes.substr(of_convolution));
  if (!convolution) return tl::unexpected<Error>(convolution.error());
  Model model;
  model.convolution_ = std::move(*convolution);
  model.threshold_ = header.threshold;
  std::copy(std::begin(header.judgement), std::end(header.judgement),
            model.judgement_.weights.begin());
  std::copy(std::begin(header.scales), std::end(header.scales), model.scales_.begin());
  std::copy(std::begin(header.bias), std::end(header.bias), model.bias_.begin());
  const char* at = bytes.data() + sizeof(header);
  std::memcpy(model.known_.bits().data(), at, KnownWords::bytes);
  model.met_ = at + KnownWords::bytes;
  model.slots_ = header.slots;
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
  bytes.append(met_, met_bytes + slots_ * slot_size + beyond_last);
  return bytes + convolution_.write();
}

/// Those features that the model may have, with their slots on the way to the cache: most of the
/// time would be spent waiting for memory.
const std::vector<std::uint32_t>& Model::fetched(const std::vector<std::uint32_t>& features) const
{
  thread_local std::vector<std::uint32_t> met;
  met.resize(features.size());
  std::size_t count = 0;
  for (const std::uint32_t feature : features) {
    met[count] = feature;
    count += static_cast<std::uint8_t>(met_[met_of(feature) / 8]) >> (met_of(feature) % 8) & 1U;
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
    const std::uint16_t tag = tag_in(found);
    if (tag == 0) return nullptr;
    if (kept_in(tag) == kept_of(feature)) return found;
  }
  return nullptr;
}

void Model::count(const std::vector<std::uint32_t>& features, Tally& tally) const
{
  // Small sums first: sixteen bits take this many half bytes, as coarse as a tag can say.
  constexpr std::size_t most_at_once = 32;
  using Halves = std::array<std::uint16_t, vector_size>;
  auto& steps = tally.steps;
  Halves lower{};
  Halves upper{};
  std::int32_t offset = 0;
  std::size_t held = 0;
  const auto flush = [&] {
    for (std::size_t i = 0; i < categories / 2; ++i) {
      steps[2 * i + 1] += lower[i] + offset;
      steps[2 * i + 2] += upper[i] + offset;
    }
    lower.fill(0);
    upper.fill(0);
    offset = 0;
    held = 0;
  };
  for (const std::uint32_t feature : fetched(features)) {
    const char* row = find(feature);
    if (row == nullptr) continue;
    const unsigned coarseness = coarseness_in(tag_in(row));
    steps[of_sentence] += static_cast<std::int8_t>(row[sentence_at]);
    steps[of_incident] += static_cast<std::int8_t>(row[incident_at]);
    const auto* halves = reinterpret_cast<const std::uint8_t*>(row + half_bytes);
    for (std::size_t i = 0; i < vector_size; ++i) {
      lower[i] = static_cast<std::uint16_t>(lower[i] + ((halves[i] & 15U) << coarseness));
      upper[i] = static_cast<std::uint16_t>(upper[i] + ((halves[i] >> 4U) << coarseness));
    }
    offset += HalfBytes::offset(coarseness);
    if (++held == most_at_once) flush();
  }
  flush();
  tally.features += features.size();
}

Model::Sums Model::sums(const Tally& tally) const
{
  Sums sums = bias_;
  const float value = value_of(tally.features);
  for (std::size_t k = 0; k < width; ++k) {
    sums[k] += value * scales_[model_of(k)] * static_cast<float>(tally.steps[k]);
  }
  return sums;
}

Model::Sums Model::score(const std::vector<std::uint32_t>& features) const
{
  Tally tally;
  count(features, tally);
  return sums(tally);
}

}  // namespace secondstory::language
