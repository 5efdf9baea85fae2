package org.hextet.api;

/**
 * Something that a transport or resolver can do on this host, or cannot. Two of one name are equal. Providers may
 * declare capabilities that are not listed here; new ones may be added in a minor release.
 *
 * @param name lower case with hyphens, for example {@code dual-stack}
 */
public record Capability(String name) implements Comparable<Capability> {

    /** Listen and connect streams. */
    public static final Capability TCP = new Capability("tcp");

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

    /** The traffic class of what is sent, both families, as an option of a connection: IP_TOS. */
    public static final Capability TCLASS_SEND = new Capability("tclass-send");

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
        if (name.isEmpty()
                || !name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) {
            throw new IllegalArgumentException(
                    "capability \"" + name + "\": lower-case letters, digits and hyphens only, as in \"dual-stack\"");
        }
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
