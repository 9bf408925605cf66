#pragma once

#include <string>
#include <string_view>

/// What the `error` of a Slack reply means to us. error_table.hpp holds every error that Slack
/// documents.
namespace secondstory::slack {

enum class ErrorClass {
  done,             ///< what we wanted is so already
  retry,            ///< nothing happened; worth another try
  tell_user,        ///< the request cannot be granted; whoever asked should know why
  configuration,    ///< the operator has to change the app or the workspace
  fatal,            ///< the token is not accepted: everything stops until a person mends it
  unknown_outcome,  ///< part of it may have happened: look before trying again
};

/// The class of an error of a method; `tell_user` for names that are not in the table, because an
/// error that Slack found words for is a refusal. Ask is_known() and say so.
ErrorClass classify(std::string_view method, std::string_view error);

/// Whether the table has the error.
bool is_known(std::string_view error);

/// A sentence or two about a failed call: what was refused, why, and what to do where that is
/// known. `needed` are the scopes that a missing_scope names.
std::string explain(std::string_view method, std::string_view error, std::string_view needed = {});

}  // namespace secondstory::slack
