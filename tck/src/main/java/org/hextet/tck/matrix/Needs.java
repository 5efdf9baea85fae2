package org.hextet.tck.matrix;

/** The names of capabilities, as {@link Check#needs()} takes them. */
public final class Needs {

    /** Listen and connect streams. */
    public static final String TCP = "tcp";

    /** Datagram ports, connected ones too. */
    public static final String UDP = "udp";

    /** Link-local addresses with a zone. */
    public static final String ZONES = "zones";

    /** One {@code ::} socket serves IPv4 too. */
    public static final String DUAL_STACK = "dual-stack";

    /** A {@code ::} socket can be closed to IPv4. */
    public static final String V6ONLY = "v6only";

    /** SO_REUSEPORT. */
    public static final String REUSE_PORT = "reuse-port";

    /** TCP_KEEPIDLE and the like. */
    public static final String KEEPALIVE_TIMES = "keepalive-times";

    /** The traffic class of what is sent. */
    public static final String TCLASS_SEND = "tclass-send";

    /** The unicast hop limit of what is sent. */
    public static final String HOP_LIMIT_SEND = "hop-limit-send";

    /** TCP_USER_TIMEOUT. */
    public static final String TCP_USER_TIMEOUT = "tcp-user-timeout";

    /** An abort that the peer sees as a reset. */
    public static final String RESET = "reset";

    /** TCP_QUICKACK. */
    public static final String TCP_QUICKACK = "tcp-quickack";

    /** TCP_INFO. */
    public static final String TCP_INFO = "tcp-info";

    /** First bytes with the SYN. */
    public static final String TCP_FASTOPEN = "tcp-fastopen";

    /** Binding to an address that is not there yet. */
    public static final String FREEBIND = "freebind";

    /** Sockets of one network interface only. */
    public static final String BIND_TO_DEVICE = "bind-to-device";

    /** Listening sockets that another process opened. */
    public static final String INHERITED = "inherited";

    /** Flow labels are leased, shared, renewed and sent. */
    public static final String FLOW_LABEL = "flow-label";

    /** The flow label of what was received. */
    public static final String FLOW_LABEL_RECV = "flow-label-recv";

    /** A connected datagram port learns that its peer's port is closed. */
    public static final String ICMP_ERRORS = "icmp-errors";

    /** The destination of a received datagram, and its interface. */
    public static final String PACKET_INFO = "packet-info";

    /** Source address and interface of one datagram that is sent. */
    public static final String PACKET_SOURCE = "packet-source";

    /** The hop limit of a received datagram. */
    public static final String HOP_LIMIT_RECV = "hop-limit-recv";

    /** The traffic class of a received datagram. */
    public static final String TCLASS_RECV = "tclass-recv";

    /** Groups are joined and left, outgoing interface, loopback, hop limit. */
    public static final String MULTICAST = "multicast";

    /** Groups are joined for one source, sources are blocked. */
    public static final String MULTICAST_SSM = "multicast-ssm";

    /** A wildcard port gets only datagrams of groups that it joined itself. */
    public static final String MULTICAST_ISOLATION = "multicast-isolation";

    /** Datagrams are sent so that nobody may fragment them. */
    public static final String DONT_FRAGMENT = "dont-fragment";

    /** The path MTU, in failures and when asked. */
    public static final String PATH_MTU = "path-mtu";

    /** The loop can look for events for a while before it sleeps. */
    public static final String BUSY_POLL = "busy-poll";

    /** Listen and connect TLS. */
    public static final String TLS = "tls";

    /** A live connection goes on in TLS. */
    public static final String STARTTLS = "starttls";

    /** Sockets are the host kernel's: plain JDK sockets can be the peer. */
    public static final String HOST_NET = "host-net";

    /** The reactor's clock is virtual. */
    public static final String VIRTUAL_TIME = "virtual-time";

    /** Of a resolver: looks up by name. */
    public static final String RESOLVE = "resolve";

    /** Of a resolver: asks only for the family wanted. */
    public static final String RESOLVE_FAMILY = "resolve-family";

    /** Of a resolver: tells no-such-name, no-data and temporary apart. */
    public static final String RESOLVE_KINDS = "resolve-kinds";

    /** Of a resolver: hands out each family as it comes. */
    public static final String RESOLVE_STREAMING = "resolve-streaming";

    /** Of a resolver: tells records of other types, SRV, SVCB, HTTPS. */
    public static final String RESOLVE_RECORDS = "resolve-records";

    /**
     * Of a resolver: a DNS client whose servers, files and cache can be set, by options of these names. {@code server}
     * (addresses with ports, commas between), {@code resolv-conf} and {@code hosts} (paths), {@code search} (domains,
     * commas between), {@code timeout} (of one server: {@code 100ms}), {@code attempts}, {@code cache} (records kept at
     * most), {@code clock=reactor} (answers grow old by {@link org.hextet.api.Reactor#nanoTime()}).
     */
    public static final String DNS = "dns";

    private Needs() {}
}
