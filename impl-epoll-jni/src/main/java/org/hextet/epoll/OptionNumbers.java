package org.hextet.epoll;

import java.lang.annotation.Native;

/** The kernel's levels and names of socket options: hextet_epoll.c does not compile where they differ. */
final class OptionNumbers {

    @Native
    static final int SOL_SOCKET = 1;

    @Native
    static final int SO_REUSEADDR = 2;

    @Native
    static final int SO_ERROR = 4;

    @Native
    static final int SO_SNDBUF = 7;

    @Native
    static final int SO_RCVBUF = 8;

    @Native
    static final int SO_KEEPALIVE = 9;

    @Native
    static final int SO_LINGER = 13;

    @Native
    static final int SO_REUSEPORT = 15;

    @Native
    static final int SO_BINDTODEVICE = 25;

    @Native
    static final int SO_ACCEPTCONN = 30;

    @Native
    static final int SO_BROADCAST = 6;

    @Native
    static final int SO_TYPE = 3;

    @Native
    static final int SO_DOMAIN = 39;

    @Native
    static final int IPPROTO_TCP = 6;

    @Native
    static final int TCP_NODELAY = 1;

    @Native
    static final int TCP_KEEPIDLE = 4;

    @Native
    static final int TCP_KEEPINTVL = 5;

    @Native
    static final int TCP_KEEPCNT = 6;

    @Native
    static final int TCP_INFO = 11;

    @Native
    static final int TCP_QUICKACK = 12;

    @Native
    static final int TCP_USER_TIMEOUT = 18;

    @Native
    static final int TCP_FASTOPEN = 23;

    @Native
    static final int TCP_FASTOPEN_CONNECT = 30;

    @Native
    static final int IPPROTO_IP = 0;

    @Native
    static final int IP_TOS = 1;

    @Native
    static final int IP_TTL = 2;

    @Native
    static final int IP_FREEBIND = 15;

    @Native
    static final int IP_PKTINFO = 8;

    @Native
    static final int IP_MTU_DISCOVER = 10;

    @Native
    static final int IP_PMTUDISC_DONT = 0;

    @Native
    static final int IP_PMTUDISC_WANT = 1;

    @Native
    static final int IP_PMTUDISC_DO = 2;

    @Native
    static final int IP_RECVERR = 11;

    @Native
    static final int IP_RECVTTL = 12;

    @Native
    static final int IP_RECVTOS = 13;

    @Native
    static final int IP_MTU = 14;

    @Native
    static final int IP_MULTICAST_IF = 32;

    @Native
    static final int IP_MULTICAST_TTL = 33;

    @Native
    static final int IP_MULTICAST_LOOP = 34;

    @Native
    static final int MCAST_JOIN_GROUP = 42;

    @Native
    static final int MCAST_BLOCK_SOURCE = 43;

    @Native
    static final int MCAST_UNBLOCK_SOURCE = 44;

    @Native
    static final int MCAST_LEAVE_GROUP = 45;

    @Native
    static final int MCAST_JOIN_SOURCE_GROUP = 46;

    @Native
    static final int MCAST_LEAVE_SOURCE_GROUP = 47;

    @Native
    static final int IP_MULTICAST_ALL = 49;

    @Native
    static final int IPPROTO_IPV6 = 41;

    @Native
    static final int IPV6_UNICAST_HOPS = 16;

    @Native
    static final int IPV6_V6ONLY = 26;

    @Native
    static final int IPV6_FLOWLABEL_MGR = 32;

    @Native
    static final int IPV6_FLOWINFO_SEND = 33;

    @Native
    static final int IPV6_TCLASS = 67;

    @Native
    static final int IPV6_FREEBIND = 78;

    @Native
    static final int IPV6_FLOWINFO = 11;

    @Native
    static final int IPV6_MULTICAST_IF = 17;

    @Native
    static final int IPV6_MULTICAST_HOPS = 18;

    @Native
    static final int IPV6_MULTICAST_LOOP = 19;

    @Native
    static final int IPV6_MTU = 24;

    @Native
    static final int IPV6_RECVERR = 25;

    @Native
    static final int IPV6_MULTICAST_ALL = 29;

    @Native
    static final int IPV6_RECVPKTINFO = 49;

    @Native
    static final int IPV6_PKTINFO = 50;

    @Native
    static final int IPV6_RECVHOPLIMIT = 51;

    @Native
    static final int IPV6_HOPLIMIT = 52;

    @Native
    static final int IPV6_DONTFRAG = 62;

    @Native
    static final int IPV6_RECVTCLASS = 66;

    @Native
    static final int SOL_UDP = 17;

    @Native
    static final int UDP_SEGMENT = 103;

    @Native
    static final int UDP_GRO = 104;

    private OptionNumbers() {}
}
