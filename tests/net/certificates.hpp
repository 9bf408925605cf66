#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <boost/asio/ssl.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "tests/net/raw_server.hpp"

/// Certificates made for a test, and peers that show them.
namespace secondstory::net::test {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using TlsPeer = asio::ssl::stream<Tcp::socket&>;
using TlsScript = std::function<asio::awaitable<void>(TlsPeer&)>;

constexpr long one_day_s = 86'400;

inline void extend(X509* certificate, X509* issuer, int kind, const std::string& value)
{
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  auto* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  REQUIRE(extension != nullptr);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

/// An authority that nobody knows unless told to.
class Authority
{
 public:
  Authority()
      : key_(EVP_EC_gen("P-256"), EVP_PKEY_free),
        certificate_(blank("Test Authority " + std::to_string(made()), key_.get()))
  {
    X509_set_issuer_name(certificate_.get(), X509_get_subject_name(certificate_.get()));
    extend(certificate_.get(), certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
    X509_sign(certificate_.get(), key_.get(), EVP_sha256());
    file_ = std::filesystem::temp_directory_path() / ("secondstory-ca-" + std::to_string(getpid()) +
                                                      "-" + std::to_string(++made()) + ".pem");
    std::ofstream{file_} << pem(certificate_.get());
  }
  ~Authority()
  {
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
  }
  Authority(const Authority&) = delete;
  Authority& operator=(const Authority&) = delete;

  std::string file() const { return file_.string(); }

  /// A server's side of TLS with a certificate for names such as "DNS:localhost" or "IP:127.0.0.1".
  std::shared_ptr<asio::ssl::context> issue(const std::string& names,
                                            long valid_for_s = one_day_s) const
  {
    const Key key{EVP_EC_gen("P-256"), EVP_PKEY_free};
    const auto certificate = blank("Test Server", key.get(), valid_for_s);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate_.get()));
    extend(certificate.get(), certificate_.get(), NID_subject_alt_name, names);
    X509_sign(certificate.get(), key_.get(), EVP_sha256());
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
    SSL_CTX_use_certificate(context->native_handle(), certificate.get());
    SSL_CTX_use_PrivateKey(context->native_handle(), key.get());
    return context;
  }

 private:
  static int& made()
  {
    static int count = 0;
    return count;
  }

  static Certificate blank(const std::string& name, EVP_PKEY* key, long valid_for_s = one_day_s)
  {
    Certificate certificate{X509_new(), X509_free};
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), ++made());
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -2 * one_day_s);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), valid_for_s);
    X509_set_pubkey(certificate.get(), key);
    const auto* text = reinterpret_cast<const unsigned char*>(name.c_str());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8, text,
                               -1, -1, 0);
    return certificate;
  }

  static std::string pem(X509* certificate)
  {
    const std::unique_ptr<BIO, decltype(&BIO_free)> out{BIO_new(BIO_s_mem()), BIO_free};
    PEM_write_bio_X509(out.get(), certificate);
    char* data = nullptr;
    const auto size = BIO_get_mem_data(out.get(), &data);
    return {data, static_cast<std::size_t>(size)};
  }

  Key key_;
  Certificate certificate_;
  std::filesystem::path file_;
};

/// A script that is spoken behind a TLS handshake.
inline RawServer::Script over_tls(std::shared_ptr<asio::ssl::context> context, TlsScript script)
{
  return [context, script](Tcp::socket& socket) -> asio::awaitable<void> {
    TlsPeer peer{socket, *context};
    co_await peer.async_handshake(asio::ssl::stream_base::server, asio::use_awaitable);
    co_await script(peer);
  };
}

/// Answers every request with "secret".
inline asio::awaitable<void> answer_all(TlsPeer& peer)
{
  for (;;) {
    co_await read_head(peer);
    std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret";
    co_await say(peer, std::move(answer));
  }
}

}  // namespace secondstory::net::test
