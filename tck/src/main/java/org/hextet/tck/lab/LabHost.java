package org.hextet.tck.lab;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hextet.addresses.AddressText;

/** The host on which a process of a lab runs, as that process sees it: its addresses, and those around it. */
public final class LabHost implements AutoCloseable {

    /** By these variables of its environment a process learns where it is. */
    private static final String ENVIRONMENT = "HEXTET_LAB";

    private static final String FAR = "HEXTET_LAB_FAR";
    private static final String RELAY = "HEXTET_LAB_RELAY";

    private final Environment environment;
    private final Optional<FarHost> far;
    private final Wire wire;

    private LabHost(Environment environment, Optional<FarHost> far) {
        this.environment = environment;
        this.far = far;
        this.wire = new Wire(
                environment,
                List.of(),
                far.map(FarHost::prefix).orElse(List.of()),
                variable(RELAY).map(Path::of).map(Relay.Steering::new));
    }

    /** The words before a command that tell it where it is. */
    static List<String> settings(Environment environment, Optional<String> far, Optional<Relay.Steering> relay) {
        return List.of(
                "env",
                ENVIRONMENT + "=" + environment.text(),
                FAR + "=" + far.orElse(""),
                RELAY + "="
                        + relay.map(Relay.Steering::socket).map(Path::toString).orElse(""));
    }

    private static Optional<String> variable(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());
    }

    /**
     * The host of this process, which was started with {@link Lab#java} or the words of {@link Lab#prefix}. Where there
     * is a far host, its JVM is started.
     *
     * @return to be closed: that ends the far host's JVM
     * @throws IOException if the far host's JVM cannot be started
     * @throws IllegalStateException if this process runs in no lab
     */
    public static LabHost ofThisProcess() throws IOException {
        String name = variable(ENVIRONMENT)
                .orElseThrow(() -> new IllegalStateException("this process runs in no lab: start it with Lab.java, or"
                        + " with the words of Lab.prefix before its command"));
        Optional<String> other = variable(FAR);
        return inside(
                Environment.of(name),
                other.isEmpty()
                        ? Optional.empty()
                        : Optional.of(FarHost.start(List.of("ip", "netns", "exec", other.get()))));
    }

    /**
     * The host of this process, which was started in a lab.
     *
     * @param environment which
     * @param far the host at the other end, if there is one
     * @return what it has
     */
    public static LabHost inside(Environment environment, Optional<FarHost> far) {
        return new LabHost(environment, far);
    }

    /**
     * Which environment this is.
     *
     * @return as the lab was built
     */
    public Environment environment() {
        return environment;
    }

    /**
     * The host at the other end of the link.
     *
     * @return with plain JDK sockets
     * @throws IllegalStateException if this environment has none
     */
    public FarHost far() {
        return far.orElseThrow(() -> new IllegalStateException(environment.text() + " has no far host"));
    }

    /**
     * What joins this host and the far one: duplicate addresses, delay and loss.
     *
     * @return of use where there is a far host
     */
    public Wire wire() {
        return wire;
    }

    /** Ends the far host's JVM, if there is one. */
    @Override
    public void close() {
        far.ifPresent(FarHost::close);
    }

    /**
     * The interface at this end of a link.
     *
     * @param link 0, or in {@code lab2} 1
     * @return for example {@code veth0}
     */
    public String link(int link) {
        return LabAddresses.nearLink(link);
    }

    /**
     * This host's link-local address, with zone.
     *
     * @param link 0, or in {@code lab2} 1
     * @return {@code fe80::1%veth0}
     */
    public InetAddress linkLocal(int link) {
        return address(LabAddresses.linkLocal(LabAddresses.NEAR) + "%" + link(link));
    }

    /**
     * This host's unique local address.
     *
     * @param link 0, or in {@code lab2} 1
     * @return {@code fd00::1}
     */
    public InetAddress uniqueLocal(int link) {
        return address(LabAddresses.uniqueLocal(link, LabAddresses.NEAR));
    }

    /**
     * This host's IPv4 address.
     *
     * @param link 0, or in {@code lab2} 1
     * @return {@code 10.0.0.1}
     */
    public InetAddress ipv4(int link) {
        return address(LabAddresses.ipv4(link, LabAddresses.NEAR));
    }

    /**
     * The far host's link-local address, with the zone that it has on this host.
     *
     * @param link 0, or in {@code lab2} 1: there it is the same address in another zone
     * @return {@code fe80::2%veth0}
     */
    public InetAddress farLinkLocal(int link) {
        return address(LabAddresses.linkLocal(LabAddresses.FAR) + "%" + link(link));
    }

    /**
     * The far host's unique local address.
     *
     * @param link 0, or in {@code lab2} 1; in {@code mtu} 1
     * @return {@code fd00::2}
     */
    public InetAddress farUniqueLocal(int link) {
        return address(LabAddresses.uniqueLocal(link, LabAddresses.FAR));
    }

    /**
     * The far host's IPv4 address.
     *
     * @param link 0, or in {@code lab2} 1; in {@code mtu} 1
     * @return {@code 10.0.0.2}
     */
    public InetAddress farIpv4(int link) {
        return address(LabAddresses.ipv4(link, LabAddresses.FAR));
    }

    /**
     * The largest packet that reaches the far host in {@code mtu}, where this host's own link carries 1500 bytes.
     *
     * @return 1280 bytes
     */
    public int smallMtu() {
        return LabAddresses.SMALL_MTU;
    }

    /**
     * Forgets what this host has learnt of the paths to others: their MTUs.
     *
     * @throws IOException what {@code ip} said
     */
    public void forgetPaths() throws IOException {
        ip("-6", "route", "flush", "cache");
        ip("-4", "route", "flush", "cache");
    }

    /**
     * IPv6 addresses that swallow every packet, in {@code hole}.
     *
     * @return three
     */
    public List<InetAddress> ipv6Holes() {
        return holes("fd00:");
    }

    /**
     * IPv4 addresses that swallow every packet, in {@code hole}.
     *
     * @return three
     */
    public List<InetAddress> ipv4Holes() {
        return holes("10.");
    }

    private static List<InetAddress> holes(String start) {
        return LabAddresses.HOLES.stream()
                .filter(hole -> hole.startsWith(start))
                .map(LabHost::address)
                .toList();
    }

    /**
     * An address behind a route of this host that answers for itself, in {@code reject}.
     *
     * @param kind {@code unreachable}, {@code prohibit}, {@code blackhole}, or {@code none} for no route at all
     * @param family 4 or 6
     * @return of that family
     */
    public InetAddress rejected(String kind, int family) {
        return address(LabAddresses.rejectedHost(kind, Integer.toString(family)));
    }

    private static InetAddress address(String literal) {
        return AddressText.parse(literal).toInetAddress();
    }

    /**
     * From now on, packets to a neighbour vanish: its link address is made one that nobody has. In {@code hole}, or any
     * lab with a far host. {@link #bringBack} undoes it.
     *
     * @param neighbour an address of the far host
     * @throws IOException what {@code ip} said
     */
    public void makeDark(InetAddress neighbour) throws IOException {
        ip("neigh", "replace", plain(neighbour), "lladdr", LabAddresses.NOBODY, "dev", link(0), "nud", "permanent");
    }

    /**
     * Undoes {@link #makeDark}.
     *
     * @param neighbour an address of the far host
     * @throws IOException what {@code ip} said
     */
    public void bringBack(InetAddress neighbour) throws IOException {
        ip("neigh", "delete", plain(neighbour), "dev", link(0));
    }

    private static String plain(InetAddress address) {
        return AddressText.format(address).split("%", 2)[0];
    }

    /**
     * Runs {@code ip} on this host.
     *
     * @param arguments its own
     * @return what it printed
     * @throws IOException if it fails: with its last word
     */
    public String ip(String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of("ip"));
        words.addAll(List.of(arguments));
        Output output = Commands.run(words);
        if (output.exit() != 0) {
            throw new IOException(String.join(" ", words) + ": " + output.lastWord());
        }
        return output.stdout();
    }

    /**
     * Runs a program on this host.
     *
     * @param input what it reads
     * @param command its words
     * @return what it left
     * @throws IOException if it cannot be started
     */
    public Output run(String input, List<String> command) throws IOException {
        return Commands.run(command, input);
    }

    /**
     * Sets a kernel parameter of this host.
     *
     * @param parameter for example {@code net.ipv6.bindv6only}
     * @param value for example {@code 1}
     * @return the value that it had
     * @throws IOException if this kernel lacks it, or refuses the value
     */
    public String sysctl(String parameter, String value) throws IOException {
        Path file = Path.of("/proc/sys", parameter.split("\\.", -1));
        String before;
        try (InputStream in = Files.newInputStream(file)) {
            // A file of /proc says that it is empty, and is to be read in one piece.
            byte[] bytes = new byte[4096];
            before = new String(bytes, 0, Math.max(0, in.read(bytes)), StandardCharsets.US_ASCII).strip();
        }
        Files.writeString(file, value);
        return before;
    }

    /**
     * How many packets have left by a link so far.
     *
     * @param link 0, or in {@code lab2} 1
     * @return as /proc/net/dev counts them
     * @throws IOException if it cannot be read
     */
    public long packetsSent(int link) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/net/dev"))) {
            String[] parts = line.strip().split("[:\\s]+", -1);
            // name, eight columns of what was received, then bytes and packets sent
            if (parts.length > 10 && parts[0].equals(link(link))) {
                return Long.parseLong(parts[10]);
            }
        }
        throw new IOException("no interface " + link(link));
    }
}
