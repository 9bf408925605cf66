#include "bot/content.hpp"

#include <array>
#include <boost/json.hpp>
#include <stdexcept>

namespace secondstory {

namespace json = boost::json;

namespace {

constexpr std::array<std::string_view, 8> span_kinds = {"text",   "bold",    "italic", "code",
                                                        "person", "channel", "link",   "time"};

json::object span_json(const Span& span)
{
  json::object out{{"k", span_kinds[static_cast<std::size_t>(span.kind)]}, {"t", span.text}};
  if (!span.url.empty()) out["u"] = span.url;
  if (span.kind == Span::Kind::time) out["at"] = span.at.time_since_epoch().count();
  return out;
}

Span span_from(const json::object& in)
{
  const auto kind = in.at("k").as_string();
  for (std::size_t i = 0; i < span_kinds.size(); ++i) {
    if (span_kinds[i] != std::string_view{kind}) continue;
    Span span{.kind = static_cast<Span::Kind>(i), .text = json::value_to<std::string>(in.at("t"))};
    if (const auto* url = in.if_contains("u")) span.url = json::value_to<std::string>(*url);
    if (const auto* at = in.if_contains("at")) {
      span.at = Time{std::chrono::milliseconds{at->as_int64()}};
    }
    return span;
  }
  throw std::runtime_error("content: unknown kind of span");
}

json::array line_json(const Line& line)
{
  json::array out;
  for (const auto& span : line) out.push_back(span_json(span));
  return out;
}

Line line_from(const json::value& in)
{
  Line line;
  for (const auto& span : in.as_array()) line.push_back(span_from(span.as_object()));
  return line;
}

struct BlockWriter
{
  json::object operator()(const Paragraph& b) const
  {
    return {{"b", "p"}, {"l", line_json(b.line)}};
  }
  json::object operator()(const Heading& b) const { return {{"b", "h"}, {"t", b.text}}; }
  json::object operator()(const Quote& b) const { return {{"b", "q"}, {"l", line_json(b.line)}}; }
  json::object operator()(const Footnote& b) const
  {
    return {{"b", "f"}, {"l", line_json(b.line)}};
  }
  json::object operator()(const Divider&) const { return {{"b", "d"}}; }
  json::object operator()(const Bullets& b) const
  {
    json::array items;
    for (const auto& item : b.items) items.push_back(line_json(item));
    return {{"b", "u"}, {"i", std::move(items)}};
  }
  json::object operator()(const Facts& b) const
  {
    json::array rows;
    for (const auto& [name, line] : b.rows) rows.push_back(json::array{name, line_json(line)});
    return {{"b", "r"}, {"i", std::move(rows)}};
  }
  json::object operator()(const Buttons& b) const
  {
    json::array items;
    for (const auto& button : b.buttons) {
      items.push_back(json::object{{"t", button.label},
                                   {"a", button.action},
                                   {"v", button.value},
                                   {"s", static_cast<int>(button.style)}});
    }
    return {{"b", "a"}, {"i", std::move(items)}};
  }
};

Buttons buttons_from(const json::array& in)
{
  Buttons out;
  for (const auto& item : in) {
    const auto& o = item.as_object();
    out.buttons.push_back(
        {json::value_to<std::string>(o.at("t")), json::value_to<std::string>(o.at("a")),
         json::value_to<std::string>(o.at("v")), static_cast<Button::Style>(o.at("s").as_int64())});
  }
  return out;
}

Block block_from(const json::object& in)
{
  const auto tag = json::value_to<std::string>(in.at("b"));
  if (tag == "p") return Paragraph{line_from(in.at("l"))};
  if (tag == "h") return Heading{json::value_to<std::string>(in.at("t"))};
  if (tag == "q") return Quote{line_from(in.at("l"))};
  if (tag == "f") return Footnote{line_from(in.at("l"))};
  if (tag == "d") return Divider{};
  if (tag == "a") return buttons_from(in.at("i").as_array());
  if (tag == "u") {
    Bullets out;
    for (const auto& item : in.at("i").as_array()) out.items.push_back(line_from(item));
    return out;
  }
  if (tag == "r") {
    Facts out;
    for (const auto& row : in.at("i").as_array()) {
      const auto& pair = row.as_array();
      out.rows.emplace_back(json::value_to<std::string>(pair.at(0)), line_from(pair.at(1)));
    }
    return out;
  }
  throw std::runtime_error("content: unknown kind of block");
}

struct PlainWriter
{
  std::string operator()(const Paragraph& b) const { return plain_text(b.line); }
  std::string operator()(const Heading& b) const { return b.text; }
  std::string operator()(const Quote& b) const { return "> " + plain_text(b.line); }
  std::string operator()(const Footnote& b) const { return plain_text(b.line); }
  std::string operator()(const Divider&) const { return "---"; }
  std::string operator()(const Buttons&) const { return {}; }
  std::string operator()(const Bullets& b) const
  {
    std::string out;
    for (const auto& item : b.items) out += (out.empty() ? "- " : "\n- ") + plain_text(item);
    return out;
  }
  std::string operator()(const Facts& b) const
  {
    std::string out;
    for (const auto& [name, line] : b.rows) {
      out += (out.empty() ? "" : "\n") + name + ": " + plain_text(line);
    }
    return out;
  }
};

}  // namespace

Content::Content() = default;
Content::Content(std::initializer_list<Span> line) : blocks{Paragraph{Line{line}}} {}
Content::Content(std::vector<Block> b) : blocks(std::move(b)) {}
Content::Content(const Content&) = default;
Content::Content(Content&&) noexcept = default;
Content& Content::operator=(const Content&) = default;
Content& Content::operator=(Content&&) noexcept = default;
Content::~Content() = default;

std::string plain_text(const Line& line)
{
  std::string out;
  for (const auto& span : line) {
    if (span.kind == Span::Kind::person) out += '@';
    if (span.kind == Span::Kind::channel) out += '#';
    out += span.text;
    if (span.kind == Span::Kind::link && span.url != span.text) out += " (" + span.url + ")";
  }
  return out;
}

std::string plain_text(const Content& content)
{
  std::string out;
  for (const auto& block : content.blocks) {
    const auto words = std::visit(PlainWriter{}, block);
    if (words.empty()) continue;
    if (!out.empty()) out += '\n';
    out += words;
  }
  return out;
}

std::string to_json(const Content& content)
{
  json::array blocks;
  for (const auto& block : content.blocks) blocks.push_back(std::visit(BlockWriter{}, block));
  return json::serialize(blocks);
}

Content content_from_json(std::string_view text)
{
  Content content;
  const auto parsed = json::parse(text);
  for (const auto& block : parsed.as_array())
    content.blocks.push_back(block_from(block.as_object()));
  return content;
}

}  // namespace secondstory
