#include "bot/language/rewrite.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "bot/language/normalise.hpp"
#include "bot/language/spelling.hpp"

namespace secondstory::language {
namespace {

bool ends_with(std::string_view word, std::string_view ending)
{
  return word.size() >= ending.size() && word.substr(word.size() - ending.size()) == ending;
}

std::string lower_case(std::string_view text)
{
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

std::optional<std::string> agreement(std::string_view form, bool plural)
{
  if (form == "was") return plural ? "were" : "was";
  if (form == "is") return plural ? "are" : "is";
  if (form == "has") return plural ? "have" : "has";
  return std::nullopt;
}

std::optional<std::string> inflected(std::string_view form, const Token& token,
                                     const Lexicon& lexicon)
{
  if (token.lemma < 0) return std::nullopt;
  const Verb& verb = lexicon.verb(token.lemma);
  if (form == "pp") return verb.participle;
  if (form == "ger") return verb.gerund;
  if (form == "base") return verb.base;
  return std::nullopt;
}

/// One `{name}`, `{name:form}` or `{name?}`.
std::optional<std::string> fill_slot(std::string_view slot, const Matched& matched)
{
  const bool optional = ends_with(slot, "?");
  if (optional) slot.remove_suffix(1);
  const std::size_t colon = slot.find(':');
  const std::string_view form = colon == std::string_view::npos ? "" : slot.substr(colon + 1);
  const auto found = matched.match.captures.find(slot.substr(0, colon));
  if (found == matched.match.captures.end() || found->second.empty()) {
    return optional ? std::optional<std::string>("") : std::nullopt;
  }
  const auto [first, last] = found->second;
  for (std::size_t i = first; i < last; ++i) {
    if (is_personal(matched.tokens[i], matched.lexicon)) return std::nullopt;
  }
  if (form == "pp" || form == "ger" || form == "base") {
    return inflected(form, matched.tokens[first], matched.lexicon);
  }
  const std::size_t from = matched.tokens[first].start;
  std::string text(matched.original.substr(from, matched.tokens[last - 1].end - from));
  std::replace(text.begin(), text.end(), '\n', ' ');
  return form.empty() ? text : agreement(form, is_plural(text));
}

std::string tidy(std::string_view text)
{
  std::string result;
  for (const char c : text) {
    const bool closing = c == '.' || c == ',' || c == '?' || c == ' ';
    if (closing && !result.empty() && result.back() == ' ') result.pop_back();
    result.push_back(c);
  }
  capitalise(result);
  return result;
}

}  // namespace

std::string joined(std::initializer_list<std::string_view> words)
{
  std::string result;
  for (const std::string_view word : words) {
    if (word.empty()) continue;
    const bool tight = word.front() == ',' || word.front() == ';' || word.front() == ':';
    if (!result.empty() && !tight) result += ' ';
    result += word;
  }
  return result;
}

void capitalise(std::string& sentence)
{
  static constexpr std::array<std::string_view, 31> small{
      "git",   "terraform", "helm",    "docker",     "ansible", "systemctl", "curl",     "iptables",
      "chmod", "chown",     "ttl",     "tls",        "dns",     "ssh",       "vpn",      "nginx",
      "etcd",  "kubectl",   "systemd", "haproxy",    "psql",    "pgbouncer", "cron",     "httpd",
      "sshd",  "kubelet",   "npm",     "containerd", "rsync",   "memcached", "logrotate"};
  const auto first = sentence.substr(0, sentence.find_first_of(" ,;:?!"));
  const auto technical = first.find_first_of("0123456789_-/.`$");
  // "iOS", "eBPF"
  const bool own_way = std::any_of(first.begin(), first.end(), is_upper);
  const bool ends_sentence =
      technical != std::string::npos && technical + 1 == first.size() && first.back() == '.';
  if (sentence.empty() || own_way || (technical != std::string::npos && !ends_sentence)) return;
  if (std::find(small.begin(), small.end(), first) != small.end()) return;
  sentence[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(sentence[0])));
}

bool is_plural(std::string_view phrase)
{
  static constexpr std::array<std::string_view, 12> several{
      "these ", "those ", "both ", "two ",     "three ", "four ",
      "all ",   "many ",  "some ", "several ", "few ",   "multiple "};
  static constexpr std::array<std::string_view, 28> singular{
      "dns",      "redis",    "kubernetes", "https",    "tls",     "aws",   "status",
      "postgres", "access",   "news",       "analysis", "process", "chaos", "nfs",
      "ssl",      "bus",      "canvas",     "os",       "eks",     "gas",   "windows",
      "address",  "asbestos", "jenkins",    "nagios",   "ups",     "gps",   "nas"};
  const std::string lower = lower_case(phrase);
  const std::string_view view = lower;
  static constexpr std::array<std::string_view, 5> many{"a couple of", "a lot of", "a number of",
                                                        "a few", "a bunch of"};
  for (const std::string_view words : many) {
    if (view.substr(0, words.size()) == words) return true;
  }
  const bool number = !view.empty() && view[0] >= '2' && view[0] <= '9';
  if (number && view.substr(1, 4) == " of ") return true;
  static constexpr std::array<std::string_view, 8> one{"a ",    "an ",   "one ",     "this ",
                                                       "that ", "each ", "another ", "every "};
  for (const std::string_view word : one) {
    if (view.substr(0, word.size()) == word && view.find(" and ") == std::string_view::npos) {
      return false;
    }
  }
  for (const std::string_view word : several) {
    const bool counted = view.substr(0, word.size()) == word;
    if (counted && has_digit(view.substr(word.size(), 1))) return true;
    if (!counted) continue;
    if (word != "all " && word != "some ") return true;
    // "all three"
    return ends_with(view, "s") || is_plural(std::string(view.substr(word.size())) + " ");
  }
  if (view.find(" and ") != std::string_view::npos) return true;
  // The head stands before "of", "for", "in" …: "the rules for eu" are many.
  std::size_t head_end = view.size();
  for (const std::string_view word : {" of ", " for ", " in ", " on ", " from ", " to ", " at "}) {
    head_end = std::min(head_end, view.find(word));
  }
  const std::string_view head = view.substr(0, head_end);
  const std::size_t last_at = head.rfind(' ') == std::string_view::npos ? 0 : head.rfind(' ') + 1;
  const std::string_view last = head.substr(last_at);
  // "the CMS"
  const std::string_view written = phrase.substr(last_at, last.size());
  if (std::all_of(written.begin(), written.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) {
    return false;
  }
  // "the topic user-events"
  const std::string_view before = head.substr(0, last_at == 0 ? 0 : last_at - 1);
  const std::string_view noun = before.substr(before.rfind(' ') + 1);
  if (last.find('-') != std::string_view::npos && noun.size() > 3 && noun.back() != 's' &&
      noun != before) {
    return false;
  }
  // "pict-rs"
  const std::size_t dash = last.rfind('-');
  if (dash != std::string_view::npos && last.size() - dash <= 3) return false;
  if (last == "people" || last == "folks" || last == "staff" || last == "men") return true;
  if (std::find(singular.begin(), singular.end(), last) != singular.end()) return false;
  if (last.find_first_of("_/.`$0123456789") != std::string_view::npos) return false;
  return last.size() > 2 && ends_with(last, "s") && !ends_with(last, "ss") &&
         !ends_with(last, "us") && !ends_with(last, "is") && !ends_with(last, "'s");
}

bool is_personal(const Token& token, const Lexicon& lexicon)
{
  static constexpr std::array<std::string_view, 8> classes{"SUBJ",   "OBJP", "POSSP",   "SELF",
                                                           "INSULT", "WE",   "ANYBODY", "NOBODY"};
  if (token.classes.test(cls_mention) || token.classes.test(cls_name) ||
      token.classes.test(cls_unknown)) {
    return true;
  }
  return std::any_of(classes.begin(), classes.end(), [&](std::string_view name) {
    const std::size_t number = lexicon.class_named(name);
    return number != max_classes && token.classes.test(number);
  });
}

std::optional<std::string> fill_template(std::string_view form, const Matched& matched)
{
  std::string text;
  for (std::size_t at = 0; at < form.size();) {
    if (form[at] != '{') {
      text.push_back(form[at++]);
      continue;
    }
    const std::size_t close = form.find('}', at);
    if (close == std::string_view::npos) return std::nullopt;
    const auto part = fill_slot(form.substr(at + 1, close - at - 1), matched);
    if (!part) return std::nullopt;
    text += *part;
    at = close + 1;
  }
  return tidy(text);
}

}  // namespace secondstory::language
