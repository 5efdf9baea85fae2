/*
 * libuv on [::]:PORT. Tries to write at once and queues only the rest; reading stops meanwhile.
 *
 *   c_libuv PORT tcp-echo|udp-echo|udp-discard
 */
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

static char received[65536], datagrams[64 * 65536];
static uint64_t discarded;

struct write {
    uv_write_t request;
    char data[];
};

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *data);

static void on_close(uv_handle_t *handle)
{
    free(handle);
}

static void close_stream(uv_stream_t *stream)
{
    if (!uv_is_closing((uv_handle_t *) stream))
        uv_close((uv_handle_t *) stream, on_close);
}

static void give_buffer(uv_handle_t *handle, size_t wanted, uv_buf_t *data)
{
    (void) handle, (void) wanted;
    *data = uv_buf_init(received, sizeof received);
}

static void on_written(uv_write_t *request, int status)
{
    uv_stream_t *stream = request->handle;
    free(request);
    if (status)
        close_stream(stream);
    else
        uv_read_start(stream, give_buffer, on_read);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *data)
{
    if (n == 0)
        return;
    if (n < 0) {
        close_stream(stream);
        return;
    }
    uv_buf_t rest = uv_buf_init(data->base, (unsigned) n);
    int taken = uv_try_write(stream, &rest, 1);
    if (taken == n)
        return;
    if (taken < 0) {
        if (taken != UV_EAGAIN) {
            close_stream(stream);
            return;
        }
        taken = 0;
    }
    size_t left = (size_t) n - (size_t) taken;
    struct write *w = malloc(sizeof *w + left);
    if (!w) {
        close_stream(stream);
        return;
    }
    memcpy(w->data, data->base + taken, left);
    rest = uv_buf_init(w->data, (unsigned) left);
    uv_read_stop(stream);
    uv_write(&w->request, stream, &rest, 1, on_written);
}

static void on_connection(uv_stream_t *listener, int status)
{
    (void) status;
    uv_tcp_t *peer = malloc(sizeof *peer);
    if (!peer)
        return;
    uv_tcp_init(listener->loop, peer);
    if (uv_accept(listener, (uv_stream_t *) peer) == 0) {
        uv_tcp_nodelay(peer, 1);
        uv_read_start((uv_stream_t *) peer, give_buffer, on_read);
    } else {
        close_stream((uv_stream_t *) peer);
    }
}

static void give_datagram_buffer(uv_handle_t *handle, size_t wanted, uv_buf_t *data)
{
    (void) handle, (void) wanted;
    *data = uv_buf_init(datagrams, sizeof datagrams);
}

static void echo_datagram(uv_udp_t *socket, ssize_t n, const uv_buf_t *data, const struct sockaddr *sender, unsigned flags)
{
    (void) flags;
    if (n > 0 && sender) {
        uv_buf_t echo = uv_buf_init(data->base, (unsigned) n);
        uv_udp_try_send(socket, &echo, 1, sender);
    }
}

/* A datagram of one byte asks how many others there were. */
static void discard_datagram(
    uv_udp_t *socket, ssize_t n, const uv_buf_t *data, const struct sockaddr *sender, unsigned flags)
{
    (void) data, (void) flags;
    if (n > 1) {
        discarded++;
    } else if (n == 1 && sender) {
        uint64_t count = htobe64(discarded);
        uv_buf_t answer = uv_buf_init((char *) &count, sizeof count);
        uv_udp_try_send(socket, &answer, 1, sender);
    }
}

static int serve_tcp(uv_loop_t *loop, const struct sockaddr_in6 *local)
{
    static uv_tcp_t tcp;
    int failed = uv_tcp_init(loop, &tcp);
    if (!failed)
        failed = uv_tcp_bind(&tcp, (const struct sockaddr *) local, 0);
    return failed ? failed : uv_listen((uv_stream_t *) &tcp, 4096, on_connection);
}

static int serve_udp(uv_loop_t *loop, const struct sockaddr_in6 *local, uv_udp_recv_cb on_datagram)
{
    static uv_udp_t udp;
    int failed = uv_udp_init_ex(loop, &udp, AF_INET6 | UV_UDP_RECVMMSG);
    if (!failed)
        failed = uv_udp_bind(&udp, (const struct sockaddr *) local, 0);
    return failed ? failed : uv_udp_recv_start(&udp, give_datagram_buffer, on_datagram);
}

int main(int argc, char **argv)
{
    const char *service = argc > 2 ? argv[2] : "";
    uv_loop_t *loop = uv_default_loop();
    struct sockaddr_in6 local;
    int failed;
    uv_ip6_addr("::", argc > 1 ? atoi(argv[1]) : 0, &local);
    if (!strcmp(service, "tcp-echo")) {
        failed = serve_tcp(loop, &local);
    } else if (!strcmp(service, "udp-echo")) {
        failed = serve_udp(loop, &local, echo_datagram);
    } else if (!strcmp(service, "udp-discard")) {
        failed = serve_udp(loop, &local, discard_datagram);
    } else {
        fprintf(stderr, "usage: c_libuv PORT tcp-echo|udp-echo|udp-discard\n");
        return 1;
    }
    if (failed) {
        fprintf(stderr, "c_libuv: listen: %s\n", uv_strerror(failed));
        return 1;
    }
    puts("ready");
    fflush(stdout);
    return uv_run(loop, UV_RUN_DEFAULT);
}
