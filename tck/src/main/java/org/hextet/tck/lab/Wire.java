package org.hextet.tck.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What joins the two hosts of a lab: further addresses at its ends, duplicates among them, and what happens to packets
 * on it. The same from outside ({@link Lab#wire}) and from a process on the near host ({@link LabHost#wire}). Any
 * thread may use it.
 *
 * <pre>{@code
 * lab.wire().impair(Impairment.NONE.withDelay(Duration.ofMillis(50)).withLoss(10));
 * String taken = lab.wire().duplicateAddress(0, Duration.ofSeconds(30));       // nobody can bind it
 * }</pre>
 */
public final class Wire {

    /** The kernel tells of each change; this is for one that was told before anybody listened. */
    private static final long LOOK_ANYWAY_MILLIS = 250;

    private final Environment environment;
    private final List<String> near;
    private final List<String> far;
    private final Optional<Relay.Steering> relay;

    /**
     * Joins them.
     *
     * @param environment which
     * @param near the words before a command that start it on the near host
     * @param far the words before a command that start it on the far host; none where there is none
     * @param relay what stands between
     */
    Wire(Environment environment, List<String> near, List<String> far, Optional<Relay.Steering> relay) {
        this.environment = environment;
        this.near = List.copyOf(near);
        this.far = List.copyOf(far);
        this.relay = relay;
    }

    // ---- packets

    /**
     * From now on, this happens to all packets, in both directions: what was said before is forgotten. A round trip
     * takes twice the delay, and what comes first has to find its neighbour, which takes one more.
     *
     * @param both to all that comes to the relay after this returns
     * @throws IOException if the relay is gone
     * @throws IllegalStateException if this is not {@link Environment#DISTANT}
     */
    public void impair(Impairment both) throws IOException {
        impair(both, both);
    }

    /**
     * As {@link #impair(Impairment)}, with one for each direction.
     *
     * @param towardsFar to packets from the near host to the far one
     * @param towardsNear to those from the far host
     * @throws IOException if the relay is gone
     * @throws IllegalStateException if this is not {@link Environment#DISTANT}
     */
    public void impair(Impairment towardsFar, Impairment towardsNear) throws IOException {
        steering().impair(towardsFar, towardsNear);
    }

    /**
     * What has passed so far: to see that something was lost or doubled.
     *
     * @return counted since the lab was built
     * @throws IOException if the relay is gone
     * @throws IllegalStateException if this is not {@link Environment#DISTANT}
     */
    public Relayed relayed() throws IOException {
        return steering().relayed();
    }

    private Relay.Steering steering() {
        return relay.orElseThrow(() -> new IllegalStateException(
                "packets pass a relay only in " + Environment.DISTANT.text() + ", and this is " + environment.text()));
    }

    // ---- addresses

    /**
     * Gives the near host one more IPv6 address as any host gets one, and waits for the outcome: it asks on the link
     * whether another host has it (RFC 4862, section 5.4), which takes a second or two. All other addresses of a lab
     * are there without asking.
     *
     * @param address as text, with or without prefix length (64 if it has none): {@code fd00::9}
     * @param link 0, or in {@code lab2} 1
     * @param atMost how long to wait
     * @return {@link AddressState#USABLE}, or {@link AddressState#DUPLICATE}; {@link AddressState#TENTATIVE} if the
     *     time is up
     * @throws IOException what {@code ip} said
     */
    public AddressState addAddress(String address, int link, Duration atMost) throws IOException {
        String interfaceName = LabAddresses.nearLink(link);
        long deadline = System.nanoTime() + atMost.toNanos();
        detectOn(interfaceName);
        Process monitor = new ProcessBuilder(words(near, "ip", "-oneline", "-6", "monitor", "address"))
                .redirectErrorStream(true)
                .start();
        try {
            BlockingQueue<String> changes = changes(monitor);
            run(near, "ip", "-6", "address", "add", prefixed(address), "dev", interfaceName);
            AddressState state = stateOf(address, link);
            while (state == AddressState.TENTATIVE && deadline - System.nanoTime() > 0) {
                awaitChange(changes);
                state = stateOf(address, link);
            }
            return state;
        } finally {
            monitor.destroyForcibly();
        }
    }

    /** It was switched off for the whole host, where tentative addresses would be in the way. */
    private void detectOn(String interfaceName) throws IOException {
        String file = "/proc/sys/net/ipv6/conf/" + interfaceName + "/accept_dad";
        run(near, "sh", "-c", "echo 1 > \"$1\"", "sh", file);
    }

    private static BlockingQueue<String> changes(Process monitor) {
        BlockingQueue<String> changes = new LinkedBlockingQueue<>();
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader lines = new BufferedReader(
                            new InputStreamReader(monitor.getInputStream(), StandardCharsets.UTF_8))) {
                        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                            changes.add(line);
                        }
                    } catch (IOException ended) {
                        // It was ended.
                    }
                },
                "tck lab monitor");
        reader.setDaemon(true);
        reader.start();
        return changes;
    }

    private static void awaitChange(BlockingQueue<String> changes) throws IOException {
        try {
            changes.poll(LOOK_ANYWAY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while an address was looked for on the link", interrupted);
        }
    }

    /**
     * How far the near host is with an IPv6 address.
     *
     * @param address as text, without zone
     * @param link 0, or in {@code lab2} 1
     * @return now
     * @throws IOException what {@code ip} said
     */
    public AddressState stateOf(String address, int link) throws IOException {
        String shown = run(
                near,
                "ip",
                "-oneline",
                "-6",
                "address",
                "show",
                "dev",
                LabAddresses.nearLink(link),
                "to",
                plain(address));
        if (shown.isBlank()) {
            return AddressState.ABSENT;
        }
        if (shown.contains("dadfailed")) {
            return AddressState.DUPLICATE;
        }
        return shown.contains("tentative") ? AddressState.TENTATIVE : AddressState.USABLE;
    }

    /**
     * Takes an address from the near host.
     *
     * @param address as text, with or without prefix length
     * @param link 0, or in {@code lab2} 1
     * @throws IOException what {@code ip} said
     */
    public void removeAddress(String address, int link) throws IOException {
        run(near, "ip", "-6", "address", "delete", prefixed(address), "dev", LabAddresses.nearLink(link));
    }

    /**
     * Gives the far host one more IPv6 address, at once and without asking whether another host has it.
     *
     * @param address as text, with or without prefix length
     * @param link 0, or in {@code lab2} 1; in {@code mtu} 1
     * @throws IOException what {@code ip} said
     * @throws IllegalStateException if there is no far host
     */
    public void addFarAddress(String address, int link) throws IOException {
        run(far(), "ip", "-6", "address", "add", prefixed(address), "dev", LabAddresses.farLink(link), "nodad");
    }

    /**
     * Takes an address from the far host.
     *
     * @param address as text, with or without prefix length
     * @param link 0, or in {@code lab2} 1; in {@code mtu} 1
     * @throws IOException what {@code ip} said
     * @throws IllegalStateException if there is no far host
     */
    public void removeFarAddress(String address, int link) throws IOException {
        run(far(), "ip", "-6", "address", "delete", prefixed(address), "dev", LabAddresses.farLink(link));
    }

    /**
     * Gives both hosts one address, the far host first, and waits until the near one has found that out: it has the
     * address then, and cannot bind it. {@link #removeAddress} and {@link #removeFarAddress} undo it.
     *
     * @param link 0, or in {@code lab2} 1
     * @param atMost how long to wait
     * @return the address
     * @throws IOException what {@code ip} said, or that the near host has not noticed in time
     * @throws IllegalStateException if there is no far host
     */
    public String duplicateAddress(int link, Duration atMost) throws IOException {
        String address = LabAddresses.DUPLICATE;
        addFarAddress(address, link);
        AddressState state = addAddress(address, link, atMost);
        if (state != AddressState.DUPLICATE) {
            throw new IOException(address + " on " + LabAddresses.nearLink(link) + " is " + state
                    + ", though the far host has it too: its answer may be lost on the way, or late");
        }
        return address;
    }

    private List<String> far() {
        if (far.isEmpty()) {
            throw new IllegalStateException(environment.text() + " has no far host");
        }
        return far;
    }

    private static String prefixed(String address) {
        return address.contains("/") ? address : address + "/64";
    }

    private static String plain(String address) {
        return address.split("/", 2)[0];
    }

    private static List<String> words(List<String> prefix, String... command) {
        List<String> words = new ArrayList<>(prefix);
        words.addAll(List.of(command));
        return words;
    }

    private static String run(List<String> prefix, String... command) throws IOException {
        Output output = Commands.run(words(prefix, command));
        if (output.exit() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output.lastWord());
        }
        return output.stdout();
    }
}
