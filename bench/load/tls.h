/*
 * TLS 1.3 for loadgen, as a client, by OpenSSL. Part of loadgen.c where it is built with it.
 *
 * All servers get the same offer: one cipher suite, and OpenSSL's default groups. Their certificate must be the one given.
 */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#define CIPHER_SUITE "TLS_AES_128_GCM_SHA256"

static SSL_CTX *tls;

static void die_of_tls(const char *what)
{
    unsigned long code = ERR_get_error();
    /* What stands in the queue of OpenSSL says more than errno. */
    if (code) {
        char text[256];
        ERR_error_string_n(code, text, sizeof text);
        fprintf(stderr, "%s: %s\n", what, text);
        exit(1);
    }
    fprintf(stderr, "%s: %s\n", what, errno ? strerror(errno) : "the server closed the connection");
    exit(1);
}

/* The latest ticket of a connection is kept where its user wants it: in the SSL_SESSION * that its application data points to. */
static int keep_session(SSL *ssl, SSL_SESSION *session)
{
    SSL_SESSION **kept = SSL_get_app_data(ssl);
    if (!kept)
        return 0;
    SSL_SESSION_free(*kept);
    *kept = session;
    return 1;
}

static void prepare_tls(const char *certificate)
{
    tls = SSL_CTX_new(TLS_client_method());
    if (!tls || !SSL_CTX_set_min_proto_version(tls, TLS1_3_VERSION) || !SSL_CTX_set_ciphersuites(tls, CIPHER_SUITE))
        die_of_tls("TLS");
    if (!SSL_CTX_load_verify_file(tls, certificate))
        die_of_tls(certificate);
    SSL_CTX_set_verify(tls, SSL_VERIFY_PEER, NULL);
    X509_VERIFY_PARAM_set1_ip_asc(SSL_CTX_get0_param(tls), is_ipv4 ? "127.0.0.1" : "::1");
    SSL_CTX_set_mode(tls, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    /* A system call for all that is there, not two for each record. */
    SSL_CTX_set_read_ahead(tls, 1);
    SSL_CTX_set_default_read_buffer_len(tls, 1 << 17);
    SSL_CTX_set_session_cache_mode(tls, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(tls, keep_session);
}

/* On a connected socket, whose handshake has not begun. */
static SSL *tls_on(int fd, SSL_SESSION *offered, SSL_SESSION **kept)
{
    SSL *ssl = SSL_new(tls);
    if (!ssl || !SSL_set_fd(ssl, fd) || (offered && !SSL_set_session(ssl, offered)))
        die_of_tls("TLS");
    SSL_set_connect_state(ssl);
    SSL_set_app_data(ssl, kept);
    return ssl;
}

/* On a connected socket that blocks. */
static SSL *secured(int fd)
{
    SSL *ssl = tls_on(fd, NULL, NULL);
    if (SSL_do_handshake(ssl) != 1)
        die_of_tls("handshake");
    return ssl;
}

/* As send(2) and recv(2) say it: what OpenSSL says of what went wrong stays in its queue. */
static ssize_t tls_result(SSL *ssl, int n)
{
    if (n > 0)
        return n;
    switch (SSL_get_error(ssl, n)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE: errno = EAGAIN; return -1;
    case SSL_ERROR_ZERO_RETURN: return 0;
    default: die_of_tls("TLS"); return -1;
    }
}

static ssize_t tls_send(SSL *ssl, const void *data, size_t length)
{
    errno = 0;
    ERR_clear_error();
    return tls_result(ssl, SSL_write(ssl, data, (int) length));
}

static ssize_t tls_recv(SSL *ssl, void *data, size_t length)
{
    errno = 0;
    ERR_clear_error();
    return tls_result(ssl, SSL_read(ssl, data, (int) length));
}
