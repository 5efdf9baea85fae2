/*
 * A closed-loop load generator for echo servers and relays on the loopback: one thread, and one JSON object at the end.
 *
 *   loadgen MODE -p PORT [-c connections] [-s bytes] [-d depth] [-o outstanding] [-t seconds] [-w seconds of warm-up]
 *           [-P pid of the server] [-S server's CPU] [-C own CPU] [-R ns] [-D ns] [-W seconds] [-v] [-b 0] [-4] [-g]
 *           [-k certificate] [-r] [-B target's port]
 *
 *   MODE echo     each connection has at most `depth` messages outstanding
 *        stream   as echo, with 64 KiB messages and depth 4: the depth bounds what the server has to hold
 *        connect  so many slots, each: connect, one message there and back, close with a reset (-g: with a FIN)
 *        idle     opens all connections, one echo on each, prints a line, and holds them until its input ends
 *        udp      connected sockets, at most `depth` datagrams outstanding on each, lost after 200 ms; with -o at most so many
 *                 outstanding on all, and the sockets take turns
 *        flood    connected sockets, `depth` datagrams at a time in one send (UDP_SEGMENT), as fast as they go, to a server
 *                 that discards them; what it received it is asked before and after: by a datagram of one byte, which it
 *                 answers with a count of the others, 8 bytes, the highest first
 *
 *        tls-echo, tls-stream, tls-connect
 *                 as those without tls-, in TLS 1.3 with a server that has the certificate of the file -k: where this program was
 *                 built with OpenSSL. tls-connect shakes hands each time, with -r by the latest ticket of its slot
 *        relay-echo, relay-stream, relay-idle
 *                 the server is a relay, and this program its target too, at -B: what is sent to the relay must come out there.
 *                 relay-echo sends it back through the relay, relay-stream goes one way
 *
 *   -P   the server's processor time is read over exactly the measured window, with that of its child processes
 *   -v   checks every byte that comes back, or the count of a flood: exit 2 where one is wrong
 *   -b 0 sleeps in epoll_wait; else it polls, so that no server pays for waking it
 *
 * Two disturbances of virtual machines are probed, so that rounds can be judged (README.md):
 *   slow0, slow1   the share of the window in which a system call took 15 % longer than -R ns, on the server's CPU and on ours
 *   dist0, dist1   a cache line bounced between the two CPUs, ns, at the begin and the end of the window
 * With -D and -W the window opens when both are good, or after -W seconds of load anyway.
 *
 * "hist" is the histogram of latencies: bucket i holds those of about (i & 63) << (i >> 6) ns.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int is_tls, is_resuming, is_relay, target_port;
static const char *certificate;
static int connections = 1, depth = 1, most_outstanding, port, is_polling = 1, is_ipv4, is_verifying, is_graceful, ep;
static int server_pid, server_cpu = 0, own_cpu = 1;
static size_t size = 64;
static double seconds = 2, warm = 0.3;

static uint64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t) t.tv_sec * 1000000000ull + (uint64_t) t.tv_nsec;
}

static void die(const char *what)
{
    perror(what);
    exit(1);
}

/* ---- latencies: 32 linear steps per power of two, so each is known within 3.2 % */

#define BUCKETS 4096
static uint64_t histogram[BUCKETS], longest, window_from;

static void record(uint64_t from, uint64_t to)
{
    if (from < window_from)
        return; /* sent before the window opened */
    uint64_t ns = to - from;
    int exponent = ns < 64 ? 0 : 63 - __builtin_clzll(ns) - 5;
    histogram[exponent * 64 + (int) (ns >> exponent)]++;
    if (ns > longest)
        longest = ns;
}

/* ---- how fast the machine is at this moment */

struct probe {
    uint64_t count, slow;
    double best, last;
};
struct distance {
    _Alignas(64) volatile int wanted;
    _Alignas(64) volatile int ball;
};
struct shared {
    volatile struct probe probe[2]; /* of the server's CPU and of ours */
    struct distance distance;
};
static struct shared *shared;
static double reference_ns, near_ns, distance_before, distance_after, longest_wait;

static void pin(int cpu)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET((size_t) cpu, &set);
    sched_setaffinity(0, sizeof set, &set);
}

/* The best of 3 x 20 getppid calls. */
static void probe(int which)
{
    volatile struct probe *p = &shared->probe[which];
    double best = 1e9;
    for (int i = 0; i < 3; i++) {
        uint64_t start = now();
        for (int k = 0; k < 20; k++)
            syscall(SYS_getppid);
        double each = (double) (now() - start) / 20;
        if (each < best)
            best = each;
    }
    p->last = best;
    p->count++;
    if (reference_ns > 0 && best > reference_ns * 1.15)
        p->slow++;
    if (p->best == 0 || best < p->best)
        p->best = best;
}

/* The best of 6 x 300 round trips of a cache line: near is the same core or its neighbour, far another complex. */
static double distance(void)
{
    struct distance *d = &shared->distance;
    uint64_t limit = now() + 200000000;
    double best = 0;
    d->ball = 0;
    d->wanted = 1;
    for (int i = 0; i < 6; i++) {
        uint64_t start = 0;
        for (int k = 0; k < 301; k++) {
            if (k == 1)
                start = now();
            d->ball = 1;
            while (d->ball == 1)
                if (now() > limit)
                    goto out;
        }
        double each = (double) (now() - start) / 300;
        if (best == 0 || each < best)
            best = each;
    }
out:
    d->wanted = 0;
    return best;
}

static void catch_ball(void)
{
    struct distance *d = &shared->distance;
    for (uint64_t limit = now() + 200000000; d->wanted && now() < limit;)
        if (d->ball == 1)
            d->ball = 2;
}

/* A tiny child on the server's CPU: a probe of some 10 us every 20 ms. */
static void start_probes(void)
{
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        die("mmap");
    pid_t parent = getpid(), child = fork();
    if (child < 0)
        die("fork");
    if (child > 0)
        return;
    /* It ends with its parent, which may have ended before the child could say so. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    pin(server_cpu);
    while (getppid() == parent) {
        probe(0);
        if (shared->distance.wanted)
            catch_ball();
        usleep(20000);
    }
    _exit(0);
}

/* ---- the measured window */

struct snapshot {
    uint64_t at;
    double server, server_user, server_system, own, busy, steal;
};

static double ticks(unsigned long n)
{
    return (double) n / (double) sysconf(_SC_CLK_TCK);
}

static void add_process(struct snapshot *s, int pid)
{
    clockid_t clock;
    struct timespec t;
    char text[1024];
    if (!clock_getcpuclockid(pid, &clock) && !clock_gettime(clock, &t))
        s->server += (double) t.tv_sec + (double) t.tv_nsec / 1e9;
    snprintf(text, sizeof text, "/proc/%d/stat", pid);
    FILE *f = fopen(text, "r");
    if (!f)
        return;
    text[fread(text, 1, sizeof text - 1, f)] = 0;
    fclose(f);
    char *behind_name = strrchr(text, ')');
    unsigned long user = 0, system = 0;
    if (behind_name)
        sscanf(behind_name + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
    s->server_user += ticks(user);
    s->server_system += ticks(system);
}

/* With its children: some relays have one for each connection. */
static void read_server(struct snapshot *s)
{
    char path[64];
    int child;
    if (!server_pid)
        return;
    add_process(s, server_pid);
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", server_pid, server_pid);
    FILE *f = fopen(path, "r");
    if (!f)
        return;
    while (fscanf(f, "%d", &child) == 1)
        add_process(s, child);
    fclose(f);
}

static struct snapshot snapshot(void)
{
    struct snapshot s = {.at = now()};
    struct timespec t;
    read_server(&s);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    s.own = (double) t.tv_sec + (double) t.tv_nsec / 1e9;
    FILE *f = fopen("/proc/stat", "r");
    if (f) {
        unsigned long v[8] = {0};
        if (fscanf(f, "cpu %lu %lu %lu %lu %lu %lu %lu %lu", v, v + 1, v + 2, v + 3, v + 4, v + 5, v + 6, v + 7) == 8) {
            s.busy = ticks(v[0] + v[1] + v[2] + v[5] + v[6]);
            s.steal = ticks(v[7]);
        }
        fclose(f);
    }
    return s;
}

static struct snapshot opened, closed;
static enum { WARMING, MEASURING, DONE } phase;
static uint64_t started, operations, bytes, errors, lost;

static int is_good_moment(void)
{
    if (near_ns > 0 && distance_before > near_ns)
        return 0;
    for (int i = 0; i < 2; i++)
        if (reference_ns > 0 && shared->probe[i].last > reference_ns * 1.15)
            return 0;
    return 1;
}

static void open_window(uint64_t t)
{
    static uint64_t next_try;
    if (t < next_try)
        return;
    distance_before = distance();
    if ((double) (t - started) < (warm + longest_wait) * 1e9 && !is_good_moment()) {
        next_try = now() + 40000000;
        return;
    }
    phase = MEASURING;
    memset(histogram, 0, sizeof histogram);
    longest = operations = bytes = lost = errors = 0;
    for (int i = 0; i < 2; i++)
        shared->probe[i].count = shared->probe[i].slow = 0;
    opened = snapshot();
    window_from = opened.at;
}

/* True while the run goes on. */
static int tick(uint64_t t)
{
    static uint64_t last_probe;
    if (t - last_probe > 20000000) {
        last_probe = t;
        probe(1);
    }
    if (phase == WARMING && (double) (t - started) >= warm * 1e9) {
        open_window(t);
    } else if (phase == MEASURING && (double) (t - opened.at) >= seconds * 1e9) {
        closed = snapshot();
        phase = DONE;
        distance_after = distance();
    }
    return phase != DONE;
}

static double slow_share(int which)
{
    volatile struct probe *p = &shared->probe[which];
    return p->count ? (double) p->slow / (double) p->count : 0;
}

static void report(const char *mode)
{
    double window = (double) (closed.at - opened.at) / 1e9;
    double server = closed.server - opened.server, own = closed.own - opened.own;
    double user = closed.server_user - opened.server_user, system = closed.server_system - opened.server_system;
    double others = closed.busy - opened.busy - server - own;
    double n = operations ? (double) operations : 1;
    printf("{\"mode\":\"%s\",\"ops\":%lu,\"secs\":%.3f,\"ops_s\":%.1f,\"mb_s\":%.2f,\"max_us\":%.1f,", mode, operations, window,
           (double) operations / window, (double) bytes / window / 1e6, (double) longest / 1e3);
    printf("\"server_cpu_us\":%.4f,\"server_user\":%.3f,\"server_busy\":%.3f,\"load_busy\":%.3f,", server * 1e6 / n,
           user + system > 0 ? user / (user + system) : 0, server / window, own / window);
    printf("\"others\":%.3f,\"steal\":%.3f,\"errors\":%lu,\"lost\":%lu,", others / window, (closed.steal - opened.steal) / window,
           errors, lost);
    printf("\"slow0\":%.3f,\"slow1\":%.3f,\"best0\":%.1f,\"best1\":%.1f,\"dist0\":%.0f,\"dist1\":%.0f,\"hist\":{", slow_share(0),
           slow_share(1), shared->probe[0].best, shared->probe[1].best, distance_before, distance_after);
    const char *comma = "";
    for (int i = 0; i < BUCKETS; i++)
        if (histogram[i]) {
            printf("%s\"%d\":%lu", comma, i, histogram[i]);
            comma = ",";
        }
    printf("}}\n");
}

/* ---- sockets */

static struct sockaddr_storage address;
static socklen_t address_length;

/* Where `number` is on the loopback. */
static void set_address(int number)
{
    if (is_ipv4) {
        struct sockaddr_in *a = (struct sockaddr_in *) &address;
        a->sin_family = AF_INET;
        a->sin_port = htons((uint16_t) number);
        a->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address_length = sizeof *a;
    } else {
        struct sockaddr_in6 *a = (struct sockaddr_in6 *) &address;
        a->sin6_family = AF_INET6;
        a->sin6_port = htons((uint16_t) number);
        a->sin6_addr = in6addr_loopback;
        address_length = sizeof *a;
    }
}

static int new_socket(int type)
{
    int fd = socket(is_ipv4 ? AF_INET : AF_INET6, type | SOCK_CLOEXEC, 0);
    if (fd < 0)
        die("socket");
    return fd;
}

static void reset_when_closed(int fd)
{
    struct linger l = {1, 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &l, sizeof l);
}

static void watch(int fd, int operation, uint32_t events, void *what)
{
    struct epoll_event e = {events, {.ptr = what}};
    if (epoll_ctl(ep, operation, fd, &e))
        die("epoll_ctl");
}

static int wait_events(struct epoll_event *events, int most)
{
    return epoll_wait(ep, events, most, is_polling ? 0 : 5);
}

static void set_options(int fd)
{
    int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    reset_when_closed(fd);
}

static int connected_socket(void)
{
    int fd = new_socket(SOCK_STREAM);
    set_options(fd);
    if (connect(fd, (struct sockaddr *) &address, address_length))
        die("connect");
    return fd;
}

/* ---- the target of a relay */

static int target;

static void listen_as_target(void)
{
    int one = 1;
    set_address(target_port);
    target = new_socket(SOCK_STREAM);
    setsockopt(target, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(target, (struct sockaddr *) &address, address_length) || listen(target, 4096))
        die("listen as the target");
    set_address(port);
}

/* What the relay has connected for the connection that was opened last. */
static int relayed_socket(void)
{
    struct pollfd p = {target, POLLIN, 0};
    if (poll(&p, 1, 5000) != 1) {
        fprintf(stderr, "the relay has not connected to its target within 5 s\n");
        exit(1);
    }
    int fd = accept4(target, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0)
        die("accept");
    set_options(fd);
    return fd;
}

#ifdef WITH_TLS
#include "tls.h"
#else
typedef void SSL;
#endif

/* ---- echo and stream: the byte at position p of a stream is p % PERIOD */

#define CHUNK ((size_t) 256 * 1024)
#define PERIOD 251
static unsigned char pattern[CHUNK + PERIOD], received[CHUNK];

struct connection {
    int out, in; /* the same, unless it goes one way through a relay */
    int is_far;  /* the other end of one through a relay: it sends back what comes */
    int is_blocked;
    SSL *ssl;
    uint64_t *sent_at; /* of the messages outstanding, a ring of `depth` */
    unsigned first, outstanding;
    size_t part, unsent;
    uint64_t sent, got;
};

static ssize_t transmit(struct connection *c, const void *data, size_t length)
{
#ifdef WITH_TLS
    if (c->ssl)
        return tls_send(c->ssl, data, length);
#endif
    return send(c->out, data, length, MSG_NOSIGNAL);
}

/* `is_empty` says whether there was no more. */
static ssize_t take(struct connection *c, int *is_empty)
{
#ifdef WITH_TLS
    if (c->ssl) {
        ssize_t taken = tls_recv(c->ssl, received, CHUNK);
        *is_empty = !SSL_has_pending(c->ssl);
        return taken;
    }
#endif
    ssize_t n = recv(c->in, received, CHUNK, 0);
    *is_empty = n < (ssize_t) CHUNK;
    return n;
}

static void flush(struct connection *c)
{
    while (c->unsent) {
        size_t k = c->unsent < CHUNK ? c->unsent : CHUNK;
        ssize_t n = transmit(c, pattern + c->sent % PERIOD, k);
        if (n < 0) {
            if (errno != EAGAIN)
                die("send");
            break;
        }
        c->sent += (uint64_t) n;
        c->unsent -= (size_t) n;
    }
    int is_blocked = c->unsent > 0;
    if (is_blocked != c->is_blocked) {
        watch(c->out, EPOLL_CTL_MOD, (c->in == c->out ? EPOLLIN : 0u) | (is_blocked ? EPOLLOUT : 0u), c);
        c->is_blocked = is_blocked;
    }
}

static void send_messages(struct connection *c, unsigned n, uint64_t t)
{
    for (unsigned i = 0; i < n; i++)
        c->sent_at[(c->first + c->outstanding++) % (unsigned) depth] = t;
    c->unsent += n * size;
    flush(c);
}

static void check(const struct connection *c, size_t n)
{
    for (size_t i = 0; is_verifying && i < n; i++)
        if (received[i] != (c->got + i) % PERIOD) {
            fprintf(stderr, "corrupt echo at byte %lu\n", c->got + i);
            exit(2);
        }
    if (c->got + n > c->sent) {
        fprintf(stderr, "more came back than was sent\n");
        exit(2);
    }
}

static void receive(struct connection *c)
{
    for (;;) {
        int is_empty;
        ssize_t n = take(c, &is_empty);
        if (n < 0) {
            if (errno == EAGAIN)
                return;
            die("recv");
        }
        if (n == 0) {
            fprintf(stderr, "the server closed a connection\n");
            exit(1);
        }
        check(c, (size_t) n);
        c->got += (uint64_t) n;
        bytes += (uint64_t) n;
        c->part += (size_t) n;
        unsigned whole = (unsigned) (c->part / size);
        c->part %= size;
        if (whole) {
            uint64_t t = now();
            for (unsigned i = 0; i < whole; i++) {
                record(c->sent_at[c->first], t);
                c->first = (c->first + 1) % (unsigned) depth;
                c->outstanding--;
            }
            operations += whole;
            send_messages(c, whole, t);
        }
        if (is_empty)
            return;
    }
}

/* At the far end of a relay, with what is in flight on one connection: that fits into any buffer. */
static void send_back(struct connection *c)
{
    ssize_t n = recv(c->in, received, CHUNK, 0);
    if (n < 0 && errno == EAGAIN)
        return;
    if (n < 0)
        die("recv at the target");
    if (n == 0) {
        fprintf(stderr, "the relay closed a connection\n");
        exit(1);
    }
    if (send(c->out, received, (size_t) n, MSG_NOSIGNAL) != n)
        die("send at the target");
}

static void open_connection(struct connection *c)
{
    c->out = c->in = connected_socket();
    c->sent_at = calloc((size_t) depth, sizeof(uint64_t));
#ifdef WITH_TLS
    if (is_tls)
        c->ssl = secured(c->out);
#endif
    fcntl(c->out, F_SETFL, O_NONBLOCK);
}

static void open_far_end(struct connection *c, int is_one_way)
{
    int fd = relayed_socket();
    fcntl(fd, F_SETFL, O_NONBLOCK);
    if (is_one_way) {
        watch(c->out, EPOLL_CTL_ADD, 0, c);
        c->in = fd;
    } else {
        struct connection *far = calloc(1, sizeof *far);
        *far = (struct connection){.out = fd, .in = fd, .is_far = 1};
        watch(fd, EPOLL_CTL_ADD, EPOLLIN, far);
    }
}

static void run_echo(const char *mode)
{
    struct connection *all = calloc((size_t) connections, sizeof *all);
    for (int i = 0; i < connections; i++) {
        open_connection(&all[i]);
        if (is_relay)
            open_far_end(&all[i], !strcmp(mode, "relay-stream"));
        watch(all[i].in, EPOLL_CTL_ADD, EPOLLIN, &all[i]);
    }
    started = now();
    for (int i = 0; i < connections; i++)
        send_messages(&all[i], (unsigned) depth, now());
    struct epoll_event events[512];
    while (tick(now())) {
        int n = wait_events(events, 512);
        for (int i = 0; i < n; i++) {
            struct connection *c = events[i].data.ptr;
            if (events[i].events & EPOLLOUT)
                flush(c);
            if (!(events[i].events & ~(uint32_t) EPOLLOUT))
                continue;
            if (c->is_far)
                send_back(c);
            else
                receive(c);
        }
    }
    report(mode);
}

/* ---- connect */

struct slot {
    int fd;
    enum { CONNECTING, SHAKING_HANDS, AWAITING_ECHO, AWAITING_END } state;
    size_t got;
    uint64_t since;
#ifdef WITH_TLS
    SSL *ssl;
    SSL_SESSION *session;
    int is_resumption, is_known; /* known: this slot has had a connection, and so a ticket */
#endif
};

#ifdef WITH_TLS
/* 1 when it is over, 0 when it goes on, -1 when it failed, or did not resume what it was to. */
static int shake_hands(struct slot *s)
{
    if (!s->ssl) {
        s->is_resumption = is_resuming && s->session;
        s->ssl = tls_on(s->fd, s->is_resumption ? s->session : NULL, is_resuming ? &s->session : NULL);
    }
    ERR_clear_error();
    int done = SSL_do_handshake(s->ssl);
    if (done != 1)
        return SSL_get_error(s->ssl, done) == SSL_ERROR_WANT_READ ? 0 : -1;
    if (SSL_session_reused(s->ssl) != s->is_resumption || (is_resuming && s->is_known && !s->is_resumption))
        return -1;
    s->is_known = 1;
    return 1;
}

static void end_tls(struct slot *s)
{
    if (!s->ssl)
        return;
    /* A session whose connection was not shut down would not be offered again. */
    SSL_set_shutdown(s->ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_free(s->ssl);
    s->ssl = NULL;
}
#endif

static ssize_t slot_send(struct slot *s)
{
#ifdef WITH_TLS
    if (is_tls)
        return SSL_write(s->ssl, pattern, (int) size);
#endif
    return send(s->fd, pattern, size, MSG_NOSIGNAL);
}

static ssize_t slot_recv(struct slot *s)
{
#ifdef WITH_TLS
    if (is_tls) {
        int n = SSL_read(s->ssl, received, CHUNK);
        if (n > 0)
            return n;
        int why = SSL_get_error(s->ssl, n);
        errno = why == SSL_ERROR_WANT_READ ? EAGAIN : EIO;
        return why == SSL_ERROR_ZERO_RETURN ? 0 : -1;
    }
#endif
    return recv(s->fd, received, CHUNK, 0);
}

static void open_slot(struct slot *s)
{
    s->fd = new_socket(SOCK_STREAM | SOCK_NONBLOCK);
    s->state = CONNECTING;
    s->got = 0;
    s->since = now();
    if (!is_graceful)
        reset_when_closed(s->fd);
    if (connect(s->fd, (struct sockaddr *) &address, address_length) && errno != EINPROGRESS)
        die("connect");
    watch(s->fd, EPOLL_CTL_ADD, EPOLLIN | EPOLLOUT | EPOLLET, s);
}

static void next_in(struct slot *s, int is_good)
{
    if (is_good) {
        record(s->since, now());
        operations++;
    } else {
        errors++;
    }
#ifdef WITH_TLS
    end_tls(s);
#endif
    close(s->fd);
    open_slot(s);
}

/* Sends the message, in TLS when the handshake is over. */
static void begin(struct slot *s)
{
#ifdef WITH_TLS
    if (is_tls) {
        s->state = SHAKING_HANDS;
        int done = shake_hands(s);
        if (done < 0)
            next_in(s, 0);
        if (done != 1)
            return;
    }
#endif
    if (slot_send(s) != (ssize_t) size)
        next_in(s, 0);
    else
        s->state = AWAITING_ECHO;
}

static void serve_slot(struct slot *s, uint32_t events)
{
    if (s->state == CONNECTING) {
        if (events & (EPOLLERR | EPOLLHUP)) {
            next_in(s, 0);
            return;
        }
        if (!(events & EPOLLOUT))
            return;
        begin(s);
        return;
    }
    if (!(events & ~(uint32_t) EPOLLOUT))
        return;
    if (s->state == SHAKING_HANDS) {
        begin(s);
        return;
    }
    ssize_t n = slot_recv(s);
    if (n < 0 && errno == EAGAIN)
        return;
    if (s->state == AWAITING_END) {
        next_in(s, n == 0);
        return;
    }
    if (n <= 0) {
        next_in(s, 0);
        return;
    }
    if (is_verifying && (s->got + (size_t) n > size || memcmp(received, pattern + s->got, (size_t) n))) {
        fprintf(stderr, "corrupt echo on a connection\n");
        exit(2);
    }
    s->got += (size_t) n;
    bytes += (uint64_t) n;
    if (s->got < size)
        return;
    if (is_graceful) {
        shutdown(s->fd, SHUT_WR);
        s->state = AWAITING_END;
    } else {
        next_in(s, 1);
    }
}

static void run_connect(const char *mode)
{
    struct slot *all = calloc((size_t) connections, sizeof *all);
    struct epoll_event events[256];
    started = now();
    for (int i = 0; i < connections; i++)
        open_slot(&all[i]);
    while (tick(now())) {
        int n = wait_events(events, 256);
        for (int i = 0; i < n; i++)
            serve_slot(events[i].data.ptr, events[i].events);
    }
    report(mode);
}

/* ---- idle */

/* One message, in at one socket and out at the other. */
static void pass(int in, int out)
{
    if (send(in, pattern, size, 0) != (ssize_t) size)
        die("send");
    for (size_t got = 0; got < size;) {
        ssize_t n = recv(out, received, size - got, 0);
        if (n <= 0)
            die("recv");
        got += (size_t) n;
    }
}

static void run_idle(void)
{
    for (int i = 0; i < connections; i++) {
        int fd = connected_socket();
        pass(fd, is_relay ? relayed_socket() : fd);
    }
    printf("{\"held\":%d}\n", connections);
    fflush(stdout);
    struct pollfd end_of_input = {0, POLLIN, 0};
    poll(&end_of_input, 1, (int) (seconds * 1000));
}

/* ---- udp */

#define BATCH 64
#define LARGEST 2048
struct udp_socket {
    int fd, outstanding;
    uint64_t last;
    uint32_t number, epoch; /* the epoch grows when datagrams are given up: late ones do not count */
};
struct stamp {
    uint64_t sent_at;
    uint32_t socket, epoch;
};
static struct udp_socket *sockets;
static struct mmsghdr outgoing[BATCH], incoming[BATCH];
static struct iovec outgoing_vectors[BATCH], incoming_vectors[BATCH];
static unsigned char outgoing_data[BATCH][LARGEST], incoming_data[BATCH][LARGEST];
static int all_outstanding, turn;

/* What stands behind the stamp of a socket's datagrams. */
static const unsigned char *filling(const struct udp_socket *u)
{
    return pattern + u->number % PERIOD;
}

static void send_datagrams(struct udp_socket *u, int n)
{
    struct stamp stamp = {now(), u->number, u->epoch};
    for (int i = 0; i < n; i++) {
        memcpy(outgoing_data[i], &stamp, sizeof stamp);
        memcpy(outgoing_data[i] + sizeof stamp, filling(u), size - sizeof stamp);
    }
    int sent = sendmmsg(u->fd, outgoing, (unsigned) n, MSG_DONTWAIT);
    if (sent > 0) {
        u->outstanding += sent;
        all_outstanding += sent;
    }
    u->last = stamp.sent_at;
}

/* One datagram from each of the next sockets that have room, as long as there may be more. */
static void take_turns(void)
{
    for (int i = 0; i < connections && all_outstanding < most_outstanding; i++) {
        struct udp_socket *u = &sockets[turn];
        turn = (turn + 1) % connections;
        if (u->outstanding < depth)
            send_datagrams(u, 1);
    }
}

static void check_datagram(const struct udp_socket *u, const struct stamp *stamp, const unsigned char *behind)
{
    if (stamp->socket != u->number) {
        fprintf(stderr, "a datagram came back to socket %u that socket %u had sent\n", u->number, stamp->socket);
        exit(2);
    }
    if (is_verifying && memcmp(behind, filling(u), size - sizeof *stamp)) {
        fprintf(stderr, "corrupt datagram\n");
        exit(2);
    }
}

static void receive_datagrams(struct udp_socket *u)
{
    int n = recvmmsg(u->fd, incoming, (unsigned) depth, MSG_DONTWAIT, NULL), good = 0;
    uint64_t t = now();
    for (int i = 0; i < n; i++) {
        struct stamp stamp;
        if (incoming[i].msg_len != size) {
            errors++;
            continue;
        }
        memcpy(&stamp, incoming_data[i], sizeof stamp);
        check_datagram(u, &stamp, incoming_data[i] + sizeof stamp);
        if (stamp.epoch == u->epoch) {
            good++;
            record(stamp.sent_at, t);
        }
    }
    if (!good)
        return;
    operations += (uint64_t) good;
    bytes += (uint64_t) good * size;
    u->outstanding -= good;
    all_outstanding -= good;
    if (most_outstanding)
        take_turns();
    else
        send_datagrams(u, good);
}

static void give_up_lost(struct udp_socket *u, uint64_t t)
{
    if (!u->outstanding || t - u->last <= 200000000)
        return;
    lost += (uint64_t) u->outstanding;
    all_outstanding -= u->outstanding;
    u->outstanding = 0;
    u->epoch++;
}

static void replace_lost(uint64_t t)
{
    for (int i = 0; i < connections; i++) {
        give_up_lost(&sockets[i], t);
        if (!most_outstanding && sockets[i].outstanding < depth)
            send_datagrams(&sockets[i], depth - sockets[i].outstanding);
    }
    if (most_outstanding)
        take_turns();
}

static int connected_udp_socket(void)
{
    int fd = new_socket(SOCK_DGRAM | SOCK_NONBLOCK);
    if (connect(fd, (struct sockaddr *) &address, address_length))
        die("connect");
    return fd;
}

static void prepare_messages(struct mmsghdr *messages, struct iovec *vectors, unsigned char (*data)[LARGEST], size_t length)
{
    for (int i = 0; i < BATCH; i++) {
        vectors[i] = (struct iovec){data[i], length};
        messages[i].msg_hdr = (struct msghdr){.msg_iov = &vectors[i], .msg_iovlen = 1};
    }
}

static void run_udp(void)
{
    if (size < sizeof(struct stamp))
        size = sizeof(struct stamp);
    if (size > LARGEST)
        size = LARGEST;
    if (depth > BATCH)
        depth = BATCH;
    prepare_messages(outgoing, outgoing_vectors, outgoing_data, size);
    prepare_messages(incoming, incoming_vectors, incoming_data, LARGEST);
    sockets = calloc((size_t) connections, sizeof *sockets);
    for (int i = 0; i < connections; i++) {
        sockets[i].fd = connected_udp_socket();
        sockets[i].number = (uint32_t) i;
        watch(sockets[i].fd, EPOLL_CTL_ADD, EPOLLIN, &sockets[i]);
    }
    started = now();
    replace_lost(started);
    struct epoll_event events[256];
    uint64_t scanned = started;
    for (uint64_t t; tick(t = now());) {
        int n = wait_events(events, 256);
        for (int i = 0; i < n; i++)
            receive_datagrams(events[i].data.ptr);
        if (t - scanned > 50000000) {
            scanned = now();
            replace_lost(scanned);
        }
    }
    report("udp");
}

/* ---- flood */

/* How many datagrams the server has received. Its queue is in order: the answer counts all that were sent before and fit. */
static uint64_t ask(void)
{
    uint64_t answer;
    struct pollfd p = {connected_udp_socket(), POLLIN, 0};
    for (int i = 0; i < 100; i++) {
        if (send(p.fd, pattern, 1, 0) < 0)
            die("send");
        if (poll(&p, 1, 20) < 1)
            continue;
        if (recv(p.fd, &answer, sizeof answer, 0) != sizeof answer)
            die("recv");
        close(p.fd);
        return be64toh(answer);
    }
    fprintf(stderr, "the server does not say what it has received\n");
    exit(1);
}

static void check_count(int fd)
{
    uint64_t before = ask();
    for (int n = 1; n <= depth && n <= 16; n += 5) {
        if (send(fd, pattern, size * (size_t) n, 0) < 0)
            die("send");
        uint64_t after = ask();
        if (after - before != (uint64_t) n) {
            fprintf(stderr, "the server counted %lu datagrams of %d\n", after - before, n);
            exit(2);
        }
        before = after;
    }
}

static void run_flood(void)
{
    int *all = calloc((size_t) connections, sizeof *all), segment = (int) size, has_begun = 0;
    for (int i = 0; i < connections; i++) {
        all[i] = connected_udp_socket();
        if (setsockopt(all[i], SOL_UDP, UDP_SEGMENT, &segment, sizeof segment))
            die("setsockopt UDP_SEGMENT");
    }
    if (is_verifying)
        check_count(all[0]);
    uint64_t before = 0, sent = 0;
    started = now();
    for (int i = 0; tick(now()); i = (i + 1) % connections) {
        if (phase == MEASURING && !has_begun) {
            has_begun = 1;
            before = ask();
            sent = 0;
        }
        if (send(all[i], pattern, size * (size_t) depth, 0) < 0)
            errors++;
        else
            sent += (uint64_t) depth;
    }
    operations = ask() - before;
    bytes = operations * size;
    lost = sent > operations ? sent - operations : 0;
    report("flood");
}

static int usage(void)
{
    fprintf(stderr, "usage: loadgen [tls-|relay-]echo|stream|connect|idle|udp|flood -p PORT ...: see the head of loadgen.c\n");
    return 1;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return usage();
    const char *name = argv[1], *mode = name;
    if (!strncmp(name, "tls-", 4)) {
        is_tls = 1;
        mode += 4;
    } else if (!strncmp(name, "relay-", 6)) {
        is_relay = 1;
        mode += 6;
    }
    if (!strcmp(mode, "stream")) {
        size = 65536;
        depth = 4;
    }
    optind = 2;
    for (int o; (o = getopt(argc, argv, "p:c:s:d:o:t:w:P:S:C:b:R:D:W:k:B:rv4g")) != -1;)
        switch (o) {
        case 'p': port = atoi(optarg); break;
        case 'c': connections = atoi(optarg); break;
        case 's': size = (size_t) atoi(optarg); break;
        case 'd': depth = atoi(optarg); break;
        case 'o': most_outstanding = atoi(optarg); break;
        case 't': seconds = atof(optarg); break;
        case 'w': warm = atof(optarg); break;
        case 'P': server_pid = atoi(optarg); break;
        case 'S': server_cpu = atoi(optarg); break;
        case 'C': own_cpu = atoi(optarg); break;
        case 'b': is_polling = atoi(optarg); break;
        case 'R': reference_ns = atof(optarg); break;
        case 'D': near_ns = atof(optarg); break;
        case 'W': longest_wait = atof(optarg); break;
        case 'k': certificate = optarg; break;
        case 'B': target_port = atoi(optarg); break;
        case 'r': is_resuming = 1; break;
        case 'v': is_verifying = 1; break;
        case '4': is_ipv4 = 1; break;
        case 'g': is_graceful = 1; break;
        default: return usage();
        }
    if (port < 1 || port > 65535 || connections < 1 || depth < 1 || most_outstanding < 0 || size < 1 || size > CHUNK)
        return usage();
    if (is_relay && (target_port < 1 || target_port > 65535))
        return usage();
    if (!strcmp(mode, "flood") && (size < 2 || size * (size_t) depth > 65000)) {
        fprintf(stderr, "a flood has datagrams of 2 bytes or more, and at most 65,000 bytes at a time\n");
        return 1;
    }
    if (seconds > 600 || warm > 120 || longest_wait > 60) {
        fprintf(stderr, "a run is at most 600 s, its warm-up 120 s, its wait 60 s\n");
        return 1;
    }
    for (size_t i = 0; i < sizeof pattern; i++)
        pattern[i] = (unsigned char) (i % PERIOD);
    set_address(port);
    if (is_tls) {
#ifdef WITH_TLS
        if (!certificate)
            return usage();
        prepare_tls(certificate);
#else
        fprintf(stderr, "this program was built without OpenSSL\n");
        return 1;
#endif
    }
    if (is_relay)
        listen_as_target();
    pin(own_cpu);
    ep = epoll_create1(EPOLL_CLOEXEC);
    if (!strcmp(mode, "idle") && !is_tls) {
        run_idle();
        return 0;
    }
    start_probes();
    if (!strcmp(mode, "echo") || !strcmp(mode, "stream"))
        run_echo(name);
    else if (!strcmp(mode, "connect") && !is_relay)
        run_connect(name);
    else if (!strcmp(mode, "udp") && mode == name)
        run_udp();
    else if (!strcmp(mode, "flood") && mode == name)
        run_flood();
    else
        return usage();
    return 0;
}
