#include "adapters/workspace/blocks.hpp"

#include <fmt/format.h>

#include <array>
#include <set>

#include "adapters/slack/json.hpp"

namespace secondstory::workspace {

using slack::array_at;
using slack::object_at;
using slack::string_at;

namespace {

/// Walks over blocks, collects what is wrong and how long the words are.
class Checker
{
 public:
  std::vector<std::string> wrong{};
  std::size_t sum = 0;
  std::size_t markdown_sum = 0;

  void check(const json::object& block, const std::string& at)
  {
    limit_id(block, "block_id", at);
    const std::string id = string_at(block, "block_id");
    if (!id.empty() && !block_ids_.insert(id).second) complain("duplicate block_id", at);
    const std::string type = string_at(block, "type");
    if (type == "section") {
      section(block, at);
    } else if (type == "header") {
      text_object(object_at(block, "text"), header_text_max, "plain_text", at + "/text");
    } else if (type == "context") {
      context(block, at);
    } else if (type == "actions") {
      actions(block, at);
    } else if (type == "markdown") {
      markdown(block, at);
    } else if (type == "input") {
      input(block, at);
    } else if (!is_other_type(type)) {
      complain("unsupported type: " + type, at + "/type");
    }
  }

 private:
  static bool is_other_type(std::string_view type)
  {
    constexpr std::array<std::string_view, 10> types = {"divider", "image", "rich_text", "input",
                                                        "file",    "video", "table",     "call",
                                                        "alert",   "card"};
    return std::find(types.begin(), types.end(), type) != types.end();
  }

  void complain(const std::string& what, const std::string& at)
  {
    wrong.push_back(fmt::format("[ERROR] {} [json-pointer:{}]", what, at));
  }

  void limit_id(const json::object& in, const char* key, const std::string& at)
  {
    if (string_at(in, key).size() > id_max) {
      complain(fmt::format("must be less than {} characters", id_max + 1), at + "/" + key);
    }
  }

  void text_object(const json::object& text, std::size_t max, std::string_view only,
                   const std::string& at)
  {
    const std::string type = string_at(text, "type");
    if (type != "plain_text" && (type != "mrkdwn" || only == "plain_text")) {
      complain("must be a text object", at);
      return;
    }
    const std::size_t length = length_of(string_at(text, "text"));
    sum += length;
    if (length == 0) complain("must be more than 0 characters", at + "/text");
    if (length > max)
      complain(fmt::format("must be less than {} characters", max + 1), at + "/text");
  }

  void section(const json::object& block, const std::string& at)
  {
    const json::array& fields = array_at(block, "fields");
    if (!block.contains("text") && fields.empty()) complain("missing required field: text", at);
    if (block.contains("text")) {
      text_object(object_at(block, "text"), section_text_max, "", at + "/text");
    }
    if (fields.size() > fields_max) complain("no more than 10 items allowed", at + "/fields");
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const std::string place = fmt::format("{}/fields/{}", at, i);
      if (const json::object* field = fields[i].if_object()) {
        text_object(*field, field_text_max, "", place);
      } else {
        complain("must be a text object", place);
      }
    }
    if (block.contains("accessory")) element(object_at(block, "accessory"), at + "/accessory");
  }

  void context(const json::object& block, const std::string& at)
  {
    const json::array& elements = array_at(block, "elements");
    if (elements.empty()) complain("must have at least 1 item", at + "/elements");
    if (elements.size() > context_elements_max) {
      complain("no more than 10 items allowed", at + "/elements");
    }
    for (std::size_t i = 0; i < elements.size(); ++i) {
      const json::object* one = elements[i].if_object();
      const std::string place = fmt::format("{}/elements/{}", at, i);
      if (!one) {
        complain("must be an object", place);
      } else if (string_at(*one, "type") != "image") {
        text_object(*one, section_text_max, "", place);
      }
    }
  }

  void actions(const json::object& block, const std::string& at)
  {
    const json::array& elements = array_at(block, "elements");
    if (elements.empty()) complain("must have at least 1 item", at + "/elements");
    if (elements.size() > action_elements_max) {
      complain("no more than 25 items allowed", at + "/elements");
    }
    std::set<std::string> ids;
    for (std::size_t i = 0; i < elements.size(); ++i) {
      const json::object* one = elements[i].if_object();
      const std::string place = fmt::format("{}/elements/{}", at, i);
      if (!one) {
        complain("must be an object", place);
        continue;
      }
      const std::string id = string_at(*one, "action_id");
      if (!id.empty() && !ids.insert(id).second)
        complain("duplicate action_id", place + "/action_id");
      element(*one, place);
    }
  }

  void element(const json::object& one, const std::string& at)
  {
    limit_id(one, "action_id", at);
    if (string_at(one, "type") != "button") return;
    text_object(object_at(one, "text"), button_text_max, "plain_text", at + "/text");
    if (length_of(string_at(one, "value")) > button_value_max) {
      complain(fmt::format("must be less than {} characters", button_value_max + 1), at + "/value");
    }
    const std::string style = string_at(one, "style");
    if (!style.empty() && style != "primary" && style != "danger") {
      complain("must be one of primary, danger", at + "/style");
    }
  }

  void input(const json::object& block, const std::string& at)
  {
    text_object(object_at(block, "label"), field_text_max, "plain_text", at + "/label");
    if (block.contains("hint"))
      text_object(object_at(block, "hint"), field_text_max, "plain_text", at + "/hint");
    const json::object& given = object_at(block, "element");
    element(given, at + "/element");
    const std::string type = string_at(given, "type");
    constexpr std::array<std::string_view, 6> types = {"plain_text_input",     "static_select",
                                                       "radio_buttons",        "checkboxes",
                                                       "conversations_select", "users_select"};
    if (std::find(types.begin(), types.end(), type) == types.end()) {
      complain("unsupported type: " + type, at + "/element/type");
    }
    const bool chooses = type == "static_select" || type == "radio_buttons" || type == "checkboxes";
    const json::array& options = array_at(given, "options");
    if (chooses && options.empty()) complain("must have at least 1 item", at + "/element/options");
    for (const json::value& option : options) {
      if (option.is_object()) {
        text_object(object_at(option.get_object(), "text"), button_text_max, "",
                    at + "/element/options");
      }
    }
  }

  void markdown(const json::object& block, const std::string& at)
  {
    const std::size_t length = length_of(string_at(block, "text"));
    if (length == 0) complain("must be more than 0 characters", at + "/text");
    markdown_sum += length;
    if (markdown_sum > markdown_max) {
      complain(fmt::format("must be less than {} characters", markdown_max + 1), at + "/text");
    }
  }

  std::set<std::string> block_ids_;
};

}  // namespace

namespace {

/// Checks each block and gives it an id where it has none.
void check_each(json::array& blocks, Checker& checker, Workspace& workspace)
{
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const std::string at = fmt::format("/blocks/{}", i);
    json::object* block = blocks[i].if_object();
    if (!block) {
      checker.wrong.push_back("[ERROR] must be an object [json-pointer:" + at + "]");
      continue;
    }
    checker.check(*block, at);
    if (!block->contains("block_id")) (*block)["block_id"] = workspace.next_id("b");
  }
}

}  // namespace

Outcome<json::array> checked_view_blocks(const json::value* given, Workspace& workspace)
{
  if (given == nullptr) return json::array{};
  if (!given->is_array() || given->get_array().size() > view_blocks_max) {
    return refuse("invalid_arguments",
                  {"[ERROR] must be an array of 100 blocks at most [json-pointer:/view/blocks]"});
  }
  json::array blocks = given->get_array();
  Checker checker;
  check_each(blocks, checker, workspace);
  if (!checker.wrong.empty()) return refuse("invalid_arguments", std::move(checker.wrong));
  return blocks;
}

Outcome<json::array> checked_blocks(const std::optional<json::value>& given, Workspace& workspace)
{
  if (!given || !given->is_array()) return refuse("invalid_blocks_format");
  json::array blocks = given->get_array();
  if (blocks.size() > blocks_max) {
    return refuse("invalid_blocks",
                  {"[ERROR] no more than 50 items allowed [json-pointer:/blocks]"});
  }
  Checker checker;
  check_each(blocks, checker, workspace);
  if (!checker.wrong.empty()) return refuse("invalid_blocks", std::move(checker.wrong));
  if (checker.sum > message_sum_max) return refuse("msg_blocks_too_long");
  return blocks;
}

Outcome<json::object> checked_metadata(const std::optional<json::value>& given)
{
  const json::object* metadata = given ? given->if_object() : nullptr;
  const bool fits = metadata && !string_at(*metadata, "event_type").empty() &&
                    metadata->contains("event_payload") &&
                    metadata->at("event_payload").is_object();
  if (!fits) return refuse("invalid_metadata_format");
  return *metadata;
}

}  // namespace secondstory::workspace
