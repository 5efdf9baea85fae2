/*
 * Stands between a process and its C library, and makes calls on sockets fail as a check wants it: preloaded by the
 * environment "inject", steered through a file that both sides have mapped. What is in that file is said twice: here,
 * and in Faults.java.
 *
 * It minds one process only, the one that has written its number into the file: children that inherit the preload are
 * left alone. So are files and pipes.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#undef _FORTIFY_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* The order of Faults.Call. */
enum call {
    SOCKET, BIND, LISTEN, CONNECT, ACCEPT, RECEIVE, SEND, WAIT, CONTROL, SET_OPTION, GET_OPTION, CLOSE, SHUTDOWN, NAME,
    CALLS
};

/* The order of Faults.Errno. */
static const int errors[] = {
    EINTR, ENFILE, ENOBUFS, ENOMEM, ECONNABORTED, EPROTO, ENETDOWN, EHOSTUNREACH, EPERM, EAGAIN
};

struct per_call {
    int32_t left;     /* so many of the next ones fail */
    int32_t error;    /* with this one */
    int32_t at_most;  /* bytes that a transfer moves; 0: as many as it likes */
    int32_t struck;   /* have failed */
    int32_t made;     /* were made */
    int32_t cut;      /* transfers that were made to move less than they wanted */
    int32_t unused[2];
};

struct late_use {
    int32_t call;
    int32_t number;
};

enum { LATE_USES = 16, ALIVE = 0x48585446, NUMBERS = 1 << 16, KEPT_AT_MOST = 4096 };

struct shared {
    int32_t alive;    /* written here: the library is loaded */
    int32_t process;  /* which one is meant */
    int32_t keep;     /* so many closed numbers are kept from being used again; 0: none */
    int32_t kept;     /* that many are */
    int32_t late;     /* calls on a number that the process had closed */
    int32_t unused[3];
    struct late_use late_uses[LATE_USES];
    struct per_call calls[CALLS];
};

static struct shared *shared;
static int32_t self;

#define LOAD(field) __atomic_load_n(&(field), __ATOMIC_SEQ_CST)
#define STORE(field, value) __atomic_store_n(&(field), (value), __ATOMIC_SEQ_CST)
#define ADD(field, value) __atomic_fetch_add(&(field), (value), __ATOMIC_SEQ_CST)

/* The next one of that name: the C library's own. */
#define REAL(name) \
    static __typeof__(name) *real; \
    if (real == NULL) \
        real = (__typeof__(name) *) dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void map_the_file(void)
{
    const char *path = getenv("HEXTET_TCK_FAULTS");
    int file = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
    if (file < 0)
        return;
    void *at = mmap(NULL, sizeof(struct shared), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (at == MAP_FAILED)
        return;
    self = (int32_t) getpid();
    shared = at;
    STORE(shared->alive, ALIVE);
}

static bool minds_this_process(void)
{
    return shared != NULL && LOAD(shared->process) == self;
}

/* ---- What is open, and what was closed. ---- */

enum kind { OTHER, OF_A_SOCKET, OF_THE_KERNEL /* epoll, eventfd, timerfd */ };

static enum kind kind_of(int number)
{
    struct stat about;
    int before = errno;
    enum kind kind = OTHER;
    if (fstat(number, &about) == 0) {
        if (S_ISSOCK(about.st_mode))
            kind = OF_A_SOCKET;
        else if ((about.st_mode & S_IFMT) == 0)
            kind = OF_THE_KERNEL;
    }
    errno = before;
    return kind;
}

/* Numbers that were closed and are kept by a descriptor that leads nowhere, so that nobody gets them again. */
static unsigned char kept[NUMBERS];
static int kept_in_order[KEPT_AT_MOST];
static int first_kept, count_kept;
static pthread_mutex_t keeping = PTHREAD_MUTEX_INITIALIZER;

static void used_late(enum call call, int number)
{
    int32_t place = ADD(shared->late, 1);
    if (place < LATE_USES) {
        STORE(shared->late_uses[place].number, number);
        STORE(shared->late_uses[place].call, call + 1);
    }
}

static bool is_kept(int number)
{
    return number >= 0 && number < NUMBERS && LOAD(kept[number]) != 0;
}

/* For use at the beginning of a call: true if the number was closed before. */
static bool late(enum call call, int number)
{
    if (!is_kept(number))
        return false;
    used_late(call, number);
    errno = EBADF;
    return true;
}

/* For use at the end of a call. */
static ssize_t seen(enum call call, int number, ssize_t result)
{
    if (result < 0 && errno == EBADF)
        used_late(call, number);
    return result;
}

static int close_really(int number)
{
    REAL(close);
    return real(number);
}

static void let_go_of_the_oldest(void)
{
    int oldest = kept_in_order[first_kept];
    first_kept = (first_kept + 1) % KEPT_AT_MOST;
    count_kept--;
    STORE(kept[oldest], 0);
    close_really(oldest);
}

/* Closes what a number leads to, and keeps the number. */
static bool keep(int number, int at_most)
{
    if (number >= NUMBERS)
        return false;
    pthread_mutex_lock(&keeping);
    int nowhere = open("/", O_PATH | O_CLOEXEC);
    bool done = false;
    if (nowhere >= 0) {
        STORE(kept[number], 1);
        REAL(dup3);
        done = real(nowhere, number, O_CLOEXEC) == number;
        if (!done)
            STORE(kept[number], 0);
        close_really(nowhere);
    }
    if (done) {
        kept_in_order[(first_kept + count_kept) % KEPT_AT_MOST] = number;
        count_kept++;
    }
    while (count_kept > at_most || count_kept == KEPT_AT_MOST)
        let_go_of_the_oldest();
    STORE(shared->kept, count_kept);
    pthread_mutex_unlock(&keeping);
    return done;
}

static void let_go_of_all(void)
{
    pthread_mutex_lock(&keeping);
    while (count_kept > 0)
        let_go_of_the_oldest();
    STORE(shared->kept, 0);
    pthread_mutex_unlock(&keeping);
}

/* ---- What fails. ---- */

static bool is_armed(enum call call)
{
    return LOAD(shared->calls[call].left) > 0;
}

static int error_of(enum call call)
{
    return errors[LOAD(shared->calls[call].error)];
}

/* Whether this call is one of those that fail. Then errno is set. */
static bool strike(enum call call)
{
    struct per_call *steering = &shared->calls[call];
    int32_t left = LOAD(steering->left);
    while (left > 0) {
        if (__atomic_compare_exchange_n(&steering->left, &left, left - 1, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
            ADD(steering->struck, 1);
            errno = error_of(call);
            return true;
        }
    }
    return false;
}

/* For a call whose number, if any, is a socket's or the kernel's: counted, and perhaps to fail. */
static bool fails(enum call call)
{
    ADD(shared->calls[call].made, 1);
    return strike(call);
}

/* ---- Waiting, and what is waited for. ---- */

struct watch {
    int by;
    struct epoll_event what;
};

static struct watch watches[NUMBERS];

int epoll_ctl(int by, int operation, int number, struct epoll_event *event)
{
    REAL(epoll_ctl);
    if (!minds_this_process())
        return real(by, operation, number, event);
    if (late(CONTROL, by) || late(CONTROL, number))
        return -1;
    if (fails(CONTROL))
        return -1;
    int result = (int) seen(CONTROL, number, real(by, operation, number, event));
    if (result == 0 && number >= 0 && number < NUMBERS) {
        watches[number].by = operation == EPOLL_CTL_DEL ? -1 : by;
        if (operation != EPOLL_CTL_DEL)
            watches[number].what = *event;
    }
    return result;
}

/*
 * After a transfer that was cut, or put off (EAGAIN): who asked for edges takes less than he wanted for the end of what
 * there is (epoll(7)), and waits for more to come. So it comes: the rest is an edge of its own.
 */
static void tell_of_the_rest(int number)
{
    REAL(epoll_ctl);
    if (number >= NUMBERS || watches[number].by <= 0 || (watches[number].what.events & EPOLLET) == 0)
        return;
    int before = errno;
    struct epoll_event again = watches[number].what;
    real(watches[number].by, EPOLL_CTL_MOD, number, &again);
    errno = before;
}

#define WAITING(name, parameters, ...) \
    int name parameters \
    { \
        REAL(name); \
        if (minds_this_process() && (late(WAIT, by) || fails(WAIT))) \
            return -1; \
        if (real == NULL) { \
            errno = ENOSYS; \
            return -1; \
        } \
        int result = real(__VA_ARGS__); \
        return minds_this_process() ? (int) seen(WAIT, by, result) : result; \
    }

WAITING(epoll_wait, (int by, struct epoll_event *events, int count, int timeout), by, events, count, timeout)
WAITING(
    epoll_pwait,
    (int by, struct epoll_event *events, int count, int timeout, const sigset_t *signals),
    by, events, count, timeout, signals)

int epoll_pwait2(int, struct epoll_event *, int, const struct timespec *, const sigset_t *);
WAITING(
    epoll_pwait2,
    (int by, struct epoll_event *events, int count, const struct timespec *timeout, const sigset_t *signals),
    by, events, count, timeout, signals)

/* ---- Calls that make, change and end a socket. ---- */

int socket(int family, int type, int protocol)
{
    REAL(socket);
    if (minds_this_process() && fails(SOCKET))
        return -1;
    return real(family, type, protocol);
}

#define ON_A_SOCKET(call, name, parameters, ...) \
    int name parameters \
    { \
        REAL(name); \
        if (!minds_this_process()) \
            return real(__VA_ARGS__); \
        if (late(call, number) || fails(call)) \
            return -1; \
        return (int) seen(call, number, real(__VA_ARGS__)); \
    }

ON_A_SOCKET(BIND, bind, (int number, const struct sockaddr *address, socklen_t size), number, address, size)
ON_A_SOCKET(LISTEN, listen, (int number, int backlog), number, backlog)
ON_A_SOCKET(
    SET_OPTION,
    setsockopt,
    (int number, int level, int option, const void *value, socklen_t size),
    number, level, option, value, size)
ON_A_SOCKET(
    GET_OPTION,
    getsockopt,
    (int number, int level, int option, void *value, socklen_t *size),
    number, level, option, value, size)
ON_A_SOCKET(SHUTDOWN, shutdown, (int number, int how), number, how)
ON_A_SOCKET(NAME, getsockname, (int number, struct sockaddr *address, socklen_t *size), number, address, size)
ON_A_SOCKET(NAME, getpeername, (int number, struct sockaddr *address, socklen_t *size), number, address, size)

/* An interrupted connect goes on (connect(2), POSIX): it is begun, and then said to be interrupted. */
int connect(int number, const struct sockaddr *address, socklen_t size)
{
    REAL(connect);
    if (!minds_this_process())
        return real(number, address, size);
    if (late(CONNECT, number))
        return -1;
    ADD(shared->calls[CONNECT].made, 1);
    if (is_armed(CONNECT) && error_of(CONNECT) != EINTR && strike(CONNECT))
        return -1;
    int result = (int) seen(CONNECT, number, real(number, address, size));
    if ((result == 0 || errno == EINPROGRESS) && strike(CONNECT))
        return -1;
    return result;
}

/* Errors of the one connection take it with them, as the kernel does; the others leave it in the queue. */
static int accept_or_fail(int number, int accepted)
{
    if (accepted < 0)
        return (int) seen(ACCEPT, number, accepted);
    if (strike(ACCEPT)) {
        int error = errno;
        close_really(accepted);
        errno = error;
        return -1;
    }
    return accepted;
}

static bool leaves_the_queue_alone(int error)
{
    return error == EINTR || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

#define ACCEPTING(name, parameters, ...) \
    int name parameters \
    { \
        REAL(name); \
        if (!minds_this_process()) \
            return real(__VA_ARGS__); \
        if (late(ACCEPT, number)) \
            return -1; \
        ADD(shared->calls[ACCEPT].made, 1); \
        if (is_armed(ACCEPT) && leaves_the_queue_alone(error_of(ACCEPT)) && strike(ACCEPT)) \
            return -1; \
        return accept_or_fail(number, real(__VA_ARGS__)); \
    }

ACCEPTING(accept, (int number, struct sockaddr *address, socklen_t *size), number, address, size)
ACCEPTING(accept4, (int number, struct sockaddr *address, socklen_t *size, int flags), number, address, size, flags)

/* close(2): whatever it says, the number is free afterwards. */
int close(int number)
{
    if (!minds_this_process())
        return close_really(number);
    int at_most = LOAD(shared->keep);
    if (at_most == 0 && LOAD(shared->kept) > 0)
        let_go_of_all();
    if (late(CLOSE, number))
        return -1;
    enum kind kind = kind_of(number);
    if (kind == OTHER) {
        /* Nothing, or a file: who closes what is not open may well close somebody else's tomorrow. */
        return (int) seen(CLOSE, number, close_really(number));
    }
    if (number < NUMBERS)
        watches[number].by = -1;
    ADD(shared->calls[CLOSE].made, kind == OF_A_SOCKET);
    int result = at_most > 0 && keep(number, at_most) ? 0 : close_really(number);
    return kind == OF_A_SOCKET && strike(CLOSE) ? -1 : result;
}

/* The JDK puts a socket that leads nowhere into the place of one that another thread still uses. */
int dup2(int number, int other)
{
    REAL(dup2);
    if (minds_this_process() && (late(CLOSE, number) || late(CLOSE, other)))
        return -1;
    return real(number, other);
}

int dup3(int number, int other, int flags)
{
    REAL(dup3);
    if (minds_this_process() && (late(CLOSE, number) || late(CLOSE, other)))
        return -1;
    return real(number, other, flags);
}

/* ---- Calls that move bytes. ---- */

/* Whether a transfer is none of ours, or failed already: then `result` is it. */
#define MOVING(name, call, cuts, ...) \
    REAL(name); \
    if (!minds_this_process()) \
        return real(__VA_ARGS__); \
    if (late(call, number)) \
        return -1; \
    if (kind_of(number) != OF_A_SOCKET) \
        return seen(call, number, real(__VA_ARGS__)); \
    if (fails(call)) { \
        if (errno == EAGAIN) \
            tell_of_the_rest(number); \
        return -1; \
    } \
    int32_t at_most = LOAD(shared->calls[call].at_most); \
    if (at_most > 0 && (cuts)) { \
        ADD(shared->calls[call].cut, 1); \
        ssize_t result = cut_##name; \
        if (result > 0) \
            tell_of_the_rest(number); \
        return seen(call, number, result); \
    } \
    return seen(call, number, real(__VA_ARGS__))

#define cut_read real(number, bytes, (size_t) at_most)
ssize_t read(int number, void *bytes, size_t size)
{
    MOVING(read, RECEIVE, size > (size_t) at_most, number, bytes, size);
}

#define cut_write real(number, bytes, (size_t) at_most)
ssize_t write(int number, const void *bytes, size_t size)
{
    MOVING(write, SEND, size > (size_t) at_most, number, bytes, size);
}

#define cut_recv real(number, bytes, (size_t) at_most, flags)
ssize_t recv(int number, void *bytes, size_t size, int flags)
{
    MOVING(recv, RECEIVE, size > (size_t) at_most, number, bytes, size, flags);
}

#define cut_send real(number, bytes, (size_t) at_most, flags)
ssize_t send(int number, const void *bytes, size_t size, int flags)
{
    MOVING(send, SEND, size > (size_t) at_most, number, bytes, size, flags);
}

#define cut_recvfrom real(number, bytes, (size_t) at_most, flags, address, length)
ssize_t recvfrom(int number, void *bytes, size_t size, int flags, struct sockaddr *address, socklen_t *length)
{
    MOVING(recvfrom, RECEIVE, size > (size_t) at_most, number, bytes, size, flags, address, length);
}

#define cut_sendto real(number, bytes, (size_t) at_most, flags, address, length)
ssize_t sendto(
    int number, const void *bytes, size_t size, int flags, const struct sockaddr *address, socklen_t length)
{
    MOVING(sendto, SEND, size > (size_t) at_most, number, bytes, size, flags, address, length);
}

/* The first part that is not empty, and of it as much as may be. */
static struct iovec first_of(const struct iovec *parts, size_t count, int32_t at_most)
{
    struct iovec first = {0};
    for (size_t i = 0; i < count && first.iov_len == 0; i++)
        first = parts[i];
    if (first.iov_len > (size_t) at_most)
        first.iov_len = (size_t) at_most;
    return first;
}

#define FIRST(parts, count) (&(struct iovec[]){first_of((parts), (size_t) (count), at_most)}[0])

#define cut_readv real(number, FIRST(parts, count), 1)
ssize_t readv(int number, const struct iovec *parts, int count)
{
    MOVING(readv, RECEIVE, count > 0, number, parts, count);
}

#define cut_writev real(number, FIRST(parts, count), 1)
ssize_t writev(int number, const struct iovec *parts, int count)
{
    MOVING(writev, SEND, count > 0, number, parts, count);
}

typedef ssize_t moves_message(int, struct msghdr *, int);

/* With the one part in place of all, for as long as it takes: what the kernel writes into the rest is the caller's. */
static ssize_t move_less(moves_message *real, int number, struct msghdr *message, int flags, int32_t at_most)
{
    struct iovec *parts = message->msg_iov;
    size_t count = message->msg_iovlen;
    struct iovec first = first_of(parts, count, at_most);
    message->msg_iov = &first;
    message->msg_iovlen = 1;
    ssize_t result = real(number, message, flags);
    message->msg_iov = parts;
    message->msg_iovlen = count;
    return result;
}

#define cut_recvmsg move_less(real, number, message, flags, at_most)
ssize_t recvmsg(int number, struct msghdr *message, int flags)
{
    MOVING(recvmsg, RECEIVE, message->msg_iovlen > 0, number, message, flags);
}

static ssize_t send_less(
    ssize_t (*real)(int, const struct msghdr *, int), int number, const struct msghdr *message, int flags,
    int32_t at_most)
{
    struct msghdr shorter = *message;
    struct iovec first = first_of(message->msg_iov, message->msg_iovlen, at_most);
    shorter.msg_iov = &first;
    shorter.msg_iovlen = 1;
    return real(number, &shorter, flags);
}

#define cut_sendmsg send_less(real, number, message, flags, at_most)
ssize_t sendmsg(int number, const struct msghdr *message, int flags)
{
    MOVING(sendmsg, SEND, message->msg_iovlen > 0, number, message, flags);
}

/* Of a batch of datagrams less is one of them. */
#define cut_recvmmsg real(number, messages, 1, flags, timeout)
int recvmmsg(int number, struct mmsghdr *messages, unsigned int count, int flags, struct timespec *timeout)
{
    MOVING(recvmmsg, RECEIVE, count > 1, number, messages, count, flags, timeout);
}

#define cut_sendmmsg real(number, messages, 1, flags)
int sendmmsg(int number, struct mmsghdr *messages, unsigned int count, int flags)
{
    MOVING(sendmmsg, SEND, count > 1, number, messages, count, flags);
}

/* What a fortified build calls in place of the above. */
ssize_t __read_chk(int, void *, size_t, size_t);
ssize_t __recv_chk(int, void *, size_t, size_t, int);
ssize_t __recvfrom_chk(int, void *, size_t, size_t, int, struct sockaddr *, socklen_t *);

ssize_t __read_chk(int number, void *bytes, size_t size, size_t room)
{
    if (size > room)
        abort();
    return read(number, bytes, size);
}

ssize_t __recv_chk(int number, void *bytes, size_t size, size_t room, int flags)
{
    if (size > room)
        abort();
    return recv(number, bytes, size, flags);
}

ssize_t __recvfrom_chk(
    int number, void *bytes, size_t size, size_t room, int flags, struct sockaddr *address, socklen_t *length)
{
    if (size > room)
        abort();
    return recvfrom(number, bytes, size, flags, address, length);
}
