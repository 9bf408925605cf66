#include "adapters/workspace/side_doors.hpp"

#include <fmt/format.h>

#include "adapters/slack/json.hpp"
#include "config/embedded.hpp"

namespace secondstory::workspace {

using slack::parse_object;
using slack::string_at;

namespace {

std::string header(const net::HttpServerRequest& request, const char* name)
{
  const auto found = request.headers.find(name);
  return found == request.headers.end() ? std::string() : found->second;
}

std::string last_part(const std::string& path)
{
  return path.substr(path.rfind('/') + 1);
}

net::HttpServerResponse plain_response(unsigned status, std::string body)
{
  net::HttpServerResponse out;
  out.status = status;
  out.body = std::move(body);
  return out;
}

bool is_loopback_host(std::string_view host)
{
  if (host.starts_with("[::1]")) return true;
  host = host.substr(0, host.find(':'));
  return host == "localhost" || host.starts_with("127.");
}

}  // namespace

net::HttpServerResponse json_response(const json::object& body, unsigned status)
{
  net::HttpServerResponse out;
  out.status = status;
  out.content_type = "application/json; charset=utf-8";
  out.body = json::serialize(body);
  return out;
}

bool is_from_here(const net::HttpServerRequest& request, const std::string& public_host)
{
  const std::string host = header(request, "host");
  const bool known = host.empty() || is_loopback_host(host) || host == public_host;
  if (!known) return false;
  const std::string origin = header(request, "origin");
  return origin.empty() || origin == "http://" + host;
}

net::HttpServerResponse take_upload(Workspace& workspace, Journal& journal,
                                    const net::HttpServerRequest& request)
{
  File* file = workspace.upload_target(last_part(request.path));
  if (request.method != "POST" || !file || file->completed) return plain_response(404, "not found");
  std::string bytes = request.body;
  const std::string type = header(request, "content-type");
  if (type.starts_with("multipart/form-data")) {
    auto parts = parse_multipart(type, request.body);
    if (parts.empty()) return plain_response(400, "no file");
    bytes = std::move(parts.front().content);
  }
  if (bytes.size() != file->announced) {
    journal.violate(
        "upload_length", "files.getUploadURLExternal",
        fmt::format("{} bytes came where {} were announced.", bytes.size(), file->announced));
  }
  file->bytes = std::move(bytes);
  file->uploaded = true;
  return plain_response(200, fmt::format("OK - {}", file->bytes.size()));
}

net::HttpServerResponse give_file(Workspace& workspace, const Tokens& tokens,
                                  const net::HttpServerRequest& request)
{
  const File* file = workspace.upload_target(last_part(request.path));
  if (!file || !file->uploaded) return plain_response(404, "not found");
  net::HttpServerResponse out;
  if (header(request, "authorization") != "Bearer " + tokens.bot) {
    out.content_type = "text/html; charset=utf-8";
    out.body = "<!DOCTYPE html><title>Sign in</title><p>Sign in to see this file.</p>\n";
    return out;
  }
  out.content_type = "application/octet-stream";
  out.body = file->bytes;
  return out;
}

net::HttpServerResponse show_file(Workspace& workspace, const net::HttpServerRequest& request)
{
  const File* file = workspace.file(string_at(parse_form(request.query), "id"));
  if (!file || !file->uploaded) return plain_response(404, "not found");
  net::HttpServerResponse out = plain_response(200, file->bytes);
  if (file->name.ends_with(".png")) out.content_type = "image/png";
  out.headers["x-content-type-options"] = "nosniff";
  out.headers["content-security-policy"] = "default-src 'none'; sandbox";
  return out;
}

net::HttpServerResponse take_response(Workspace& workspace, Journal& journal,
                                      const net::HttpServerRequest& request)
{
  if (request.method != "POST") return plain_response(405, "POST only");
  const auto body = parse_object(request.body);
  if (!body) {
    journal.violate("not_json", "response_url", "The body is no JSON object.");
    return plain_response(400, "invalid_payload");
  }
  const auto target = workspace.use_response(last_part(request.path));
  if (!target) {
    journal.violate("response_url_spent", "response_url",
                    "It is unknown, older than 30 minutes or was used five times.");
    return json_response({{"ok", false}, {"error", "used_url"}}, 404);
  }
  if (body->contains("blocks")) {
    const auto blocks = checked_blocks(body->at("blocks"), workspace);
    if (!blocks) return json_response({{"ok", false}, {"error", blocks.error().error}}, 400);
  }
  const auto done = workspace.respond(*target, *body);
  if (!done) return json_response({{"ok", false}, {"error", done.error().error}}, 400);
  return plain_response(200, "ok");
}

net::HttpServerResponse give_page(const std::string& path)
{
  const std::string name = path == "/" ? "index.html" : path.substr(1);
  for (const EmbeddedFile& file : secondstory_workspace_page()) {
    if (file.name != name) continue;
    net::HttpServerResponse out;
    out.body = std::string(file.bytes);
    out.content_type = "text/html; charset=utf-8";
    if (name.ends_with(".css")) out.content_type = "text/css; charset=utf-8";
    if (name.ends_with(".js")) out.content_type = "text/javascript; charset=utf-8";
    out.headers["cache-control"] = "no-store";
    out.headers["x-content-type-options"] = "nosniff";
    out.headers["content-security-policy"] =
        "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'";
    return out;
  }
  return plain_response(404, "not found");
}

}  // namespace secondstory::workspace
