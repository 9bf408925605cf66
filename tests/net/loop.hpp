#pragma once

#include <doctest/doctest.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <optional>

namespace secondstory::net::test {

namespace asio = boost::asio;

/// The io_context of a test. Whatever a test waits for has to come within the patience.
struct Loop
{
  static constexpr std::chrono::seconds patience{20};

  template <class Condition>
  void until(const Condition& holds)
  {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!holds() && std::chrono::steady_clock::now() < end) {
      io.restart();
      io.run_one_for(std::chrono::milliseconds{200});
    }
    REQUIRE(holds());
  }

  /// Runs the loop until a coroutine has ended, and gives its value.
  template <class T>
  T run(asio::awaitable<T> work)
  {
    std::optional<T> value;
    std::exception_ptr thrown;
    asio::co_spawn(io, std::move(work), [&](std::exception_ptr exception, T result) {
      thrown = exception;
      value = std::move(result);
    });
    until([&] { return value.has_value(); });
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*value);
  }

  void run(asio::awaitable<void> work)
  {
    bool done = false;
    asio::co_spawn(io, std::move(work), [&](const std::exception_ptr&) { done = true; });
    until([&] { return done; });
  }

  void start(asio::awaitable<void> work) { asio::co_spawn(io, std::move(work), asio::detached); }

  asio::io_context io{1};
};

}  // namespace secondstory::net::test
