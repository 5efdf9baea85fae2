package org.hextet.tck.rig;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.hextet.tck.expect.Shown;
import org.jspecify.annotations.Nullable;

/** Where a check has been: the addresses that it used, for the report if it fails. Thread-safe. */
final class Trail {

    private static final int MOST = 12;

    private final List<String> steps = new ArrayList<>();
    private int passedOver;
    private @Nullable InetAddress loopback;
    private @Nullable InetAddress last;

    /** What follows is on this loopback, until the next call. */
    synchronized void enter(InetAddress address) {
        loopback = address;
    }

    synchronized void add(String what, InetSocketAddress address) {
        last = address.getAddress();
        if (steps.size() == MOST) {
            // The last ones are nearer to what went wrong.
            steps.remove(0);
            passedOver++;
        }
        steps.add(what + " " + Shown.text(address));
    }

    /** Family and addresses, each as a line of a report. */
    synchronized List<String> lines() {
        List<String> lines = new ArrayList<>();
        @Nullable InetAddress where = loopback == null ? last : loopback;
        if (where != null) {
            lines.add("family   " + (where instanceof Inet4Address ? "IPv4" : "IPv6"));
        }
        if (!steps.isEmpty()) {
            String before = passedOver == 0 ? "" : "(" + passedOver + " before), ";
            lines.add("used     " + before + steps.stream().collect(Collectors.joining(", ")));
        }
        return lines;
    }
}
