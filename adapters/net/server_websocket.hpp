#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <memory>

#include "adapters/net/frame_sniffer.hpp"
#include "adapters/net/http_server.hpp"
#include "bot/result.hpp"

namespace secondstory::net {

/// Answers an upgrade request that the server wants to accept.
boost::asio::awaitable<Result<std::shared_ptr<ServerWebSocket>>> accept_websocket(
    std::shared_ptr<SniffedSocket> socket,
    const boost::beast::http::request<boost::beast::http::string_body>& request);

}  // namespace secondstory::net
