#include "bot/postmortem/picture.hpp"

#include <cairo.h>

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "bot/postmortem/voice.hpp"
#include "bot/words.hpp"

namespace secondstory::postmortem {

namespace {

constexpr double width = 1400, margin = 60, lane_top = 150, lane_height = 34, bars_top = 230,
                 bars_height = 70, axis_y = 320, labels_top = 370, label_height = 26;
constexpr std::size_t labels_max = 18;

struct Colour
{
  double r, g, b;
};

constexpr Colour ink{0.11, 0.14, 0.19}, soft{0.42, 0.47, 0.54}, line{0.86, 0.88, 0.91},
    paper{1, 1, 1}, accent{0.18, 0.44, 0.42};

Colour of_status(Status status)
{
  constexpr std::array<Colour, 5> colours = {{{0.84, 0.35, 0.31},
                                              {0.90, 0.58, 0.25},
                                              {0.93, 0.78, 0.33},
                                              {0.37, 0.66, 0.49},
                                              {0.62, 0.67, 0.73}}};
  return colours[static_cast<std::size_t>(status)];
}

/// Marks on the timeline that are worth a label.
struct Event
{
  Time at;
  std::string words;
  bool key = false;
};

class Canvas
{
 public:
  explicit Canvas(double height)
      : surface_(cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(width),
                                            static_cast<int>(height)),
                 cairo_surface_destroy),
        cairo_(cairo_create(surface_.get()), cairo_destroy)
  {
    rectangle(0, 0, width, height, paper);
  }

  void rectangle(double x, double y, double w, double h, Colour c)
  {
    colour(c);
    cairo_rectangle(cairo_.get(), x, y, w, h);
    cairo_fill(cairo_.get());
  }
  void stroke(double x1, double y1, double x2, double y2, Colour c, double thick = 1)
  {
    colour(c);
    cairo_set_line_width(cairo_.get(), thick);
    cairo_move_to(cairo_.get(), x1, y1);
    cairo_line_to(cairo_.get(), x2, y2);
    cairo_stroke(cairo_.get());
  }
  void dot(double x, double y, double radius, Colour c)
  {
    colour(c);
    cairo_arc(cairo_.get(), x, y, radius, 0, 6.2832);
    cairo_fill(cairo_.get());
  }
  void text(double x, double y, const std::string& words, double size, Colour c, bool bold = false)
  {
    font(size, bold);
    colour(c);
    cairo_move_to(cairo_.get(), x, y);
    cairo_show_text(cairo_.get(), words.c_str());
  }
  double text_width(const std::string& words, double size, bool bold = false)
  {
    font(size, bold);
    cairo_text_extents_t extents;
    cairo_text_extents(cairo_.get(), words.c_str(), &extents);
    return extents.x_advance;
  }
  std::string png() const
  {
    std::string bytes;
    const auto append = [](void* to, const unsigned char* data, unsigned length) {
      static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(data), length);
      return CAIRO_STATUS_SUCCESS;
    };
    cairo_surface_write_to_png_stream(surface_.get(), append, &bytes);
    return bytes;
  }

 private:
  void colour(Colour c) { cairo_set_source_rgb(cairo_.get(), c.r, c.g, c.b); }
  void font(double size, bool bold)
  {
    cairo_select_font_face(cairo_.get(), "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
                           bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(cairo_.get(), size);
  }

  std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> surface_;
  std::unique_ptr<cairo_t, decltype(&cairo_destroy)> cairo_;
};

/// 11-20 14:05, where the clock alone would not do.
std::string day_and_clock(Time at)
{
  const auto text = iso8601(at);
  return text.substr(5, 5) + " " + text.substr(11, 5);
}

/// Maps time to the width of the picture.
struct Axis
{
  Time from, to;
  bool has_days() const { return iso8601(from).substr(0, 10) != iso8601(to).substr(0, 10); }
  double x(Time at) const
  {
    const auto span = static_cast<double>((to - from).count());
    const auto part = static_cast<double>((std::clamp(at, from, to) - from).count());
    return margin + (width - 2 * margin) * part / span;
  }
};

Axis axis_of(const Record& record)
{
  const auto& incident = record.incident;
  Time from = incident.declared_at, to = incident.declared_at;
  for (const auto& at : {incident.started_at, incident.detected_at})
    from = at ? std::min(from, *at) : from;
  for (const auto& at : {incident.resolved_at, incident.closed_at})
    to = at ? std::max(to, *at) : to;
  for (const auto& entry : record.timeline) {
    if (!incident.closed_at) to = std::max(to, entry.at);
  }
  // A minute at least, so that a demo's seconds and an empty incident have a width.
  return {from, std::max(to, from + std::chrono::minutes{1})};
}

std::string label_of(std::string words)
{
  std::replace(words.begin(), words.end(), '\n', ' ');
  return words::clipped(words, 90);
}

std::vector<Event> events_of(const Record& record, const DraftOptions& options)
{
  std::vector<Event> events;
  const auto& incident = record.incident;
  if (incident.started_at) events.push_back({*incident.started_at, "Began"});
  if (incident.detected_at) events.push_back({*incident.detected_at, "Detected"});
  for (auto& row : Voice{record, options}.rows()) {
    const bool shown = row.key || row.kind == EntryKind::status ||
                       row.kind == EntryKind::severity || row.kind == EntryKind::update ||
                       row.kind == EntryKind::alert;
    if (shown) events.push_back({row.at, label_of(std::move(row.what)), row.key});
  }
  std::stable_sort(events.begin(), events.end(),
                   [](const auto& a, const auto& b) { return a.at < b.at; });
  if (events.size() > labels_max) {
    // People's own marks are kept first.
    std::stable_partition(events.begin(), events.end(), [](const auto& e) { return e.key; });
    events.resize(labels_max);
    std::stable_sort(events.begin(), events.end(),
                     [](const auto& a, const auto& b) { return a.at < b.at; });
  }
  return events;
}

/// The status an entry moved to: the word after the arrow.
std::optional<Status> status_after(const Entry& entry)
{
  if (entry.kind != EntryKind::status || entry.hidden) return std::nullopt;
  if (entry.text.rfind("mitigated", 0) == 0) return Status::monitoring;
  const auto arrow = entry.text.find("→ ");
  if (arrow == std::string::npos) return std::nullopt;
  auto word = entry.text.substr(arrow + 4);
  return status_named(word.substr(0, word.find_first_of(": ")));
}

void draw_head(Canvas& canvas, const Record& record, const DraftOptions& options, const Axis& axis)
{
  const auto& incident = record.incident;
  canvas.text(margin, 66, words::clipped(draft_title(record, options), 78), 30, ink, true);
  const auto end = incident.resolved_at.value_or(axis.to);
  canvas.text(margin, 102,
              fmt::format("{}  ·  {}  ·  {} UTC  ·  {}", incident.severity,
                          name_of(incident.status), iso8601(incident.declared_at).substr(0, 10),
                          duration_words(end - incident.declared_at)),
              18, soft);
}

void draw_states(Canvas& canvas, const Record& record, const Axis& axis)
{
  Time from = record.incident.declared_at;
  auto status = Status::investigating;
  const auto paint = [&](Time until) {
    const auto x = axis.x(from), w = axis.x(until) - x;
    canvas.rectangle(x, lane_top, std::max(w, 2.0), lane_height, of_status(status));
    const std::string name{name_of(status)};
    if (canvas.text_width(name, 15) + 16 < w)
      canvas.text(x + 8, lane_top + 23, name, 15, paper, true);
  };
  for (const auto& entry : record.timeline) {
    const auto next = status_after(entry);
    if (!next || *next == status) continue;
    paint(entry.at);
    from = entry.at;
    status = *next;
  }
  paint(axis.to);
}

/// How much was said, over time.
void draw_activity(Canvas& canvas, const Record& record, const Axis& axis)
{
  constexpr std::size_t bins = 64;
  std::array<double, bins> counts{};
  const double bin_width = (width - 2 * margin) / bins;
  for (const auto& entry : record.timeline) {
    if (entry.at < axis.from || entry.at > axis.to) continue;
    const auto bin = static_cast<std::size_t>((axis.x(entry.at) - margin) / bin_width);
    counts[std::min(bin, bins - 1)] += 1;
  }
  const double most = std::max(1.0, *std::max_element(counts.begin(), counts.end()));
  for (std::size_t i = 0; i < bins; ++i) {
    const double h = bars_height * counts[i] / most;
    canvas.rectangle(margin + bin_width * static_cast<double>(i) + 1, bars_top + bars_height - h,
                     bin_width - 2, h, line);
  }
  canvas.text(margin, bars_top - 8, "messages and commands", 13, soft);
}

void draw_axis(Canvas& canvas, const Axis& axis)
{
  canvas.stroke(margin, axis_y, width - margin, axis_y, soft);
  constexpr int ticks = 6;
  const bool days = axis.has_days();
  const bool seconds = axis.to - axis.from < std::chrono::minutes{10};
  for (int i = 0; i <= ticks; ++i) {
    const auto at = axis.from + (axis.to - axis.from) * i / ticks;
    const auto label = days ? day_and_clock(at) : iso8601(at).substr(11, seconds ? 8 : 5);
    const auto x = axis.x(at);
    canvas.stroke(x, axis_y, x, axis_y + 6, soft);
    const auto w = canvas.text_width(label, 13);
    canvas.text(std::clamp(x - w / 2, margin - 20, width - margin - w + 20), axis_y + 22, label, 13,
                soft);
  }
}

/// Each label has a line of its own, so that none covers another.
void draw_events(Canvas& canvas, const std::vector<Event>& events, const Axis& axis)
{
  const bool days = axis.has_days();
  double y = labels_top + label_height;
  for (const auto& event : events) {
    const auto x = axis.x(event.at);
    const auto colour = event.key ? accent : soft;
    const auto clock = days ? day_and_clock(event.at) : iso8601(event.at).substr(11, 5);
    const auto words = clock + "  " + event.words;
    const auto w = canvas.text_width(words, 15, event.key);
    const bool fits_right = x + 14 + w < width - 10;
    const auto from = fits_right ? x + 12 : std::max(10.0, x - 12 - w);
    canvas.stroke(x, axis_y, x, y - 5, line, 1);
    canvas.rectangle(from - 3, y - label_height + 6, w + 6, label_height - 2, paper);
    canvas.dot(x, y - 5, event.key ? 6 : 4, colour);
    canvas.dot(x, axis_y, event.key ? 6 : 4, colour);
    canvas.text(from, y, words, 15, event.key ? ink : soft, event.key);
    y += label_height;
  }
}

}  // namespace

std::string export_png(const Record& record, const DraftOptions& options)
{
  const auto events = events_of(record, options);
  const auto axis = axis_of(record);
  Canvas canvas{labels_top + label_height * (static_cast<double>(events.size()) + 1) + 30};
  draw_head(canvas, record, options, axis);
  draw_states(canvas, record, axis);
  draw_activity(canvas, record, axis);
  draw_axis(canvas, axis);
  draw_events(canvas, events, axis);
  return canvas.png();
}

}  // namespace secondstory::postmortem
