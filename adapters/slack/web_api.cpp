#include "adapters/slack/web_api.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/url/parse.hpp>
#include <cctype>

#include "adapters/slack/redact.hpp"

namespace secondstory::slack {

namespace {

std::chrono::milliseconds steady_now()
{
  return std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now().time_since_epoch());
}

std::string percent_encoded(std::string_view text)
{
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

ApiError failure(ErrorClass meaning, std::string error, const std::string& message,
                 std::chrono::milliseconds wait = {})
{
  return ApiError{meaning, std::move(error), redacted(message), wait};
}

bool is_rate_limit(std::string_view error)
{
  return error == "ratelimited" || error == "rate_limited" || error == "ratelimit";
}

}  // namespace

WebApi::WebApi(asio::any_io_executor executor, Transport transport, std::string base,
               std::string bot_token, const Hooks& hooks)
    : executor_(std::move(executor)),
      transport_(std::move(transport)),
      base_(std::move(base)),
      bot_token_(std::move(bot_token)),
      hooks_(hooks)
{
  if (!base_.ends_with('/')) base_ += '/';
}

ApiError WebApi::of_transport(const char* method, const Error& error) const
{
  const ErrorClass meaning =
      error.fault == Fault::transient ? ErrorClass::retry : ErrorClass::unknown_outcome;
  return failure(meaning, "network",
                 fmt::format("{} could not be called: {}", method, error.message),
                 meaning == ErrorClass::retry ? std::chrono::milliseconds{0} : settling_);
}

ApiError WebApi::of_refusal(const char* method, const json::object& body) const
{
  const std::string error = string_at(body, "error");
  if (error.empty()) {
    return failure(ErrorClass::unknown_outcome, error,
                   fmt::format("{} failed and no reason was given.", method), settling_);
  }
  if (!is_known(error)) {
    spdlog::warn("slack: {} was refused with {}, which is documented nowhere", method, error);
  }
  const ErrorClass meaning = classify(method, error);
  const auto wait =
      meaning == ErrorClass::unknown_outcome ? settling_ : std::chrono::milliseconds{0};
  return failure(meaning, error, explain(method, error, string_at(body, "needed")), wait);
}

ApiResult WebApi::read(const char* method, const Result<HttpReply>& reply)
{
  if (!reply) return tl::unexpected(of_transport(method, reply.error()));
  if (reply->status == 429) return limited(method, *reply);
  if (reply->status >= 500 || reply->status == 408) {
    return tl::unexpected(
        failure(ErrorClass::unknown_outcome, "http",
                fmt::format("{} failed with HTTP {}.", method, reply->status),
                reply->retry_after.empty() ? settling_ : retry_after(reply->retry_after)));
  }
  auto body = parse_object(reply->body);
  if (!body) {
    const bool refused = reply->status >= 300;
    return tl::unexpected(failure(
        refused ? ErrorClass::retry : ErrorClass::unknown_outcome, "http",
        fmt::format("{} was answered with HTTP {} and no JSON. Check slack.api_url and the proxy.",
                    method, reply->status),
        refused ? std::chrono::milliseconds{10'000} : settling_));
  }
  if (flag_at(*body, "ok")) return std::move(*body);
  if (is_rate_limit(string_at(*body, "error"))) return limited(method, *reply);
  return tl::unexpected(of_refusal(method, *body));
}

tl::unexpected<ApiError> WebApi::limited(const char* method, const HttpReply& reply)
{
  const auto wait = retry_after(reply.retry_after);
  pacer_.block(method, steady_now(), wait);
  hooks_.on_rate_limited(method);
  return tl::unexpected(failure(ErrorClass::retry, "ratelimited",
                                fmt::format("Slack limits the rate of {}.", method), wait));
}

asio::awaitable<ApiResult> WebApi::call(const char* method, json::object args)
{
  std::string token = bot_token_;
  co_return co_await call_as(std::move(token), method, std::move(args));
}

asio::awaitable<ApiResult> WebApi::call_as(std::string token, const char* method, json::object args)
{
  const auto blocked = pacer_.blocked_for(method, steady_now());
  if (blocked.count() > 0) {
    co_return tl::unexpected(failure(ErrorClass::retry, "ratelimited",
                                     fmt::format("Slack limits the rate of {}.", method), blocked));
  }
  HttpCall request;
  request.url = base_ + method;
  request.headers.emplace_back("Authorization", "Bearer " + token);
  if (takes_json(method)) {
    request.headers.emplace_back("Content-Type", "application/json; charset=utf-8");
    request.body = json::serialize(args);
  } else {
    request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    request.body = form_encoded(args);
  }
  Result<HttpReply> reply = co_await transport_(std::move(request));
  if (reply && token == bot_token_ && !reply->scopes.empty()) granted_scopes_ = reply->scopes;
  ApiResult result = read(method, reply);
  if (!result) spdlog::debug("slack: {}", result.error().message);
  const bool refused = !result && result.error().meaning == ErrorClass::fatal;
  if (token == bot_token_) {
    complaint_ = refused ? fmt::format("Slack refused the bot token: {}. Check slack.bot_token.",
                                       result.error().error)
                         : std::string();
    if (refused) hooks_.on_token_refused(result.error().error);
  }
  co_return result;
}

asio::awaitable<void> WebApi::take_place(std::string method)
{
  auto& places = turns_[method];
  const auto place =
      std::make_shared<asio::steady_timer>(executor_, asio::steady_timer::time_point::max());
  places.push_back(place);
  if (places.size() == 1) co_return;
  boost::system::error_code woken;
  co_await place->async_wait(asio::redirect_error(asio::use_awaitable, woken));
}

void WebApi::leave_place(const std::string& method)
{
  auto& places = turns_[method];
  places.pop_front();
  if (!places.empty()) places.front()->cancel();
}

asio::awaitable<ApiResult> WebApi::call_patiently(const char* method, json::object args, int tries)
{
  constexpr std::chrono::milliseconds moment{20};  // however short the wait that Slack asks for
  const std::string name = method;
  std::chrono::milliseconds pause_before{500};
  int failures = 0;
  while (true) {
    co_await take_place(name);
    const auto blocked = pacer_.blocked_for(method, steady_now());
    if (blocked.count() > 0) co_await pause(blocked);
    ApiResult result = co_await call(method, args);
    if (!result && is_rate_limit(result.error().error)) co_await pause(moment);
    leave_place(name);
    if (result) co_return result;
    if (is_rate_limit(result.error().error)) continue;
    const bool passing = result.error().meaning == ErrorClass::retry ||
                         result.error().meaning == ErrorClass::unknown_outcome;
    if (!passing || ++failures >= tries) co_return result;
    co_await pause(std::max(result.error().wait, pause_before));
    pause_before *= 2;
  }
}

std::chrono::milliseconds WebApi::until_post(const std::string& channel) const
{
  return pacer_.until_post(channel, steady_now());
}

std::chrono::milliseconds WebApi::take_turn(const std::string& channel)
{
  const auto wait = until_post(channel);
  if (wait.count() == 0) pacer_.count_post(channel, steady_now());
  return wait;
}

asio::awaitable<ApiResult> WebApi::post_to(std::string url, const char* content_type,
                                           std::string body)
{
  if (!is_address_of_slack(url)) {
    co_return tl::unexpected(failure(ErrorClass::tell_user, "address",
                                     "Slack gave an address outside slack.com; it was not used."));
  }
  HttpCall request;
  request.url = std::move(url);
  request.headers.emplace_back("Content-Type", content_type);
  request.body = std::move(body);
  request.timeout = std::chrono::milliseconds{60'000};
  Result<HttpReply> reply = co_await transport_(std::move(request));
  constexpr const char* what = "an address it gave";
  const auto told = reply ? parse_object(reply->body) : std::nullopt;
  const bool refused = told && told->contains("ok") && !flag_at(*told, "ok");
  if (reply && reply->status >= 200 && reply->status < 300 && !refused) co_return json::object{};
  if (reply && reply->status != 429 && reply->status >= 300 && reply->status < 500) {
    co_return tl::unexpected(failure(ErrorClass::tell_user, "http",
                                     fmt::format("{} answered HTTP {}.", what, reply->status)));
  }
  ApiResult failed = read(what, reply);
  if (failed) co_return json::object{};
  co_return failed;
}

asio::awaitable<void> WebApi::pause(std::chrono::milliseconds span)
{
  asio::steady_timer timer(executor_, span);
  boost::system::error_code ignored;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

std::string form_encoded(const json::object& args)
{
  std::string out;
  for (const auto& [key, value] : args) {
    const json::string* text = value.if_string();
    if (!out.empty()) out += '&';
    out += percent_encoded({key.data(), key.size()}) + "=";
    out += percent_encoded(text ? std::string(text->data(), text->size()) : json::serialize(value));
  }
  return out;
}

bool takes_json(std::string_view method)
{
  // Every method takes a form. JSON goes where arguments have a shape of their own, or where it
  // saves the encoding of long text.
  constexpr std::array<std::string_view, 17> methods = {"auth.test",
                                                        "bookmarks.add",
                                                        "bookmarks.list",
                                                        "chat.postEphemeral",
                                                        "chat.postMessage",
                                                        "chat.update",
                                                        "conversations.create",
                                                        "conversations.invite",
                                                        "conversations.join",
                                                        "conversations.open",
                                                        "conversations.setPurpose",
                                                        "conversations.setTopic",
                                                        "files.completeUploadExternal",
                                                        "pins.add",
                                                        "views.open",
                                                        "views.publish",
                                                        "views.update"};
  return std::find(methods.begin(), methods.end(), method) != methods.end();
}

bool is_address_of_slack(std::string_view url)
{
  const auto parsed = boost::urls::parse_uri(url);
  if (!parsed) return false;
  std::string host(parsed->host_address());
  std::transform(host.begin(), host.end(), host.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const std::string scheme(parsed->scheme());
  const bool loopback = host == "localhost" || host == "127.0.0.1" || host == "::1";
  const bool encrypted = scheme == "https" || scheme == "wss";
  if (loopback) return encrypted || scheme == "http" || scheme == "ws";
  const auto below = [&](std::string_view domain) { return host.ends_with(domain); };
  return encrypted && (below(".slack.com") || below(".slack-gov.com"));
}

}  // namespace secondstory::slack
