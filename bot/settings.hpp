#pragma once

#include <map>
#include <string>
#include <vector>

#include "storage/ledger.hpp"

namespace secondstory {

/// What the core needs to know of the configuration.
struct Settings
{
  std::string command = "/incident";  ///< as shown in help; Matrix shows "!incident"
  bool open_in_new_channel = true;
  std::string channel_prefix = "inc-";
  std::vector<std::string> severities = {"sev1", "sev2", "sev3", "sev4"};  ///< the worst first
  std::string timezone = "UTC";
  int backfill_minutes = 60;
  std::vector<std::string> managers{};  ///< empty: every full member may act

  bool suggestions = true;
  Delivery delivery = Delivery::thread;
  int cooldown_seconds = 120;
  double min_confidence = 0.7;

  bool names_in_draft = false;
  std::string draft_template{};  ///< the text of it; empty: the built-in draft
  std::map<std::string, int> slo_minutes{};
};

}  // namespace secondstory
