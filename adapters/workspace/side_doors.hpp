#pragma once

#include "adapters/net/http_server.hpp"
#include "adapters/workspace/web_api.hpp"

/// The addresses beside the Web API that Slack hands out: uploads, downloads, response_urls; and
/// the page's own files.
namespace secondstory::workspace {

/// POST of a file's bytes, raw or as a form; "OK - n".
net::HttpServerResponse take_upload(Workspace& workspace, Journal& journal,
                                    const net::HttpServerRequest& request);
/// GET of url_private. Without the bot's token it is a login page with status 200, as with Slack.
net::HttpServerResponse give_file(Workspace& workspace, const Tokens& tokens,
                                  const net::HttpServerRequest& request);
/// GET of a file for the page; what a browser would run is given as plain text.
net::HttpServerResponse show_file(Workspace& workspace, const net::HttpServerRequest& request);
/// POST to a response_url.
net::HttpServerResponse take_response(Workspace& workspace, Journal& journal,
                                      const net::HttpServerRequest& request);
/// GET of the page; 404 for what is not a part of it.
net::HttpServerResponse give_page(const std::string& path);

/// Whether a browser may ask for this: nothing from other sites, and no foreign host names but
/// `public_host`.
bool is_from_here(const net::HttpServerRequest& request, const std::string& public_host = {});

/// An answer in JSON.
net::HttpServerResponse json_response(const json::object& body, unsigned status = 200);

}  // namespace secondstory::workspace
