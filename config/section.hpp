#pragma once

#include <fmt/format.h>
#include <toml++/toml.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/configuration.hpp"

namespace secondstory {

/// The faults found in one file, in the order of its lines.
class Faults
{
 public:
  explicit Faults(std::string path) : path_(std::move(path)) {}

  void add(toml::source_index line, const std::string& what);
  bool none() const { return lines_.empty(); }
  std::string text() const;  ///< a line each
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::multimap<toml::source_index, std::string> lines_{};
};

/// One section while it is read: each key is taken by name and type, and what is left at the end is
/// a fault that names the nearest known key.
class Section
{
 public:
  /// `needed`: whether what the section says is used; environment variables and secret files of a
  /// section that is not may be absent.
  Section(const toml::table& root, std::string name, Faults& faults, const Variables& variables,
          bool needed = true);
  ~Section();
  Section(const Section&) = delete;
  Section& operator=(const Section&) = delete;

  void read(const std::string& key, bool& value);
  void read(const std::string& key, int& value, int least, int most);
  void read(const std::string& key, double& value, double least, double most);
  void read(const std::string& key, std::string& value);
  void read(const std::string& key, std::vector<std::string>& value);
  void read(const std::string& key, std::map<std::string, int>& value);
  /// One of a few words.
  void read_choice(const std::string& key, std::string& value,
                   const std::vector<std::string>& choices);
  /// `key`, or the contents of the file that `key_file` names.
  void read_secret(const std::string& key, std::string& value);
  /// The same; where neither is set, the environment variable of that name.
  void read_secret(const std::string& key, std::string& value, const std::string& variable);
  /// The path of a file or folder that must be there, relative to the configuration's folder.
  void read_path(const std::string& key, std::string& value);

  /// Says what is wrong with a key's value, at its line (the section's, where it is not set). Only
  /// the first fault of a key is kept: the others follow from it.
  void fault(const std::string& key, const std::string& what);
  /// Makes a key known that is not read.
  void declare(const std::string& key) { known_.insert(key); }
  /// Whether the file has the section.
  bool present() const { return table_ != nullptr; }

 private:
  const toml::node* take(const std::string& key);
  /// A path as seen from the configuration's folder.
  std::string beside(const std::string& path) const;
  std::string expanded(const std::string& key, const std::string& text);

  std::string name_;
  Faults& faults_;
  const Variables& variables_;
  const toml::table* table_ = nullptr;
  std::set<std::string> known_;
  std::set<std::string> faulty_;
  bool needed_;
};

/// The bytes of a file; nothing if there is none or it cannot be read.
std::optional<std::string> contents_of(const std::string& path);

}  // namespace secondstory
