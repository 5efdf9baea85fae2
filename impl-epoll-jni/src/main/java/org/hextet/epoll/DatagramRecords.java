package org.hextet.epoll;

import java.lang.annotation.Native;

/** What the native side tells of a datagram, and of a failure: hextet_epoll.c does not compile where it differs. */
final class DatagramRecords {

    /** Of one datagram: a struct datagram. */
    @Native
    static final int BYTES = 80;

    @Native
    static final int LENGTH_AT = 0;

    @Native
    static final int FLAGS_AT = 4;

    /** How long each of many datagrams is that came as one message (UDP_GRO); 0 of a single one. */
    @Native
    static final int SEGMENT_AT = 8;

    @Native
    static final int INTERFACE_AT = 12;

    /** A struct sockaddr of either family. */
    @Native
    static final int SENDER_AT = 16;

    @Native
    static final int HOP_LIMIT_AT = 44;

    @Native
    static final int TRAFFIC_CLASS_AT = 48;

    @Native
    static final int FLOW_LABEL_AT = 52;

    /** Of the destination; an IPv4 one stands in its first four bytes. */
    @Native
    static final int FAMILY_AT = 56;

    @Native
    static final int ANSWERABLE_AT = 60;

    @Native
    static final int DESTINATION_AT = 64;

    /** Among the flags: it was longer than its slot. */
    @Native
    static final int TRUNCATED = 0x20;

    /** Of one failure: a struct queued_error. */
    @Native
    static final int ERROR_BYTES = 40;

    @Native
    static final int ERROR_AT = 0;

    @Native
    static final int ORIGIN_AT = 4;

    /** With EMSGSIZE: the path MTU. */
    @Native
    static final int INFO_AT = 8;

    /** A struct sockaddr; its family is 0 where the kernel does not know whom it was for. */
    @Native
    static final int ERROR_DESTINATION_AT = 12;

    /** An origin: this host has refused to send. */
    @Native
    static final int LOCAL = 1;

    /** An origin: the network told. */
    @Native
    static final int ICMP = 2;

    /** An origin: the network told. */
    @Native
    static final int ICMP6 = 3;

    private DatagramRecords() {}
}
