#pragma once

#include <functional>
#include <memory>
#include <string>

namespace secondstory::slack {

/// What a WebSocket tells. After `on_end` nothing more comes.
struct WireEvents
{
  std::function<void()> on_open;
  std::function<void(std::string text)> on_text;
  std::function<void(std::string why)> on_end;
};

/// One WebSocket connection, from its dial on. Letting go of it cuts it off.
class Wire
{
 public:
  virtual ~Wire() = default;
  /// Queues a text frame; lost if the connection is.
  virtual void write(std::string text) = 0;
  /// Sends what is queued and a close frame with code 1000, and goes on reading until the other
  /// side closes.
  virtual void close() = 0;
  /// Ends the TCP connection now.
  virtual void cut() = 0;
};

/// Dials an address. No event comes before the call has returned.
using Dialler = std::function<std::shared_ptr<Wire>(std::string url, WireEvents events)>;

}  // namespace secondstory::slack
