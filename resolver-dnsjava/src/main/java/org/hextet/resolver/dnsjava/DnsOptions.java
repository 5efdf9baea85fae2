package org.hextet.resolver.dnsjava;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.addresses.Host;
import org.hextet.addresses.HostPort;
import org.hextet.api.spi.ProviderSpec;

/**
 * What a user may set: {@code dnsjava?server=[fd00::53],192.0.2.53:5353&timeout=1s}. What is empty comes from
 * {@code resolv.conf}.
 *
 * @param servers to be asked in place of those of the file; a zone is not looked up yet
 * @param resolvConf the file
 * @param hosts the hosts file
 * @param order whether the hosts file is looked into, and when
 * @param search domains in place of those of the file, without final dot
 * @param dots in place of the number that the file has
 * @param timeout how long one server is waited for
 * @param attempts how often all of them are asked
 * @param rotate whether each question begins with another server
 * @param streams whether servers are asked by TCP only
 * @param ednsBytes the longest answer by UDP that is asked for (RFC 6891); 0: EDNS is not used, 512 bytes then
 * @param mixedCase whether letters of questions are in random case, which an answer must repeat ("0x20"); some servers
 *     do not
 * @param cacheRecords how many records are kept; 0: nothing is
 * @param maxTtl a positive answer is kept for no longer
 * @param maxNegativeTtl nor is a negative one
 * @param serveStale for how long after its time an answer may serve while no server answers (RFC 8767); zero: never
 * @param staleAfter how long a question waits before such an answer is given, while servers are asked on
 * @param clock by whose clock answers grow old
 * @param questions how many may be under way at once on one reactor; more wait
 */
record DnsOptions(
        List<HostPort> servers,
        Path resolvConf,
        Path hosts,
        Order order,
        Optional<List<String>> search,
        OptionalInt dots,
        Optional<Duration> timeout,
        OptionalInt attempts,
        Optional<Boolean> rotate,
        Optional<Boolean> streams,
        int ednsBytes,
        boolean mixedCase,
        int cacheRecords,
        Duration maxTtl,
        Duration maxNegativeTtl,
        Duration serveStale,
        Duration staleAfter,
        Clock clock,
        int questions) {

    /** Hosts file and name servers. */
    enum Order {
        HOSTS_THEN_DNS("hosts,dns"),
        DNS_THEN_HOSTS("dns,hosts"),
        HOSTS_ONLY("hosts"),
        DNS_ONLY("dns");

        private final String text;

        Order(String text) {
            this.text = text;
        }
    }

    /** By whose clock answers grow old. */
    enum Clock {
        /** The system's. */
        SYSTEM("system"),
        /** That of the reactor that asks; all reactors of one resolver must then have the same. */
        REACTOR("reactor");

        private final String text;

        Clock(String text) {
            this.text = text;
        }
    }

    static final int DNS_PORT = 53;

    private static final int MAX_SERVERS = 8;

    static final DnsOptions DEFAULT = new DnsOptions(
            List.of(),
            Path.of("/etc/resolv.conf"),
            Path.of("/etc/hosts"),
            Order.HOSTS_THEN_DNS,
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            // What passes unfragmented everywhere, and what name servers agreed on: dnsflagday.net, 2020.
            1232,
            false,
            10_000,
            Duration.ofDays(1),
            Duration.ofMinutes(15),
            Duration.ZERO,
            // RFC 8767, section 5.
            Duration.ofMillis(1800),
            Clock.SYSTEM,
            512);

    private static final String KNOWN =
            "server, resolv-conf, hosts, order, search, ndots, timeout, attempts, rotate, tcp, "
                    + "edns, 0x20, cache, max-ttl, max-negative-ttl, serve-stale, stale-after, clock and questions";

    static DnsOptions of(ProviderSpec spec) {
        Draft draft = new Draft(spec);
        spec.options().forEach(draft::option);
        return draft.done();
    }

    /** Reads one option after the other. */
    private static final class Draft {

        private final ProviderSpec spec;
        private List<HostPort> servers = DEFAULT.servers;
        private Path resolvConf = DEFAULT.resolvConf;
        private Path hosts = DEFAULT.hosts;
        private Order order = DEFAULT.order;
        private Optional<List<String>> search = DEFAULT.search;
        private OptionalInt dots = DEFAULT.dots;
        private Optional<Duration> timeout = DEFAULT.timeout;
        private OptionalInt attempts = DEFAULT.attempts;
        private Optional<Boolean> rotate = DEFAULT.rotate;
        private Optional<Boolean> streams = DEFAULT.streams;
        private int ednsBytes = DEFAULT.ednsBytes;
        private boolean mixedCase = DEFAULT.mixedCase;
        private int cacheRecords = DEFAULT.cacheRecords;
        private Duration maxTtl = DEFAULT.maxTtl;
        private Duration maxNegativeTtl = DEFAULT.maxNegativeTtl;
        private Duration serveStale = DEFAULT.serveStale;
        private Duration staleAfter = DEFAULT.staleAfter;
        private Clock clock = DEFAULT.clock;
        private int questions = DEFAULT.questions;

        Draft(ProviderSpec spec) {
            this.spec = spec;
        }

        private void option(String name, String value) {
            switch (name) {
                case "server" -> servers = servers(value);
                case "resolv-conf" -> resolvConf = path(name, value);
                case "hosts" -> hosts = path(name, value);
                case "order" -> order = order(value);
                case "search" -> search = Optional.of(domains(value));
                case "ndots" -> dots = OptionalInt.of(number(name, value, 0, ResolvConf.MAX_DOTS));
                case "timeout" ->
                    timeout = Optional.of(duration(name, value, Duration.ofMillis(1), Duration.ofMinutes(1)));
                case "attempts" -> attempts = OptionalInt.of(number(name, value, 1, ResolvConf.MAX_ATTEMPTS));
                case "rotate" -> rotate = Optional.of(flag(name, value));
                case "tcp" -> streams = Optional.of(flag(name, value));
                case "edns" -> ednsBytes = value.equals("0") ? 0 : number(name, value, 512, 65_535);
                case "0x20" -> mixedCase = flag(name, value);
                case "cache" -> cacheRecords = number(name, value, 0, 10_000_000);
                case "max-ttl" -> maxTtl = duration(name, value, Duration.ZERO, Duration.ofDays(7));
                case "max-negative-ttl" -> maxNegativeTtl = duration(name, value, Duration.ZERO, Duration.ofDays(1));
                case "serve-stale" -> serveStale = duration(name, value, Duration.ZERO, Duration.ofDays(7));
                case "stale-after" -> staleAfter = duration(name, value, Duration.ZERO, Duration.ofMinutes(1));
                case "clock" -> clock = clock(value);
                case "questions" -> questions = number(name, value, 1, 10_000);
                default -> throw wrong("unknown option \"" + name + "\"; known are " + KNOWN);
            }
        }

        private IllegalArgumentException wrong(String what) {
            return new IllegalArgumentException("resolver " + spec + ": " + what);
        }

        private List<HostPort> servers(String value) {
            List<HostPort> read = new ArrayList<>();
            for (String text : value.split(",", -1)) {
                read.add(server(text));
            }
            if (read.size() > MAX_SERVERS) {
                throw wrong("server names " + read.size() + " of them; " + MAX_SERVERS + " are the most");
            }
            return List.copyOf(read);
        }

        private HostPort server(String text) {
            try {
                // An IPv6 address without a port needs no brackets.
                HostPort read = text.startsWith("[") || text.indexOf(':') == text.lastIndexOf(':')
                        ? HostPort.parse(text)
                        : new HostPort(Host.parse(text), OptionalInt.empty());
                if (read.host() instanceof Host.Literal && read.port().orElse(DNS_PORT) > 0) {
                    return read;
                }
            } catch (AddressSyntaxException wrong) {
                IllegalArgumentException here = wrong("server " + wrong.getMessage());
                here.initCause(wrong);
                throw here;
            }
            throw wrong(
                    "server is \"" + text + "\", need an address with or without a port, as in [fd00::53]:53; several "
                            + "with commas between them");
        }

        private List<String> domains(String value) {
            List<String> read = new ArrayList<>();
            for (String text : value.isEmpty() ? new String[0] : value.split(",", -1)) {
                try {
                    String ascii = new Host.Name(text).asciiName();
                    read.add(ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii);
                } catch (AddressSyntaxException noName) {
                    IllegalArgumentException here = wrong("search is \"" + value
                            + "\", need domains with commas between them, or nothing: " + noName.getMessage());
                    here.initCause(noName);
                    throw here;
                }
            }
            return List.copyOf(read);
        }

        private Path path(String name, String value) {
            try {
                if (!value.isEmpty()) {
                    return Path.of(value);
                }
            } catch (InvalidPathException unfit) {
                IllegalArgumentException here = wrong(name + " is \"" + value + "\": " + unfit.getReason());
                here.initCause(unfit);
                throw here;
            }
            throw wrong(name + " is empty, need the path of a file");
        }

        private Order order(String value) {
            for (Order each : Order.values()) {
                if (each.text.equals(value)) {
                    return each;
                }
            }
            throw wrong("order is \"" + value + "\", need \"hosts,dns\", \"dns,hosts\", \"hosts\" or \"dns\"");
        }

        private Clock clock(String value) {
            for (Clock each : Clock.values()) {
                if (each.text.equals(value)) {
                    return each;
                }
            }
            throw wrong("clock is \"" + value + "\", need \"system\" or \"reactor\"");
        }

        private boolean flag(String name, String value) {
            return switch (value) {
                case "true", "on" -> true;
                case "false", "off" -> false;
                default -> throw wrong(name + " is \"" + value + "\", need \"on\" or \"off\"");
            };
        }

        private int number(String name, String value, int least, int most) {
            // Eight digits fit an int.
            if (value.matches("[0-9]{1,8}")) {
                int number = Integer.parseInt(value);
                if (number >= least && number <= most) {
                    return number;
                }
            }
            throw wrong(name + " is \"" + value + "\", need a number from " + least + " to " + most);
        }

        private Duration duration(String name, String value, Duration least, Duration most) {
            Optional<Duration> read = duration(value);
            if (read.isEmpty() || read.get().compareTo(least) < 0 || read.get().compareTo(most) > 0) {
                throw wrong(name + " is \"" + value + "\", need a duration from " + DurationWords.of(least) + " to "
                        + DurationWords.of(most) + ", as in 250ms, 2s, 1h");
            }
            return read.get();
        }

        private static Optional<Duration> duration(String value) {
            if (value.equals("0")) {
                return Optional.of(Duration.ZERO);
            }
            int unit = 0;
            while (unit < value.length() && value.charAt(unit) >= '0' && value.charAt(unit) <= '9') {
                unit++;
            }
            if (unit == 0 || unit > 9) {
                return Optional.empty();
            }
            long number = Long.parseLong(value.substring(0, unit));
            return switch (value.substring(unit)) {
                case "ms" -> Optional.of(Duration.ofMillis(number));
                case "s" -> Optional.of(Duration.ofSeconds(number));
                case "m" -> Optional.of(Duration.ofMinutes(number));
                case "h" -> Optional.of(Duration.ofHours(number));
                case "d" -> Optional.of(Duration.ofDays(number));
                default -> Optional.empty();
            };
        }

        private DnsOptions done() {
            return new DnsOptions(
                    servers,
                    resolvConf,
                    hosts,
                    order,
                    search,
                    dots,
                    timeout,
                    attempts,
                    rotate,
                    streams,
                    ednsBytes,
                    mixedCase,
                    cacheRecords,
                    maxTtl,
                    maxNegativeTtl,
                    serveStale,
                    staleAfter,
                    clock,
                    questions);
        }
    }
}
