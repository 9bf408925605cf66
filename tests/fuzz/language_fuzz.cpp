// libFuzzer target: whatever a message holds, checking and rephrasing it must do no harm.
// build/fuzz/tests/secondstory_language_fuzz -runs=1000000 -max_len=2000

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "bot/language/engine.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  using namespace secondstory::language;
  static const auto engine = Engine::with_default_rules();
  if (!engine) std::abort();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::size_t end = 0;
  for (const Finding& finding : engine->check(text)) {
    if (finding.start < end || finding.end <= finding.start || finding.end > size) std::abort();
    if (finding.question.empty() || !engine->why(finding.rule)) std::abort();
    end = finding.end;
  }
  static const Roster roster{{{"Mark Will", "the on-call engineer", "U1"},
                              {"Ana", "", "U2"},
                              {"May", "", ""},
                              {"Min-ji de la Cruz Şahin", "", ""},
                              {"Josephine \"Josie\" O'Brien", "the DBA", ""}}};
  engine->rephrase(text, roster);
  return 0;
}
