#pragma once

#include <spdlog/formatter.h>
#include <spdlog/pattern_formatter.h>

#include <memory>
#include <string_view>

#include "adapters/slack/redact.hpp"

namespace secondstory::slack {

/// The last line of defence: what a log line says is redacted as a whole, whoever wrote it.
class RedactingFormatter final : public spdlog::formatter
{
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override
  {
    spdlog::memory_buf_t line;
    plain_.format(message, line);
    const auto clean = redacted({line.data(), line.size()});
    out.append(clean.data(), clean.data() + clean.size());
  }
  std::unique_ptr<spdlog::formatter> clone() const override
  {
    return std::make_unique<RedactingFormatter>();
  }

 private:
  spdlog::pattern_formatter plain_;
};

}  // namespace secondstory::slack
