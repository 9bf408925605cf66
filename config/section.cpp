#include "config/section.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "bot/words.hpp"

namespace secondstory {

std::optional<std::string> contents_of(const std::string& path)
{
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return std::nullopt;
  std::ifstream in{path, std::ios::binary};
  if (!in) return std::nullopt;
  std::ostringstream out;
  // Nothing to copy counts as a failure of `out`, so an empty file is recognised by its end.
  if (in.peek() != std::ifstream::traits_type::eof()) out << in.rdbuf();
  if (in.bad() || !out) return std::nullopt;
  return out.str();
}

void Faults::add(toml::source_index line, const std::string& what)
{
  lines_.emplace(line, fmt::format("{}:{}: {}", path_, line, what));
}

std::string Faults::text() const
{
  std::string out;
  for (const auto& [line, text] : lines_) out += (out.empty() ? "" : "\n") + text;
  return out;
}

Section::Section(const toml::table& root, std::string name, Faults& faults,
                 const Variables& variables, bool needed)
    : name_(std::move(name)), faults_(faults), variables_(variables), needed_(needed)
{
  const auto* node = root.get(name_);
  if (node == nullptr) return;
  table_ = node->as_table();
  if (table_ == nullptr) {
    faults_.add(node->source().begin.line,
                fmt::format("{0} is a section; write [{0}] on a line of its own", name_));
  }
}

Section::~Section()
{
  if (table_ == nullptr) return;
  const std::vector<std::string> names{known_.begin(), known_.end()};
  for (const auto& [key, node] : *table_) {
    const std::string name{key.str()};
    if (known_.contains(name)) continue;
    const auto nearest = words::nearest(name, names);
    faults_.add(key.source().begin.line,
                fmt::format("there is no key {}.{}{}", name_, name,
                            nearest ? fmt::format("; did you mean {}?", *nearest)
                                    : "; config/secondstory.toml shows all there are"));
  }
}

const toml::node* Section::take(const std::string& key)
{
  known_.insert(key);
  return table_ == nullptr ? nullptr : table_->get(key);
}

void Section::fault(const std::string& key, const std::string& what)
{
  if (!faulty_.insert(key).second) return;
  const auto* node = table_ == nullptr ? nullptr : table_->get(key);
  const auto line = node != nullptr     ? node->source().begin.line
                    : table_ != nullptr ? table_->source().begin.line
                                        : 1;
  faults_.add(line, fmt::format("{}.{} {}", name_, key, what));
}

void Section::read(const std::string& key, bool& value)
{
  const auto* node = take(key);
  if (node == nullptr) return;
  if (const auto* flag = node->as_boolean()) {
    value = flag->get();
  } else {
    fault(key, "must be true or false, without quotes");
  }
}

void Section::read(const std::string& key, int& value, int least, int most)
{
  const auto* node = take(key);
  if (node == nullptr) return;
  const auto* number = node->as_integer();
  if (number == nullptr || number->get() < least || number->get() > most) {
    fault(key, fmt::format("must be a whole number from {} to {}", least, most));
    return;
  }
  value = static_cast<int>(number->get());
}

void Section::read(const std::string& key, double& value, double least, double most)
{
  const auto* node = take(key);
  if (node == nullptr) return;
  const auto number = node->is_number() ? node->value<double>() : std::nullopt;
  if (!number || !(*number >= least && *number <= most)) {
    fault(key, fmt::format("must be a number from {} to {}", least, most));
    return;
  }
  value = *number;
}

void Section::read(const std::string& key, std::string& value)
{
  const auto* node = take(key);
  if (node == nullptr) return;
  if (const auto* text = node->as_string()) {
    value = expanded(key, text->get());
  } else {
    fault(key, "must be a text in quotes");
  }
}

void Section::read(const std::string& key, std::vector<std::string>& value)
{
  const auto* node = take(key);
  if (node == nullptr) return;
  const auto* list = node->as_array();
  if (list == nullptr || (!list->empty() && !list->is_homogeneous<std::string>())) {
    fault(key, "must be a list of texts, as in [\"a\", \"b\"]");
    return;
  }
  value.clear();
  for (const auto& item : *list) value.push_back(expanded(key, *item.value<std::string>()));
}

void Section::read(const std::string& key, std::map<std::string, int>& value)
{
  const auto* node = take(key);
  if (node == nullptr) return;
  const auto* table = node->as_table();
  if (table == nullptr) {
    fault(key, "must be a table, as in { sev1 = 60 }");
    return;
  }
  value.clear();
  for (const auto& [name, item] : *table) {
    const auto* number = item.as_integer();
    if (number == nullptr || number->get() < 1 || number->get() > 1'000'000) {
      fault(key, fmt::format("must give {} a whole number of minutes from 1 to 1000000",
                             std::string_view{name.str()}));
      continue;
    }
    value[std::string{name.str()}] = static_cast<int>(number->get());
  }
}

void Section::read_choice(const std::string& key, std::string& value,
                          const std::vector<std::string>& choices)
{
  read(key, value);
  std::string listed;
  for (const auto& choice : choices) {
    if (value == choice) return;
    listed += (listed.empty() ? "\"" : ", \"") + choice + "\"";
  }
  fault(key, "must be one of " + listed);
}

void Section::read_secret(const std::string& key, std::string& value)
{
  read(key, value);
  const auto file_key = key + "_file";
  const auto* node = take(file_key);
  if (node == nullptr) return;
  std::string file;
  read(file_key, file);
  if (!needed_ || file.empty()) return;
  if (table_->contains(key) && !value.empty()) {
    fault(file_key, fmt::format("and {} are both set; keep one", key));
    return;
  }
  const auto text = contents_of(beside(file));
  if (!text) {
    fault(file_key, fmt::format("names {}, which cannot be read", beside(file)));
    faulty_.insert(key);
    return;
  }
  value = std::string{words::trim(*text)};
}

void Section::read_secret(const std::string& key, std::string& value, const std::string& variable)
{
  read_secret(key, value);
  const bool set = table_ != nullptr && (table_->contains(key) || table_->contains(key + "_file"));
  if (!set && needed_) value = expanded(key, "${" + variable + "}");
}

void Section::read_path(const std::string& key, std::string& value)
{
  read(key, value);
  if (value.empty()) return;
  value = beside(value);
  std::error_code ignored;
  if (needed_ && !std::filesystem::exists(value, ignored)) {
    fault(key, fmt::format("names {}, which is not there", value));
  }
}

std::string Section::beside(const std::string& path) const
{
  return (std::filesystem::path{faults_.path()}.parent_path() / path).string();
}

std::string Section::expanded(const std::string& key, const std::string& text)
{
  std::string out;
  std::size_t from = 0;
  for (auto open = text.find("${"); open != std::string::npos; open = text.find("${", from)) {
    const auto close = text.find('}', open);
    if (close == std::string::npos) {
      if (needed_) fault(key, "opens a variable with ${ and does not close it with }");
      break;
    }
    out += text.substr(from, open - from);
    const auto name = text.substr(open + 2, close - open - 2);
    if (const auto found = variables_(name)) {
      out += *found;
    } else if (needed_) {
      fault(key, fmt::format("takes the environment variable {}, which is not set; export it, or "
                             "write the value here",
                             name));
    }
    from = close + 1;
  }
  return out + text.substr(from);
}

}  // namespace secondstory
