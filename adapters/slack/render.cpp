#include "adapters/slack/render.hpp"

#include <map>
#include <utility>

#include "adapters/slack/mrkdwn.hpp"

namespace secondstory::slack {

namespace {

/// A block with what it counts for and what the fallback says for it.
struct Piece
{
  json::object block{};
  std::size_t length = 0;
  std::string words{};
  bool heads = false;  ///< belongs to what follows
};

json::object mrkdwn_object(const std::string& text)
{
  json::object out;
  out["type"] = "mrkdwn";
  out["text"] = text;
  out["verbatim"] = true;  // no guessing of links and names in what people wrote
  return out;
}

json::object plain_object(const std::string& text)
{
  json::object out;
  out["type"] = "plain_text";
  out["text"] = text;
  out["emoji"] = true;
  return out;
}

class Blocks
{
 public:
  explicit Blocks(const RenderLimits& limits) : limits_(limits) {}

  void operator()(const Paragraph& block) { sections(mrkdwn(block.line)); }

  void operator()(const Heading& block)
  {
    const std::string text = escaped(block.text);
    if (text.empty()) return;
    if (length_of(text) > limits_.header) {
      const std::size_t first = pieces_.size();
      sections("*" + text + "*");
      for (std::size_t i = first; i < pieces_.size(); ++i) pieces_[i].heads = true;
      return;
    }
    json::object out;
    out["type"] = "header";
    out["text"] = plain_object(text);
    pieces_.push_back({std::move(out), length_of(text), "*" + text + "*", true});
  }

  void operator()(const Quote& block)
  {
    // Each section is a quote of its own; a third is left for the marks of its lines.
    for (const std::string& part : pieces(mrkdwn(block.line), limits_.section * 2 / 3)) {
      std::string text = "> ";
      for (const char c : part) {
        text += c;
        if (c == '\n') text += "> ";
      }
      sections(text);
    }
  }

  void operator()(const Bullets& block)
  {
    std::string text;
    for (const Line& item : block.items) {
      if (!text.empty()) text += '\n';
      text += "• " + mrkdwn(item);
    }
    sections(text);
  }

  void operator()(const Facts& block)
  {
    constexpr std::size_t fields_max = 10;
    Piece piece;
    json::array fields;
    const auto finish = [&] {
      if (fields.empty()) return;
      piece.block["type"] = "section";
      piece.block["fields"] = std::exchange(fields, {});
      pieces_.push_back(std::exchange(piece, {}));
    };
    for (const auto& [name, value] : block.rows) {
      const std::string said = mrkdwn(value);
      const std::string text = shortened("*" + escaped(name) + "*\n" + said, limits_.field);
      const std::size_t length = length_of(text);
      if (fields.size() == fields_max || piece.length + length > limits_.message) finish();
      piece.length += length;
      piece.words += (piece.words.empty() ? "" : "\n") + escaped(name) + ": " + said;
      fields.push_back(mrkdwn_object(text));
    }
    finish();
  }

  void operator()(const Footnote& block)
  {
    for (const std::string& text : pieces(mrkdwn(block.line), limits_.field)) {
      json::object out;
      out["type"] = "context";
      json::array elements;
      elements.push_back(mrkdwn_object(text));
      out["elements"] = std::move(elements);
      pieces_.push_back({std::move(out), length_of(text), text, false});
    }
  }

  void operator()(const Divider&)
  {
    json::object out;
    out["type"] = "divider";
    pieces_.push_back({std::move(out), 0, {}, false});
  }

  void operator()(const Buttons& block)
  {
    constexpr std::size_t elements_max = 25;
    for (std::size_t i = 0; i < block.buttons.size(); i += elements_max) {
      json::array elements;
      Piece piece;
      std::map<std::string, int> seen;  // ids must differ within a block
      for (std::size_t j = i; j < std::min(block.buttons.size(), i + elements_max); ++j) {
        const Button& button = block.buttons[j];
        const int nth = ++seen[button.action];
        const std::string id = nth == 1 ? button.action : button.action + "#" + std::to_string(nth);
        elements.push_back(element(button, id));
        piece.length += length_of(button.label);
      }
      piece.block["type"] = "actions";
      piece.block["elements"] = std::move(elements);
      pieces_.push_back(std::move(piece));
    }
  }

  std::vector<Piece> take() { return std::move(pieces_); }

 private:
  json::object element(const Button& button, const std::string& id) const
  {
    json::object out;
    out["type"] = "button";
    out["text"] =
        plain_object(shortened(button.label.empty() ? "…" : button.label, limits_.button_label));
    out["action_id"] = shortened(id, 255);
    if (!button.value.empty()) out["value"] = shortened(button.value, limits_.button_value);
    if (button.style == Button::Style::primary) out["style"] = "primary";
    if (button.style == Button::Style::danger) out["style"] = "danger";
    return out;
  }

  void sections(const std::string& markup)
  {
    for (const std::string& text : pieces(markup, limits_.section)) {
      if (text.find_first_not_of(" \n") == std::string::npos) continue;
      json::object out;
      out["type"] = "section";
      out["text"] = mrkdwn_object(text);
      pieces_.push_back({std::move(out), length_of(text), text, false});
    }
  }

  const RenderLimits& limits_;
  std::vector<Piece> pieces_;
};

/// How many of the pieces from `first` on go into one message: as many as fit, but rather up to a
/// heading, so that what belongs together stays together.
std::size_t message_length(const std::vector<Piece>& all, std::size_t first,
                           const RenderLimits& limits)
{
  std::size_t count = 0;
  std::size_t length = 0;
  while (first + count < all.size() && count < limits.blocks) {
    const std::size_t more = all[first + count].length;
    if (count > 0 && length + more > limits.message) break;
    length += more;
    ++count;
  }
  if (first + count == all.size()) return count;
  // At the last heading that leaves the message at least half full …
  for (std::size_t end = count; end > 0; --end) {
    if (length * 2 < limits.message && end * 2 < limits.blocks) break;
    if (all[first + end].heads && !all[first + end - 1].heads) return end;
    length -= all[first + end - 1].length;
  }
  // … or wherever no heading is left alone at the end.
  std::size_t end = count;
  while (end > 1 && all[first + end - 1].heads) --end;
  return end > 1 || !all[first].heads ? end : count;
}

Rendered message_of(std::vector<Piece>& all, std::size_t first, std::size_t count,
                    const RenderLimits& limits)
{
  Rendered out;
  for (std::size_t i = first; i < first + count; ++i) {
    out.blocks.push_back(std::move(all[i].block));
    if (!all[i].words.empty()) out.words += (out.words.empty() ? "" : "\n") + all[i].words;
  }
  if (out.words.empty()) out.words = "…";
  out.text = shortened(out.words, limits.fallback);
  return out;
}

}  // namespace

std::vector<Rendered> render(const Content& content, const RenderLimits& limits)
{
  Blocks blocks(limits);
  for (const Block& block : content.blocks) std::visit(blocks, block);
  std::vector<Piece> all = blocks.take();
  std::vector<Rendered> out;
  for (std::size_t first = 0; first < all.size();) {
    const std::size_t count = message_length(all, first, limits);
    out.push_back(message_of(all, first, count, limits));
    first += count;
  }
  if (out.empty()) out.push_back(message_of(all, 0, 0, limits));
  return out;
}

Rendered render_one(const Content& content, const RenderLimits& limits)
{
  RenderLimits room = limits;
  const std::string note = "_The rest did not fit._";
  auto all = render(content, room);
  if (all.size() == 1) return std::move(all.front());
  room.blocks -= 1;
  room.message -= note.size();
  all = render(content, room);
  json::object block;
  block["type"] = "context";
  json::array elements;
  elements.push_back(mrkdwn_object(note));
  block["elements"] = std::move(elements);
  all.front().blocks.push_back(std::move(block));
  return std::move(all.front());
}

}  // namespace secondstory::slack
