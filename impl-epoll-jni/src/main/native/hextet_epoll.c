// The system calls of org.hextet.epoll, and nothing else: each returns what the kernel said, a failure as -errno.
// Addresses are passed as struct sockaddr in memory of the caller's; nothing is allocated and nothing is thrown here.
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "org_hextet_epoll_Errnos.h"
#include "org_hextet_epoll_OptionNumbers.h"
#include "org_hextet_epoll_Syscalls.h"

#define CONSTANT(name) org_hextet_epoll_Syscalls_##name

// What Syscalls.java says of the kernel's interface is what the headers say.
#define SAME(java, c) _Static_assert(CONSTANT(java) == (c), #java)
SAME(INET, AF_INET);
SAME(INET6, AF_INET6);
SAME(STREAM, SOCK_STREAM);
SAME(DATAGRAM, SOCK_DGRAM);
SAME(EPOLL_ADD, EPOLL_CTL_ADD);
SAME(EPOLL_MOD, EPOLL_CTL_MOD);
SAME(IN, EPOLLIN);
SAME(PRI, EPOLLPRI);
SAME(OUT, EPOLLOUT);
SAME(ERR, EPOLLERR);
SAME(HUP, EPOLLHUP);
SAME(RDHUP, EPOLLRDHUP);
SAME(EDGE, (int)EPOLLET);
SAME(SHUT_OUTPUT, SHUT_WR);
SAME(ADDRESS_BYTES, sizeof(struct sockaddr_in6));

#define SAME_OPTION(name) _Static_assert(org_hextet_epoll_OptionNumbers_##name == name, #name)
SAME_OPTION(SOL_SOCKET);
SAME_OPTION(SO_REUSEADDR);
SAME_OPTION(SO_ERROR);
SAME_OPTION(SO_SNDBUF);
SAME_OPTION(SO_RCVBUF);
SAME_OPTION(SO_KEEPALIVE);
SAME_OPTION(SO_LINGER);
SAME_OPTION(SO_REUSEPORT);
SAME_OPTION(SO_BINDTODEVICE);
SAME_OPTION(SO_ACCEPTCONN);
SAME_OPTION(SO_TYPE);
SAME_OPTION(SO_DOMAIN);
SAME_OPTION(IPPROTO_TCP);
SAME_OPTION(TCP_NODELAY);
SAME_OPTION(TCP_KEEPIDLE);
SAME_OPTION(TCP_KEEPINTVL);
SAME_OPTION(TCP_KEEPCNT);
SAME_OPTION(TCP_INFO);
SAME_OPTION(TCP_QUICKACK);
SAME_OPTION(TCP_USER_TIMEOUT);
SAME_OPTION(TCP_FASTOPEN);
SAME_OPTION(TCP_FASTOPEN_CONNECT);
SAME_OPTION(IPPROTO_IP);
SAME_OPTION(IP_TOS);
SAME_OPTION(IP_TTL);
SAME_OPTION(IP_FREEBIND);
SAME_OPTION(IPPROTO_IPV6);
SAME_OPTION(IPV6_UNICAST_HOPS);
SAME_OPTION(IPV6_V6ONLY);
// (libc has no names for IPV6_FLOWLABEL_MGR and IPV6_FLOWINFO_SEND.)
SAME_OPTION(IPV6_TCLASS);
SAME_OPTION(IPV6_FREEBIND);

#define SAME_ERROR(name) _Static_assert(org_hextet_epoll_Errnos_##name == name, #name)
SAME_ERROR(EPERM);
SAME_ERROR(ENOENT);
SAME_ERROR(ESRCH);
SAME_ERROR(EINTR);
SAME_ERROR(EBADF);
SAME_ERROR(EAGAIN);
SAME_ERROR(ENOMEM);
SAME_ERROR(EACCES);
SAME_ERROR(EEXIST);
SAME_ERROR(ENODEV);
SAME_ERROR(EINVAL);
SAME_ERROR(ENFILE);
SAME_ERROR(EMFILE);
SAME_ERROR(EPIPE);
SAME_ERROR(EPROTO);
SAME_ERROR(ENOTSOCK);
SAME_ERROR(EMSGSIZE);
SAME_ERROR(EPROTOTYPE);
SAME_ERROR(ENOPROTOOPT);
SAME_ERROR(EOPNOTSUPP);
SAME_ERROR(EAFNOSUPPORT);
SAME_ERROR(EADDRINUSE);
SAME_ERROR(EADDRNOTAVAIL);
SAME_ERROR(ENETDOWN);
SAME_ERROR(ENETUNREACH);
SAME_ERROR(ECONNABORTED);
SAME_ERROR(ECONNRESET);
SAME_ERROR(ENOBUFS);
SAME_ERROR(ENOTCONN);
SAME_ERROR(ETIMEDOUT);
SAME_ERROR(ECONNREFUSED);
SAME_ERROR(EHOSTUNREACH);
SAME_ERROR(EINPROGRESS);

// A socket as poll() sees it; written by SlotTable.java.
struct slot {
    int32_t fd;
    uint32_t generation;
    int32_t window;
    int32_t flags;
};
SAME(SLOT_BYTES, sizeof(struct slot));

// What poll() found out of one socket; read by EpollDriver.java.
struct result {
    int32_t slot;
    uint32_t events;
    int32_t received;
    int32_t offset;
};
SAME(RESULT_BYTES, sizeof(struct result));

#define NATIVE(type, name, ...) static type JNICALL name(JNIEnv *env, jclass self, ##__VA_ARGS__)
#define UNUSED ((void)env, (void)self)

static inline jint said(ssize_t result) { return result < 0 ? -errno : (jint)result; }

static inline void *at(jlong address) { return (void *)(intptr_t)address; }

NATIVE(jint, epoll_create_) {
    UNUSED;
    return said(epoll_create1(EPOLL_CLOEXEC));
}

NATIVE(jint, eventfd_) {
    UNUSED;
    return said(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
}

NATIVE(jint, epoll_control_, jint epoll, jint operation, jint fd, jint events, jint slot, jint generation) {
    UNUSED;
    struct epoll_event event = {
        .events = (uint32_t)events,
        .data.u64 = (uint64_t)(uint32_t)generation << 32 | (uint32_t)slot,
    };
    return said(epoll_ctl(epoll, operation, fd, &event));
}

// Receives for one result after the other, from the index `from` on, each into its own slice of the area, one behind another, until
// `batch` bytes are there. The first `listed` results are to be received from without an event. Where it stopped.
static jint receive(struct slot *slots, struct result *results, jint from, jint count, jint listed, char *area, jint batch) {
    size_t used = 0;
    jint i = from;
    for (; i < count && used < (size_t)batch; i++) {
        struct result *result = &results[i];
        struct slot *slot = &slots[result->slot];
        if (!(slot->flags & CONSTANT(RECEIVING)) || (i >= listed && !(result->events & CONSTANT(READABLE)))) {
            continue;
        }
        ssize_t received;
        do {
            received = recv(slot->fd, area + used, (size_t)slot->window, 0);
        } while (received < 0 && errno == EINTR);
        result->received = said(received);
        result->offset = (int32_t)used;
        if (received > 0) {
            used += ((size_t)received + 63) & ~(size_t)63;
        }
    }
    return i;
}

// Waits once, and receives the first batch. The events of a listed socket go into its result; the results of the others follow. In the
// low half how many results there are, or -errno; in the high half where the receiving stopped.
NATIVE(jlong, poll_, jint epoll, jint timeout, jlong slots_address, jlong results_address, jint listed, jlong area, jint batch) {
    UNUSED;
    struct epoll_event events[CONSTANT(EVENTS)];
    struct slot *slots = at(slots_address);
    struct result *results = at(results_address);
    int found = epoll_wait(epoll, events, CONSTANT(EVENTS), timeout);
    if (found < 0) {
        if (errno != EINTR) {
            return (uint32_t)-errno;
        }
        found = 0;
    }
    jint count = listed;
    for (int i = 0; i < found; i++) {
        uint32_t slot = (uint32_t)events[i].data.u64;
        // Not for the wake-up, nor for a socket that was closed while the event was on its way.
        if (slot == (uint32_t)CONSTANT(WAKE_UP) || slots[slot].generation != (uint32_t)(events[i].data.u64 >> 32)) {
            continue;
        }
        int32_t place = slots[slot].flags >> CONSTANT(PLACE_SHIFT);
        if (place > 0) {
            results[place - 1].events |= events[i].events;
        } else {
            results[count++] = (struct result){(int32_t)slot, events[i].events, CONSTANT(NOT_TRIED), 0};
        }
    }
    jint stopped = receive(slots, results, 0, count, listed, at(area), batch);
    return (jlong)stopped << 32 | count;
}

// Receives the next batch of the same turn. Where it stopped.
NATIVE(jint, receive_, jlong slots, jlong results, jint from, jint count, jint listed, jlong area, jint batch) {
    UNUSED;
    return receive(at(slots), at(results), from, count, listed, at(area), batch);
}

NATIVE(jint, wake_, jint eventfd) {
    UNUSED;
    static const uint64_t one = 1;
    return said(write(eventfd, &one, sizeof one));
}

NATIVE(jint, socket_, jint family, jint type) {
    UNUSED;
    return said(socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

NATIVE(jint, bind_, jint fd, jlong address, jint length) {
    UNUSED;
    return said(bind(fd, at(address), (socklen_t)length));
}

NATIVE(jint, listen_, jint fd, jint backlog) {
    UNUSED;
    return said(listen(fd, backlog));
}

NATIVE(jint, connect_, jint fd, jlong address, jint length) {
    UNUSED;
    return said(connect(fd, at(address), (socklen_t)length));
}

NATIVE(jint, accept_, jint fd, jlong peer) {
    UNUSED;
    socklen_t length = CONSTANT(ADDRESS_BYTES);
    int accepted;
    do {
        accepted = accept4(fd, at(peer), &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    } while (accepted < 0 && errno == EINTR);
    return said(accepted);
}

NATIVE(jint, local_address_, jint fd, jlong address) {
    UNUSED;
    socklen_t length = CONSTANT(ADDRESS_BYTES);
    return said(getsockname(fd, at(address), &length));
}

NATIVE(jint, peer_address_, jint fd, jlong address) {
    UNUSED;
    socklen_t length = CONSTANT(ADDRESS_BYTES);
    return said(getpeername(fd, at(address), &length));
}

static jint send_bytes(jint fd, const void *bytes, size_t length) {
    ssize_t sent;
    do {
        sent = send(fd, bytes, length, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    return said(sent);
}

NATIVE(jint, send_, jint fd, jlong address, jint length) {
    UNUSED;
    return send_bytes(fd, at(address), (size_t)length);
}

NATIVE(jint, send_buffer_, jint fd, jobject buffer, jint position, jint length) {
    (void)self;
    return send_bytes(fd, (char *)(*env)->GetDirectBufferAddress(env, buffer) + position, (size_t)length);
}

// `ranges` holds position and length of each, two ints.
NATIVE(jint, send_buffers_, jint fd, jobjectArray buffers, jint offset, jint count, jlong ranges) {
    (void)self;
    struct iovec parts[CONSTANT(SEND_BUFFERS)];
    const int32_t *range = at(ranges);
    for (int i = 0; i < count; i++) {
        jobject buffer = (*env)->GetObjectArrayElement(env, buffers, offset + i);
        parts[i].iov_base = (char *)(*env)->GetDirectBufferAddress(env, buffer) + range[2 * i];
        parts[i].iov_len = (size_t)range[2 * i + 1];
        (*env)->DeleteLocalRef(env, buffer);
    }
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = (size_t)count};
    ssize_t sent;
    do {
        sent = sendmsg(fd, &message, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    return said(sent);
}

NATIVE(jint, shutdown_, jint fd, jint how) {
    UNUSED;
    return said(shutdown(fd, how));
}

NATIVE(jint, close_, jint fd) {
    UNUSED;
    return said(close(fd));
}

NATIVE(jint, set_option_, jint fd, jint level, jint name, jlong value, jint length) {
    UNUSED;
    return said(setsockopt(fd, level, name, at(value), (socklen_t)length));
}

// How many bytes the kernel wrote.
NATIVE(jint, get_option_, jint fd, jint level, jint name, jlong value, jint length) {
    UNUSED;
    socklen_t written = (socklen_t)length;
    int result = getsockopt(fd, level, name, at(value), &written);
    return result < 0 ? -errno : (jint)written;
}

// Not blocking, and closed by exec: what socket_ and accept_ do at once, for a descriptor of another's.
NATIVE(jint, own_, jint fd) {
    UNUSED;
    int on = 1;
    return said(ioctl(fd, FIONBIO, &on) < 0 ? -1 : ioctl(fd, FIOCLEX));
}

NATIVE(jlong, address_, jobject buffer) {
    (void)self;
    return (jlong)(intptr_t)(*env)->GetDirectBufferAddress(env, buffer);
}

NATIVE(jstring, words_, jint error) {
    (void)self;
    char words[128];
    return (*env)->NewStringUTF(env, strerror_r(error, words, sizeof words));
}

#define METHOD(name, signature, function) {(char *)(name), (char *)(signature), (void *)(function)}
#define BUFFER "Ljava/nio/ByteBuffer;"

static const JNINativeMethod methods[] = {
    METHOD("epollCreate", "()I", epoll_create_),
    METHOD("eventfd", "()I", eventfd_),
    METHOD("epollControl", "(IIIIII)I", epoll_control_),
    METHOD("poll", "(IIJJIJI)J", poll_),
    METHOD("receive", "(JJIIIJI)I", receive_),
    METHOD("wake", "(I)I", wake_),
    METHOD("socket", "(II)I", socket_),
    METHOD("bind", "(IJI)I", bind_),
    METHOD("listen", "(II)I", listen_),
    METHOD("connect", "(IJI)I", connect_),
    METHOD("accept", "(IJ)I", accept_),
    METHOD("localAddress", "(IJ)I", local_address_),
    METHOD("peerAddress", "(IJ)I", peer_address_),
    METHOD("send", "(IJI)I", send_),
    METHOD("sendBuffer", "(I" BUFFER "II)I", send_buffer_),
    METHOD("sendBuffers", "(I[" BUFFER "IIJ)I", send_buffers_),
    METHOD("shutdown", "(II)I", shutdown_),
    METHOD("close", "(I)I", close_),
    METHOD("setOption", "(IIIJI)I", set_option_),
    METHOD("getOption", "(IIIJI)I", get_option_),
    METHOD("own", "(I)I", own_),
    METHOD("address", "(" BUFFER ")J", address_),
    METHOD("words", "(I)Ljava/lang/String;", words_),
};

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *vm, void *reserved) {
    (void)reserved;
    JNIEnv *env;
    if ((*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_10) != JNI_OK) {
        return JNI_ERR;
    }
    jclass syscalls = (*env)->FindClass(env, "org/hextet/epoll/Syscalls");
    if (syscalls == NULL || (*env)->RegisterNatives(env, syscalls, methods, sizeof methods / sizeof methods[0]) != JNI_OK) {
        return JNI_ERR;
    }
    (*env)->DeleteLocalRef(env, syscalls);
    return JNI_VERSION_10;
}
