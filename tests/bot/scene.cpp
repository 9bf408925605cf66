#include "tests/bot/scene.hpp"

#include <fmt/format.h>

#include <future>
#include <stdexcept>

namespace secondstory::tests {

namespace {

std::shared_ptr<const language::Engine> rules()
{
  static const auto engine = [] {
    auto loaded = language::Engine::with_default_rules();
    if (!loaded) throw std::runtime_error(loaded.error().message);
    return std::make_shared<const language::Engine>(std::move(*loaded));
  }();
  return engine;
}

}  // namespace

Scene::Scene(Settings settings)
    : now_(*parse_iso8601("2026-11-20T14:00:00.000Z")), bot_(std::move(settings), rules())
{
  auto opened = storage::open_sqlite(
      ":memory:", [this](const Event& event, Ledger& ledger) { bot_.handle(event, ledger); });
  if (!opened) throw std::runtime_error(opened.error().message);
  writer_ = std::move(*opened);
  writer_->on_batch([this](const storage::Batch& batch) {
    effects_.insert(effects_.end(), batch.queued.begin(), batch.queued.end());
  });
}

Scene::~Scene()
{
  writer_->stop();
}

std::string Scene::next_id()
{
  return fmt::format("{}.{:06}", now_.time_since_epoch().count() / 1000, ++serial_);
}

void Scene::deliver(const Event& event)
{
  std::promise<storage::Recorded> durable;
  auto told = durable.get_future();
  if (!writer_->submit(event, [&](storage::Recorded r) { durable.set_value(r); })) {
    throw std::runtime_error("the writer takes nothing");
  }
  if (told.get().quarantined) throw std::runtime_error("the event was put aside");
  look([](Ledger&) {});  // on_batch has been told by then
}

void Scene::happen(Happening what, std::string key)
{
  now_ += std::chrono::seconds{1};
  deliver({std::move(key), "slack", now_, now_, std::move(what)});
}

void Scene::meet(const std::string& person)
{
  bool known = false;
  look([&](Ledger& ledger) { known = ledger.person("slack", person).has_value(); });
  if (known) return;
  PersonSeen seen;
  seen.platform = "slack";
  seen.id = person;
  deliver({{}, "slack", now_, now_, std::move(seen)});
}

void Scene::name_channel(const Channel& named, bool is_private)
{
  deliver({{}, "slack", now_, now_, NameSeen{"slack", named.id, "general", is_private}});
}

void Scene::meet_channel()
{
  bool known = false;
  look([&](Ledger& ledger) { known = ledger.name("slack", here.id).has_value(); });
  if (!known) name_channel(here);
}

std::string Scene::say(const std::string& person, const std::string& text,
                       std::optional<std::string> thread)
{
  const auto id = next_id();
  MessagePosted message;
  message.message = {here, id};
  message.thread = std::move(thread);
  message.author = person;
  message.text = text;
  happen(std::move(message));
  return id;
}

std::string Scene::mention(const std::string& person, const std::string& words,
                           std::optional<std::string> thread)
{
  meet(person);
  meet_channel();
  const auto id = next_id();
  MessagePosted message;
  message.message = {here, id};
  message.thread = std::move(thread);
  message.author = person;
  message.text = "<@BOT> " + words;
  message.command = words;
  happen(std::move(message));
  return id;
}

void Scene::edit(const std::string& message, const std::string& person, const std::string& text)
{
  MessageEdited edit;
  edit.message = {here, message};
  edit.posted_at = now_;
  edit.author = person;
  edit.text = text;
  happen(std::move(edit));
}

void Scene::remove(const std::string& message)
{
  happen(MessageDeleted{{here, message}, now_});
}

void Scene::react(const std::string& message, const std::string& person, Mark mark, bool added)
{
  meet(person);
  happen(Reacted{{here, message}, person, mark, added});
}

void Scene::command(const std::string& person, const std::string& words)
{
  meet(person);
  meet_channel();
  happen(CommandGiven{here, person, words, ReplyHandle{"https://hooks.example/secret"}});
}

void Scene::press(const std::string& person, const std::string& action, const std::string& value)
{
  meet(person);
  happen(ButtonPressed{{here, "m"}, false, std::nullopt, person, action, value, std::nullopt});
}

void Scene::declare(const std::string& words)
{
  command("ana", "open " + words);
  settle_all();
  effects_.clear();
}

void Scene::settle_all()
{
  const auto pending = take_effects();
  for (const auto& item : pending) {
    EffectSettled outcome;
    outcome.outbox_id = item.id;
    if (std::holds_alternative<PostMessage>(item.effect)) {
      outcome.message = MessageRef{destination(item.effect), fmt::format("posted-{}", item.id)};
    }
    if (std::holds_alternative<OpenChannel>(item.effect)) outcome.channel_id = "CNEW";
    happen(outcome);
  }
  effects_.insert(effects_.begin(), pending.begin(), pending.end());
}

std::vector<OutboxItem> Scene::take_effects()
{
  return std::exchange(effects_, {});
}

std::string Scene::said()
{
  std::string out;
  for (const auto& item : take_effects()) {
    if (const auto* post = std::get_if<PostMessage>(&item.effect)) {
      out += plain_text(post->content) + "\n";
    }
  }
  return out;
}

std::string Scene::told(const std::string& person)
{
  std::string out;
  for (const auto& item : take_effects()) {
    const auto* tell = std::get_if<TellPerson>(&item.effect);
    if (tell != nullptr && tell->person == person) out += plain_text(tell->content) + "\n";
  }
  return out;
}

void Scene::look(const std::function<void(Ledger&)>& work)
{
  std::promise<void> done;
  auto finished = done.get_future();
  writer_->query([&](Ledger& ledger) {
    try {
      work(ledger);
      done.set_value();
    } catch (...) {
      done.set_exception(std::current_exception());
    }
  });
  finished.get();
}

Incident Scene::incident(std::int64_t number)
{
  std::optional<Incident> found;
  look([&](Ledger& ledger) { found = ledger.incident(number); });
  if (!found) throw std::runtime_error("no such incident");
  return *found;
}

std::vector<Entry> Scene::entries(std::int64_t number)
{
  std::vector<Entry> out;
  look([&](Ledger& ledger) { out = ledger.entries(number); });
  return out;
}

Entry Scene::entry_of(const std::string& message)
{
  std::optional<Entry> found;
  look([&](Ledger& ledger) { found = ledger.entry_of({here, message}); });
  if (!found) throw std::runtime_error("no such entry");
  return *found;
}

}  // namespace secondstory::tests
