#include "bot/postmortem/html.hpp"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <cstdlib>
#include <memory>
#include <string_view>

namespace secondstory::postmortem {

namespace {

constexpr std::string_view style = R"(
:root { color-scheme: light dark; --ink: #1d2430; --soft: #5a6575; --line: #d9dee6; --paper: #fff; --accent: #2f6f6a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ee; --soft: #9aa6b6; --line: #343c48; --paper: #161a20; --accent: #7cc4bd; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 54rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 1rem; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); color: var(--accent); }
blockquote { margin: 0 0 1.2rem; padding: .2rem 1rem; border-left: 3px solid var(--accent); color: var(--soft); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .7rem .4rem 0; border-bottom: 1px solid var(--line); }
td:first-child { white-space: nowrap; font-variant-numeric: tabular-nums; color: var(--soft); }
thead th:empty { padding: 0; border: 0; }
em { color: var(--soft); }
ul { padding-left: 1.3rem; } li:has(input) { list-style: none; margin-left: -1.3rem; }
@media print { main { max-width: none; padding: 0; } h2 { break-after: avoid; } tr { break-inside: avoid; } }
)";

std::string escaped(std::string_view text)
{
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string body_of(const std::string& markdown)
{
  cmark_gfm_core_extensions_ensure_registered();
  const std::unique_ptr<cmark_parser, decltype(&cmark_parser_free)> parser{
      cmark_parser_new(CMARK_OPT_DEFAULT), cmark_parser_free};
  for (const auto* name : {"table", "tasklist"}) {
    if (auto* extension = cmark_find_syntax_extension(name)) {
      cmark_parser_attach_syntax_extension(parser.get(), extension);
    }
  }
  cmark_parser_feed(parser.get(), markdown.data(), markdown.size());
  const std::unique_ptr<cmark_node, decltype(&cmark_node_free)> document{
      cmark_parser_finish(parser.get()), cmark_node_free};
  // Without CMARK_OPT_UNSAFE raw HTML and javascript: links are left out.
  const std::unique_ptr<char, decltype(&std::free)> html{
      cmark_render_html(document.get(), CMARK_OPT_DEFAULT,
                        cmark_parser_get_syntax_extensions(parser.get())),
      std::free};
  return html.get();
}

}  // namespace

std::string export_html(const std::string& markdown, const std::string& title)
{
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
         escaped(title) + "</title>\n<style>" + std::string{style} +
         "</style>\n</head>\n<body>\n<main>\n" + body_of(markdown) + "</main>\n</body>\n</html>\n";
}

}  // namespace secondstory::postmortem
