// The system calls of org.hextet.epoll, and nothing else: each returns what the kernel said, a failure as -errno.
// Addresses are passed as struct sockaddr in memory of the caller's; nothing is allocated and nothing is thrown here.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "org_hextet_epoll_DatagramRecords.h"
#include "org_hextet_epoll_Errnos.h"
#include "org_hextet_epoll_MessageLayout.h"
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
SAME_OPTION(SO_BROADCAST);
SAME_OPTION(IP_PKTINFO);
SAME_OPTION(IP_MTU_DISCOVER);
SAME_OPTION(IP_PMTUDISC_DONT);
SAME_OPTION(IP_PMTUDISC_WANT);
SAME_OPTION(IP_PMTUDISC_DO);
SAME_OPTION(IP_RECVERR);
SAME_OPTION(IP_RECVTTL);
SAME_OPTION(IP_RECVTOS);
SAME_OPTION(IP_MTU);
SAME_OPTION(IP_MULTICAST_IF);
SAME_OPTION(IP_MULTICAST_TTL);
SAME_OPTION(IP_MULTICAST_LOOP);
SAME_OPTION(IP_MULTICAST_ALL);
SAME_OPTION(MCAST_JOIN_GROUP);
SAME_OPTION(MCAST_BLOCK_SOURCE);
SAME_OPTION(MCAST_UNBLOCK_SOURCE);
SAME_OPTION(MCAST_LEAVE_GROUP);
SAME_OPTION(MCAST_JOIN_SOURCE_GROUP);
SAME_OPTION(MCAST_LEAVE_SOURCE_GROUP);
SAME_OPTION(IPV6_MULTICAST_IF);
SAME_OPTION(IPV6_MULTICAST_HOPS);
SAME_OPTION(IPV6_MULTICAST_LOOP);
SAME_OPTION(IPV6_MTU);
SAME_OPTION(IPV6_RECVERR);
SAME_OPTION(IPV6_MULTICAST_ALL);
SAME_OPTION(IPV6_RECVPKTINFO);
SAME_OPTION(IPV6_PKTINFO);
SAME_OPTION(IPV6_RECVHOPLIMIT);
SAME_OPTION(IPV6_HOPLIMIT);
SAME_OPTION(IPV6_DONTFRAG);
SAME_OPTION(IPV6_RECVTCLASS);
SAME_OPTION(SOL_UDP);
SAME_OPTION(UDP_SEGMENT);
SAME_OPTION(UDP_GRO);
#define IPV6_FLOWINFO org_hextet_epoll_OptionNumbers_IPV6_FLOWINFO

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

// A datagram that was received; read by ReceiveBatch.java.
struct datagram {
    int32_t length;
    int32_t flags;
    int32_t segment;
    int32_t interface;
    struct sockaddr_in6 sender;
    int32_t hop_limit;
    int32_t traffic_class;
    int32_t flow_label;
    int32_t family;
    int32_t answerable;
    uint8_t destination[16];
};

// A failure of the error queue; read by ErrorQueue.java.
struct queued_error {
    int32_t error;
    int32_t origin;
    int32_t info;
    struct sockaddr_in6 destination;
};

#define SAME_RECORD(java, c) _Static_assert(org_hextet_epoll_DatagramRecords_##java == (c), #java)
SAME_RECORD(BYTES, sizeof(struct datagram));
SAME_RECORD(LENGTH_AT, offsetof(struct datagram, length));
SAME_RECORD(FLAGS_AT, offsetof(struct datagram, flags));
SAME_RECORD(SEGMENT_AT, offsetof(struct datagram, segment));
SAME_RECORD(INTERFACE_AT, offsetof(struct datagram, interface));
SAME_RECORD(SENDER_AT, offsetof(struct datagram, sender));
SAME_RECORD(HOP_LIMIT_AT, offsetof(struct datagram, hop_limit));
SAME_RECORD(TRAFFIC_CLASS_AT, offsetof(struct datagram, traffic_class));
SAME_RECORD(FLOW_LABEL_AT, offsetof(struct datagram, flow_label));
SAME_RECORD(FAMILY_AT, offsetof(struct datagram, family));
SAME_RECORD(ANSWERABLE_AT, offsetof(struct datagram, answerable));
SAME_RECORD(DESTINATION_AT, offsetof(struct datagram, destination));
SAME_RECORD(TRUNCATED, MSG_TRUNC);
SAME_RECORD(ERROR_BYTES, sizeof(struct queued_error));
SAME_RECORD(ERROR_AT, offsetof(struct queued_error, error));
SAME_RECORD(ORIGIN_AT, offsetof(struct queued_error, origin));
SAME_RECORD(INFO_AT, offsetof(struct queued_error, info));
SAME_RECORD(ERROR_DESTINATION_AT, offsetof(struct queued_error, destination));
SAME_RECORD(LOCAL, SO_EE_ORIGIN_LOCAL);
SAME_RECORD(ICMP, SO_EE_ORIGIN_ICMP);
SAME_RECORD(ICMP6, SO_EE_ORIGIN_ICMP6);

// What SendBatch.java writes is what sendmmsg(2) reads.
#define SAME_LAYOUT(java, c) _Static_assert(org_hextet_epoll_MessageLayout_##java == (c), #java)
SAME_LAYOUT(MESSAGE_BYTES, sizeof(struct mmsghdr));
SAME_LAYOUT(NAME_AT, offsetof(struct msghdr, msg_name));
SAME_LAYOUT(NAME_LENGTH_AT, offsetof(struct msghdr, msg_namelen));
SAME_LAYOUT(RANGES_AT, offsetof(struct msghdr, msg_iov));
SAME_LAYOUT(RANGE_COUNT_AT, offsetof(struct msghdr, msg_iovlen));
SAME_LAYOUT(CONTROL_AT, offsetof(struct msghdr, msg_control));
SAME_LAYOUT(CONTROL_LENGTH_AT, offsetof(struct msghdr, msg_controllen));
SAME_LAYOUT(RANGE_BYTES, sizeof(struct iovec));
SAME_LAYOUT(RANGE_LENGTH_AT, offsetof(struct iovec, iov_len));
SAME_LAYOUT(CONTROL_HEADER, CMSG_LEN(0));
SAME_LAYOUT(CONTROL_LEVEL_AT, offsetof(struct cmsghdr, cmsg_level));
SAME_LAYOUT(CONTROL_TYPE_AT, offsetof(struct cmsghdr, cmsg_type));
SAME_LAYOUT(CONTROL_ALIGNMENT, sizeof(size_t));

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

// Room for all that a datagram can bring: of an IPv6 socket that has IPv4 too, both kinds of packet information.
#define CONTROL_BYTES 256

static inline int32_t number(const struct cmsghdr *control) {
    int32_t value;
    memcpy(&value, CMSG_DATA(control), sizeof value);
    return value;
}

// What the control messages say of a datagram, at fixed places. Of IPv4 on an IPv6 socket IP_PKTINFO comes besides IPV6_PKTINFO, and
// alone tells whether this host has that address.
static void flatten(const struct msghdr *message, struct datagram *datagram) {
    memset(&datagram->hop_limit, 0, sizeof *datagram - offsetof(struct datagram, hop_limit));
    datagram->interface = 0;
    for (struct cmsghdr *control = CMSG_FIRSTHDR(message); control != NULL;
         control = CMSG_NXTHDR((struct msghdr *)message, control)) {
        if (control->cmsg_level == IPPROTO_IPV6) {
            if (control->cmsg_type == IPV6_PKTINFO && datagram->family == 0) {
                struct in6_pktinfo info;
                memcpy(&info, CMSG_DATA(control), sizeof info);
                if (!IN6_IS_ADDR_V4MAPPED(&info.ipi6_addr)) {
                    datagram->family = AF_INET6;
                    datagram->interface = (int32_t)info.ipi6_ifindex;
                    datagram->answerable = !IN6_IS_ADDR_MULTICAST(&info.ipi6_addr);
                    memcpy(datagram->destination, &info.ipi6_addr, sizeof info.ipi6_addr);
                }
            } else if (control->cmsg_type == IPV6_HOPLIMIT) {
                datagram->hop_limit = number(control);
            } else if (control->cmsg_type == IPV6_TCLASS) {
                datagram->traffic_class = number(control);
            } else if (control->cmsg_type == IPV6_FLOWINFO) {
                datagram->flow_label = (int32_t)(ntohl((uint32_t)number(control)) & 0xFFFFF);
            }
        } else if (control->cmsg_level == IPPROTO_IP) {
            if (control->cmsg_type == IP_PKTINFO) {
                struct in_pktinfo info;
                memcpy(&info, CMSG_DATA(control), sizeof info);
                datagram->family = AF_INET;
                datagram->interface = info.ipi_ifindex;
                datagram->answerable = info.ipi_spec_dst.s_addr == info.ipi_addr.s_addr;
                memcpy(datagram->destination, &info.ipi_addr, sizeof info.ipi_addr);
            } else if (control->cmsg_type == IP_TTL) {
                datagram->hop_limit = number(control);
            } else if (control->cmsg_type == IP_TOS) {
                datagram->traffic_class = *(uint8_t *)CMSG_DATA(control);
            }
        } else if (control->cmsg_level == SOL_UDP && control->cmsg_type == UDP_GRO) {
            datagram->segment = number(control);
        }
    }
}

// Up to `count` messages, each at most `limit` bytes into a slot of its own, `stride` bytes apart. How many came.
NATIVE(jint, receive_datagrams_, jint fd, jlong area, jint stride, jint limit, jlong records, jint count, jboolean with_control) {
    UNUSED;
    struct datagram *datagrams = at(records);
    struct mmsghdr messages[CONSTANT(DATAGRAMS)];
    struct iovec slots[CONSTANT(DATAGRAMS)];
    _Alignas(struct cmsghdr) char controls[CONSTANT(DATAGRAMS)][CONTROL_BYTES];
    for (jint i = 0; i < count; i++) {
        slots[i] = (struct iovec){(char *)at(area) + (size_t)i * (size_t)stride, (size_t)limit};
        messages[i].msg_hdr = (struct msghdr){
            .msg_name = &datagrams[i].sender,
            .msg_namelen = sizeof datagrams[i].sender,
            .msg_iov = &slots[i],
            .msg_iovlen = 1,
            .msg_control = with_control ? controls[i] : NULL,
            .msg_controllen = with_control ? CONTROL_BYTES : 0,
        };
    }
    int received;
    do {
        received = recvmmsg(fd, messages, (unsigned)count, MSG_DONTWAIT, NULL);
    } while (received < 0 && errno == EINTR);
    if (received < 0) {
        return -errno;
    }
    for (int i = 0; i < received; i++) {
        datagrams[i].length = (int32_t)messages[i].msg_len;
        datagrams[i].flags = messages[i].msg_hdr.msg_flags;
        datagrams[i].segment = 0;
        if (with_control) {
            flatten(&messages[i].msg_hdr, &datagrams[i]);
        }
    }
    return received;
}

// The next of the socket's error queue, if there is one.
NATIVE(jint, receive_error_, jint fd, jlong address) {
    UNUSED;
    struct queued_error *found = at(address);
    _Alignas(struct cmsghdr) char control[CONTROL_BYTES];
    struct msghdr message = {
        .msg_name = &found->destination,
        .msg_namelen = sizeof found->destination,
        .msg_control = control,
        .msg_controllen = sizeof control,
    };
    ssize_t received = recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT);
    if (received < 0) {
        return -errno;
    }
    found->error = found->origin = found->info = 0;
    if (message.msg_namelen == 0) {
        found->destination.sin6_family = AF_UNSPEC;
    }
    for (struct cmsghdr *each = CMSG_FIRSTHDR(&message); each != NULL; each = CMSG_NXTHDR(&message, each)) {
        if ((each->cmsg_level == IPPROTO_IPV6 && each->cmsg_type == IPV6_RECVERR)
            || (each->cmsg_level == IPPROTO_IP && each->cmsg_type == IP_RECVERR)) {
            struct sock_extended_err error;
            memcpy(&error, CMSG_DATA(each), sizeof error);
            found->error = (int32_t)error.ee_errno;
            found->origin = error.ee_origin;
            found->info = (int32_t)error.ee_info;
        }
    }
    return 0;
}

// `messages` are struct mmsghdr. How many left; a failure is that of the first.
NATIVE(jint, send_messages_, jint fd, jlong messages, jint count) {
    UNUSED;
    int sent;
    do {
        sent = sendmmsg(fd, at(messages), (unsigned)count, MSG_DONTWAIT);
    } while (sent < 0 && errno == EINTR);
    return said(sent);
}

// The descriptor `as` is the socket of `fd` from now on, besides `fd` itself; what it was is closed.
NATIVE(jint, replace_, jint fd, jint as) {
    UNUSED;
    return said(dup3(fd, as, O_CLOEXEC));
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
    METHOD("receiveDatagrams", "(IJIIJIZ)I", receive_datagrams_),
    METHOD("receiveError", "(IJ)I", receive_error_),
    METHOD("sendMessages", "(IJI)I", send_messages_),
    METHOD("replace", "(II)I", replace_),
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
