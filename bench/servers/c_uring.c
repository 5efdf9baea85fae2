/*
 * The ceiling for a reactor over completions: raw io_uring, TCP echo on [::]:PORT, one thread. Multishot accept, multishot receive
 * into a ring of provided buffers, one send in flight per connection; a buffer goes back when it is sent.
 *
 *   c_uring PORT
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <liburing.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUFFERS 2048
#define BUFFER_SIZE 8192
#define MOST_STARVED 16384
enum operation { ACCEPT, RECEIVE, SEND };

/* `head` and `tail`: a queue of buffers that wait to be sent. */
struct connection {
    int fd, is_closing, is_starved, is_sending, head, tail;
};

static struct io_uring ring;
static struct io_uring_buf_ring *provided;
static char *memory;
static int next[BUFFERS], length[BUFFERS], listener;
static struct connection *starved[MOST_STARVED];
static int starved_count;

static struct io_uring_sqe *submission(void)
{
    struct io_uring_sqe *s;
    while (!(s = io_uring_get_sqe(&ring)))
        io_uring_submit(&ring);
    return s;
}

static uint64_t tag(struct connection *c, enum operation operation)
{
    return (uint64_t) (uintptr_t) c | operation;
}

static void start_accepting(void)
{
    struct io_uring_sqe *s = submission();
    io_uring_prep_multishot_accept(s, listener, NULL, NULL, 0);
    io_uring_sqe_set_data64(s, ACCEPT);
}

static void start_receiving(struct connection *c)
{
    struct io_uring_sqe *s = submission();
    io_uring_prep_recv_multishot(s, c->fd, NULL, 0, 0);
    s->flags |= IOSQE_BUFFER_SELECT;
    s->buf_group = 0;
    io_uring_sqe_set_data64(s, tag(c, RECEIVE));
}

static void send_head(struct connection *c)
{
    struct io_uring_sqe *s = submission();
    io_uring_prep_send(
        s, c->fd, memory + (size_t) c->head * BUFFER_SIZE, (size_t) length[c->head], MSG_NOSIGNAL | MSG_WAITALL);
    io_uring_sqe_set_data64(s, tag(c, SEND));
    c->is_sending = 1;
}

static void give_back(int buffer)
{
    io_uring_buf_ring_add(
        provided, memory + (size_t) buffer * BUFFER_SIZE, BUFFER_SIZE, (unsigned short) buffer, BUFFERS - 1, 0);
    io_uring_buf_ring_advance(provided, 1);
    while (starved_count) {
        struct connection *c = starved[--starved_count];
        c->is_starved = 0;
        start_receiving(c);
    }
}

static void drop_queue(struct connection *c)
{
    while (c->head >= 0) {
        int buffer = c->head;
        c->head = next[buffer];
        give_back(buffer);
    }
}

static void end_if_done(struct connection *c)
{
    if (!c->is_closing || c->is_sending || c->is_starved)
        return;
    drop_queue(c);
    close(c->fd);
    free(c);
}

static void on_accepted(int fd)
{
    int one = 1;
    if (fd < 0)
        return;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct connection *c = calloc(1, sizeof *c);
    if (!c) {
        close(fd);
        return;
    }
    c->fd = fd;
    c->head = c->tail = -1;
    start_receiving(c);
}

static void on_received(struct connection *c, int result, unsigned flags)
{
    if (result > 0) {
        int buffer = (int) (flags >> IORING_CQE_BUFFER_SHIFT);
        length[buffer] = result;
        next[buffer] = -1;
        if (c->head < 0)
            c->head = buffer;
        else
            next[c->tail] = buffer;
        c->tail = buffer;
        if (!c->is_sending)
            send_head(c);
    }
    if (flags & IORING_CQE_F_MORE)
        return;
    if (result == -ENOBUFS && starved_count < MOST_STARVED) {
        c->is_starved = 1;
        starved[starved_count++] = c;
    } else if (result > 0) {
        start_receiving(c);
    } else {
        c->is_closing = 1;
        end_if_done(c);
    }
}

static void on_sent(struct connection *c, int result)
{
    int buffer = c->head;
    c->head = next[buffer];
    c->is_sending = 0;
    give_back(buffer);
    if (result < 0)
        drop_queue(c);
    else if (c->head >= 0)
        send_head(c);
    end_if_done(c);
}

static void on_completion(struct io_uring_cqe *q)
{
    struct connection *c = (struct connection *) (uintptr_t) (q->user_data & ~(uint64_t) 3);
    switch ((enum operation)(q->user_data & 3)) {
    case ACCEPT:
        on_accepted(q->res);
        if (!(q->flags & IORING_CQE_F_MORE))
            start_accepting();
        break;
    case RECEIVE: on_received(c, q->res, q->flags); break;
    case SEND: on_sent(c, q->res); break;
    }
}

static int set_up(void)
{
    struct io_uring_params p = {
        .flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_CQSIZE, .cq_entries = 16384};
    struct io_uring_buf_reg registration = {.ring_entries = BUFFERS, .bgid = 0};
    int result = io_uring_queue_init_params(4096, &ring, &p);
    if (result)
        return result;
    memory = aligned_alloc(4096, (size_t) BUFFERS * BUFFER_SIZE);
    provided = aligned_alloc(4096, BUFFERS * sizeof(struct io_uring_buf));
    if (!memory || !provided)
        return -ENOMEM;
    registration.ring_addr = (uintptr_t) provided;
    result = io_uring_register_buf_ring(&ring, &registration, 0);
    if (result)
        return result;
    io_uring_buf_ring_init(provided);
    for (int i = 0; i < BUFFERS; i++)
        io_uring_buf_ring_add(
            provided, memory + (size_t) i * BUFFER_SIZE, BUFFER_SIZE, (unsigned short) i, BUFFERS - 1, i);
    io_uring_buf_ring_advance(provided, BUFFERS);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: c_uring PORT\n");
        return 1;
    }
    int one = 1;
    struct sockaddr_in6 local = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t) atoi(argv[1]))};
    listener = socket(AF_INET6, SOCK_STREAM, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *) &local, sizeof local) || listen(listener, 4096)) {
        perror("c_uring: listen");
        return 1;
    }
    int failed = set_up();
    if (failed) {
        fprintf(stderr, "c_uring: io_uring: %s\n", strerror(-failed));
        return 1;
    }
    start_accepting();
    puts("ready");
    fflush(stdout);
    for (;;) {
        unsigned head, n = 0;
        struct io_uring_cqe *q;
        io_uring_submit_and_wait(&ring, 1);
        io_uring_for_each_cqe(&ring, head, q)
        {
            n++;
            on_completion(q);
        }
        io_uring_cq_advance(&ring, n);
    }
}
