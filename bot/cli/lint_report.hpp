#pragma once

#include <boost/json.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "bot/language/engine.hpp"
#include "bot/language/prose.hpp"

namespace secondstory::cli {

/// A finding and where a person would look for it.
struct Found
{
  std::string file;
  language::Place from;
  language::Place to;
  std::string source;  ///< the line it begins on
  language::Finding finding;
};

/// Prints findings as text with a caret, as JSON Lines or as one SARIF 2.1.0 document
/// (docs.oasis-open.org/sarif/sarif/v2.1.0), and remembers whether there were any.
class LintReport
{
 public:
  LintReport(std::string format, const language::Engine& engine);

  /// A message of JSON Lines, found or not: one line out for each line in.
  void message(const std::string& file, std::size_t line, const boost::json::value& id,
               const std::string& text, const std::vector<language::Finding>& findings);
  /// A line of JSON Lines that holds no message: said on standard error, and in its place among the
  /// lines out, so that whoever pairs them does not slip.
  void refuse(const Error& error);
  /// A finding in a document.
  void add(const Found& found);
  void finish() const;

  bool found() const { return found_; }
  bool refused() const { return refused_; }

 private:
  void print(const Found& found) const;
  void note(const Found& found);

  std::string format_;
  const language::Engine& engine_;
  bool colour_ = false;
  bool found_ = false;
  bool refused_ = false;
  boost::json::array results_;
  boost::json::array rules_;
  std::map<std::string, std::size_t> rule_numbers_;
};

}  // namespace secondstory::cli
