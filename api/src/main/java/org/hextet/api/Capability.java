package org.hextet.api;

import org.hextet.api.words.PlainName;
import org.jspecify.annotations.Nullable;

/**
 * Something that a transport or resolver can do on this host, or cannot. Two of one name are equal. Providers may
 * declare capabilities that are not listed here; new ones may be added in a minor release.
 *
 * @param name lower case with hyphens, for example {@code dual-stack}
 */
public record Capability(String name) implements Comparable<Capability> {

    /** Listen and connect streams. */
    public static final Capability TCP = new Capability("tcp");

    /** TLS from the first byte on: {@link TlsReactor}. */
    public static final Capability TLS = new Capability("tls");

    /** TLS in the middle of a connection: {@link Connection#startTls}. */
    public static final Capability STARTTLS = new Capability("starttls");

    /** Datagram ports, connected ones too: {@link UdpReactor}. */
    public static final Capability UDP = new Capability("udp");

    /** Link-local addresses with a zone, kept on accepted and received addresses. */
    public static final Capability ZONES = new Capability("zones");

    /** One {@code ::} socket serves IPv4 too, shown as IPv4. */
    public static final Capability DUAL_STACK = new Capability("dual-stack");

    /** A {@code ::} socket can be closed to IPv4: {@link NetworkSocketOptions#IPV6_V6ONLY}. */
    public static final Capability V6ONLY = new Capability("v6only");

    /** SO_REUSEPORT. */
    public static final Capability REUSE_PORT = new Capability("reuse-port");

    /** TCP_KEEPIDLE, TCP_KEEPINTERVAL, TCP_KEEPCOUNT. */
    public static final Capability KEEPALIVE_TIMES = new Capability("keepalive-times");

    /** The traffic class of what is sent, both families: the option IP_TOS, and {@link Route#withTrafficClass}. */
    public static final Capability TCLASS_SEND = new Capability("tclass-send");

    /** The unicast hop limit of what is sent, both families: {@link NetworkSocketOptions#UNICAST_HOPS}. */
    public static final Capability HOP_LIMIT_SEND = new Capability("hop-limit-send");

    /** {@link NetworkSocketOptions#TCP_USER_TIMEOUT}. */
    public static final Capability TCP_USER_TIMEOUT = new Capability("tcp-user-timeout");

    /**
     * Resets: {@link Connection#abort()} ends a connection with a RST. Without it the peer hears an end like any other.
     */
    public static final Capability RESET = new Capability("reset");

    /** {@code TCP_QUICKACK} of {@code jdk.net.ExtendedSocketOptions}. */
    public static final Capability TCP_QUICKACK = new Capability("tcp-quickack");

    /** {@link NetworkSocketOptions#TCP_INFO}. */
    public static final Capability TCP_INFO = new Capability("tcp-info");

    /** {@link NetworkSocketOptions#TCP_FASTOPEN} and {@link NetworkSocketOptions#TCP_FASTOPEN_CONNECT}. */
    public static final Capability TCP_FASTOPEN = new Capability("tcp-fastopen");

    /** Binding to an address that is not there yet: {@link NetworkSocketOptions#IP_FREEBIND}. */
    public static final Capability FREEBIND = new Capability("freebind");

    /** Sockets of one network interface only: {@link NetworkSocketOptions#SO_BINDTODEVICE}. */
    public static final Capability BIND_TO_DEVICE = new Capability("bind-to-device");

    /** Listening sockets that another process opened: {@link TcpReactor#adopt}. */
    public static final Capability INHERITED = new Capability("inherited");

    /** Flow labels are leased, shared, renewed and sent: {@link FlowLabelRequest}. */
    public static final Capability FLOW_LABEL = new Capability("flow-label");

    /**
     * The flow label of what was received: {@link NetworkSocketOptions#PEER_FLOW_LABEL},
     * {@link DatagramFact#FLOW_LABEL}.
     */
    public static final Capability FLOW_LABEL_RECV = new Capability("flow-label-recv");

    /** A connected datagram port learns that its peer's port is closed (ICMP). */
    public static final Capability ICMP_ERRORS = new Capability("icmp-errors");

    /** The destination of a received datagram, and its interface: {@link DatagramFact#DESTINATION}. */
    public static final Capability PACKET_INFO = new Capability("packet-info");

    /** Source address and interface of one datagram that is sent: {@link Route}. */
    public static final Capability PACKET_SOURCE = new Capability("packet-source");

    /** The hop limit of a received datagram: {@link DatagramFact#HOP_LIMIT}. */
    public static final Capability HOP_LIMIT_RECV = new Capability("hop-limit-recv");

    /** The traffic class of a received datagram: {@link DatagramFact#TRAFFIC_CLASS}. */
    public static final Capability TCLASS_RECV = new Capability("tclass-recv");

    /** Groups are joined and left, outgoing interface, loopback, hop limit: {@link MulticastReactor}. */
    public static final Capability MULTICAST = new Capability("multicast");

    /** Groups are joined for one source, sources are blocked. */
    public static final Capability MULTICAST_SSM = new Capability("multicast-ssm");

    /** A wildcard port gets only datagrams of groups that it joined itself. */
    public static final Capability MULTICAST_ISOLATION = new Capability("multicast-isolation");

    /** Datagrams are sent so that nobody may fragment them: {@link NetworkSocketOptions#IP_DONTFRAGMENT}. */
    public static final Capability DONT_FRAGMENT = new Capability("dont-fragment");

    /** The path MTU, in failures and when asked: {@link DatagramPort#pathMtu()}. */
    public static final Capability PATH_MTU = new Capability("path-mtu");

    /** The loop can look for events for a while before it sleeps: {@link ReactorOptions#busyPoll()}. */
    public static final Capability BUSY_POLL = new Capability("busy-poll");

    /** Sockets are the host kernel's own: other programs see them. */
    public static final Capability HOST_NET = new Capability("host-net");

    /** The reactor's clock is virtual. */
    public static final Capability VIRTUAL_TIME = new Capability("virtual-time");

    /** Of a resolver: looks up by name, with deadline and cancel. */
    public static final Capability RESOLVE = new Capability("resolve");

    /** Of a resolver: asks only for the family wanted. */
    public static final Capability RESOLVE_FAMILY = new Capability("resolve-family");

    /** Of a resolver: tells no-such-name, no-data and temporary apart. */
    public static final Capability RESOLVE_KINDS = new Capability("resolve-kinds");

    /** Of a resolver: hands out each family as it comes. */
    public static final Capability RESOLVE_STREAMING = new Capability("resolve-streaming");

    /** Of a resolver: records other than addresses (SRV, SVCB, HTTPS). */
    public static final Capability RESOLVE_RECORDS = new Capability("resolve-records");

    /**
     * Names a capability.
     *
     * @param name as of the record
     * @throws IllegalArgumentException if the name is empty or has other characters than lower-case letters, digits,
     *     hyphens
     */
    public Capability {
        if (!PlainName.isOne(name)) {
            throw new IllegalArgumentException(
                    "capability \"" + name + "\": lower-case letters, digits and hyphens only, as in \"dual-stack\"");
        }
    }

    // Those of a record are made at run time, when first used; every start uses these.

    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof Capability capability && capability.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public int compareTo(Capability other) {
        return name.compareTo(other.name);
    }

    /**
     * Its name.
     *
     * @return as it stands in lists and errors
     */
    @Override
    public String toString() {
        return name;
    }
}
