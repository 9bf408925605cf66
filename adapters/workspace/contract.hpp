#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/workspace/journal.hpp"

/// What Slack documents of its Web API methods, to hold every request of the app against.
namespace secondstory::workspace {

struct MethodContract
{
  std::string_view name{};
  std::string_view http{};  ///< "POST"; "GET" methods take POST as well
  bool takes_json = false;
  std::string_view required{};  ///< names, separated by blanks
  std::string_view optional{};
};

/// Every documented method, in order of name.
const std::vector<MethodContract>& contracts();
/// The method's contract; nothing where Slack documents no such method.
const MethodContract* contract_of(std::string_view method);
/// What stands between the blanks of a table's cell or of a line.
std::vector<std::string_view> words_of(std::string_view text);
/// Whether a list of names separated by blanks holds this one.
bool lists(std::string_view names, std::string_view name);

/// How a request came, as far as the contract is about it.
struct RequestForm
{
  std::string_view method{};
  bool is_post = true;
  bool is_json = false;
  /// Slack takes a token as a field of a form, as slack-go sends it; not in the address, and not
  /// for apps.connections.open.
  bool token_in_form = false;
};

/// Records what the request breaks. Returns the required arguments that are missing.
std::vector<std::string> check_request(const RequestForm& form, const boost::json::object& args,
                                       Journal& journal);

}  // namespace secondstory::workspace
