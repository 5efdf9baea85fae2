package org.hextet.tck.lab;

import java.util.Locale;

/** What a check needs beyond this host's loopback. */
public enum Environment {
    /** The loopback of this host, 127.0.0.1 and {@code ::1}, in this process. */
    LOOPBACK(true),

    /** Two hosts joined by a veth pair: link-local, unique local and IPv4 addresses on both. */
    LAB(false),

    /**
     * As {@link #LAB}, but what goes from one host to the other passes a relay, which can delay, lose or double it: see
     * {@link Impairment}. Until it is told to, it only passes it on.
     */
    DISTANT(false),

    /** As {@link #LAB} with two links; the far host has the same link-local address on both. */
    LAB2(false),

    /** As {@link #LAB}, with a route for groups of both families. */
    MC(false),

    /** As {@link #LAB}, with a router between whose link to the far host has an MTU of 1280 bytes. */
    MTU(false),

    /** As {@link #LAB}, with addresses that swallow every packet. */
    HOLE(false),

    /** A host with {@code unreachable}, {@code prohibit} and {@code blackhole} routes, and none to everywhere else. */
    REJECT(false),

    /** A host without any IPv4 address, 127.0.0.1 included. */
    V6ONLY_HOST(false),

    /** A host with IPv6 disabled. */
    NOV6(false),

    /** A process without capabilities: it may not bind ports below 1024, nor configure a network. */
    UNPRIV(false),

    /** A process with a low limit on descriptors. */
    FDLIMIT(false),

    /** A process whose calls to the C library fail when a check wants them to: {@link Faults}. */
    INJECT(false),

    /**
     * The TCK's scripted name servers are what the system asks: {@code resolv.conf} and {@code hosts} are of its own. A
     * resolver that can be told its servers needs none of this, and its checks run in this process.
     */
    SCRIPT(false),

    /** As {@link #SCRIPT}: what counts is the hosts file. */
    HOSTS(false),

    /** In this process, with child JVMs of the check's own: another class path, module path or locale. */
    CHILD(true);

    private final boolean inThisProcess;

    Environment(boolean inThisProcess) {
        this.inThisProcess = inThisProcess;
    }

    /**
     * Whether checks run in the JVM that runs the others too.
     *
     * @return false if they run in a child JVM
     */
    public boolean isInThisProcess() {
        return inThisProcess;
    }

    /**
     * Whether it is there to be asked by resolvers that cannot be told whom to ask.
     *
     * @return true for {@link #SCRIPT} and {@link #HOSTS}
     */
    public boolean isOfSystemNames() {
        return this == SCRIPT || this == HOSTS;
    }

    /**
     * Its name in lists and on command lines.
     *
     * @return lower case with hyphens; {@code -} for the loopback
     */
    public String text() {
        return this == LOOPBACK ? "-" : name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The environment of a name.
     *
     * @param text as {@link #text()} gives it
     * @return of that name
     * @throws IllegalArgumentException if there is none
     */
    public static Environment of(String text) {
        for (Environment one : values()) {
            if (one.text().equals(text)) {
                return one;
            }
        }
        throw new IllegalArgumentException("no environment \"" + text + "\"");
    }
}
