package org.hextet.api.failure;

/** What went wrong. Kinds may be added in a minor release: a {@code switch} of yours has a default. */
public enum FailureKind {
    /** Nobody listens there (ECONNREFUSED). */
    REFUSED("refused"),
    /** Not done in time: the kernel gave up (ETIMEDOUT), or a deadline or timeout of the caller's passed. */
    TIMEOUT("timeout"),
    /** No way to that address (ENETUNREACH, EHOSTUNREACH), or no address to start from. */
    UNREACHABLE("unreachable"),
    /** Forbidden by a route, a firewall or a policy (EACCES or EPERM of connect). */
    PROHIBITED("prohibited"),
    /** Another socket has that address and port (EADDRINUSE). */
    IN_USE("in-use"),
    /** Not an address of this host, or no local port left (EADDRNOTAVAIL). */
    NOT_AVAILABLE("not-available"),
    /** This process may not bind that (EACCES of bind). */
    PERMISSION("permission"),
    /** The peer reset the connection, or is gone (ECONNRESET, EPIPE). */
    RESET("reset"),
    /** Aborted on this side. */
    ABORTED("aborted"),
    /** The stream ended without the end that its protocol demands. */
    TRUNCATED("truncated"),
    /** No descriptor left in this process or on this host (EMFILE, ENFILE). */
    DESCRIPTOR_LIMIT("descriptor-limit"),
    /** More bytes than fit (EMSGSIZE), or than a maximum allows. */
    TOO_LARGE("too-large"),
    /** The peer took its bytes more slowly than the write limit allows. */
    TOO_SLOW("too-slow"),
    /** This host has no IPv6. */
    NO_IPV6("no-ipv6"),
    /** TLS failed: certificate, protocol, alert. */
    TLS("tls"),
    /** Cancelled on this side. */
    CANCELLED("cancelled"),
    /** The reactor was closed. */
    REACTOR_CLOSED("reactor-closed"),
    /** There is no such host name. */
    NO_SUCH_NAME("no-such-name"),
    /** The name exists and has no address of the family asked for. */
    NO_DATA("no-data"),
    /** The name could not be looked up now; it may work later. */
    TEMPORARY("temporary"),
    /** Something else that the kernel said; its word is in the message. */
    OTHER("other");

    private final String text;

    FailureKind(String text) {
        this.text = text;
    }

    /**
     * Its name in logs, JSON and documents.
     *
     * @return lower case with hyphens, for example {@code in-use}
     */
    public String text() {
        return text;
    }

    /**
     * As {@link #text()}.
     *
     * @return lower case with hyphens
     */
    @Override
    public String toString() {
        return text;
    }
}
