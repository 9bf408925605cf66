#include "adapters/slack/render.hpp"

#include <map>

#include "adapters/slack/mrkdwn.hpp"

namespace secondstory::slack {

namespace {

/// A block with what it counts for and what the fallback says for it.
struct Piece
{
  json::object block{};
  std::size_t length = 0;
  std::string words{};
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
      sections("*" + text + "*");
      return;
    }
    json::object out;
    out["type"] = "header";
    out["text"] = plain_object(text);
    pieces_.push_back({std::move(out), length_of(text), "*" + text + "*"});
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
    for (std::size_t i = 0; i < block.rows.size(); i += fields_max) {
      json::object out;
      out["type"] = "section";
      json::array fields;
      Piece piece;
      for (std::size_t j = i; j < std::min(block.rows.size(), i + fields_max); ++j) {
        const auto& [name, value] = block.rows[j];
        const std::string said = mrkdwn(value);
        const std::string text = shortened("*" + escaped(name) + "*\n" + said, limits_.field);
        piece.length += length_of(text);
        piece.words += (piece.words.empty() ? "" : "\n") + escaped(name) + ": " + said;
        fields.push_back(mrkdwn_object(text));
      }
      out["fields"] = std::move(fields);
      piece.block = std::move(out);
      pieces_.push_back(std::move(piece));
    }
  }

  void operator()(const Footnote& block)
  {
    for (const std::string& text : pieces(mrkdwn(block.line), limits_.field)) {
      json::object out;
      out["type"] = "context";
      json::array elements;
      elements.push_back(mrkdwn_object(text));
      out["elements"] = std::move(elements);
      pieces_.push_back({std::move(out), length_of(text), text});
    }
  }

  void operator()(const Divider&)
  {
    json::object out;
    out["type"] = "divider";
    pieces_.push_back({std::move(out), 0, {}});
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
      pieces_.push_back({std::move(out), length_of(text), text});
    }
  }

  const RenderLimits& limits_;
  std::vector<Piece> pieces_;
};

Rendered finished(json::array blocks, const std::string& words, const RenderLimits& limits)
{
  return {std::move(blocks), shortened(words.empty() ? "…" : words, limits.fallback)};
}

}  // namespace

std::vector<Rendered> render(const Content& content, const RenderLimits& limits)
{
  Blocks blocks(limits);
  for (const Block& block : content.blocks) std::visit(blocks, block);

  std::vector<Rendered> out;
  json::array current;
  std::size_t length = 0;
  std::string words;
  for (Piece& piece : blocks.take()) {
    if (!current.empty() &&
        (current.size() >= limits.blocks || length + piece.length > limits.message)) {
      out.push_back(finished(std::move(current), words, limits));
      current = {};
      words.clear();
      length = 0;
    }
    current.push_back(std::move(piece.block));
    length += piece.length;
    if (!piece.words.empty()) words += (words.empty() ? "" : "\n") + piece.words;
  }
  if (!current.empty() || out.empty()) out.push_back(finished(std::move(current), words, limits));
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
