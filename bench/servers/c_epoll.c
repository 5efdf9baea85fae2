/*
 * The ceiling for a reactor over readiness: raw epoll on [::]:PORT, one thread. Level-triggered: one recv and one send (of up to
 * 64 datagrams) per readiness, no other system call.
 *
 *   c_epoll PORT tcp-echo|udp-echo|udp-discard [big|spin|gso]
 *     big   a read buffer of 1 MiB instead of 64 KiB
 *     spin  looks for events for 50 us before it sleeps
 *     gso   datagrams of one size to one peer leave as one (UDP_SEGMENT); those that are discarded come as one (UDP_GRO)
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* `pending` is what the kernel did not take; nothing is read meanwhile. */
struct connection {
    int fd;
    size_t offset, length;
    char *pending;
};

static char buffer[1 << 20];
static size_t capacity = 65536;
static int ep, is_spinning, is_segmenting, is_discarding;

static void watch(struct connection *c, int operation, uint32_t events)
{
    struct epoll_event e = {events, {.ptr = c}};
    epoll_ctl(ep, operation, c->fd, &e);
}

static void drop(struct connection *c)
{
    close(c->fd);
    free(c->pending);
    free(c);
}

static void on_readable(struct connection *c)
{
    ssize_t n = recv(c->fd, buffer, capacity, 0);
    if (n < 0 && errno == EAGAIN)
        return;
    if (n <= 0) {
        drop(c);
        return;
    }
    ssize_t sent = send(c->fd, buffer, (size_t) n, MSG_NOSIGNAL);
    if (sent < 0) {
        if (errno != EAGAIN) {
            drop(c);
            return;
        }
        sent = 0;
    }
    if (sent == n)
        return;
    c->offset = 0;
    c->length = (size_t) (n - sent);
    c->pending = malloc(c->length);
    if (!c->pending) {
        drop(c);
        return;
    }
    memcpy(c->pending, buffer + sent, c->length);
    watch(c, EPOLL_CTL_MOD, EPOLLOUT);
}

static void on_writable(struct connection *c)
{
    ssize_t sent = send(c->fd, c->pending + c->offset, c->length, MSG_NOSIGNAL);
    if (sent < 0) {
        if (errno != EAGAIN)
            drop(c);
        return;
    }
    c->offset += (size_t) sent;
    c->length -= (size_t) sent;
    if (c->length)
        return;
    free(c->pending);
    c->pending = NULL;
    watch(c, EPOLL_CTL_MOD, EPOLLIN | EPOLLRDHUP);
}

static void on_event(struct connection *c, uint32_t events)
{
    if (!c->pending) {
        if (events & ~(uint32_t) EPOLLOUT)
            on_readable(c);
    } else if (events & (EPOLLERR | EPOLLHUP)) {
        drop(c);
    } else if (events & EPOLLOUT) {
        on_writable(c);
    }
}

static void accept_all(int listener)
{
    int one = 1;
    for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct connection *c = calloc(1, sizeof *c);
        if (!c) {
            close(fd);
            return;
        }
        c->fd = fd;
        watch(c, EPOLL_CTL_ADD, EPOLLIN | EPOLLRDHUP);
    }
}

#define BATCH 64
union control {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr header;
};
static struct mmsghdr messages[BATCH];
static struct iovec vectors[BATCH];
static char datagrams[BATCH * 65536];
static struct sockaddr_in6 senders[BATCH];
static union control controls[BATCH];
static size_t slot = 2048;
static uint64_t discarded;

static int receive_datagrams(int fd)
{
    int has_segments = is_segmenting && is_discarding;
    for (int i = 0; i < BATCH; i++) {
        vectors[i] = (struct iovec){datagrams + (size_t) i * slot, slot};
        messages[i].msg_hdr = (struct msghdr){
            .msg_name = &senders[i], .msg_namelen = sizeof senders[i], .msg_iov = &vectors[i], .msg_iovlen = 1,
            .msg_control = has_segments ? &controls[i] : NULL, .msg_controllen = has_segments ? sizeof controls[i] : 0};
    }
    return recvmmsg(fd, messages, BATCH, MSG_DONTWAIT, NULL);
}

static int is_same_kind(int i, int j)
{
    return messages[i].msg_len == messages[j].msg_len && !memcmp(&senders[i], &senders[j], sizeof senders[i]);
}

/* Each run of datagrams of one size to one peer in one send. */
static void send_runs(int fd, int n)
{
    for (int first = 0, end; first < n; first = end) {
        for (end = first + 1; end < n && is_same_kind(first, end); end++)
            ;
        struct msghdr run = {
            .msg_name = &senders[first], .msg_namelen = sizeof senders[first], .msg_iov = &vectors[first],
            .msg_iovlen = (size_t) (end - first)};
        union control segment = {.header = {CMSG_LEN(sizeof(uint16_t)), SOL_UDP, UDP_SEGMENT}};
        uint16_t each = (uint16_t) messages[first].msg_len;
        if (end - first > 1) {
            memcpy(CMSG_DATA(&segment.header), &each, sizeof each);
            run.msg_control = &segment;
            run.msg_controllen = CMSG_SPACE(sizeof each);
        }
        sendmsg(fd, &run, MSG_DONTWAIT);
    }
}

static void echo_datagrams(int fd)
{
    int n = receive_datagrams(fd);
    for (int i = 0; i < n; i++)
        vectors[i].iov_len = messages[i].msg_len;
    if (is_segmenting)
        send_runs(fd, n);
    else if (n > 0)
        sendmmsg(fd, messages, (unsigned) n, MSG_DONTWAIT);
}

static uint64_t count_of(struct mmsghdr *m)
{
    struct cmsghdr *c = CMSG_FIRSTHDR(&m->msg_hdr);
    if (!c || c->cmsg_level != SOL_UDP || c->cmsg_type != UDP_GRO)
        return 1;
    int each;
    memcpy(&each, CMSG_DATA(c), sizeof each);
    return (m->msg_len + (unsigned) each - 1) / (unsigned) each;
}

/* A datagram of one byte asks how many others there were. */
static void discard_datagrams(int fd)
{
    int n = receive_datagrams(fd);
    for (int i = 0; i < n; i++)
        if (messages[i].msg_len > 1) {
            discarded += count_of(&messages[i]);
        } else {
            uint64_t answer = htobe64(discarded);
            sendto(fd, &answer, sizeof answer, MSG_DONTWAIT, (struct sockaddr *) &senders[i], sizeof senders[i]);
        }
}

static long elapsed_ns(const struct timespec *since)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (t.tv_sec - since->tv_sec) * 1000000000L + t.tv_nsec - since->tv_nsec;
}

static int wait_events(struct epoll_event *events, int most)
{
    if (!is_spinning)
        return epoll_wait(ep, events, most, -1);
    struct timespec since;
    clock_gettime(CLOCK_MONOTONIC, &since);
    do {
        int n = epoll_wait(ep, events, most, 0);
        if (n)
            return n;
    } while (elapsed_ns(&since) < 50000);
    return epoll_wait(ep, events, most, -1);
}

static void die(const char *what)
{
    fprintf(stderr, "c_epoll: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int listening_socket(const struct sockaddr_in6 *local)
{
    int fd = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (const struct sockaddr *) local, sizeof *local) || listen(fd, 4096))
        die("listen");
    return fd;
}

static int datagram_socket(const struct sockaddr_in6 *local)
{
    int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK, 0), one = 1;
    if (bind(fd, (const struct sockaddr *) local, sizeof *local))
        die("bind");
    if (is_segmenting && is_discarding && setsockopt(fd, SOL_UDP, UDP_GRO, &one, sizeof one))
        die("UDP_GRO");
    return fd;
}

int main(int argc, char **argv)
{
    const char *service = argc > 2 ? argv[2] : "", *variant = argc > 3 ? argv[3] : "";
    int is_tcp = !strcmp(service, "tcp-echo");
    is_discarding = !strcmp(service, "udp-discard");
    if (!is_tcp && !is_discarding && strcmp(service, "udp-echo")) {
        fprintf(stderr, "usage: c_epoll PORT tcp-echo|udp-echo|udp-discard [big|spin|gso]\n");
        return 1;
    }
    if (!strcmp(variant, "big"))
        capacity = sizeof buffer;
    is_spinning = !strcmp(variant, "spin");
    is_segmenting = !strcmp(variant, "gso");
    if (is_segmenting && is_discarding)
        slot = 65536;

    struct sockaddr_in6 local = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t) atoi(argv[1]))};
    int fd = is_tcp ? listening_socket(&local) : datagram_socket(&local);
    ep = epoll_create1(0);
    struct epoll_event e = {EPOLLIN, {.ptr = &fd}};
    epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e);
    puts("ready");
    fflush(stdout);

    static struct epoll_event events[1024];
    for (;;) {
        int n = wait_events(events, 1024);
        for (int i = 0; i < n; i++) {
            void *what = events[i].data.ptr;
            if (what != &fd)
                on_event(what, events[i].events);
            else if (is_tcp)
                accept_all(fd);
            else if (is_discarding)
                discard_datagrams(fd);
            else
                echo_datagrams(fd);
        }
    }
}
