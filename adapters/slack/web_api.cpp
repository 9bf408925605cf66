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

ApiError of_transport(const char* method, const Error& error)
{
  const ErrorClass meaning =
      error.fault == Fault::transient ? ErrorClass::retry : ErrorClass::unknown_outcome;
  return failure(meaning, "network",
                 fmt::format("{} could not be called: {}", method, error.message));
}

ApiError of_refusal(const char* method, const json::object& body)
{
  const std::string error = string_at(body, "error");
  std::string message = explain(method, error.empty() ? "no reason given" : error);
  const std::string needed = string_at(body, "needed");
  if (!needed.empty()) message += " Needed: " + needed + ".";
  const ErrorClass meaning = error.empty() ? ErrorClass::unknown_outcome : classify(error);
  const bool limited = error == "ratelimited" || error == "rate_limited";
  return failure(meaning, error, message, std::chrono::milliseconds{limited ? 5'000 : 0});
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

ApiResult WebApi::read(const char* method, const Result<HttpReply>& reply)
{
  if (!reply) return tl::unexpected(of_transport(method, reply.error()));
  if (reply->status == 429) {
    const auto wait = retry_after(reply->retry_after);
    pacer_.block(method, steady_now(), wait);
    hooks_.on_rate_limited(method);
    return tl::unexpected(failure(ErrorClass::retry, "ratelimited",
                                  fmt::format("Slack limits the rate of {}.", method), wait));
  }
  if (reply->status >= 500 || reply->status == 408) {
    return tl::unexpected(failure(ErrorClass::unknown_outcome, "http",
                                  fmt::format("{} failed with HTTP {}.", method, reply->status)));
  }
  auto body = parse_object(reply->body);
  if (!body) {
    const bool refused = reply->status >= 300;
    return tl::unexpected(failure(
        refused ? ErrorClass::retry : ErrorClass::unknown_outcome, "http",
        fmt::format("{} was answered with HTTP {} and no JSON. Check slack.api_url and the proxy.",
                    method, reply->status),
        std::chrono::milliseconds{refused ? 10'000 : 1'000}));
  }
  if (!flag_at(*body, "ok")) return tl::unexpected(of_refusal(method, *body));
  return std::move(*body);
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

asio::awaitable<ApiResult> WebApi::call_patiently(const char* method, json::object args, int tries)
{
  std::chrono::milliseconds pause_before{500};
  for (int attempt = 1;; ++attempt) {
    ApiResult result = co_await call(method, args);
    if (result || attempt >= tries) co_return result;
    const bool passing = result.error().meaning == ErrorClass::retry ||
                         result.error().meaning == ErrorClass::unknown_outcome;
    if (!passing) co_return result;
    const auto told = result.error().wait;
    co_await pause(told.count() > 0 ? told : pause_before);
    pause_before *= 2;
  }
}

asio::awaitable<void> WebApi::take_turn(std::string channel)
{
  const auto wait = pacer_.reserve_post(channel, steady_now());
  if (wait.count() > 0) co_await pause(wait);
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
  if (reply && reply->status >= 200 && reply->status < 300) co_return json::object{};
  if (reply && reply->status != 429 && reply->status < 500) {
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
  constexpr std::array<std::string_view, 10> methods = {"auth.test",
                                                        "chat.postMessage",
                                                        "chat.postEphemeral",
                                                        "chat.update",
                                                        "conversations.create",
                                                        "conversations.invite",
                                                        "conversations.join",
                                                        "conversations.open",
                                                        "conversations.setTopic",
                                                        "pins.add"};
  return std::find(methods.begin(), methods.end(), method) != methods.end() ||
         method == "files.completeUploadExternal";
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
