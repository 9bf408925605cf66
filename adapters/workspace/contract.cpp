#include "adapters/workspace/contract.hpp"

#include <algorithm>

namespace secondstory::workspace {

const std::vector<MethodContract>& contracts()
{
  static const std::vector<MethodContract> table = {
#include "adapters/workspace/contract_table.inc"
  };
  return table;
}

const MethodContract* contract_of(std::string_view method)
{
  const auto found = std::find_if(contracts().begin(), contracts().end(),
                                  [&](const MethodContract& one) { return one.name == method; });
  return found == contracts().end() ? nullptr : &*found;
}

std::vector<std::string_view> words_of(std::string_view text)
{
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (end > 0) out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

bool lists(std::string_view names, std::string_view name)
{
  const auto all = words_of(names);
  return std::find(all.begin(), all.end(), name) != all.end();
}

std::vector<std::string> check_request(const RequestForm& form, const boost::json::object& args,
                                       Journal& journal)
{
  const std::string method(form.method);
  const MethodContract* contract = contract_of(method);
  if (!contract) {
    journal.violate("unknown_method", method, "Slack documents no such method.");
    return {};
  }
  if (!form.is_post && contract->http == "POST") {
    journal.violate("wrong_http_method", method, "The method was called with GET; it takes POST.");
  }
  if (form.is_json && !contract->takes_json) {
    journal.violate("json_not_accepted", method,
                    "A JSON body was sent; the method takes form fields only and ignores it.");
  }
  for (const auto& argument : args) {
    const std::string name(argument.key());
    if (name == "token") {
      if (form.token_in_form) continue;
      journal.violate("token_not_in_header", method, "The token came as an argument.");
    } else if (!lists(contract->required, name) && !lists(contract->optional, name)) {
      journal.violate("unknown_argument", method, "The argument " + name + " is not documented.");
    }
  }
  std::vector<std::string> missing;
  for (const std::string_view name : words_of(contract->required)) {
    if (args.contains(name)) continue;
    missing.emplace_back(name);
    journal.violate("missing_argument", method,
                    "The required argument " + missing.back() + " is missing.");
  }
  return missing;
}

}  // namespace secondstory::workspace
