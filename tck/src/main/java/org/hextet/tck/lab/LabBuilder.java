package org.hextet.tck.lab;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/** Gives namespaces their links, addresses and routes. What they are is in {@link LabAddresses}. */
final class LabBuilder {

    private static final String GROUPS = "ff00::/8";

    private static final long POLL_NANOS = 5_000_000;

    private final Namespaces namespaces;
    private final String near;

    LabBuilder(Namespaces namespaces, String near) {
        this.namespaces = namespaces;
        this.near = near;
    }

    /** A far host, joined by so many links. */
    String twoHosts(int links) throws IOException {
        String far = namespaces.add("far");
        for (int link = 0; link < links; link++) {
            String here = LabAddresses.nearLink(link);
            String there = LabAddresses.farLink(link);
            cable(near, here, far, there);
            plug(near, here, LabAddresses.NEAR, link);
            plug(far, there, LabAddresses.FAR, link);
            awaitReady(near, here);
            awaitReady(far, there);
        }
        return far;
    }

    private void cable(String host, String link, String otherHost, String otherLink) throws IOException {
        namespaces.run(
                "ip", "link", "add", link, "netns", host, "type", "veth", "peer", "name", otherLink, "netns",
                otherHost);
    }

    private void plug(String host, String link, int number, int linkNumber) throws IOException {
        namespaces.sysctl(host, "net.ipv6.conf." + link + ".accept_dad", "0");
        // The link-local address is ours to choose, so that checks can name it.
        namespaces.run("ip", "-n", host, "link", "set", link, "addrgenmode", "none");
        address(host, LabAddresses.linkLocal(number) + "/64", link);
        address(host, LabAddresses.uniqueLocal(linkNumber, number) + "/64", link);
        namespaces.run("ip", "-n", host, "address", "add", LabAddresses.ipv4(linkNumber, number) + "/24", "dev", link);
        namespaces.run("ip", "-n", host, "link", "set", link, "up");
    }

    /**
     * A link that was set up is ready when the kernel has seen its other end, some milliseconds or a second later: only
     * then it has a route for groups. It tells nobody but its tables.
     */
    private void awaitReady(String host, String link) throws IOException {
        long deadline = System.nanoTime() + Commands.PATIENCE.toNanos();
        while (!namespaces
                .run("ip", "-n", host, "-6", "route", "show", "table", "local", "dev", link)
                .contains(GROUPS)) {
            if (System.nanoTime() - deadline >= 0) {
                throw new IOException(link + " in " + host + " has no route for groups after "
                        + Commands.PATIENCE.toSeconds() + " s");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private void address(String host, String address, String link) throws IOException {
        namespaces.run("ip", "-n", host, "-6", "address", "add", address, "dev", link, "nodad");
    }

    /**
     * Two hosts with a relay between. Each has one end of a tunnel as its link; tunnels stay in the namespace where
     * they were made, and lead from there by a cable to the host of the relay. There is no netem in some kernels, and
     * no /dev/net/tun in a user namespace; a tunnel of UDP needs neither, and its other end may be any program.
     *
     * @return the far host
     */
    String distantHosts(String relay) throws IOException {
        String far = namespaces.add("far");
        String tunnels = namespaces.add("tunnels");
        cable(tunnels, "cable", relay, "cable");
        carrier(tunnels, LabAddresses.TUNNELS);
        carrier(relay, LabAddresses.RELAY);
        tunnel(tunnels, LabAddresses.nearLink(0), LabAddresses.NEAR_TUNNEL, near);
        tunnel(tunnels, LabAddresses.farLink(0), LabAddresses.FAR_TUNNEL, far);
        plug(near, LabAddresses.nearLink(0), LabAddresses.NEAR, 0);
        plug(far, LabAddresses.farLink(0), LabAddresses.FAR, 0);
        awaitReady(near, LabAddresses.nearLink(0));
        awaitReady(far, LabAddresses.farLink(0));
        return far;
    }

    /** With room for what tunnels add. */
    private void carrier(String host, String address) throws IOException {
        namespaces.run("ip", "-n", host, "address", "add", address + "/30", "dev", "cable");
        namespaces.run("ip", "-n", host, "link", "set", "cable", "mtu", "2000", "up");
    }

    private void tunnel(String made, String link, int port, String host) throws IOException {
        namespaces.run(
                "ip",
                "-n",
                made,
                "link",
                "add",
                link,
                "type",
                "vxlan",
                "id",
                "1",
                "local",
                LabAddresses.TUNNELS,
                "remote",
                LabAddresses.RELAY,
                "dstport",
                Integer.toString(port),
                "nolearning");
        // One packet at a time: what a kernel joins for its hardware to part again nobody would part here.
        namespaces.run("ip", "-n", made, "link", "set", link, "mtu", "1500", "gso_max_segs", "1", "netns", host);
    }

    /** Two hosts that know where groups are; IPv6 has such a route on every link by itself. */
    String withGroupRoutes() throws IOException {
        String far = twoHosts(1);
        groupsLeaveBy(near, LabAddresses.nearLink(0));
        groupsLeaveBy(far, LabAddresses.farLink(0));
        return far;
    }

    private void groupsLeaveBy(String host, String link) throws IOException {
        namespaces.run("ip", "-n", host, "route", "add", "224.0.0.0/4", "dev", link);
    }

    /** A far host behind a router, on a second link that carries less. */
    String behindSmallMtu() throws IOException {
        String router = namespaces.add("router");
        String far = namespaces.add("far");
        namespaces.sysctl(router, "net.ipv6.conf.all.forwarding", "1");
        namespaces.sysctl(router, "net.ipv4.ip_forward", "1");
        // Each check wants to be told again.
        namespaces.sysctl(router, "net.ipv6.icmp.ratelimit", "0");
        namespaces.sysctl(router, "net.ipv4.icmp_ratelimit", "0");
        cable(near, LabAddresses.nearLink(0), router, LabAddresses.routerLink(0));
        cable(router, LabAddresses.routerLink(1), far, LabAddresses.farLink(1));
        namespaces.run("ip", "-n", router, "link", "set", LabAddresses.routerLink(1), "mtu", smallMtu());
        namespaces.run("ip", "-n", far, "link", "set", LabAddresses.farLink(1), "mtu", smallMtu());
        for (int link = 0; link < 2; link++) {
            plug(router, LabAddresses.routerLink(link), LabAddresses.ROUTER, link);
        }
        plug(near, LabAddresses.nearLink(0), LabAddresses.NEAR, 0);
        plug(far, LabAddresses.farLink(1), LabAddresses.FAR, 1);
        awaitReady(near, LabAddresses.nearLink(0));
        awaitReady(far, LabAddresses.farLink(1));
        routed(near, 0, 1);
        routed(far, 1, 0);
        return far;
    }

    private static String smallMtu() {
        return Integer.toString(LabAddresses.SMALL_MTU);
    }

    /** From a host on one link by the router to the other. */
    private void routed(String host, int link, int other) throws IOException {
        namespaces.run(
                "ip",
                "-n",
                host,
                "-6",
                "route",
                "add",
                LabAddresses.uniqueLocalNet(other),
                "via",
                LabAddresses.uniqueLocal(link, LabAddresses.ROUTER));
        namespaces.run(
                "ip",
                "-n",
                host,
                "route",
                "add",
                LabAddresses.ipv4Net(other),
                "via",
                LabAddresses.ipv4(link, LabAddresses.ROUTER));
    }

    /** Two hosts, and addresses that lead to nobody: a neighbour entry for a link address that no one has. */
    String withHoles() throws IOException {
        String far = twoHosts(1);
        for (String hole : LabAddresses.HOLES) {
            namespaces.run(
                    "ip",
                    "-n",
                    near,
                    "neigh",
                    "add",
                    hole,
                    "lladdr",
                    LabAddresses.NOBODY,
                    "dev",
                    LabAddresses.nearLink(0),
                    "nud",
                    "permanent");
        }
        // The kernel's own timeout within some seconds: retries after 1, 2 and 4 s.
        namespaces.sysctl(near, "net.ipv4.tcp_syn_retries", "2");
        namespaces.sysctl(near, "net.ipv4.tcp_syn_linear_timeouts", "0");
        return far;
    }

    /** Addresses of its own on the loopback, and routes that refuse. */
    void rejectingRoutes() throws IOException {
        ownAddresses();
        for (String family : new String[] {"4", "6"}) {
            for (String kind : new String[] {"unreachable", "prohibit", "blackhole"}) {
                namespaces.run(
                        "ip", "-n", near, "-" + family, "route", "add", kind, LabAddresses.rejected(kind, family));
            }
        }
    }

    private void ownAddresses() throws IOException {
        address(near, LabAddresses.uniqueLocal(0, LabAddresses.NEAR) + "/128", "lo");
        namespaces.run(
                "ip", "-n", near, "address", "add", LabAddresses.ipv4(0, LabAddresses.NEAR) + "/32", "dev", "lo");
    }

    void withoutIpv4() throws IOException {
        address(near, LabAddresses.uniqueLocal(0, LabAddresses.NEAR) + "/128", "lo");
        namespaces.run("ip", "-n", near, "address", "delete", "127.0.0.1/8", "dev", "lo");
    }

    void withoutIpv6() throws IOException {
        namespaces.sysctl(near, "net.ipv6.conf.all.disable_ipv6", "1");
        namespaces.sysctl(near, "net.ipv6.conf.default.disable_ipv6", "1");
        namespaces.sysctl(near, "net.ipv6.conf.lo.disable_ipv6", "1");
        namespaces.run(
                "ip", "-n", near, "address", "add", LabAddresses.ipv4(0, LabAddresses.NEAR) + "/32", "dev", "lo");
    }

    /** Containers often lower the bound to 0. */
    void privilegedPorts() throws IOException {
        namespaces.sysctl(near, "net.ipv4.ip_unprivileged_port_start", "1024");
    }
}
