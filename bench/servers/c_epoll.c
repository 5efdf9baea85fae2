/*
 * The ceiling for a reactor over readiness: raw epoll, TCP and UDP echo on [::]:PORT, one thread. Level-triggered: one recv and
 * one send per readiness, no other system call.
 *
 *   c_epoll PORT [big|spin]
 *     big   a read buffer of 1 MiB instead of 64 KiB
 *     spin  looks for events for 50 us before it sleeps
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
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
static int ep, is_spinning;

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
static struct mmsghdr messages[BATCH];
static struct iovec vectors[BATCH];
static char datagrams[BATCH][2048];
static struct sockaddr_in6 senders[BATCH];

static void echo_datagrams(int fd)
{
    for (int i = 0; i < BATCH; i++) {
        vectors[i] = (struct iovec){datagrams[i], sizeof datagrams[i]};
        messages[i].msg_hdr = (struct msghdr){
            .msg_name = &senders[i], .msg_namelen = sizeof senders[i], .msg_iov = &vectors[i], .msg_iovlen = 1};
    }
    int n = recvmmsg(fd, messages, BATCH, MSG_DONTWAIT, NULL);
    for (int i = 0; i < n; i++)
        vectors[i].iov_len = messages[i].msg_len;
    if (n > 0)
        sendmmsg(fd, messages, (unsigned) n, MSG_DONTWAIT);
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

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: c_epoll PORT [big|spin]\n");
        return 1;
    }
    int one = 1;
    if (argc > 2 && !strcmp(argv[2], "big"))
        capacity = sizeof buffer;
    is_spinning = argc > 2 && !strcmp(argv[2], "spin");

    struct sockaddr_in6 local = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t) atoi(argv[1]))};
    int tcp = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK, 0), udp = socket(AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    setsockopt(tcp, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(tcp, (struct sockaddr *) &local, sizeof local) || listen(tcp, 4096)
        || bind(udp, (struct sockaddr *) &local, sizeof local)) {
        perror("c_epoll: listen");
        return 1;
    }
    ep = epoll_create1(0);
    struct epoll_event e = {EPOLLIN, {.ptr = &tcp}};
    epoll_ctl(ep, EPOLL_CTL_ADD, tcp, &e);
    e.data.ptr = &udp;
    epoll_ctl(ep, EPOLL_CTL_ADD, udp, &e);
    puts("ready");
    fflush(stdout);

    static struct epoll_event events[1024];
    for (;;) {
        int n = wait_events(events, 1024);
        for (int i = 0; i < n; i++) {
            void *what = events[i].data.ptr;
            if (what == &tcp)
                accept_all(tcp);
            else if (what == &udp)
                echo_datagrams(udp);
            else
                on_event(what, events[i].events);
        }
    }
}
