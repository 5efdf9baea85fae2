package org.hextet.tck.lab;

import java.io.IOException;

/** Gives namespaces their links, addresses and routes. What they are is in {@link LabAddresses}. */
final class LabBuilder {

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
            namespaces.run(
                    "ip", "link", "add", here, "netns", near, "type", "veth", "peer", "name", there, "netns", far);
            plug(near, here, LabAddresses.NEAR, link);
            plug(far, there, LabAddresses.FAR, link);
        }
        return far;
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

    private void address(String host, String address, String link) throws IOException {
        namespaces.run("ip", "-n", host, "-6", "address", "add", address, "dev", link, "nodad");
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
